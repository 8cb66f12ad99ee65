"""The commands in the documentation run, and print what is shown there.

``python tests/test_readme.py`` writes the present output into the documents; look at what changed before committing it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(p for p in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")) if "```console" in p.read_text("utf-8"))
BLOCK = re.compile(r"```console\n\$ (.*)\n((?:.*\n)*?)```", re.M)


def output(command: str) -> str:
    """Return what a command of the documentation prints, in a pipe and 120 columns wide."""
    shell = command.replace("g7kg ", f"{sys.executable} -m g7kg ")
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, cwd=ROOT, env={**os.environ, "COLUMNS": "120"}, check=False
    )
    return done.stdout + done.stderr


def blocks(path: Path) -> list[tuple[str, str]]:
    return [(m[1], m[2]) for m in BLOCK.finditer(path.read_text(encoding="utf-8"))]


CASES = [(path, *block) for path in DOCUMENTS for block in blocks(path)]


@pytest.mark.parametrize(("path", "command", "shown"), CASES, ids=[c[1] for c in CASES])
def test_the_output_shown_is_real(path: Path, command: str, shown: str) -> None:
    assert shown == output(command)


def test_there_is_something_to_check() -> None:
    assert len(CASES) >= 4


if __name__ == "__main__":
    for document in DOCUMENTS:
        old = document.read_text(encoding="utf-8")
        document.write_text(BLOCK.sub(lambda m: f"```console\n$ {m[1]}\n{output(m[1])}```", old), encoding="utf-8")
