"""The benchmark for a first look: `make bench`. Takes some seconds, needs nothing, and writes no file.

What each command costs in processor time (its own and the system's), best of five, as a multiple of starting Python alone, so
that the figures of two machines can be compared. The large comparisons are `benchmarks/run.py` and `benchmarks/validate.py`.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

COMMANDS = {
    "g7kg --help": ["--help"],
    "g7kg trace": ["trace"],
    "g7kg query agreements/by-theme": ["query", "agreements/by-theme"],
    "g7kg show meeting/2017-turin": ["show", "meeting/2017-turin"],
    "g7kg export links (CSV)": ["export", "links", "-o", "links.csv"],
    "g7kg validate": ["validate"],
    "g7kg build": ["build", "-o", "dist"],
}


def cost(command: list[str], folder: Path, times: int) -> float:
    """Return the least processor time of a command, in seconds."""
    spent = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="What the commands cost, as multiples of starting Python.")
    parser.add_argument("--times", type=int, default=5, help="how often each is run; the best counts")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        bare = cost([sys.executable, "-c", "pass"], Path(folder), 3 * times)
        print(f"{'command':32} {'seconds':>8} {'× python -c pass':>17}")  # noqa: T201
        print(f"{'python -c pass':32} {bare:8.3f} {1:17.1f}")  # noqa: T201
        for name, arguments in COMMANDS.items():
            spent = cost([sys.executable, "-m", "g7kg", *arguments], Path(folder), times)
            print(f"{name:32} {spent:8.3f} {spent / bare:17.1f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
