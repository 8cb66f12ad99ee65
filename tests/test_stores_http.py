"""What a server can do wrong, each from a real one on the loopback: a clear line and exit status 3, never a hang."""

from __future__ import annotations

import base64
import gc
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from servers import free_port

from g7kg.errors import Problem, SourceProblem, UsageProblem
from g7kg.namespaces import GRAPH
from g7kg.stores import endpoint, rows
from g7kg.stores.endpoint import EndpointStore

ROWS = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": str(n)}} for n in range(3)]}}
JSON = "application/sparql-results+json"
QUERY = "SELECT ?x WHERE { ?x ?y ?z }"


class Fake(ThreadingHTTPServer):
    """A server that does what `behave` says, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave: Callable[[Handler], None] = lambda handler: handler.reply(200, json.dumps(ROWS), JSON)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/sparql"


class Handler(BaseHTTPRequestHandler):
    """Keeps each request and lets the test's function answer it."""

    server: Fake

    def do_GET(self) -> None:
        """Answer a request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path, dict(self.headers), body))
        self.server.behave(self)

    do_POST = do_GET  # noqa: N815 — the name is http.server's

    def reply(self, status: int, body: str | bytes = b"", kind: str = "text/plain", **headers: str) -> None:
        """Send a whole answer; a header's name is written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **named}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[Fake]:
    with Fake() as fake:
        thread = threading.Thread(target=fake.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield fake
        fake.shutdown()


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "PASSWORD", "TOKEN", "TIMEOUT"):
        monkeypatch.delenv(f"G7KG_ENDPOINT_{name}", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Keep Oxigraph's results, which belong to their thread, from being thrown away by a server's thread."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


def asked(server: Fake, text: str = QUERY, *, timeout: float = 5, graphs: tuple[str, ...] = ("urn:g",)) -> list[str]:
    """Return the values of the first column."""
    result = EndpointStore(server.url, timeout, pause=0.01).query(text, graphs)
    return [row[0].value for row in rows(result)[1]]  # type: ignore[union-attr]


def problem(server: Fake, text: str = QUERY, *, timeout: float = 5) -> str:
    """Return the message of the problem that a query ends in; its exit status is 3."""
    with pytest.raises(SourceProblem) as caught:
        asked(server, text, timeout=timeout)
    assert caught.value.status == 3
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(server.url)
    return message


def test_rows_agent_and_graphs(server: Fake) -> None:
    assert asked(server, graphs=("urn:g", "urn:h")) == ["0", "1", "2"]
    method, path, headers, _ = server.seen[0]
    sent = parse_qs(urlsplit(path).query)
    assert method == "GET"
    assert headers["User-Agent"].startswith("g7kg/")
    assert sent["query"] == [QUERY]
    assert sent["default-graph-uri"] == sent["named-graph-uri"] == ["urn:g", "urn:h"]
    assert "Authorization" not in headers


def test_long_queries_go_by_post(server: Fake) -> None:
    text = QUERY + " # " + "x" * 3000
    assert asked(server, text) == ["0", "1", "2"]
    method, path, _, body = server.seen[0]
    assert (method, urlsplit(path).query) == ("POST", "")
    assert parse_qs(body.decode())["query"] == [text]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, json.dumps(ROWS)),
        ("application/json", json.dumps(ROWS)),
        ("text/tab-separated-values; charset=utf-8", '?x\n"0"\n"1"\n"2"\n'),
        (
            "application/sparql-results+xml",
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results>'
            + "".join(f'<result><binding name="x"><literal>{n}</literal></binding></result>' for n in range(3))
            + "</results></sparql>",
        ),
    ],
)
def test_every_format_of_rows(server: Fake, kind: str, body: str) -> None:
    server.behave = lambda handler: handler.reply(200, body, kind)
    assert asked(server) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/n-triples", "<urn:a> <urn:b> <urn:c> .\n"),
        ("text/turtle", "<urn:a> <urn:b> <urn:c> .\n"),
        ("application/ld+json", '{"@id": "urn:a", "urn:b": {"@id": "urn:c"}}'),
        (
            "application/rdf+xml",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
            '<rdf:Description rdf:about="urn:a"><u:b rdf:resource="urn:c"/></rdf:Description></rdf:RDF>',
        ),
        ("application/n-triples", ""),
    ],
)
def test_every_format_of_triples(server: Fake, kind: str, body: str) -> None:
    server.behave = lambda handler: handler.reply(200, body, kind)
    result = EndpointStore(server.url, 5).query("CONSTRUCT WHERE { ?a ?b ?c }", ["urn:g"])
    expected = [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))]
    assert [str(t) for t in result] == [str(t) for t in expected if body]  # type: ignore[union-attr]


