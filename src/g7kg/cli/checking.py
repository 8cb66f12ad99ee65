"""Commands that check: validate, anchor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import Language, LanguageOption, OutputOption


@app.command()
def validate(
    files: Annotated[list[Path] | None, typer.Argument(help="Your own RDF files, checked against the released graph.")] = None,
    severity: Annotated[str, typer.Option(help="Report findings from this on: violation, warning or info.")] = "warning",
    engine: Annotated[str, typer.Option(help="auto, fast or pyshacl (the reference).")] = "auto",
    lang: LanguageOption = Language.en,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    output: OutputOption = None,
) -> None:
    """Check the data against the shapes; exit status 1 when something is wrong."""
    from g7kg import dataset, validation
    from g7kg.errors import UsageProblem
    from g7kg.exports import findings
    from g7kg.outputs import output as opened
    from g7kg.validation.findings import SEVERITIES

    levels = [level.lower() for level in SEVERITIES]
    if severity not in levels:
        raise UsageProblem(f"no severity “{severity}”; choose from {', '.join(levels)}")
    if form not in findings.FORMATS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(findings.FORMATS)}")
    graph = dataset.load(extra=files or [])
    counted = SEVERITIES[: levels.index(severity) + 1]
    found = [f for f in validation.validate(graph, engine=engine) if f.severity in counted]
    if files:
        found = [f for f in found if f.file is None or f.file in files]
    with opened(output) as out:
        out.write(findings.write(found, form, lang.value))
    raise typer.Exit(1 if found else 0)


@app.command()
def anchor(
    copy: Annotated[Path, typer.Argument(help="A copy of the source, saved as UTF-8 text.")],
    wording: Annotated[str, typer.Argument(help="The words whose place is wanted.")],
    rendition: Annotated[str | None, typer.Option(help="The rendition that the copy is of, e.g. 2017-mic-release/ja.")] = None,
    name: Annotated[str, typer.Option(help="The passage's name within the document, e.g. 2.2.s2.b.")] = "NAME",
) -> None:
    """Print the passage of some words of a source, as Turtle."""
    from g7kg import dataset, evidence, sources

    text = sources.read_copy(copy)
    places = sources.anchor(text, wording)
    found = evidence.rendition_of(dataset.load(derive=False).store, text, rendition)
    typer.echo(evidence.turtle(found, name, places), nl=False)
