"""Commands round the sources behind the graph: sources list, fetch, check."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import Language, LanguageOption

if TYPE_CHECKING:
    from g7kg.evidence import Rendition
    from g7kg.sources import Finding
    from g7kg.stores import Store

sources_app = typer.Typer(
    help="The renditions behind the graph, and copies of them.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(sources_app, name="sources")


@sources_app.command("list")
def sources_list(
    lang: LanguageOption = Language.en,
    form: Annotated[str, typer.Option("--format", help="table, md, csv or json.")] = "table",
) -> None:
    """List every rendition: title, language, address, licence note, digest, and whether you have a copy."""
    import json

    from g7kg import dataset, evidence, tables
    from g7kg.errors import UsageProblem
    from g7kg.exports import passages

    store = dataset.load(derive=False).store
    counts = evidence.passage_counts(store)
    cached = {True: "写しあり" if lang is Language.ja else "cached", False: ""}
    known = [(r, counts.get(r.iri, 0), cached[r.cache_file().is_file()]) for r in evidence.renditions(store)]
    columns, rows = passages.listing(known, lang.value)
    if form in ("table", "md"):
        typer.echo(tables.table(columns, rows) if form == "table" else tables.markdown(columns, rows), nl=False)
    elif form == "csv":
        typer.echo(tables.csv_text([columns, *rows]), nl=False)
    elif form == "json":
        typer.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
    else:
        raise UsageProblem(f"no format “{form}”; choose from table, md, csv, json")


@sources_app.command("fetch")
def sources_fetch(
    names: Annotated[
        list[str] | None, typer.Argument(help="Renditions, e.g. 2017-mic-release/ja; all with passages when none.")
    ] = None,
    address: Annotated[str | None, typer.Option(help="Fetch from this address instead of the one in the graph.")] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Allow addresses of this machine and of private networks.")
    ] = False,
    limit: Annotated[int, typer.Option(help="The most bytes to take.", min=1)] = 20_000_000,
    timeout: Annotated[float, typer.Option(help="The most seconds for one page.", min=0.1)] = 30.0,
    lang: LanguageOption = Language.en,
) -> None:
    """Download sources from where they are published into your cache, as text, and check their passages."""
    from g7kg import converting, dataset, evidence, fetching, sources
    from g7kg.errors import Problem, UsageProblem
    from g7kg.exports import passages
    from g7kg.outputs import written

    store = dataset.load(derive=False).store
    chosen = [evidence.named_rendition(store, name) for name in names or []]
    if not chosen:
        counts = evidence.passage_counts(store)
        chosen = [r for r in evidence.renditions(store) if r.sha256 and counts.get(r.iri)]
    if address and len(chosen) != 1:
        raise UsageProblem("--address is for one rendition; name it")
    status = 0
    for which in chosen:
        try:
            where = address or which.address
            if not where:
                raise UsageProblem(f"{which.name}: the graph has no address for it; give one with --address")
            page = fetching.download(where, limit=limit, timeout=timeout, private=private)
            text = converting.text_of(page.data, page.address, page.kind, page.charset)
            standing = evidence.passages(store, which.iri, lang.value)
            kept = sources.cropped(text, which.sha256, which.length, standing) if which.sha256 else text
        except Problem as problem:
            typer.echo(f"g7kg: {problem}", err=True)
            status = max(status, problem.status)
            continue
        with written(which.cache_file()) as file:
            file.write(kept.encode("utf-8"))
        typer.echo(f"{which.cache_file()}", err=True)
        found = sources.check(kept, standing)
        typer.echo(passages.report(which, found, lang.value), nl=False)
        status = max(status, int(any(f.state == "changed" for f in found)))
    raise typer.Exit(status)


@sources_app.command("check")
def sources_check(
    copy: Annotated[
        Path | None, typer.Option(help="Check this copy (text, HTML or PDF) instead of those in the cache.")
    ] = None,
    rendition: Annotated[str | None, typer.Option(help="The rendition that the copy is of, or the only one to check.")] = None,
    lang: LanguageOption = Language.en,
) -> None:
    """Check whether each passage still stands in the copies: found, moved, changed, or no copy."""
    from g7kg import converting, dataset, evidence, sources
    from g7kg.exports import passages

    store = dataset.load(derive=False).store
    checked: list[tuple[Rendition, str | None]]
    if copy is not None:
        own = converting.read_any(copy)
        named = evidence.named_rendition(store, rendition, checkable=True) if rendition else evidence.rendition_of(store, own)
        checked = [(named, own)]
    else:
        several = [evidence.named_rendition(store, rendition, checkable=True)] if rendition else evidence.renditions(store)
        known = [r for r in several if r.sha256]
        checked = [(r, sources.read_copy(r.cache_file()) if r.cache_file().is_file() else None) for r in known]
    status = 0
    for which, text in checked:
        found = None if text is None else _checked(store, which, text, lang.value)
        typer.echo(passages.report(which, found, lang.value), nl=False)
        status = max(status, 3 if found is None else int(any(f.state == "changed" for f in found)))
    raise typer.Exit(status)


def _checked(store: "Store", which: "Rendition", text: str, language: str) -> "list[Finding]":
    from g7kg import evidence, sources

    standing = evidence.passages(store, which.iri, language)
    return sources.check(sources.aligned(text, which.sha256, which.length, standing), standing)
