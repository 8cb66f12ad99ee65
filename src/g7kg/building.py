"""`g7kg build`: the whole graph as canonical files, the same bytes from run to run.

N-Quads are the graph itself, in the canonical form of RDFC-1.0 (its labels for the ontology's few blank nodes, lines by code
point); TriG says the same for people, Turtle and JSON-LD hold the union of the named graphs and the dataset.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from g7kg.dataset import Graph
from g7kg.namespaces import PREFIXES, compact
from g7kg.outputs import written

NAME = "g7kg"
FILES = {
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def canonical_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return `quads` with canonical blank-node labels (RDFC-1.0), each once, in the order of their lines in N-Quads.

    Labels depend on the statements with blank nodes alone (RDFC-1.0, 4.4); the others, nearly all, are left as they are.
    """
    named: set[ox.Quad] = set()
    unnamed = ox.Dataset()
    for quad in quads:
        blank = any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object, quad.graph_name))
        (unnamed if blank else named).add(quad)
    unnamed.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(named.union(unnamed), key=str)


def write(graph: Graph, folder: Path) -> list[Path]:
    """Write the built graph into `folder` as N-Quads, TriG, Turtle and JSON-LD; return the files.

    Raises:
        SourceProblem: a file cannot be written; files written before stay whole.
    """
    lines = canonical_quads(graph.quads)
    graphs = sorted(lines, key=lambda quad: str(quad.graph_name))
    triples = sorted({quad.triple for quad in lines}, key=str)
    paths = []
    for ending, form in FILES.items():
        path = folder / f"{NAME}.{ending}"
        with written(path) as file:
            content = lines if form is ox.RdfFormat.N_QUADS else graphs if form.supports_datasets else triples
            ox.serialize(content, file, form, prefixes=PREFIXES)
        paths.append(path)
    return paths


def counts(graph: Graph) -> dict[str, int]:
    """Return how many quads, named graphs and nodes of each of the project's classes a graph has."""
    types = Counter(
        compact(q.object.value)
        for q in {ox.Quad(q.subject, q.predicate, q.object) for q in graph.quads}
        if q.predicate.value == PREFIXES["rdf"] + "type" and isinstance(q.object, ox.NamedNode)
    )
    classes = {name: number for name, number in sorted(types.items()) if name.startswith("g7:")}
    graphs = {str(q.graph_name) for q in graph.quads}
    return {"quads": len(set(graph.quads)), "named graphs": len(graphs), **classes}
