"""Node-link JSON, Cytoscape JSON and DOT, written a record at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import IO, Any

from g7kg.exports.network.content import Content, Metadata, words
from g7kg.network import Record

PIECE = 1500  # characters, at most 12 kB


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _listed(file: IO[bytes], records: Iterable[Record], made: Callable[[Record], object]) -> None:
    separator = "\n"
    for record in records:
        file.write(f"{separator}    {_json(made(record))}".encode())
        separator = ",\n"


def _public(record: Record, *left: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in left and name != "_members"}


def node_link(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write what ``networkx.node_link_graph(…, edges="edges")`` reads; of a table, its rows as nodes."""
    file.write(f'{{\n  "directed": {_json(content.directed)},\n  "multigraph": true,\n'.encode())
    file.write(f'  "graph": {_json(metadata.as_dict())},\n  "nodes": ['.encode())
    _listed(file, content.nodes(), _public)
    file.write(b'\n  ],\n  "edges": [')
    _listed(file, content.edges(), lambda e: {"key": e["id"], **_public(e, "id")})
    file.write(b"\n  ]\n}\n")


def cytoscape(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write what Cytoscape, Cytoscape.js and ``networkx.cytoscape_graph`` read."""
    file.write(f'{{\n  "data": {_json(metadata.as_dict())},\n  "directed": {_json(content.directed)},\n'.encode())
    file.write(b'  "multigraph": true,\n  "elements": {\n  "nodes": [')
    _listed(file, content.nodes(), lambda n: {"data": {**n, "value": n["id"], "name": n.get("label", n["id"])}})
    file.write(b'\n  ],\n  "edges": [')
    _listed(file, content.edges(), lambda e: {"data": {**_public(e), "key": e["id"]}})
    file.write(b"\n  ]\n  }\n}\n")


def dot(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write DOT; an edge's id is its ``edge_id``. A backslash is doubled, as Graphviz asks."""
    kind, arrow = ("digraph", "->") if content.directed else ("graph", "--")
    about = metadata.flat() | {f"query_{name.replace('-', '_')}": text for name, text in content.queries.items()}
    head = [f"  {name}={_dot(value)};" for name, value in about.items()]
    lines = [f"{kind} {_dot(content.name)} {{", '  charset="UTF-8";', *head, '  node [shape="box"];']
    file.write(("\n".join(lines) + "\n").encode())
    for node in content.nodes():
        file.write(f"  {_dot(str(node['id']))} [{_listing(_public(node, 'id'))}];\n".encode())
    for edge in content.edges():
        ends = f"{_dot(str(edge['source']))} {arrow} {_dot(str(edge['target']))}"
        rest = {"edge_id": edge["id"], **_public(edge, "id", "source", "target")}
        file.write(f"  {ends} [{_listing(rest)}];\n".encode())
    file.write(b"}\n")


def _listing(record: dict[str, Any]) -> str:
    return ", ".join(f"{_dot(name)}={_dot(words(value))}" for name, value in record.items())


def _dot(text: str) -> str:
    """Return a quoted string; a long one in pieces, for Graphviz reads no more than 16 kB at a time."""
    pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)] or [""]
    return " + ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)
