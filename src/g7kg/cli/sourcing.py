"""Commands round the sources behind the graph: sources check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import Language, LanguageOption

sources_app = typer.Typer(
    help="The renditions behind the graph, and copies of them.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(sources_app, name="sources")


@sources_app.command("check")
def sources_check(
    copy: Annotated[Path | None, typer.Option(help="Check this copy instead of those in the cache.")] = None,
    rendition: Annotated[str | None, typer.Option(help="The rendition that the copy is of.")] = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Check whether each passage still stands in the copies: found, moved, changed, or no copy."""
    from g7kg import dataset, evidence, sources
    from g7kg.exports import passages

    store = dataset.load(derive=False).store
    checked: list[tuple[evidence.Rendition, str | None]]
    if copy is not None:
        own = sources.read_copy(copy)
        checked = [(evidence.rendition_of(store, own, rendition), own)]
    else:
        known = [r for r in evidence.renditions(store) if r.sha256]
        checked = [(r, sources.read_copy(r.cache_file()) if r.cache_file().is_file() else None) for r in known]
    status = 0
    for which, text in checked:
        found = None if text is None else sources.check(text, evidence.passages(store, which.iri, lang.value))
        typer.echo(passages.report(which, found, lang.value), nl=False)
        status = max(status, 3 if found is None else int(any(f.state != "found" for f in found)))
    raise typer.Exit(status)
