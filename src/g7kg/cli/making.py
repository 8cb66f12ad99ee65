"""Commands that make things: build, site."""

from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import Language, LanguageOption, Progress, SchedulerOption, reader_at


@app.command()
def build(
    folder: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the built files; dist by default.")] = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="Build an on-disk store in this folder (and files only with -o).")
    ] = None,
    scheduler: SchedulerOption = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Build the graph: files to quads, rules, validation, and canonical N-Quads, TriG, Turtle and JSON-LD."""
    from g7kg import building, dataset, validation
    from g7kg.exports import findings

    graph = dataset.load(read=reader_at(scheduler), progress=Progress("g7kg build: files"))
    wrong = [f for f in validation.validate(graph) if f.severity == "Violation"]
    if wrong:
        typer.echo(findings.write(wrong, "text", lang.value).decode(), err=True, nl=False)
        typer.echo("g7kg: nothing was built; the graph has violations", err=True)
        raise typer.Exit(1)
    if store is not None:
        from g7kg import storing

        storing.store_graph(store, Progress("g7kg build"))
    paths = building.write(graph, folder or Path("dist")) if folder or store is None else []
    for name, number in building.counts(graph).items():
        typer.echo(f"{number:>7}  {name}")
    for path in paths:
        typer.echo(f"{path.stat().st_size:>7,} bytes  {path}".replace(",", " "))


@app.command()
def site(
    folder: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the site; site by default.")] = None,
) -> None:
    """Write the explorer as plain files, for any web host or to open as they are, with a page for every IRI."""
    from g7kg import dataset
    from g7kg import site as explorer

    target = folder or Path("site")
    made = explorer.write(dataset.load(), target, Progress("g7kg site: pages"))
    typer.echo(f"{made['resources']} things, {made['files']} files, {made['bytes'] / 1e6:.1f} MB: {target / 'index.html'}")
