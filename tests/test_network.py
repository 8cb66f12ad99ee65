"""The projections: what is in them, what filters leave, and that nothing falls off."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from conftest import ROOT

from g7kg import dataset, network
from g7kg.errors import UsageProblem
from g7kg.exports.network import write
from g7kg.namespaces import G7, ID, PREFIXES, expand
from g7kg.network import describing
from g7kg.network.attributes import ATTRIBUTES
from g7kg.network.reading import query_text
from g7kg.stores import rows
from g7kg.stores.embedded import EmbeddedStore

START = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("g7", "rdfs", "skos", "scheme"))


def number(graph: dataset.Graph, pattern: str, what: str = "DISTINCT ?x") -> int:
    """Return how often SPARQL of the test's own finds a pattern."""
    result = graph.store.query(f"{START}SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}")
    assert isinstance(result, ox.QuerySolutions)
    return int(next(iter(result))["n"].value)


ENDS = "?x a g7:ContinuityLink ; g7:earlier ?a ; g7:later ?b"
COUNTS = {
    "commitments": ("?x a g7:Commitment", f"{ENDS} . ?a a g7:Commitment . ?b a g7:Commitment"),
    "continuity": ("?l a g7:ContinuityLink ; g7:earlier|g7:later ?x", ENDS),
    "themes": (
        "?x skos:inScheme scheme:theme",
        "{ ?c a g7:Commitment } UNION { ?c a g7:Statement } ?c g7:about ?s, ?t . FILTER(STR(?s) < STR(?t)) "
        'BIND(CONCAT(STR(?s), " ", STR(?t)) AS ?x)',
    ),
    "statements": ("?x a g7:Statement", ""),
    "links": ("?x a g7:ContinuityLink", ""),
    "documents": ("?x a/rdfs:subClassOf* g7:Document", ""),
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts_are_those_of_sparql(name: str, graph: dataset.Graph) -> None:
    made = network.project(graph.store, name, bases=dataset.BASES)
    nodes, edges = COUNTS[name]
    assert number(graph, nodes) == len(list(made.nodes()))
    if edges:
        assert number(graph, edges) == len(list(made.edges()))


def test_meetings_weigh_what_sparql_counts(graph: dataset.Graph) -> None:
    made = network.project(graph.store, "meetings", bases=dataset.BASES)
    of = "g7:adoptedAt|g7:madeAt|^g7:adopted"
    for edge in made.edges():
        a, b = f"<{expand(str(edge['source']))}>", f"<{expand(str(edge['target']))}>"
        ends = f"{{ ?e {of} {a} }} UNION {{ BIND({a} AS ?e) }} {{ ?l {of} {b} }} UNION {{ BIND({b} AS ?l) }}"
        basis = f"<{PREFIXES['basis']}{edge['basis']}>"
        assert edge["weight"] == number(graph, f"{ends} ?x g7:earlier ?e ; g7:later ?l ; g7:basis {basis}"), edge
        assert len(edge["theme"]) == len(edge["theme_weight"]) == len(edge["theme_ja"])  # type: ignore[arg-type]


def test_every_statement_is_with_its_speakers_and_document(graph: dataset.Graph) -> None:
    actors = network.project(graph.store, "actors", bases=dataset.BASES)
    spoken = {m for e in actors.edges() if e["relation"] == "spoke" for m in e["_members"]}  # type: ignore[union-attr]
    assert number(graph, "?x a g7:Statement ; g7:madeBy ?who") == len(spoken)
    took = sum(e["relation"] == "took part" for e in actors.edges())
    assert number(graph, "?x a g7:Participation") == took
    provenance = network.project(graph.store, "provenance", bases=dataset.BASES)
    reported = Counter(e["source"] for e in provenance.edges() if e["relation"] == "reported in")
    assert number(graph, "?x a g7:Statement ; g7:reportedIn ?d") == len(reported)


@pytest.mark.parametrize("name", network.PROJECTIONS)
def test_nothing_is_dropped_and_all_is_declared(name: str, graph: dataset.Graph) -> None:
    made = network.project(graph.store, name, bases=dataset.BASES)
    declared = {c.name for c in made.node_columns}, {c.name for c in made.edge_columns} | {"_members"}
    for record in made.nodes():
        assert record.keys() <= declared[0]
        assert record["label"]
    for record in made.edges():
        assert record.keys() <= declared[1]
    assert +made.reading.dropped == Counter()  # no second value stood where there may be one


@pytest.mark.parametrize("name", network.PROJECTIONS)
def test_labels_in_both_languages(name: str, graph: dataset.Graph) -> None:
    nodes = list(network.project(graph.store, name, bases=dataset.BASES, language="ja").nodes())
    assert all(n["label"] == n["label_ja"] for n in nodes)
    assert all(n["label_en"] for n in nodes)
    for column in ("theme", "meeting", "modality"):
        assert all(len(n[column]) == len(n[f"{column}_ja"]) for n in nodes if column in n)  # type: ignore[arg-type]


def test_graph_keeps_parallel_edges() -> None:
    store = chain(2, links=3)
    made = network.project(store, "commitments", bases=dataset.BASES).graph()
    assert isinstance(made, nx.MultiDiGraph)
    assert [f"id:link/{i}" for i in range(3)] == sorted(key for *_, key in made.edges(keys=True))
    assert made.number_of_nodes() == 2


def test_basis(graph: dataset.Graph) -> None:
    for bases in (("asserted",), ("curated",), ("asserted", "inferred")):
        made = network.project(graph.store, "continuity", bases=bases)
        assert set(bases) == {str(e["basis"]) for e in made.edges()}
    made = network.project(graph.store, "links", filters={"basis": ["curated"]})
    assert {"curated"} == {str(r["basis"]) for r in made.nodes()}


def test_filters_choose_nodes_and_edges_between_them(graph: dataset.Graph) -> None:
    both = ["2016-takamatsu", "2017-turin"]
    made = network.project(graph.store, "commitments", filters={"meeting": both})
    assert {f"id:meeting/{m}" for m in both} == {m for n in made.nodes() for m in n["meeting"]}  # type: ignore[union-attr]
    ids = {n["id"] for n in made.nodes()}
    edges = list(made.edges())
    assert edges
    assert {e[end] for e in edges for end in ("source", "target")} <= ids
    theme = network.project(graph.store, "statements", filters={"theme": ["data"]})
    below = number(graph, "?x a g7:Statement ; g7:about/skos:broader* <https://w3id.org/g7kg/theme/data>")
    assert below == len(list(theme.nodes()))
    agreed = network.project(graph.store, "statements", filters={"modality": ["agreed"], "party": ["g7"]})
    assert all("agreed" in n["modality"] and "id:party/g7" in n["speaker"] for n in agreed.nodes())  # type: ignore[operator]
    read = network.project(graph.store, "statements", filters={"status": ["read-in-document"]})
    assert {"read-in-document"} == {s for n in read.nodes() for s in n["status"]}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "filters", "message"),
    [
        ("commitment", {}, "did you mean commitments"),
        ("commitments", {"country": ["japan"]}, "no filter"),
        ("commitments", {"meeting": ["2017-milan"]}, "no meeting “id:meeting/2017-milan”"),
        ("themes", {"basis": ["assumed"]}, "no basis"),
        ("documents", {"theme": ["data"]}, "cannot be filtered by theme"),
    ],
)
def test_mistakes_are_said_in_words(name: str, filters: dict[str, list[str]], message: str, graph: dataset.Graph) -> None:
    with pytest.raises(UsageProblem, match=message):
        network.project(graph.store, name, filters=filters)


