"""The server: the site, the SPARQL endpoint, linked data and the saved queries as one ASGI application."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import FastAPI, Query
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette_compress import CompressMiddleware, add_compress_type

from g7kg import __version__, queries
from g7kg.errors import Problem, SourceProblem, one_line
from g7kg.serving import formats, work
from g7kg.serving.answers import answer, ask, json_answer, refused
from g7kg.serving.description import Description
from g7kg.serving.guards import Guard, Prompt
from g7kg.serving.limits import Defect, Limits
from g7kg.serving.linked import Linked
from g7kg.serving.pool import Pool
from g7kg.serving.protocol import METHODS, Endpoint
from g7kg.serving.saved import PROBLEMS, WORDS, routes

ROOM = 200_000_000  # bytes, several times what the explorer takes
EXPLORER = 600.0  # seconds that writing the explorer may take
_ABOUT = "What the G7 promised on digital policy: saved queries with typed parameters. SPARQL 1.1 itself is at /sparql."


def application(pool: Pool, others: Linked, *, url: str, log: Callable[[str], object] | None = None) -> Any:
    """Return the application.

    Parameters:
        pool: what answers questions.
        others: what answers at all other addresses: the site and linked data.
        url: the address by which others reach it, ending in a slash.
        log: takes each line of the access log.
    """
    app = FastAPI(
        title="g7kg",
        version=__version__,
        description=_ABOUT,
        servers=[{"url": url.rstrip("/")}],
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    description = Description(pool, url)
    app.include_router(routes(pool, queries.saved_queries()))

    @app.get("/health", summary="Whether the server answers", responses=PROBLEMS, response_class=JSONResponse)
    async def health() -> JSONResponse:
        state = pool.state
        return JSONResponse({"status": "ok" if state["workers"] else "starting", **state}, 200 if state["workers"] else 503)

    @app.get("/api/search", summary="Things by their labels, in both languages", responses=PROBLEMS)
    async def search(
        request: Request,
        q: Annotated[WORDS, Query(description="words, or parts of them")],
        lang: Annotated[Literal["en", "ja"], Query(description="language of the labels")] = "en",
        limit: Annotated[int, Query(ge=1, le=200, description="how many")] = 20,
    ) -> list[dict[str, str]]:
        found = await ask(request, pool, work.search, q, lang, limit)
        return json_answer(request, found)  # type: ignore[return-value]

    async def void(request: Request) -> Response:
        media = formats.chosen(", ".join(request.headers.getlist("accept")), formats.GRAPHS)
        return answer(request, await description.void(formats.GRAPHS[media]), media)

    app.add_route("/sparql", Endpoint(pool, description).answer, methods=[*METHODS], include_in_schema=False)
    app.add_route("/.well-known/void", void, include_in_schema=False)
    app.add_route("/{path:path}", others.answer, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(Problem, lambda _, problem: refused(problem))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _defect)
    for media in (*formats.RESULTS, *formats.GRAPHS):
        add_compress_type(media)
    app.add_middleware(CompressMiddleware, minimum_size=1000)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "Retry-After"],
        max_age=86_400,
    )
    return Guard(app, log)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    said = "holds a character that it may not hold" if first["type"] == "string_pattern_mismatch" else first["msg"]
    return PlainTextResponse(f"parameter {first['loc'][1]}: {one_line(said, 300)}\n", 400)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{one_line(error.detail, 300)}\n", error.status_code, error.headers)


async def _defect(_: Request, __: Exception) -> Response:
    return refused(Defect())


async def serve(
    folder: Path | None,
    limits: Limits,
    *,
    host: str,
    port: int,
    url: str = "",
    site: Path | None = None,
    explorer: bool = False,
    log: Callable[[str], object] | None = None,
    said: Callable[[str], object] = lambda _: None,
) -> None:
    """Serve until the process is told to stop.

    Parameters:
        folder: the on-disk store; the project's own graph in memory when None.
        limits: what a question may cost.
        host: the address to listen at.
        port: the port; 0 takes a free one.
        url: the address by which others reach the server.
        site: the folder of the static site, if there is one.
        explorer: write the explorer into a temporary folder, and serve it when it is whole.
        log: takes each line of the access log.
        said: takes each message: the server's address once it answers, and what went wrong with the explorer.

    Raises:
        SourceProblem: the port cannot be used, or the graph not be opened.
    """
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024)
    except OSError as error:
        reason = error.strerror or one_line(error)
        raise SourceProblem(f"cannot listen at {host}, port {port} ({reason}); choose others with --host and --port") from None
    with listening:
        own = f"http://{'localhost' if host in ('0.0.0.0', '::') else host}:{listening.getsockname()[1]}/"  # noqa: S104
        address = url.rstrip("/") + "/" if url else own
        async with Pool(folder, limits) as pool:
            others = Linked(pool, site)
            config = uvicorn.Config(
                application(pool, others, url=address, log=log),
                http=Prompt,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",  # a request that is none is no news
                access_log=False,
                server_header=False,
                limit_concurrency=1000,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=2,
            )
            signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when it has stopped
            said(f"g7kg serves {own} (SPARQL: {own}sparql); Ctrl-C stops it")
            with tempfile.TemporaryDirectory(prefix="g7kg-site-", dir=_room()) as temporary:
                writing = asyncio.ensure_future(_explore(others, Path(temporary) / "site", said)) if explorer else None
                await uvicorn.Server(config).serve(sockets=[listening])
                if writing is not None:
                    writing.cancel()
                    await asyncio.wait({writing})


def _room() -> Path | None:
    """Return where the explorer's thousands of small files are quickly written: in memory, where there is room."""
    memory = Path("/dev/shm")  # noqa: S108 — TemporaryDirectory makes a folder of its own there
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM else None


async def _explore(others: Linked, folder: Path, said: Callable[[str], object]) -> None:
    """Write the explorer in a process of its own, so that the server answers meanwhile; then show it."""
    try:
        async with Pool(None, Limits(workers=1)) as own:
            await own.ask(work.site, folder, seconds=EXPLORER)
        others.show(folder)
    except Problem as problem:
        said(f"g7kg: the explorer could not be written, so / shows none: {one_line(problem)}")
