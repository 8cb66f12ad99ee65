"""Any SPARQL 1.1 endpoint, through SPARQLWrapper: an institute's Virtuoso, a clustered engine, another g7kg.

Where the server's default graph is the union of its named graphs (Virtuoso, GraphDB, Neptune; Oxigraph on request), a query is
sent as it is. Where it is not, and where only some graphs count, their names go along as ``default-graph-uri`` and
``named-graph-uri`` of the SPARQL Protocol.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.namespaces import G7, GRAPH, PREFIXES
from g7kg.stores import Result
from g7kg.stores.http import Answer, Client

LONG = 1500  # characters of a request beyond which it is sent by POST: proxies cut long addresses
UPLOADS = GRAPH + "-/upload/"  # where `g7kg push` keeps what is not whole yet

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8, text/tab-separated-values;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.7, application/ld+json;q=0.5"
_UNION = f"ASK {{ <{G7.removesuffix('#')}> a <{PREFIXES['owl']}Ontology> }}"
_BOOLEAN = re.compile(rb'("datatype":\s*"http://www\.w3\.org/2001/XMLSchema#boolean",\s*"value":\s*")([01])"')
# What may hold any word: IRIs, prefixes, strings, comments.
_ASIDE = re.compile(
    r'<[^<>\s]*>|[\w.-]*:[\w./-]*|#[^\n]*|"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'
    r"\'\'\'(?:[^\\]|\\.)*?\'\'\'|'(?:[^'\\\n]|\\.)*'",
    re.S,
)
_FORM = re.compile(
    r"(?<![\w?$])(SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.I
)

# Every named graph of ours describes itself, as a dataset or (ontology, alignments) as an ontology; one that is being
# uploaded is not ours yet. Asking for these is fast where listing the graphs of every statement is not.
_NAMES = f"""SELECT DISTINCT ?g WHERE {{
  {{ GRAPH ?g {{ ?g a <{PREFIXES["void"]}Dataset> }} }}
  UNION {{ GRAPH ?g {{ ?ontology a <{PREFIXES["owl"]}Ontology> }} }}
  FILTER(STRSTARTS(STR(?g), "{GRAPH}") && !STRSTARTS(STR(?g), "{UPLOADS}"))
}}"""


class EndpointStore:
    """A SPARQL endpoint.

    Parameters:
        url: its address.
        timeout: seconds for one answer (see `g7kg.stores.http.Client`).
        pause: seconds before the first retry.
    """

    def __init__(self, url: str, timeout: float | None = None, pause: float = 1.0) -> None:
        self.client = Client(url, timeout, pause)
        self.url = url
        self._names: list[str] | None = None
        self._union: bool | None = None

    def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        """Answer `text` over the union of `graphs`, or of our named graphs there (see `g7kg.stores.Store.query`).

        Raises:
            UsageProblem: the server says that the query does not parse, or it is no query.
            SourceProblem: the server cannot be reached, refuses, or answers with something else than results.
        """
        if graphs is None:
            graphs = [] if self._is_union() else list(self.graph_names())
        return self.ask(text, graphs)

    def graph_names(self) -> Iterator[str]:
        """Yield the IRIs of our named graphs in the endpoint, sorted; other people's graphs are left alone."""
        if self._names is None:
            found = self.ask(_NAMES)
            assert isinstance(found, ox.QuerySolutions)
            self._names = sorted(solution["g"].value for solution in found)
        yield from self._names

    def _is_union(self) -> bool:
        """Say whether the server's default graph is the union of its named graphs: it then knows our ontology.

        Raises:
            SourceProblem: it holds none of our graphs.
        """
        if self._union is None:
            self._union = bool(self.ask(_UNION))
            if not self._union and not list(self.graph_names()):
                raise SourceProblem(f"{self.url}: holds none of our graphs; `g7kg push {self.url}` loads them")
        return self._union

    def ask(self, text: str, graphs: Sequence[str] = ()) -> Result:
        """Answer `text` over `graphs`, or over whatever the server asks where none are named."""
        from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper

        kind = _kind(text)
        if kind not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            raise UsageProblem("this is an update, not a query; an endpoint is only asked here (`g7kg push` loads it)")
        wrapper = SPARQLWrapper(self.url)
        wrapper.setOnlyConneg(True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own guess at the kind of query warns, and is wrong at times
            wrapper.setQuery(text)
        wrapper.queryType = kind
        rows = kind in ("SELECT", "ASK")
        wrapper.setReturnFormat(JSON if rows else N3)
        wrapper.addCustomHttpHeader("Accept", _ROWS if rows else _TRIPLES)
        for name in graphs:
            wrapper.addParameter("default-graph-uri", name)
            wrapper.addParameter("named-graph-uri", name)
        if not graphs:
            wrapper.addParameter("union-default-graph", "true")  # Oxigraph's own; other servers do not look at it
        if len(text) + 2 * sum(map(len, graphs)) > LONG:
            wrapper.setMethod(POST)
        # SPARQLWrapper's query() would follow a redirect with the credentials, and hide the server's headers.
        return _parsed(self.client.send(wrapper._createRequest()), rows, self.url)


def _kind(text: str) -> str:
    """Return the word that says what kind of query (or update) a text is; SELECT where there is none."""
    found = _FORM.search(_ASIDE.sub(" ", text))
    return found[1].upper() if found else "SELECT"


def _parsed(answer: Answer, rows: bool, url: str) -> Result:
    body, kind = answer.body, answer.kind
    if kind in ("text/html", "application/xhtml+xml") or (body.lstrip()[:1] == b"<" and b"<html" in body[:500].lower()):
        raise SourceProblem(f"{url}: a web page came instead of results; is this the endpoint's own address?")
    if limit := answer.headers.get("X-SPARQL-MaxRows"):
        raise SourceProblem(
            f"{url}: the server cuts its answers at {limit} rows (ResultSetMaxRows); ask for fewer, or have it raised"
        )
    triples = ox.RdfFormat.from_media_type(kind)
    if not body.strip() and (rows or triples is None):
        raise SourceProblem(f"{url}: an empty answer; is this a SPARQL endpoint?")
    try:
        if not rows:
            found = ox.parse(body, format=triples or ox.RdfFormat.TURTLE, base_iri=url)
            return iter([ox.Triple(q.subject, q.predicate, q.object) for q in found])
        form = ox.QueryResultsFormat.from_media_type(kind) or ox.QueryResultsFormat.JSON
        if form == ox.QueryResultsFormat.JSON and b"XMLSchema#boolean" in body:
            # Virtuoso writes booleans as 1 and 0; the engines that we compare it with write true and false.
            body = _BOOLEAN.sub(lambda m: m[1] + (b"true" if m[2] == b"1" else b"false") + b'"', body)
        # Once to the end, so that half an answer is found out now and not in the middle of the rows.
        whole = ox.parse_query_results(body, form)
        if isinstance(whole, ox.QuerySolutions):
            for _ in whole:
                pass
        return ox.parse_query_results(body, form)
    except (SyntaxError, ValueError) as error:
        raise SourceProblem(f"{url}: the answer is broken or cut off ({kind}: {one_line(error, 120)})") from None
