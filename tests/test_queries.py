"""Saved queries: well formed, portable, and right on the pinned mini graph; adding an expectation adds a test.

An expectation is ``tests/mini/expected/<subject>/<question>.json`` with the parameters, the columns, and the rows as they must
be by a reading of ``tests/mini/graph.trig`` (terms as N-Triples writes them, "" for none).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT, Run
from rdflib.plugins.sparql import prepareQuery

from g7kg.dataset import Graph, apply_rules
from g7kg.errors import UsageProblem
from g7kg.queries import SavedQuery, saved_queries, saved_query
from g7kg.stores import rows
from g7kg.stores.embedded import load_file
from g7kg.stores.rdflib_store import RdflibStore

MINI = ROOT / "tests" / "mini"
QUERIES = saved_queries()
IDS = [q.slug for q in QUERIES]
EXPECTED = sorted((MINI / "expected").rglob("*.json"))


@pytest.fixture(scope="session")
def mini() -> Graph:
    """The mini graph with the ontology and vocabularies, rules applied."""
    graph = Graph()
    for path in sorted((ROOT / "ontology" / "vocabularies").glob("*.ttl")):
        load_file(graph.store.raw, path, f"https://w3id.org/g7kg/graph/vocabulary/{path.stem}")
    load_file(graph.store.raw, ROOT / "ontology" / "core.ttl", "https://w3id.org/g7kg/graph/ontology/core")
    load_file(graph.store.raw, MINI / "graph.trig", "https://w3id.org/g7kg/graph/mini")
    apply_rules(graph)
    return graph


@pytest.fixture(scope="session")
def mini_rdflib(mini: Graph) -> RdflibStore:
    store = RdflibStore()
    store.add(list(mini.store.raw))
    return store


def expectation(path: Path) -> tuple[SavedQuery, dict]:  # type: ignore[type-arg]
    return saved_query(f"{path.parent.name}/{path.stem.split('.')[0]}"), json.loads(path.read_text(encoding="utf-8"))


def cells(store, text: str) -> tuple[list[str], list[list[str]]]:  # type: ignore[no-untyped-def]
    columns, found = rows(store.query(text))
    return columns, [["" if term is None else str(term) for term in row] for row in found]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_rows_on_the_mini_graph(mini: Graph, path: Path) -> None:
    query, expected = expectation(path)
    columns, found = cells(mini.store, query.bind(expected["parameters"]))
    assert columns == expected["columns"]
    assert found == expected["rows"]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_rdflib_gives_the_same_rows(mini: Graph, mini_rdflib: RdflibStore, path: Path) -> None:
    query, expected = expectation(path)
    text = query.bind(expected["parameters"])
    ours, theirs = cells(mini.store, text), cells(mini_rdflib, text)
    assert ours[0] == theirs[0]
    assert sorted(ours[1]) == sorted(theirs[1])


def test_every_select_has_an_expectation() -> None:
    known = {f"{p.parent.name}/{p.stem.split('.')[0]}" for p in EXPECTED}
    assert {q.slug for q in QUERIES if "CONSTRUCT" not in q.text} - known == set()


@pytest.mark.parametrize("query", QUERIES, ids=IDS)
class TestEachQuery:
    def test_it_asks_in_both_languages(self, query: SavedQuery) -> None:
        assert query.question("en").endswith("?")
        assert query.question("ja").endswith(("？", "?", "か。", "か"))

    def test_rdflib_and_oxigraph_parse_it_as_it_stands(self, query: SavedQuery) -> None:
        prepareQuery(query.text)
        ox.Store().query(query.text)

    def test_it_declares_its_prefixes_and_no_others(self, query: SavedQuery) -> None:
        body = re.sub(r"#[^\n>]*$", "", query.text, flags=re.M)
        declared = re.findall(r"PREFIX\s+([\w-]+):", body)
        assert len(declared) == len(set(declared))
        unused = [p for p in declared if len(re.findall(rf"(?<![\w-]){p}:", body)) < 2]
        assert unused == []

    def test_its_rows_are_ordered(self, query: SavedQuery) -> None:
        assert "CONSTRUCT" in query.text or "ASK" in query.text or re.search(r"\bORDER BY\b", query.text)

    def test_parameters_are_explained_and_their_defaults_change_something(self, query: SavedQuery) -> None:
        for parameter in query.parameters.values():
            assert parameter.about["en"]
            assert parameter.about["ja"]
            assert parameter.default
        with pytest.raises(UsageProblem, match="has no parameter"):
            query.bind({"no_such_parameter": "x"})

    def test_it_runs_on_the_real_graph(self, query: SavedQuery, graph: Graph) -> None:
        result = graph.store.query(query.text)
        if isinstance(result, ox.QuerySolutions):
            assert next(result, None) is not None or query.slug.startswith("checks/")

    def test_its_default_is_what_binding_the_default_gives(self, query: SavedQuery, graph: Graph) -> None:
        """Terms put in by the tool mean the same as those written in the file."""
        values = {}
        for p in query.parameters.values():
            if p.kind == "iri":
                values[p.name] = p.default.split()
            elif p.kind in ("lang", "string"):
                values[p.name] = re.findall(r'"((?:[^"\\]|\\.)*)"', p.default)
        result = graph.store.query(query.bind(values))
        if isinstance(result, ox.QuerySolutions):
            assert cells(graph.store, query.bind(values)) == cells(graph.store, query.text)


def test_the_list_names_them_all(run: Run) -> None:
    listed = json.loads(run("query", "--list", "--format", "json").stdout)
    assert [q["slug"] for q in listed] == IDS
    table = run("query", "--list", "--lang", "ja").stdout
    assert all(slug in table for slug in IDS)


def test_a_parameter_is_a_term_not_text(graph: Graph) -> None:
    """A value cannot break out of its place in the query."""
    query = saved_query("continuity/hops")
    for value in ("x> } ?s ?p ?o . VALUES ?z { <y", "theme:a } #", 'theme:a"b'):
        with pytest.raises(UsageProblem):
            query.bind({"theme": value})
    with pytest.raises(UsageProblem):
        query.bind({"lang": 'en" } #'})


def test_rows_on_screen_and_in_files_agree(run: Run, graph: Graph) -> None:
    for query in QUERIES[:12]:
        if "CONSTRUCT" in query.text:
            continue
        number = len(cells(graph.store, query.text)[1])
        table = run("query", query.slug, "--format", "table").stdout.splitlines()
        tsv = run("query", query.slug, "--format", "tsv").stdout.splitlines()
        content = json.loads(run("query", query.slug, "--format", "json").stdout)
        assert table[-1] == f"{number} row{'' if number == 1 else 's'}"
        assert len(tsv) - 1 == number == len(content["results"]["bindings"])


@pytest.mark.parametrize("index", ["queries/README.md", "data/README.md"])
def test_the_built_indexes_are_current(index: str, run: Run) -> None:
    """`make indexes` would change nothing."""
    text = (ROOT / index).read_text(encoding="utf-8")
    if index.startswith("queries"):
        tables = [run("query", "--list", "--format", "md", "--lang", language).stdout for language in ("en", "ja")]
    else:
        tables = [run("query", "corpus/coverage", "--format", "md").stdout]
    assert all(table in text for table in tables)
