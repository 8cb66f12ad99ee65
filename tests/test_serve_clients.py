"""Strangers at `g7kg serve`: SPARQL clients, a fuzzer over its OpenAPI description, and assistants at `g7kg mcp`."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from browser import chromium, hosted, needed, wait
from mcp import Client, StdioServerParameters
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from servers import oxigraph
from servers.ours import Ours, ours
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

from g7kg import dataset, queries
from g7kg.namespaces import G7

MEETINGS = f'SELECT ?m ?l {{ ?m a <{G7}MinisterialMeeting> ; rdfs:label ?l FILTER(LANG(?l) = "ja") }} ORDER BY ?m'
PREFIXED = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {MEETINGS}"


@pytest.fixture(scope="module")
def server() -> Iterator[Ours]:
    with ours("--workers", 2, "--limit", 20) as running:
        yield running


@pytest.fixture(scope="module")
def meetings(graph: dataset.Graph) -> list[tuple[str, str]]:
    """The rows that every client should get."""
    return [(row["m"].value, row["l"].value) for row in graph.store.query(PREFIXED)]  # type: ignore[union-attr]


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("posted", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper(server: Ours, meetings: list[tuple[str, str]], method: str, posted: str) -> None:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(posted)
    wrapper.setQuery(PREFIXED)
    wrapper.setReturnFormat(JSON)
    found: Any = wrapper.queryAndConvert()
    assert [(row["m"]["value"], row["l"]["value"]) for row in found["results"]["bindings"]] == meetings
    wrapper.setReturnFormat(XML)
    wrapper.setQuery("ASK {}")
    assert "<boolean>true</boolean>" in wrapper.queryAndConvert().toxml()  # type: ignore[union-attr]
    wrapper.setReturnFormat(CSV)
    wrapper.setQuery(PREFIXED)
    assert len(wrapper.queryAndConvert().splitlines()) == len(meetings) + 1  # type: ignore[union-attr,arg-type]
    wrapper.setReturnFormat(TURTLE)
    wrapper.setQuery("DESCRIBE <https://w3id.org/g7kg/theme/openness>")
    assert b"skos:prefLabel" in wrapper.queryAndConvert()  # type: ignore[operator]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv"])
def test_rdflib(server: Ours, meetings: list[tuple[str, str]], method: Any, form: str) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql, method=method, returnFormat=form))
    assert [(str(m), str(label)) for m, label in graph.query(PREFIXED)] == meetings  # type: ignore[misc]
    theme = rdflib.URIRef("https://w3id.org/g7kg/theme/openness")
    assert form == "csv" or (theme, rdflib.RDF.type, rdflib.SKOS.Concept) in graph  # CSV has no type for yes and no


def test_curl(server: Ours, meetings: list[tuple[str, str]]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    asked = ["curl", "-sS", "--compressed", "-H", "Accept: text/csv", "--data-urlencode", f"query={PREFIXED}", server.sparql]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert [line.split(",", 1)[0] for line in done.stdout.splitlines()[1:]] == [meeting for meeting, _ in meetings]


def test_our_own_endpoint_store(server: Ours, meetings: list[tuple[str, str]]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "g7kg", "trace", "--theme", "openness", "--endpoint", server.sparql, "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    here = subprocess.run(
        [sys.executable, "-m", "g7kg", "trace", "--theme", "openness", "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == json.loads(here.stdout)


def test_schemathesis_finds_nothing(server: Ours, tmp_path: Path) -> None:
    """A sample of the routes, each kind of parameter among them; all of them: the same command without the pattern."""
    routes = (
        "^/(health|api/search|api/queries|api/queries/(documents/compare|agreements/targets-over-time|network/commitments))$"
    )
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("schemathesis"), "run", f"{server.url}api/openapi.json", "--seed", "2017"),
            *("--phases", "fuzzing", "--max-examples", "15", "--include-path-regex", routes),
            *("--no-color", "--generation-database", "none"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,  # it leaves a folder where it runs
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "6 passed" in done.stdout, done.stdout[-4000:]


FEDERATED = """
import { QueryEngine } from '@comunica/query-sparql';
const sources = process.argv.slice(2).map(value => ({ type: 'sparql', value }));
const query = `SELECT ?m ?l ?note {
  ?m a <https://w3id.org/g7kg/ontology#MinisterialMeeting> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l .
  ?m <http://example.org/note> ?note FILTER(LANG(?l) = "ja") } ORDER BY ?m`;
