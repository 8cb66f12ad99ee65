"""Who disagrees with the editors leaves their graphs out with one flag, everywhere."""

from __future__ import annotations

import csv
import importlib
import io
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
import typer
from conftest import Run

import g7kg.cli
from g7kg.cli import app
from g7kg.dataset import Graph, graphs_of
from g7kg.queries import saved_queries
from g7kg.stores import rows

# Commands that answer no question from the graph's links, with why they need no --basis. A new command either has
# the option, or is entered here with its reason.
WITHOUT = {
    "anchor": "finds places in a text",
    "build": "writes every graph, each under its own name, for others to choose from",
    "diff": "compares releases whole, each resource by all that is said of it",
    "draft": "drafts Turtle of a text",
    "extensions": "lists extensions",
    "import": "reads other data",
    "new": "writes a skeleton",
    "push": "sends every graph, each under its own name, for others to choose from",
    "read": "shows what rests on each place of one text; editors' graphs give no places",
    "mcp": "its tools take the basis themselves",
    "release": "writes every graph, each under its own name, for others to choose from",
    "serve": "its routes take the basis as a parameter, its page has a switch",
    "site": "writes every graph; the switch is in the page",
    "sources": "is about renditions and copies",
    "validate": "checks every graph, and names the file of each finding",
}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, those of groups too."""
    for module in pkgutil.iter_modules(g7kg.cli.__path__):
        importlib.import_module(f"g7kg.cli.{module.name}")

    def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        below_it: dict[str, click.Command] | None = getattr(command, "commands", None)
        if below_it is not None:
            for part, below in below_it.items():
                yield from walk(f"{name} {part}".strip(), below)
        else:
            yield name, command

    yield from walk("", typer.main.get_command(app))


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_the_flag_or_a_reason(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert ("--basis" in options) != (name.split()[0] in WITHOUT)


def test_no_reason_outlives_its_command() -> None:
    assert {name.split()[0] for name in COMMANDS} >= set(WITHOUT)


@pytest.fixture(scope="module")
def left_out(graph: Graph) -> set[str]:
    """What only the editors' or a rule's graphs describe: their links."""
    kept = graphs_of(graph.store, ["asserted"])
    text = "SELECT DISTINCT ?l WHERE { ?l a <https://w3id.org/g7kg/ontology#ContinuityLink> }"
    every, asserted = ({str(row[0]) for row in rows(graph.store.query(text, part))[1]} for part in (None, kept))
    assert every > asserted
    return every - asserted


@pytest.mark.parametrize("query", saved_queries(), ids=lambda q: q.slug)
def test_no_saved_query_answers_from_what_was_left_out(query, graph: Graph, left_out: set[str]) -> None:  # type: ignore[no-untyped-def]
    values = {"basis": "asserted"} if "basis" in query.parameters else {}
    result = graph.store.query(query.bind(values), graphs_of(graph.store, ["asserted"]))
    if isinstance(result, ox.QuerySolutions):
        assert {str(term) for row in rows(result)[1] for term in row} & left_out == set()
    elif not isinstance(result, ox.QueryBoolean):
        assert {str(term) for triple in result for term in (triple.subject, triple.object)} & left_out == set()


def test_the_flag_changes_what_a_query_answers(run: Run) -> None:
    """Of the default answer of continuity/hops, the rows that remain are the asserted ones."""
    every, asserted = (
        list(csv.DictReader(io.StringIO(run("query", "continuity/hops", "--format", "csv", "--basis", basis).stdout)))
        for basis in ("asserted,curated,inferred", "asserted")
    )
    assert [row for row in every if row["basis"].endswith("/asserted")] == asserted
    assert len(every) > len(asserted) > 0


def test_a_curated_file_of_ones_own_is_left_out_as_well(run: Run, tmp_path: Path) -> None:
    text = """PREFIX basis: <https://w3id.org/g7kg/basis/> PREFIX g7: <https://w3id.org/g7kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX void: <http://rdfs.org/ns/void#>
<https://w3id.org/g7kg/graph/{0}> a void:Dataset ; g7:basis basis:{1} .
<https://example.org/{0}> rdfs:label "mine"@en .
"""
    for folder, name, basis in (("a", "judged", "curated"), ("b", "told", "asserted")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.ttl").write_text(text.format(name, basis), encoding="utf-8")
    query = tmp_path / "q.rq"
    query.write_text("SELECT ?x { ?x <http://www.w3.org/2000/01/rdf-schema#label> 'mine'@en } ORDER BY ?x", encoding="utf-8")
    files = [part for folder in "ab" for part in ("--data", str(tmp_path / folder / "own.ttl"))]

    def asked(basis: str) -> list[str]:
        return run("query", str(query), *files, "--format", "csv", "--basis", basis).stdout.split()[1:]

    assert asked("asserted,curated,inferred") == ["https://example.org/judged", "https://example.org/told"]
    assert asked("asserted") == ["https://example.org/told"]
