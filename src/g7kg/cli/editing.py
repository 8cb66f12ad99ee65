"""Commands for editors: draft."""

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