const rows = await (await new QueryEngine().queryBindings(query, { sources })).toArray();
console.log(JSON.stringify(rows.map(row => ['m', 'l', 'note'].map(name => row.get(name).value))));
"""


YASGUI = "@triply/yasgui@4.2.28"
PAGE = """<!doctype html><meta charset="utf-8"><title>YASGUI</title><link rel="stylesheet" href="yasgui.min.css">
<body><div id="here"></div><script src="yasgui.min.js"></script>
<script>const gui = new Yasgui(document.getElementById("here"), { requestConfig: { endpoint: "ENDPOINT" } });</script>"""


@pytest.mark.slow
@needed
def test_yasgui(server: Ours, meetings: list[tuple[str, str]], tmp_path: Path) -> None:
    """The published build of YASGUI in a page of another origin, asked as a person asks it; slow, since npm brings it."""
    subprocess.run(["npm", "pack", YASGUI], cwd=tmp_path, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tgz"))) as packed:
        packed.extractall(tmp_path, filter="data")
    build = tmp_path / "package" / "build"
    (build / "index.html").write_text(PAGE.replace("ENDPOINT", server.sparql), encoding="utf-8")
    with chromium() as page, hosted(build) as host:
        page.get(f"{host}/index.html")
        wait(page, "typeof gui === 'object' && document.querySelector('.yasqe_queryButton')")
        ask = "gui.getTab().getYasqe().setValue(arguments[0]); document.querySelector('.yasqe_queryButton').click()"
        page.execute_script(ask, PREFIXED)
        wait(page, "document.querySelectorAll('.yasr_results tbody tr').length === arguments[0]", len(meetings))
        shown = page.execute_script(
            "return gui.getTab().getYasr().results.getBindings().map((row) => [row.m.value, row.l.value])"
        )
        assert [(m, label) for m, label in shown] == meetings
        page.execute_script(ask, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
        wait(page, "document.querySelector('.yasr_results').textContent.includes('SERVICE is not answered here')")


@pytest.mark.slow
def test_comunica_joins_this_endpoint_with_another(server: Ours, meetings: list[tuple[str, str]], tmp_path: Path) -> None:
    """Slow, since npm brings five hundred packages."""
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "ask.js").write_text(FEDERATED, encoding="utf-8")
    install = ["npm", "install", "--no-audit", "--no-fund", "@comunica/query-sparql@4"]
    subprocess.run(install, cwd=tmp_path, check=True, capture_output=True)
    noted = [meeting for meeting, _ in meetings][:2]
    with oxigraph(tmp_path) as other:
        text = "".join(f"<{one}> <http://example.org/note> 'a note' ." for one in [*noted, "http://x/unknown"])
        dataset_of_others = rdflib.Graph().parse(data=text, format="turtle")
        update = other.query.replace("/query", "/update")
        _post(update, f"INSERT DATA {{ {dataset_of_others.serialize(format='nt')} }}")
        asked = ["node", "ask.js", server.sparql, other.query]
        done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[m, label, "a note"] for m, label in meetings if m in noted]


def _post(url: str, update: str) -> None:
    wrapper = SPARQLWrapper(url)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.setQuery(update)
    wrapper.query()


# Assistants


def test_an_assistant_asks() -> None:
    async def asking() -> None:
        command = StdioServerParameters(command=sys.executable, args=["-m", "g7kg", "mcp", "--limit", "15"])
        async with Client(command) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == {"list_queries", "run_query", "trace", "show", "search", "sparql"}
            for tool in tools.values():
                assert tool.annotations is not None
                assert tool.annotations.read_only_hint
                assert len(tool.description or "") > 30

            async def call(tool: str, /, **arguments: Any) -> tuple[bool, str]:
                answer = await client.call_tool(tool, arguments)
                return bool(answer.is_error), getattr(answer.content[0], "text", "")

            listed = json.loads((await call("list_queries"))[1])
            assert {one["slug"] for one in listed} == {query.slug for query in queries.saved_queries()}
            assert '"id:meeting/2017-turin"' in (await call("search", words="産業大臣", language="ja"))[1]
            wrong, rows = await call("run_query", slug="documents/compare", parameters={"lang": "ja"})
            assert not wrong
            assert rows.startswith("commitmentLabel,")
            assert "says so" in (await call("trace", theme="free-flow-of-information"))[1]
            assert "said by" in (await call("show", name="meeting/2017-turin"))[1]
            assert (await call("sparql", query="SELECT (COUNT(*) AS ?n) { ?s a ?t }"))[1].startswith("n\r\n")
            for name, arguments, said in (
                ("run_query", {"slug": "documents/compar"}, "documents/compare"),
                ("run_query", {"slug": "documents/compare", "parameters": {"colour": "red"}}, "no parameter “colour”"),
                ("show", {"name": "meeting/1999-nowhere"}, "nothing in the graph"),
                ("trace", {"theme": "opennes"}, "openness"),
                ("sparql", {"query": "SELECT"}, "does not parse"),
                ("sparql", {"query": "CLEAR ALL"}, "updates are refused"),
                ("sparql", {"query": "SELECT * { SERVICE <http://x/> {} }"}, "SERVICE is not answered"),
                ("sparql", {"query": "SELECT * { ?s ?p ?o }"}, "larger than"),
            ):
                wrong, text = await call(name, **arguments)
                assert wrong, (name, arguments)
                assert said in text, text

    asyncio.run(asking())
