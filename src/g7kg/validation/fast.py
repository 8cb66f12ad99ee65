"""The fast engine: a Rust validator for SHACL Core, and each SPARQL constraint once as a set query in Oxigraph.

A SPARQL constraint's query repeats its target as a pattern, so that it gives the same nodes with ``$this`` free (here) as
with ``$this`` bound to one focus node after another (pySHACL). `shacl` evaluates ``sh:sparql`` in quadratic time.

What either would answer differently from pySHACL goes to pySHACL: see `g7kg.validation.routing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from threading import Thread
from weakref import WeakKeyDictionary

import pyoxigraph as ox
import shacl

from g7kg.errors import SourceProblem, one_line
from g7kg.findings import Finding
from g7kg.namespaces import compact
from g7kg.stores.embedded import syntax_place
from g7kg.validation.choice import TOUCHED, chosen, named, predicates_of
from g7kg.validation.compiled import compiled
from g7kg.validation.data import Data
from g7kg.validation.routing import routed
from g7kg.validation.shapes import SH, Shapes, SparqlConstraint, fill

BATCH = 1_000  # statements that go into the store at once: more take no less time, but memory
LARGE = 5_000_000  # bytes of data from which on memory counts for more than time


@dataclass
class Plan:
    """How shapes are checked: worked out once, used for as many graphs as one likes.

    Attributes:
        core: the shapes without SPARQL, compiled.
        constraints: the SPARQL constraints of each shape with targets.
        touched: the shapes whose constraints are asked of the odd statements alone (`g7kg.validation.choice`).
        predicates: what the queries can touch (None: anything).
        known: the properties that need no declaration.
        slow: the shapes that go to pySHACL.
    """

    core: shacl.Shapes
    constraints: dict[str, list[SparqlConstraint]]
    touched: frozenset[str]
    predicates: set[str] | None
    known: frozenset[str]
    slow: dict[str, str]


_PLANS: WeakKeyDictionary[Shapes, Plan] = WeakKeyDictionary()


def findings(data: Data, shapes: Shapes) -> Iterator[Finding]:
    """Yield what is wrong with `data` (see `g7kg.validation.validate`)."""
    plan = _PLANS.get(shapes)
    if plan is None:
        plan = _PLANS[shapes] = _plan(shapes)
    with data.opened() as path:
        core = _Core(plan.core, path, shapes)
        large = path.stat().st_size > LARGE
        if large:
            core.run()
            _give_back_memory()
        else:
            core.start()
        store, few, odd = ox.Store(), ox.Store(), list[ox.Quad]()
        wanted = chosen(data, plan.predicates, plan.known, odd)
        try:
            while batch := list(islice(wanted, BATCH)):
                store.extend(batch)
            few.extend(odd)
            del odd, wanted  # what was noted of things while reading
            if large:
                _give_back_memory()
        finally:
            if core.is_alive():
                core.join()
    yield from core.findings()
    for owner, found in plan.constraints.items():
        yield from _sparql(few if owner in plan.touched else store, shapes, owner, found)
    if plan.slow:
        from g7kg.validation import reference

        yield from reference.findings(replace(data, watchers=()), shapes, plan.slow)


class _Core(Thread):
    """The Rust validator at work on a file, beside what Python does meanwhile."""

    def __init__(self, core: shacl.Shapes, path: Path, shapes: Shapes) -> None:
        super().__init__(daemon=True)
        self._core, self._path, self._shapes = core, path, shapes
        self._found: list[Finding] = []
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._found = list(_results(self._core.validate_file(str(self._path)), self._shapes))
        except Exception as error:
            self._error = error

    def findings(self) -> list[Finding]:
        """Return what was found.

        Raises:
            SourceProblem: the data cannot be used.
        """
        if self._error is not None:
            raise SourceProblem(f"the fast engine cannot use the data: {one_line(self._error)}")
        return self._found


def _give_back_memory() -> None:
    """Have the C library give freed memory back to the system, where it is one that would keep it (glibc)."""
    import ctypes

    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return


class Session:
    """The findings in a graph that is changed a little again and again, without reading it anew each time.

    Attributes:
        shapes: the shapes, none of which may be one that pySHACL has to check.
    """

    def __init__(self, triples: Iterable[ox.Triple], shapes: Shapes) -> None:
        self.shapes, self._plan = shapes, _plan(shapes)
        self._lines = {str(t): t for t in triples}
        self._store = ox.Store()
        self._store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in self._lines.values())

    def findings(self, gone: Iterable[ox.Triple] = (), new: Iterable[ox.Triple] = ()) -> set[Finding]:
        """Return the findings with some triples taken away and others added; the graph is as before afterwards."""
        removed = {str(t): t for t in gone if str(t) in self._lines}
        added = {str(t): t for t in new if str(t) not in self._lines}
        text = " .\n".join([*(line for line in self._lines if line not in removed), *added, ""])
        found = set(_results(self._plan.core.validate_text(text, format="ntriples"), self.shapes))
        for t in removed.values():
            self._store.remove(ox.Quad(t.subject, t.predicate, t.object))
        self._store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in added.values())
        for owner, constraints in self._plan.constraints.items():
            found |= set(_sparql(self._store, self.shapes, owner, constraints))
        for t in added.values():
            self._store.remove(ox.Quad(t.subject, t.predicate, t.object))
        self._store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in removed.values())
        return found


def _plan(shapes: Shapes) -> Plan:
    slow = routed(shapes)
    own = TOUCHED & shapes.trusted  # not a shape of someone else's that took the name
    quick = [shape for shape in shapes.targeted if shape not in slow]
    constraints = {shape: shapes.constraints(_owners(shape, shapes)) for shape in quick}
    predicates = predicates_of(c.query for shape, found in constraints.items() if shape not in own for c in found)
    known = frozenset(iri for shape in own for c in constraints.get(shape, []) for iri in named(c.query))
    return Plan(compiled(shapes, quick), {shape: c for shape, c in constraints.items() if c}, own, predicates, known, slow)


def _owners(shape: str, shapes: Shapes) -> list[str]:
    """Return a shape with targets and its property shapes, whose focus nodes are the same."""
    inner = shapes.about.get(ox.NamedNode(shape), {}).get("property", [])
    return [shape, *(node.value for node in inner if isinstance(node, ox.NamedNode))]


def _results(report: shacl.Report, shapes: Shapes) -> Iterator[Finding]:
    for result in report.results:
        shape = _plain(result.source_shape or "")
        yield Finding(
            severity=result.severity_iri.removeprefix(SH),
            focus=_plain(result.focus_node),
            path=_plain(shapes.path(shape) or result.path or ""),
            value=result.value or "",
            component=result.component_iri.removeprefix(SH),
            shape=shape,
            messages=shapes.messages(shape),
        )


def _sparql(store: ox.Store, shapes: Shapes, owner: str, constraints: list[SparqlConstraint]) -> Iterator[Finding]:
    targets: set[object] | None = None
    for constraint in constraints:
        result = _asked(store, constraint)
        names = [variable.value for variable in result.variables]
        for solution in result:
            if targets is None:
                focus_nodes = store.query(f"SELECT DISTINCT ?this WHERE {{ {shapes.targets(owner)} }}")
                targets = {row["this"] for row in focus_nodes}  # type: ignore[union-attr]
            found = {name: solution[name] for name in names if solution[name] is not None}
            if found.get("this") in targets:
                yield _finding(constraint, found)


def _asked(store: ox.Store, constraint: SparqlConstraint) -> ox.QuerySolutions:
    try:
        result = store.query(constraint.query)
    except SyntaxError as error:
        place = syntax_place(error, constraint.query)
        raise SourceProblem(f"shape {compact(constraint.shape)}: its sh:select does not parse: {place}") from None
    if not isinstance(result, ox.QuerySolutions):
        raise SourceProblem(f"shape {compact(constraint.shape)}: its sh:select is no SELECT query")
    return result


def _finding(constraint: SparqlConstraint, found: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]) -> Finding:
    focus, value, path = found["this"], found.get("value"), found.get("path")
    # The specification reports the focus node as the value of a node shape's constraint that binds no ?value.
    reported = value if value is not None or constraint.path else focus
    words = {name: _words(term) for name, term in found.items()}
    return Finding(
        severity=constraint.severity,
        focus=_plain(str(focus)),
        path=_plain(str(path)) if path is not None else constraint.path,
        value=str(reported) if reported is not None else "",
        component="SPARQLConstraintComponent",
        shape=constraint.shape,
        messages={language: fill(message, words) for language, message in constraint.messages.items()},
    )


def _plain(text: str) -> str:
    """Return an IRI without its angle brackets; paths and blank nodes as they are."""
    return text[1:-1] if text.startswith("<") and text.endswith(">") and "<" not in text[1:] else text


def _words(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    return compact(term.value) if isinstance(term, ox.NamedNode) else "[ ]" if isinstance(term, ox.BlankNode) else term.value
