"""`g7kg serve` beside the protocol: linked data, saved queries, what it says of itself, and what it does under attack."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import http.server
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import brotli
import pyoxigraph as ox
import pytest
import uvicorn
from conftest import ROOT, Run
from servers.ours import Ours, ours

from g7kg import __version__, dataset, queries, searching
from g7kg.namespaces import G7, ID, PREFIXES
from g7kg.namespaces import ROOT as ROOT_IRI
from g7kg.serving import guards, work
from g7kg.serving.limits import Defect, Limits, Refused, Unavailable
from g7kg.serving.pool import Pool
from g7kg.stores.words import keywords

# Three independent patterns over the whole graph: some 10^13 rows, which nothing shortens.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) > STR(?f) || STR(?c) > STR(?i)) }"
GREEDY = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
LIMIT = 2.0
WORKERS = 3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    """A server with small limits and a site of two files, beside which lies a secret."""
    folder = tmp_path_factory.mktemp("serve")
    (folder / "secret.txt").write_text("hidden", encoding="utf-8")
    site = folder / "site"
    site.mkdir()
    (site / "index.html").write_text("<!doctype html><title>the site</title>", encoding="utf-8")
    (site / "app.js").write_text("'use strict'", encoding="utf-8")
    (site / "link.txt").symlink_to(folder / "secret.txt")
    with ours(
        "--limit", LIMIT, "--workers", WORKERS, "--queue", 60, "--max-answer", 2, "--max-memory", 400, "--site", site
    ) as run:
        yield run


# What is answered


def test_every_saved_query_answers_as_the_command_does(server: Ours, graph: dataset.Graph) -> None:
    for query in queries.saved_queries():
        answer = server.ask(f"/api/queries/{query.slug}")
        assert answer.status == 200, (query.slug, answer.text)
        result = graph.store.query(query.text)
        if isinstance(result, ox.QueryTriples):
            assert answer.media == "text/turtle"
            assert {q.triple for q in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)} == set(result)
            continue
        assert isinstance(result, ox.QuerySolutions)
        expected = json.loads(result.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        assert json.loads(answer.body) == expected, query.slug


def test_parameters_of_a_saved_query_are_typed(server: Ours) -> None:
    path = "/api/queries/documents/compare"
    turned = server.ask(f"{path}?first=2017-turin-declaration&second=2017-mic-release&lang=ja&format=csv")
    assert turned.status == 200
    assert turned.media == "text/csv"
    assert turned.body != server.ask(f"{path}?lang=ja&format=csv").body
    for wrong, status, said in (
        ("lang=fr", 400, "lang"),
        ("colour=red", 400, "no parameter “colour”"),
        ("first=a%20b", 400, "first"),
        ("first=2017-mic-releas", 404, "2017-mic-release"),
        ("basis=guessed", 400, "basis"),
        ("format=docx", 400, "format"),
    ):
        answer = server.ask(f"{path}?{wrong}")
        assert (answer.status, answer.text.count("\n")) == (status, 1), answer.text
        assert said in answer.text
    assert server.ask("/api/queries/documents/no-such").status == 404
    assert server.ask("/api/queries/documents/targets", Accept="image/png").status in (404, 406)


@pytest.mark.parametrize("name", ["x%", "a#b#c", ":x", "\u0080", "\U000e0001", "[x]"])
def test_what_can_be_no_name_is_said_to_be_none(server: Ours, name: str) -> None:
    for form in ("json", "sparql"):
        answer = server.ask(f"/api/queries/statements/on-theme?{urlencode({'theme': name, 'format': form})}")
        assert (answer.status in (400, 404), answer.text.count("\n")) == (True, 1), answer.text


def test_the_basis_holds(server: Ours, run: Run) -> None:
    path = "/api/queries/continuity/hops?format=csv&basis="
    rows = {
        basis: len(server.ask(path + basis).text.splitlines()) for basis in ("asserted", "curated", "asserted&basis=curated")
    }
    told = run("query", "continuity/hops", "--basis", "asserted", "--format", "csv").stdout
    assert rows["asserted"] == len(told.splitlines())
    assert rows["asserted&basis=curated"] > max(rows["asserted"], rows["curated"])


def test_a_saved_querys_sparql_gives_its_rows(server: Ours) -> None:
    path = "/api/queries/documents/themes"
    sparql = server.ask(f"{path}?lang=ja", Accept="application/sparql-query")
    assert sparql.media == "application/sparql-query"
    assert json.loads(server.query(sparql.text).body) == json.loads(server.ask(f"{path}?lang=ja").body)


def test_openapi_describes_a_route_for_each_saved_query(server: Ours) -> None:
    described = json.loads(server.ask("/api/openapi.json").body)
    assert described["info"]["version"] == __version__
    listed = json.loads(server.ask("/api/queries").body)
    assert {q.slug for q in queries.saved_queries()} == {one["slug"] for one in listed}
    for query in queries.saved_queries():
        operation = described["paths"][f"/api/queries/{query.slug}"]["get"]
        assert operation["summary"] == query.question("en")
        assert set(query.parameters) <= {parameter["name"] for parameter in operation["parameters"]}
    assert described["servers"] == [{"url": server.url.rstrip("/")}]


def counted(graph: dataset.Graph) -> dict[str, int]:
    """The numbers of VoID, counted without SPARQL."""
    triples = {(q.subject, q.predicate, q.object) for q in graph.store.raw}
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    return {
        "triples": len(triples),
        "entities": len({s for s, p, _ in triples if p == kind and isinstance(s, ox.NamedNode)}),
        "distinctSubjects": len({s for s, _, _ in triples}),
        "distinctObjects": len({o for _, _, o in triples}),
        "classes": len({o for _, p, o in triples if p == kind}),
        "properties": len({p for _, p, _ in triples}),
        "commitments": len({s for s, p, o in triples if p == kind and o == ox.NamedNode(G7 + "Commitment")}),
    }


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json"])
def test_void_counts_are_true(server: Ours, graph: dataset.Graph, media: str) -> None:
    answer = server.ask("/.well-known/void", Accept=media)
    assert answer.media == media
    store = ox.Store()
    store.extend(
        ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media))
    )
    void, expected = PREFIXES["void"], counted(graph)
    commitments = expected.pop("commitments")
    for name, number in expected.items():
        found = store.query(f"SELECT ?n {{ ?d a <{void}Dataset> ; <{void}{name}> ?n }}")
        assert [int(row["n"].value) for row in found] == [number], name
    found = store.query(f"SELECT ?n {{ ?p <{void}class> <{G7}Commitment> ; <{void}entities> ?n }}")
    assert [int(row["n"].value) for row in found] == [commitments]


TURIN = "/id/meeting/2017-turin"


@pytest.mark.parametrize(
    ("accept", "ending", "media"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", ".html", "text/html"),
        ("text/turtle", ".ttl", "text/turtle"),
        ("application/ld+json", ".jsonld", "application/ld+json"),
        ("application/n-triples", ".nt", "application/n-triples"),
        ("application/rdf+xml", ".rdf", "application/rdf+xml"),
        ("", ".ttl", "text/turtle"),
    ],
)
def test_a_name_leads_to_a_document_about_it(server: Ours, accept: str, ending: str, media: str) -> None:
    answer = server.ask(TURIN, **({"Accept": accept} if accept else {}))
    assert (answer.status, answer.headers["location"]) == (303, TURIN + ending)
    document = server.ask(answer.headers["location"])
    assert (document.status, document.media) == (200, media)
    assert 'rel="alternate"' in document.headers["link"]
    if ending == ".html":
        assert "G7 ICT and Industry Ministers" in document.text
        assert "情報通信" in server.ask(TURIN + ".html?lang=ja").text
    else:
        read = list(ox.parse(document.body, format=ox.RdfFormat.from_media_type(media)))
        assert ox.NamedNode("https://w3id.org/g7kg/id/meeting/2017-turin") in {quad.subject for quad in read}


def test_every_kind_of_name_is_answered(server: Ours, graph: dataset.Graph) -> None:
    names = {term.value for quad in graph.quads for term in (quad.subject, quad.graph_name) if isinstance(term, ox.NamedNode)}
    paths = {name.removeprefix(ROOT_IRI).partition("#")[0] for name in names if name.startswith(ROOT_IRI)}
    kinds = {"/".join(path.split("/")[: 2 if path.startswith("id/") else 1]): path for path in sorted(paths)}
    assert len(kinds) > 30
    for path in map(quote, [*kinds.values(), "ontology"]):
        assert server.ask(f"/{path}", Accept="text/turtle").status == 303, path
        for ending in (".ttl", ".html", ".nt"):
            assert server.ask(f"/{path}{ending}").status == 200, path


def test_a_graphs_document_is_what_the_graph_holds(server: Ours, graph: dataset.Graph) -> None:
    name = ox.NamedNode("https://w3id.org/g7kg/graph/vocabulary/theme")
    got = server.ask("/graph/vocabulary/theme.nt").body
    assert {q.triple for q in ox.parse(got, format=ox.RdfFormat.N_TRIPLES)} == {
        q.triple for q in graph.store.raw.quads_for_pattern(None, None, None, name)
    }


def test_the_name_of_a_version_leads_to_what_it_is_a_version_of(server: Ours, graph: dataset.Graph) -> None:
    version = ox.NamedNode(PREFIXES["owl"] + "versionIRI")
    editions = {q.object.value: q.subject.value for q in graph.quads if q.predicate == version}  # type: ignore[union-attr]
    ours = {name: of for name, of in editions.items() if name.startswith(ROOT_IRI)}
    assert len(ours) > 5
    for name, of in ours.items():
        path, whole = ("/" + quote(iri.removeprefix(ROOT_IRI)) for iri in (name, of))
        assert server.ask(path, Accept="text/turtle").status == 303
        assert server.ask(path + ".nt").body == server.ask(whole + ".nt").body != b""


@pytest.mark.parametrize(
    "path",
    ["/id/meeting/1999-nowhere", "/id/meeting/1999-nowhere.ttl", "/nothing", "/id/a%20b%3Cc", "/id/%ff%fe", "/id/%zz%.ttl"],
)
def test_unknown_names_are_said_to_be(server: Ours, path: str) -> None:
    children = workers_of(server.process.pid)
    answer = server.ask(path)
    assert (answer.status, answer.text.count("\n")) == (404, 1)
    assert workers_of(server.process.pid) == children


def test_search_finds_japanese_in_any_writing(server: Ours) -> None:
    def names(words: str) -> set[str]:
        found = json.loads(server.ask(f"/api/search?{urlencode({'q': words, 'lang': 'ja', 'limit': 100})}").body)
        return {one["name"] for one in found}

    assert "id:meeting/2017-turin" in names("産業大臣会合")
    assert names("ＡＩ") == names("ai")
    assert names("トリノ") == names("ﾄﾘﾉ") == names("とりの") != set()
    assert names("no such words") == set()
    assert server.ask("/api/search").status == 400


def test_search_ranks_the_whole_label_first(graph: dataset.Graph) -> None:
    assert searching.search(graph.store, "openness")[0].name == "theme:openness"
    for words, language in (("turin", "en"), ("トリノ", "ja")):
        place, *others = searching.search(graph.store, words, language)
        assert place.name == "id:place/turin"
        assert "id:meeting/2017-turin" in [hit.name for hit in others[:6]]


# How it is answered


def test_what_the_client_has_is_not_sent_again(server: Ours) -> None:
    for path in (
        f"/sparql?{urlencode({'query': 'SELECT * { ?s a ?o } ORDER BY ?s ?o'})}",
        f"{TURIN}.ttl",
        "/.well-known/void",
    ):
        first = server.ask(path)
        again = server.ask(path, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert server.ask(path, If_None_Match='"other"').status == 200


def test_answers_are_compressed(server: Ours) -> None:
    for path in ("/.well-known/void", "/api/queries", "/api/queries/continuity/hops?format=csv"):
        plain = server.ask(path)
        for encoding, read in (("gzip", gzip.decompress), ("br", brotli.decompress)):
            packed = server.ask(path, Accept_Encoding=encoding)
            assert packed.headers["content-encoding"] == encoding
            assert len(packed.body) < len(plain.body) / 2
            assert read(packed.body) == plain.body


def test_every_answer_guards_the_browser(server: Ours) -> None:
    for path in ("/", "/app.js", "/health", "/nothing", "/sparql?query=x", f"{TURIN}.html", TURIN):
        headers = server.ask(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe-eval'" not in headers["content-security-policy"].replace("'wasm-unsafe-eval'", "")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_the_site_is_served_and_nothing_beside_it(server: Ours) -> None:
    assert "the site" in server.ask("/").text
    assert server.ask("/app.js").media == "text/javascript"
    up = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/id/../../secret.txt",
        "/%2e%2e%2fsecret.txt",
        "//secret.txt",
    ]
    for path in [*up, "/link.txt", "/..\\secret.txt", "/%00", "/app.js%00.txt", "/" + quote("/etc/passwd", safe="")]:
        answer = server.ask(path)
        assert answer.status in (400, 404), path
        assert answer.text != "hidden"


def test_the_log_leaks_nothing(server: Ours) -> None:
    secret = "geheimnis"  # noqa: S105 — a word to look for
    server.query(f"ASK {{ ?s ?p '{secret}' }}")
    server.query(f"ASK {{ {secret} ")
    server.ask("/sparql", "POST", urlencode({"query": f"ASK {{ ?s ?p '{secret}' }}"}).encode())
    server.ask(f"/api/search?q={secret}")
    server.ask(f"/{secret}")
    server.ask(f"/id/{secret}%0A%0Dforged")
    server.ask("/health", Referer=f"http://x/{secret}", User_Agent=secret)
    server.ask("/health?after")
    wait_for(lambda: sum("/health" in line for line in server.log) >= 2)
    lines = [line for line in server.log if line.startswith("{")]
    assert secret not in "".join(server.log)
    assert "127.0.0.1" not in "".join(lines)
    assert all(set(json.loads(line)) == {"time", "method", "path", "status", "bytes", "ms", "client"} for line in lines)


# What is stopped


def wait_for(true: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def state(server: Ours) -> dict[str, object]:
    return dict(json.loads(server.ask("/health").body))


def idle_at(server: Ours, workers: int) -> None:
    wait_for(lambda: state(server)["idle"] == workers)


def idle(server: Ours) -> None:
    idle_at(server, WORKERS)


def test_an_endless_query_is_stopped_while_others_are_answered(server: Ours) -> None:
    idle(server)
    began = time.monotonic()
    ended: list[float] = []
    with ThreadPoolExecutor(51) as clients:
        endless = clients.submit(server.query, ENDLESS)
        endless.add_done_callback(lambda _: ended.append(time.monotonic()))
        wait_for(lambda: state(server)["idle"] == WORKERS - 1)
        asked = ["/api/queries/documents/themes", f"/sparql?{urlencode({'query': 'SELECT * { ?s a ?o } LIMIT 9'})}"]
        others = [clients.submit(server.ask, path) for path in asked * 25]
        assert {one.result().status for one in others} == {200}
        before = not endless.done()
        answer = endless.result()
    assert before, "the others were answered only after the endless query"
    assert answer.status == 503
    assert f"longer than {LIMIT:g} seconds" in answer.text
    assert ended[0] - began >= LIMIT
    idle(server)
    assert server.query("ASK {}").status == 200


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux")
def test_an_endless_query_steps_back(server: Ours) -> None:
    def priorities() -> set[str]:
        tasks = [task for pid in workers_of(server.process.pid) for task in Path(f"/proc/{pid}/task").glob("*/stat")]
        return {task.read_text(encoding="ascii").rpartition(")")[2].split()[16] for task in tasks}  # "nice", the 19th field

    usual = os.nice(0)  # whoever runs the tests may have stepped back already
    idle(server)
    assert priorities() == {str(usual)}
    with ThreadPoolExecutor(1) as clients:
        endless = clients.submit(server.query, ENDLESS)
        wait_for(lambda: priorities() == {str(usual), str(min(usual + 10, 19))})
        endless.result()
    idle(server)
    assert priorities() == {str(usual)}


def test_a_greedy_query_ends_its_process_and_a_defect_does_not() -> None:
    async def asking() -> None:
        async with Pool(None, Limits(workers=1, seconds=60, memory=400_000_000)) as pool:
            with pytest.raises(Unavailable, match="too much memory"):
                await pool.ask(work.sparql, GREEDY)
            for name in ("no IRI", 5):
                with pytest.raises(Defect):
                    await pool.ask(work.exists, name)
            assert await pool.ask(work.exists, f"{ID}meeting/2017-turin")
            assert pool.state == {"workers": 1, "idle": 1, "waiting": 0}

    asyncio.run(asking())


def test_no_process_takes_the_place_of_one_that_ends_with_the_pool() -> None:
    async def asking() -> None:
        async with Pool(None, Limits(workers=4)) as pool:
            asked = [asyncio.create_task(pool.ask(work.sparql, ENDLESS)) for _ in range(4)]
            while pool.state["idle"]:
                await asyncio.sleep(0.05)
        for answer in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(answer, Unavailable), answer
        await asyncio.sleep(0.5)  # time enough to start one

    asyncio.run(asking())
    assert not multiprocessing.active_children()


def test_a_process_that_opens_the_graph_ends_with_the_pool() -> None:
    async def asking() -> None:
        async with Pool(None, Limits(workers=1)) as pool:
            before = multiprocessing.active_children()
            with pytest.raises(Unavailable):
                await pool.ask(work.sparql, ENDLESS, seconds=0.2)
            while multiprocessing.active_children() in ([], before):
                await asyncio.sleep(0)
            assert pool.state["idle"] == 0

    asyncio.run(asking())
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_process_leaves_the_end_to_the_server(stop: signal.Signals) -> None:
    """What a whole group of processes is told ended the questions first, as if they had taken too much memory."""

    async def asking() -> None:
        async with Pool(None, Limits(workers=1)) as pool:
            for child in multiprocessing.active_children():
                assert child.pid
                os.kill(child.pid, stop)
            assert await pool.ask(work.exists, f"{ID}meeting/2017-turin")

    asyncio.run(asking())
    wait_for(lambda: not multiprocessing.active_children())


def test_endless_queries_leave_a_process_for_the_projects_own(server: Ours) -> None:
    idle(server)
    with ThreadPoolExecutor(WORKERS) as clients:
        endless = [clients.submit(server.query, ENDLESS) for _ in range(WORKERS)]
        wait_for(lambda: state(server)["waiting"] == 1)
        for path in (f"{TURIN}.ttl", "/api/queries/documents/themes", "/api/search?q=ai", "/health"):
            assert server.ask(path).status == 200
        assert not any(one.done() for one in endless)
    idle(server)


def test_too_large_answers_and_requests_are_refused(server: Ours) -> None:
    answer = server.query("SELECT * { ?s ?p ?o . ?a a ?b }")
    assert answer.status == 413
    assert "LIMIT" in answer.text
    body = b"query=" + b"x" * 2_000_000
    assert server.ask("/sparql", "POST", body, Content_Type="application/x-www-form-urlencoded").status == 413
    pieces = http.client.HTTPConnection(server.url[7:-1], timeout=20)
    pieces.request(
        "POST", "/sparql", iter([b" " * 100_000] * 20), {"Content-Type": "application/sparql-query"}, encode_chunked=True
    )
    assert pieces.getresponse().status == 413


def test_a_full_queue_turns_away(server: Ours) -> None:
    idle(server)
    with ThreadPoolExecutor(90) as clients:
        answers = [one.result() for one in [clients.submit(server.query, ENDLESS) for _ in range(90)]]
    assert {answer.status for answer in answers} == {503}
    assert any("Retry-After".lower() in answer.headers for answer in answers)
    idle(server)
    assert server.query("ASK {}").status == 200


class _Counting(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        _Counting.asked += 1
        self.send_error(500)

    do_POST = do_GET  # noqa: N815 — http.server's name

    def log_message(self, *_: object) -> None:
        pass


def test_no_query_reaches_another_server(graph: dataset.Graph, server: Ours, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither through the words' check nor, where that is taken away, through the process's own limits."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Counting) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        where = f"http://127.0.0.1:{other.server_port}/"
        for text in (
            f"SELECT * {{ SERVICE <{where}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ ?s ?p ?o.SeRvIcE SILENT<{where}>{{ ?s ?p ?o }} }}",
            f"SELECT * FROM <{where}> {{ ?s ?p ?o }}",
        ):
            answer = server.query(text)
            assert answer.status == 400 if "FROM" not in text else answer.status == 200
        assert server.query("ASK {}", ("default-graph-uri", where)).status == 200
        monkeypatch.setattr(work, "keywords", lambda _: set())
        for silent in ("", "SILENT"):
            text = f"SELECT * {{ SERVICE {silent} <{where}> {{ ?s ?p ?o }} }}"
            with contextlib.suppress(OSError, Refused):  # a failed SERVICE is an error, a silent one is none
                work.sparql(graph.store, Limits(), text)
        assert _Counting.asked == 0
        list(graph.store.query(f"SELECT * {{ SERVICE SILENT <{where}> {{ ?s ?p ?o }} }}"))  # type: ignore[call-overload]
        assert _Counting.asked > 0, "the engine asks no other server by itself: this test holds nothing"
        other.shutdown()


@pytest.mark.parametrize(
    ("query", "word", "there"),
    [
        ("SELECT * { SERVICE <x:y> {} }", "SERVICE", True),
        ("SELECT * { ?s ?p ?o.service<x:y>{} }", "SERVICE", True),
        ("SELECT * { <a:b> <a:c> 'x'. SERVICE ?s {} }", "SERVICE", True),
        ("SELECT * { ?s ?p 'it''s' SERVICE <x:y> {} }", "SERVICE", True),
        ("SELECT * # '\n{ SERVICE <x:y> {} } # '", "SERVICE", True),
        ('SELECT * { ?s ?p "\\"" . SERVICE <x:y> {} }', "SERVICE", True),
        ("SELECT * { ?service <x:SERVICE> 'SERVICE' } # SERVICE", "SERVICE", False),
        ("PREFIX service: <x:y> SELECT * { service:service ?p '''\n SERVICE ''' }", "SERVICE", False),
        ("SELECT*FROM<x:y>{}", "FROM", True),
        ("SELECT ?from { ?from ?p 'x'@from . _:from ?p 1 }", "FROM", False),
    ],
)
def test_keywords_are_told_from_words(query: str, word: str, there: bool) -> None:
    assert (word in keywords(query)) is there


def test_the_store_heeds_from(graph: dataset.Graph) -> None:
    """Oxigraph passes over FROM when it is told to take the union of all graphs."""
    name = "https://w3id.org/g7kg/graph/vocabulary/theme"
    found = graph.store.query(f"SELECT (COUNT(*) AS ?n) FROM <{name}> {{ ?s ?p ?o }}")
    assert isinstance(found, ox.QuerySolutions)
    held = sum(1 for _ in graph.store.raw.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    assert [int(row["n"].value) for row in found] == [held]


def requests(number: int, seed: int) -> list[tuple[str, str, bytes | None, dict[str, str]]]:
    """Good and bad requests, mixed by chance."""
    random = Random(seed)  # noqa: S311 — no secret
    texts = [
        "ASK {}",
        "SELECT * { ?s a ?o } LIMIT 3",
        "DESCRIBE <https://w3id.org/g7kg/theme/openness>",
        "SELECT",
        "",
        "\0",
        "{" * 500,
    ]
    texts += [
        "SELECT * { SERVICE <http://127.0.0.1:1/> {} }",
        "CLEAR ALL",
        "SELECT (1/0 AS ?x) {}",
        "ASK {" + "{}" * 2000 + "}",
        "é" * 99,
    ]
    texts += ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT (" + "(" * 300 + "1" + ")" * 300 + " AS ?x) {}"]
    accepts = ["", "*/*", "text/csv", "text/turtle", "image/png", "nonsense", "text/csv;q=2", "a/b;q=", "application/rdf+xml"]
    paths = [
        "/",
        "/health",
        "/id/meeting/2017-turin",
        "/id/meeting/2017-turin.ttl",
        "/theme/openness.html",
        "/x" * 300,
        "/%ff",
        "/id/%ff%fe",
        "/id/%zz%.ttl",
        "/%00",
    ]
    paths += [
        "/api/queries",
        "/api/queries/documents/compare",
        "/api/queries/documents/compare?lang=xx",
        "/api/search?q=ai",
        "/api/search",
    ]
    paths += [
        "/../../etc/passwd",
        "/.well-known/void",
        "/id/" + "%E3%81%82" * 50,
        "/graph/vocabulary/theme.nt",
        "/ontology.ttl",
    ]
    kinds = [
        "application/sparql-query",
        "application/x-www-form-urlencoded",
        "text/plain",
        "",
        "application/sparql-query; charset=utf-16",
    ]
    made: list[tuple[str, str, bytes | None, dict[str, str]]] = []
    for _ in range(number):
        text, headers = random.choice(texts), {"Accept": random.choice(accepts)}
        which = random.randrange(10)
        if which < 4:
            made.append(("GET", f"/sparql?{urlencode({'query': text})}", None, headers))
        elif which < 7:
            kind = random.choice(kinds)
            body = text.encode() if "form" not in kind else urlencode({"query": text}).encode()
            if random.random() < 0.2:
                body = random.randbytes(random.randrange(400))
            made.append(("POST", "/sparql", body, {**headers, **({"Content-Type": kind} if kind else {})}))
        elif which < 9:
            made.append((random.choice(["GET", "GET", "HEAD"]), random.choice(paths), None, headers))
        else:
            made.append(
                (random.choice(["PUT", "DELETE", "OPTIONS", "TRACE"]), random.choice([*paths, "/sparql"]), None, headers)
            )
    return made


def test_good_and_bad_requests_end_well(server: Ours) -> None:
    """A few hundred here; benchmarks/serve.py sends ten thousand and looks at memory."""
    idle(server)
    with ThreadPoolExecutor(8) as clients:
        sent = requests(400, seed=20170926)
        answers = list(clients.map(lambda one: server.ask(one[1], one[0], one[2], **one[3]), sent))
    for request, answer in zip(sent, answers, strict=True):
        assert answer.status < 500, (request, answer.text)
        if answer.status >= 400 and request[0] != "HEAD":
            assert answer.text.count("\n") == 1, (request, answer.text)
    assert {200, 303, 400, 404, 405, 406, 413, 415} <= {answer.status for answer in answers}
    idle(server)
    assert not [line for line in server.log if "Traceback" in line]


def test_what_is_no_http_harms_nobody(server: Ours) -> None:
    host, port = server.url[7:-1].split(":")
    for rubbish in (
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 200_000,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\n",
    ):
        with socket.create_connection((host, int(port)), 5) as connection:
            connection.sendall(rubbish)
    assert server.ask("/health").status == 200


def test_a_slow_sender_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "HEAD", 0.3)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.8)  # longer than a head may take
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async def asked(*pieces: bytes) -> list[bytes]:
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        answers = []
        for piece in pieces:
            writer.write(piece)
            answers.append(await asyncio.wait_for(reader.read(1000), 10))
        writer.close()
        return answers

    async def asking() -> None:
        server = uvicorn.Server(uvicorn.Config(app, http=guards.Prompt, ws="none", lifespan="off", log_config=None))
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        assert await asked(b"") == [b""]
        assert await asked(b"\xff" * 99) == [b""]
        assert await asked(whole[:20]) == [b""]
        first, second = await asked(whole, whole[:20])
        assert first.startswith(b"HTTP/1.1 204")
        assert second == b""
        server.should_exit = True
        await serving

    with socket.create_server(("127.0.0.1", 0)) as listening:
        asyncio.run(asking())


# The command


def test_the_on_disk_store_is_served(tmp_path: Path, graph: dataset.Graph) -> None:
    from g7kg.stores import disk

    name = ox.NamedNode("https://w3id.org/g7kg/graph/vocabulary/theme")

    def fill(store: ox.Store) -> list[str]:
        store.extend(graph.store.raw.quads_for_pattern(None, None, None, name))
        return []

    disk.create(tmp_path / "store", fill)
    with ours("--store", tmp_path / "store", "--workers", 1, "--limit", LIMIT) as running:
        answer = running.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Accept="text/csv")
        assert int(answer.text.split()[1]) == sum(1 for _ in graph.store.raw.quads_for_pattern(None, None, None, name))
        assert running.ask("/theme/openness.ttl").status == 200
        files = {p: p.stat().st_mtime_ns for p in (tmp_path / "store").rglob("*.sst")}
        assert running.query("DELETE WHERE { ?s ?p ?o }").status == 400
        assert files == {p: p.stat().st_mtime_ns for p in (tmp_path / "store").rglob("*.sst")}
        children = workers_of(running.process.pid)
        assert children
    wait_for(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


def workers_of(pid: int) -> list[int]:
    """The processes below a process."""
    pairs = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            pairs.append((int(status.parent.name), int(re.findall(r"^PPid:\s*(\d+)", status.read_text(), re.M)[0])))
    found, new = set(), {pid}
    while new := {child for child, parent in pairs if parent in new} - found:
        found |= new
    return sorted(found)


def test_a_question_ends_with_its_client_and_with_the_server() -> None:
    with ours("--workers", 1, "--limit", 600) as running:
        with pytest.raises(TimeoutError):
            running.query(ENDLESS, timeout=0.5)
        wait_for(lambda: state(running)["idle"] == 1)
        threading.Thread(target=lambda: running.query(ENDLESS), daemon=True).start()
        wait_for(lambda: state(running)["idle"] == 0)
        children = workers_of(running.process.pid)
        running.process.terminate()
        assert running.process.wait(30) == 0
    wait_for(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


def test_the_explorer_is_served_once_it_is_written() -> None:
    with ours("--explorer", "--workers", 2) as running:
        assert running.query("ASK {}").status == 200
        wait_for(lambda: "app.js" in running.ask("/").text, 120)
        page = running.ask(running.ask(TURIN, Accept="text/html").headers["location"])
        assert (page.status, page.media) == (200, "text/html")
        for ending, media in ((".ttl", "text/turtle"), (".nt", "application/n-triples"), (".jsonld", "application/ld+json")):
            document = running.ask(TURIN + ending)
            assert document.media == media
            assert list(ox.parse(document.body, format=ox.RdfFormat.from_media_type(media)))


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--store", "/nowhere"], 3, "holds no store"),
        (["--host", "203.0.113.1"], 3, "cannot listen at 203.0.113.1"),
        (["--site", "/nowhere"], 2, "holds no index.html"),
        (["--url", "example.org"], 2, "https://host/"),
        (["--port", "70000"], 2, "70000"),
        (["--workers", "0"], 2, "workers"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(run: Run, arguments: list[str], status: int, said: str) -> None:
    done = run("serve", *(["--workers", 1] if "--workers" not in arguments else []), *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_port_in_use_is_said(run: Run, server: Ours) -> None:
    done = run("serve", "--port", re.findall(r":(\d+)/", server.url)[0])
    assert done.returncode == 3
    assert "choose others with --host and --port" in done.stderr


def test_other_commands_load_nothing_of_the_web() -> None:
    code = (
        "import sys, g7kg.cli as c; sys.argv = ['g7kg', 'query', 'documents/themes']\n"
        "try:\n    c.main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'fastapi', 'starlette', 'uvicorn', 'mcp', 'pydantic', 'multiprocessing'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"
