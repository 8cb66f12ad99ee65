"""The shapes: read, each with an IRI, and parted by the engine that checks them.

Property shapes are mostly blank nodes, whose labels no two engines share. Here each gets an IRI made of the named shape that
holds it and a number in the order of the file, so that findings of both engines name the same shape.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import SourceProblem
from g7kg.namespaces import PREFIXES, compact
from g7kg.resources import shape_files
from g7kg.stores.embedded import parse_file

SH = PREFIXES["sh"]
RDF = PREFIXES["rdf"]
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_SINGLE = ("property", "node", "not", "qualifiedValueShape")
_LISTS = ("and", "or", "xone")
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


@dataclass
class Shapes:
    """A shapes graph.

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

    def children(self, shape: str) -> Iterator[str]:
        """Yield the shapes that a shape refers to."""
        properties = self.about.get(ox.NamedNode(shape), {})
        for name in _SINGLE:
            yield from (v.value for v in properties.get(name, []) if isinstance(v, ox.NamedNode))
        for name in _LISTS:
            for head in properties.get(name, []):
                yield from (v.value for v in self.list_of(head) if isinstance(v, ox.NamedNode))

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
                new = set(self.children(waiting.pop())) - found
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

    def text(self, keep: Iterable[str] | None = None, *, sparql: bool = True) -> str:
        """Return the shapes graph as N-Triples.

        Parameters:
            keep: the shapes that keep their targets; all of them when None.
            sparql: whether SPARQL constraints are kept.
        """
        kept = set(self.targeted if keep is None else keep)
        targets = {SH + name for name in TARGETS}
        chosen = [
            t
            for t in self.triples
            if (sparql or t.predicate.value != SH + "sparql")
            and (t.predicate.value not in targets or t.subject.value in kept)  # type: ignore[union-attr]
            and not (
                t.predicate.value == RDF + "type"
                and t.subject.value in self._implicit - kept  # type: ignore[union-attr]
                and t.object.value in _CLASSES  # type: ignore[union-attr]
            )
        ]
        return (ox.serialize(chosen, format=ox.RdfFormat.N_TRIPLES) or b"").decode()

    def constraints(self, shapes: Iterable[str]) -> list[SparqlConstraint]:
        """Return the SPARQL constraints of `shapes`."""
        return [found for shape in shapes for found in self._constraints_of(shape)]

    def _constraints_of(self, shape: str) -> Iterator[SparqlConstraint]:
        properties = self.about.get(ox.NamedNode(shape), {})
        if _true(properties.get("deactivated")):
            return
        for node in properties.get("sparql", []):
            constraint = self.about[node]
            if _true(constraint.get("deactivated")):
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


def read_shapes(paths: Sequence[Path] | None = None, extra: Iterable[Path] = ()) -> Shapes:
    """Read the shapes; the project's own by default, and further ones.

    Raises:
        SourceProblem: a file cannot be read, a SPARQL constraint has no query, or a shape refers to itself.
    """
    own = [quad.triple for file in (shape_files() if paths is None else paths) for quad in parse_file(file)]
    further = [quad.triple for file in extra for quad in parse_file(file)]
    trusted = frozenset(t.subject.value for t in own if isinstance(t.subject, ox.NamedNode))
    return shapes_of(own + further, trusted)


