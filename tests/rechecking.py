"""The verdict of the reference engine on many graphs that differ a little: it judges anew what can have changed.

pySHACL takes most of a minute for the real data, so it cannot judge a thousand damaged copies from scratch. How it judges a
node by a shape depends on the shape and on what the graph answers meanwhile, and on nothing else. So it judges each node by
each of its shapes once, while the store notes what it is asked (patterns of triples). Where no changed triple fits any of
the patterns, every answer is as before, and so is the judgement; all the others are made anew, and so are the targets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

import pyoxigraph as ox
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shape import Shape
from pyshacl.validator import Validator
from rdflib.plugins.stores.memory import Memory
from rdflib.term import Node

from g7kg.validation import Finding, Shapes
from g7kg.validation.corrections import corrected
from g7kg.validation.reference import graph_of, graph_of_shapes, quiet, reported, term_of

Pattern = tuple[Node | None, Node | None, Node | None]
Judgement = tuple[Node, Node | None]  # the shape, and the node that it judges (None: the shape's targets)


class Noting(Memory):
    """A store in memory that notes the patterns it is asked for, the one way to read it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[Pattern] = set()

    def triples(self, triple_pattern: Pattern, context: object = None) -> Iterator[object]:  # type: ignore[override]
        self.asked.add(triple_pattern)
        return super().triples(triple_pattern, context)  # type: ignore[arg-type, return-value]


class Rechecked:
    """A graph that the reference engine has judged once, to be changed a little again and again.

    Attributes:
        judged: how many judgements were made, the first ones not counted.
    """

    def __init__(self, triples: Iterable[ox.Triple], shapes: Shapes) -> None:
        self._shapes, self._store = shapes, Noting()
        graph = graph_of((ox.Quad(t.subject, t.predicate, t.object) for t in triples), self._store)
        self._data = DataGraph.from_rdflib_graph(graph)
        self._graph = graph
        self._validator = Validator(self._data, shacl_graph=graph_of_shapes(shapes))
        self._executor = self._validator.make_executor()
        self._by_node = {shape.node: shape for shape in self._validator.shacl_graph.shapes}
        self._findings: dict[Judgement, set[Finding]] = {}
        self._targets: dict[Node, set[Node]] = {}
        self._asked: dict[Pattern, set[Judgement]] = defaultdict(set)
        self.judged = 0
        with quiet(), corrected():
            for name, shape in self._by_node.items():
                self._targets[name] = self._noted((name, None), self._targets_of, shape)
                for node in self._targets[name]:
                    self._findings[name, node] = self._noted((name, node), self._judge, shape, node)

    def findings(self, gone: Iterable[ox.Triple] = (), new: Iterable[ox.Triple] = ()) -> set[Finding]:
        """Return the findings with some triples taken away and others added; the graph is as before afterwards."""
        removed = {t for t in map(_terms, gone) if t in self._graph}
        added = {t for t in map(_terms, new) if t not in self._graph}
        self._change(removed - added, added - removed)
        found = self._anew(removed ^ added)
        self._change(added - removed, removed - added)
        return {finding for findings in found.values() for finding in findings}

    def _change(self, removed: set[Pattern], added: set[Pattern]) -> None:
        for triple in removed:
            self._store.remove(triple, self._graph)  # type: ignore[arg-type]
        for triple in added:
            self._store.add(triple, self._graph)  # type: ignore[arg-type]

    def _anew(self, changed: set[Pattern]) -> dict[Judgement, set[Finding]]:
        """Return all judgements, those anew that asked for one of the changed triples."""
        found = dict(self._findings)
        touched = {
            judgement for triple in changed for pattern in _fitting(triple) for judgement in self._asked.get(pattern, ())
        }
        with quiet(), corrected():
            for name in {name for name, node in touched if node is None}:
                targets = self._targets_of(self._by_node[name])
                for node in self._targets[name] - targets:
                    del found[name, node]
                    touched.discard((name, node))
                touched |= {(name, node) for node in targets - self._targets[name]}
            for name, node in touched:
                if node is not None:
                    found[name, node] = self._judge(self._by_node[name], node)
                    self.judged += 1
        return found

    def _noted(self, judgement: Judgement, judge, *arguments):  # type: ignore[no-untyped-def]
        self._store.asked = set()
        made = judge(*arguments)
        for pattern in self._store.asked:
            self._asked[pattern].add(judgement)
        return made

    def _targets_of(self, shape: Shape) -> set[Node]:
        return set() if shape.deactivated else set(shape.focus_nodes(self._data))

    def _judge(self, shape: Shape, node: Node) -> set[Finding]:
        conforms, results = shape.validate(self._executor, self._data, focus=[node])
        if not results:
            return set()
        report, _ = self._validator.create_validation_report(self._validator.shacl_graph, conforms, results)
        return set(reported(report, self._shapes))


def _terms(triple: ox.Triple) -> Pattern:
    return term_of(triple.subject), term_of(triple.predicate), term_of(triple.object)


def _fitting(triple: Pattern) -> Iterator[Pattern]:
    """Yield the patterns that a triple fits."""
    yield from product(*((term, None) for term in triple))  # type: ignore[misc]
