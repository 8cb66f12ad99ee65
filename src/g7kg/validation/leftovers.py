"""What is left lying: stand-ins that nobody filled in, and files that nothing reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import one_line
from g7kg.findings import Finding, finding
from g7kg.resources import Part, check_files, graph_files, query_files, rule_files, shape_files

_TODO = re.compile(rb"\bTODO\b")
_BESIDE = ("~", ".md", ".py", ".pyc")  # what may lie in any folder
_MESSAGES = {
    "left-to-do": (
        "“TODO” stands for what is still to be written; write it, or take the line out.",
        "「TODO」は、まだ書かれていないことを表しています。書き入れるか、行を取り除いてください。",
    ),
    "read-file": (
        "Nothing reads this file; {remedy}.",
        "このファイルはどこからも読まれません。{remedy}。",
    ),
}
_ELSEWHERE = (
    "put it where the files of its kind lie, e.g. data/<folder>/<file>.ttl or queries/<subject>/<question>.rq",
    "同じ種類のファイルの場所、例えば data/<フォルダー>/<ファイル>.ttl や queries/<主題>/<質問>.rq に置く",
)


def left_to_do(part: Part) -> Iterator[Finding]:
    """Yield each line of an extension's files that has a stand-in, as `g7kg new extension` leaves them."""
    for path in (*(path for path, _ in part.graphs), *part.shapes, *part.rules, *part.queries):
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if _TODO.search(line):
                place = f"{path.resolve().as_uri()}#L{number}"
                value = str(ox.Literal(one_line(line.decode("utf-8", "replace"), 80)))
                yield _finding("left-to-do", place, "Warning", value).at(path, number)


def unread(base: Path) -> Iterator[Finding]:
    """Yield the files below ``data/``, ``ontology/`` and ``queries/`` that nothing reads.

    Parameters:
        base: a folder like `g7kg.resources.root()`.
    """
    read = {path for path, _ in graph_files(base)}
    read.update(path for files in (shape_files, rule_files, query_files, check_files) for path in files(base))
    for top in ("data", "ontology", "queries"):
        for folder, folders, names in os.walk(base / top):
            folders[:] = [name for name in folders if not name.startswith((".", "__"))]
            for name in sorted(names):
                path = Path(folder, name)
                if path not in read and not name.startswith(".") and not name.endswith(_BESIDE):
                    yield _finding("read-file", path.resolve().as_uri(), "Violation", remedy=_remedy(path)).at(path)


def _remedy(path: Path) -> tuple[str, str]:
    from g7kg.extensions.files import remedy  # only where something is wrong, for it takes its time

    ending = ".rq" if {"queries", "rules", "checks"} & set(path.parts) else ".ttl"
    return _ELSEWHERE if path.suffix == ending else remedy(path, ending)


def _finding(rule: str, focus: str, severity: str, value: str = "", **words: str | tuple[str, str]) -> Finding:
    return finding(rule, focus, _MESSAGES[rule], words, component="FileCheck", severity=severity, value=value)
