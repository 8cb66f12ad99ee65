"""The ontology's own check finds nothing wrong in what is released, and finds what is put wrong on purpose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from g7kg.namespaces import compact
from g7kg.resources import graph_files, query_files, root, rule_files, shape_files
from g7kg.validation import check_ontology
from g7kg.validation.terms import Terms, exists


def test_no_term_is_misspelt_and_no_constraint_is_without_words() -> None:
    found = [f for f in check_ontology() if f.shape.rpartition("/")[2] not in ("unused-term", "dead-shape")]
    assert [f"{compact(f.focus)}: {f.message('en')}" for f in found] == []


def test_what_nothing_uses_is_explained() -> None:
    found = {compact(f.focus) for f in check_ontology()}
    guide = (root() / "ontology" / "README.md").read_text(encoding="utf-8")
    section = guide.partition("## What waits for data")[2].partition("\n## ")[0]
    assert found == {name for name in re.findall("`(.*?)`", section) if ":" in name}


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
