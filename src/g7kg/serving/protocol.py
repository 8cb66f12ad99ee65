"""The SPARQL 1.1 Protocol, for queries: GET, POST of a form, POST of a query."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from g7kg.errors import Problem
from g7kg.serving import formats, work
from g7kg.serving.answers import answer, ask, refused
from g7kg.serving.description import Description
from g7kg.serving.limits import Limits, Refused, TooLarge, Unavailable
from g7kg.serving.pool import Pool

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FIELDS = 1000


class Unsupported(Refused):
    """The request's body is of a type that is not understood."""

    code = 415


class Endpoint:
    """Answers at the endpoint's address.

    Parameters:
        pool: what answers queries.
        description: what the endpoint says of itself.
    """

    def __init__(self, pool: Pool, description: Description) -> None:
        self._pool, self._description = pool, description

    async def answer(self, request: Request) -> Response:
        """Answer a request."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS), "Accept-Post": f"{QUERY}, {FORM}"})
        try:
            fields = await _fields(request, self._pool.limits)
            if not fields and request.method != "POST":
                return await self._describe(request)
            text, default_graphs, named_graphs = _query(fields)
            accept = ", ".join(request.headers.getlist("accept"))
            media, body = await ask(request, self._pool, work.sparql, text, accept, default_graphs, named_graphs, foreign=True)
        except Problem as problem:
            return refused(problem)
        return answer(request, body, media)

    async def _describe(self, request: Request) -> Response:
        accept = ", ".join(request.headers.getlist("accept"))
        media = formats.chosen(accept, {**formats.GRAPHS, "text/html": ""} if "text/html" in accept else formats.GRAPHS)
        if media == "text/html":
            return RedirectResponse("/", 303, {"Vary": "Accept"})
        return answer(request, await self._description.service(formats.GRAPHS[media]), media)


async def _fields(request: Request, limits: Limits) -> list[tuple[str, str]]:
    """Return the names and values of the request, from the address and the body."""
    fields = _parsed(request.scope["query_string"], "the address")
    if request.method != "POST":
        return fields
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind not in (FORM, QUERY):
        raise Unsupported(
            f"POST a query as {QUERY}, or a form as {FORM}" + ("; updates are refused" if "update" in kind else "")
        )
    if (coding := request.headers.get("content-encoding", "identity").strip().lower()) != "identity":
        raise Unsupported(f"the body is compressed ({coding[:20]}); send it as it is")
    charset = rest.lower().partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Unsupported(f"the query is in {charset[:20]}; send it in UTF-8")
    body = await _body(request, limits)
    if kind == FORM:
        return fields + _parsed(body, "the form")
    if any(name == "query" for name, _ in fields):
        raise Refused("a query stands in the address and in the body; send one")
    return [*fields, ("query", _decoded(body, "the body"))]


async def _body(request: Request, limits: Limits) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(limits.seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > limits.body:
                    raise TooLarge(f"the request's body is larger than {limits.body:,} bytes")
    except TimeoutError:
        raise Unavailable("the request's body did not arrive in time") from None
    except ClientDisconnect:
        raise Refused("the client has gone") from None
    return bytes(body)


def _decoded(content: bytes, where: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{where} is not UTF-8") from None
    if "\0" in text:
        raise Refused(f"{where} holds a NUL")
    return text


def _parsed(content: bytes, where: str) -> list[tuple[str, str]]:
    try:
        fields = parse_qsl(_decoded(content, where), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeDecodeError:
        raise Refused(f"{where} is not UTF-8") from None
    except ValueError:
        raise Refused(f"{where} has more than {FIELDS} fields") from None
    if any("\0" in value for _, value in fields):
        raise Refused(f"{where} holds a NUL")
    return fields


def _query(fields: list[tuple[str, str]]) -> tuple[str, list[str], list[str]]:
    """Return the query, and the dataset's default and named graphs."""

    def values(name: str) -> list[str]:
        return [value for key, value in fields if key == name]

    if values("update"):
        raise Refused(work.UPDATE)
    queries = values("query")
    if len(queries) != 1:
        raise Refused("give one query, as the parameter query" if not queries else "more than one query was given; send one")
    return queries[0], values("default-graph-uri"), values("named-graph-uri")
