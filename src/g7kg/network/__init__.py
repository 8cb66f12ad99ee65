"""The graph for analysts: explicit projections to nodes and edges, each made by queries that an export carries along.

A *projection* (`commitments`, `continuity`, `meetings`, `themes`, `actors`, `provenance`) has nodes and edges; a *table*
(`statements`, `links`, `documents`) has rows only. Nodes and edges are records, plain dictionaries with the columns that
`Network.node_columns` and `edge_columns` describe; `Network.graph` makes them a networkx graph that keeps parallel edges.

>>> from g7kg import dataset, network
>>> made = network.project(dataset.load().store, "commitments")
>>> made.graph().number_of_nodes() == len(list(made.nodes()))
True
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from g7kg.dataset import BASES, graphs_of
from g7kg.errors import UsageProblem
from g7kg.namespaces import PREFIXES, compact
from g7kg.network.answers import Answer, answer
from g7kg.network.attributes import Column
from g7kg.network.projections import PROJECTIONS, Projection
from g7kg.network.reading import FILTERS, Progress, Reading, Record, Value, bound, filters_of, keys, records, silent, takes
from g7kg.stores import Store

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "FILTERS",
    "PROJECTIONS",
    "Answer",
    "Column",
    "Network",
    "Projection",
    "Record",
    "Value",
    "answer",
    "clean",
    "project",
]


@dataclass
class Network:
    """A projection of a graph: its nodes and edges, read when asked for, in an order that is always the same.

    Attributes:
        projection: which one.
        reading: the store, the filters and the queries used.
        language: of the column `label`, "en" or "ja".
        bases: whose links count.
        counts: how many nodes and edges were read, once they were.
    """

    projection: Projection
    reading: Reading
    language: str
    bases: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the projection."""
        return self.projection.name

    @property
    def directed(self) -> bool:
        """Whether its edges have a direction."""
        return self.projection.directed

    @property
    def node_columns(self) -> list[Column]:
        """What stands in each column of a node."""
        return self.projection.node_columns

    @property
    def edge_columns(self) -> list[Column]:
        """What stands in each column of an edge; none for a table."""
        return self.projection.edge_columns if self.projection.edges else []

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        """The IRIs of the nodes, by the query that gives them."""
        found: dict[str, list[str]] = {}
        seen: set[str] = set()
        for query in self.projection.nodes:
            found[query] = [iri for iri in keys(self.reading, query) if iri not in seen]
            seen.update(found[query])
        if self.projection.reached:
            reached = self._reached({compact(iri) for iri in seen}, found)
            for query in self.projection.reached:
                found[query] = [iri for iri in found[query] if compact(iri) in reached]
        return found

    def _reached(self, nodes: set[str], found: Mapping[str, list[str]]) -> set[str]:
        """Return the ids that the edges reach: from the fixed nodes onward, or all ends where no node is fixed."""
        assert self.projection.edges is not None
        pairs = [(str(e["source"]), str(e["target"])) for e in self.projection.edges(self.reading, nodes, self.language)]
        fixed = {compact(i) for q in self.projection.nodes if q not in self.projection.reached for i in found[q]}
        if not fixed:
            return {end for pair in pairs for end in pair}
        reached, grown = fixed, True
        while grown:
            onward = {target for source, target in pairs if source in reached} - reached
            reached, grown = reached | onward, bool(onward)
        return reached

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the nodes."""
        return frozenset(compact(iri) for iris in self._keys.values() for iri in iris)

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many values stood in the way of another one where there may be only one, by attribute."""
        return self.reading.dropped

    def nodes(self) -> Iterator[Record]:
        """Yield the nodes (of a table: its rows)."""
        names = [column.name for column in self.node_columns]
        self.counts["nodes"] = 0
        for query, iris in self._keys.items():
            for record in records(self.reading, query, iris, self.language):
                self.counts["nodes"] += 1
                yield _tidy(record, names)

    def edges(self) -> Iterator[Record]:
        """Yield the edges; the key ``_members`` names the things that an edge stands for, and is not written."""
        if self.projection.edges is not None:
            names = [column.name for column in self.edge_columns]
            self.counts["edges"] = 0
            for record in self.projection.edges(self.reading, self.ids, self.language):
                self.counts["edges"] += 1
                yield _tidy(record, [*names, "_members"])

    def things(self) -> Iterator[str]:
        """Yield the IRIs of what nodes and edges stand for, each once."""
        seen: set[str] = set()
        nodes = (iri for iris in self._keys.values() for iri in iris)
        members = (iri for edge in self.edges() for iri in _listed(edge.get("_members")))
        for iri in chain(nodes, members):
            if iri not in seen:
                seen.add(iri)
                yield iri

    @property
    def filters(self) -> dict[str, list[str]]:
        """The filters, as CURIEs."""
        return {name: [compact(iri) for iri in iris] for name, iris in self.reading.filters.items() if name != "basis"}

    @property
    def queries(self) -> dict[str, str]:
        """The SPARQL of each query behind it, with the filters in place."""
        names = dict.fromkeys((*self.projection.nodes, *self.projection.edge_queries))
        return {name: bound(name, self.reading.filters) for name in names}

    def graph(self) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
        """Return it as a networkx graph; the key of an edge is its id, so parallel edges stay apart.

        Raises:
            UsageProblem: it is a table.
        """
        import networkx as nx

        if self.projection.edges is None:
            raise UsageProblem(f"{self.projection.name} is a table without edges; choose {', '.join(networks())}")
        made: Any = nx.MultiDiGraph() if self.projection.directed else nx.MultiGraph()
        for node in self.nodes():
            made.add_node(node["id"], **{k: v for k, v in node.items() if k != "id"})
        for edge in self.edges():
            rest = {k: v for k, v in edge.items() if k not in ("id", "source", "target", "_members")}
            made.add_edge(edge["source"], edge["target"], key=edge["id"], **rest)
        return made


