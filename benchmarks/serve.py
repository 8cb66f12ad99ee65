"""`g7kg serve` under load: ten thousand requests of mixed good and bad input, and fifty clients beside an endless query.

    python benchmarks/serve.py [--requests 10000] [--clients 16]

Writes benchmarks/SERVING.md. Needs the extra `dev`. The requests are those of tests/test_serve.py, more of them. Figures are
of the machine at hand; what must hold on any (no 500, no lost process, no growth) ends the run with an error where it does not.
"""

# ruff: noqa: E501 — the report is prose
from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests")]

from servers.ours import Ours, ours  # noqa: E402
from test_serve import ENDLESS, idle_at, requests, state, wait_for, workers_of  # noqa: E402

WORKERS, LIMIT, ROUNDS = 4, 5, 10


def resident(server: Ours) -> int:
    """Return the megabytes that the server and its processes hold."""
    pids = [server.process.pid, *workers_of(server.process.pid)]
    done = subprocess.run(["ps", "-o", "rss=", "-p", ",".join(map(str, pids))], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return sum(map(int, done.stdout.split())) // 1000


def open_files(server: Ours) -> int:
    """Return how many files and connections the server holds open."""
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def timed(server: Ours, path: str) -> float:
    """Return the milliseconds of one good request."""
    began = time.perf_counter()
    if server.ask(path).status != 200:
        sys.exit(f"{path}: no answer")
    return (time.perf_counter() - began) * 1000


def beside(server: Ours, endless: int) -> tuple[list[float], list[str]]:
    """Return the milliseconds of fifty clients while `endless` endless queries run, and what these were told."""
    good = f"/sparql?{urlencode({'query': 'SELECT * { ?s a ?o } ORDER BY ?s ?o LIMIT 10'})}"
    with ThreadPoolExecutor(50 + endless) as clients:
        stopped = [clients.submit(server.query, ENDLESS) for _ in range(endless)]
        wait_for(lambda: state(server)["idle"] == WORKERS - endless)
        taken = [one.result() for one in [clients.submit(timed, server, good) for _ in range(50)]]
        if endless and any(one.done() for one in stopped):
            sys.exit("the endless query ended before the others were answered")
        return taken, [one.result().text.strip() for one in stopped]


def load(server: Ours, number: int, clients: int) -> tuple[Counter[int], float]:
    """Send mixed requests; return how many had which status, and the seconds that it took."""
    began = time.perf_counter()
    statuses: Counter[int] = Counter()
    with ThreadPoolExecutor(clients) as pool:
        for request, status in pool.map(lambda one: (one, send(server, one)), requests(number, seed=8)):
            if status >= 500 and status != 503:
                sys.exit(f"{status}: {request}")
            statuses[status] += 1
    return statuses, time.perf_counter() - began


def send(server: Ours, request: tuple[str, str, bytes | None, dict[str, str]]) -> int:
    """Send one request; return the status."""
    method, path, body, headers = request
    try:
        return server.ask(path, method, body, **headers).status
    except http.client.HTTPException as error:
        sys.exit(f"{request}: {error!r}")


def main() -> None:
    """Run all, write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    chosen = parser.parse_args()
    with ours("--workers", WORKERS, "--limit", LIMIT) as server:
        beside(server, 0)
        rounds = []
        for _ in range(ROUNDS):
            rounds.append((beside(server, 0)[0], *beside(server, 1)))
            idle_at(server, WORKERS)
        alone, others = ([one for some in rounds for one in some[place]] for place in (0, 1))
        ratio = statistics.median(statistics.median(some[1]) / statistics.median(some[0]) for some in rounds)
        told = rounds[-1][2]
        load(server, 1000, chosen.clients)
        idle_at(server, WORKERS)
        before, files_before = resident(server), open_files(server)
        statuses, seconds = load(server, chosen.requests, chosen.clients)
        idle_at(server, WORKERS)
        after, files_after = resident(server), open_files(server)
        final = state(server)
        defects = [line for line in server.log if "Traceback" in line]
    if defects or final["idle"] != WORKERS or after > before * 1.25 + 20 or files_after > files_before + 5:
        sys.exit(f"{len(defects)} defects; {final}; {before} → {after} MB; {files_before} → {files_after} open files")
    rows = "\n".join(f"| {status} | {count} |" for status, count in sorted(statuses.items()))
    text = f"""# Serving

Written by `python benchmarks/serve.py` on {platform.machine()} with {os.cpu_count()} processors, Python {platform.python_version()},
load average {os.getloadavg()[0]:.1f} at the end; the graph in memory, {WORKERS} workers, limit {LIMIT} s.

## Beside an endless query

Fifty clients at once, each with one query for ten rows; milliseconds for each client, its connection included. {ROUNDS} rounds alone and
{ROUNDS} beside an endless query, in turn.

| | median | slowest |
|---|---|---|
| alone | {statistics.median(alone):.0f} | {max(alone):.0f} |
| beside an endless query | {statistics.median(others):.0f} | {max(others):.0f} |

In the middle round the median beside the endless query was {ratio:.2f} of that alone. All fifty were answered before the endless query
ended, each time. It was told: “{told[0]}”.
A question that is not answered within a twentieth of a second goes on at a low priority.

## {chosen.requests:,} requests of mixed good and bad input

By {chosen.clients} clients, a new connection for each request: {chosen.requests / seconds:.0f} requests a second.

| status | requests |
|---|---|
{rows}

No other status, no traceback. Before and after, following {1000:,} requests to warm up: {before} → {after} MB held by the server and its
processes, {files_before} → {files_after} open files and connections; {json.dumps(final)}.

## Comunica and YASGUI

`pytest -m slow tests/test_serve_clients.py` installs Comunica from npm and has it join our endpoint with an Oxigraph server on the same
machine; it puts the published build of YASGUI into a page of another origin and asks as a person asks. This is no part of CI: npm
brings some five hundred packages, which took a minute here. Comunica 4 runs on Node 20; Comunica 5 needs Node 22.
"""
    (HERE / "SERVING.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
