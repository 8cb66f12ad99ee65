"""The shapes graph: what each shape says, which nodes it targets, and which shapes it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from g7kg.namespaces import PREFIXES

SH = PREFIXES["sh"]
RDF = PREFIXES["rdf"]
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
SINGLE = ("property", "node", "not", "qualifiedValueShape")
LISTS = ("and", "or", "xone")
_REFERRING = frozenset(SINGLE + LISTS)
PLACE = re.compile(r"\{[?$](\w+)\}")  # in a message, where what was found is filled in
_CLASSES = (PREFIXES["rdfs"] + "Class", PREFIXES["owl"] + "Class")

Node = ox.NamedNode | ox.BlankNode
Properties = dict[str, list["ox.NamedNode | ox.BlankNode | ox.Literal"]]


@dataclass(frozen=True)
class SparqlConstraint:
    """One ``sh:sparql`` constraint: its shape, severity, path, query with prefixes, and messages by language."""

    shape: str
    severity: str
    path: str
    query: str
    messages: dict[str, str]


@dataclass(eq=False)
class Shapes:
    """A shapes graph (see `g7kg.validation.reading`).

    Attributes:
        triples: all of it; every shape is an IRI.
        about: the SHACL properties of each node (names without namespace), by its IRI or blank node.
        roots: the named shape that each shape lies in, by IRI.
        trusted: shapes whose SPARQL constraints are known to give the same with ``$this`` free (the project's own).
    """

    triples: list[ox.Triple]
    about: dict[object, Properties]
    roots: dict[str, str]
    trusted: frozenset[str] = frozenset()
    _closures: dict[str, frozenset[str]] = field(default_factory=dict)

    def one(self, shape: str, name: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
        """Return the value of a SHACL property of a shape, or None."""
        values = self.about.get(ox.NamedNode(shape), {}).get(name)
        return values[0] if values else None

    def messages(self, shape: str) -> dict[str, str]:
        """Return the messages of a shape by language."""
        return messages_of(self.about.get(ox.NamedNode(shape), {}))

    def root(self, shape: str) -> str:
        """Return the named shape that `shape` is or lies in."""
        return self.roots.get(shape, shape)

    @cached_property
    def targeted(self) -> list[str]:
        """The shapes that have a target of their own, sorted."""
        found = {s.value for s, p in self.about.items() if isinstance(s, ox.NamedNode) and any(t in p for t in TARGETS)}
        return sorted(found | self._implicit)

    @cached_property
    def _implicit(self) -> set[str]:
        """The shapes that are classes as well, and so have their instances as targets."""
        types = [t for t in self.triples if t.predicate.value == RDF + "type" and isinstance(t.object, ox.NamedNode)]
        classes = {t.subject.value for t in types if t.object.value in _CLASSES and isinstance(t.subject, ox.NamedNode)}  # type: ignore[union-attr]
        shapes = {t.subject.value for t in types if t.object.value in (SH + "NodeShape", SH + "PropertyShape")}  # type: ignore[union-attr]
        return classes & shapes

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """The shapes that each shape refers to; nothing for those that refer to none."""
        found = {}
        for node, properties in self.about.items():
            if isinstance(node, ox.NamedNode) and not _REFERRING.isdisjoint(properties):
                found[node.value] = tuple(v.value for v in self.inner(properties) if isinstance(v, ox.NamedNode))
        return found

    def inner(self, properties: Properties) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """Yield the shapes that the properties of a shape refer to."""
        for name in SINGLE:
            yield from properties.get(name, ())
        for name in LISTS:
            for head in properties.get(name, ()):
                yield from self.list_of(head)

    def list_of(self, head: object) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """Yield the members of an RDF list."""
        seen = set()
        while head in self.about and head not in seen and (first := self.about[head].get("rdf:first")):
            seen.add(head)
            yield first[0]
            head = self.about[head]["rdf:rest"][0] if "rdf:rest" in self.about[head] else None

    def closure(self, shape: str) -> frozenset[str]:
        """Return a shape and all those that it refers to, directly or through others."""
        if shape not in self._closures:
            found, waiting = {shape}, [shape]
            while waiting:
                new = set(self.children.get(waiting.pop(), ())) - found
                found |= new
                waiting += new
            self._closures[shape] = frozenset(found)
        return self._closures[shape]

    def targets(self, shape: str) -> str:
        """Return a SPARQL pattern for the focus nodes ``?this`` of a shape with targets."""
        properties = self.about.get(ox.NamedNode(shape), {})
        classes = [str(v) for v in properties.get("targetClass", [])] + [f"<{shape}>"] * (shape in self._implicit)
        subclass = f"a/<{PREFIXES['rdfs']}subClassOf>*"
        parts = [f"{{ ?this {subclass} {name} }}" for name in classes]
        if nodes := properties.get("targetNode"):
            parts.append(f"{{ VALUES ?this {{ {' '.join(map(str, nodes))} }} }}")
        parts += [f"{{ ?this {p} ?that }}" for p in properties.get("targetSubjectsOf", [])]
        parts += [f"{{ ?that {p} ?this }}" for p in properties.get("targetObjectsOf", [])]
        return " UNION ".join(parts)

    @cached_property
    def reporting(self) -> set[str]:
        """The shapes whose own results come into a report: those with targets, and their property shapes."""
        found, waiting = set(self.targeted), list(self.targeted)
        while waiting:
            inner = self.about.get(ox.NamedNode(waiting.pop()), {}).get("property", [])
            new = {node.value for node in inner if isinstance(node, ox.NamedNode)} - found
            found |= new
            waiting += new
        return found

    def chosen(self, keep: Iterable[str] | None = None, *, sparql: bool = True) -> list[ox.Triple]:
        """Return the shapes graph, or that of some shapes.

        Parameters:
            keep: the shapes that keep their targets; all of them when None.
            sparql: whether SPARQL constraints are kept.
        """
        dropped = self.targeted if keep is None else set(self.targeted) - set(keep)
        if keep is None or not dropped:
            return [t for t in self.triples if sparql or t.predicate.value != SH + "sparql"]
        targets = {SH + name for name in TARGETS}
        return [
            t
            for t in self.triples
            if (sparql or t.predicate.value != SH + "sparql")
            and not (
                t.subject.value in dropped  # type: ignore[union-attr]
                and (
                    t.predicate.value in targets or (t.predicate.value == RDF + "type" and t.object.value in _CLASSES)  # type: ignore[union-attr]
                )
            )
        ]

    def text(self, keep: Iterable[str] | None = None) -> str:
        """Return the shapes graph as N-Triples (see `chosen`)."""
        return (ox.serialize(self.chosen(keep), format=ox.RdfFormat.N_TRIPLES) or b"").decode()

    def constraints(self, shapes: Iterable[str]) -> list[SparqlConstraint]:
        """Return the SPARQL constraints of `shapes`."""
        return [found for shape in shapes for found in self._constraints_of(shape)]

    def _constraints_of(self, shape: str) -> Iterator[SparqlConstraint]:
        properties = self.about.get(ox.NamedNode(shape), {})
        if true(properties.get("deactivated")):
            return
        for node in properties.get("sparql", []):
            constraint = self.about[node]
            if true(constraint.get("deactivated")):
                continue
            path = properties.get("path", [])
            iri = path[0].value if path and isinstance(path[0], ox.NamedNode) else ""
            severity = properties.get("severity") or [ox.NamedNode(SH + "Violation")]
            query = constraint["select"][0].value
            if path:
                query = re.sub(r"[$?]PATH\b", self.path(shape), query)
            yield SparqlConstraint(
                shape=shape,
                severity=severity[0].value.removeprefix(SH),
                path=iri,
                query=self._prefix_lines(constraint) + query,
                messages=messages_of(constraint) or messages_of(properties),
            )

    def _prefix_lines(self, constraint: Properties) -> str:
        lines = []
        for ontology in constraint.get("prefixes", []):
            for declaration in self.about.get(ontology, {}).get("declare", []):
                prefix, namespace = (self.about[declaration].get(n) for n in ("prefix", "namespace"))
                if prefix and namespace:
                    lines.append(f"PREFIX {prefix[0].value}: <{namespace[0].value}>\n")
        return "".join(sorted(set(lines)))

    def path(self, shape: str) -> str:
        """Return the path of a property shape as SPARQL writes it, or ""."""
        found = self.one(shape, "path")
        return "" if found is None else self._path(found)

    def _path(self, node: object) -> str:
        if isinstance(node, ox.NamedNode):
            return str(node)
        properties = self.about.get(node, {})
        if "rdf:first" in properties:
            return "(" + "/".join(self._path(step) for step in self.list_of(node)) + ")"
        if "alternativePath" in properties:
            return "(" + "|".join(self._path(step) for step in self.list_of(properties["alternativePath"][0])) + ")"
        if "inversePath" in properties:
            return "^" + self._path(properties["inversePath"][0])
        for name, sign in (("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?")):
            if name in properties:
                return f"({self._path(properties[name][0])}){sign}"
        return ""


def messages_of(properties: Properties) -> dict[str, str]:
    """Return the ``sh:message`` values among the SHACL properties of a node, by language."""
    found = (m for m in properties.get("message", []) if isinstance(m, ox.Literal))
    return {m.language or "en": m.value for m in sorted(found, key=str)}


def fill(message: str, bindings: dict[str, str]) -> str:
    """Return a message with ``{?name}`` and ``{$name}`` replaced by what the query found."""
    return PLACE.sub(lambda m: bindings.get(m[1], m[0]), message)


def true(values: list[ox.NamedNode | ox.BlankNode | ox.Literal] | None) -> bool:
    """Return whether the values of a boolean property begin with true."""
    return bool(values) and values[0].value in ("true", "1")  # type: ignore[index]
