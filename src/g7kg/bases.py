"""Who says that something continues: a source (asserted), an editor (curated), a rule (inferred); and which graphs hold it."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from g7kg.errors import UsageProblem
from g7kg.namespaces import G7, GRAPH, PREFIXES
from g7kg.stores import Store

BASES = ("asserted", "curated", "inferred")
OWN = GRAPH + "file/"  # what the graphs of files of one's own are called by


def known(bases: Iterable[str]) -> list[str]:
    """Return `bases` as they stand.

    Raises:
        UsageProblem: one of them is unknown.
    """
    names = list(bases)
    for name in names:
        if name not in BASES:
            raise UsageProblem(f"no basis “{name}”; choose from {', '.join(BASES)}")
    return names


def graphs_of(store: Store, bases: Iterable[str]) -> list[str] | None:
    """Return the named graphs to ask when only links of `bases` count; None when that is all of them.

    Graphs of editors and rules are left out by their basis. A source's own graph always counts, since it describes what the
    links link; whether its links count is the queries' parameter ``basis``. So does a graph that states no basis
    (reference data, vocabularies). A file of one's own counts as the graph that it describes.

    Raises:
        UsageProblem: a basis is unknown.
    """
    wanted = set(known(bases))
    if wanted == set(BASES):
        return None
    result = store.query(
        f"SELECT ?graph ?holder ?basis WHERE {{ GRAPH ?holder {{ ?graph a <{PREFIXES['void']}Dataset> ; <{G7}basis> ?basis "
        f"FILTER NOT EXISTS {{ ?graph <{PREFIXES['dcterms']}source> ?source }} }} }}"
    )
    assert isinstance(result, ox.QuerySolutions)
    out: set[str] = set()
    for graph, holder, basis in result:
        if basis.value.rsplit("/", 1)[1] not in wanted:
            out |= {graph.value, *([holder.value] if holder.value.startswith(OWN) else [])}
    names = set(store.graph_names())
    return sorted(names - out) if names & out else None
