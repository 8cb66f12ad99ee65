"""The rows that a query touches: what Oxigraph's operators hand to one another, by its own count (--explain --stats)."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import servers

from g7kg.queries import saved_queries


def touched(sizes: dict[float, Path], say: Callable[[str], None]) -> dict[str, dict[str, int]]:
    """Return for each size the number of rows that each saved query touches.

    Parameters:
        sizes: the built graph of each size.
        say: called with a line for the terminal.
    """
    return {str(size): _of_graph(graph, say) for size, graph in sizes.items()}


def _of_graph(graph: Path, say: Callable[[str], None]) -> dict[str, int]:
    program = servers.program("oxigraph", "PyPI package oxigraph")
    found = {}
    with tempfile.TemporaryDirectory(dir=graph.parent) as folder:
        home, plan, rows = (Path(folder) / name for name in ("store", "plan.json", "rows"))
        _run(program, "load", "--location", home, "--file", graph)
        options = ("--union-default-graph", "--stats", "--explain-file", plan, "--results-file", rows)
        for saved in saved_queries():
            form = "nt" if "CONSTRUCT" in saved.text else "json"
            _run(program, "query", "--location", home, *options, "--results-format", form, "--query-file", saved.path)
            found[saved.slug] = _rows(json.loads(plan.read_bytes())["plan"])
            say(f"  {saved.slug} touches {found[saved.slug]:,} rows")
    return found


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603


def _rows(operator: dict[str, Any]) -> int:
    """Return the rows that an operator and all below it handed on."""
    own: int = operator.get("number of results", 0)
    return own + sum(_rows(below) for below in operator["children"])
