"""One engine of the benchmark in a process of its own: reads commands as lines of JSON, answers each with another."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from g7kg import continuity, dataset, storing
from g7kg.namespaces import PREFIXES
from g7kg.stores.disk import DiskStore
from g7kg.stores.embedded import EmbeddedStore

PATH = f"SELECT DISTINCT ?later ?earlier WHERE {{ ?later <{PREFIXES['g7']}buildsOn>+ ?earlier }}"
ROWS = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 40000"


class Late(Exception):
    """The limit is over."""


def _late(*_: object) -> None:
    raise Late


class Engine:
    """The commands; what they have in common."""

    def __init__(self, name: str, limit: float) -> None:
        self.name, self.limit = name, limit
        self.store: Any = None

    def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do one command within the limit."""
        what = command.pop("do")
        if what not in ("load", "build"):
            signal.setitimer(signal.ITIMER_REAL, self.limit)
        try:
            return getattr(self, what)(**command)
        except Late:
            return {"error": f"≥ {self.limit:g} s"}
        except Exception as error:  # the report shows what an engine cannot do
            late = "no whole answer within" in str(error)
            return {"error": f"≥ {self.limit:g} s" if late else f"{type(error).__name__}: {error}"[:200]}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def build(self, path: str, out: str) -> dict[str, Any]:
        """Load what was generated, apply the rules, write N-Quads."""
        graph = dataset.Graph()
        start = time.perf_counter()
        graph.store.raw.bulk_load(path=path)
        loaded = time.perf_counter()
        steps = {}
        for rule in dataset.read_rules():
            begin = time.perf_counter()
            dataset.apply_rules(graph, [rule])
            steps[rule.name] = time.perf_counter() - begin
        ruled = time.perf_counter()
        with Path(out).open("wb") as file:
            graph.store.raw.dump(file, ox.RdfFormat.N_QUADS)
        end = time.perf_counter()
        return {
            "seconds": end - start,
            "load": loaded - start,
            "rules": ruled - loaded,
            "write": end - ruled,
            "each": steps,
            "statements": len(graph.store.raw),
            "graphs": len(list(graph.store.graph_names())),
        }

    def load(self, path: str, folder: str, url: str) -> dict[str, Any]:
        """Load the built graph."""
        start = time.perf_counter()
        if self.name == "ours":
            self.store = EmbeddedStore()
            self.store.raw.bulk_load(path=path)
        elif self.name == "disk":
            self.folder = Path(folder) / "disk"
            storing.store_file(self.folder, Path(path))
            self.store = DiskStore(self.folder)
        elif self.name == "rdflib":
            from rdflib import Dataset

            self.store = Dataset(default_union=True)
            self.store.parse(path, format="nquads")
        else:
            from g7kg.stores.endpoint import EndpointStore

            self.store = EndpointStore(url, timeout=self.limit)
        return {"seconds": time.perf_counter() - start}

    def _timed(self, ask: Callable[[], Any]) -> dict[str, Any]:
        start = time.perf_counter()
        result = ask()
        found = result if isinstance(result, (bool, ox.QueryBoolean)) else list(result)
        seconds = time.perf_counter() - start
        signal.setitimer(signal.ITIMER_REAL, 0)
        return {"seconds": seconds, **_digest(found)}

    def query(self, text: str) -> dict[str, Any]:
        """Answer a query and take every row."""
        return self._timed(lambda: self.store.query(text))

    def descent(self) -> dict[str, Any]:
        """Every pair of the trace over all chains: the path, and where we have it the stored lineage."""
        if self.name == "rdflib":
            return self._timed(lambda: self.store.query(PATH))
        raw = self.store.raw

        def path() -> Any:
            return raw.query(PATH, use_default_graph_as_union=True)

        stored = self._timed(lambda: continuity.descent(self.store))
        walked = self._timed(path)
        return {
            **stored,
            "path": walked["seconds"],
            "same": stored["digest"] == walked["digest"],
            "stored as TSV": _written(lambda: continuity.descent(self.store)),
            "path as TSV": _written(path),
        }

    def layer(self) -> dict[str, Any]:
        """What our layer costs beside the raw engine: the same queries in turn."""
        from g7kg.queries import saved_queries

        ratios = {}
        start = time.perf_counter()
        for saved in saved_queries():
            text, ours, raw = saved.text, [], []
            for _ in range(15):
                ours.append(_spent(partial(self.store.query, text)))
                raw.append(_spent(partial(self.store.raw.query, text, use_default_graph_as_union=True)))
                if len(raw) > 2 and raw[-1] > 0.1:
                    break
            ratios[saved.slug] = min(ours) / min(raw)
            if time.perf_counter() - start > self.limit * 0.8:
                break
        return {"seconds": time.perf_counter() - start, "mean": statistics.geometric_mean(ratios.values()), "ratios": ratios}

    def serialise(self) -> dict[str, Any]:
        """40 000 rows through the engine's own serialiser, and through Python objects."""
        start = time.perf_counter()
        engine = {
            form: min(_written(lambda: self.store.query(ROWS), form) for _ in range(3)) for form in ("CSV", "TSV", "JSON")
        }
        python = {"CSV": min(_csv(self.store.query(ROWS), ",") for _ in range(3))}
        python["TSV"] = min(_csv(self.store.query(ROWS), "\t") for _ in range(3))
        python["JSON"] = min(_json(self.store.query(ROWS)) for _ in range(3))
        return {"seconds": time.perf_counter() - start, "ratios": {form: python[form] / engine[form] for form in engine}}

    def trace(self) -> dict[str, Any]:
        """`g7kg trace` over everything that sources and editors vouch for: to the first line, and to the last."""
        from g7kg.exports import trace as writers

        start = time.perf_counter()
        first = 0.0
        size = 0
        found = continuity.trace(self.store, bases=("asserted", "curated"))
        for piece in writers.writer("csv")(found, "en"):
            size += len(piece)
            first = first or time.perf_counter() - start
        return {"seconds": time.perf_counter() - start, "first": first, "characters": size}

    def open(self) -> dict[str, Any]:
        """A process that opens the store on disk and answers a selective query, and one that is bare Python."""
        code = (
            "import sys; from pathlib import Path; from g7kg.stores.disk import DiskStore; "
            "print(len(list(DiskStore(Path(sys.argv[1])).query("
            f"'SELECT ?p ?o {{ <{PREFIXES['id']}meeting/2017-turin> ?p ?o }}'))))"
        )
        bare, ours = [], []
        for _ in range(7):
            bare.append(_process([sys.executable, "-c", "pass"]))
            ours.append(_process([sys.executable, "-c", code, str(self.folder)]))
        return {"bare": statistics.median(bare), "seconds": statistics.median(ours)}

    @staticmethod
    def peak(pid: int | None = None) -> dict[str, Any]:
        """Return the most memory that a process had."""
        status = Path(f"/proc/{pid or 'self'}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return {"megabytes": int(found[1]) // 1024 if found else 0}


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
    value = str(getattr(cell, "value", cell))
    return f"{float(value):g}" if re.fullmatch(r"-?\d+(\.\d+)?([eE]-?\d+)?", value) else value


def _spent(ask: Callable[[], Any]) -> float:
    start = time.perf_counter()
    result = ask()
    if not isinstance(result, ox.QueryBoolean):
        for _ in result:
            pass
    return time.perf_counter() - start


def _written(ask: Callable[[], Any], form: str = "TSV") -> float:
    start = time.perf_counter()
    ask().serialize(io.BytesIO(), getattr(ox.QueryResultsFormat, form))
    return time.perf_counter() - start


def _csv(result: ox.QuerySolutions, delimiter: str) -> float:
    start = time.perf_counter()
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for row in result:
        writer.writerow([getattr(term, "value", str(term)) for term in row])
    out.getvalue().encode()
    return time.perf_counter() - start


def _json(result: ox.QuerySolutions) -> float:
    start = time.perf_counter()
    names = [v.value for v in result.variables]
    rows = [{n: {"value": getattr(t, "value", str(t))} for n, t in zip(names, row, strict=True)} for row in result]
    json.dumps({"results": {"bindings": rows}}).encode()
    return time.perf_counter() - start


def _process(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - start


def main() -> None:
    """Do what each line says."""
    signal.signal(signal.SIGALRM, _late)
    engine = Engine(sys.argv[1], float(sys.argv[2]))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(engine.do(json.loads(line)), default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
