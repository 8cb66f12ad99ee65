"""What pySHACL and rdflib do otherwise than the standards say, put right while the reference engine runs.

Neither has a setting for it, so some of their methods are replaced: for the run that asks for it alone, in whatever thread;
any other work with rdflib meanwhile gets the methods as they were.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)
from rdflib import Literal
from rdflib.plugins.sparql import aggregates, operators
from rdflib.plugins.sparql.algebra import translateQuery, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.processor import SPARQLProcessor
from rdflib.plugins.sparql.sparql import Query, SPARQLTypeError
from rdflib.term import _NUMERIC_LITERAL_TYPES

from g7kg.errors import SourceProblem
from g7kg.namespaces import PREFIXES

Method = Callable[..., Any]
NUMBERS = frozenset(_NUMERIC_LITERAL_TYPES)


@dataclass
class _Run:
    """A run of the reference engine: the queries parsed so far, and whether two properties are being compared."""

    queries: dict[str, Query] = field(default_factory=dict)
    in_pair: bool = False


_RUN: ContextVar[_Run | None] = ContextVar("run", default=None)
_LOCK = threading.Lock()
_originals: list[tuple[Any, str, Method]] = []
_running = 0


@contextlib.contextmanager
def corrected() -> Iterator[None]:
    """Put right what the standards say otherwise, inside the block and in its thread.

    - Literals that SPARQL says cannot be compared are not put in order (`_strict`, `_forgiving`).
    - What is no value of its datatype is not calculated with (`_calculable`).
    - REPLACE minds its flags (`_with_flags`).
    - Each query is parsed once (`_parsing_once`).

    Raises:
        SourceProblem: pySHACL or rdflib is of a version that has no such method.
    """
    _begin()
    token = _RUN.set(_Run())
    try:
        yield
    finally:
        _RUN.reset(token)
        _end()


def _begin() -> None:
    global _running
    with _LOCK:
        if not _running:
            _originals[:] = [(owner, name, _method(owner, name)) for owner, name, _ in _PLACES]
            for (owner, name, original), (*_, correction) in zip(_originals, _PLACES, strict=True):
                setattr(owner, name, correction(original))
        _running += 1


def _end() -> None:
    global _running
    with _LOCK:
        _running -= 1
        if not _running:
            for owner, name, original in _originals:
                setattr(owner, name, original)


def _method(owner: Any, name: str) -> Method:
    found = vars(owner).get(name)
    if not callable(found):
        versions = " and ".join(f"{package} {version(package)}" for package in ("pyshacl", "rdflib"))
        raise SourceProblem(
            f"the reference engine does not know {versions}: {owner.__name__} has no method {name}; "
            "install the versions that g7kg asks for (pip install --force-reinstall g7kg), or use --engine fast"
        )
    return found  # type: ignore[no-any-return]


def _strict(original: Method) -> Method:
    """Have rdflib refuse to put literals in order that SPARQL says cannot be compared, such as a day and a text.

    It orders them by the names of their datatypes, so that a date written as text passes for late, or early; and those that
    are no value of their datatype, such as 30 February, by their letters. For SPARQL that is an error; sh:lessThan and
    sh:lessThanOrEquals, where pySHACL does not expect one, ask for a finding: there it is not so that one is less.
    """

    def compare(self: Literal, other: Any) -> Any:
        run = _RUN.get()
        if run and isinstance(other, Literal) and (_kind(self) != _kind(other) or self.ill_typed or other.ill_typed):
            if run.in_pair:
                return False
            raise TypeError(f"{self.n3()} and {other.n3()} cannot be compared")
        return original(self, other)

    return compare


def _calculable(original: Method) -> Method:
    """Have rdflib refuse to calculate with what is no value of its datatype, such as "2x" as an integer.

    For SPARQL that is an error; rdflib takes the literal for a number and fails, or calls itself without end.
    """

    def number(literal: Any) -> Any:
        if _RUN.get() and getattr(literal, "ill_typed", False):
            raise SPARQLTypeError(f"{literal.n3()} is no value to calculate with")
        return original(literal)

    return number


def _forgiving(original: Method) -> Method:
    """Have two properties compared without errors."""

    def compare(*arguments: Any) -> Any:
        run = _RUN.get() or _Run()
        run.in_pair = True
        try:
            return original(*arguments)
        finally:
            run.in_pair = False

    return compare


def _parsing_once(original: Method) -> Method:
    """Have rdflib parse each query once: pySHACL hands in the text anew for each focus node, which takes most of its time."""

    def query(self: SPARQLProcessor, text: Any, bindings: Any = None, names: Any = None, base: Any = None, **more: Any) -> Any:
        run = _RUN.get()
        if run and isinstance(text, str):
            key = f"{text}\0{base}\0{sorted((names or {}).items(), key=str)}"
            if key not in run.queries:
                run.queries[key] = translateQuery(parseQuery(text), base, names)
                traverse(run.queries[key].algebra, visitPre=_with_flags)
            text = run.queries[key]
        return original(self, text, bindings, names, base, **more)

    return query


def _with_flags(node: Any) -> None:
    """Write the flags of a REPLACE into its pattern: rdflib takes them for how often it replaces."""
    if not (isinstance(node, CompValue) and node.name == "Builtin_REPLACE"):
        return
    if isinstance(node.pattern, Literal) and isinstance(node.flags, Literal) and re.fullmatch("[ims]+", node.flags):
        node["pattern"] = Literal(f"(?{node.pop('flags')}){node.pattern}")


_PLACES: tuple[tuple[Any, str, Callable[[Method], Method]], ...] = (
    *((Literal, name, _strict) for name in ("__gt__", "__lt__", "__ge__", "__le__")),
    *((module, "numeric", _calculable) for module in (operators, aggregates)),
    (LessThanConstraintComponent, "_compare_lt", _forgiving),
    (LessThanOrEqualsConstraintComponent, "_compare_ltoe", _forgiving),
    (SPARQLProcessor, "query", _parsing_once),
)


def _kind(literal: Literal) -> str:
    """Return what a literal can be compared with: numbers with each other, all else with its own datatype."""
    if literal.datatype is None:
        return "text in a language" if literal.language else "text"
    name = str(literal.datatype)
    return "text" if name == PREFIXES["xsd"] + "string" else "number" if literal.datatype in NUMBERS else name
