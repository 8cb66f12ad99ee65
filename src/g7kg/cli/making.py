"""Commands that make things and releases: build, site, release, diff."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import Language, LanguageOption, OutputOption, Progress, SchedulerOption, reader_at

if TYPE_CHECKING:
    import pyoxigraph as ox

    from g7kg.dataset import Graph


@app.command()
def build(
    folder: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the built files; dist by default.")] = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="Build an on-disk store in this folder (and files only with -o).")
    ] = None,
    built: Annotated[
        Path | None,
        typer.Option("--from", help="Fill the store from this built graph, of any size (N-Quads or TriG), as it stands."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--entail", help="Add what follows by rdfs or owlrl, in a named graph of its own.")
    ] = None,
    scheduler: SchedulerOption = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Build the graph: files to quads, rules, validation, and canonical N-Quads, TriG, Turtle and JSON-LD."""
    from g7kg import building, dataset

    if built is not None:
        _fill(store, built, other=folder or scheduler or profile)
        return
    graph = dataset.load(read=reader_at(scheduler), progress=Progress("g7kg build: files"))
    _stop_at_violations(graph, lang)
    if profile is not None:
        from g7kg import entailing

        number = entailing.entail(graph, profile)
        typer.echo(f"{number:>7}  statements that follow by {entailing.PROFILES[profile]}")
    if store is not None:
        from g7kg import storing

        storing.store_graph(store, Progress("g7kg build"), profile)
    paths = building.write(graph, folder or Path("dist")) if folder or store is None else []
    for name, number in building.counts(graph).items():
        typer.echo(f"{number:>7}  {name}")
    for path in paths:
        typer.echo(f"{path.stat().st_size:>7,} bytes  {path}".replace(",", " "))


def _fill(store: Path | None, built: Path, other: object) -> None:
    from g7kg import storing
    from g7kg.errors import UsageProblem

    if store is None or other:
        raise UsageProblem("--from fills an on-disk store and does nothing else: g7kg build --store DIR --from FILE.nq")
    storing.store_file(store, built, Progress(f"g7kg build: bytes of {built.name}"))
    typer.echo(f"{store}: holds what {built} says")


def _stop_at_violations(graph: "Graph", lang: Language) -> None:
    from g7kg import validation
    from g7kg.exports import findings

    wrong = [f for f in validation.validate(graph) if f.severity == "Violation"]
    if wrong:
        typer.echo(findings.write(wrong, "text", lang.value).decode(), err=True, nl=False)
        typer.echo("g7kg: nothing was built; the graph has violations", err=True)
        raise typer.Exit(1)


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


@app.command()
def release(
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder for the release; by default releases/VERSION in the checkout."),
    ] = None,
    store: Annotated[
        bool, typer.Option("--store", help="Add an on-disk store as a zip; it is never twice the same, and in no list.")
    ] = False,
    lang: LanguageOption = Language.en,
) -> None:
    """Write all that a release holds, the same bytes from the same commit: the graph, tables, site, queries, checksums."""
    from g7kg import __version__, dataset, releases, releasing
    from g7kg.releasing.files import uncommitted

    graph = dataset.load()
    _stop_at_violations(graph, lang)
    if uncommitted():
        typer.echo("g7kg: the checkout has changes that are in no commit; this is the release of none", err=True)
    record = releases.folder() / releases.RECORD
    if record.is_file() and not _names_stand(record, graph.quads, lang):
        raise typer.Exit(1)
    made = releasing.write(graph, folder or releases.folder() / __version__, store=store, progress=Progress("g7kg release"))
    typer.echo(f"g7kg {__version__}: {made.files} files in {made.folder}")
    typer.echo(f"data set (RDFC-1.0, SHA-256)  {made.dataset}")
    typer.echo(f"all files (SHA-256 of SHA256SUMS)  {made.bundle}")


@app.command()
def diff(
    old: Annotated[
        str,
        typer.Argument(
            help="The older release: a version kept beside, a folder, an N-Quads or TriG file; or the record of names (.nt)."
        ),
    ],
    new: Annotated[str | None, typer.Argument(help="The newer one; by default the built-in graph.")] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Exit with 1 if a released name is gone or means something else, or NEW's version is too low."
        ),
    ] = False,
    lang: LanguageOption = Language.en,
    form: Annotated[str, typer.Option("--format", help="table, md, json, csv or patch (RDF Patch).")] = "table",
    output: OutputOption = None,
) -> None:
    """Say what a release adds, withdraws and changes against an older one, and which kind of version that makes it."""
    from g7kg import dataset, differences
    from g7kg.errors import UsageProblem
    from g7kg.exports import differences as writers
    from g7kg.outputs import output as opened

    if form not in writers.FORMATS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(writers.FORMATS)}")
    newer = differences.read(new) if new else differences.current(dataset.load())
    if Path(old).suffix == ".nt":
        if not _names_stand(Path(old), newer.quads, lang):
            raise typer.Exit(1)
        return
    older = differences.read(old)
    found = differences.between(older, newer)
    with opened(output) as out:
        out.write(writers.write(found, form, lang.value))
    if check and (found.breaches or (new and found.version_too_low)):
        raise typer.Exit(1)


def _names_stand(record: Path, quads: "list[ox.Quad]", lang: Language) -> bool:
    """Say of a graph which names of those in a record are gone or changed in meaning; return whether all stand."""
    from g7kg import naming
    from g7kg.exports import differences as writers

    kept = naming.read_names(record)
    broken = naming.breaches(kept, naming.names(quads))
    for breach in broken:
        typer.echo(writers.told(breach, lang.value))
    typer.echo(f"{len(naming.meanings(kept))} released names, {len(broken)} of them gone or changed in meaning", err=True)
    return not broken
