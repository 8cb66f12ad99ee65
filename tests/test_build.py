"""The build: canonical, the same bytes from run to run, and the same graph in every format."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run
from rdflib import Dataset
from rdflib import Graph as RdflibGraph

from g7kg import building
from g7kg.dataset import Graph


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, graph: Graph) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    building.write(graph, folder)
    return folder


def test_another_process_builds_the_same_bytes(built: Path, run: Run, tmp_path: Path) -> None:
    done = run("build", "-o", tmp_path / "again", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    digests = {
        folder: {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
        for folder in (built, tmp_path / "again")
    }
    assert digests[built] == digests[tmp_path / "again"]
    assert set(digests[built]) == {f"g7kg.{ending}" for ending in building.FILES}


def test_the_order_of_the_statements_does_not_matter(graph: Graph) -> None:
    assert building.canonical_quads(reversed(graph.quads)) == building.canonical_quads(graph.quads)


def test_the_formats_hold_the_same_statements(built: Path, graph: Graph) -> None:
    quads = {str(q) for q in building.canonical_quads(graph.quads)}
    for ending in ("nq", "trig", "jsonld"):
        read = ox.Dataset(ox.parse(path=str(built / f"g7kg.{ending}")))
        read.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert {str(q) for q in read} == quads, ending


def test_rdflib_reads_as_many(built: Path, graph: Graph) -> None:
    quads = set(building.canonical_quads(graph.quads))
    dataset = Dataset().parse(built / "g7kg.nq", format="nquads")
    assert sum(1 for _ in dataset.quads()) == len(quads)
    assert len(RdflibGraph().parse(built / "g7kg.ttl", format="turtle")) == len({q.triple for q in quads})


def test_lines_are_sorted_and_single(built: Path) -> None:
    lines = (built / "g7kg.nq").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert lines == sorted(set(lines))


def test_blank_nodes_are_named_as_in_the_whole_graph(graph: Graph) -> None:
    whole = ox.Dataset(graph.quads)
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(building.canonical_quads(graph.quads)) == set(whole)
    assert any(isinstance(quad.subject, ox.BlankNode) for quad in whole)


def test_the_counts_printed_are_those_of_the_file(built: Path, run: Run, tmp_path: Path) -> None:
    done = run("build", "-o", tmp_path)
    printed = dict(reversed(line.split(maxsplit=1)) for line in done.stdout.splitlines() if "bytes" not in line)
    assert int(printed["quads"]) == len((built / "g7kg.nq").read_text(encoding="utf-8").splitlines())
    store = ox.Store()
    store.load(path=str(built / "g7kg.nq"))
    text = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { GRAPH ?g { ?s a <https://w3id.org/g7kg/ontology#Commitment> } }"
    result = store.query(text)
    assert isinstance(result, ox.QuerySolutions)
    assert int(printed["g7:Commitment"]) == int(next(result)["n"].value)