def shapes_of(triples: Sequence[ox.Triple], trusted: frozenset[str] = frozenset()) -> Shapes:
    """Return the shapes that `triples` say.

    Raises:
        SourceProblem: a SPARQL constraint has no query, or a shape refers to itself.
    """
    names, roots = _names(_about(triples))

    def named(node: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        return names.get(node, node)  # type: ignore[arg-type]

    triples = [ox.Triple(named(t.subject), t.predicate, named(t.object)) for t in triples]  # type: ignore[arg-type]
    inner = frozenset(iri for iri, root in roots.items() if root in trusted)
    shapes = Shapes(triples, _about(triples), roots, trusted | inner)
    for subject, properties in shapes.about.items():
        for node in properties.get("sparql", []):
            if not shapes.about.get(node, {}).get("select"):
                raise SourceProblem(f"shape {compact(getattr(subject, 'value', ''))}: its sh:sparql has no sh:select")
    _refuse_recursion(shapes)
    return shapes


def _about(triples: Iterable[ox.Triple]) -> dict[object, Properties]:
    about: dict[object, Properties] = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if t.predicate.value.startswith(SH):
            about[t.subject][t.predicate.value[len(SH) :]].append(t.object)  # type: ignore[arg-type]
        elif t.predicate.value in (RDF + "first", RDF + "rest"):
            about[t.subject]["rdf:" + t.predicate.value[len(RDF) :]].append(t.object)  # type: ignore[arg-type]
    return {subject: dict(properties) for subject, properties in about.items()}


def _names(about: dict[object, Properties]) -> tuple[dict[ox.BlankNode, ox.NamedNode], dict[str, str]]:
    """Return an IRI for each shape that is a blank node, and the named shape that each such IRI lies in."""
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    roots: dict[str, str] = {}
    bare = Shapes([], about, {})
    anonymous = 0

    def visit(node: object, root: str) -> None:
        waiting = [node]
        while waiting:
            properties = about.get(waiting.pop(), {})
            inner = [v for name in _SINGLE for v in properties.get(name, [])]
            inner += [v for name in _LISTS for head in properties.get(name, []) for v in bare.list_of(head)]
            for value in inner:
                if isinstance(value, ox.BlankNode) and value not in names:
                    number = sum(r == root for r in roots.values()) + 1
                    names[value] = ox.NamedNode(f"{root}.{number}")
                    roots[f"{root}.{number}"] = root
                    waiting.append(value)

    for subject in [s for s in about if isinstance(s, ox.NamedNode)]:
        visit(subject, subject.value)
    for subject in [s for s in about if isinstance(s, ox.BlankNode)]:
        if subject not in names and any(t in about[subject] for t in TARGETS):
            anonymous += 1
            names[subject] = ox.NamedNode(f"urn:g7kg:shape:{anonymous}")
            visit(subject, names[subject].value)
    return names, roots


def _refuse_recursion(shapes: Shapes) -> None:
    """Raise where a shape refers to itself: SHACL leaves open what that means, and engines differ or do not end."""
    done: set[str] = set()
    for start in [s.value for s in shapes.about if isinstance(s, ox.NamedNode)]:
        trail: list[tuple[str, Iterator[str]]] = [(start, shapes.children(start))]
        on_trail = {start}
        while trail:
            shape, children = trail[-1]
            child = next(children, None)
            if child is None:
                on_trail.discard(shape)
                done.add(shape)
                trail.pop()
            elif child in on_trail:
                way = " → ".join(compact(s) for s in [*(s for s, _ in trail), child])
                raise SourceProblem(f"the shapes refer to themselves in a circle, which SHACL leaves undefined: {way}")
            elif child not in done:
                on_trail.add(child)
                trail.append((child, shapes.children(child)))


def messages_of(properties: Properties) -> dict[str, str]:
    """Return the ``sh:message`` values among the SHACL properties of a node, by language."""
    found = (m for m in properties.get("message", []) if isinstance(m, ox.Literal))
    return {m.language or "en": m.value for m in sorted(found, key=str)}


def fill(message: str, bindings: dict[str, str]) -> str:
    """Return a message with ``{?name}`` and ``{$name}`` replaced by what the query found."""
    return re.sub(r"\{[?$](\w+)\}", lambda m: bindings.get(m[1], m[0]), message)


def _true(values: list[ox.NamedNode | ox.BlankNode | ox.Literal] | None) -> bool:
    return bool(values) and values[0].value in ("true", "1")  # type: ignore[index]
