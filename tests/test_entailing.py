"""What follows by RDFS and OWL 2 RL: what is known to follow is there, what is asserted stays, and nothing is noise."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT, Run

from g7kg import building, dataset, entailing, extensions, queries
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import PREFIXES, expand
from g7kg.stores import rows

pytest.importorskip("reasonable", reason="needs the extra `reasoning`")

RDF, RDFS, OWL, XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd"))
PRELUDE = "".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("owl", "rdf", "rdfs", "xsd")) + "@prefix : <urn:x:> ."


def parsed(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(PRELUDE + text, format=ox.RdfFormat.TURTLE)}


def followed(text: str, profile: str) -> set[ox.Triple]:
    return set(entailing.follows(parsed(text), profile))


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


@pytest.fixture(scope="module")
def entailed() -> tuple[dataset.Graph, list[ox.Quad], list[ox.Quad]]:
    """The graph with its OWL 2 RL closure, what it said before, and what the new graph says."""
    graph = dataset.load()
    before = graph.quads
    assert entailing.entail(graph, "owlrl") > 1000
    name = iri("graph:entailed/owlrl")
    return graph, before, [quad for quad in graph.quads if quad.graph_name == name]


FOLLOWS = {  # by RDFS's rules, and by those of OWL 2 RL
    "a superclass": (
        "rdfs",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :i a :A .",
        ":i a :B , :C . :A rdfs:subClassOf :C .",
    ),
    "a broader property": ("rdfs", ":p rdfs:subPropertyOf :q . :i :p :j .", ":i :q :j ."),
    "the same of a literal": ("rdfs", ":p rdfs:subPropertyOf :q . :i :p 0 , false .", ":i :q 0 , false ."),
    "a domain": ("rdfs", ":p rdfs:domain :A . :i :p 1 .", ":i a :A ."),
    "a range": ("rdfs", ":p rdfs:range :A . :i :p :j .", ":j a :A ."),
    "an inverse": ("owlrl", ":p owl:inverseOf :q . :i :p :j .", ":j :q :i ."),
    "a chain": ("owlrl", ":p a owl:TransitiveProperty . :i :p :j . :j :p :k .", ":i :p :k ."),
    "an intersection": (
        *("owlrl", ":A owl:equivalentClass [ owl:intersectionOf ( :B :C ) ] . :i a :B , :C ."),
        ":i a :A . :A rdfs:subClassOf :B , :C .",
    ),
}


@pytest.mark.parametrize(("profile", "given", "wanted"), FOLLOWS.values(), ids=FOLLOWS)
def test_what_is_known_to_follow_does_and_nothing_else(profile: str, given: str, wanted: str) -> None:
    found = followed(given, profile)
    assert found >= {t for t in parsed(wanted) if "intersection" not in given or t.predicate.value == f"{RDF}type"}
    if "intersection" not in given:
        assert found == parsed(wanted)
    if profile == "owlrl":
        assert followed(given, "rdfs") == set()
    else:
        assert followed(given, "owlrl") == found


def test_a_meeting_is_found_in_the_words_of_other_vocabularies(entailed: tuple[dataset.Graph, list, list]) -> None:
    said = {quad.triple for quad in entailed[2]}
    turin, kind = iri("id:meeting/2017-turin"), ox.NamedNode(f"{RDF}type")
    for known in ("g7:Meeting", "g7:Event", "prov:Activity", "schema:Event"):
        assert ox.Triple(turin, kind, iri(known)) in said
    commitment, theme = iri("id:commitment/2017-turin/connect-everyone"), iri("theme:digital-divide")
    assert ox.Triple(commitment, iri("dcterms:subject"), theme) in said


def test_what_is_asserted_stays_as_it_was(entailed: tuple[dataset.Graph, list, list]) -> None:
    graph, before, new = entailed
    new_name = iri("graph:entailed/owlrl")
    kept = [quad for quad in graph.quads if quad.graph_name != new_name]
    assert building.canonical_quads(kept) == building.canonical_quads(before)
    described = {str(quad.subject) for quad in new if quad.predicate.value == PREFIXES["dcterms"] + "license"}
    assert str(iri("graph:entailed/owlrl")) in described
    told = {quad.triple for quad in before}
    assert [quad for quad in new if quad.triple in told] == []


def test_there_is_no_noise(entailed: tuple[dataset.Graph, list, list]) -> None:
    own = {str(iri("graph:entailed/owlrl")), str(iri("id:rule/entailment-owlrl"))}
    for quad in (q for q in entailed[2] if str(q.subject) not in own):
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)
        assert quad.subject != quad.object
        if isinstance(quad.object, ox.NamedNode):
            assert not quad.object.value.startswith((RDF, RDFS, OWL, XSD)), quad


def test_it_stands_on_the_basis_of_inference(entailed: tuple[dataset.Graph, list, list]) -> None:
    graph = entailed[0]
    assert "https://w3id.org/g7kg/graph/entailed/owlrl" not in dataset.graphs_of(graph.store, ["asserted", "curated"])


@pytest.mark.parametrize("slug", ["corpus/commitments", "continuity/hops", "agreements/with-deadline", "statements/hedged"])
def test_saved_queries_answer_alike_with_and_without(
    slug: str, entailed: tuple[dataset.Graph, list, list], graph: dataset.Graph
) -> None:
    text = queries.saved_query(slug).text
    with_it, without = (rows(g.store.query(text))[1] for g in (entailed[0], graph))
    assert list(map(list, with_it)) == list(map(list, without))


@pytest.mark.parametrize(
    "given",
    [
        ":A owl:disjointWith :B . :C rdfs:subClassOf :A . :i a :C , :B .",
        "[] a owl:AllDisjointClasses ; owl:members ( :D :B :E ) . :i a :D , :E .",
    ],
)
def test_a_contradiction_is_refused(given: str) -> None:
    graph = dataset.Graph()
    graph.store.add(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode("urn:x:g")) for t in parsed(given))
    with pytest.raises(SourceProblem, match="contradicts itself: urn:x:i is a urn:x:"):
        entailing.entail(graph, "owlrl")
    assert "entailed" not in " ".join(graph.store.graph_names())


def test_twice_the_same_bytes(tmp_path: Path, run: Run) -> None:
    for seed in ("1", "2"):
        assert run("build", "--entail", "rdfs", "-o", tmp_path / seed, PYTHONHASHSEED=seed).returncode == 0
    one, other = ((tmp_path / seed / "g7kg.nq").read_bytes() for seed in ("1", "2"))
    assert one == other
    assert b"<https://w3id.org/g7kg/graph/entailed/rdfs>" in one


def test_what_is_missing_or_unknown_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageProblem, match="no entailment “owl”; choose from rdfs, owlrl"):
        entailing.entail(dataset.Graph(), "owl")
    monkeypatch.setitem(sys.modules, "reasonable", None)
    with pytest.raises(UsageProblem, match=r"needs reasonable: pip install 'g7kg\[reasoning\]'"):
        entailing.entail(dataset.Graph(), "owlrl")


def test_an_extension_takes_part() -> None:
    with extensions.used(extensions.read([ROOT / "examples" / "g20-digital"])):
        graph = dataset.load(derive=False)
        entailing.entail(graph, "rdfs")
        guest, name = iri("g20:id/party/norway"), iri("graph:entailed/rdfs")
        assert ox.Quad(guest, ox.NamedNode(f"{RDF}type"), iri("g7:Party"), name) in graph.quads
