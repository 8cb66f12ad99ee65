"""Commands that serve the graph to others: serve, mcp."""

from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import StoreOption

SecondsOption = Annotated[float, typer.Option("--limit", help="Seconds that one question may take.", min=0.1)]
AnswerOption = Annotated[int, typer.Option("--max-answer", help="Megabytes of one answer.", min=1)]
MemoryOption = Annotated[int, typer.Option("--max-memory", help="Megabytes that one question may take.", min=64)]


@app.command()
def serve(
    store: StoreOption = None,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 is all of the machine's.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at; 0 takes a free one.", min=0, max=65535)] = 8080,
    url: Annotated[str, typer.Option(help="The address by which others reach the server, e.g. https://g7kg.example/.")] = "",
    site: Annotated[
        Path | None,
        typer.Option(help="A folder with a static site, served at /; by default the explorer, for the built-in graph."),
    ] = None,
    explorer: Annotated[bool, typer.Option("--explorer/--no-explorer", help="Serve the explorer at /.")] = True,
    seconds: SecondsOption = 10.0,
    workers: Annotated[int, typer.Option(help="Processes that answer questions.", min=1, max=64)] = 4,
    queue: Annotated[int, typer.Option(help="Questions that may wait; the next ones are turned away.", min=1)] = 200,
    answer: AnswerOption = 32,
    memory: MemoryOption = 1000,
    log: Annotated[bool, typer.Option("--log/--no-log", help="Write an access log to standard error.")] = True,
) -> None:
    """Serve the graph: a SPARQL endpoint, linked data and the saved queries over HTTP; read-only, each question limited."""
    import asyncio
    import sys

    from g7kg.errors import UsageProblem

    _needs("fastapi", "uvicorn", "mimeparse", "starlette_compress", extra="serve")
    from g7kg.serving.app import serve as run
    from g7kg.serving.limits import MB, Limits

    if site is not None and not (site / "index.html").is_file():
        raise UsageProblem(f"{site}: holds no index.html")
    if url and not url.startswith(("http://", "https://")):
        raise UsageProblem(f"--url {url}: write it as https://host/")
    limits = Limits(seconds, answer * MB, memory=memory * MB, workers=workers, queue=queue)
    asyncio.run(
        run(
            store,
            limits,
            host=host,
            port=port,
            url=url,
            site=site,
            explorer=explorer and site is None and store is None,
            log=(lambda line: sys.stderr.write(line + "\n")) if log else None,
            said=lambda message: typer.echo(message, err=True),
        )
    )


@app.command()
def mcp(
    store: StoreOption = None,
    seconds: SecondsOption = 10.0,
    answer: Annotated[int, typer.Option("--max-answer", help="Kilobytes of one answer.", min=1)] = 500,
    memory: MemoryOption = 1000,
) -> None:
    """Serve an assistant over the Model Context Protocol, on standard input and output: saved queries, trace, show, SPARQL."""
    import asyncio

    _needs("mcp", extra="mcp")
    from g7kg.serving.assistant import serve as run
    from g7kg.serving.limits import MB, Limits

    asyncio.run(run(store, Limits(seconds, answer * MB // 1000, memory=memory * MB, workers=2)))


def _needs(*modules: str, extra: str) -> None:
    """Make sure that an extra's packages are there.

    Raises:
        UsageProblem: one is missing; says how to get it.
    """
    from importlib.util import find_spec

    from g7kg.errors import UsageProblem

    if missing := [name for name in modules if find_spec(name) is None]:
        raise UsageProblem(f"this needs {', '.join(missing)}: pip install 'g7kg[{extra}]'")
