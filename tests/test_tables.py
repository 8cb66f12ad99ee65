"""Rows of a query in every format: what each holds, and what does not fit together."""

from __future__ import annotations

import csv
import io
import json
import re

import pyoxigraph as ox
import pytest
from rdflib import Graph as RdflibGraph

from g7kg import tables
from g7kg.errors import UsageProblem
from g7kg.namespaces import PREFIXES
from g7kg.stores import Result
from g7kg.stores.embedded import EmbeddedStore

TURTLE = """
@prefix id: <https://w3id.org/g7kg/id/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:b rdfs:label "two [x] | \\\\ y"@en ; rdfs:seeAlso id:a .
id:a rdfs:label "one,\\n\\"quoted\\""@en .
"""
LABELS = f"SELECT ?thing ?label WHERE {{ GRAPH ?g {{ ?thing <{PREFIXES['rdfs']}label> ?label }} }} ORDER BY ?thing"
TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def store() -> EmbeddedStore:
    raw = ox.Store()
    raw.load(TURTLE, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("x:g"))
    return EmbeddedStore(raw)


def written(result: Result, form: str, **options: bool) -> str:
    out = io.BytesIO()
    tables.write(result, form, out, **options)
    return out.getvalue().decode()


def test_rows_for_machines(store: EmbeddedStore) -> None:
    found = list(csv.reader(io.StringIO(written(store.query(LABELS), "csv"))))
    assert found == [
        ["thing", "label"],
        ["https://w3id.org/g7kg/id/a", 'one,\n"quoted"'],
        ["https://w3id.org/g7kg/id/b", "two [x] | \\ y"],
    ]
    assert written(store.query(LABELS), "tsv").splitlines()[0] == "?thing\t?label"
    bindings = json.loads(written(store.query(LABELS), "json"))["results"]["bindings"]
    assert [b["label"]["xml:lang"] for b in bindings] == ["en", "en"]
    assert written(store.query(LABELS), "xml").startswith("<?xml")


def test_rows_for_people(store: EmbeddedStore) -> None:
    assert written(store.query(LABELS), "md") == (
        '| thing | label |\n| --- | --- |\n| id:a | one, "quoted" |\n| id:b | two [x] \\| \\\\ y |\n'
    )
    table = written(store.query(LABELS), "table")
    assert "id:b" in table
    assert "two [x] | \\ y" in table
    assert table.endswith("2 rows\n")
    assert written(store.query(f"{LABELS} LIMIT 1"), "table").endswith("1 row\n")


def test_columns_of_names_alone_are_left_out_unless_nothing_is_left(store: EmbeddedStore) -> None:
    assert "thing" not in written(store.query(LABELS), "md", ids=False)
    assert written(store.query(LABELS), "md", ids=False).splitlines()[2] == '| one, "quoted" |'
    alone = "SELECT ?thing WHERE { GRAPH ?g { ?thing ?p ?o } } ORDER BY ?thing LIMIT 1"
    assert written(store.query(alone), "md", ids=False) == "| thing |\n| --- |\n| id:a |\n"


def test_a_cell_without_a_value_is_empty(store: EmbeddedStore) -> None:
    text = "SELECT ?a ?b WHERE { VALUES (?a ?b) { (1 UNDEF) } }"
    assert written(store.query(text), "md").splitlines()[2] == "| 1 |  |"
    blank = ox.BlankNode("b1")
    assert [tables.text(term) for term in (ox.NamedNode("x:y"), ox.Literal("id:a"), blank)] == ["x:y", "id:a", "b1"]
    assert tables.text(ox.Literal("https://w3id.org/g7kg/id/a")) == "https://w3id.org/g7kg/id/a"


@pytest.mark.parametrize(("form", "shown"), [("table", "yes\n"), ("md", "yes\n")])
def test_yes_and_no(store: EmbeddedStore, form: str, shown: str) -> None:
    assert written(store.query("ASK { GRAPH ?g { ?s ?p ?o } }"), form) == shown
    assert written(store.query("ASK { ?s <x:none> ?o }"), form) == "no\n"
    assert json.loads(written(store.query("ASK {}"), "json"))["boolean"] is True
    assert "true" in written(store.query("ASK {}"), "xml")
    assert written(store.query("ASK {}"), "csv").strip() == "true"
    assert written(store.query("ASK {}"), "tsv").strip() == "true"


