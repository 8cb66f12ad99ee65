"""The shapes, parted into what SHACL Core says and what SPARQL constraints say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import SourceProblem
from g7kg.namespaces import PREFIXES, compact
from g7kg.resources import shape_files
from g7kg.stores.embedded import parse_file

SH = PREFIXES["sh"]
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


@dataclass(frozen=True)
class SparqlConstraint:
    """One ``sh:sparql`` constraint: its shape, severity, path, query with prefixes, and messages by language."""

    shape: str
    severity: str
    path: str
    query: str
    messages: dict[str, str]


@dataclass(frozen=True)
class Shapes:
    """A shapes graph.

    Attributes:
        triples: all of it.
        constraints: its SPARQL constraints.
        messages: the messages of each shape, by shape IRI and language.
    """

    triples: tuple[ox.Triple, ...]
    constraints: tuple[SparqlConstraint, ...]
    messages: dict[str, dict[str, str]]

    def core(self) -> str:
        """Return the shapes without their SPARQL constraints, as N-Triples."""
        kept = (t for t in self.triples if t.predicate.value != SH + "sparql")
        return (ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b"").decode()

    def all(self) -> str:
        """Return the whole shapes graph as N-Triples."""
        return (ox.serialize(self.triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def read_shapes(paths: Sequence[Path] | None = None, extra: Iterable[Path] = ()) -> Shapes:
    """Read the shapes; the project's own by default, and further ones.

    Raises:
        SourceProblem: a file cannot be read, or a SPARQL constraint has no query.
    """
    triples: list[ox.Triple] = []
    for file in [*(shape_files() if paths is None else paths), *extra]:
        triples += [quad.triple for quad in parse_file(file)]
    about: dict[object, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if t.predicate.value.startswith(SH):
            about[t.subject][t.predicate.value.removeprefix(SH)].append(t.object)  # type: ignore[arg-type]
    messages = {s.value: _messages(p) for s, p in about.items() if isinstance(s, ox.NamedNode) and p.get("message")}
    constraints = []
    for shape, properties in about.items():
        for node in properties.get("sparql", []):
            constraint = about[node]
            if not constraint.get("select"):
                raise SourceProblem(f"shape {compact(shape.value)}: its sh:sparql has no sh:select")  # type: ignore[attr-defined]
            lines = _prefix_lines(constraint, about)
            severity = [*constraint.get("severity", []), *properties.get("severity", []), ox.NamedNode(SH + "Violation")]
            path = properties.get("path", [])
            constraints.append(
                SparqlConstraint(
                    shape=shape.value,  # type: ignore[attr-defined]
                    severity=severity[0].value.removeprefix(SH),
                    path=path[0].value if path and isinstance(path[0], ox.NamedNode) else "",
                    query=lines + constraint["select"][0].value,
                    messages=_messages(constraint) or _messages(properties),
                )
            )
    return Shapes(tuple(triples), tuple(sorted(constraints, key=lambda c: (c.shape, c.query))), messages)


def _messages(properties: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]) -> dict[str, str]:
    found = (m for m in properties.get("message", []) if isinstance(m, ox.Literal))
    return {m.language or "en": m.value for m in sorted(found, key=str)}


def _prefix_lines(constraint: dict, about: dict) -> str:  # type: ignore[type-arg]
    """Return the PREFIX lines of the declarations that ``sh:prefixes`` points to."""
    lines = []
    for ontology in constraint.get("prefixes", []):
        for declaration in about[ontology].get("declare", []):
            prefix, namespace = about[declaration].get("prefix"), about[declaration].get("namespace")
            if prefix and namespace:
                lines.append(f"PREFIX {prefix[0].value}: <{namespace[0].value}>\n")
    return "".join(sorted(set(lines)))


def fill(message: str, bindings: dict[str, str]) -> str:
    """Return a message with ``{?name}`` and ``{$name}`` replaced by what the query found."""
    return re.sub(r"\{[?$](\w+)\}", lambda m: bindings.get(m[1], m[0]), message)