def clean(text: str) -> str:
    """Return `text` with U+FFFD for each character that no XML file can hold, so that every format holds the same.

    These are U+0000 to U+001F except tab, line feed and carriage return, lone surrogates, U+FFFE and U+FFFF.
    """
    return _FORBIDDEN.sub("\ufffd", text)


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _tidy(record: Record, names: Iterable[str]) -> Record:
    """Return the cells of a record in the order of its columns, clean, without empty ones."""
    made: Record = {}
    for name in names:
        value = record.get(name)
        if isinstance(value, str):
            value = clean(value)
        elif isinstance(value, list):
            value = cast("list[str]", [clean(v) if isinstance(v, str) else v for v in value])
        if value is not None and value not in ("", [], [""]):
            made[name] = value
    return made


def _listed(value: Value | None) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


def networks() -> list[str]:
    """Return the names of the projections that have edges."""
    return [name for name, projection in PROJECTIONS.items() if projection.edges]


def project(
    store: Store,
    name: str,
    *,
    filters: Mapping[str, Iterable[str]] | None = None,
    bases: Iterable[str] = ("asserted", "curated"),
    language: str = "en",
    progress: Progress = silent,
) -> Network:
    """Return a projection of the graph in `store`.

    Filters choose nodes; an edge is in when both its ends are, and its own basis, theme and status fit. Links without a
    verification status (editors' and rules') pass a filter on it: their basis says what they are.

    Parameters:
        store: where to ask.
        name: one of `PROJECTIONS`.
        filters: names of meetings, themes, parties, modalities, verification statuses, of which any may hold.
        bases: whose links count: "asserted", "curated", "inferred".
        language: of the column `label`.
        progress: called while reading with a table's name, how many things are read, and how many there are.

    Raises:
        UsageProblem: an unknown projection, filter or basis, a filter that the projection does not know, or an unknown name.
    """
    projection = PROJECTIONS.get(name)
    if projection is None:
        near = difflib.get_close_matches(name, PROJECTIONS, 1)
        hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(PROJECTIONS)}"
        raise UsageProblem(f"no projection “{name}”; {hint}")
    chosen = filters_of(filters or {})
    asked = set(chosen.pop("basis", ())) or {PREFIXES["basis"] + basis for basis in bases}
    names = tuple(sorted(iri.removeprefix(PREFIXES["basis"]) for iri in asked))
    graphs = graphs_of(store, names)
    queries = {*projection.nodes, *projection.edge_queries}
    for key, iris in chosen.items():
        knows = set().union(*(takes(query) for query in queries))
        if key not in knows:
            raise UsageProblem(f"{name} cannot be filtered by {key}; choose from {', '.join(sorted(knows | {'basis'}))}")
        _known(store, key, iris)
    if set(names) != set(BASES):
        chosen["basis"] = sorted(asked)
    reading = Reading(store, graphs, chosen, progress)
    return Network(projection, reading, language, names)


def _known(store: Store, name: str, iris: Iterable[str]) -> None:
    for iri in iris:
        if not store.query(f"ASK {{ <{iri}> ?property ?value }}"):
            raise UsageProblem(f"no {name} “{compact(iri)}” in the graph; write it as e.g. {_EXAMPLES[name]}")


_EXAMPLES = {
    "meeting": "2017-turin",
    "theme": "artificial-intelligence",
    "party": "japan",
    "modality": "agreed",
    "status": "read-in-document",
}
