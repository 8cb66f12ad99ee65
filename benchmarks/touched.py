"""How many rows the rules and each saved query touch, by the engine's own account.

`oxigraph query --explain-file … --stats` writes the plan of a query with the number of rows that came out of each step; their
sum is what the query touched. It is counted, not timed: the same numbers in any hour.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import servers

from g7kg import dataset
from g7kg.queries import saved_queries
from g7kg.stores.embedded import EmbeddedStore


def touched(raw: Path, work: Path, say: Callable[[str], None]) -> dict[str, int]:
    """Return the rows that the rules touch together (`rules`), and those that each saved query touches.

    Parameters:
        raw: the graph as N-Quads, before the rules.
        work: the folder for a store on disk; the program asks no other.
        say: called with a line for the terminal.
    """
    program = servers.program("oxigraph", "PyPI package oxigraph")
    with tempfile.TemporaryDirectory(dir=work) as home:
        folder = Path(home)
        store = folder / "store"

        def run(command: str, *options: str | Path) -> None:
            subprocess.run([program, command, "--location", store, *options], check=True, capture_output=True)  # noqa: S603

        def count(name: str, text: str, over: Sequence[str] = ()) -> int:
            query, plan, results = (folder / f"{name.replace('/', '-')}.{end}" for end in ("rq", "json", "out"))
            graphs = "".join(f"FROM <{graph}>\n" for graph in over)
            query.write_text(text.replace("\nWHERE", f"\n{graphs}WHERE", 1), encoding="utf-8")
            form = "nt" if "\nCONSTRUCT" in text else "csv"
            options = ("--query-file", query, "--results-file", results, "--results-format", form)
            run("query", *options, "--explain-file", plan, "--stats", "--union-default-graph")
            results.unlink()
            number = passed(json.loads(plan.read_bytes())["plan"])
            say(f"  {name} touches {number:,} rows")
            return number

        run("load", "--file", raw)
        run("optimize")
        found = {"rules": 0}
        for rule in dataset.read_rules():
            found["rules"] += count(rule.name, rule.text, rule.over)
            dataset.apply_rules(dataset.Graph(EmbeddedStore(ox.Store(store))), [rule])
        with ThreadPoolExecutor(2) as threads:
            asked = {saved.slug: threads.submit(count, saved.slug, saved.text) for saved in saved_queries()}
            return found | {slug: counting.result() for slug, counting in asked.items()}


def passed(step: dict[str, Any]) -> int:
    """Return the rows that came out of a step of a plan and out of those below it."""
    return int(step["number of results"]) + sum(passed(below) for below in step["children"])
