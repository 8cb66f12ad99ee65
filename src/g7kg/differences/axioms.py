"""What the ontology says of its terms, as far as a reasoner reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import pyoxigraph as ox

from g7kg.namespaces import GRAPH, PREFIXES, compact

_GRAPHS = (GRAPH + "ontology/", GRAPH + "alignment/")
_RDFS = {PREFIXES["rdfs"] + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
_SILENT = {PREFIXES["owl"] + name for name in ("versionInfo", "versionIRI", "priorVersion", "deprecated")}
_TYPE = PREFIXES["rdf"] + "type"
_ANNOTATIONS = {PREFIXES["owl"] + name for name in ("AnnotationProperty", "Ontology")}


def between(old: Iterable[ox.Quad], new: Iterable[ox.Quad], added: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the axioms that stand in the older ontology alone, and in the newer one alone.

    Parameters:
        old: the quads of the older release.
        new: those of the newer one.
        added: IRIs of new terms; what is said of these alone changes no conclusion about others.
    """
    before, after = axioms(old), axioms(new)
    gone = [text for text, subject in before.items() if text not in after]
    come = [text for text, subject in after.items() if text not in before and subject not in added]
    return sorted(gone), sorted(come)


def axioms(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """Return each axiom as one line, blank nodes written out, with the IRI that it is about ("" where none is)."""
    about: dict[object, list[ox.Quad]] = defaultdict(list)
    pointed = set()
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(_GRAPHS):
            about[quad.subject].append(quad)
            pointed.add(quad.object)
    found = {}
    for subject, said in about.items():
        if isinstance(subject, ox.NamedNode):
            for quad in filter(_counts, said):
                text = f"{compact(subject.value)} {compact(quad.predicate.value)} {_written(quad.object, about)}"
                found[text] = subject.value
        elif subject not in pointed:
            found[_written(subject, about)] = ""
    return found


def _counts(quad: ox.Quad) -> bool:
    name, value = quad.predicate.value, getattr(quad.object, "value", "")
    if name == _TYPE:
        return value.startswith(PREFIXES["owl"]) and value not in _ANNOTATIONS
    return name in _RDFS or (name.startswith(PREFIXES["owl"]) and name not in _SILENT)


def _written(term: object, about: dict[object, list[ox.Quad]]) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if not isinstance(term, ox.BlankNode):
        return str(term)
    inner = (f"{compact(quad.predicate.value)} {_written(quad.object, about)}" for quad in about[term])
    return f"[ {' ; '.join(sorted(inner))} ]"
