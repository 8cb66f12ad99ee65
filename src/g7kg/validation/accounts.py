"""What one source says must be whole in that source's own graph, and what stands there is reported in that source.

The shapes see all graphs at once, so a thing that two sources describe passes even when one of them lost half of what it
said: the evidence of a participation, the last day of a meeting. This check looks at each source's graph alone. SHACL has no
word for named graphs, hence Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from g7kg.findings import Finding, finding
from g7kg.namespaces import PREFIXES, compact

G7 = PREFIXES["g7"]
_TYPE = PREFIXES["rdf"] + "type"
_SOURCE = PREFIXES["dcterms"] + "source"
_DATASET = PREFIXES["void"] + "Dataset"
_TITLE = PREFIXES["dcterms"] + "title"
_NUMBER, _OF, _REPORTED = G7 + "annexNumber", G7 + "annexOf", G7 + "reportedIn"

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

# What was said of a thing is one number, so that a graph of a million triples needs little memory.
_CLASS_BITS = {kind: 1 << place for place, kind in enumerate((*NEEDS, _DATASET))}
_PROPERTIES = dict.fromkeys((*(p for needs in NEEDS.values() for p in needs), *(G7 + p for pair in TOGETHER for p in pair)))
_BITS = {p: 1 << place for place, p in enumerate((*_PROPERTIES, _NUMBER, _OF, _SOURCE), len(_CLASS_BITS))}
_VALUED = _CLASS_BITS[_DATASET] | _BITS[_OF] | _BITS[_SOURCE] | _BITS[_REPORTED]


class _Graph:
    """What one graph says: by thing, bits of what is said of it, and the few values that are compared."""

    def __init__(self) -> None:
        self.said: dict[str, int] = {}
        self.named: list[str] = []
        self.annexes: dict[str, list[str]] = {}
        self.sources: dict[str, list[str]] = {}
        self.reported: dict[str, str] = {}


class Accounts:
    """What the graphs of sources say, noted as it is read, and what is missing in it or out of place.

    A graph is a file, or a named graph in one; a source's describes itself with a ``dcterms:source``.
    """

    def __init__(self) -> None:
        self._graphs: dict[tuple[Path | None, str], _Graph] = {}

    def see(self, path: Path | None, quads: list[ox.Quad], predicates: list[str]) -> None:
        """Note what some statements of one file say (which things have which of the properties that matter)."""
        name, graph = None, _Graph()
        said = graph.said
        for quad, predicate in zip(quads, predicates, strict=True):
            bit = _BITS.get(predicate, 0)
            if predicate == _TYPE:
                bit = _CLASS_BITS.get(getattr(quad.object, "value", ""), 0)
            if not bit or not isinstance(subject := quad.subject, ox.NamedNode):
                continue
            if (inside := quad.graph_name) != name:
                name = inside
                graph = self._graphs.setdefault((path, getattr(name, "value", "")), _Graph())
                said = graph.said
            node = subject.value
            said[node] = said.get(node, 0) | bit
            if bit & _VALUED:
                value = getattr(quad.object, "value", "")
                if bit == _BITS[_REPORTED]:
                    graph.reported.setdefault(value, node)
                elif bit == _CLASS_BITS[_DATASET]:
                    graph.named.append(node)
                else:
                    (graph.annexes if bit == _BITS[_OF] else graph.sources).setdefault(node, []).append(value)

    def described(self) -> dict[Path, list[str]]:
        """Return the named graphs that each file describes."""
        found: dict[Path, list[str]] = {}
        for (path, _), graph in self._graphs.items():
            if path is not None:
                found.setdefault(path, []).extend(graph.named)
        return found

    def findings(self) -> Iterator[Finding]:
        """Yield what is missing in what was seen, and what is another source's."""
        for graph in self._graphs.values():
            name = next((node for node in graph.named if node in graph.sources), None)
            if name is not None:
                yield from _of_graph(name, graph.said, graph.annexes)
                for document, node in graph.reported.items():
                    if document not in graph.sources[name]:
                        yield _elsewhere(name, node, document, graph.sources[name])


def _of_graph(name: str, said: dict[str, int], annexes: dict[str, list[str]]) -> Iterator[Finding]:
    number, of = _BITS[_NUMBER], _BITS[_OF]
    numbered = {whole for node, wholes in annexes.items() if said[node] & number for whole in wholes}
    for node, bits in said.items():
        missing = _missing(bits)
        if not bits & number and numbered & set(annexes.get(node, ())):
            missing = (*missing, _NUMBER)
        if bits & number and not bits & of:
            missing = (*missing, _OF)
        for path in dict.fromkeys(missing):
            yield _finding(name, node, path)


@cache
def _missing(bits: int) -> tuple[str, ...]:
    """Return the properties that a thing lacks of which this has been said; most things have much the same said of them."""
    missing = [path for kind, needs in NEEDS.items() if bits & _CLASS_BITS[kind] for path in needs if not bits & _BITS[path]]
    for pair in TOGETHER:
        one, other = (G7 + p for p in pair)
        if bool(bits & _BITS[one]) != bool(bits & _BITS[other]):
            missing.append(other if bits & _BITS[one] else one)
    return tuple(missing)


_MESSAGE = (
    "This source's account is not whole: {path} of {node} is missing in {graph}; "
    "say there what the source says, whatever other sources say of the same thing.",
    "この出典の記述が欠けています：{graph} に {node} の {path} がありません。"
    "ほかの出典の記述とは別に、この出典が述べることを書いてください。",
)


_ELSEWHERE = (
    "{node} is reported in {document}, but the source of {graph} is {source}; correct g7:reportedIn, or move it to the file "
    "of that document.",
    "{node} の報告元(g7:reportedIn)は {document} ですが、{graph} の出典は {source} です。"
    "報告元を直すか、その文書のファイルへ移してください。",
)


def _elsewhere(graph: str, node: str, document: str, sources: list[str]) -> Finding:
    words = {
        "node": compact(node),
        "document": compact(document),
        "graph": compact(graph),
        "source": ", ".join(map(compact, sorted(sources))),
    }
    place = {"path": _REPORTED, "value": f"<{document}>", "graph": graph}
    return finding("reported-by-its-source", node, _ELSEWHERE, words, component="OwnSource", **place)


def _finding(graph: str, node: str, path: str) -> Finding:
    words = {"path": compact(path), "node": compact(node), "graph": compact(graph)}
    return finding("whole-account", node, _MESSAGE, words, component="WholeAccount", path=path, graph=graph)
