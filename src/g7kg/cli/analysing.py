"""Commands for analysts: export, measures, plot."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from g7kg.cli import app
from g7kg.cli.options import (
    ALL_BASES,
    VOUCHED,
    AsOfOption,
    BasisOption,
    Language,
    LanguageOption,
    OutputOption,
    ParameterOption,
    bases,
    store_of,
    values_of,
)

Names = list[str] | None
MeetingOption = Annotated[Names, typer.Option("--meeting", help="Only this meeting, e.g. 2017-turin; may be repeated.")]
ThemeOption = Annotated[Names, typer.Option("--theme", help="Only this theme, with those below it; may be repeated.")]
PartyOption = Annotated[Names, typer.Option("--party", help="Only this party, e.g. japan; may be repeated.")]
ModalityOption = Annotated[Names, typer.Option("--modality", help="Only said this way, e.g. agreed; may be repeated.")]
StatusOption = Annotated[Names, typer.Option("--status", help="Only so verified, e.g. read-in-document; may be repeated.")]


@app.command()
def export(
    projection: Annotated[
        str | None,
        typer.Argument(
            help="commitments, continuity, meetings, themes, actors, provenance; statements, links, documents; a saved query."
        ),
    ] = None,
    form: Annotated[
        str | None, typer.Option("-f", "--format", help="See --list; without it the ending of the file decides.")
    ] = None,
    output: OutputOption = None,
    part: Annotated[str | None, typer.Option(help="nodes or edges, where a file holds one table (csv, parquet).")] = None,
    meeting: MeetingOption = None,
    theme: ThemeOption = None,
    party: PartyOption = None,
    modality: ModalityOption = None,
    status: StatusOption = None,
    parameters: ParameterOption = None,
    basis: Annotated[
        str,
        typer.Option(
            "--basis",
            help="Which links count: a comma-separated choice of asserted, curated, inferred.",
            show_default=f"{VOUCHED}; for a saved query all",
        ),
    ] = "",
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with a byte-order mark, for Excel.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List projections and formats.")] = False,
    as_of: AsOfOption = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Export the graph for spreadsheets, notebooks, Gephi, Cytoscape, Neo4j, papers."""
    from g7kg import counting, network, queries, releases
    from g7kg.errors import UsageProblem
    from g7kg.exports import network as writers

    if listing:
        typer.echo(_listing(lang.value), nl=False)
        return
    if projection is None:
        raise UsageProblem(f"which projection? choose from {', '.join(network.PROJECTIONS)} (`g7kg export --list` explains)")
    if output is None:
        raise UsageProblem("to which file? write -o FILE")
    if form is None:
        endings = {"." + f.ending: name for name, f in reversed(writers.FORMATS.items())}
        form = endings.get(output.suffix.lower(), "")
        if not form:
            raise UsageProblem(f"which format? “{output.name}” does not say; write -f with {', '.join(writers.FORMATS)}")
    asks = projection not in network.PROJECTIONS and queries.is_saved(projection, releases.own_queries(as_of))
    filters = {"meeting": meeting, "theme": theme, "party": party, "modality": modality, "status": status}
    counted = bases(basis or (ALL_BASES if asks else VOUCHED))
    chosen = {name: values for name, values in filters.items() if values}
    if parameters and not asks:
        raise UsageProblem(f"-p is for saved queries; {projection} is filtered by --meeting, --theme …")
    if chosen and asks:
        raise UsageProblem(f"--{next(iter(chosen))} is for projections; a saved query has parameters: -p name=value")
    made: network.Network | network.Answer
    store = store_of(None, None, as_of=as_of)
    with _progress() as progress:
        if asks:
            saved = queries.saved_query(projection, releases.own_queries(as_of))
            made = network.answer(store, saved, values_of(parameters), bases=counted, language=lang.value)
        else:
            made = network.project(store, projection, filters=chosen, bases=counted, language=lang.value, progress=progress)
        edition = counting.edition(store) if as_of else None
        files = writers.write(made, form, output, part=part, bom=bom, edition=edition)
    for path in files:
        typer.echo(f"{path}: {path.stat().st_size:,} bytes".replace(",", " "), err=True)
    _said(made, form, part)


