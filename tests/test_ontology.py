"""The ontology's own check finds nothing wrong in what is released, and finds what is put wrong on purpose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from g7kg.namespaces import compact
from g7kg.resources import graph_files, query_files, rule_files, shape_files
from g7kg.validation import check_ontology
from g7kg.validation.terms import Terms, exists


def test_nothing_is_wrong_in_what_is_released() -> None:
    assert [f"{compact(f.focus)}: {f.message('en')}" for f in check_ontology()] == []


PREFIXES = """@prefix g7: <https://w3id.org/g7kg/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/> .
"""
CONSTRAINT = 'sh:property [ sh:path g7:order ; sh:minCount 1 ; sh:message "x"@en, "y"@ja ] .'
DAMAGED = {
    "a term that nothing uses": ("g7:Neverused a owl:Class .", {("unused-term", "Neverused")}),
    "the same, explained in one language": (
        'g7:Neverused a owl:Class ; skos:editorialNote "For later."@en .',
        {("unused-term", "Neverused")},
    ),
    "the same, explained": ('g7:Neverused a owl:Class ; skos:editorialNote "For later."@en, "今後のため。"@ja .', set()),
    "the same, withdrawn": ("g7:Neverused a owl:Class ; owl:deprecated true .", set()),
    "a term that nobody declares": ("x:m a g7:Meetting .", {("undeclared-term", "Meetting")}),
    "a shape with a misspelt target": (
        f"x:s a sh:NodeShape ; sh:targetClass g7:Meetting ; {CONSTRAINT}",
        {("misspelt-target", "s"), ("dead-shape", "s"), ("undeclared-term", "Meetting")},
    ),
    "a constraint without words in both languages": (
        "x:s a sh:NodeShape ; sh:targetClass g7:Session ; " + CONSTRAINT.replace(', "y"@ja', ""),
        {("missing-message", "s.1")},
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_damaged_is_found(case: str, tmp_path: Path) -> None:
    text, expected = DAMAGED[case]
    (tmp_path / "damaged.ttl").write_text(PREFIXES + text, encoding="utf-8")
    found = {
        (f.shape.rpartition("/")[2], re.split("[#/]", f.focus)[-1])
        for f in check_ontology([tmp_path])
        if f.component == "OntologyCheck"
    }
    assert found == expected


@pytest.mark.parametrize(
    ("iri", "known"),
    [
        ("http://purl.org/dc/terms/title", True),
        ("http://purl.org/dc/terms/titel", False),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", True),
        ("http://www.w3.org/2004/02/skos/core#preflabel", False),
        ("https://schema.org/telephone", True),
        ("http://www.w3.org/ns/shacl#in", True),
        ("https://w3id.org/g7kg/ontology#abuot", False),
        ("https://example.org/anything", True),
    ],
)
def test_terms_of_well_known_vocabularies(iri: str, known: bool) -> None:
    assert exists(iri, set()) == known


def test_a_query_with_a_misspelt_term_is_found(tmp_path: Path) -> None:
    terms = Terms()
    terms.read_sparql("PREFIX g7: <https://w3id.org/g7kg/ontology#>\nSELECT ?s { ?s g7:abuot ?o } # g7:nothing", tmp_path)
    assert set(terms.used) == {"https://w3id.org/g7kg/ontology#abuot"}


def test_there_is_something_to_check() -> None:
    assert shape_files()
    assert rule_files()
    assert query_files()
    assert list(graph_files())
