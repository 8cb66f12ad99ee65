"""Any SPARQL 1.1 endpoint, through SPARQLWrapper: an institute's Virtuoso, a clustered engine, another g7kg.

The graphs to ask go as ``default-graph-uri`` and ``named-graph-uri`` of the SPARQL Protocol, so that an engine whose default
graph is empty answers as one whose default graph is the union. A user's name and password, or a token, come from the
environment only: ``G7KG_ENDPOINT_USER`` with ``G7KG_ENDPOINT_PASSWORD``, or ``G7KG_ENDPOINT_TOKEN``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import pyoxigraph as ox

from g7kg import __version__
from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.namespaces import GRAPH
from g7kg.stores import Result

AGENT = f"g7kg/{__version__} (+https://w3id.org/g7kg/)"
TIMEOUT = 60.0  # seconds for one answer
RETRIES = 4  # after the first try, on 429 and 503
LONG = 1500  # characters of a query beyond which it is sent by POST: proxies cut long addresses


class EndpointStore:
    """A SPARQL endpoint.

    Parameters:
        url: its address.
        timeout: seconds to wait for one answer.
        pause: seconds before the first retry, doubled for each further one; a server's Retry-After wins, up to a minute.
    """

    def __init__(self, url: str, timeout: float = TIMEOUT, pause: float = 1.0) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
            raise UsageProblem(f"“{url}” is no endpoint; write its address as http://host:port/sparql")
        self.url = url
        self.timeout = timeout
        self.pause = pause
        self._names: list[str] | None = None

    def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        """Answer `text` over the union of `graphs`, or of our named graphs there (see `g7kg.stores.Store.query`).

        Raises:
            UsageProblem: the server says that the query does not parse.
            SourceProblem: the server cannot be reached, refuses, or answers with something else than results.
        """
        return self._ask(text, list(self.graph_names()) if graphs is None else list(graphs))

    def graph_names(self) -> Iterator[str]:
        """Yield the IRIs of our named graphs in the endpoint; other people's graphs are left alone."""
        if self._names is None:
            found = self._ask(
                f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}")) }}', []
            )
            assert isinstance(found, ox.QuerySolutions)
            self._names = sorted(solution["g"].value for solution in found)
        yield from self._names

    def _ask(self, text: str, graphs: Sequence[str]) -> Result:
        from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper

        wrapper = SPARQLWrapper(self.url, agent=AGENT)
        wrapper.setTimeout(self.timeout)  # type: ignore[arg-type]
        wrapper.setQuery(text)
        for name in graphs:
            wrapper.addParameter("default-graph-uri", name)
            wrapper.addParameter("named-graph-uri", name)
        rows = wrapper.queryType in ("SELECT", "ASK")
        wrapper.setReturnFormat(JSON if rows else N3)
        if not rows:
            wrapper.addCustomHttpHeader("Accept", "application/n-triples, text/turtle;q=0.9")
        if len(text) + sum(map(len, graphs)) > LONG:
            wrapper.setMethod(POST)
        self._authenticate(wrapper)
        body, kind = self._fetched(lambda: _read(wrapper))
        return _parsed(body, kind, rows, self.url)

    def _authenticate(self, wrapper: Any) -> None:
        user, password = os.environ.get("G7KG_ENDPOINT_USER"), os.environ.get("G7KG_ENDPOINT_PASSWORD")
        if token := os.environ.get("G7KG_ENDPOINT_TOKEN"):
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {token}")
        elif user:
            wrapper.setCredentials(user, password or "")

    def _fetched(self, ask: Callable[[], tuple[bytes, str]]) -> tuple[bytes, str]:
        """Return the body and media type of an answer, trying again where the server asks for patience."""
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        for attempt in range(RETRIES + 1):
            try:
                return ask()
            except HTTPError as error:
                if error.code not in (429, 503) or attempt == RETRIES:
                    raise self._refused(error) from None
                asked = error.headers.get("Retry-After", "")
                time.sleep(min(60.0, float(asked)) if asked.isdigit() else self.pause * 2**attempt)
            except TimeoutError:
                raise SourceProblem(f"{self.url}: no answer within {self.timeout:g} seconds") from None
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise SourceProblem(f"{self.url}: no answer within {self.timeout:g} seconds") from None
                raise SourceProblem(f"{self.url}: cannot be reached ({one_line(error.reason)})") from None
            except (HTTPException, OSError, SPARQLWrapperException) as error:
                raise SourceProblem(f"{self.url}: the answer broke off ({one_line(error)})") from None
        raise AssertionError("unreachable")

    def _refused(self, error: HTTPError) -> Exception:
        words = one_line(error.read(2000).decode("utf-8", "replace"), 200)
        if "<html" in words.lower() or not words:
            words = str(error.reason)
        where = f"{self.url}: HTTP {error.code}"
        if error.code == 400:
            return UsageProblem(f"{where}: the server does not accept the query: {words}")
        hints = {
            401: "; set G7KG_ENDPOINT_USER and G7KG_ENDPOINT_PASSWORD, or G7KG_ENDPOINT_TOKEN",
            403: "; these credentials may not ask this endpoint",
            404: "; is this the address of the endpoint?",
            413: "; the query is too long for the server",
            429: f"; still busy after {RETRIES} retries, try later",
            503: f"; still busy after {RETRIES} retries, try later",
        }
        return SourceProblem(f"{where}: {words}{hints.get(error.code, '')}")


def _read(wrapper: Any) -> tuple[bytes, str]:
    # SPARQLWrapper's query() turns HTTP errors into exceptions that lose the server's headers; its request is used as it is.
    from urllib.request import urlopen

    request = wrapper._createRequest()
    with urlopen(request, timeout=wrapper.timeout) as answer:  # noqa: S310 — the scheme was checked
        asked, came = urlsplit(request.full_url), urlsplit(answer.url)
        if (asked.scheme, asked.netloc) != (came.scheme, came.netloc):
            raise SourceProblem(
                f"{asked.scheme}://{asked.netloc}: redirects to {came.netloc}; give that address if you trust it"
            )
        return answer.read(), answer.headers.get_content_type()


def _parsed(body: bytes, kind: str, rows: bool, url: str) -> Result:
    if not body.strip():
        raise SourceProblem(f"{url}: an empty answer; is this a SPARQL endpoint?")
    if kind == "text/html" or (body.lstrip()[:1] == b"<" and b"<html" in body[:500].lower()):
        raise SourceProblem(f"{url}: a web page came instead of results; is this the endpoint's own address?")
    try:
        if rows:
            form = ox.QueryResultsFormat.from_media_type(kind) or ox.QueryResultsFormat.JSON
            if kind == "application/json":
                form = ox.QueryResultsFormat.JSON
            # The whole body is read here so that half an answer is found out now, not in the middle of the rows.
            _drain(ox.parse_query_results(body, form))
            return ox.parse_query_results(body, form)
        turtle = ox.RdfFormat.from_media_type(kind) or ox.RdfFormat.TURTLE
        return iter([quad.triple for quad in ox.parse(body, format=turtle, base_iri=url)])
    except (SyntaxError, ValueError) as error:
        raise SourceProblem(f"{url}: the answer is broken or cut off ({one_line(error, 120)})") from None


def _drain(result: ox.QuerySolutions | ox.QueryBoolean) -> None:
    if isinstance(result, ox.QuerySolutions):
        for _ in result:
            pass