@pytest.mark.parametrize("name", sorted({q for p in network.PROJECTIONS.values() for q in (*p.nodes, *p.edge_queries)}))
def test_queries_run_as_they_stand(name: str, graph: dataset.Graph) -> None:
    columns, found = rows(graph.store.query(query_text(name)))
    assert next(found)
    if "attribute" in columns:
        used = {row[columns.index("attribute")].value for row in found}  # type: ignore[union-attr]
        assert used <= ATTRIBUTES.keys() | {"source", "target"}


def test_the_queries_carried_along_give_the_same_things(graph: dataset.Graph) -> None:
    made = network.project(graph.store, "statements", filters={"theme": ["data"], "modality": ["agreed"]}, bases=dataset.BASES)
    _, found = rows(graph.store.query(made.queries["statements"]))
    assert {expand(str(n["id"])) for n in made.nodes()} == {row[0].value for row in found}  # type: ignore[union-attr]


def test_attributes_page_is_up_to_date() -> None:
    """Run ``python -m g7kg.network.describing docs/attributes.md`` when this fails."""
    assert describing.page() == (ROOT / "docs" / "attributes.md").read_text(encoding="utf-8")


def chain(length: int, links: int = 1) -> EmbeddedStore:
    """Return a graph of a chain of commitments, each joined to the next by some links."""
    store = EmbeddedStore()
    graph = ox.NamedNode(PREFIXES["graph"] + "chain")
    kind, label = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["rdfs"] + "label")
    quads = []
    for i in range(length):
        one = ox.NamedNode(f"{ID}commitment/{i}")
        quads.append(ox.Quad(one, kind, ox.NamedNode(G7 + "Commitment"), graph))
        quads.append(ox.Quad(one, label, ox.Literal(f"Commitment {i} " + "with words " * 20, language="en"), graph))
        for j in range(links if i else 0):
            link = ox.NamedNode(f"{ID}link/{(i - 1) * links + j}")
            quads.append(ox.Quad(link, kind, ox.NamedNode(G7 + "ContinuityLink"), graph))
            quads.append(ox.Quad(link, ox.NamedNode(G7 + "earlier"), ox.NamedNode(f"{ID}commitment/{i - 1}"), graph))
            quads.append(ox.Quad(link, ox.NamedNode(G7 + "later"), one, graph))
            quads.append(ox.Quad(link, ox.NamedNode(G7 + "basis"), ox.NamedNode(PREFIXES["basis"] + "curated"), graph))
    store.add(quads)
    return store


@pytest.mark.parametrize("form", ["csv", "gexf", "nquads"])
def test_memory_does_not_grow_with_the_file(form: str, tmp_path: Path) -> None:
    peaks, sizes, calls = [], [], []
    for length in (700, 2800):
        store = chain(length)
        tracemalloc.start()
        made = network.project(store, "commitments", bases=dataset.BASES, progress=lambda *said: calls.append(said))
        write(made, form, tmp_path / f"x{length}")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        sizes.append((tmp_path / f"x{length}").stat().st_size)
    assert sizes[1] > 3.5 * sizes[0]
    # What grows are the names of the nodes, a small part of what is written.
    assert peaks[1] - peaks[0] < (sizes[1] - sizes[0]) * 0.8
    assert any(done == total > 2700 for _, done, total in calls)
    assert sum(total > 2700 for *_, total in calls) >= 6  # it tells of each batch
