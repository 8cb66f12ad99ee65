"""Commands that ask the graph: trace, compare, query, show."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from g7kg.cli import app
from g7kg.cli.options import (
    ALL_BASES,
    VOUCHED,
    AsOfOption,
    BasisOption,
    DataOption,
    EndpointOption,
    Language,
    LanguageOption,
    OutputOption,
    ParameterOption,
    StoreOption,
    bases,
    ending_at_once,
    store_of,
    values_of,
)

if TYPE_CHECKING:
    from g7kg.lines import Section

TRACE_FORMATS = "tree, table, json, csv, md or mermaid"


@app.command()
def trace(
    commitment: Annotated[
        str | None,
        typer.Argument(help="Only the lines that lead to this commitment or on from it, e.g. 2017-turin/connect-everyone."),
    ] = None,
    theme: Annotated[str | None, typer.Option(help="A theme, with those below it, e.g. artificial-intelligence.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="Begin at this meeting, e.g. 2016-takamatsu.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="End at this meeting, e.g. 2018-montreal.")] = None,
    basis: BasisOption = VOUCHED,
    lang: LanguageOption = Language.en,
    form: Annotated[str, typer.Option("--format", help=f"One of {TRACE_FORMATS}.")] = "tree",
    store: StoreOption = None,
    as_of: AsOfOption = None,
    endpoint: EndpointOption = None,
    data: DataOption = None,
    output: OutputOption = None,
) -> None:
    """Follow the commitments from meeting to meeting, each hop with who says so and where."""
    from g7kg import continuity
    from g7kg.exports import trace as writers
    from g7kg.outputs import output as opened

    writer = writers.writer(form)
    counted = bases(basis)
    asked = store_of(store, endpoint, [*continuity.RULES, *(["shares-theme"] if "inferred" in counted else [])], data, as_of)
    found = continuity.trace(asked, commitment, theme=theme, start=start, end=end, bases=counted, language=lang.value)
    with opened(output) as out:

        def passing() -> "Iterator[Section]":
            for section in found:
                yield section
                out.flush()  # it is on its way before the next one is asked for

        for piece in writer(passing(), lang.value):
            out.write(piece.encode("utf-8"))


@app.command()
def compare(
    first: Annotated[
        str, typer.Argument(help="A meeting (all its accounts), or a document, e.g. 2017-turin, 2017-mic-release.")
    ],
    second: Annotated[str | None, typer.Argument(help="The document to compare the first one with.")] = None,
    basis: BasisOption = VOUCHED,
    lang: LanguageOption = Language.en,
    form: Annotated[str, typer.Option("--format", help="One of table, json, csv or md.")] = "table",
    store: StoreOption = None,
    as_of: AsOfOption = None,
    endpoint: EndpointOption = None,
    output: OutputOption = None,
) -> None:
    """Lay rival accounts side by side: what only one tells, what several tell and how strongly, whom each names."""
    from g7kg import comparing
    from g7kg.exports import compare as writers
    from g7kg.outputs import output as opened

    writer = writers.writer(form)
    made = comparing.compare(
        store_of(store, endpoint, (), as_of=as_of), first, second, bases=bases(basis), language=lang.value
    )
    with opened(output) as out:
        for piece in writer(made, lang.value):
            out.write(piece.encode("utf-8"))


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="A saved query, a file with SPARQL, or - for standard input.")] = None,
    parameters: ParameterOption = None,
    listing: Annotated[bool, typer.Option("--list", help="List the saved queries, with their parameters.")] = False,
    ids: Annotated[bool, typer.Option("--ids", help="Show the identifiers in a table too.")] = False,
    text: Annotated[bool, typer.Option("--sparql", help="Print the SPARQL instead of running it.")] = False,
    basis: BasisOption = ALL_BASES,
    lang: LanguageOption = Language.en,
    form: Annotated[
        str, typer.Option("--format", help="table, csv, tsv, json, xml, md; triples: turtle, ntriples, jsonld.")
    ] = "table",
    store: StoreOption = None,
    as_of: AsOfOption = None,
    endpoint: EndpointOption = None,
    data: DataOption = None,
    output: OutputOption = None,
) -> None:
    """Ask a saved question, or any SPARQL of your own."""
    from g7kg import tables
    from g7kg.bases import graphs_of
    from g7kg.errors import UsageProblem
    from g7kg.outputs import output as opened

    if listing:
        with opened(output) as out:
            out.write(_listing(form, lang.value).encode())
        return
    if name is None:
        raise UsageProblem("which query? give a slug (`g7kg query --list` names them), a file, or - for standard input")
    if form not in tables.FORMATS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(tables.FORMATS)}")
    values = values_of(parameters)
    saved = None
    if name == "-" or (Path(name).exists() and not Path(name).is_dir()):  # a pipe, too
        if values:
            raise UsageProblem("parameters are for saved queries; a query of your own has its values in it")
        sparql = sys.stdin.read() if name == "-" else _read(Path(name))
    else:
        from g7kg import queries, releases

        saved = queries.saved_query(name, releases.own_queries(as_of))
        if "lang" in saved.parameters:
            values.setdefault("lang", [lang.value])
        if "basis" in saved.parameters:
            values.setdefault("basis", bases(basis))
        sparql = saved.bind(values)
    if text:
        typer.echo(sparql.rstrip())
        return
    asked = store_of(store, endpoint, data=data, as_of=as_of)
    if saved is not None:
        queries.check_known(asked, saved, values)
    try:
        with ending_at_once():
            result = asked.query(sparql, graphs_of(asked, bases(basis)))
    except UsageProblem as problem:
        where = saved.path if saved else name
        raise UsageProblem(f"{where}: {problem}" if where != "-" else str(problem)) from None
    with opened(output) as out:
        tables.write(result, form, out, ids=ids or saved is None)


def _read(path: Path) -> str:
    from g7kg.errors import SourceProblem

    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceProblem(f"{path}: cannot be read as UTF-8 text ({error})") from None


def _listing(form: str, language: str) -> str:
    import json

    from g7kg import queries, tables
    from g7kg.errors import UsageProblem

    saved = queries.saved_queries()
    if form == "json":
        return json.dumps([q.described() for q in saved], ensure_ascii=False, indent=2) + "\n"
    columns = ["query", "質問" if language == "ja" else "question", "parameters"]
    cells = [[q.slug, q.question(language), ", ".join(p for p in q.parameters if p != "lang")] for q in saved]
    if form == "table":
        return tables.table(columns, cells)
    if form == "md":
        return tables.markdown(columns, cells)
    raise UsageProblem(f"the list of queries has no format “{form}”; choose table, md or json")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="An IRI, a CURIE, or a path such as commitment/2017-turin/connect-everyone.")],
    lang: LanguageOption = Language.en,
    form: Annotated[str, typer.Option("--format", help="text, json; turtle, ntriples, jsonld, rdfxml.")] = "text",
    basis: BasisOption = ALL_BASES,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    endpoint: EndpointOption = None,
    data: DataOption = None,
    words: Annotated[bool, typer.Option("--text", help="Show the words of the source that it rests on.")] = False,
    copy: Annotated[Path | None, typer.Option(help="Your copy of the source, for --text.")] = None,
    output: OutputOption = None,
) -> None:
    """Show one resource: its labels, what is said of it and by which source, its evidence, and what points to it."""
    from g7kg import dataset, describe
    from g7kg.errors import UsageProblem
    from g7kg.exports import resource
    from g7kg.outputs import output as opened

    if form not in resource.FORMATS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(resource.FORMATS)}")
    asked = store_of(store, endpoint, data=data, as_of=as_of)
    iri = describe.find(asked, name)
    said = describe.describe(asked, iri, lang.value, dataset.graphs_of(asked, bases(basis)))
    with opened(output) as out:
        out.write(resource.write(iri, said, form, lang.value))
        if words:
            from g7kg import reading

            out.write(resource.words(reading.words_behind(asked, iri, copy, lang.value), lang.value).encode())
