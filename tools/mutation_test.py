"""Mutation testing of the core: runs mutmut as pyproject.toml says, and writes docs/mutation-testing.md from what it found.

    pip install -e '.[dev,mutation]'
    nice python tools/mutation_test.py            # some 20 minutes of one core; goes on where it stopped
    python tools/mutation_test.py --only-report   # writes the page again from the last run

A mutant is the code with one small change; it is killed when a test fails. mutmut asks, for each, the tests that came through
the changed function. What a test does in a process of its own (a whole command) it cannot see; such tests do not count.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutation-testing.md"
CAUGHT = ("killed", "timeout", "segfault", "caught by type check")

# Why a mutant that lives is the same as the code, or as good: a pattern of the line that it made, and the reason.
REASONS = [
    (r'"UTF-8(-SIG)?"', "Another spelling of the same encoding"),
    (r"zip\(columns, row, (strict=None|strict=False)?\)", "A row always has as many cells as there are columns"),
    (
        r"^link = Link\(.*, None\)$",
        "A link is kept without its evidence until all rows are read; what stands there instead is never looked at",
    ),
    (
        r"^if not length or \(len\(text\) !=",
        "A shortcut for a copy that is the source: the search that follows finds it at its beginning",
    ),
    (r"(show_edge|pad_edge|highlight)=None", "None is as false as False"),
    (r"overflow=None", "Where a column leaves it open (None), rich folds what is too wide"),
]


def environment() -> dict[str, str]:
    """Return the environment in which tests import the mutants, and not the installed package."""
    mutants = ROOT / "mutants"
    for part in ("src", "tests"):
        (mutants / part).mkdir(parents=True, exist_ok=True)  # a folder that appears later is not looked into
    return {**os.environ, "PYTHONPATH": f"{mutants / 'src'}{os.pathsep}{mutants / 'tests'}"}


def mutmut(*arguments: str) -> str:
    """Run mutmut and return what it prints."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False).stdout  # noqa: S603


def results() -> dict[str, str]:
    """Return how each mutant ended, by its name."""
    lines = (line.strip().rsplit(": ", 1) for line in mutmut("results", "--all", "true").splitlines() if ": " in line)
    return dict(lines)  # type: ignore[arg-type]


def module(name: str) -> str:
    """Return the module of a mutant: g7kg.sources.x_check__mutmut_3 is of sources."""
    return name.split(".")[1]


def function(name: str) -> str:
    """Return the function of a mutant."""
    return re.sub(r"__mutmut_\d+$", "", name.split(".")[-1]).removeprefix("x_").replace("xǁ", "").replace("ǁ", ".")


def changed(name: str) -> tuple[str, str]:
    """Return the line that a mutant changes, as it was and as it is."""
    lines = [line for line in mutmut("show", name).splitlines() if re.match(r"[-+](?![-+])", line)]
    old, new = ([line[1:].strip() for line in lines if line[0] == sign] for sign in "-+")
    return " ".join(old), " ".join(new)


def reason(new: str) -> str:
    """Return why a survivor lives, or nothing where nobody has said it."""
    return next((why for pattern, why in REASONS if re.search(pattern, new)), "")


def report(found: dict[str, str]) -> str:
    """Return the page on a whole run."""
    modules = sorted({module(name) for name in found})
    states = {each: Counter(state for name, state in found.items() if module(name) == each) for each in modules}
    caught = {each: sum(states[each][state] for state in CAUGHT) for each in modules}
    made, killed = len(found), sum(caught.values())
    lines = [
        "# Mutation testing",
        "",
        "Written by `python tools/mutation_test.py`; do not edit. A mutant is the code with one small change; it is killed",
        "when a test fails. A mutant that lives shows what no test of the module looks at. Only tests within one process",
        "count: what whole commands find (most of `tests/`) is not seen by the tool, so the figures are a lower bound.",
        "The tool does not change what stands outside functions, properties, and the text of f-strings (most of the SPARQL).",
        "",
        f"**{killed} of {made} mutants are killed, {killed / made:.1%}.** The modules are those on which every answer rests.",
        "",
        "| module | mutants | killed | survived | not reached | share killed |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for each in modules:
        of, lived, unseen = states[each].total(), states[each]["survived"], states[each]["no tests"]
        lines.append(f"| `{each}` | {of} | {caught[each]} | {lived} | {unseen} | {caught[each] / of:.1%} |")
    unreached = Counter(f"`{module(n)}.{function(n)}`" for n, state in found.items() if state == "no tests")
    if unreached:
        said = ", ".join(f"{name} ({number})" for name, number in sorted(unreached.items()))
        lines += [
            "",
            "Not reached by the tests that are chosen here (`[tool.mutmut]` in pyproject.toml), but by others: " + said + ".",
        ]
    survivors = sorted(name for name, state in found.items() if state == "survived")
    grouped: dict[str, list[tuple[str, str, str]]] = {}
    for name in survivors:
        old, new = changed(name)
        grouped.setdefault(reason(new), []).append((f"{module(name)}.{function(name)}", old, new))
    lines += ["", "## Survivors", ""]
    for why, several in sorted(grouped.items(), key=lambda item: (not item[0], -len(item[1]))):
        lines += [f"### {why or 'Not explained: a gap in the tests'} ({len(several)})", ""]
        for where, old, new in several:
            lines.append(f"- `{where}`: {_code(old)} → {_code(new)}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _code(line: str) -> str:
    return f"`` {line} ``" if "`" in line else f"`{line}`"


def main() -> None:
    """Run mutmut and write the page."""
    parser = argparse.ArgumentParser(description="Mutation testing of the core modules.")
    parser.add_argument("--only-report", action="store_true", help="write the page from the last run")
    if not parser.parse_args().only_report:
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1"]
        subprocess.run(command, cwd=ROOT, env=environment(), check=True)  # noqa: S603
    found = results()
    if waiting := sum(state == "not checked" for state in found.values()):
        sys.exit(f"{waiting} of {len(found)} mutants have not been run; go on with: nice python tools/mutation_test.py")
    page = report(found)
    if idle := [why for _, why in REASONS if why not in page]:
        sys.exit(f"reasons that no mutant needs any more; take them out: {'; '.join(idle)}")
    PAGE.write_text(page, encoding="utf-8")
    print(PAGE.relative_to(ROOT))  # noqa: T201


if __name__ == "__main__":
    main()
