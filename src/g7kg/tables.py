"""Rows of a query, for people and for machines.

Machine formats are the engine's own serialisation; a table for people shows labels and CURIEs.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import IO

import pyoxigraph as ox

from g7kg.errors import UsageProblem
from g7kg.namespaces import PREFIXES, compact
from g7kg.stores import Result, Term, rows

Row = tuple[Term | None, ...]
ROW_FORMATS = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
GRAPH_FORMATS = {"turtle": "TURTLE", "ntriples": "N_TRIPLES", "jsonld": "JSON_LD", "rdfxml": "RDF_XML"} | {
    "trig": "TRIG",
    "nquads": "N_QUADS",
}
FORMATS = ("table", *ROW_FORMATS, "md", *GRAPH_FORMATS)


def write(result: Result, form: str, out: IO[bytes], *, ids: bool = True) -> None:
    """Write the result of a query in one of `FORMATS`.

    Parameters:
        result: what a store answered.
        form: the format.
        out: where to.
        ids: whether a table for people shows columns that hold nothing but IRIs.

    Raises:
        UsageProblem: the format does not fit the kind of result (rows, yes/no, or triples).
    """
    if isinstance(result, ox.QueryBoolean):
        if form in ("json", "xml", "csv", "tsv"):
            result.serialize(out, getattr(ox.QueryResultsFormat, ROW_FORMATS[form]))
        elif form in ("table", "md"):
            out.write(b"yes\n" if result else b"no\n")
        else:
            raise UsageProblem(f"a yes/no answer cannot be written as {form}; choose table, json or xml")
    elif isinstance(result, ox.QuerySolutions):
        if form in ROW_FORMATS:
            result.serialize(out, getattr(ox.QueryResultsFormat, ROW_FORMATS[form]))
        elif form in ("table", "md"):
            columns, found = rows(result)
            answer = list(found)
            if not ids:
                columns, answer = _without_ids(columns, answer)
            cells = [[text(term) for term in row] for row in answer]
            out.write((markdown(columns, cells) if form == "md" else table(columns, cells)).encode())
        else:
            raise UsageProblem(f"rows cannot be written as {form}; choose table, md, {', '.join(ROW_FORMATS)}")
    else:
        triples = sorted(set(result), key=str) if form == "table" else result
        form = "turtle" if form == "table" else form
        if form not in GRAPH_FORMATS:
            raise UsageProblem(f"triples cannot be written as {form}; choose {', '.join(GRAPH_FORMATS)}")
        ox.serialize(triples, out, getattr(ox.RdfFormat, GRAPH_FORMATS[form]), prefixes=PREFIXES)


def _without_ids(columns: list[str], answer: list[Row]) -> tuple[list[str], list[Row]]:
    """Return columns and rows less the columns that hold nothing but IRIs, unless nothing would be left."""
    kept = [i for i in range(len(columns)) if any(not isinstance(row[i], ox.NamedNode | None) for row in answer)]
    if not kept:
        return columns, answer
    return [columns[i] for i in kept], [tuple(row[i] for i in kept) for row in answer]


def text(term: Term | None) -> str:
    """Return a term as people read it: a CURIE, or a literal's words."""
    if term is None:
        return ""
    return compact(term.value) if isinstance(term, ox.NamedNode) else getattr(term, "value", str(term))


def csv_text(lines: Iterable[Sequence[object]]) -> str:
    """Return rows of cells as CSV by RFC 4180, which every CSV of ours follows: line ends are CR LF, odd cells are quoted."""
    import csv

    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue()


def markdown(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *cells]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(cell: str) -> str:
    return " ".join(cell.replace("\\", "\\\\").replace("|", "\\|").split())


def table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Return a table for the terminal, with the number of its rows below (see `grid`)."""
    return grid(columns, cells) + counted(len(cells))


def counted(number: int) -> str:
    """Return "1 row", "2 rows"."""
    return f"{number} row{'' if number == 1 else 's'}\n"


def grid(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """Return a table for the terminal, as wide as its window; wide characters count double."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in cells:
        made.add_row(*(cell.replace("[", "\\[") for cell in row))
    return rendered(made)


def rendered(*parts: object) -> str:
    """Return what rich makes of `parts`: coloured on a terminal, plain and 120 columns wide in a pipe."""
    import sys

    from rich.console import Console

    terminal = sys.stdout.isatty()
    console = Console(file=io.StringIO(), force_terminal=terminal, width=None if terminal else 120, highlight=False)
    with console.capture() as capture:
        console.print(*parts)
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())
