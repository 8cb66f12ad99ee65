"""How the pages of the ontology read a file of it, and link to a term."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pyoxigraph as ox

from g7kg.namespaces import G7, PREFIXES, compact

RDF, RDFS, OWL, SKOS = (PREFIXES[p] for p in ("rdf", "rdfs", "owl", "skos"))
SCHEMA = PREFIXES["schema"]
DCTERMS = PREFIXES["dcterms"]


class Module:
    """One file of the ontology, and how to read terms from it."""

    def __init__(self, path: Path, language: str) -> None:
        self.path, self.language = path, language
        self.store = ox.Store()
        self.store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=PREFIXES["id"])

    def values(self, subject: str, predicate: str) -> list[str]:
        """Return the values that are IRIs, sorted."""
        found = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)
        return sorted(q.object.value for q in found if isinstance(q.object, ox.NamedNode))

    def texts(self, subject: str, predicate: str, language: str = "") -> list[str]:
        """Return the texts in a language, by default the page's, sorted."""
        found = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)
        wanted = language or self.language
        return sorted(q.object.value for q in found if isinstance(q.object, ox.Literal) and q.object.language == wanted)

    def text(self, subject: str, predicate: str, language: str = "") -> str:
        """Return the first text in a language, or nothing."""
        return next(iter(self.texts(subject, predicate, language)), "")

    def of_type(self, kind: str) -> list[str]:
        """Return everything of a class, sorted."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(kind), None)
        return sorted(q.subject.value for q in found if isinstance(q.subject, ox.NamedNode))


def local(iri: str) -> str:
    """Return what stands behind the last slash or hash."""
    return re.split(r"[/#]", iri)[-1]


def subjects(module: Module, predicate: str, value: str) -> list[str]:
    """Return what has a value of a property, sorted."""
    found = module.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value), None)
    return sorted(q.subject.value for q in found if isinstance(q.subject, ox.NamedNode))


def link(iri: str, core: str = "") -> str:
    """Return a link to a term: on the page `core`, by default this one, where it is ours."""
    if iri.startswith(G7):
        return f'<a href="{core}#{local(iri)}"><code>{escape(compact(iri))}</code></a>'
    return f'<a href="{escape(iri)}"><code>{escape(compact(iri))}</code></a>'


def links(iris: list[str]) -> str:
    """Return links to several terms."""
    return ", ".join(link(iri) for iri in iris)
