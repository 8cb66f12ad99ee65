"""The projections and tables by name: which queries make their nodes and edges, and which columns they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from g7kg.namespaces import compact
from g7kg.network.attributes import EDGE, IRI, LABEL, NODE, Column, columns
from g7kg.network.reading import Reading, Record, concept, grouped, keys, labels, records

Edges = Callable[[Reading, Container[str], str], Iterator[Record]]


@dataclass(frozen=True)
class Projection:
    """A projection: a graph for analysts, or a mere table where it has no edges.

    Attributes:
        name: as `g7kg export` takes it.
        nodes: the queries that give the nodes; a thing that two give comes from the first.
        reached: those of `nodes` that stay only where an edge leads to or from them.
        node_attributes: names in `g7kg.network.attributes.ATTRIBUTES`.
        edges: gives the edges between the nodes.
        edge_queries: the queries that it asks.
        edge_attributes: as `node_attributes`.
        directed: whether an edge has a direction (from the earlier to the later, from the speaker to the event, …).
        en: what it is, in English; `ja` in Japanese.
    """

    name: str
    en: str
    ja: str
    nodes: tuple[str, ...]
    node_attributes: tuple[str, ...]
    edges: Edges | None = None
    edge_queries: tuple[str, ...] = ()
    edge_attributes: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    directed: bool = True

    @property
    def node_columns(self) -> list[Column]:
        """The columns of a node, or of a row of a table."""
        if self.name == "links":
            return [*EDGE, IRI, LABEL, *columns(self.node_attributes)]
        return [*NODE, *columns(self.node_attributes)]

    @property
    def edge_columns(self) -> list[Column]:
        """The columns of an edge."""
        return [*EDGE, LABEL, *columns(self.edge_attributes)]


def link_edges(reading: Reading, nodes: Container[str], language: str) -> Iterator[Record]:
    """Yield one edge for each continuity link between two of the nodes."""
    for record in records(reading, "links", keys(reading, "links"), language):
        if record.get("source") in nodes and record.get("target") in nodes:
            yield _linked(record)


def meeting_edges(reading: Reading, nodes: Container[str], language: str) -> Iterator[Record]:
    """Yield one edge for each pair of meetings and basis, which counts the links of that basis from the one to the other."""
    names = _Labels(reading, language)
    for (source, target, basis), rows in grouped(reading, "meeting-links", ("source", "target", "basis")):
        record = _edge((source, target), concept(basis), {row["member"] for row in rows})
        if record["source"] in nodes and record["target"] in nodes:
            names.put(record, "basis", [basis], single=True)
            names.count(record, "theme", Counter(row["theme"] for row in rows if row["theme"]))
            yield {**record, "label": names(basis)}


def theme_edges(reading: Reading, nodes: Container[str], language: str) -> Iterator[Record]:  # noqa: ARG001 — as all of these
    """Yield one edge for each pair of themes, which counts the statements and commitments that are about both."""
    for (source, target), rows in grouped(reading, "theme-pairs", ("source", "target")):
        record = _edge((source, target), "", {row["member"] for row in rows})
        if record["source"] in nodes and record["target"] in nodes:
            for name in ("Statement", "Commitment"):
                record[f"{name.lower()}s"] = len({row["member"] for row in rows if row["kind"].endswith("#" + name)})
            yield {**record, "label": str(record["weight"])}


def actor_edges(reading: Reading, nodes: Container[str], language: str) -> Iterator[Record]:
    """Yield one edge for each participation, and one for each actor and event with the statements made there."""
    names = _Labels(reading, language)
    for record in records(reading, "participations", keys(reading, "participations"), language):
        if record.get("source") in nodes and record.get("target") in nodes:
            yield {**_linked(record), "relation": "took part", "weight": 1}
    for (source, target), rows in grouped(reading, "speakers", ("source", "target")):
        record = _edge((source, target), "spoke", {row["member"] for row in rows})
        if record["source"] in nodes and record["target"] in nodes:
            names.count(record, "modality", Counter(row["modality"] for row in rows))
            yield {**record, "relation": "spoke", "label": "発言" if language == "ja" else "spoke"}


def source_edges(reading: Reading, nodes: Container[str], language: str) -> Iterator[Record]:
    """Yield one edge from each statement to its document, and on to the events that adopted it or that it reports on."""
    words = {"reported in": "掲載", "adopted by": "採択", "reports on": "報告対象", "annex of": "附属"}
    for (source, target, relation), _ in grouped(reading, "sources", ("source", "target", "relation")):
        record = _edge((source, target), relation.replace(" ", "-"), {source})
        if record["source"] in nodes and record["target"] in nodes:
            yield {**record, "relation": relation, "label": words[relation] if language == "ja" else relation}


def _linked(record: Record) -> Record:
    """Return a record as an edge: one that stands for the thing itself."""
    return {**{k: v for k, v in record.items() if k != "iri"}, "_members": [str(record["iri"])]}


def _edge(ends: tuple[str, str], name: str, members: set[str]) -> Record:
    source, target = map(compact, ends)
    identity = "|".join(filter(None, (source, target, name)))
    made: Record = {"id": identity, "source": source, "target": target, "weight": len(members)}
    return {**made, "_members": sorted(members)}


class _Labels:
    """Labels of concepts, each asked for once."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.reading, self.language = reading, language
        self.known: dict[str, tuple[str, str]] = {}

    def __call__(self, iri: str) -> str:
        return self.known[iri][self.language == "ja"]

    def put(self, record: Record, name: str, iris: list[str], *, single: bool = False) -> None:
        """Put concepts into a record, with their labels."""
        if missing := set(iris) - self.known.keys():
            self.known |= {iri: (concept(iri), concept(iri)) for iri in missing}
            self.known |= labels(self.reading, missing)
        columns = [[concept(i) for i in iris], [self.known[i][0] for i in iris], [self.known[i][1] for i in iris]]
        for suffix, values in zip(("", "_en", "_ja"), columns, strict=True):
            record[name + suffix] = values[0] if single else values

    def count(self, record: Record, name: str, counts: Counter[str]) -> None:
        """Put counted concepts into a record, with their labels and the counts, the most frequent first."""
        iris = sorted(counts, key=lambda iri: (-counts[iri], iri))
        self.put(record, name, iris)
        record[f"{name}_weight"] = [counts[iri] for iri in iris]


