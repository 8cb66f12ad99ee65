"""`g7kg diff`: what one release adds, withdraws and changes against an older one, and which kind of version that makes it.

========================  ==================================================================
`g7kg.differences.things`   terms, commitments, statements, links: added, withdrawn, changed
`g7kg.differences.answers`  the rows of every saved query, in each release by its own text
`g7kg.differences.axioms`   what the ontology says of its terms
`g7kg.differences.policy`   major, minor or patch
========================  ==================================================================
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from g7kg import __version__, naming, releases
from g7kg.building import canonical_quads
from g7kg.dataset import Graph
from g7kg.differences import answers, axioms, policy, things
from g7kg.errors import SourceProblem
from g7kg.namespaces import G7, GRAPH
from g7kg.queries import SavedQuery, saved_queries
from g7kg.stores.embedded import EmbeddedStore, parse_file

ONTOLOGY = G7.rstrip("#")


@dataclass
class Release:
    """A release to compare: its version, its quads, and the saved queries that belong to it."""

    version: str
    quads: list[ox.Quad]
    queries: list[SavedQuery]
    held: EmbeddedStore | None = field(default=None, repr=False)
    known: dict[str, answers.Rows] = field(default_factory=dict, repr=False)

    @cached_property
    def store(self) -> EmbeddedStore:
        """The release as a store that can be asked."""
        if self.held is None:
            self.held = EmbeddedStore()
            self.held.add(self.quads)
        return self.held

    def answered(self, query: SavedQuery) -> answers.Rows:
        """Answer a query from the release, once."""
        if query.text not in self.known:
            self.known[query.text] = answers.answered(query, self.store)
        return self.known[query.text]

    @cached_property
    def canonical(self) -> list[ox.Quad]:
        """The quads with canonical blank nodes (RDFC-1.0)."""
        return canonical_quads(self.quads)


@dataclass(frozen=True)
class Difference:
    """Two releases and what lies between them.

    Attributes:
        things: what was added, withdrawn and changed.
        inferences: by rule's graph, how many triples it derives less and more.
        axioms: what the ontology says no longer, and newly, of terms that stand in both.
        breaches: released names that vanished or mean something else.
        moves: statements in named graphs that stand in the older release alone, and in the newer one alone.
    """

    old: Release
    new: Release
    things: list[things.Change]
    inferences: dict[str, tuple[int, int]]
    axioms: tuple[list[str], list[str]]
    breaches: list[naming.Breach]
    moves: tuple[list[ox.Quad], list[ox.Quad]]

    @cached_property
    def answers(self) -> list[answers.Change]:
        """The saved queries whose rows, texts or existence changed; all are asked when this is first needed."""
        old, new = self.old, self.new
        return answers.between(old.queries, old.answered, new.queries, new.answered, same_data=not any(self.moves))

    @cached_property
    def reasons(self) -> list[policy.Reason]:
        """What makes it a major, minor or patch version, the weightiest first."""
        counts = Counter(change.what for change in self.things)
        return policy.reasons(
            breaches=len(self.breaches),
            withdrawn=counts["withdrawn"],
            answers=Counter(change.what for change in self.answers),
            inferences=len(self.inferences),
            axioms=sum(map(len, self.axioms)),
            added=counts["added"],
            changed=counts["changed"],
            statements=sum(map(len, self.moves)),
        )

    @property
    def level(self) -> str:
        """What kind of change it is: "major", "minor" or "patch"; "none" where nothing changed."""
        return self.reasons[0].level if self.reasons else "none"

    @property
    def next_version(self) -> str:
        """The lowest version that the newer release may have."""
        return policy.next_version(self.old.version, self.level)

    @property
    def version_too_low(self) -> bool:
        """Whether the newer release's version is lower than what changed asks for."""
        return releases.ordered(self.new.version) < releases.ordered(self.next_version)


def read(name: str) -> Release:
    """Return a release: a folder, an N-Quads or TriG file, or the version of one that is kept beside.

    Raises:
        UsageProblem: there is neither a file nor a release of that name.
        SourceProblem: it cannot be read, or holds none of our graphs.
    """
    path = Path(name)
    if not path.exists():
        path = releases.release(name)
    file = path / releases.GRAPH_FILE if path.is_dir() else path
    quads = [q for q in parse_file(file) if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(GRAPH)]
    if not quads:
        raise SourceProblem(
            f"{file}: no release; give a version, a folder of `g7kg release`, or the N-Quads or TriG that `g7kg build` writes"
        )
    own = path.is_dir() and (path / "queries").is_dir()
    return Release(version_of(quads), quads, saved_queries(path if own else None))


def current(graph: Graph) -> Release:
    """Return the built-in graph as a release."""
    return Release(__version__, graph.quads, saved_queries(), graph.store)


def version_of(quads: list[ox.Quad]) -> str:
    """Return the version that the ontology states in a release."""
    stated = (q.object for q in quads if q.predicate.value == naming.VERSION and getattr(q.subject, "value", "") == ONTOLOGY)
    return next((o.value for o in stated if isinstance(o, ox.Literal)), "0")


def between(old: Release, new: Release) -> Difference:
    """Compare two releases."""
    before, after = set(old.canonical), set(new.canonical)
    gone, come = sorted(before - after, key=str), sorted(after - before, key=str)
    told = [naming.parted(release.canonical) for release in (old, new)]
    changes = things.between(told[0][0], told[1][0])
    names = [naming.names(release.canonical) for release in (old, new)]
    added = {change.thing for change in changes if change.what == "added"}
    return Difference(
        old,
        new,
        changes,
        _inferences(told[0][1], told[1][1]),
        axioms.between(told[0][0], told[1][0], added),
        naming.breaches(*names),
        (gone, come),
    )


def _inferences(old: list[ox.Quad], new: list[ox.Quad]) -> dict[str, tuple[int, int]]:
    before, after = set(old), set(new)
    less = Counter(str(quad.graph_name)[1:-1] for quad in before - after)
    more = Counter(str(quad.graph_name)[1:-1] for quad in after - before)
    return {graph: (less[graph], more[graph]) for graph in sorted(less.keys() | more.keys())}
