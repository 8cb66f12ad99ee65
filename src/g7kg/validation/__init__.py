"""Validation: SHACL shapes over the whole graph, and a report that an editor can act on.

Two engines give one verdict: pySHACL is the reference; the fast engine (a Rust validator for SHACL Core, and each SPARQL
constraint once as a set query in Oxigraph) is the default where it is installed. Tests hold their findings equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from g7kg.dataset import Graph
from g7kg.errors import UsageProblem
from g7kg.validation.findings import Finding, in_order
from g7kg.validation.shapes import Shapes, read_shapes

ENGINES = ("auto", "fast", "pyshacl")

__all__ = ["ENGINES", "Finding", "Shapes", "read_shapes", "validate"]


def validate(graph: Graph, shapes: Shapes | None = None, engine: str = "auto") -> list[Finding]:
    """Return what is wrong with a graph, worst first, then by file and node.

    Parameters:
        graph: the graph, with the ontology in it (classes count with their subclasses).
        shapes: the shapes; the project's own by default.
        engine: "fast", "pyshacl", or "auto" for the fast one where it is installed.

    Raises:
        UsageProblem: there is no such engine, or it is not installed.
    """
    shapes = shapes or read_shapes()
    if engine not in ENGINES:
        raise UsageProblem(f"no validation engine “{engine}”; choose from {', '.join(ENGINES)}")
    if engine != "pyshacl":
        try:
            from g7kg.validation import fast
        except ImportError:
            if engine == "fast":
                raise UsageProblem("the fast engine needs the package “shacl”; pip install shacl") from None
        else:
            return _placed(fast.findings(graph, shapes), graph)
    from g7kg.validation import reference

    return _placed(reference.findings(graph, shapes), graph)


def _placed(found: Iterable[Finding], graph: Graph) -> list[Finding]:
    """Return the findings in order, each with the file that describes its node."""
    found = list(found)
    nodes = {finding.focus for finding in found}
    files: dict[str, Path] = {}
    for quad in graph.quads:
        subject = getattr(quad.subject, "value", "")
        name = getattr(quad.graph_name, "value", "")
        if subject in nodes and subject not in files and name in graph.files:
            files[subject] = graph.files[name]
    return in_order(finding.at(files.get(finding.focus)) for finding in found)