def test_yes_and_no(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(200, '{"head": {}, "boolean": true}', JSON)
    assert bool(EndpointStore(server.url, 5).query("ASK { ?a ?b ?c }", ["urn:g"])) is True


def test_booleans_are_written_alike(server: Fake) -> None:
    literal = {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "1"}
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": literal}]}})
    server.behave = lambda handler: handler.reply(200, body, JSON)
    assert asked(server) == ["true"]


def names(*found: str) -> str:
    """Return an answer with the names of graphs."""
    return json.dumps({"head": {"vars": ["g"]}, "results": {"bindings": [{"g": {"type": "uri", "value": n}} for n in found]}})


def answering(server: Fake, *found: str, union: bool) -> None:
    """Let the server hold our graphs `found`, in its default graph as well or not."""

    def behave(handler: Handler) -> None:
        body = handler.path + server.seen[-1][3].decode()
        if "ASK" in body:
            handler.reply(200, json.dumps({"head": {}, "boolean": union}), JSON)
        else:
            handler.reply(200, names(*found) if "void" in body else json.dumps(ROWS), JSON)

    server.behave = behave


def test_our_graphs_are_named_where_the_default_graph_is_empty(server: Fake) -> None:
    answering(server, f"{GRAPH}b", f"{GRAPH}a", union=False)
    store = EndpointStore(server.url, 5)
    for _ in range(2):
        store.query(QUERY)
        assert parse_qs(urlsplit(server.seen[-1][1]).query)["default-graph-uri"] == [f"{GRAPH}a", f"{GRAPH}b"]
    assert len(server.seen) == 4  # the two lookups are done once


def test_a_union_is_asked_as_it_is(server: Fake) -> None:
    answering(server, f"{GRAPH}a", union=True)
    store = EndpointStore(server.url, 5)
    for _ in range(2):
        store.query(QUERY)
        assert "default-graph-uri" not in server.seen[-1][1]
    assert len(server.seen) == 3


def test_an_endpoint_without_our_graphs_says_so(server: Fake) -> None:
    answering(server, union=False)
    with pytest.raises(SourceProblem, match="none of our graphs"):
        EndpointStore(server.url, 5).query(QUERY)


def test_an_answer_with_hundreds_of_headers(server: Fake) -> None:
    def behave(handler: Handler) -> None:
        handler.reply(200, json.dumps(ROWS), JSON, **{f"X_Graph_{n}": "urn:g" for n in range(500)})

    server.behave = behave
    assert asked(server) == ["0", "1", "2"]


# What goes wrong


def test_down() -> None:
    with pytest.raises(SourceProblem, match="cannot be reached"):
        EndpointStore(f"http://127.0.0.1:{free_port()}/sparql", 5).query(QUERY, ["urn:g"])


def test_unknown_host() -> None:
    with pytest.raises(SourceProblem, match="cannot be reached"):
        EndpointStore("http://nowhere.invalid/sparql", 5).query(QUERY, ["urn:g"])


def test_silent(server: Fake) -> None:
    server.behave = lambda _: time.sleep(3)
    start = time.monotonic()
    assert "no whole answer within 0.3 seconds" in problem(server, timeout=0.3)
    assert time.monotonic() - start < 2.5


def test_dripping(server: Fake) -> None:
    """A byte now and then would keep a socket's timeout from ever running out."""

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        for _ in range(30):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)

    server.behave = drip
    start = time.monotonic()
    assert "no whole answer within 0.5 seconds" in problem(server, timeout=0.5)
    assert time.monotonic() - start < 2.5


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "G7KG_ENDPOINT_USER"),
        (403, "may not"),
        (404, "address of the endpoint"),
        (413, "more than the server takes"),
        (500, "out of memory"),
        (502, "out of memory"),
    ],
)
def test_refused(server: Fake, status: int, words: str) -> None:
    server.behave = lambda handler: handler.reply(status, "out of\nmemory")
    message = problem(server)
    assert f"HTTP {status}" in message
    assert words in message
    assert len(server.seen) == 1


