"""How times grow with the graph: every size in turn, since a machine is not as fast in one hour as in the next."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from engines import ROUNDS, Worker, alone, in_turn, prepare

from g7kg.queries import saved_queries

# Every size is asked in each round, since the best of three against the first would tilt the line; and the middle time counts,
# since what takes a minute is never as undisturbed as the best of what takes a millisecond.
ALL = float("inf")


def grow(sizes: list[float], limit: float, work: Path, say: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    """Return for each size what build, load, questions and trace take in memory.

    Parameters:
        sizes: in statements, derived ones included.
        limit: seconds that an engine may take for a question; our own have longer (see `worker`).
        work: the folder of the graphs.
        say: called with a line for the terminal.
    """
    paths = {size: prepare(size, work) for size in sizes}
    found: dict[float, dict[str, Any]] = {size: {} for size in sizes}

    def ask(name: str, asked: Mapping[float, Callable[..., dict[str, Any]]], rounds: int = ROUNDS, **command: Any) -> None:
        answers = in_turn(asked, rounds, ALL, middle=True, **command)
        for size, answer in answers.items():
            found[size][name] = answer
        say(f"  {name}: " + ", ".join(str(answer.get("seconds", answer)) for answer in answers.values()))

    builder, ours = (partial(alone, engine, limit) for engine in ("builder", "ours"))
    ask("build", {size: partial(builder, path=str(raw)) for size, (raw, _) in paths.items()}, do="build")
    ask("load", {size: partial(ours, path=str(built)) for size, (_, built) in paths.items()}, do="load")
    with contextlib.ExitStack() as stack:
        workers = {size: Worker("ours", limit) for size in sizes}
        for size, worker in workers.items():
            stack.callback(worker.close)
            worker(do="load", path=str(paths[size][1]))
        for saved in saved_queries():
            ask(saved.slug, workers, do="query", text=saved.text)
        ask("descent", workers, do="descent")
        # Once: the store keeps the part that it was asked for, so a second trace would be another measurement.
        ask("trace", workers, 1, do="trace")
    return {str(size): answers for size, answers in found.items()}
