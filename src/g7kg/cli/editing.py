"""Commands for editors: draft, read, new, import table."""

from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.importing import import_app
from g7kg.cli.options import Language, LanguageOption, OutputOption, SchedulerOption

new_app = typer.Typer(
    help="Begin something: a meeting's file, a table of statements.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(new_app, name="new")


@app.command()
def draft(
    copies: Annotated[
        list[Path],
        typer.Argument(help="A copy of a release of Japan's communications ministry: text, HTML or PDF; or several."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write to this file instead of standard output; of several, to this folder."),
    ] = None,
    address: Annotated[str | None, typer.Option(help="The page where the release is published.")] = None,
    scheduler: SchedulerOption = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Draft the Turtle of a release: all it says, each with its passage, and what is left for you to decide."""
    from g7kg import converting, dataset, drafting
    from g7kg.outputs import output as opened

    files = [output] if len(copies) == 1 else _files(copies, output)
    if scheduler:
        from g7kg import scaling

        made = scaling.drafts(scheduler, copies, address)
    else:
        known = dataset.load(derive=False).store
        made = (drafting.draft(converting.read_any(copy), known, address) for copy in copies)
    for file, drafted in zip(files, made, strict=True):
        with opened(file) as out:
            out.write(drafted.turtle.encode("utf-8"))
        if len(copies) > 1:
            typer.echo(f"{file}:", err=True)
        typer.echo(drafting.report(drafted, lang.value), err=True, nl=False)


def _files(copies: list[Path], folder: Path | None) -> list[Path]:
    """Return the file that each of several drafts goes into."""
    from g7kg.errors import UsageProblem

    if folder is None:
        raise UsageProblem("several drafts need a folder to go into: -o FOLDER")
    files = [folder / f"{copy.stem}.ttl" for copy in copies]
    if len(set(files)) < len(files):
        raise UsageProblem("two of the copies have one name, and their drafts would too; name them differently")
    return files


@app.command()
def read(
    document: Annotated[str, typer.Argument(help="A document or rendition, e.g. 2017-mic-release.")],
    copy: Annotated[Path | None, typer.Option(help="Your copy of it; by default the one that `sources fetch` got.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, or html: one page that needs nothing else.")] = "text",
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Say instead how much of each section carries statements, and what does not.")
    ] = False,
    lang: LanguageOption = Language.en,
    output: OutputOption = None,
) -> None:
    """Read a source with the encoded places marked and what the graph says of each beside it."""
    from g7kg import coverage as meter
    from g7kg import dataset, evidence, reading, tables
    from g7kg.errors import UsageProblem
    from g7kg.exports import reading as writers
    from g7kg.outputs import output as opened

    if form not in (*writers.FORMATS, *(["md"] if coverage else [])):
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(writers.FORMATS)} (with --coverage also md)")
    store = dataset.load(derive=False).store
    which = evidence.named_rendition(store, document, checkable=True)
    text = reading.copy_of(which, copy)
    if coverage and form == "md":
        with opened(output) as out:
            out.write(meter.section(store, {which.name: text}).encode("utf-8"))
        return
    if coverage:
        cells = [[r.section, str(r.length), str(r.stated), str(r.encoded)] for r in meter.meter(store, which, text)]
        bare = [[s.section, str(s.start), str(s.end), s.words] for s in meter.bare(store, which, text)]
        made = tables.table(["section", "characters", "with a statement", "with anything"], cells)
        made += "\n" + tables.table(["section", "from", "to", "no statement rests on"], bare)
        with opened(output) as out:
            out.write(made.encode("utf-8"))
        return
    found = reading.read(store, which, text, lang.value)
    with opened(output) as out:
        out.write(writers.write(found, form, lang.value))


@new_app.command("meeting")
def new_meeting(
    name: Annotated[str, typer.Argument(help="Year and place, e.g. 2027-lyon.")],
    output: OutputOption = None,
) -> None:
    """Print a commented skeleton of a meeting's file, to fill in."""
    from g7kg import skeletons
    from g7kg.outputs import output as opened

    text = skeletons.meeting(name)
    with opened(output) as out:
        out.write(text.encode("utf-8"))


@new_app.command("table")
def new_table(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="FILE.csv or FILE.xlsx; CSV to standard output.")
    ] = None,
) -> None:
    """Write the template of a table of statements, for `g7kg import table`."""
    from g7kg import dataset, tabular
    from g7kg.outputs import output as opened

    workbook = output is not None and output.suffix.lower() == ".xlsx"
    content = tabular.template_xlsx(dataset.load(derive=False).store) if workbook else tabular.template()
    with opened(output) as out:
        out.write(content)


@import_app.command("table")
def import_table(
    table: Annotated[Path, typer.Argument(help="A table of statements, .csv or .xlsx (`g7kg new table` makes a template).")],
    copy: Annotated[Path | None, typer.Option(help="A copy of the source, for the column “words”.")] = None,
    output: OutputOption = None,
) -> None:
    """Turn a table of statements into Turtle; what is wrong is named by row and column."""
    from g7kg import converting, dataset, tabular
    from g7kg.outputs import output as opened

    text = converting.read_any(copy) if copy else None
    written, faults, number = tabular.turtle(table, dataset.load(derive=False).store, text)
    for fault in faults:
        typer.echo(f"g7kg: {table}: {fault}", err=True)
    if faults:
        typer.echo(f"g7kg: {table}: {len(faults)} faults in {number} rows; nothing was written", err=True)
        raise typer.Exit(1)
    with opened(output) as out:
        out.write(written.encode("utf-8"))
