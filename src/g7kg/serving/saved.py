"""One route for each saved query, with typed parameters, so that FastAPI checks and describes them."""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from g7kg import queries
from g7kg.dataset import BASES
from g7kg.serving import formats, work
from g7kg.serving.answers import answer, ask, json_answer
from g7kg.serving.limits import Refused
from g7kg.serving.pool import Pool
from g7kg.stores.words import keywords

_IN_NAMES = r"[A-Za-z0-9._~!$&'()*+,;=:@/?#\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef-]"  # what RFC 3987 lets stand in an IRI
NAME = Annotated[str, StringConstraints(pattern=f"^{_IN_NAMES}{{1,500}}$")]  # tools make examples of it; a simple one is quick
WORDS = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]
KINDS: dict[str, Any] = {"iri": NAME, "string": WORDS, "integer": int, "date": dt.date, "lang": Literal["en", "ja"]}
SPARQL = "application/sparql-query"
TEXT: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"description": "A parameter is wrong; one line says which, and what to do.", **TEXT},
    404: {"description": "Nothing in the graph has that name.", **TEXT},
    406: {"description": "The answer has no such format.", **TEXT},
    413: {"description": "The answer is larger than the limit.", **TEXT},
    503: {
        "description": "Stopped at the time limit, or too many questions wait (Retry-After says when to ask again).",
        **TEXT,
    },
    "default": {"description": "Another problem, in one line.", **TEXT},
}


def routes(pool: Pool, saved: list[queries.SavedQuery]) -> APIRouter:
    """Return the routes below /api/queries."""
    router = APIRouter(prefix="/api/queries", tags=["saved queries"])

    @router.get("", summary="The saved queries with their parameters", responses=PROBLEMS, response_class=JSONResponse)
    async def listing(request: Request) -> Response:
        content = [{**query.described(), "path": f"/api/queries/{query.slug}"} for query in saved]
        return json_answer(request, content)

    for query in saved:
        offered = _offered(query)
        router.add_api_route(
            f"/{query.slug}",
            _endpoint(pool, query),
            methods=["GET"],
            summary=query.question("en"),
            description=query.question("ja"),
            operation_id=query.slug.replace("/", "-"),
            response_class=Response,
            responses={
                200: {
                    "description": "The rows, or triples.",
                    "content": {media: {"schema": {"type": _type(media)}} for media in (*offered, SPARQL)},
                },
                **PROBLEMS,
            },
        )
    return router


def _offered(query: queries.SavedQuery) -> dict[str, str]:
    return formats.GRAPHS if "CONSTRUCT" in keywords(query.text) else formats.RESULTS


def _type(media: str) -> list[str] | str:
    return ["object", "array"] if "json" in media else "string"


def _several(kind: Any) -> Any:
    return list[kind]


def _endpoint(pool: Pool, query: queries.SavedQuery) -> Any:
    """Return what answers a saved query; its signature tells FastAPI the parameters."""
    signature = [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]

    def parameter(name: str, kind: Any, about: str) -> None:
        annotation = Annotated[kind | None, Query(description=about)]
        signature.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation))

    for name, declared in query.parameters.items():
        if name not in ("basis", "lang"):
            words = f"{declared.about['en']} ({declared.about['ja']}); by default {declared.default}"
            parameter(name, _several(KINDS[declared.kind]), words)
    if "lang" in query.parameters:
        parameter("lang", KINDS["lang"], "language of the labels (ラベルの言語); by default en")
    parameter("basis", _several(Literal[BASES]), "whose links count (数えるつながりの根拠); by default all")
    offered = _offered(query)
    short = formats.short(offered)
    parameter("format", Literal[*short, "sparql"], "format of the answer, instead of an Accept header")
    known = {one.name for one in signature} - {"request"}

    async def endpoint(request: Request, **given: Any) -> Response:
        if unknown := set(request.query_params) - known:
            raise Refused(f"query {query.slug} has no parameter “{min(unknown)[:40]}”; it has: {', '.join(sorted(known))}")
        values: dict[str, list[str]] = {}
        for name, value in given.items():
            if value is not None and name in query.parameters:
                values[name] = [str(one) for one in (value if isinstance(value, list) else [value])]
        accept = short.get(given["format"] or "", ", ".join(request.headers.getlist("accept")))
        wanted = formats.chosen(accept, {**offered, SPARQL: ""})
        if given["format"] == "sparql" or wanted == SPARQL:
            return answer(request, work.bound(query, values), SPARQL)
        media, body = await ask(request, pool, work.saved, query, values, given["basis"] or BASES, accept)
        link = {"Link": f'</api/queries/{query.slug}?format=sparql>; rel="describedby"'}
        return answer(request, body, media, link)

    endpoint.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    return endpoint
