"""The shapes as the Rust validator gets them: the same verdict, in a form that it is quick with.

`shacl` 0.3.4 takes quadratic time for ``sh:class`` where it fails, as it mostly does among the members of an ``sh:or``. Where
only the outcome counts and no result of it comes into the report, the class is asked for as a value of the path
``rdf:type/rdfs:subClassOf*``, which is what SHACL says ``sh:class`` means.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import shacl

from g7kg.errors import SourceProblem, one_line
from g7kg.namespaces import PREFIXES
from g7kg.validation.shapes import RDF, SH, Shapes

_CLASS = SH + "class"
_OWN = "urn:g7kg:compiled:"
_WORDS = frozenset(SH + name for name in ("message", "name", "description"))  # which cost time to read
_LIST, _REST, _STAR = (ox.BlankNode(f"g7kg{name}") for name in ("list", "rest", "star"))
_PATH = [
    ox.Triple(_LIST, ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "type")),
    ox.Triple(_LIST, ox.NamedNode(RDF + "rest"), _REST),
    ox.Triple(_REST, ox.NamedNode(RDF + "first"), _STAR),
    ox.Triple(_REST, ox.NamedNode(RDF + "rest"), ox.NamedNode(RDF + "nil")),
    ox.Triple(_STAR, ox.NamedNode(SH + "zeroOrMorePath"), ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")),
]


def compiled(shapes: Shapes, keep: Iterable[str]) -> shacl.Shapes:
    """Return the shapes without SPARQL, compiled.

    Parameters:
        shapes: the shapes.
        keep: those that keep their targets.

    Raises:
        SourceProblem: the engine cannot use them.
    """
    triples = list(_PATH)
    queries = {t.object.value for t in shapes.triples if t.predicate.value == SH + "sparql"}  # type: ignore[union-attr]
    for number, t in enumerate(shapes.chosen(keep, sparql=False)):
        if t.predicate.value in _WORDS or getattr(t.subject, "value", "") in queries:
            continue
        if t.predicate.value != _CLASS or getattr(t.subject, "value", "") in shapes.reporting:
            triples.append(t)
            continue
        inner = ox.NamedNode(f"{_OWN}{number}")
        triples += (
            ox.Triple(t.subject, ox.NamedNode(SH + "property"), inner),
            ox.Triple(inner, ox.NamedNode(SH + "path"), _LIST),
            ox.Triple(inner, ox.NamedNode(SH + "hasValue"), t.object),
        )
    text = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    try:
        return shacl.Shapes.from_text(text, format="ntriples")
    except ValueError as error:
        raise SourceProblem(f"the fast engine cannot use the shapes: {one_line(error)}") from None
