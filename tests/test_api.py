"""The Python interface, as a notebook uses it."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import networkx as nx
import pytest
from conftest import ROOT
from nbclient import NotebookClient

import g7kg
from g7kg import api, dataset
from g7kg.errors import UsageProblem


@pytest.fixture(scope="module")
def loaded(graph: dataset.Graph) -> api.Graph:
    return api.Graph(graph.store)


def test_importing_is_cheap() -> None:
    code = "import g7kg, sys; print(sorted(set(sys.modules) & {'pyoxigraph', 'networkx', 'pandas', 'rdflib', 'typer'}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_load() -> None:
    assert isinstance(g7kg.load(language="ja"), api.Graph)
    with pytest.raises(UsageProblem, match="no basis"):
        g7kg.load(bases=["assumed"])
    with pytest.raises(AttributeError):
        _ = g7kg.lode  # type: ignore[attr-defined]


def test_saved_query_and_frames(loaded: api.Graph) -> None:
    found = loaded.query("continuity/hops", theme="artificial-intelligence")
    assert len(found) > 5
    assert found[0].keys() <= set(found.columns)
    assert {row["basis"] for row in found} <= {"basis:asserted", "basis:curated"}
    frame, polars = found.pandas(), found.polars()
    assert (len(found), len(found.columns)) == frame.shape == polars.shape
    assert list(found.columns) == list(frame.columns) == polars.columns


def test_own_query(loaded: api.Graph) -> None:
    found = loaded.query("SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a <https://w3id.org/g7kg/ontology#Commitment> }")
    assert found[0]["n"] == len(loaded.table("commitments"))
    with pytest.raises(UsageProblem, match="parameters are for saved queries"):
        loaded.query("SELECT * { ?s ?p ?o }", theme="data")


def test_table_frames_hold_every_row(loaded: api.Graph) -> None:
    table = loaded.table("links", bases=["asserted"])
    assert set(table.pandas()["basis"]) == {"asserted"}
    assert table.polars().height == len(table)
    assert "<table>" in table._repr_html_()


def test_network_trace_measure(loaded: api.Graph) -> None:
    network = loaded.network("commitments", theme="artificial-intelligence")
    assert isinstance(network, nx.MultiDiGraph)
    assert all("artificial-intelligence" in str(d) or "ai" in str(d) for _, d in network.nodes(data=True))
    assert loaded.trace(theme="artificial-intelligence")
    assert {"meeting", "share"} <= set(loaded.measure("modality-mix").columns)


def test_notebook_runs() -> None:
    """The notebook in docs/ runs from beginning to end; its outputs are not kept in the file."""
    path = ROOT / "docs" / "notebook.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = str([cell.get("outputs") for cell in notebook.cells])
    assert "image/png" in shown
    assert "Traceback" not in shown
