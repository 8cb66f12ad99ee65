"""The reference engine: pySHACL."""

from __future__ import annotations

import contextlib
import logging
import re
import warnings
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import pyshacl
from pyshacl.errors import ValidationFailure
from rdflib import BNode, Literal, Namespace, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.store import Store
from rdflib.term import Node

from g7kg.errors import Problem, SourceProblem, one_line
from g7kg.findings import Finding
from g7kg.namespaces import PREFIXES, compact
from g7kg.validation.corrections import corrected
from g7kg.validation.data import Data
from g7kg.validation.shapes import PLACE, Shapes, fill

_SH = Namespace(PREFIXES["sh"])
# A dollar sign by itself, behind a backslash, or within square brackets.
_DOLLAR = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)


def findings(data: Data, shapes: Shapes, only: Iterable[str] | None = None) -> Iterator[Finding]:
    """Yield what is wrong with `data` (see `g7kg.validation.validate`).

    Parameters:
        data: the data.
        shapes: the shapes.
        only: the shapes that keep their targets; all of them when None.
    """
    try:
        with quiet(), corrected():
            graph = graph_of(quad for quads, _ in data.read() for quad in quads)
            _, report, text = pyshacl.validate(graph, shacl_graph=graph_of_shapes(shapes, only))
    except Problem:
        raise
    except Exception as error:  # pySHACL lets through whatever rdflib's SPARQL parser and its own loaders raise
        raise SourceProblem(f"pySHACL cannot use the shapes: {one_line(error)}") from None
    if isinstance(report, ValidationFailure) or not isinstance(report, RdflibGraph):
        raise SourceProblem(f"pySHACL cannot use the shapes: {one_line(text)}")
    yield from reported(report, shapes)


def reported(report: RdflibGraph, shapes: Shapes) -> Iterator[Finding]:
    """Yield the findings in a report of pySHACL."""
    for result in set(report.objects(None, _SH.result)):  # not sh:detail: what is wrong inside a value
        texts = [m for m in report.objects(result, _SH.resultMessage) if isinstance(m, Literal)]
        shape = _plain(report.value(result, _SH.sourceShape))
        component = str(report.value(result, _SH.sourceConstraintComponent)).removeprefix(str(_SH))
        path = report.value(result, _SH.resultPath)
        yield Finding(
            severity=str(report.value(result, _SH.resultSeverity)).removeprefix(str(_SH)),
            focus=_plain(report.value(result, _SH.focusNode)),
            path=_plain(path) if isinstance(path, URIRef) else "" if path is None else shapes.path(shape),
            value=_n3(report.value(result, _SH.value)),
            component=component,
            shape=shape,
            messages=_said(texts, shape, shapes) if component.startswith("SPARQL") else shapes.messages(shape),
        )


def _said(texts: list[Literal], shape: str, shapes: Shapes) -> dict[str, str]:
    """Return what was said of a SPARQL constraint by language, with short names.

    pySHACL fills in whole IRIs, and leaves the language out: which message a text was made from tells it.
    """
    templates = [pair for constraint in shapes.constraints([shape]) for pair in constraint.messages.items()]
    found: dict[str, str] = {}
    for text in sorted(texts):
        for language, template in templates:
            parts = PLACE.split(template)  # words, and between them the names of what is filled in
            if match := re.fullmatch("(.*)".join(map(re.escape, parts[::2])), text, re.DOTALL):
                found[language] = fill(template, dict(zip(parts[1::2], map(compact, match.groups()), strict=True)))
                break
        else:
            found.setdefault(text.language or "en", str(text))
    return found


@contextlib.contextmanager
def quiet() -> Iterator[None]:
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


def graph_of_shapes(shapes: Shapes, only: Iterable[str] | None = None) -> RdflibGraph:
    """Return a shapes graph, or that of the shapes in `only`, as pySHACL takes it.

    For Python ``$`` is also the place before a line break at the end; for XPath and SHACL it is the end alone.
    """
    graph = RdflibGraph().parse(data=shapes.text(only), format="nt")
    for shape, pattern in list(graph.subject_objects(_SH.pattern)):
        if "m" not in str(graph.value(shape, _SH.flags) or ""):
            graph.remove((shape, _SH.pattern, pattern))
            graph.add((shape, _SH.pattern, Literal(_DOLLAR.sub(lambda m: r"\Z" if m[0] == "$" else m[0], str(pattern)))))
    return graph


def graph_of(quads: Iterable[ox.Quad], store: Store | None = None) -> RdflibGraph:
    """Return statements as one rdflib graph (in `store` if given), every literal as it is written.

    rdflib's own parsers write a literal anew ("01" becomes "1") and read digits of any script, so that "２０１７" passes for
    an integer: what an editor mistyped would be lost before the shapes see it.
    """
    graph = RdflibGraph(store) if store is not None else RdflibGraph()
    terms: dict[object, Node] = {}

    def term(node: object) -> Node:
        made = terms.get(node)
        if made is None:
            terms[node] = made = term_of(node)
        return made

    for q in quads:
        graph.store.add((term(q.subject), term(q.predicate), term(q.object)), graph)
    return graph


def term_of(node: object) -> Node:
    """Return a term of Oxigraph as one of rdflib's, as it is written."""
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
