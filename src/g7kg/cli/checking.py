"""Commands that check: validate, anchor."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import DataOption, Language, LanguageOption, OutputOption, SchedulerOption, reader_at

_ONLY_DATA = {
    "en": "only data were checked; `validate --ontology` looks after terms, shapes and questions",
    "ja": "検査したのはデータだけです。語・シェイプ・クエリは `validate --ontology` で確かめます",
}


@app.command()
def validate(
    files: Annotated[list[Path] | None, typer.Argument(help="Your own RDF files, checked against the released graph.")] = None,
    extra: Annotated[
        list[Path] | None,
        typer.Option(help="Deprecated: an extension (g7kg --extension DIR), or a folder that does not describe itself."),
    ] = None,
    ontology: Annotated[
        bool,
        typer.Option(
            "--ontology", help="Check the ontology itself: misspelt targets, dead shapes, unused and undeclared terms."
        ),
    ] = False,
    severity: Annotated[str, typer.Option(help="Report findings from this on: violation, warning or info.")] = "warning",
    fail_on: Annotated[
        str, typer.Option(help="Exit with status 1 on findings from this on: violation, warning or info.")
    ] = "violation",
    file: Annotated[list[Path] | None, typer.Option(help="Report only what is in this file or folder.")] = None,
    engine: Annotated[str, typer.Option(help="auto, fast or pyshacl (the reference).")] = "auto",
    scheduler: SchedulerOption = None,
    lang: LanguageOption = Language.en,
    form: Annotated[str, typer.Option("--format", help="text, json, turtle, github or junit.")] = "text",
    output: OutputOption = None,
) -> None:
    """Check the data against the shapes; exit status 1 when there are violations (warnings alone: 0, see --fail-on)."""
    from g7kg import validation
    from g7kg.errors import UsageProblem
    from g7kg.exports import findings
    from g7kg.outputs import output as opened
    from g7kg.resources import in_force

    levels = {level.lower(): number for number, level in enumerate(validation.SEVERITIES)}
    for chosen in (severity, fail_on):
        if chosen not in levels:
            raise UsageProblem(f"no severity “{chosen}”; choose from {', '.join(levels)}")
    if form not in findings.FORMATS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(findings.FORMATS)}")
    extra = _others(files or (), extra or ()) if files or extra else []
    if scheduler and not (ontology or files or extra):
        from g7kg import dataset

        found = validation.validate(dataset.load(derive=False, read=reader_at(scheduler)), engine=engine)
    elif scheduler:
        raise UsageProblem("--scheduler is for the released files; validate files of your own without it")
    else:
        least = validation.SEVERITIES[max(levels[severity], levels[fail_on])]
        found = (
            validation.check_ontology(extra)
            if ontology
            else validation.validate_files(files or [], extra, engine, least=least)
        )
    if file:
        found = validation.within(found, file)
    with opened(output) as out:
        out.write(findings.write([f for f in found if f.rank <= levels[severity]], form, lang.value))
    if form == "text" and not ontology and in_force() and all(f.rank for f in found):
        typer.echo(_ONLY_DATA[lang.value], err=True)
    raise typer.Exit(1 if any(f.rank <= levels[fail_on] for f in found) else 0)


def _others(files: Sequence[Path], extra: Sequence[Path]) -> list[Path]:
    """Put the extensions among some folders in force, and return the other folders; files must be no folders."""
    from g7kg import extensions  # only where something is named, for it takes its time
    from g7kg.errors import UsageProblem

    for path in files:
        if (path / extensions.FILE).is_file():
            raise UsageProblem(f"{path}: is an extension; name it before the command: g7kg --extension {path} validate")
        if path.is_dir():
            raise UsageProblem(f"{path}: is a folder; name the files in it, e.g. {path}/*.ttl")
    described = [folder for folder in extra if (folder / extensions.FILE).is_file()]
    if described:
        extensions.use([*(used.folder for used in extensions.in_use()), *described])
    return [folder for folder in extra if folder not in described]


@app.command()
def anchor(
    copy: Annotated[Path, typer.Argument(help="A copy of the source, saved as UTF-8 text.")],
    wording: Annotated[str, typer.Argument(help="The words whose place is wanted.")],
    rendition: Annotated[
        str | None,
        typer.Option(help="The rendition that the copy is of, e.g. 2017-mic-release/ja; needed where it has no passage yet."),
    ] = None,
    name: Annotated[str, typer.Option(help="The passage's name within the document, e.g. 2.2.s2.b.")] = "NAME",
    data: DataOption = None,
) -> None:
    """Print the passage of some words of a source, as Turtle."""
    from g7kg import dataset, evidence, sources

    text = sources.read_copy(copy)
    places = sources.anchor(text, wording)
    store = dataset.load(derive=False, extra=data or ()).store
    found = evidence.named_rendition(store, rendition) if rendition else evidence.rendition_of(store, text)
    if not rendition and found.sha256 != sources.digest(sources.normal_text(text)):
        typer.echo(
            f"taken for a copy of {found.name}, of which it has passages; of another one, name it: --rendition", err=True
        )
    typer.echo(evidence.turtle(found, name, places, text), nl=False)
