"""GraphML and GEXF, written a line at a time; valid by their schemas.

In GraphML an XML name may hold no “/”, so nodes are numbered there and their id is the attribute ``name``, as igraph and
Cytoscape call it; an edge's id is its ``name`` too. GEXF takes ids as they are, and the data's date as its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from g7kg.exports.network.content import Content, Metadata, words
from g7kg.network import Record
from g7kg.network.attributes import Column, Kind

_TYPES = {Kind.integer: "long", Kind.number: "double", Kind.boolean: "boolean"}
_ESCAPES = {ord(c): f"&#{ord(c)};" for c in "\r"} | {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_QUOTED = _ESCAPES | {ord(c): f"&#{ord(c)};" for c in '\t\n"'}


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _quoted(value: str) -> str:
    return value.translate(_QUOTED)


def graphml(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write GraphML."""

    def line(text: str) -> None:
        file.write(text.encode() + b"\n")

    line('<?xml version="1.0" encoding="UTF-8"?>')
    line(
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
    )
    about = metadata.flat() | {f"query_{name}": text for name, text in content.queries.items()}
    for number, name in enumerate(about):
        line(f'  <key id="g{number}" for="graph" attr.name="{_quoted(name)}" attr.type="string"/>')
    keys: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    for side, columns in (("node", content.node_columns), ("edge", content.edge_columns)):
        for number, column in enumerate(c for c in columns if c.name not in ("source", "target")):
            keys[side][column.name] = key = f"{side[0]}{number}"
            name = "name" if column.name == "id" else column.name
            line(
                f'  <key id="{key}" for="{side}" attr.name="{_quoted(name)}" attr.type="{_type(column)}">'
                f"<desc>{_text(column.en)}</desc></key>"
            )
    line(f'  <graph id="{_quoted(content.name)}" edgedefault="{"directed" if content.directed else "undirected"}">')
    for number, value in enumerate(about.values()):
        line(f'    <data key="g{number}">{_text(value)}</data>')
    numbers: dict[str, str] = {}
    for node in content.nodes():
        numbers[str(node["id"])] = number_ = f"n{len(numbers)}"
        line(f'    <node id="{number_}">{_data(node, keys["node"])}</node>')
    for edge in content.edges():
        ends = f'source="{numbers[str(edge["source"])]}" target="{numbers[str(edge["target"])]}"'
        line(f"    <edge {ends}>{_data(edge, keys['edge'])}</edge>")
    line("  </graph>\n</graphml>")


def _type(column: Column) -> str:
    return "string" if column.many else _TYPES.get(column.kind, "string")


def _data(record: Record, keys: dict[str, str]) -> str:
    return "".join(f'<data key="{key}">{_text(words(record[name]))}</data>' for name, key in keys.items() if name in record)


_OWN = {"node": ("id", "label"), "edge": ("id", "label", "source", "target", "weight")}


def gexf(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write GEXF 1.3."""

    def line(text: str) -> None:
        file.write(text.encode() + b"\n")

    about = metadata.flat()
    line('<?xml version="1.0" encoding="UTF-8"?>')
    line('<gexf xmlns="http://gexf.net/1.3" version="1.3">')
    line(f'  <meta lastmodifieddate="{_quoted(about["modified"])}">')
    line(f"    <creator>{_text(about['generator'])}</creator>")
    line(f"    <description>{_text(chr(10).join(metadata.lines()))}</description>")
    line("  </meta>")
    kind = "directed" if content.directed else "undirected"
    line(f'  <graph defaultedgetype="{kind}" mode="static">')
    keys = {
        "node": _declared(line, "node", content.node_columns),
        "edge": _declared(line, "edge", content.edge_columns),
    }
    line("    <nodes>")
    for node in content.nodes():
        label = _quoted(str(node.get("label", node["id"])))
        line(f'      <node id="{_quoted(str(node["id"]))}" label="{label}">{_values(node, keys["node"])}</node>')
    line("    </nodes>\n    <edges>")
    for edge in content.edges():
        own = "".join(f' {name}="{_quoted(words(edge[name]))}"' for name in _OWN["edge"] if name in edge)
        line(f"      <edge{own}>{_values(edge, keys['edge'])}</edge>")
    line("    </edges>\n  </graph>\n</gexf>")


def _declared(line, side: str, columns: Iterable[Column]) -> dict[str, str]:  # type: ignore[no-untyped-def]
    keys: dict[str, str] = {}
    line(f'    <attributes class="{side}" mode="static">')
    for column in columns:
        if column.name not in _OWN[side]:
            keys[column.name] = str(len(keys))
            line(f'      <attribute id="{keys[column.name]}" title="{_quoted(column.name)}" type="{_type(column)}"/>')
    line("    </attributes>")
    return keys


def _values(record: Record, keys: dict[str, str]) -> str:
    values = [
        f'<attvalue for="{key}" value="{_quoted(words(record[name]))}"/>' for name, key in keys.items() if name in record
    ]
    return f"<attvalues>{''.join(values)}</attvalues>" if values else ""
