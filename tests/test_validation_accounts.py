"""What one source says must be whole in its own graph, even where another source says the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from g7kg.dataset import Graph
from g7kg.findings import Finding
from g7kg.namespaces import GRAPH, ID, PREFIXES
from g7kg.resources import graph_files, root
from g7kg.stores.embedded import parse_file
from g7kg.validation import scope, validate_files
from g7kg.validation.accounts import Accounts
from g7kg.validation.headings import headings

RELEASE = ox.NamedNode(GRAPH + "2017-turin/mic-release")
CASES = [
    ("meeting/2017-turin", "startsOn"),
    ("meeting/2017-turin", "endsOn"),
    ("participation/2017-turin-italy/hiraki", "evidence"),
    ("document/2017-turin-annex-2", "annexNumber"),
    ("document/2017-turin-annex-2", "annexOf"),
    ("link/2017-mic-release/L.s2", "continuityType"),
    ("statement/2017-mic-release/2.2.s1", "modality"),
    ("passage/2017-mic-release/2.2.s1", "end"),
]


def missing(quads: list[ox.Quad]) -> list[Finding]:
    accounts = Accounts()
    accounts.see(None, quads, [q.predicate.value for q in quads])
    return list(accounts.findings())


def test_the_data_are_whole(graph: Graph) -> None:
    assert missing(graph.quads) == []


@pytest.mark.parametrize(("node", "name"), CASES)
def test_a_gap_in_one_account_is_found(graph: Graph, node: str, name: str) -> None:
    own = [q for q in graph.quads if q.graph_name == RELEASE]
    rest = [q for q in own if (q.subject, q.predicate) != (ox.NamedNode(ID + node), ox.NamedNode(PREFIXES["g7"] + name))]
    assert len(rest) < len(own)
    found = missing(rest)
    assert found
    assert {f.focus for f in found} == {ID + node}


@pytest.mark.parametrize("source", ["mic-release", "meti-release"])
def test_a_gap_is_placed_in_the_file_of_the_account(source: str, tmp_path: Path) -> None:
    """The meeting's first day stands in many accounts; the one that lost it is the file to open."""
    [released] = [path for path, name in graph_files() if name == f"{GRAPH}2017-turin/{source}"]
    lines = released.read_text(encoding="utf-8").splitlines()
    node = lines.index("<meeting/2017-turin>")
    day = next(i for i in range(node, len(lines)) if lines[i].startswith("    g7:startsOn"))
    edited = tmp_path / "edited.ttl"
    edited.write_text("\n".join(lines[:day] + lines[day + 1 :]), encoding="utf-8")
    [found] = [f for f in validate_files([edited]) if f.shape.endswith("whole-account")]
    assert (found.file, found.line, found.graph) == (edited, node + 1, f"{GRAPH}2017-turin/{source}")


def test_the_same_gap_in_two_accounts_is_two_findings(graph: Graph) -> None:
    accounts = Accounts()
    for source in ("mic-release", "meti-release"):
        own = [q for q in graph.quads if q.graph_name == ox.NamedNode(f"{GRAPH}2017-turin/{source}")]
        rest = [q for q in own if q.predicate != ox.NamedNode(PREFIXES["g7"] + "startsOn")]
        accounts.see(None, rest, [q.predicate.value for q in rest])
    found = [f for f in accounts.findings() if f.focus == f"{ID}meeting/2017-turin"]
    assert len(set(found)) == 2


METI = GRAPH + "2017-turin/meti-release"
HEADINGS = {
    "none": (f"<{METI}>\n    a void:Dataset", f"<{METI}>\n    a dcterms:Dataset", {METI}),
    "of no graph": (f"<{METI}>", f"<{METI}x>", {METI + "x"}),
    "of another file": (f"<{METI}>", f"<{RELEASE.value}>", {RELEASE.value}),
    "a second one": (f"<{METI}>", f"<{RELEASE.value}> a void:Dataset .\n<{METI}>", {RELEASE.value}),
}


@pytest.mark.parametrize("case", HEADINGS)
def test_a_file_says_which_graph_it_is(case: str, tmp_path: Path) -> None:
    old, new, focus = HEADINGS[case]
    [released] = [path for path, name in graph_files() if name == METI]
    text = released.read_text(encoding="utf-8")
    assert text.count(old) == 1
    edited = tmp_path / "edited.ttl"
    edited.write_text(text.replace(old, new), encoding="utf-8")
    accounts = Accounts()
    for path in (released, edited):
        quads = parse_file(path)
        accounts.see(path, quads, [q.predicate.value for q in quads])
    found = list(headings(accounts.described(), {released: METI, edited: METI}))
    assert {f.focus for f in found} == focus
    assert {(f.file, f.severity, f.line) for f in found} == {(edited, "Violation", 1)}


@pytest.mark.parametrize("written", [METI + "x", GRAPH + "2017-turin/annex-1", GRAPH + "2017-turin/white-house-remarks"])
def test_a_wrong_heading_is_placed_where_it_stands(written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where an earlier or a later file rightly describes that graph."""
    [released] = [path for path, name in graph_files() if name == METI]
    text = released.read_text(encoding="utf-8")
    edited = tmp_path / "edited.ttl"
    edited.write_text(text.replace(f"<{METI}>", f"<{written}>"), encoding="utf-8")
    places = [(edited if name == METI else path, name) for path, name in graph_files(root())]
    monkeypatch.setattr(scope, "graph_files", lambda _: places)
    [found] = [f for f in validate_files() if f.shape.endswith("heading-of-its-file")]
    line = text[: text.index(f"<{METI}>")].count("\n") + 1
    assert (found.focus, found.file, found.line) == (written, edited, line)


def test_a_released_file_that_is_named_keeps_its_place() -> None:
    [released] = [path for path, name in graph_files() if name == METI]
    assert scope.scope_of([released], []).graphs == dict(graph_files())


def test_a_statement_of_another_document_is_found(graph: Graph) -> None:
    """A statement pasted into the wrong source's file."""
    pasted = ox.NamedNode(METI)
    own = [q for q in graph.quads if q.graph_name == RELEASE]
    other = [q for q in graph.quads if q.graph_name == pasted]
    node = next(q.subject for q in own if q.predicate.value == PREFIXES["g7"] + "reportedIn")
    moved = [ox.Quad(q.subject, q.predicate, q.object, pasted) for q in own if q.subject == node]
    [found] = missing([*other, *moved])
    assert (found.focus, found.value) == (node.value, f"<{ID}document/2017-mic-release>")
