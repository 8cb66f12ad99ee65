"""What several tests share: the graph loaded once, the release where it is at hand, and the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from g7kg import dataset

ROOT = Path(__file__).parents[1]
RELEASE = Path(os.environ.get("G7KG_RELEASE", ROOT.parent / "shared" / "sources" / "mic-2017-09-26-turin.txt"))

settings.register_profile("g7kg", deadline=None)  # on a machine with other work to do, any example may take long
settings.load_profile("g7kg")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def graph() -> dataset.Graph:
    """The whole graph, rules applied."""
    return dataset.load()


@pytest.fixture(scope="session")
def release() -> Path:
    """The copy of the release on Turin; tests that need it say so where it is missing."""
    if not RELEASE.is_file():
        pytest.skip(f"needs a copy of the release on Turin at {RELEASE} (or G7KG_RELEASE=…)")
    return RELEASE


@pytest.fixture(scope="session")
def run() -> Run:
    """Run the command line in a process of its own."""

    def runner(*arguments: object, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "g7kg", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "COLUMNS": "120", **environment},
            check=False,
        )

    return runner
