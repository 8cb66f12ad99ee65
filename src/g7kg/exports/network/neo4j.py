"""Neo4j: a zip of CSV files for ``neo4j-admin database import``, and openCypher statements for any such database.

In the CSV a list is one field, its members set apart by the unit separator U+001F, which no value holds.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import IO

from g7kg.exports.network.content import Content, Metadata, words
from g7kg.network import Record, Value
from g7kg.network.attributes import Column, Kind

UNIT = "\x1f"
_TYPES = {Kind.integer: "long", Kind.number: "double", Kind.boolean: "boolean"}
_WHEN = (1980, 1, 1, 0, 0, 0)
README = """g7kg: nodes.csv and edges.csv for Neo4j

neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv \\
  --array-delimiter=U+001F --multiline-fields=true --id-type=string neo4j

What the export is (version, date, licence, queries) stands in metadata.json.
"""


def archive(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write the zip; the same content gives the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        about = json.dumps(metadata.as_dict(), ensure_ascii=False, indent=2) + "\n"
        for name, text in (("README.txt", README), ("metadata.json", about)):
            made.writestr(_entry(name), text.encode())
        with made.open(_entry("nodes.csv"), "w", force_zip64=True) as out:
            columns = [c for c in content.node_columns if c.name != "id"]
            writer = _writer(out)
            writer.writerow(["id:ID", *map(_header, columns), ":LABEL"])
            for node in content.nodes():
                writer.writerow([node["id"], *_cells(node, columns), label(node)])
        with made.open(_entry("edges.csv"), "w", force_zip64=True) as out:
            columns = [c for c in content.edge_columns if c.name not in ("source", "target")]
            writer = _writer(out)
            writer.writerow([":START_ID", ":END_ID", *map(_header, columns), ":TYPE"])
            for edge in content.edges():
                writer.writerow([edge["source"], edge["target"], *_cells(edge, columns), relation(edge)])


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _writer(out: IO[bytes]):  # type: ignore[no-untyped-def]
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    return csv.writer(text)  # by RFC 4180


def _header(column: Column) -> str:
    kind = _TYPES.get(column.kind, "string")
    return f"{column.name}:{kind}{'[]' if column.many else ''}"


def _cells(record: Record, columns: list[Column]) -> list[str]:
    return [_cell(record[c.name]) if c.name in record else "" for c in columns]


def _cell(value: Value) -> str:
    return UNIT.join(map(str, value)) if isinstance(value, list) else words(value)


def label(node: Record) -> str:
    """Return the label of a node: its class, or what its id says it is."""
    kind = str(node.get("kind") or str(node["id"]).split(":", 1)[0].title())
    return re.sub(r"\W+", "", kind.split(":")[-1]) or "Thing"


def relation(edge: Record) -> str:
    """Return the type of an edge: of continuity, or of relation, in capitals."""
    kind = str(edge.get("continuity") or edge.get("relation") or ("links" if "basis" in edge else "together"))
    return re.sub(r"\W+", "_", kind.upper()).strip("_") or "EDGE"


def cypher(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write openCypher: one statement a line, which may be run again without doubling anything."""
    for line in metadata.lines():
        file.write(f"// {line}\n".encode())
    for node in content.nodes():
        rest = {name: value for name, value in node.items() if name != "id"}
        file.write(f"MERGE (n:`{label(node)}` {{id: {_term(node['id'])}}}) SET n += {_map(rest)};\n".encode())
    for edge in content.edges():
        rest = {name: value for name, value in edge.items() if name not in ("id", "source", "target", "_members")}
        ends = f"MATCH (a {{id: {_term(edge['source'])}}}), (b {{id: {_term(edge['target'])}}})"
        made = f"MERGE (a)-[r:`{relation(edge)}` {{id: {_term(edge['id'])}}}]->(b)"
        file.write(f"{ends} {made} SET r += {_map(rest)};\n".encode())


def _map(record: Record) -> str:
    return "{" + ", ".join(f"`{name}`: {_term(value)}" for name, value in record.items()) + "}"


def _term(value: Value) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_term, value)) + "]"
    if isinstance(value, str):
        return "'" + re.sub(r"[\\'\"\n\r\t]", lambda m: _ESCAPES[m[0]], value) + "'"
    return words(value)


_ESCAPES = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
