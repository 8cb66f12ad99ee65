"""Reading shapes: each gets an IRI, and a shapes graph that cannot be checked is refused.

Property shapes are mostly blank nodes, whose labels no two engines share. Here each gets an IRI made of the named shape that
holds it and a number in the order of the file, so that findings of both engines name the same shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import SourceProblem
from g7kg.namespaces import compact
from g7kg.resources import in_force, root, shape_files
from g7kg.stores.embedded import parse_file
from g7kg.validation.shapes import RDF, SH, TARGETS, Properties, Shapes

MOST_WAYS = 100_000
ANONYMOUS = "urn:g7kg:shape:"


def read_shapes(paths: Sequence[Path] | None = None, extra: Iterable[Path] = ()) -> Shapes:
    """Read the shapes; the project's own and the extensions' by default, and further ones.

    Raises:
        SourceProblem: a file cannot be read, a SPARQL constraint has no query, or shapes refer to each other without end.
    """
    if paths is None:
        paths, extra = shape_files(root()), [*(path for part in in_force() for path in part.shapes), *extra]
    own = [quad.triple for file in paths for quad in parse_file(file)]
    further = [quad.triple for file in extra for quad in parse_file(file)]
    trusted = frozenset(t.subject.value for t in own if isinstance(t.subject, ox.NamedNode))
    return shapes_of(own + further, trusted)


def shapes_of(triples: Sequence[ox.Triple], trusted: frozenset[str] = frozenset()) -> Shapes:
    """Return the shapes that `triples` say.

    Raises:
        SourceProblem: a SPARQL constraint has no query, or shapes refer to each other without end.
    """
    # Only the literal “true” switches sh:uniqueLang on; pySHACL takes “1” for it as well.
    triples = [t for t in triples if t.predicate.value != SH + "uniqueLang" or getattr(t.object, "value", "") == "true"]
    about = _about(triples)
    names, roots = _names(about)

    # To ask each term for its kind takes less time than to look each up.
    triples = [
        ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))  # type: ignore[arg-type]
        if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)
        else t
        for t in triples
    ]
    about = {
        names.get(node, node): {name: [names.get(v, v) for v in values] for name, values in properties.items()}  # type: ignore[arg-type, call-overload]
        for node, properties in about.items()
    }
    inner = frozenset(iri for iri, root in roots.items() if root in trusted)
    shapes = Shapes(triples, about, roots, trusted | inner)
    for subject, properties in shapes.about.items():
        for node in properties.get("sparql", []):
            if not shapes.about.get(node, {}).get("select"):
                raise SourceProblem(f"shape {compact(getattr(subject, 'value', ''))}: its sh:sparql has no sh:select")
    _refuse_endless(shapes)
    return shapes


def _about(triples: Iterable[ox.Triple]) -> dict[object, Properties]:
    about: dict[object, Properties] = {}
    for t in triples:
        if name := _short(t.predicate.value):
            about.setdefault(t.subject, {}).setdefault(name, []).append(t.object)  # type: ignore[arg-type]
    return about


@cache
def _short(predicate: str) -> str:
    """Return the name by which a property is known to `Shapes.about`, or "" for one that says nothing of a shape."""
    if predicate.startswith(SH):
        return predicate[len(SH) :]
    return "rdf:" + predicate[len(RDF) :] if predicate in (RDF + "first", RDF + "rest") else ""


def _names(about: dict[object, Properties]) -> tuple[dict[ox.BlankNode, ox.NamedNode], dict[str, str]]:
    """Return an IRI for each shape that is a blank node, and the named shape that each such IRI lies in."""
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    roots: dict[str, str] = {}
    bare = Shapes([], about, {})
    numbers: Counter[str] = Counter()

    def visit(node: object, root: str) -> None:
        waiting: list[object] = [node]
        while waiting:
            for value in bare.inner(about.get(waiting.pop(), {})):
                if isinstance(value, ox.BlankNode) and value not in names:
                    numbers[root] += 1
                    names[value] = ox.NamedNode(f"{root}.{numbers[root]}")
                    roots[names[value].value] = root
                    waiting.append(value)

    for subject in about:
        if isinstance(subject, ox.NamedNode):
            visit(subject, subject.value)
    for subject in about:
        if isinstance(subject, ox.BlankNode) and subject not in names and any(t in about[subject] for t in TARGETS):
            numbers[ANONYMOUS] += 1
            names[subject] = ox.NamedNode(f"{ANONYMOUS}{numbers[ANONYMOUS]}")
            visit(subject, names[subject].value)
    return names, roots


def _refuse_endless(shapes: Shapes) -> None:
    """Raise where a shape refers to itself, or to others in so many ways that checking one node would not end.

    SHACL leaves open what the first means, and engines differ or do not end.
    """
    ways: dict[str, int] = {}  # of the shapes that are done with
    for start in shapes.children:
        trail = {} if start in ways else {start: iter(shapes.children[start])}
        while trail:
            shape, children = next(reversed(trail.items()))
            child = next((c for c in children if c not in ways), None)
            if child is None:
                del trail[shape]
                ways[shape] = 1 + sum(ways[child] for child in shapes.children.get(shape, ()))
                if ways[shape] > MOST_WAYS:
                    raise SourceProblem(
                        f"shape {compact(shape)} leads to others in more than {MOST_WAYS:,} ways; refer to each once"
                    )
            elif child in trail:
                way = " → ".join(compact(s) for s in [*trail, child])
                raise SourceProblem(f"the shapes refer to themselves in a circle, which SHACL leaves undefined: {way}")
            else:
                trail[child] = iter(shapes.children.get(child, ()))
