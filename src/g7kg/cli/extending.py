"""Commands about extensions: extensions, new extension."""

import json
from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.editing import new_app
from g7kg.cli.options import Language, LanguageOption


@app.command("extensions")
def list_extensions(
    form: Annotated[str, typer.Option("--format", help="table, md or json.")] = "table",
    lang: LanguageOption = Language.en,
) -> None:
    """List the extensions in force (g7kg --extension DIR extensions) and those installed; `g7kg new extension` begins one."""
    from g7kg import extensions, tables
    from g7kg.errors import Problem, UsageProblem

    if form not in ("table", "md", "json"):
        raise UsageProblem(f"no format “{form}”; choose table, md or json")
    found = {extension.folder: (extension, "in force") for extension in extensions.in_use()}
    for name, folder in extensions.installed().items():
        try:
            for extension in extensions.read([folder]):
                found.setdefault(extension.folder, (extension, "installed"))
        except Problem as problem:
            for line in problem.lines(lang.value):
                typer.echo(f"g7kg: {name}: {line}", err=True)
    if form == "json":
        described = [extension.as_dict(state) for extension, state in found.values()]
        typer.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    japanese = lang == Language.ja
    columns = ["extension", "version", "title", "needs", "state", "folder"]
    states = {"in force": "in force", "installed": "installed"}
    if japanese:
        columns = ["拡張", "版", "名称", "必要なもの", "状態", "場所"]
        states = {"in force": "使用中", "installed": "導入済み"}
    cells = [
        [e.name, str(e.version), e.title[lang.value], ", ".join(map(str, e.needs)), states[state], str(e.folder)]
        for e, state in found.values()
    ]
    typer.echo((tables.table if form == "table" else tables.markdown)(columns, cells), nl=False)


@new_app.command("extension")
def new_extension(
    folder: Annotated[Path, typer.Argument(help="A new folder; its name is the extension's, e.g. reading-list.")],
    namespace: Annotated[
        str | None, typer.Option(help="Where its names are to lie; by default https://w3id.org/g7kg/extension/NAME/.")
    ] = None,
) -> None:
    """Begin an extension: a folder with classes, shapes, data and a query of one's own, whole but for its words."""
    from g7kg.extensions import begin

    for path in begin(folder, namespace):
        typer.echo(str(path))
    typer.echo(f"try it: g7kg --extension {folder} validate", err=True)
