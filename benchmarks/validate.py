"""Validation by both engines on large graphs, each in a process of its own, start and load included; the same findings.

    python benchmarks/validate.py 1e4 1e5 1e6 --limit 1500

One statement in two thousand is damaged, so that there is something to find. Prints the table of benchmarks/VALIDATION.md.
Seconds are processor seconds of all threads, which other work on the machine disturbs less than the clock. A run of pySHACL
that takes longer than the limit is stopped; its figures are then lower bounds (marked ≥), and so are the ratios.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def one(engine: str, path: Path) -> None:
    """Validate a file in this process and print the findings, a line each, in order."""
    from g7kg.validation import Data, check, read_shapes

    found = check(Data(files=(path,)), read_shapes(), engine)
    lines = sorted(f"{f.focus} {f.path} {f.component} {f.severity} {f.value} {f.shape}" for f in found)
    sys.stdout.writelines(f"{line}\n" for line in lines)


def measured(command: list[str], limit: float) -> tuple[float, float, str, bool]:
    """Return the processor seconds of a command, its most memory in MB, what it printed, and whether it ended in time."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out)  # noqa: S603 — our own scripts
        ended = False
        while time.perf_counter() - start < limit:
            done, _, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                ended = True
                break
            time.sleep(0.005 if time.perf_counter() - start < 5 else 0.1)
        seconds = time.perf_counter() - start
        if not ended:
            process.send_signal(signal.SIGKILL)
            _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        out.seek(0)
        seconds = usage.ru_utime + usage.ru_stime
        return seconds, usage.ru_maxrss / 1024, out.read().decode(), ended


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=float, default=[1e4, 1e5])
    parser.add_argument("--limit", type=float, default=1500, help="seconds for one run of pySHACL")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one[0], Path(arguments.one[1]))
        return
    import platform

    say = sys.stdout.write
    say(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n\n")
    bare = min(measured([sys.executable, "-c", "pass"], 60)[0] for _ in range(7))
    real = min(measured([sys.executable, "-m", "g7kg", "validate", "-o", os.devnull], 60)[0] for _ in range(5))
    say(f"Real data, `g7kg validate`: {real:.3f} s = {real / bare:.0f} × `python -c pass` ")
    say(f"({bare * 1000:.1f} ms)\n\n")
    say("| triples | fast s | fast MB | pySHACL s | pySHACL MB | times faster | memory | findings |\n")
    say(f"{'|---' * 8}|\n")
    points = []
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments.sizes:
            path = Path(folder) / f"{size:.0f}.nq"
            measured([sys.executable, str(HERE / "generate.py"), f"{size:.0f}", str(path), "--faults", "0.0005"], 3600)
            me = [sys.executable, __file__, "--one"]
            seconds, memory, found, _ = measured([*me, "fast", str(path)], arguments.limit)
            points.append((size, seconds))
            slow, much, verdict, ended = measured([*me, "pyshacl", str(path)], arguments.limit)
            apart = set(found.splitlines()) ^ set(verdict.splitlines())
            sign, same = ("", f"{len(apart)} DIFFER" if apart else "the same") if ended else ("≥ ", "not done")
            sys.stderr.writelines(f"{line}\n" for line in sorted(apart if ended else ())[:20])
            say(
                f"| {size:.0f} | {seconds:.2f} | {memory:.0f} | {sign}{slow:.1f} | {sign}{much:.0f} "
                f"| {sign}{slow / seconds:.0f} × | 1/{much / memory:.2f} | {len(found.splitlines())}, {same} |\n"
            )
            sys.stdout.flush()
    if len(points) > 1:
        (n0, s0), (n1, s1) = points[0], points[-1]
        say(f"\nGrowth of the fast engine from {n0:.0f} to {n1:.0f} triples: n^{math.log(s1 / s0) / math.log(n1 / n0):.2f}\n")


if __name__ == "__main__":
    main()
