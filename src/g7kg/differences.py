"""`g7kg diff`: what one release adds, withdraws or changes against an older one.

Both are put into one store, the graphs of the older one under another name, and the saved query ``corpus/changes`` is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import SourceProblem
from g7kg.namespaces import GRAPH
from g7kg.queries import saved_query
from g7kg.stores import Result, rows
from g7kg.stores.embedded import EmbeddedStore, parse_file

QUERY = "corpus/changes"
OLD = "urn:x-g7kg:older/"  # stands in place of what our graphs' IRIs begin with


def release(path: Path) -> list[ox.Quad]:
    """Return the quads of a release: an N-Quads or TriG file, or the folder that `g7kg build` wrote.

    Raises:
        SourceProblem: it cannot be read, or holds none of our graphs.
    """
    file = path / "g7kg.nq" if path.is_dir() else path
    quads = [q for q in parse_file(file) if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(GRAPH)]
    if not quads:
        raise SourceProblem(f"{file}: no release; give the N-Quads or TriG that `g7kg build` writes (graphs below {GRAPH})")
    return quads


@dataclass(frozen=True)
class Difference:
    """Two releases side by side, and the question to ask of them."""

    store: EmbeddedStore
    text: str

    def result(self) -> Result:
        """Answer the saved query."""
        return self.store.query(self.text)

    def counts(self) -> Counter[str]:
        """Return how many resources were "added", "withdrawn" and "changed"."""
        return Counter(getattr(row[0], "value", "") for row in rows(self.result())[1])


def between(old: Iterable[ox.Quad], new: Iterable[ox.Quad], language: str) -> Difference:
    """Put two releases side by side.

    Parameters:
        old: the quads of the older release.
        new: those of the newer one.
        language: "en" or "ja", of the labels.
    """
    store = EmbeddedStore()
    store.add(ox.Quad(q.subject, q.predicate, q.object, _older(q.graph_name)) for q in old)
    store.add(new)
    found = rows(store.query("SELECT DISTINCT ?kind { ?thing a ?kind } ORDER BY ?kind"))[1]
    kinds = [kind.value for (kind,) in found if isinstance(kind, ox.NamedNode)]
    return Difference(store, saved_query(QUERY).bind({"old": OLD, "new": GRAPH, "kind": kinds, "lang": language}))


def _older(name: object) -> ox.NamedNode:
    assert isinstance(name, ox.NamedNode)
    return ox.NamedNode(OLD + name.value.removeprefix(GRAPH))
