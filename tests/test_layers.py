"""The import layers of the package: each module imports only from layers below its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "g7kg"
LAYERS = [
    {"errors"},
    {"namespaces", "outputs", "layout"},
    {"sources", "resources", "headers"},
    {"fetching", "converting", "lines", "releases"},
    {"stores"},
    {"dataset", "tables", "extensions", "queries"},
    {"validation", "evidence", "describe", "searching", "building", "drafting", "counting", "naming"},
    {
        "reading",
        "coverage",
        "tabular",
        "importing",
        "skeletons",
        "continuity",
        "comparing",
        "differences",
        "network",
        "pushing",
        "storing",
        "scaling",
    },
    {"measures"},
    {"exports", "site"},
    {"plots", "releasing"},
    {"api", "serving"},
    {"cli"},
    {"__main__", "__init__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(SOURCE.rglob("*.py"))


def part(path: Path) -> str:
    """Return the layer's part that a module belongs to: the module or package right below g7kg."""
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """Return the parts of g7kg that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "g7kg":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("g7kg."):
            found.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("g7kg.")}
    return {name for name in found if not name.startswith("__")}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_down(path: Path) -> None:
    own = part(path)
    wrong = {name for name in imported(path) - {own} if LEVEL[name] >= LEVEL[own]}
    assert wrong == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
