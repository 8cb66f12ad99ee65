"""The engines of the benchmark, each a process of its own, and the graphs that they are given."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from generate import generate

from g7kg.outputs import written

HERE = Path(__file__).resolve().parent
ROUNDS = 3
SLOW = 1.0  # seconds beyond which one round is enough
QUICK = 5  # how often what is quicker is asked in each round where the middle answer counts

T = TypeVar("T")


class Worker:
    """An engine's process, which answers one line of JSON with another."""

    def __init__(self, engine: str, limit: float) -> None:
        self.engine = engine
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, str(HERE / "worker.py"), engine, str(limit)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, **command: Any) -> dict[str, Any]:
        """Do one command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"error": "the process ended"}

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


def alone(engine: str, limit: float, **command: Any) -> dict[str, Any]:
    """Let an engine do one command in a process of its own."""
    worker = Worker(engine, limit)
    try:
        return worker(**command)
    finally:
        worker.close()


def in_turn(
    asked: Mapping[T, Callable[..., dict[str, Any]]],
    rounds: int = ROUNDS,
    slow: float = SLOW,
    middle: bool = False,
    **command: Any,
) -> dict[T, dict[str, Any]]:
    """Ask each in turn, round by round.

    Parameters:
        asked: what is asked, by its name.
        rounds: how often.
        slow: seconds beyond which one round is enough.
        middle: whether the answer with the median time counts, not the best; then what is quick is asked more often.

    Returns:
        the answer of each that counts: time, rows, digest of the rows.
    """
    answers: dict[T, list[dict[str, Any]]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, ask in asked.items():
            known = answers[name]
            if known and ("error" in known[-1] or known[-1]["seconds"] > slow):
                continue
            known.append(ask(**command))
            if middle and rounds > 1 and known[-1].get("seconds", SLOW) < SLOW:
                known += (ask(**command) for _ in range(QUICK - 1))
    counting: dict[T, dict[str, Any]] = {}
    for name, known in answers.items():
        whole = sorted((answer for answer in known if "error" not in answer), key=lambda answer: float(answer["seconds"]))
        counting[name] = whole[(len(whole) - 1) // 2 if middle else 0] if whole else known[-1]
    return counting


def prepare(size: float, work: Path) -> tuple[Path, Path]:
    """Return the generated graph and the built one, which has about `size` statements; what is missing is made.

    How many statements the rules add is seen on a graph of at most a million. The lines stand in the order in which `g7kg
    build` writes them, which decides how far apart in memory the statements about one thing lie.
    """
    raw, built = (work / f"{size:.0e}" / name for name in ("generated/raw.nq", "graph/built.nq"))
    if not built.exists():
        part = built.with_suffix(".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        sample = min(size, 1e6)
        share = sample / _made(sample, raw)["statements"]
        _made(size * share, raw, out=str(part))
        with part.open("rb") as lines, written(built) as file:
            file.writelines(sorted(lines))
        part.unlink()
    return raw, built


def _made(size: float, raw: Path, **options: str) -> dict[str, Any]:
    with written(raw) as file:
        file.writelines(text.encode() for text in generate(int(size)))
    return alone("builder", 0, do="build", path=str(raw), **options)
