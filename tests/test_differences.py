"""`g7kg diff`: what a release adds, withdraws and changes, and a graph asked as of an older release."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run

from g7kg import building, differences
from g7kg.dataset import Graph
from g7kg.namespaces import ID, PREFIXES
from g7kg.stores import rows

WITHDRAWN = f"{ID}commitment/2017-turin/connect-everyone"
LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")


@pytest.fixture
def older(graph: Graph, tmp_path: Path) -> Path:
    """Write a release that lacks all that is said of one link and calls one commitment otherwise."""
    links = graph.store.query("SELECT ?l { ?l a <https://w3id.org/g7kg/ontology#ContinuityLink> } ORDER BY ?l LIMIT 1")
    [(link,)] = rows(links)[1]
    quads = []
    for quad in graph.quads:
        if quad.subject == link:
            continue
        if quad.subject.value == WITHDRAWN and quad.predicate == LABEL and quad.object.language == "en":
            quad = ox.Quad(quad.subject, quad.predicate, ox.Literal("called otherwise", language="en"), quad.graph_name)
        quads.append(quad)
    extra = ox.Quad(
        ox.NamedNode(f"{ID}commitment/2017-turin/gone"),
        ox.NamedNode(PREFIXES["rdf"] + "type"),
        ox.NamedNode(PREFIXES["g7"] + "Commitment"),
        ox.NamedNode("https://w3id.org/g7kg/graph/2017-turin/mic-release"),
    )
    building.write(graph, tmp_path / "new")
    path = tmp_path / "older.nq"
    with path.open("wb") as out:
        ox.serialize([*quads, extra], out, ox.RdfFormat.N_QUADS)
    return path


def told(out: str) -> dict[str, str]:
    """Return the change of each thing in a JSON answer."""
    return {r["thing"]["value"]: r["change"]["value"] for r in json.loads(out)["results"]["bindings"]}


def test_added_withdrawn_changed(older: Path, graph: Graph, run: Run) -> None:
    done = run("diff", str(older), "--format", "json")
    assert done.returncode == 0, done.stderr
    found = told(done.stdout)
    [link] = [thing for thing, change in found.items() if change == "added"]
    assert "/link/" in link
    assert {thing: change for thing, change in found.items() if thing != link} == {
        WITHDRAWN: "changed",
        f"{ID}commitment/2017-turin/gone": "withdrawn",
    }
    assert told(run("diff", str(older.parent / "new"), str(older), "--format", "json").stdout)[link] == "withdrawn"


def test_a_release_differs_not_from_itself(older: Path, run: Run) -> None:
    done = run("diff", str(older.parent / "new"))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "0 added, 0 withdrawn, 0 changed")


def test_a_saved_query_is_asked_of_an_older_release(older: Path, run: Run) -> None:
    text = f"SELECT ?l {{ <{WITHDRAWN}> <{LABEL.value}> ?l FILTER(LANG(?l) = 'en') }}"
    query = older.parent / "q.rq"
    query.write_text(text, encoding="utf-8")
    assert "called otherwise" in run("query", str(query), "--store", str(older)).stdout
    assert "called otherwise" not in run("query", str(query)).stdout
    assert run("trace", "--store", str(older)).returncode == 0


@pytest.mark.parametrize(
    ("name", "content"), [("missing.nq", None), ("empty.nq", ""), ("torn.nq", "<a> <b"), ("other.ttl", "<x:a> <x:b> <x:c> .")]
)
def test_what_is_no_release_is_one_line(name: str, content: str | None, tmp_path: Path, run: Run) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = run("diff", str(path))
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert name in done.stderr


def test_the_older_graphs_stand_under_another_name(graph: Graph) -> None:
    found = differences.between(graph.quads, [], "en")
    assert set(found.counts()) == {"withdrawn"}
    assert all(name.startswith(differences.OLD) for name in found.store.graph_names())
