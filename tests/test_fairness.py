"""The checks of FOOPS! and OOPS!: nothing is found that has no reason, and each finds a fault where there is one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from conftest import ROOT

from g7kg import dataset, fairness
from g7kg.dataset import Graph
from g7kg.namespaces import GRAPH, PREFIXES
from g7kg.resources import check_files
from g7kg.stores.embedded import EmbeddedStore
from g7kg.validation import check_ontology

IDS = [f"{path.parent.name}/{path.stem}" for path in check_files()]
PREFIX = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
CORE = f"<{GRAPH}ontology/core>"
O = "<https://w3id.org/g7kg/ontology>"  # noqa: E741 — as short as the updates below need it


def insert(triples: str, graph: str = CORE) -> str:
    return f"INSERT DATA {{ GRAPH {graph} {{ {triples} }} }}"


def delete(pattern: str) -> str:
    return f"DELETE {{ GRAPH ?g {{ {pattern} }} }} WHERE {{ GRAPH ?g {{ {pattern} }} }}"


# What each check must find: an update that damages the ontology, and a thing that is then found.
DAMAGE = {
    "foops/find1": (delete(f"{O} vann:preferredNamespacePrefix ?x"), "ontology"),
    "foops/http1": (insert("<urn:x:ontology> a owl:Ontology"), "urn:x:ontology"),
    "foops/om1": (delete(f"{O} dcterms:title ?x"), "ontology"),
    "foops/om2": (delete(f"{O} dcterms:bibliographicCitation ?x"), "ontology"),
    "foops/om3": (delete(f"{O} dcterms:publisher ?x"), "dcterms:publisher"),
    "foops/om4.1": (delete(f"{O} dcterms:license ?x"), "ontology"),
    "foops/om5.1": (delete("<https://w3id.org/g7kg/alignment/prov> dcterms:creator ?x"), "alignment/prov"),
    "foops/om5.2": (delete(f"{O} dcterms:publisher ?x"), "dcterms:publisher"),
    "foops/purl1": (insert("<https://example.org/o> a owl:Ontology"), "https://example.org/o"),
    "foops/uri2": (
        delete(f"{O} vann:preferredNamespaceUri ?x") + ";" + insert(f"{O} vann:preferredNamespaceUri 'x:'"),
        "ontology",
    ),
    "foops/ver1": (delete("<https://w3id.org/g7kg/alignment/org> owl:versionIRI ?x"), "alignment/org"),
    "foops/voc1": (insert("<https://w3id.org/g7kg/bare> a owl:Ontology"), "bare"),
    "foops/voc2": (delete("?s rdfs:subClassOf ?o") + ";" + delete("?s rdfs:subPropertyOf ?o"), "ontology"),
    "foops/voc3": (delete("theme:openness skos:prefLabel ?x"), "theme:openness"),
    "foops/voc4": (delete("g7:Meeting skos:definition ?x"), "g7:Meeting"),
    "oops/p02": (insert("g7:Meeting owl:equivalentClass g7:Event"), "g7:Meeting"),
    "oops/p03": (insert("g7:is a owl:ObjectProperty ; rdfs:label 'is a'@en"), "g7:is"),
    "oops/p04": (insert("g7:Alone a owl:Class"), "g7:Alone"),
    "oops/p05": (insert("g7:adopted owl:inverseOf g7:adoptedAt"), "g7:adopted"),
    "oops/p06": (insert("g7:Event rdfs:subClassOf g7:Summit"), "g7:Meeting"),
    "oops/p07": (insert("g7:MeetingOrParty a owl:Class"), "g7:MeetingOrParty"),
    "oops/p08": (delete("g7:Meeting skos:example ?x"), "g7:Meeting"),
    "oops/p10": (delete("?s a owl:AllDisjointClasses") + ";" + delete("?s owl:disjointWith ?o"), "ontology"),
    "oops/p11": (delete("g7:annexOf rdfs:range ?x"), "g7:annexOf"),
    "oops/p12": (insert("g7:onTopic a owl:ObjectProperty ; rdfs:label 'is about'@en"), "g7:about"),
    "oops/p13": (insert("g7:newOne a owl:ObjectProperty"), "g7:newOne"),
    "oops/p19": (insert("g7:annexOf rdfs:domain g7:Meeting"), "g7:annexOf"),
    "oops/p20": (insert("g7:Meeting rdfs:label '" + "very " * 80 + "long'@en"), "g7:Meeting"),
    "oops/p21": (insert("g7:Rest a owl:Class ; rdfs:label 'Other Event'@en"), "g7:Rest"),
    "oops/p22": (insert("g7:social_event a owl:Class"), "g7:social_event"),
    "oops/p24": (insert("g7:Party owl:equivalentClass g7:Party"), "g7:Party"),
    "oops/p25": (insert("g7:about owl:inverseOf g7:about"), "g7:about"),
    "oops/p26": (insert("g7:about a owl:SymmetricProperty ; owl:inverseOf g7:order"), "g7:about"),
    "oops/p27": (insert("g7:about owl:equivalentProperty dcterms:subject"), "g7:about"),
    "oops/p28": (insert("g7:renditionOf a owl:SymmetricProperty"), "g7:renditionOf"),
    "oops/p29": (insert("g7:renditionOf a owl:TransitiveProperty"), "g7:renditionOf"),
    "oops/p31": (insert("g7:Meeting owl:equivalentClass schema:Event"), "g7:Meeting"),
    "oops/p32": (insert("g7:Gathering a owl:Class ; rdfs:label 'Meeting'@en"), "g7:Gathering"),
    "oops/p33": (insert("g7:about owl:propertyChainAxiom ( g7:order )"), "g7:about"),
    "oops/p34": (insert("g7:Summit rdfs:subClassOf g7:Nowhere"), "g7:Nowhere"),
    "oops/p35": (insert("g7:about rdfs:subPropertyOf g7:nowhere"), "g7:nowhere"),
    "oops/p36": (insert("<https://w3id.org/g7kg/o.ttl> a owl:Ontology"), "o.ttl"),
    "oops/p38": (insert("g7:Meeting a owl:Class", f"<{GRAPH}ontology/more>"), "ontology/more"),
    "oops/p39": (delete("g7:Meeting rdfs:isDefinedBy ?x"), "g7:Meeting"),
    "oops/p41": (delete("<https://w3id.org/g7kg/alignment/time> dcterms:license ?x"), "alignment/time"),
    "graph/licences": (delete(f"<{GRAPH}2017-turin/curated> dcterms:license ?x"), "2017-turin/curated"),
    "graph/graph-labels": (insert("<x:a> <x:b> <x:c>", f"<{GRAPH}2017-turin/more>"), "2017-turin/more"),
    "graph/headers": (delete("<https://w3id.org/g7kg/alignment/skos> dcterms:description ?x"), "alignment/skos"),
    "graph/dates": (insert(f"{O} dcterms:created '2999-01-01'^^xsd:date"), "ontology"),
    "graph/prefixes": (delete("<https://w3id.org/g7kg/ontology/prefix/prov> sh:namespace ?x"), "prefix/prov"),
    "graph/domains": (insert("g7:anywhere a owl:ObjectProperty"), "g7:anywhere"),
}


@pytest.fixture(scope="module")
def results(graph: Graph) -> dict[str, fairness.Result]:
    return {f"{r.catalogue}/{r.name.lower()}": r for r in fairness.check(graph.store)}


@pytest.fixture(scope="module")
def parts() -> ox.Store:
    return dataset.load(derive=False).store.raw


def test_nothing_is_found_without_a_reason_and_no_reason_without_a_find(results: dict[str, fairness.Result]) -> None:
    assert {name: r.faults for name, r in results.items() if r.faults and not r.accepted} == {}
    assert [name for name, r in results.items() if r.accepted and not r.faults] == []
    assert [name for name, r in results.items() if not (r.labels["en"] and r.labels["ja"])] == []


@pytest.mark.parametrize("name", IDS)
def test_each_check_finds_its_fault(name: str, parts: ox.Store, results: dict[str, fairness.Result]) -> None:
    damaged = ox.Store()
    damaged.bulk_extend(parts)
    update, thing = DAMAGE[name]
    damaged.update(PREFIX + update)
    [path] = [path for path in check_files() if f"{path.parent.name}/{path.stem}" == name]
    found = fairness.asked(path, EmbeddedStore(damaged))
    new = [fault for fault in found.faults if fault not in results[name].faults]
    assert any(thing in part for fault in new for part in fault), new


def test_the_catalogues_are_whole() -> None:
    """OOPS! numbers its pitfalls from 1 to 41; FOOPS! has 24 tests."""
    oops = {path.stem.upper() for path in check_files() if path.parent.name == "oops"} | set(fairness.ELSEWHERE["oops"])
    assert oops == {f"P{number:02}" for number in range(1, 42)}
    foops = {path.stem.upper() for path in check_files() if path.parent.name == "foops"} | set(fairness.ELSEWHERE["foops"])
    assert len(foops) == 24


def test_the_page_is_current(results: dict[str, fairness.Result]) -> None:
    assert (ROOT / "docs" / "fair.md").read_text(encoding="utf-8") == fairness.document([*results.values()]), "make indexes"


def test_validate_asks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = fairness.Result("foops", "OM1", {"en": "asked", "ja": "問い"}, {}, [("g7:Meeting", "dcterms:title")])
    meant = fairness.Result("oops", "P13", {"en": "asked", "ja": "問い"}, {"en": "meant"}, [("g7:about",)])
    monkeypatch.setattr(fairness, "check", lambda _: [fault, meant])
    found = [(f.focus, f.message("en")) for f in check_ontology() if f.component == "FairCheck"]
    assert found == [(PREFIXES["g7"] + "Meeting", "FOOPS! OM1: asked (dcterms:title)")]


def test_every_prefix_of_the_project_is_declared(graph: Graph) -> None:
    text = f"{PREFIX} SELECT ?p ?n {{ {O} sh:declare [ sh:prefix ?p ; sh:namespace ?n ] }}"
    found = graph.store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    assert {p.value: space.value for p, space in found} == PREFIXES
