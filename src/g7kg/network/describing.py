"""docs/attributes.md, made from the projections themselves.

python -m g7kg.network.describing docs/attributes.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from g7kg.network.attributes import Column
from g7kg.network.projections import PROJECTIONS

HEAD = """# Attributes of nodes and edges

What each column of an export holds (`g7kg export`, `graph.table(…)`, `graph.network(…)`). This page is made by
`python -m g7kg.network.describing docs/attributes.md`; a test holds it to the code.

A column that is a *list* is joined with “ | ” in CSV, XLSX, GraphML, GEXF and DOT (a bar or a backslash within a member has a
backslash before it). It is a list in JSON, Cytoscape, Parquet, openCypher, and in Neo4j's CSV (set apart by U+001F).
`theme`, `theme_en` and `theme_ja` are in the same order. An empty cell is left out. Dates are ISO text, as in `2017-09-25`.
"""


def page() -> str:
    """Return the page."""
    return "".join([HEAD, *_sections()])


def _sections() -> Iterator[str]:
    for projection in PROJECTIONS.values():
        yield f"\n## {projection.name}\n\n{projection.en[0].upper()}{projection.en[1:]}.\n{projection.ja}。\n"
        parts = [("Rows" if projection.edges is None else "Nodes", projection.node_columns)]
        if projection.edges:
            parts.append(("Edges" + ("" if projection.directed else " (undirected)"), projection.edge_columns))
        for name, columns in parts:
            yield f"\n### {name} of {projection.name}\n\n| column | type | what | 内容 |\n| --- | --- | --- | --- |\n"
            yield from _lines(columns)


def _lines(columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        yield f"| `{column.name}` | {'list of ' if column.many else ''}{column.kind} | {column.en} | {column.ja} |\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
