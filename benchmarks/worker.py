"""One engine of the benchmark in a process of its own: reads commands as lines of JSON, answers each with another."""

from __future__ import annotations

import gc
import hashlib
import json
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import serialising

from g7kg import continuity, dataset, storing
from g7kg.namespaces import PREFIXES
from g7kg.stores.disk import DiskStore
from g7kg.stores.embedded import EmbeddedStore, load_file

PATH = f"SELECT DISTINCT ?later ?earlier WHERE {{ ?later <{PREFIXES['g7']}buildsOn>+ ?earlier }}"
STORED = (
    f"SELECT ?later ?earlier WHERE {{ GRAPH <{PREFIXES['graph']}lineage/inferred> "
    f"{{ ?later <{PREFIXES['g7']}descendsFrom> ?earlier }} }}"
)


class Late(Exception):
    """The limit is over."""


def _late(*_: object) -> None:
    raise Late


PATIENCE = 20  # how much longer than the limit our own stores may take, whose growth is measured
# What takes its time, and the time it takes: whole seconds of the process, which other work on the machine does not lengthen.
UNLIMITED = ("load", "build", "layer", "serialise", "open", "descent", "trace")


class Engine:
    """The commands; what they have in common."""

    def __init__(self, name: str, limit: float) -> None:
        self.name, self.limit = name, limit * (PATIENCE if name in ("ours", "disk") else 1)
        self.store: Any = None
        self.served = name in ("oxigraph", "virtuoso")
        self.clock = time.perf_counter if self.served else time.process_time
        # rdflib's limit is processor time: while such a timer runs, Linux counts in steps of 4 ms, too coarse for ours.
        self.timer = signal.ITIMER_PROF if name == "rdflib" else signal.ITIMER_REAL
        self.began = 0.0

    def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do one command within the limit."""
        what = command.pop("do")
        self.began = self.clock()
        if what not in UNLIMITED:
            signal.setitimer(self.timer, self.limit)
        try:
            return getattr(self, what)(**command)
        except Late:
            return _bound(self.clock() - self.began)
        except Exception as error:  # the report shows what an engine cannot do
            late = "no whole answer within" in str(error)
            return _bound(self.limit) if late else {"error": f"{type(error).__name__}: {error}"[:200]}
        finally:
            signal.setitimer(self.timer, 0)

    def build(self, path: str, out: str = "") -> dict[str, Any]:
        """Load what was generated, apply the rules, write N-Quads."""
        graph = dataset.Graph()
        start = time.process_time()
        load_file(graph.store.raw, Path(path), "")
        load = time.process_time() - start
        before = len(graph.store.raw)
        steps = {}
        for rule in dataset.read_rules():
            start = time.process_time()
            dataset.apply_rules(graph, [rule])
            steps[rule.name] = time.process_time() - start
        rules = sum(steps.values())
        # A new file: to overwrite a large one would count the time that the system takes to let go of it.
        with Path(out).open("xb") if out else tempfile.TemporaryFile(dir=Path(path).parent) as file:
            start = time.process_time()
            graph.store.raw.dump(file, ox.RdfFormat.N_QUADS)
            write = time.process_time() - start
        statements = len(graph.store.raw)
        return {
            "seconds": load + rules + write,
            "load": load,
            "rules": rules,
            "write": write,
            "each": steps,
            "statements": statements,
            "derived": statements - before,
            "graphs": len(list(graph.store.graph_names())),
        }

    def load(self, path: str, folder: str = "", url: str = "") -> dict[str, Any]:
        """Load the built graph."""
        start, wall = time.process_time(), time.perf_counter()
        if self.name == "ours":
            self.store = EmbeddedStore()
            load_file(self.store.raw, Path(path), "")
        elif self.name == "disk":
            self.folder = Path(folder) / "disk"
            storing.store_file(self.folder, Path(path))
            self.store = DiskStore(self.folder)
        elif self.name == "rdflib":
            from rdflib import Dataset

            start, wall = time.process_time(), time.perf_counter()
            self.store = Dataset(default_union=True)
            self.store.parse(path, format="nquads")
        else:
            from g7kg.stores.endpoint import EndpointStore

            self.store = EndpointStore(url, timeout=self.limit)
        return {"seconds": time.process_time() - start, "wall": time.perf_counter() - wall, "peak": self.peak()["megabytes"]}

    def _timed(self, ask: Callable[[], Any]) -> dict[str, Any]:
        start = self.clock()
        result = ask()
        found = result if isinstance(result, (bool, ox.QueryBoolean)) else list(result)
        seconds = max(self.clock() - start, 1e-6)
        signal.setitimer(self.timer, 0)
        return {"seconds": seconds, **_digest(found)}

    def query(self, text: str) -> dict[str, Any]:
        """Answer a query and take every row."""
        return self._timed(lambda: self.store.query(text))

    def descent(self) -> dict[str, Any]:
        """Every pair of the trace over all chains: the path, and where it is ours the links walked, and the stored lineage."""
        if self.name == "rdflib":
            return self._timed(lambda: self.store.query(PATH))
        raw = self.store.raw

        def path() -> Any:
            return raw.query(PATH, use_default_graph_as_union=True)

        ours = self._timed(lambda: continuity.descent(self.store))
        walked, stored = self._timed(path), self._timed(lambda: raw.query(STORED))
        return {
            **ours,
            "path": walked["seconds"],
            "stored": stored["seconds"],
            "same": ours["digest"] == walked["digest"] == stored["digest"],
            "stored as TSV": serialising.seconds(lambda: raw.query(STORED)),
            "path as TSV": serialising.seconds(path),
        }

    def layer(self) -> dict[str, Any]:
        """What our layer costs beside the raw engine: the same queries in turn."""
        from g7kg.queries import saved_queries

        ratios = {}
        start = time.perf_counter()
        for saved in saved_queries():
            ask, bare = (
                partial(self.store.query, saved.text),
                partial(self.store.raw.query, saved.text, use_default_graph_as_union=True),
            )
            if _spent(bare) > 0.5:
                continue  # there the layer's microseconds are nothing
            ours, raw = [], []
            for _ in range(15):
                ours.append(_spent(ask))
                raw.append(_spent(bare))
                if sum(raw) > 0.5 and len(raw) > 2:
                    break
            ratios[saved.slug] = min(ours) / min(raw)
        return {"seconds": time.perf_counter() - start, "mean": statistics.geometric_mean(ratios.values()), "ratios": ratios}

    def serialise(self) -> dict[str, Any]:
        """40 000 rows through the engine's own serialiser, and through Python objects."""
        start = time.perf_counter()
        ratios = serialising.ratios(self.store)
        return {"seconds": time.perf_counter() - start, "ratios": ratios}

    def trace(self) -> dict[str, Any]:
        """`g7kg trace` over everything that sources and editors vouch for: to the first line, and to the last."""
        from g7kg.exports import trace as writers

        start = self.clock()
        first = 0.0
        found = continuity.trace(self.store, bases=("asserted", "curated"))
        pieces = writers.writer("csv")(found, "en")
        size = len(next(pieces))  # the names of the columns
        for piece in pieces:
            size += len(piece)
            first = first or self.clock() - start
        return {"seconds": self.clock() - start, "first": first, "characters": size}

    def open(self) -> dict[str, Any]:
        """A process that opens the store on disk and answers a selective query, and one that is bare Python."""
        code = (
            "import sys; from pathlib import Path; from g7kg.stores.disk import DiskStore; "
            "print(len(list(DiskStore(Path(sys.argv[1])).query("
            f"'SELECT ?p ?o {{ <{PREFIXES['id']}meeting/2017-turin> ?p ?o }}'))))"
        )
        query = self.folder / "selective.rq"
        query.write_text(f"SELECT ?p ?o {{ <{PREFIXES['id']}meeting/2017-turin> ?p ?o }}")
        command = ["-m", "g7kg", "query", str(query), "--store", str(self.folder), "--format", "csv"]
        bare, ours, whole = [], [], []
        for _ in range(9):
            bare.append(_process([sys.executable, "-c", "pass"]))
            ours.append(_process([sys.executable, "-c", code, str(self.folder)]))
            whole.append(_process([sys.executable, *command]))
        return {"bare": min(bare), "seconds": min(ours), "command": min(whole)}

    @staticmethod
    def peak(pid: int | None = None) -> dict[str, Any]:
        """Return the most memory that a process had."""
        status = Path(f"/proc/{pid or 'self'}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return {"megabytes": int(found[1]) // 1024 if found else 0}


def _bound(seconds: float) -> dict[str, Any]:
    """Return what is known of an engine that was stopped: it needs at least the time that it had."""
    return {"error": f"≥ {seconds:.3g} s", "bound": seconds}


def _digest(found: Any) -> dict[str, Any]:
    if not isinstance(found, list):
        return {"rows": 1, "digest": str(bool(found))}
    lines = sorted("\t".join(_term(cell) for cell in _cells(row)) for row in found)
    return {"rows": len(lines), "digest": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]}


def _cells(row: Any) -> Iterable[Any]:
    return (row.subject, row.predicate, row.object) if isinstance(row, ox.Triple) else row


def _term(cell: Any) -> str:
    """Return what any engine's term says, without the spelling that engines differ in."""
    if cell is None:
        return ""
    value = str(cell.value if isinstance(cell, ox.NamedNode | ox.BlankNode | ox.Literal) else cell)
    return f"{float(value):g}" if re.fullmatch(r"-?\d+(\.\d+)?([eE]-?\d+)?", value) else value


def _spent(ask: Callable[[], Any]) -> float:
    start = time.process_time()
    result = ask()
    if not isinstance(result, ox.QueryBoolean):
        for _ in result:
            pass
    return time.process_time() - start


def _process(command: list[str]) -> float:
    """Return the processor time of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Do what each line says."""
    signal.signal(signal.SIGALRM, _late)
    signal.signal(signal.SIGPROF, _late)
    engine = Engine(sys.argv[1], float(sys.argv[2]))
    if engine.name != "rdflib":  # which runs as it comes
        gc.set_threshold(50_000, 20, 20)  # as the command does
    for line in sys.stdin:
        sys.stdout.write(json.dumps(engine.do(json.loads(line)), default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
