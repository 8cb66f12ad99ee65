"""The reference engine: pySHACL."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyoxigraph as ox
import pyshacl
from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)
from pyshacl.errors import ValidationFailure
from rdflib import BNode, Literal, Namespace, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import _NUMERIC_LITERAL_TYPES, Node

from g7kg.errors import Problem, SourceProblem, one_line
from g7kg.findings import Finding
from g7kg.namespaces import PREFIXES
from g7kg.validation.data import Data
from g7kg.validation.shapes import Shapes

_SH = Namespace(PREFIXES["sh"])
NUMBERS = frozenset(_NUMERIC_LITERAL_TYPES)


def findings(data: Data, shapes: Shapes, only: Iterable[str] | None = None) -> Iterator[Finding]:
    """Yield what is wrong with `data` (see `g7kg.validation.validate`).

    Parameters:
        data: the data.
        shapes: the shapes.
        only: the shapes that keep their targets; all of them when None.
    """
    try:
        with _quiet(), _parsed_once(), _comparing_like_with_like():
            graph = _graph(data.read())
            _, report, text = pyshacl.validate(graph, shacl_graph=_graph_of(shapes.text(only)))
    except Problem:
        raise
    except Exception as error:  # pySHACL lets through whatever rdflib's SPARQL parser and its own loaders raise
        raise SourceProblem(f"pySHACL cannot use the shapes: {one_line(error)}") from None
    if isinstance(report, ValidationFailure) or not isinstance(report, RdflibGraph):
        raise SourceProblem(f"pySHACL cannot use the shapes: {one_line(text)}")
    for result in set(report.objects(None, _SH.result)):  # not sh:detail: what is wrong inside a value
        messages = [m for m in report.objects(result, _SH.resultMessage) if isinstance(m, Literal)]
        shape = _plain(report.value(result, _SH.sourceShape))
        component = str(report.value(result, _SH.sourceConstraintComponent)).removeprefix(str(_SH))
        path = report.value(result, _SH.resultPath)
        own = shapes.messages(shape)
        yield Finding(
            severity=str(report.value(result, _SH.resultSeverity)).removeprefix(str(_SH)),
            focus=_plain(report.value(result, _SH.focusNode)),
            path=_plain(path) if isinstance(path, URIRef) else "" if path is None else shapes.path(shape),
            value=_n3(report.value(result, _SH.value)),
            component=component,
            shape=shape,
            messages={m.language or "en": str(m) for m in sorted(messages)} if component.startswith("SPARQL") else own,
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from printing a traceback for each ill-typed literal; the findings name them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


@contextlib.contextmanager
def _parsed_once() -> Iterator[None]:
    """Have rdflib parse each query once: pySHACL hands in the text anew for each focus node, which takes most of its time."""
    asked = SPARQLProcessor.query
    known: dict[str, Query] = {}

    def query(self: SPARQLProcessor, text: Any, bindings: Any = None, names: Any = None, base: Any = None, **more: Any) -> Any:
        if isinstance(text, str):
            key = f"{text}\0{base}\0{sorted((names or {}).items(), key=str)}"
            if key not in known:
                known[key] = translateQuery(parseQuery(text), base, names)
            text = known[key]
        return asked(self, text, bindings, names, base, **more)

    SPARQLProcessor.query = query  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        SPARQLProcessor.query = asked  # type: ignore[method-assign]


@contextlib.contextmanager
def _comparing_like_with_like() -> Iterator[None]:
    """Have rdflib refuse to put literals in order that SPARQL says cannot be compared, such as a day and a text.

    It orders them by the names of their datatypes, so that a date written as text passes for late, or early; and those that
    are no value of their datatype, such as 30 February, by their letters. For SPARQL that is an error; sh:lessThan and
    sh:lessThanOrEquals, where pySHACL does not expect one, ask for a finding: there it is not so that one is less.
    """
    own = {name: getattr(Literal, name) for name in ("__gt__", "__lt__", "__ge__", "__le__")}
    pairs = {(LessThanConstraintComponent, "_compare_lt"), (LessThanOrEqualsConstraintComponent, "_compare_ltoe")}
    asked = {pair: getattr(*pair) for pair in pairs}
    in_pair = False

    def strict(name: str) -> Callable[[Literal, Any], Any]:
        def compare(self: Literal, other: Any) -> Any:
            if isinstance(other, Literal) and (_kind(self) != _kind(other) or self.ill_typed or other.ill_typed):
                if in_pair:
                    return False
                raise TypeError(f"{self.n3()} and {other.n3()} cannot be compared")
            return own[name](self, other)

        return compare

    def forgiving(ask: Callable[..., Any]) -> Callable[..., Any]:
        def compare_pairs(*arguments: Any) -> Any:
            nonlocal in_pair
            in_pair = True
            try:
                return ask(*arguments)
            finally:
                in_pair = False

        return compare_pairs

    for name in own:
        setattr(Literal, name, strict(name))
    for pair, ask in asked.items():
        setattr(*pair, forgiving(ask))
    try:
        yield
    finally:
        for name, method in own.items():
            setattr(Literal, name, method)
        for pair, ask in asked.items():
            setattr(*pair, ask)


def _kind(literal: Literal) -> str:
    """Return what a literal can be compared with: numbers with each other, all else with its own datatype."""
    if literal.datatype is None:
        return "text in a language" if literal.language else "text"
    name = str(literal.datatype)
    return "text" if name == PREFIXES["xsd"] + "string" else "number" if literal.datatype in NUMBERS else name


def _graph_of(text: str) -> RdflibGraph:
    return RdflibGraph().parse(data=text, format="nt")


def _graph(quads: Iterable[ox.Quad]) -> RdflibGraph:
    """Return statements as one rdflib graph, every literal as it is written.

    rdflib's own parsers write a literal anew ("01" becomes "1") and read digits of any script, so that "２０１７" passes for
    an integer: what an editor mistyped would be lost before the shapes see it.
    """
    graph = RdflibGraph()
    store = graph.store
    terms: dict[object, Node] = {}

    def term(node: object) -> Node:
        made = terms.get(node)
        if made is None:
            terms[node] = made = _term(node)
        return made

    for q in quads:
        store.add((term(q.subject), term(q.predicate), term(q.object)), graph)
    return graph


def _term(node: object) -> Node:
    if isinstance(node, ox.NamedNode):
        return URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return BNode(node.value)
    assert isinstance(node, ox.Literal)
    if node.language:
        return Literal(node.value, lang=node.language)
    if node.datatype.value == PREFIXES["xsd"] + "string":
        return Literal(node.value)
    made = Literal(node.value, datatype=URIRef(node.datatype.value), normalize=False)
    if not node.value.isascii() and made.value is not None and node.datatype.value.startswith(PREFIXES["xsd"]):
        made._value, made._ill_typed = None, True
    return made


def _plain(node: Node | None) -> str:
    return "" if node is None else str(node) if isinstance(node, URIRef) else _n3(node)


def _n3(node: Node | None) -> str:
    """Return a term as Oxigraph writes it, so that both engines' values compare equal."""
    if node is None:
        return ""
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, Literal):
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return str(ox.Literal(str(node), language=node.language, datatype=None if node.language else datatype))
    return node.n3()