def test_a_web_page_as_an_error_is_not_quoted(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(500, "<!doctype html><html><body>boo</body></html>", "text/html")
    assert "<html" not in problem(server)


@pytest.mark.parametrize("status", [429, 503])
def test_busy_then_not(server: Fake, status: int) -> None:
    def behave(handler: Handler) -> None:
        if len(server.seen) < 3:
            handler.reply(status, "later")
        else:
            handler.reply(200, json.dumps(ROWS), JSON)

    server.behave = behave
    assert asked(server) == ["0", "1", "2"]
    assert len(server.seen) == 3


@pytest.mark.parametrize("status", [429, 503])
def test_busy_for_good(server: Fake, status: int) -> None:
    server.behave = lambda handler: handler.reply(status, "later")
    assert "still busy" in problem(server)
    assert len(server.seen) == 5


def test_a_wait_longer_than_the_timeout_is_not_waited(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(429, "later", Retry_After="3600")
    assert "still busy" in problem(server, timeout=1)
    assert len(server.seen) == 1


def test_a_web_page(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(200, "<!DOCTYPE html>\n<html><body>Hello</body></html>", "text/html")
    assert "a web page came" in problem(server)
    server.behave = lambda handler: handler.reply(200, "<html><body>Hello</body></html>", "application/xml")
    assert "a web page came" in problem(server)


@pytest.mark.parametrize("kind", [JSON, "text/plain"])
def test_empty(server: Fake, kind: str) -> None:
    server.behave = lambda handler: handler.reply(200, "", kind)
    assert "an empty answer" in problem(server)


@pytest.mark.parametrize("cut", [1, 20, 60, 150])
def test_half_a_result(server: Fake, cut: int) -> None:
    body = json.dumps(ROWS)[:cut]
    server.behave = lambda handler: handler.reply(200, body, JSON)
    assert "broken or cut off" in problem(server)


def test_a_connection_that_breaks(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(200, json.dumps(ROWS)[:50], JSON, Content_Length="5000")
    assert "broke off" in problem(server)


def test_half_of_the_triples(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(200, "<urn:a> <urn:b> <urn:c> .\n<urn:a> <ur", "application/n-triples")
    assert "broken or cut off" in problem(server, "CONSTRUCT WHERE { ?a ?b ?c }")


def test_something_else_than_results(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(200, "It works!", "text/plain")
    assert "broken or cut off (text/plain" in problem(server)


def test_an_answer_cut_by_the_servers_limit(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(200, json.dumps(ROWS), JSON, X_SPARQL_MaxRows="10000")
    assert "cuts its answers at 10000 rows" in problem(server)


def test_a_query_that_does_not_parse_is_the_users(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(400, "Parse error:\n unexpected token")
    with pytest.raises(UsageProblem, match=r"HTTP 400.*unexpected token"):
        asked(server)


def test_updates_are_not_sent(server: Fake) -> None:
    with pytest.raises(UsageProblem, match="update"):
        asked(server, "# select\nDELETE WHERE { ?a ?b ?c }")
    assert server.seen == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# delete nothing\nPREFIX add: <urn:add#insert> SELECT ?drop WHERE { ?drop add:move 'clear it' }", "SELECT"),
        ("BASE <http://x/> ask { ?s ?p ?o }", "ASK"),
        ("prefix g7: <urn:x#> CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
        ("PREFIX select: <urn:x> INSERT DATA { select:a select:b 'select' }", "INSERT"),
    ],
)
def test_what_kind_of_query(text: str, kind: str) -> None:
    assert endpoint._kind(text) == kind


# Credentials and redirects


def test_basic(server: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("G7KG_ENDPOINT_USER", "anna")
    monkeypatch.setenv("G7KG_ENDPOINT_PASSWORD", "パス")
    asked(server)
    sent = server.seen[0][2]["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == "anna:パス"


def test_bearer(server: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("G7KG_ENDPOINT_TOKEN", "t0ken")
    asked(server)
    assert server.seen[0][2]["Authorization"] == "Bearer t0ken"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_elsewhere_is_refused_before_it_is_followed(
    server: Fake, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setenv("G7KG_ENDPOINT_TOKEN", "t0ken")
    with Fake() as other:
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        server.behave = lambda handler: handler.reply(code, "", Location=other.url)
        message = problem(server)
        other.shutdown()
    assert f"redirects to http://127.0.0.1:{other.server_port}" in message
    assert other.seen == []


def test_a_redirect_within_the_server_is_followed(server: Fake) -> None:
    def behave(handler: Handler) -> None:
        if handler.path.startswith("/sparql"):
            handler.reply(308, "", Location=handler.path.replace("/sparql", "/query"))
        else:
            handler.reply(200, json.dumps(ROWS), JSON)

    server.behave = behave
    assert asked(server) == ["0", "1", "2"]


def test_a_circle_of_redirects_ends(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(302, "", Location=handler.path)
    assert "HTTP 302" in problem(server)


def test_a_redirect_of_a_post_names_the_address(server: Fake) -> None:
    server.behave = lambda handler: handler.reply(301, "", Location="/query")
    assert f":{server.server_port}/query" in problem(server, QUERY + " # " + "x" * 3000)


@pytest.mark.parametrize("url", ["ftp://host/x", "host/sparql", "http://", "file:///etc/passwd", "http://host:port/x"])
def test_no_endpoint(url: str) -> None:
    with pytest.raises(UsageProblem, match="no endpoint"):
        EndpointStore(url)


def test_no_passwords_in_addresses() -> None:
    with pytest.raises(UsageProblem, match="password") as caught:
        EndpointStore("http://anna:secret@host/sparql")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["soon", "0", "-1", "inf", "nan"])
def test_a_wrong_timeout(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("G7KG_ENDPOINT_TIMEOUT", value)
    with pytest.raises(Problem, match="number of seconds"):
        EndpointStore("http://host/sparql")
