"""The terms that files use and declare: from the triples, and from the text of SPARQL queries and rules."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from g7kg.namespaces import G7, PREFIXES, ROOT, SCHEMES
from g7kg.resources import Part, in_force
from g7kg.validation.data import stream

_OWL, _RDFS, _SKOS = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["skos"]
_TYPE = PREFIXES["rdf"] + "type"
_DECLARING = {
    *(_OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "TransitiveProperty")),
    *(_RDFS + "Class", _RDFS + "Datatype", _SKOS + "Concept", PREFIXES["rdf"] + "Property"),
}
_PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w?$:/#])([A-Za-z][\w.-]*):([A-Za-z_](?:[\w.-]*[\w-])?)")
_IRI = re.compile(r"<([a-z]+://[^\s<>]+)>")
CLOSED = ("dcterms", "foaf", "org", "owl", "prov", "rdf", "rdfs", "schema", "sh", "skos", "time", "vann", "void", "xsd")


@dataclass
class Terms:
    """What files declare and use.

    Attributes:
        declared: the terms that are declared, by IRI.
        used: the terms that are used, each with the first file that does.
        superclasses: the direct superclasses of each class.
        properties: the terms used as a property or type; others are mentioned as values.
    """

    declared: set[str] = field(default_factory=set)
    used: dict[str, Path] = field(default_factory=dict)
    superclasses: dict[str, set[str]] = field(default_factory=dict)

    def read(self, path: Path, *, uses: bool = True) -> None:
        """Add what an RDF file declares and, with `uses`, what it uses."""
        for quad in stream(path):
            predicate, value = quad.predicate.value, quad.object
            name = value.value if isinstance(value, ox.NamedNode) else ""
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if (predicate == _TYPE and name in _DECLARING and subject) or _extends(subject):
                self.declared.add(subject)  # of an extension's namespace, things count as well
            if predicate == _RDFS + "subClassOf" and name and isinstance(quad.subject, ox.NamedNode):
                self.superclasses.setdefault(quad.subject.value, set()).add(name)
            if uses:
                self.used.setdefault(predicate, path)
                if name and (predicate == _TYPE or is_term(name)):
                    self.used.setdefault(name, path)
                if isinstance(value, ox.Literal) and value.datatype.value not in (PREFIXES["rdf"] + "langString",):
                    self.used.setdefault(value.datatype.value, path)

    def read_sparql(self, text: str, path: Path) -> None:
        """Add what a query or rule uses."""
        prefixes = dict(_PREFIX.findall(text))
        body = re.sub(r"(?m)(?<![\w/<])#[^\n>]*$", "", _PREFIX.sub("", text))
        body = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", '""', body)
        found = [prefixes[p] + local for p, local in _NAME.findall(body) if p in prefixes] + _IRI.findall(body)
        for iri in found:
            if is_term(iri):
                self.used.setdefault(iri, path)

    def with_superclasses(self, used: Iterable[str]) -> set[str]:
        """Return `used` and every superclass of a class among them."""
        found, waiting = set(used), list(used)
        while waiting:
            new = self.superclasses.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


def is_term(iri: str) -> bool:
    """Return whether an IRI is a term of the project's ontology or vocabularies, or of a vocabulary whose terms are known."""
    return is_own(iri) or any(iri.startswith(PREFIXES[name]) for name in CLOSED)


def is_own(iri: str) -> bool:
    """Return whether an IRI is in one of the project's namespaces for terms, or in that of an extension."""
    return iri.startswith(G7) or any(iri.startswith(f"{ROOT}{scheme}/") for scheme in SCHEMES) or _extends(iri)


def _extends(iri: str) -> bool:
    return any(iri.startswith(part.namespace) for part in in_force())


def terms_of(part: Part) -> dict[str, Path]:
    """Return the classes and properties that an extension declares, each with the file that does."""
    return {
        quad.subject.value: path
        for path, _ in part.graphs
        for quad in stream(path)
        if quad.predicate.value == _TYPE
        and getattr(quad.object, "value", "") in _DECLARING - {_SKOS + "Concept"}
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(part.namespace)
    }


def exists(iri: str, declared: set[str]) -> bool:
    """Return whether a term is declared, or stands in the vocabulary whose namespace it has."""
    if iri in declared or not is_term(iri):
        return True
    if is_own(iri):
        return False
    name = next(name for name in CLOSED if iri.startswith(PREFIXES[name]))
    local = iri[len(PREFIXES[name]) :]
    if name == "sh" and keyword.iskeyword(local):  # sh:in, sh:not …, which rdflib cannot name as attributes
        return True
    return not local or local in _known(name) or (name == "rdf" and re.fullmatch(r"_\d+|langString", local) is not None)


@cache
def _known(name: str) -> frozenset[str]:
    """Return the local names of a well-known vocabulary, as rdflib lists them."""
    import rdflib.namespace as known

    namespace = {"schema": "SDO"}.get(name, name.upper())
    terms = (str(term) for term in dir(getattr(known, namespace)))
    return frozenset(term[len(PREFIXES[name]) :] if "://" in term else term for term in terms)