_LINK: tuple[str, ...] = (
    *("label", "continuity", "basis", "confidence", "theme", "status", "reason", "document", "locator"),
    *("attributed_to", "rule", "source_meeting", "target_meeting"),
)
_COMMITMENT: tuple[str, ...] = (
    *("kind", "label", "meeting", "date", "theme", "force", "modality", "party", "beneficiary", "instrument"),
    *("goal", "deadline", "status", "statement", "document"),
)
_STATEMENT: tuple[str, ...] = (
    *("kind", "label", "modality", "verb", "speaker", "meeting", "date", "session", "theme", "commitment", "beneficiary"),
    *("instrument", "open_ended", "status", "document", "locator"),
)
_EVENT = ("kind", "label", "starts", "ends", "place", "presidency", "chair", "part_of", "status")
_DOCUMENT: tuple[str, ...] = (
    *("kind", "label", "title", "issued", "publisher", "language", "annex_of", "reports_on", "adopted_by", "address"),
    "status",
)
_ACTS = ("label", "relation", "weight", "role", "post", "post_as_printed", "on_behalf_of", "status", "document")

PROJECTIONS = {
    p.name: p
    for p in (
        Projection(
            "commitments",
            "commitments, and the continuity links between two commitments",
            "コミットメントと、コミットメント間の継承リンク",
            ("commitments",),
            _COMMITMENT,
            link_edges,
            ("links",),
            _LINK,
        ),
        Projection(
            "continuity",
            "all that continuity links join (commitments, meetings, documents, …), and all of these links",
            "継承リンクで結ばれるすべてのもの（コミットメント、会合、文書など）と、そのすべてのリンク",
            ("ends",),
            ("kind", "label", "meeting", "date", "issued", "theme", "status"),
            link_edges,
            ("links",),
            _LINK,
        ),
        Projection(
            "meetings",
            "meetings, and how many links of which basis and theme lead from one to another",
            "会合と、会合から会合への継承リンクの数（根拠と分野ごと）",
            ("meetings",),
            (*_EVENT, "commitment", "statement", "document"),
            meeting_edges,
            ("meeting-links",),
            ("basis", "weight", "theme", "theme_weight"),
        ),
        Projection(
            "themes",
            "themes, and how many statements and commitments are about two of them",
            "分野と、二つの分野にまたがる発言・コミットメントの数",
            ("themes",),
            ("label", "broader", "commitment", "statement"),
            theme_edges,
            ("theme-pairs",),
            ("weight", "statements", "commitments"),
            directed=False,
        ),
        Projection(
            "actors",
            "parties, persons and organisations, and the events where they took part or spoke",
            "参加国・人物・組織と、それらが参加または発言した行事",
            ("actors", "occasions"),
            ("kind", "label", "unit_of", "starts", "ends", "place", "presidency", "part_of", "issued"),
            actor_edges,
            ("participations", "speakers"),
            (*_ACTS, "modality", "modality_weight"),
            reached=("actors", "occasions"),
        ),
        Projection(
            "provenance",
            "statements, the documents that report them, and the events that adopted these or that they report on",
            "発言と、それを載せる文書、その文書を採択した、または報告対象の行事",
            ("statements", "documents", "meetings"),
            tuple(dict.fromkeys(_STATEMENT + _DOCUMENT + _EVENT)),
            source_edges,
            ("sources",),
            ("relation",),
            reached=("documents", "meetings"),
        ),
        Projection("statements", "one row for each statement", "発言ごとに一行", ("statements",), _STATEMENT),
        Projection(
            "links", "one row for each continuity link, of whatever it joins", "継承リンクごとに一行", ("links",), _LINK
        ),
        Projection("documents", "one row for each document", "文書ごとに一行", ("documents",), _DOCUMENT),
    )
}
