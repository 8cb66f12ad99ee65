"""What one source says must be whole in that source's own graph.

The shapes see all graphs at once, so a thing that two sources describe passes even when one of them lost half of what it
said: the evidence of a participation, the last day of a meeting. This check looks at each source's graph alone. SHACL has no
word for named graphs, hence Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from g7kg.namespaces import PREFIXES, SHAPE, compact
from g7kg.validation.findings import Finding

G7 = PREFIXES["g7"]
_TYPE = PREFIXES["rdf"] + "type"
_SOURCE = PREFIXES["dcterms"] + "source"
_DATASET = PREFIXES["void"] + "Dataset"
_TITLE = PREFIXES["dcterms"] + "title"
_NUMBER, _OF = G7 + "annexNumber", G7 + "annexOf"

# What a source's graph says of each thing of a class that it describes.
NEEDS = {
    G7 + name: tuple(G7 + p if ":" not in p else p for p in properties)
    for name, properties in {
        "Annex": (_TITLE,),
        "BilateralExchange": ("between",),
        "Claim": ("claimKind", "concerns", "evidence", "reportedIn"),
        "ContinuityLink": ("about", "basis", "continuityType", "earlier", "evidence", "later"),
        "Declaration": (_TITLE,),
        "Participation": ("evidence", "inEvent", "onBehalfOf", "participant"),
        "Session": ("order", "partOf"),
        "Statement": ("about", "evidence", "modality", "reportedIn"),
    }.items()
}
# Properties that a source gives together or not at all.
TOGETHER = (("startsOn", "endsOn"), ("earliestStart", "latestEnd"), ("start", "end"))


def findings(graphs: Iterable[Iterable[ox.Quad]]) -> Iterator[Finding]:
    """Yield what is missing in the graphs of sources: those that describe themselves with a ``dcterms:source``."""
    for quads in graphs:
        nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                nodes[quad.subject.value][quad.predicate.value].append(getattr(quad.object, "value", ""))
        for name, said in nodes.items():
            if _DATASET in said.get(_TYPE, ()) and _SOURCE in said:
                yield from _of_graph(name, nodes)
                break


def by_graph(quads: Iterable[ox.Quad]) -> list[list[ox.Quad]]:
    """Return the statements of each named graph."""
    parts: dict[object, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        parts[quad.graph_name].append(quad)
    return list(parts.values())


def _of_graph(name: str, nodes: dict[str, dict[str, list[str]]]) -> Iterator[Finding]:
    numbered = {said[_OF][0] for said in nodes.values() if _NUMBER in said and _OF in said}
    for node, said in nodes.items():
        missing = [p for kind in said.get(_TYPE, ()) for p in NEEDS.get(kind, ()) if p not in said]
        for pair in TOGETHER:
            one, other = (G7 + p for p in pair)
            if (one in said) != (other in said):
                missing.append(other if one in said else one)
        if _NUMBER not in said and numbered & set(said.get(_OF, ())):
            missing.append(_NUMBER)
        if _NUMBER in said and _OF not in said:
            missing.append(_OF)
        for path in dict.fromkeys(missing):
            yield _finding(name, node, path)


def _finding(graph: str, node: str, path: str) -> Finding:
    words = compact(path), compact(node), compact(graph)
    return Finding(
        severity="Violation",
        focus=node,
        path=path,
        value="",
        component="WholeAccount",
        shape=SHAPE + "whole-account",
        messages={
            "en": f"This source's account is not whole: {words[0]} of {words[1]} is missing in {words[2]}; "
            "say there what the source says, whatever other sources say of the same thing.",
            "ja": f"この出典の記述が欠けています：{words[2]} に {words[1]} の {words[0]} がありません。"
            "ほかの出典の記述とは別に、この出典が述べることを書いてください。",
        },
    )
