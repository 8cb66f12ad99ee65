"""Which shapes the fast engine leaves to pySHACL, and why.

The verdict is pySHACL's. Where the fast engine is known to answer differently, or cannot be known to answer alike, the whole
shape goes to pySHACL with all that it refers to. None of the project's own shapes is among them (a test holds that).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from g7kg.validation.shapes import Shapes

# Words after which a query with $this free need not mean the same as with $this bound to one node after another.
_UNSAFE = re.compile(
    r"\{\s*SELECT\b|\b(UNION|MINUS|VALUES|SERVICE|OPTIONAL|GROUP|HAVING|LIMIT|OFFSET|BIND|bound)\b|\$shapesGraph|\$currentShape",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\{\s*[$?]this\s+(?:a\b|<|\w*:|\^|\(|[?$]\w)|[.;]\s*[$?]this\s+(?:a\b|<|\w*:|\^|\(|[?$]\w)")


def routed(shapes: Shapes) -> dict[str, str]:
    """Return the shapes with targets that pySHACL must check, each with the reason."""
    reasons: dict[str, str] = {}
    custom = _custom_parameters(shapes)
    asking = {shape.value for shape, about in shapes.about.items() if "sparql" in about and isinstance(shape, ox.NamedNode)}
    for shape in shapes.targeted:
        reason = next(_reasons(shape, shapes, asking, custom), "")
        if reason:
            reasons[shape] = reason
    return reasons


def _reasons(shape: str, shapes: Shapes, asking: set[str], custom: set[ox.NamedNode]) -> Iterator[str]:
    for inner in shapes.closure(shape) & asking:
        if inner != shape and inner not in {node.value for node in _properties(shape, shapes)}:
            yield "a SPARQL constraint inside a shape that another one refers to"
        if inner not in shapes.trusted:
            for constraint in shapes.constraints([inner]):
                if _UNSAFE.search(constraint.query) or not _BOUND.search(_outermost(constraint.query)):
                    yield "a SPARQL constraint that may mean something else with $this free"
    if custom:
        nodes = {ox.NamedNode(inner) for inner in shapes.closure(shape)}
        if any(t.subject in nodes and t.predicate in custom for t in shapes.triples):
            yield "a constraint component of its own"


def _outermost(query: str) -> str:
    """Return a query without the groups inside its outermost one, for what they bind need not hold outside."""
    inner = re.compile(r"(?<=[^{])\{[^{}]*\}(?=[^{}]*\})")
    while (shorter := inner.sub(" ", query)) != query:
        query = shorter
    return query


def _properties(shape: str, shapes: Shapes) -> Iterable[ox.NamedNode]:
    return [v for v in shapes.about.get(ox.NamedNode(shape), {}).get("property", []) if isinstance(v, ox.NamedNode)]


def _custom_parameters(shapes: Shapes) -> set[ox.NamedNode]:
    """Return the properties by which shapes use constraint components that the shapes graph itself declares."""
    found = set()
    for properties in shapes.about.values():
        for parameter in properties.get("parameter", []):
            for path in shapes.about.get(parameter, {}).get("path", []):
                if isinstance(path, ox.NamedNode):
                    found.add(path)
    return found
