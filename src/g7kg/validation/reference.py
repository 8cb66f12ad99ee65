"""The reference engine: pySHACL."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Literal, Namespace, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.term import Node

from g7kg.dataset import Graph
from g7kg.namespaces import PREFIXES
from g7kg.validation.findings import Finding
from g7kg.validation.shapes import Shapes

_SH = Namespace(PREFIXES["sh"])


def findings(graph: Graph, shapes: Shapes) -> Iterator[Finding]:
    """Yield what is wrong with `graph` (see `g7kg.validation.validate`)."""
    data = (ox.serialize({q.triple for q in graph.quads}, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    _, report, _ = pyshacl.validate(
        RdflibGraph().parse(data=data, format="nt"), shacl_graph=RdflibGraph().parse(data=shapes.all(), format="nt")
    )
    for result in report.subjects(_SH.resultSeverity):
        messages = [m for m in report.objects(result, _SH.resultMessage) if isinstance(m, Literal)]
        yield Finding(
            severity=str(report.value(result, _SH.resultSeverity)).removeprefix(str(_SH)),
            focus=_plain(report.value(result, _SH.focusNode)),
            path=_plain(report.value(result, _SH.resultPath)),
            value=_n3(report.value(result, _SH.value)),
            component=str(report.value(result, _SH.sourceConstraintComponent)).removeprefix(str(_SH)),
            shape=_plain(report.value(result, _SH.sourceShape)),
            messages={m.language or "en": str(m) for m in sorted(messages)},
        )


def _plain(node: Node | None) -> str:
    return "" if node is None else node.n3() if isinstance(node, BNode) else str(node)


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
