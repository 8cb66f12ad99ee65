"""The import layers of the package: each module imports only from layers below its own."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "g7kg"
LAYERS = [
    {"errors"},
    {"namespaces", "outputs", "layout"},
    {"sources", "resources", "headers", "findings"},
    {"fetching", "converting", "lines", "releases"},
    {"stores"},
    {"bases"},
    {"dataset", "tables", "extensions", "queries"},
    {"counting", "naming", "fairness"},
    {"validation", "entailing", "evidence", "describe", "searching", "building", "drafting"},
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
    {"notebook"},
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


ROOT = SOURCE.parents[1]
MOST = 300
LONG = {  # modules over the limit, each with its reason
    "tests/test_extensions.py": "one made-up extension, wrong in each way in turn, and right in every command",
    "tests/test_differences.py": "one made-up release, changed in each way in turn",
    "tests/test_exports.py": "one test for each format and each promise on it, which share the graph and its odd names",
    "tests/test_g7rg.py": "one rule for each kind of fault in one table, each with its fixture",
    "tests/test_serve.py": "one server, started once, asked in every way that the operator's page names",
    "tests/test_serve_protocol.py": "the SPARQL 1.1 Protocol, paragraph by paragraph, over one server",
    "tests/test_stores_http.py": "every way in which an endpoint may misbehave, over one made-up server",
    "tests/test_validation.py": "one slip for each way in which a file of one's own may be wrong, and the report of each",
    "tools/mutate.py": "38 kinds of damage, one function each, which read as a table",
}
EVERY = sorted(p for folder in ("src", "tests", "tools", "benchmarks", "examples") for p in (ROOT / folder).rglob("*.py"))


def test_modules_stay_small() -> None:
    long = {str(p.relative_to(ROOT)) for p in EVERY if len(p.read_text(encoding="utf-8").splitlines()) > MOST}
    assert long - set(LONG) == set(), "part it, or say in LONG why not"
    assert set(LONG) - long == set(), "a reason that nothing needs any more"
    assert not any(name.startswith("src/") for name in LONG)


def test_the_page_on_the_architecture_is_current() -> None:
    """`make indexes` would change nothing."""
    drawn = subprocess.run([sys.executable, ROOT / "tools" / "draw-layers"], capture_output=True, text=True, check=True).stdout
    assert drawn == (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


UNUSED = {  # what nothing names in Python, each with who calls it
    "export": "users, in notebooks",
    "_repr_png_": "notebooks",
    "__getattr__": "Python, when a name of the module is asked for",
    "compress_type": "zipfile",
    "create_system": "zipfile",
    "health": "the server, as a route",
    "list_queries": "the assistant, as a tool",
    "run_query": "the assistant, as a tool",
    "__signature__": "FastAPI",
    "_MAXHEADERS": "http.client",
    "mode": "http.client",
    "response_class": "http.client",
    "http_open": "urllib.request",
    "https_open": "urllib.request",
    "http_error_308": "urllib.request",
    "queryType": "SPARQLWrapper",
    "_ill_typed": "rdflib",
}


def test_nothing_stands_there_unused() -> None:
    """Commands apart, which typer registers."""
    command = [sys.executable, "-m", "vulture", "src", "tests", "tools", "benchmarks", "--ignore-decorators", "@*app.command"]
    said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout
    found = {m[1] for m in re.finditer(r"^src/.* unused \S+ '(\w+)'", said, re.M)}
    assert found - set(UNUSED) == set(), "remove it, or say in UNUSED who calls it"
    assert set(UNUSED) - found == set(), "a reason that nothing needs any more"
