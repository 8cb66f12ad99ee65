"""Our stores, rdflib, raw pyoxigraph, the `oxigraph` server and Virtuoso side by side, in one run, on graphs of several sizes.

    python benchmarks/run.py [--sizes 1e4,1e5,1e6] [--compare 1e6] [--limit SECONDS] [--keep] [--work DIR]

Each engine is a process of its own; they are asked the same thing in turn, round by round, and the best time counts. A time is
that of the query and of taking every row: processor time for what runs in the process, by the clock for servers. Who needs
longer than the limit is stopped and counts with what it had (≥); our stores may take longer. Rows are compared with those of
our embedded store.
Writes benchmarks/RESULTS.md. The servers must be installed (tools/install-servers).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import report  # noqa: E402
import servers  # noqa: E402
from generate import generate  # noqa: E402

ENGINES = ("ours", "disk", "rdflib", "oxigraph", "virtuoso")
ROUNDS = 3
SLOW = 1.0  # seconds beyond which one round is enough


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


def timed(workers: list[Worker], rounds: int = ROUNDS, **command: Any) -> dict[str, dict[str, Any]]:
    """Ask every engine in turn, round by round; return the best time, the rows and their digest of each."""
    answers: dict[str, list[dict[str, Any]]] = {worker.engine: [] for worker in workers}
    for _ in range(rounds):
        for worker in workers:
            known = answers[worker.engine]
            if known and ("error" in known[-1] or known[-1]["seconds"] > SLOW):
                continue
            known.append(worker(**command))
    result = {}
    for engine, known in answers.items():
        good = [a for a in known if "error" not in a]
        result[engine] = {**good[0], "seconds": min(a["seconds"] for a in good)} if good else known[-1]
    return result


@contextlib.contextmanager
def running(
    engines: list[str], folder: Path, graph: Path, limit: float, say: Any
) -> Iterator[tuple[list[Worker], dict[str, Any]]]:
    """Start the engines and load the graph into each; yield them with what loading took."""
    workers: list[Worker] = []
    loaded: dict[str, Any] = {}
    with contextlib.ExitStack() as stack:
        for engine in engines:
            where = ""
            if engine in ("oxigraph", "virtuoso"):
                home = folder / engine
                home.mkdir()
                start = time.perf_counter()
                if engine == "oxigraph":
                    program = servers.program("oxigraph", "PyPI package oxigraph")
                    subprocess.run(  # noqa: S603
                        [program, "load", "--location", str(home / "oxigraph"), "--file", str(graph)],
                        check=True,
                        capture_output=True,
                    )
                    seconds = time.perf_counter() - start
                    server = stack.enter_context(servers.oxigraph(home))
                else:
                    server = stack.enter_context(servers.virtuoso(home, buffers=170_000, allowed=str(graph.parent)))
                    start = time.perf_counter()
                    server.isql(f"ld_dir('{graph.parent}', '{graph.name}', 'urn:x')", "rdf_loader_run()", "checkpoint")
                    seconds = time.perf_counter() - start
                where = server.query
                loaded[engine] = {"seconds": seconds, "server": server.process.pid}
            worker = Worker(engine, limit)
            stack.callback(worker.close)
            workers.append(worker)
            answer = worker(do="load", path=str(graph), folder=str(folder), url=where)
            loaded[engine] = {**answer, **loaded.get(engine, {})}
            if where:
                loaded[engine]["peak"] = worker(do="peak", pid=loaded[engine]["server"])["megabytes"]
            say(f"  {engine} loaded: {loaded[engine]}")
        yield workers, loaded


def measure(size: float, engines: list[str], limit: float, work: Path, say: Any) -> dict[str, Any]:
    """Return everything that is measured at one size."""
    folder = work / f"{size:.0e}"
    raw, built, figures = folder / "generated" / "raw.nq", folder / "graph" / "built.nq", folder / "build.json"
    if not figures.exists():
        raw.parent.mkdir(parents=True, exist_ok=True)
        with raw.open("w", encoding="utf-8") as file:
            for text in generate(int(size)):
                file.write(text)
        built.parent.mkdir(exist_ok=True)
        builder = Worker("builder", 3600)
        figures.write_text(json.dumps(builder(do="build", path=str(raw), out=str(built))), encoding="utf-8")
        builder.close()
        raw.unlink()
    found: dict[str, Any] = {"size": size, "build": json.loads(figures.read_text(encoding="utf-8"))}
    say(f"{size:.0e}: built {found['build']}")
    with (
        tempfile.TemporaryDirectory(dir=folder) as homes,
        running(engines, Path(homes), built, limit, say) as (workers, loaded),
    ):
        found["load"] = loaded
        found["queries"] = {}
        from g7kg.queries import saved_queries

        for saved in saved_queries():
            found["queries"][saved.slug] = timed(workers, do="query", text=saved.text)
            say(f"  {saved.slug} " + report.short(found["queries"][saved.slug]))
        ours = [w for w in workers if w.engine in ("ours", "disk")]
        found["descent"] = timed([w for w in workers if w.engine in ("ours", "disk", "rdflib")], do="descent")
        found["layer"] = timed(ours[:1], do="layer")["ours"] if len(engines) > len(ours) else {}
        found["serialise"] = timed(ours[:1], do="serialise")["ours"]
        # Once: the embedded store keeps the part that it was asked for, so a second trace would be another measurement.
        found["trace"] = timed(ours, rounds=1, do="trace")
        found["open"] = ours[-1](do="open") if ours[-1].engine == "disk" else {}
        for name in ("descent", "layer", "serialise", "trace", "open"):
            say(f"  {name}: {found[name]}")
    return found


def main() -> int:
    """Run, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1e4,1e5,1e6")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--compare", default="1e6", help="the sizes at which all engines run; at others our own two do")
    parser.add_argument("--limit", type=float, default=20.0)
    parser.add_argument("--keep", action="store_true", help="keep the other sizes of the run before, from the .json beside it")
    parser.add_argument("--work", type=Path, help="keep the built graphs in this folder, and use those that are there")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    chosen = parser.parse_args()
    beside = chosen.output.with_suffix(".json")
    measured = {float(size) for size in chosen.sizes.split(",")}
    before = json.loads(beside.read_text(encoding="utf-8")) if chosen.keep else []
    results = [found for found in before if found["size"] not in measured]
    with tempfile.TemporaryDirectory() as temporary:
        work = chosen.work or Path(temporary)
        for size in chosen.sizes.split(","):
            engines = chosen.engines.split(",")
            if float(size) not in map(float, chosen.compare.split(",")):
                engines = [e for e in engines if e in ("ours", "disk")]
            results.append(
                measure(float(size), engines, chosen.limit, work, lambda text: print(text, file=sys.stderr, flush=True))  # noqa: T201
            )
            results.sort(key=lambda found: found["size"])
            machine = f"Python {platform.python_version()}, {platform.machine()}"
            chosen.output.write_text(report.markdown(results, machine, chosen.limit), encoding="utf-8")
            beside.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
