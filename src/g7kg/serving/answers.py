"""Answers over HTTP: whole, with an ETag, and errors as one line of text."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from g7kg.errors import Problem, one_line
from g7kg.serving.formats import content_type
from g7kg.serving.limits import Refused, Unavailable
from g7kg.serving.pool import Pool


def answer(request: Request, body: bytes | str, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer, or 304 where the client has it already.

    Parameters:
        request: what was asked.
        body: the answer.
        media: its media type.
        headers: further ones.
    """
    content = body.encode() if isinstance(body, str) else body
    tag = f'W/"{hashlib.sha256(media.encode() + content).hexdigest()[:24]}"'  # weak: the same answer may be compressed
    known = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    given = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})}
    if request.method in ("GET", "HEAD") and known & {tag, tag.removeprefix("W/"), "*"}:
        return Response(status_code=304, headers=given)
    return Response(content, headers={**given, "Content-Type": content_type(media)})


def json_answer(request: Request, content: object) -> Response:
    """Return plain values as JSON (see `answer`)."""
    return answer(request, json.dumps(content, ensure_ascii=False), "application/json")


def refused(problem: Problem) -> Response:
    """Return a problem as one line of text with its status."""
    code = problem.code if isinstance(problem, Refused) else 400
    headers = {"Retry-After": str(problem.retry)} if isinstance(problem, Unavailable) and problem.retry else {}
    return PlainTextResponse(one_line(problem, 1000) + "\n", status_code=code, headers=headers)


async def ask(request: Request, pool: Pool, *question: Any, foreign: bool = False) -> Any:
    """Return the pool's answer (see `Pool.ask`); when the client goes away, the question is stopped.

    Raises:
        Problem: as `Pool.ask` does.
    """

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    asking, leaving = asyncio.ensure_future(pool.ask(*question, foreign=foreign)), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise Unavailable("the client has gone")
        return asking.result()
    finally:
        for task in (asking, leaving):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Problem):
            await asking
