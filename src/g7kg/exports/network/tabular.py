"""Tables: CSV, XLSX and Parquet. A list is one cell, joined with “ | ”; in Parquet it stays a list."""

from __future__ import annotations

import csv as _csv
import datetime as dt
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from g7kg.errors import UsageProblem
from g7kg.exports.network.content import Content, Metadata, flat, words
from g7kg.network import Record
from g7kg.network.attributes import Column, Kind

CELL = 32767  # characters that a cell of Excel holds
ROWS = 1048576  # rows that a sheet of Excel holds
BATCH = 5000


def csv(content: Content, metadata: Metadata, file: IO[bytes]) -> None:  # noqa: ARG001 — the metadata knows the table
    """Write one table as CSV by RFC 4180; what it is stands beside it."""
    names = [column.name for column in metadata.columns]
    if metadata.bom:
        file.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = _csv.writer(text)
    writer.writerow(names)
    for record in metadata.records():
        writer.writerow([words(record[name]) if name in record else "" for name in names])
    text.detach()


def xlsx(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write a workbook: nodes, edges, the columns explained, and what it is. Each cell is text or a number, never a formula.

    Raises:
        UsageProblem: more than Excel holds.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = dt.datetime.fromisoformat(metadata.modified or "2000-01-01")
    about = metadata.as_dict()
    book.set_properties({"title": about["title"], "comments": about["license"], "created": day})
    bold = book.add_format({"bold": True})
    tables = [("nodes" if content.edge_columns else _sheet(content.name), content.node_columns, content.nodes())]
    if content.edge_columns:
        tables.append(("edges", content.edge_columns, content.edges()))
    for name, columns, found in tables:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 24)
        for number, column in enumerate(columns):
            sheet.write_string(0, number, column.name, bold)
        for row, record in enumerate(found, 1):
            if row >= ROWS:
                raise UsageProblem(f"more than {ROWS - 1} {name} do not fit on a sheet of Excel; choose csv or parquet")
            for number, column in enumerate(columns):
                if column.name in record:
                    _cell(sheet, row, number, record, column)
    sheet = book.add_worksheet("columns")
    lines = [("table", "column", "in English", "日本語")]
    lines += [(name, c.name, c.en, c.ja) for name, columns, _ in tables for c in columns]
    for row, line in enumerate(lines):
        for number, cell in enumerate(line):
            sheet.write_string(row, number, cell, None if row else bold)
    sheet = book.add_worksheet("about")
    sheet.set_column(1, 1, 100)
    entries = [*metadata.flat().items(), *((f"query {name}", text) for name, text in content.queries.items())]
    for row, (name, text) in enumerate(entries):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text[:CELL])
    book.close()


def _sheet(name: str) -> str:
    """Return the name of a sheet, which has at most 31 characters and no slash."""
    return name.rsplit("/", 1)[-1][:31]


def _cell(sheet: Any, row: int, number: int, record: Record, column: Column) -> None:
    value = flat(record[column.name])
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")  # the line break of a cell is the line feed
    if isinstance(value, bool):
        sheet.write_boolean(row, number, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, number, value)
    elif len(value.encode("utf-16-le")) // 2 > CELL:
        name = record.get("id", "a row")
        raise UsageProblem(f"{name}: “{column.name}” is longer than a cell of Excel holds ({CELL}); choose csv or parquet")
    else:
        sheet.write_string(row, number, value)


def parquet(content: Content, metadata: Metadata, file: IO[bytes]) -> None:  # noqa: ARG001 — the metadata knows the table
    """Write one table as Parquet, a batch at a time; what it is stands in the schema's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {Kind.integer: pa.int64(), Kind.number: pa.float64(), Kind.boolean: pa.bool_()}
    fields = []
    for column in metadata.columns:
        kind = kinds.get(column.kind, pa.string())
        fields.append(
            pa.field(column.name, pa.list_(kind) if column.many else kind, metadata={"en": column.en, "ja": column.ja})
        )
    about = metadata.flat() | {f"query {name}": text for name, text in metadata.content.queries.items()}
    schema = pa.schema(fields, metadata=about)
    found: Iterator[Record] = metadata.records()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while batch := list(islice(found, BATCH)):
            rows = [{f.name: record.get(f.name) for f in fields} for record in batch]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
