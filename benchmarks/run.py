"""Our stores, rdflib, raw pyoxigraph, the `oxigraph` server and Virtuoso side by side, in one run, on graphs of several sizes.

    python benchmarks/run.py [--sizes 1e4,1e5,1e6] [--compare 1e6] [--limit SECONDS] [--work DIR]

Each engine is a process of its own; they are asked the same thing in turn, round by round, and the best time counts. A time is
that of the query and of taking every row: processor time for what runs in the process, by the clock for servers. Who needs
longer than the limit is stopped and counts with what it had (≥); our stores may take longer. Rows are compared with those of
our embedded store. How our store in memory grows is measured apart (`growth`), against the rows that are touched (`touched`).
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
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import report  # noqa: E402
import servers  # noqa: E402
from engines import Worker, alone, in_turn, prepare  # noqa: E402
from growth import grow  # noqa: E402
from touched import touched  # noqa: E402

from g7kg.outputs import written  # noqa: E402
from g7kg.queries import saved_queries  # noqa: E402

ENGINES = ("ours", "disk", "rdflib", "oxigraph", "virtuoso")


@contextlib.contextmanager
def running(engines: list[str], folder: Path, graph: Path, limit: float) -> Iterator[tuple[list[Worker], dict[str, Any]]]:
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


def measure(size: float, engines: list[str], limit: float, work: Path) -> dict[str, Any]:
    """Return everything that is measured at one size."""
    built = prepare(size, work)[1]
    found: dict[str, Any] = {"size": size}
    load = {engine: partial(alone, engine, limit, path=str(built)) for engine in ("ours", "rdflib")}
    loads = in_turn(load, slow=float("inf"), do="load") if "rdflib" in engines else {}
    with (
        tempfile.TemporaryDirectory(dir=work) as homes,
        running(engines, Path(homes), built, limit) as (workers, loaded),
    ):
        found["load"] = {engine: {**answer, **loads.get(engine, {})} for engine, answer in loaded.items()}
        found["queries"] = {}
        asked = {worker.engine: worker for worker in workers}
        for saved in saved_queries():
            found["queries"][saved.slug] = in_turn(asked, do="query", text=saved.text)
            say(f"  {saved.slug} " + report.short(found["queries"][saved.slug]))
        own = {engine: asked[engine] for engine in ("ours", "disk") if engine in asked}
        found["descent"] = in_turn({**own, **{e: asked[e] for e in ("rdflib",) if e in asked}}, do="descent")
        found["layer"] = asked["ours"](do="layer") if len(engines) > len(own) else {}
        found["serialise"] = asked["ours"](do="serialise")
        # Once: the embedded store keeps the part that it was asked for, so a second trace would be another measurement.
        found["trace"] = in_turn(own, 1, do="trace")
        found["open"] = asked["disk"](do="open") if "disk" in asked else {}
        for name in ("descent", "layer", "serialise", "trace", "open"):
            say(f"  {name}: {found[name]}")
    return found


def once(path: Path, find: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what a file keeps of an earlier run that was stopped, or find it and keep it there."""
    if not path.exists():
        found = find()
        with written(path) as file:
            file.write(json.dumps(found, ensure_ascii=False).encode())
    kept: dict[str, Any] = json.loads(path.read_bytes())
    return kept


def say(text: str) -> None:
    """Tell the terminal how far it is."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def main() -> int:
    """Run, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1e4,1e5,1e6", help="in statements, derived ones included")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--compare", default="1e6", help="the sizes at which all engines run; at others our own two do")
    parser.add_argument("--limit", type=float, default=20.0)
    parser.add_argument("--work", type=Path, help="keep graphs and figures here, and go on from those that are there")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    chosen = parser.parse_args()
    sizes, compared = ([float(size) for size in given.split(",")] for given in (chosen.sizes, chosen.compare))
    with tempfile.TemporaryDirectory() as temporary:
        work = chosen.work or Path(temporary)
        results = []
        for size in sizes:
            raw, _ = prepare(size, work)
            found: dict[str, Any] = {"touched": once(raw.with_name("touched.json"), partial(touched, raw, work, say))}
            engines = [e for e in chosen.engines.split(",") if size in compared or e in ("ours", "disk")]
            kept = raw.with_name(f"{'-'.join(engines)}-{chosen.limit:g}.json")
            results.append(found | once(kept, partial(measure, size, engines, chosen.limit, work)))
        kept = work / f"growth-{chosen.sizes}-{chosen.limit:g}.json"
        grown = once(kept, partial(grow, sizes, chosen.limit, work, say))
        for size, found in zip(sizes, results, strict=True):
            found["grown"] = grown[str(size)]
        machine = f"Python {platform.python_version()}, {platform.machine()}"
        chosen.output.write_text(report.markdown(results, machine, chosen.limit), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
