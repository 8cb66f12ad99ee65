"""Commands for endpoints: push."""

from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import Progress


@app.command()
def push(
    endpoint: Annotated[str, typer.Argument(help="The endpoint's address for queries, e.g. http://localhost:7878/query.")],
    release: Annotated[
        Path | None, typer.Option("--from", help="A built graph (g7kg.nq); by default the graph as it is built now.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    update: Annotated[str | None, typer.Option(help="The address for updates, where it is another one.")] = None,
    graph_store: Annotated[str | None, typer.Option(help="The address of the Graph Store Protocol.")] = None,
) -> None:
    """Load a release into an endpoint's named graphs, each whole or not at all; a stopped push goes on where it was.

    Name and password, or a token, come from G7KG_ENDPOINT_USER and G7KG_ENDPOINT_PASSWORD, or G7KG_ENDPOINT_TOKEN.
    """
    from g7kg import pushing
    from g7kg.namespaces import compact

    target = pushing.Target(endpoint, update, graph_store)
    steps = pushing.plan(target, pushing.release(release))
    todo = [step for step in steps if step.state != "same"]
    if dry_run:
        for step in todo:
            typer.echo(f"{step.state:>8}  {len(step.part.lines):>8}  {compact(step.part.name)}")
    else:
        show = Progress("g7kg push")
        pushing.push(target, steps, lambda name, done, total: show(done, total, compact(name)))
    counted = ", ".join(f"{sum(s.state == state for s in steps)} {state}" for state in ("new", "changed", "same"))
    statements = sum(len(step.part.lines) for step in steps)
    done = "nothing was sent" if dry_run else "compared with what was sent, all equal"
    typer.echo(f"{len(steps)} graphs with {statements} statements: {counted}; {done}")
