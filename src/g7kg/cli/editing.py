"""Commands for editors: draft, read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import Language, LanguageOption, OutputOption


@app.command()
def draft(
    copy: Annotated[Path, typer.Argument(help="A copy of a release of Japan's communications ministry: text, HTML or PDF.")],
    output: OutputOption = None,
    address: Annotated[str | None, typer.Option(help="The page where the release is published.")] = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Draft the Turtle of a release: all it says, each with its passage, and what is left for you to decide."""
    from g7kg import converting, dataset, drafting
    from g7kg.outputs import output as opened

    text = converting.read_any(copy)
    drafted = drafting.draft(text, dataset.load(derive=False).store, address)
    with opened(output) as out:
        out.write(drafted.turtle.encode("utf-8"))
    typer.echo(drafting.report(drafted, lang.value), err=True, nl=False)


@app.command()
def read(
    document: Annotated[str, typer.Argument(help="A document or rendition, e.g. 2017-mic-release.")],
    copy: Annotated[Path | None, typer.Option(help="Your copy of it; by default the one that `sources fetch` got.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, or html: one page that needs nothing else.")] = "text",
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Say how much of each section carries statements instead.")
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

    if form not in writers.FORMATS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(writers.FORMATS)}")
    store = dataset.load(derive=False).store
    which = evidence.named_rendition(store, document, checkable=True)
    text = reading.copy_of(which, copy)
    if coverage:
        cells = [[r.section, str(r.length), str(r.stated), str(r.encoded)] for r in meter.meter(store, which, text)]
        typer.echo(tables.table(["section", "characters", "with a statement", "with anything"], cells), nl=False)
        return
    found = reading.read(store, which, text, lang.value)
    with opened(output) as out:
        out.write(writers.write(found, form, lang.value))
