"""The shapes: each fixture is caught by the shape it names and by no other, each constraint is needed, both engines agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from shape_fixtures import (
    FOLDER,
    expected,
    fixtures,
    found_in,
    found_in_surroundings,
    report,
    report_file,
    shapes,
    surroundings,
    world,
)

from g7kg.namespaces import compact, expand
from g7kg.validation import Data, Finding, check
from g7kg.validation.data import stream
from g7kg.validation.reading import shapes_of
from g7kg.validation.routing import routed
from g7kg.validation.shapes import SH, TARGETS, Shapes

pytest.importorskip("shacl", reason="the fast engine has no wheel here")

FOLDERS = sorted({path.parent for path in fixtures()})
# Parameters that go with another one rather than constrain by themselves.
WITH_ANOTHER = {"ignoredProperties": "closed", "flags": "pattern", "qualifiedValueShape": "qualifiedMinCount"}
NO_CONSTRAINT = {*TARGETS, "path", "property", "message", "severity", "name", "description", "order", "group", "deactivated"}


def test_the_surroundings_are_in_order() -> None:
    assert {f.severity for f in found_in_surroundings()} <= {"Info"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_each_fixture_is_caught_by_the_shape_it_names(folder: Path) -> None:
    wrong = {}
    for path in sorted(folder.glob("*.ttl")):
        found = found_in(path)
        kind = path.name.partition(".")[0]
        caught = {compact(shapes().root(f.shape)) for f in found if kind != "invalid" or f.severity == "Violation"}
        if caught != ({expected(path)} if kind != "valid" else set()):
            wrong[path.name] = f"caught by {sorted(caught)}"
        elif kind == "warning" and "Violation" in {f.severity for f in found}:
            wrong[path.name] = "is called warning but is a violation"
        elif found and report_file(path).read_text(encoding="utf-8") != report(path, found):
            wrong[path.name] = "the report differs; run python tests/shape_fixtures.py --update and read what changed"
    assert wrong == {}


def test_no_report_without_a_fixture() -> None:
    reports = set(FOLDER.glob("*/*.report.txt"))
    assert reports == {report_file(path) for path in fixtures() if not path.name.startswith("valid")}


def test_every_fixture_says_what_it_is() -> None:
    assert {path.name.partition(".")[0] for path in fixtures()} <= {"valid", "invalid", "warning"}
    assert [path.name for path in fixtures() if bool(expected(path)) == path.name.startswith("valid")] == []


def constraints(rules: Shapes) -> list[tuple[str, str]]:
    """Return every constraint as (shape, parameter), of the shapes whose own results come into a report."""
    parameters = [(shape, name) for shape in sorted(rules.reporting) for name in rules.about.get(ox.NamedNode(shape), {})]
    return [(shape, name) for shape, name in parameters if name not in NO_CONSTRAINT and name not in WITH_ANOTHER]


def without(rules: Shapes, shape: str, parameter: str) -> Shapes:
    """Return the shapes without one constraint."""
    dropped = {SH + parameter, *(SH + name for name, other in WITH_ANOTHER.items() if other == parameter)}
    kept = [t for t in rules.triples if not (t.subject == ox.NamedNode(shape) and t.predicate.value in dropped)]
    return shapes_of(kept, rules.trusted)


def component(parameter: str) -> str:
    """Return the name of the constraint component that goes by a parameter."""
    return {"sparql": "SPARQL"}.get(parameter, parameter[0].upper() + parameter[1:]) + "ConstraintComponent"


def weighty(path: Path, found: list[Finding]) -> list[Finding]:
    """Return the findings that make a fixture what its name says: what is advised beside a violation does not count."""
    return [f for f in found if f.severity == "Violation" or not path.name.startswith("invalid")]


@pytest.mark.slow
def test_every_constraint_is_needed() -> None:
    """Removing a constraint lets a fixture pass that nothing else catches."""
    alone: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path in fixtures():
        if path.name.startswith("valid"):
            continue
        by = {(f.shape, f.component) for f in weighty(path, found_in(path))}
        if len(by) == 1:
            alone[by.pop()].append(path)
    idle = []
    for shape, parameter in constraints(shapes()):
        candidates = alone[(shape, component(parameter))]
        if not any(weighty(path, found_in(path, without(shapes(), shape, parameter))) == [] for path in candidates[:2]):
            idle.append(f"{compact(shape)} sh:{parameter}")
    assert idle == []


def test_no_shape_of_ours_needs_the_slow_engine() -> None:
    assert routed(shapes()) == {}


def verdict(data: Data, rules: Shapes, engine: str) -> Counter[tuple[str, ...]]:
    """Return the findings and what is said of them, without what no two engines share, the labels of blank nodes."""
    found = check(data, rules, engine)
    words = ((f.focus, f.path, f.value, f.component, f.shape, f.severity, f.message("en"), f.message("ja")) for f in found)
    return Counter(tuple("_:" if word.startswith("_:") else word for word in finding) for finding in words)


def assert_one_verdict(folder: Path) -> None:
    """Both engines find the same in all fixtures of a folder: one graph, the shapes that the fixtures name."""
    files = sorted(folder.glob("*.ttl"))
    named = {expand(expected(path)) for path in files if expected(path)}
    kept = [shape for shape in shapes().targeted if named & {shapes().root(s) for s in shapes().closure(shape)}]
    rules = shapes_of(shapes().chosen(kept), shapes().trusted)
    worlds = [quad for number, path in enumerate(files) for quad in world(path, number)]
    data = Data(quads=[*surroundings(), *worlds])
    fast, reference = (verdict(data, rules, engine) for engine in ("fast", "pyshacl"))
    assert fast
    assert fast - reference == Counter()
    assert reference - fast == Counter()


@pytest.mark.parametrize("folder", FOLDERS[::8], ids=lambda p: p.name)
def test_both_engines_give_one_verdict(folder: Path) -> None:
    assert_one_verdict(folder)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_both_engines_give_one_verdict_on_every_fixture(folder: Path) -> None:
    assert_one_verdict(folder)


def test_both_engines_give_one_verdict_by_all_shapes() -> None:
    data = Data(quads=[*surroundings(), *stream(next(path for path in fixtures() if path.name.startswith("invalid")))])
    fast, reference = (verdict(data, shapes(), engine) for engine in ("fast", "pyshacl"))
    assert fast == reference
    assert fast