@pytest.mark.parametrize(
    ("form", "reader"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_triples(store: EmbeddedStore, form: str, reader: str) -> None:
    assert len(RdflibGraph().parse(data=written(store.query(TRIPLES), form), format=reader)) == 3


def test_triples_for_people_are_sorted_turtle(store: EmbeddedStore) -> None:
    shown = written(store.query(TRIPLES), "table")
    assert "@prefix id:" in shown
    assert shown.index("\nid:a ") < shown.index("\nid:b ")


def test_triples_are_in_order_for_people_and_as_they_come_for_machines(store: EmbeddedStore) -> None:
    """A program gets the first triple before the last is found, so these cannot be put in order."""
    made = "CONSTRUCT { ?s <x:p> 1 } WHERE { VALUES ?s { <x:b> <x:a> <x:c> } }"
    assert re.findall("<x:[abc]>", written(store.query(made), "table")) == ["<x:a>", "<x:b>", "<x:c>"]
    for form in ("ntriples", "turtle"):
        assert re.findall("<x:[abc]>", written(store.query(made), form)) == ["<x:b>", "<x:a>", "<x:c>"]
    twice = [ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:a"))] * 2
    assert written(twice, "table").count("x:p") == 1, "an engine may say a triple twice"


def test_a_statement_as_a_value_is_shown_as_one(store: EmbeddedStore) -> None:
    """RDF 1.2: the value of a cell may be a triple, which has three terms and no value of its own."""
    text = 'SELECT ?t WHERE { BIND(TRIPLE(<x:a>, <x:b>, "c") AS ?t) }'
    assert written(store.query(text), "md").splitlines()[2] == '| <x:a> <x:b> "c" |'


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("ASK {}", "turtle", "a yes/no answer cannot be written as turtle; choose table, json or xml"),
        (LABELS, "turtle", "rows cannot be written as turtle; choose table, md, csv, tsv, json, xml"),
        (TRIPLES, "csv", "triples cannot be written as csv; choose turtle, ntriples, jsonld, rdfxml, trig, nquads"),
    ],
)
def test_what_does_not_fit_is_said(store: EmbeddedStore, text: str, form: str, said: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        written(store.query(text), form)
    assert str(caught.value) == said


def test_csv_keeps_a_lone_return_in_its_cell() -> None:
    assert tables.csv_text([["a\rb", 1], ["c"]]) == '"a\rb",1\r\nc\r\n'


def test_numbers_are_said_in_words() -> None:
    assert [tables.counted(n) for n in (0, 1, 2)] == ["0 rows\n", "1 row\n", "2 rows\n"]


GRID = "one     two\n───────────\na [b]   17\na       b\n"  # no frame, no space at the ends of lines


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_grid_is_plain_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the environment asks for colours, and whatever the encoding of the pipe, to which UTF-8 is written."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert tables.grid(["one", "two"], [["a [b]", "17"], ["a", "b"]]) == GRID
    assert tables.rendered("   17 links") == "   17 links\n"


def test_a_grid_on_a_terminal_has_colours_and_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.setattr("sys.stdout", Terminal())
    shown = tables.grid(["one", "two"], [["a [b]", "17"], ["a", "b"]])
    assert "\x1b[1mone" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == GRID
    wide = re.sub(r"\x1b\[[0-9;]*m", "", tables.grid(["one"], [["a" * 200]])).splitlines()
    assert [len(line) for line in wide[2:]] == [150, 50]
    assert tables.rendered("17 links") == "17 links\n", "numbers have no colour of their own"


def test_a_grid_in_a_pipe_is_120_wide_and_folds() -> None:
    lines = tables.grid(["one", "two"], [["a" * 130, "[b]"]]).splitlines()
    assert max(len(line) for line in lines) == 120
    assert sum(line.count("a") for line in lines[2:]) == 130
    assert any("[b]" in line for line in lines)
    assert lines[0].split() == ["one", "two"]
    assert set(lines[1]) == {"─"}
