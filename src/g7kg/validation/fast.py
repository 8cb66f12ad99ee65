"""The fast engine: a Rust validator for SHACL Core, and each SPARQL constraint once as a set query in Oxigraph.

A SPARQL constraint's query repeats its target as a pattern, so that it gives the same nodes with ``$this`` free (here) as
with ``$this`` bound to one focus node after another (pySHACL). `shacl` evaluates ``sh:sparql`` in quadratic time.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import shacl

from g7kg.dataset import Graph
from g7kg.namespaces import compact
from g7kg.validation.findings import Finding
from g7kg.validation.shapes import Shapes, fill


def findings(graph: Graph, shapes: Shapes) -> Iterator[Finding]:
    """Yield what is wrong with `graph` (see `g7kg.validation.validate`)."""
    yield from _core(graph, shapes)
    yield from _sparql(graph, shapes)


def _core(graph: Graph, shapes: Shapes) -> Iterator[Finding]:
    data = (ox.serialize({q.triple for q in graph.quads}, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    report = shacl.Shapes.from_text(shapes.core(), format="ntriples").validate_text(data, format="ntriples")
    for result in report.results:
        shape = (result.source_shape or "").strip("<>")
        yield Finding(
            severity=result.severity,
            focus=result.focus_node.removeprefix("<").removesuffix(">"),
            path=(result.path or "").removeprefix("<").removesuffix(">"),
            value=result.value or "",
            component=result.component,
            shape=shape,
            messages=shapes.messages.get(shape, {}),
        )


def _sparql(graph: Graph, shapes: Shapes) -> Iterator[Finding]:
    for constraint in shapes.constraints:
        result = graph.store.query(constraint.query)
        assert isinstance(result, ox.QuerySolutions)
        names = [variable.value for variable in result.variables]
        for solution in result:
            found = {name: solution[name] for name in names if solution[name] is not None}
            focus, value, path = found["this"], found.get("value"), found.get("path")
            words = {name: _words(term) for name, term in found.items()}
            # The specification reports the focus node as the value of a node shape's constraint that binds no ?value.
            reported = value if value is not None or constraint.path else focus
            yield Finding(
                severity=constraint.severity,
                focus=_plain(focus),
                path=_plain(path) if path is not None else constraint.path,
                value=str(reported) if reported is not None else "",
                component="SPARQLConstraintComponent",
                shape=constraint.shape,
                messages={language: fill(message, words) for language, message in constraint.messages.items()},
            )


def _plain(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _words(term: object) -> str:
    return compact(term.value) if isinstance(term, ox.NamedNode) else getattr(term, "value", str(term))
