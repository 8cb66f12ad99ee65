"""A seeded sample of damages to the real data, each kind at least once: every one that makes the data wrong is found."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable
from types import ModuleType

import pyoxigraph as ox
import pytest
from conftest import ROOT

from g7kg.namespaces import SHAPE
from g7kg.validation import Data, Finding, Shapes, read_shapes
from g7kg.validation.reading import shapes_of

pytest.importorskip("shacl", reason="the fast engine has no wheel here")
from rechecking import Rechecked

from g7kg.validation import fast, reference

# Kinds that are wrong whatever they hit, so that none may survive, explained or not.
ALWAYS_WRONG = {
    "mistype an IRI",
    "look-alike letter in an IRI",
    "mistype a property",
    "ja-Hira only",
    "wrong datatype",
    "full-width digits",
    "day that does not exist",
    "date out of order",
    "annex number twice",
    "modality from the wrong scheme",
    "passage beyond the end",
    "passage ends before it starts",
    "digest cut short",
    "text in place of an IRI",
    "copy a node under a mistyped IRI",
    "second modality",
    "label in the other language",
    "text blank, torn or in half-width katakana",
    "confidence in percent or with a comma",
    "address not whole",
    "http for https in an IRI of ours",
    "link to itself, or the other way as well",
    "link without a premise, a reason or a type",
    "session of another meeting",
    "person for a party, or party for a person",
    "statement copied, only its IRI changed",
}

# The constraint components that the mutants fall foul of: an engine that lost one of them would be seen.
COMPONENTS = {
    f"{name}ConstraintComponent"
    for name in (
        *("Class", "Closed", "Datatype", "Disjoint", "LanguageIn", "LessThan", "MaxCount", "MaxInclusive", "MinCount"),
        *("MinInclusive", "Node", "NodeKind", "Not", "Or", "Pattern", "SPARQL", "UniqueLang"),
    )
}


@pytest.fixture(scope="module")
def mutate() -> ModuleType:
    """The mutation run, tools/mutate.py."""
    spec = importlib.util.spec_from_file_location("mutate", ROOT / "tools" / "mutate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = module
    sys.path.insert(0, str(ROOT / "tools"))
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def real(mutate: ModuleType) -> object:
    """The real data."""
    return mutate.Real()


def survivors(mutate: ModuleType, real: object, shapes: Shapes, kinds: set[str] | None = None) -> list[object]:
    """Return the mutants of a sample that validation does not find."""
    session = fast.Session((q.triple for q in real.quads), shapes)  # type: ignore[attr-defined]
    healthy = session.findings()
    sample = mutate.mutants(real, len(mutate.MAKERS), 2016)
    return [m for m in sample if (kinds is None or m.kind in kinds) and not mutate.found(session, m, healthy, real)]


def nameless(found: Iterable[Finding]) -> set[tuple[str, ...]]:
    """Return findings without the labels of blank nodes, which no two runs share."""
    words = ((f.focus, f.path, f.value, f.component, f.shape, f.severity) for f in found)
    return {tuple("_:" if word.startswith("_:") else word for word in finding) for finding in words}


def test_the_kinds_are_those_that_exist(mutate: ModuleType) -> None:
    assert set(mutate.MAKERS) >= ALWAYS_WRONG


def test_what_makes_the_data_wrong_is_found(mutate: ModuleType, real: object) -> None:
    missed = survivors(mutate, real, read_shapes())
    assert [m.words for m in missed if m.kind in ALWAYS_WRONG] == []  # type: ignore[attr-defined]
    assert [m.words for m in missed if not mutate.reason(m, real)] == []  # type: ignore[attr-defined]


def test_constraints_find_in_few_statements_what_they_find_in_all(mutate: ModuleType, real: object) -> None:
    """With all damages of a sample at once: validation asks some constraints of odd statements alone, a session does not."""
    shapes = read_shapes()
    sample = list(mutate.mutants(real, 3 * len(mutate.MAKERS), 2018))
    gone = {q.triple for m in sample for q in m.gone}
    new = {q.triple for m in sample for q in m.new}
    triples = {q.triple for q in real.quads}  # type: ignore[attr-defined]
    few = set(fast.findings(Data(quads=[ox.Quad(t.subject, t.predicate, t.object) for t in (triples - gone) | new]), shapes))
    assert nameless(few) == nameless(fast.Session(triples, shapes).findings(gone, new))
    assert {SHAPE + name for name in ("exact-language-tag", "declared-property", "described-reference")} <= {
        f.shape for f in few
    }


@pytest.fixture(scope="module")
def rechecked(real: object) -> Rechecked:
    """The real data, judged once by the reference engine."""
    return Rechecked({q.triple for q in real.quads}, read_shapes())  # type: ignore[attr-defined]


def damaged(real: object, gone: set[ox.Triple], new: set[ox.Triple]) -> Data:
    """Return the real data without some triples and with others."""
    triples = ({q.triple for q in real.quads} - gone) | new  # type: ignore[attr-defined]
    return Data(quads=[ox.Quad(t.subject, t.predicate, t.object) for t in triples])


@pytest.mark.slow
def test_what_is_judged_anew_is_what_the_reference_engine_judges(
    mutate: ModuleType, real: object, rechecked: Rechecked
) -> None:
    """With two damages of each kind at once: pySHACL from scratch, what it judges anew, and the fast engine."""
    sample = list(mutate.mutants(real, 2 * len(mutate.MAKERS), 2019))
    gone, new = ({q.triple for m in sample for q in getattr(m, side)} for side in ("gone", "new"))
    data = damaged(real, gone, new)
    whole, quick = (nameless(engine.findings(data, read_shapes())) for engine in (reference, fast))
    assert nameless(rechecked.findings(gone, new)) == whole
    assert quick == whole
    assert whole != nameless(rechecked.findings())


@pytest.mark.slow
def test_both_engines_give_one_verdict_on_every_mutant(
    mutate: ModuleType, real: object, rechecked: Rechecked, capsys: pytest.CaptureFixture[str]
) -> None:
    """On each of the mutants of docs/mutants.md alone."""
    asked = re.search(r"--count (\d+) --seed (\d+)", (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8"))
    assert asked
    count, seed = map(int, asked.groups())
    healthy, differing, components = nameless(rechecked.findings()), [], set()
    for number, mutant in enumerate(mutate.mutants(real, count, seed), 1):
        with capsys.disabled():
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{number}/{count} mutants")
        gone, new = ({q.triple for q in getattr(mutant, side)} for side in ("gone", "new"))
        slow, quick = (
            nameless(found)
            for found in (rechecked.findings(gone, new), fast.findings(damaged(real, gone, new), read_shapes()))
        )
        if slow != quick:
            differing.append((mutant.words, slow ^ quick))
        components |= {component for *_, component, _shape, _severity in slow - healthy}
    assert differing == []
    assert components == COMPONENTS


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("language-of-label", "label in the other language"),
        ("passage-within-the-text", "passage beyond the end"),
    ],
)
def test_without_a_shape_its_fault_goes_unseen(mutate: ModuleType, real: object, shape: str, kind: str) -> None:
    whole = read_shapes()
    emptied = shapes_of([t for t in whole.triples if t.subject != ox.NamedNode(SHAPE + shape)], whole.trusted)
    assert [m.kind for m in survivors(mutate, real, emptied, {kind})] == [kind]  # type: ignore[attr-defined]
