"""Which statements the SPARQL constraints are asked of: those that they can touch, for a store is what needs the most memory.

A constraint says by its predicates what it can touch. Some of the project's own ask for any property, or look for rare values
of common ones; what they can touch is worked out here while the data are read (`TOUCHED`), and tests hold that they then find
what pySHACL finds in the whole graph. For any other constraint that asks for any property, the store gets everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from g7kg.namespaces import G7, PREFIXES, ROOT, SHAPE
from g7kg.validation.data import Data

# The shapes whose SPARQL constraints touch no more than these statements, besides the types of things:
# those with a language tag other than plain “en” or “ja”; those of properties of ours that are declared nowhere; those that
# refer to something of ours that is described nowhere; those that touch something withdrawn.
TOUCHED = frozenset(
    SHAPE + name for name in ("exact-language-tag", "declared-property", "described-reference", "withdrawn-not-referred-to")
)

# What a query says besides its patterns is cut out before predicates are looked for.
_HEAD = re.compile(r"\b(SELECT|GROUP\s+BY|ORDER\s+BY|HAVING)\b[^{}]*", re.IGNORECASE)
_TERM = r"(?:[?$]\w+|<|\w*:|\"|'|\[|\()"
_ANY_PREDICATE = re.compile(rf"(?:[?$]\w+|>|\w*:[\w./%-]*|\])\s+[?$]\w+\s+{_TERM}|;\s*[?$]\w|!\s*\(?\s*(?:<|\w*:|\^|a\b)")
_IRIS = re.compile(r"<([^<>\"{}|^`\\\s]*)>|(?<![\w?$])(\w[\w.-]*)?:([\w.%-]*[\w%-])?")
_PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_TYPE = PREFIXES["rdf"] + "type"
_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"
_DEPRECATED, _VERSION = PREFIXES["owl"] + "deprecated", PREFIXES["owl"] + "versionIRI"
_PLAIN = ("en", "ja", None)


def chosen(data: Data, predicates: set[str] | None) -> Iterator[ox.Quad]:
    """Yield the statements that the constraints can touch, in the default graph.

    Parameters:
        data: the data; read once, and once more where something is amiss.
        predicates: what `predicates_of` says of the constraints.
    """
    if predicates is None:
        yield from map(_plain, data.read())
        return
    typed: set[str] = set()
    untyped: dict[str, ox.Quad] = {}  # what is described without a type (so far), with one statement of each
    mentioned: set[str] = set()
    used: set[str] = set()
    withdrawn: set[str] = set()
    for quad in data.read():
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object  # type: ignore[union-attr]
        if predicate == _TYPE:
            typed.add(subject)
            untyped.pop(subject, None)
        elif subject not in typed:
            untyped.setdefault(subject, quad)
        used.add(predicate)
        if isinstance(value, ox.Literal):
            if predicate in predicates or value.language not in _PLAIN:
                yield _plain(quad)
            if predicate == _DEPRECATED:
                withdrawn.add(subject)
            continue
        if predicate in predicates:
            yield _plain(quad)
        if isinstance(value, ox.NamedNode):
            name = value.value
            if name not in typed and name.startswith(ROOT) and predicate != _VERSION:
                mentioned.add(name)
    yield from map(_plain, untyped.values())
    undeclared = {p for p in used if p.startswith(G7)} - typed
    suspects = (mentioned - typed - untyped.keys()) | undeclared | withdrawn
    if suspects:
        for quad in data.read(watched=False):
            touched = (getattr(term, "value", "") for term in (quad.subject, quad.predicate, quad.object))
            if not suspects.isdisjoint(touched):
                yield _plain(quad)


def _plain(quad: ox.Quad) -> ox.Quad:
    """Return a statement without its graph: the shapes see all graphs as one."""
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return quad
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def predicates_of(queries: Iterable[str]) -> set[str] | None:
    """Return the predicates that queries can touch, or None where one asks for any predicate."""
    found = {_TYPE, _SUBCLASS}
    for query in queries:
        prefixes = dict(_PREFIX.findall(query))
        body = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", '""', _PREFIX.sub("", query))
        body = re.sub(r"(?m)(?<![\w/<])#[^\n>]*$", "", body)
        if _ANY_PREDICATE.search(_HEAD.sub("", body)):
            return None
        for iri, prefix, local in _IRIS.findall(body):
            found.add(iri or prefixes.get(prefix, "") + local)
    return found
