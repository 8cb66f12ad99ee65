"""Which statements the SPARQL constraints are asked of: those that they can touch, for a store is what needs the most memory.

A constraint says by its predicates what it can touch. Some of the project's own ask for any property, or look for rare values
of common ones; the few statements that they can touch are found while the data are read, and these constraints are asked of
them alone (`TOUCHED`). Tests hold that they then find what they find in the whole graph. For any other constraint that asks
for any property, the store gets everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from g7kg.namespaces import PREFIXES, ROOT, SHAPE
from g7kg.validation.data import Data

# The shapes whose SPARQL constraints touch no more than these statements, besides the types of things:
# those with a language tag other than plain “en” or “ja” (two shapes); those of properties that are declared nowhere (two);
# those that refer to something of ours that is described nowhere; those that touch something withdrawn.
TOUCHED = frozenset(
    SHAPE + name
    for name in (
        "exact-language-tag",
        "known-language-tag",
        "declared-property",
        "known-property",
        "described-reference",
        "withdrawn-not-referred-to",
    )
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
_SOMETHING = ox.NamedNode(PREFIXES["rdfs"] + "Resource")
_OURS = ROOT.partition("://")[2].rstrip("/")  # however it begins: “http” for “https” is a slip that is looked for


def chosen(data: Data, predicates: set[str] | None, known: frozenset[str], odd: list[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the statements that the constraints can touch, in the default graph.

    Parameters:
        data: the data; read once, and once more where something is amiss.
        predicates: what `predicates_of` says of the constraints other than those in `TOUCHED`.
        known: properties that need no declaration, since the constraints in `TOUCHED` name them.
        odd: gets the statements for the constraints in `TOUCHED`.
    """
    typed: set[str] = set()
    untyped: dict[str, ox.Quad] = {}  # what is described without a type (so far), with one statement of each
    mentioned: set[str] = set()
    used: set[str] = set()
    withdrawn: set[str] = set()
    for quads, names in data.read():
        for quad, predicate in zip(quads, names, strict=True):
            subject, value = quad.subject.value, quad.object  # type: ignore[union-attr]
            if predicates is None or predicate in predicates:
                yield _plain(quad)
            if predicate == _TYPE:
                typed.add(subject)
                untyped.pop(subject, None)
            elif subject not in typed:
                untyped.setdefault(subject, quad)
            if predicate not in used and (_OURS in predicate or "/id/" in subject or "/graph/" in subject):
                used.add(predicate)
            if isinstance(value, ox.Literal):
                if value.language not in _PLAIN:
                    odd.append(_plain(quad))
                elif predicate == _DEPRECATED:
                    withdrawn.add(subject)
            elif isinstance(value, ox.NamedNode):
                name = value.value
                if name not in typed and _OURS in name and predicate != _VERSION:
                    mentioned.add(name)
    undeclared = used - typed - known
    suspects = (mentioned - typed - untyped.keys()) | undeclared | withdrawn
    if suspects:
        for quads, _ in data.read(watched=False):
            for quad in quads:
                touched = (getattr(term, "value", "") for term in (quad.subject, quad.predicate, quad.object))
                if not suspects.isdisjoint(touched):
                    odd.append(_plain(quad))
    # For each thing in them, whether it is described.
    terms = (term for quad in odd for term in (quad.subject, quad.predicate, quad.object))
    for term in {term.value: term for term in terms if isinstance(term, ox.NamedNode)}.values():
        if term.value in typed:
            odd.append(ox.Quad(term, ox.NamedNode(_TYPE), _SOMETHING))
        elif term.value in untyped:
            odd.append(_plain(untyped[term.value]))


def _plain(quad: ox.Quad) -> ox.Quad:
    """Return a statement without its graph: the shapes see all graphs as one."""
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return quad
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def predicates_of(queries: Iterable[str]) -> set[str] | None:
    """Return the predicates that queries can touch, or None where one asks for any predicate."""
    found = {_TYPE, _SUBCLASS}
    for query in queries:
        if _ANY_PREDICATE.search(_HEAD.sub("", _body(query))):
            return None
        found |= named(query)
    return found


def named(query: str) -> set[str]:
    """Return the IRIs that a query names."""
    prefixes = dict(_PREFIX.findall(query))
    return {iri or prefixes.get(prefix, "") + local for iri, prefix, local in _IRIS.findall(_body(query))}


def _body(query: str) -> str:
    """Return a query without prefixes, texts and comments."""
    body = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", '""', _PREFIX.sub("", query))
    return re.sub(r"(?m)(?<![\w/<])#[^\n>]*$", "", body)
