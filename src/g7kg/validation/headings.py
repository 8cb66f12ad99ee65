"""Each file of the graph says in its heading which named graph it is, as its place says it.

The shapes see what is said of a named graph, not in which file: a heading that is missing, names another graph or stands in a
file twice is nothing to them. Hence Python.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from g7kg.findings import Finding, finding
from g7kg.namespaces import compact

_MISSING = (
    "The file does not say which graph it is: it needs a heading <{graph}> a void:Dataset, with labels, licence and "
    "basis; add it.",
    "どのグラフのファイルかが書かれていません。"
    "名称・ライセンス・根拠の種別をもつ見出し <{graph}> a void:Dataset を追加してください。",
)
_ANOTHER = (
    "The file describes the named graph {found}, but by its place it is {graph} alone; correct the heading, or move what "
    "belongs there to that graph's file.",
    "このファイルは名前付きグラフ {found} を説明していますが、置かれた場所からは {graph} です。"
    "見出しを直すか、内容をそのグラフのファイルへ移してください。",
)


def headings(described: Mapping[Path, Collection[str]], graphs: Mapping[Path, str]) -> Iterator[Finding]:
    """Yield what is wrong with the headings of some files.

    Parameters:
        described: the IRIs of the named graphs that each file describes (``void:Dataset``).
        graphs: the IRI of the graph that each file is, by its place (`g7kg.resources.graph_files`).
    """
    for path, name in graphs.items():
        found = described.get(path, ())
        if not found:
            words = {"graph": name}
            yield finding("heading-of-its-file", name, _MISSING, words, component="Heading").at(path, 1)
        for other in sorted(set(found) - {name}):
            words = {"found": compact(other), "graph": compact(name)}
            yield finding("heading-of-its-file", other, _ANOTHER, words, component="Heading").at(path, 1)