def _said(made: Any, form: str, part: str | None) -> None:
    """Say on standard error how much was written, and what was left out."""
    from g7kg.exports.network import FORMATS

    one = FORMATS[form].one_table
    counts = [
        f"{number} {'row' + 's' * (number != 1) if one or not made.edge_columns else name}"
        for name, number in made.counts.items()
    ]
    if form in ("turtle", "jsonld", "nquads", "bibtex", "csl"):
        counts = []
    if counts:
        typer.echo(", ".join(counts), err=True)
    if one and made.edge_columns and part is None:
        typer.echo(f"these are the nodes; --part edges writes the edges of {made.name}", err=True)
    if "inferred" not in made.bases:
        typer.echo("links that rules infer are left out; --basis asserted,curated,inferred takes them in", err=True)
    if dropped := sum(made.dropped.values()):
        typer.echo(f"{dropped} second values where there may be one are left out; `g7kg validate` names them", err=True)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows on a terminal how far a table is read."""
    from g7kg.network.reading import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name)
            bar.update(tasks[name], completed=done, total=total)

        yield show


def _listing(language: str) -> str:
    from g7kg import network, tables
    from g7kg.exports.network import FORMATS

    words = [[name, p.ja if language == "ja" else p.en] for name, p in network.PROJECTIONS.items()]
    forms = [[name, f".{f.ending}", f.about] for name, f in FORMATS.items()]
    heads = (
        ("射影・表", "内容", "形式", "拡張子", "用途") if language == "ja" else ("projection", "what", "format", "file", "for")
    )
    return tables.table(heads[:2], words) + "\n" + tables.table(heads[2:], forms)


MEASURE_FORMATS = ("table", "csv", "md", "json")


@app.command()
def measures(
    name: Annotated[
        str | None,
        typer.Argument(
            help="continuity-rate, survival, lag, centrality, components, speakers or modality-mix (docs/measures.md)."
        ),
    ] = None,
    theme: ThemeOption = None,
    basis: BasisOption = VOUCHED,
    form: Annotated[str, typer.Option("-f", "--format", help="table, csv, md or json.")] = "table",
    output: OutputOption = None,
    as_of: AsOfOption = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Measure continuity: how much is taken up, how long it lives, who spoke on what."""
    from g7kg import counting
    from g7kg import measures as measuring
    from g7kg.errors import UsageProblem
    from g7kg.exports import measures as writers
    from g7kg.outputs import output as opened

    if name is None:
        raise UsageProblem(f"which measure? choose from {', '.join(measuring.MEASURES)}")
    if form not in MEASURE_FORMATS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(MEASURE_FORMATS)}")
    store = store_of(None, None, as_of=as_of)
    found = measuring.measure(store, name, bases=bases(basis), themes=theme or (), language=lang.value)
    about = {"basis": basis, "filters": ", ".join(theme or ()) or "none", "language": lang.value}
    if as_of:
        about |= dict(zip(("version", "modified"), counting.edition(store), strict=True))
    with opened(output) as out:
        out.write(writers.write(found, form, about))
    if form == "csv" and output is not None:
        with opened(output.with_name(output.name + ".meta.json")) as out:
            out.write(writers.write(found, "about", about))


@app.command()
def plot(
    name: Annotated[str | None, typer.Argument(help="alluvial, timeline, network or heatmap.")] = None,
    output: OutputOption = None,
    theme: ThemeOption = None,
    basis: BasisOption = VOUCHED,
    dpi: Annotated[int, typer.Option(help="Dots per inch of a PNG.", min=50, max=600)] = 200,
    lang: LanguageOption = Language.en,
) -> None:
    """Draw a picture for a paper, as SVG, PNG or PDF."""
    from g7kg import dataset, plots
    from g7kg.errors import UsageProblem

    if name is None:
        raise UsageProblem(f"which picture? choose from {', '.join(plots.PLOTS)}")
    if output is None:
        raise UsageProblem("to which file? write -o FILE.svg or FILE.png")
    if output.suffix.lower() not in plots.ENDINGS:
        raise UsageProblem(f"“{output.name}”: a picture ends in {', '.join(plots.ENDINGS)}")
    figure = plots.draw(dataset.load().store, name, bases=bases(basis), themes=theme or (), language=lang.value)
    plots.save(figure, output, dpi)
    typer.echo(str(output), err=True)
