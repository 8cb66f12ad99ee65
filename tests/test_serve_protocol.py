"""The SPARQL 1.1 Protocol at `g7kg serve`: the W3C's cases that concern queries, each by its name there, and more.

The W3C's cases load their own graphs; here the same requests are made of the graphs that the server has.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from servers.ours import Answer, Ours, ours

from g7kg.namespaces import GRAPH
from g7kg.serving.formats import GRAPHS, RESULTS

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
ONE, TWO = GRAPH + "vocabulary/modality", GRAPH + "vocabulary/theme"
IN_ONE, IN_TWO = "https://w3id.org/g7kg/modality/agreed", "https://w3id.org/g7kg/theme/openness"


@pytest.fixture(scope="module")
def server() -> Iterator[Ours]:
    with ours("--workers", 2) as running:
        yield running


def post(server: Ours, fields: list[tuple[str, str]], **headers: str) -> Answer:
    return server.ask("/sparql", "POST", urlencode(fields).encode(), **{"Content_Type": FORM, **headers})


def direct(server: Ours, body: bytes, content_type: str = QUERY, query: str = "", **headers: str) -> Answer:
    return server.ask(f"/sparql{query}", "POST", body, Content_Type=content_type, **headers)


def true(answer: Answer) -> bool:
    assert answer.status == 200, answer.text
    return bool(json.loads(answer.body)["boolean"])


def in_default(iri: str) -> str:
    return f"ASK {{ <{iri}> ?p ?o }}"


def in_named(iri: str, graph: str) -> str:
    return f"ASK {{ GRAPH <{graph}> {{ <{iri}> ?p ?o }} }}"


# The W3C's cases, by their names in the test suite's manifest for the protocol.


def test_query_post_form(server: Ours) -> None:
    assert true(post(server, [("query", "ASK {}")]))


def test_query_dataset_default_graphs_get(server: Ours) -> None:
    text = f"ASK {{ <{IN_ONE}> ?p ?o . <{IN_TWO}> ?q ?r }}"
    assert true(server.query(text, ("default-graph-uri", ONE), ("default-graph-uri", TWO)))
    assert not true(server.query(text, ("default-graph-uri", ONE)))


def test_query_dataset_default_graphs_post(server: Ours) -> None:
    text = f"ASK {{ <{IN_ONE}> ?p ?o . <{IN_TWO}> ?q ?r }}"
    for path, fields in (
        (f"?{urlencode([('default-graph-uri', ONE), ('default-graph-uri', TWO)])}", []),
        ("", [("default-graph-uri", ONE), ("default-graph-uri", TWO)]),
    ):
        body = urlencode([("query", text), *fields]).encode()
        assert true(server.ask(f"/sparql{path}", "POST", body, Content_Type=FORM))
    assert true(direct(server, text.encode(), query=f"?{urlencode([('default-graph-uri', ONE), ('default-graph-uri', TWO)])}"))


def test_query_dataset_named_graphs_post(server: Ours) -> None:
    text = f"ASK {{ GRAPH ?g {{ <{IN_ONE}> ?p ?o }} GRAPH ?h {{ <{IN_TWO}> ?q ?r }} FILTER NOT EXISTS {{ ?a ?b ?c }} }}"
    assert true(post(server, [("query", text), ("named-graph-uri", ONE), ("named-graph-uri", TWO)]))
    assert not true(post(server, [("query", text), ("named-graph-uri", ONE)]))


def test_query_dataset_named_graphs_get(server: Ours) -> None:
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    answer = server.query(text, ("named-graph-uri", ONE), ("named-graph-uri", TWO))
    assert {row["g"]["value"] for row in json.loads(answer.body)["results"]["bindings"]} == {ONE, TWO}


def test_query_dataset_full(server: Ours) -> None:
    both = (("default-graph-uri", ONE), ("named-graph-uri", TWO))
    assert true(server.query(in_default(IN_ONE), *both))
    assert not true(server.query(in_default(IN_TWO), *both))
    assert true(server.query(in_named(IN_TWO, TWO), *both))
    assert not true(server.query(in_named(IN_ONE, ONE), *both))


def test_query_multiple_dataset(server: Ours) -> None:
    """The protocol's dataset goes before the query's own."""
    text = f"ASK FROM <{TWO}> {{ <{IN_ONE}> ?p ?o }}"
    assert not true(server.query(text))
    assert true(server.query(text, ("default-graph-uri", ONE)))


def test_query_get(server: Ours) -> None:
    assert true(server.query("ASK {}"))


@pytest.mark.parametrize("media", [m for m, form in RESULTS.items() if form in ("json", "xml", "csv", "tsv")])
def test_query_content_type_select(server: Ours, media: str) -> None:
    answer = server.query("SELECT (1 AS ?value) {}", Accept=media)
    assert answer.status == 200
    assert answer.media == media
    assert "value" in answer.text


@pytest.mark.parametrize("media", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_query_content_type_ask(server: Ours, media: str) -> None:
    answer = server.query("ASK {}", Accept=media)
    assert answer.media == media
    assert "true" in answer.text


@pytest.mark.parametrize("media", [*GRAPHS])
def test_query_content_type_describe(server: Ours, media: str) -> None:
    answer = server.query(f"DESCRIBE <{IN_ONE}>", Accept=media)
    assert answer.media == media
    form = {"application/json": "application/ld+json", "application/xml": "application/rdf+xml"}.get(media, media)
    read = list(ox.parse(answer.body, format=ox.RdfFormat.from_media_type(form)))
    assert {getattr(quad.subject, "value", "") for quad in read} == {IN_ONE}


@pytest.mark.parametrize("media", [*GRAPHS][:4])
def test_query_content_type_construct(server: Ours, media: str) -> None:
    answer = server.query("CONSTRUCT { <http://x/s> <http://x/p> 1 } WHERE {}", Accept=media)
    assert answer.media == media
    assert len(list(ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media)))) == 1


def test_query_post_direct(server: Ours) -> None:
    assert true(direct(server, b"ASK {}"))
    assert true(direct(server, "ASK { BIND('日本' AS ?x) FILTER(STRLEN(?x) = 2) }".encode(), f"{QUERY}; charset=UTF-8"))


def refused(answer: Answer, *statuses: int) -> None:
    """The answer is one clear line with one of the statuses."""
    assert answer.status in statuses, answer.text
    assert answer.media == "text/plain"
    assert answer.text.count("\n") == 1
    assert len(answer.text) > 15


def test_bad_query_method(server: Ours) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = server.ask(f"/sparql?{urlencode({'query': 'ASK {}'})}", method)
        assert answer.status == 405
        assert "POST" in answer.headers["allow"]


def test_bad_multiple_queries(server: Ours) -> None:
    refused(server.query("ASK {}", ("query", "SELECT * {}")), 400)
    refused(direct(server, b"ASK {}", query=f"?{urlencode({'query': 'ASK {}'})}"), 400)


def test_bad_query_wrong_media_type(server: Ours) -> None:
    refused(direct(server, b"ASK {}", "text/plain"), 415)


def test_bad_query_missing_form_type(server: Ours) -> None:
    refused(server.ask("/sparql", "POST", urlencode({"query": "ASK {}"}).encode()), 400, 415)


def test_bad_query_missing_direct_type(server: Ours) -> None:
    refused(server.ask("/sparql", "POST", b"ASK {}"), 400, 415)


def test_bad_query_compressed(server: Ours) -> None:
    refused(direct(server, gzip.compress(b"ASK {}"), Content_Encoding="gzip"), 415)
    assert true(direct(server, b"ASK {}", Content_Encoding="identity"))


def test_bad_query_non_utf8(server: Ours) -> None:
    refused(direct(server, "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16"), 400, 415)
    refused(direct(server, "ASK { BIND('é' AS ?x) }".encode("latin-1")), 400)
    refused(server.ask("/sparql?query=ASK%7B%7D%FF"), 400)


def test_bad_query_syntax(server: Ours) -> None:
    answer = server.query("ASK { FILTER(")
    refused(answer, 400)
    assert "does not parse: line 1" in answer.text


# What the W3C's cases leave open.


def test_the_default_graph_is_the_union(server: Ours) -> None:
    assert true(server.query(f"ASK {{ <{IN_ONE}> ?p ?o . <{IN_TWO}> ?q ?r }}"))


def test_a_querys_own_dataset_counts(server: Ours) -> None:
    assert true(server.query(f"ASK FROM <{ONE}> {{ <{IN_ONE}> ?p ?o FILTER NOT EXISTS {{ <{IN_TWO}> ?q ?r }} }}"))
    assert true(server.query(f"ASK FROM NAMED <{ONE}> {{ GRAPH ?g {{ <{IN_ONE}> ?p ?o }} FILTER NOT EXISTS {{ ?a ?b ?c }} }}"))


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("text/html, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/turtle, application/sparql-results+xml;q=0.3", "application/sparql-results+xml"),
    ],
)
def test_q_values_decide(server: Ours, accept: str, media: str) -> None:
    answer = server.query("SELECT * { ?s a ?o } LIMIT 1", **({"Accept": accept} if accept else {}))
    assert answer.media == media
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0", "text/csv;q=0"])
def test_what_is_not_offered_is_said(server: Ours, accept: str) -> None:
    answer = server.query("SELECT * {} ", Accept=accept)
    refused(answer, 406)
    assert "text/csv" in answer.text


@pytest.mark.parametrize("accept", ["nonsense", "a/b/c", "/", ";;q=x", "\x7f"])
def test_an_accept_header_that_cannot_be_read(server: Ours, accept: str) -> None:
    refused(server.query("ASK {}", Accept=accept), 400, 406)


UPDATES = ["INSERT DATA { <a:a> <a:b> <a:c> }", "LOAD <http://localhost/x>", "CLEAR ALL", "DELETE WHERE { ?s ?p ?o }"]


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused(server: Ours, update: str) -> None:
    before = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    for answer in (
        server.query(update),
        post(server, [("update", update)]),
        server.ask(f"/sparql?{urlencode({'update': update})}"),
        direct(server, update.encode(), "application/sparql-update"),
        direct(server, update.encode()),
    ):
        refused(answer, 400, 415)
        assert "updates are refused" in answer.text
    assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == before


@pytest.mark.parametrize("graph", ["no iri", "relative", "<>", ""])
def test_graph_names_that_are_none(server: Ours, graph: str) -> None:
    refused(server.query("ASK {}", ("default-graph-uri", graph)), 400)


def test_a_post_without_a_query(server: Ours) -> None:
    refused(post(server, []), 400)
    refused(server.ask("/sparql?query="), 400)
    refused(server.ask("/sparql?default-graph-uri=a:b"), 400)


def test_head_has_the_headers_of_get_and_no_body(server: Ours) -> None:
    path = f"/sparql?{urlencode({'query': 'ASK {}'})}"
    got, head = server.ask(path), server.ask(path, "HEAD")
    assert head.status == 200
    assert head.body == b""
    assert {k: v for k, v in head.headers.items() if k != "date"} == {k: v for k, v in got.headers.items() if k != "date"}


def test_options_name_the_methods(server: Ours) -> None:
    answer = server.ask("/sparql", "OPTIONS")
    assert answer.status == 204
    assert {"GET", "POST", "HEAD", "OPTIONS"} == set(answer.headers["allow"].split(", "))


def test_a_browser_elsewhere_may_ask(server: Ours) -> None:
    asked = {"Origin": "https://yasgui.example", "Access_Control_Request_Method": "POST"}
    before = server.ask("/sparql", "OPTIONS", **asked, Access_Control_Request_Headers="content-type,x-requested-with")
    assert before.status == 200
    assert before.headers["access-control-allow-origin"] == "*"
    assert "x-requested-with" in before.headers["access-control-allow-headers"].lower()
    assert server.query("ASK {}", Origin="https://yasgui.example").headers["access-control-allow-origin"] == "*"


SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.mark.parametrize("media", [*GRAPHS][:6])
def test_the_endpoint_describes_itself(server: Ours, media: str) -> None:
    answer = server.ask("/sparql", Accept=media)
    assert answer.media == media
    store = ox.Store()
    store.extend(
        ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media))
    )
    named = {
        row["name"].value: int(row["n"].value)
        for row in store.query(
            f"PREFIX sd: <{SD}> SELECT ?name ?n {{ ?service a sd:Service ; sd:endpoint <{server.sparql}> ;"
            " sd:feature sd:UnionDefaultGraph ; sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset/sd:namedGraph ?g ."
            " ?g sd:name ?name ; sd:graph/<http://rdfs.org/ns/void#triples> ?n }"
        )
    }
    counted = json.loads(server.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").body)
    assert named == {row["g"]["value"]: int(row["n"]["value"]) for row in counted["results"]["bindings"]}
    features = {q.object for q in store.quads_for_pattern(None, ox.NamedNode(SD + "feature"), None)}
    assert ox.NamedNode(SD + "BasicFederatedQuery") not in features


def test_a_browser_at_the_endpoint_is_led_to_the_start(server: Ours) -> None:
    answer = server.ask("/sparql", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (answer.status, answer.headers["location"]) == (303, "/")
