"""The installed wheel carries ontology, data and queries, and works from anywhere without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from g7kg.resources import graph_files, query_files, rule_files, shape_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    [made] = folder.glob("*.whl")
    return made


def test_it_carries_every_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = [*(path for path, _ in graph_files()), *query_files(), *rule_files(), *shape_files()]
    missing = [str(p) for p in wanted if f"g7kg/_resources/{p.relative_to(ROOT)}" not in names]
    assert missing == []
    explorer = [p for part in ("assets", "vendor") for p in (ROOT / "src" / "g7kg" / "site" / part).iterdir()]
    assert len(explorer) > 10
    assert [p.name for p in explorer if str(p.relative_to(ROOT / "src")) not in names] == []


def test_it_works_from_the_root_folder(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = "import g7kg.cli, g7kg; print(g7kg.__file__, flush=True); g7kg.cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "trace", "--format", "csv"],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first.startswith(str(tmp_path))
    assert len(rest) > 1
