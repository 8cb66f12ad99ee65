"""Measures as a table for people, CSV, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from g7kg import __version__
from g7kg.exports.network.content import LICENSE, data_date
from g7kg.measures import Cell, Measure
from g7kg.tables import csv_text, markdown, table


def write(found: Measure, form: str, about: Mapping[str, str]) -> bytes:
    """Return a measure as "table", "md", "csv" or "json"; as "about" what it is: version, date, licence, queries."""
    described = {
        "title": f"g7kg {about.get('version', __version__)}: {found.name}",
        "version": __version__,
        "modified": data_date(),
        "license": LICENSE,
        "measure": found.name,
        **about,
        "queries": found.queries,
    }
    if form in ("json", "about"):
        content = {**described, "rows": found.rows} if form == "json" else described
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    cells = [[_words(row.get(column, "")) for column in found.columns] for row in found.rows]
    if form == "csv":
        return csv_text([found.columns, *cells]).encode()
    return (markdown(found.columns, cells) if form == "md" else table(found.columns, cells)).encode()


def _words(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
