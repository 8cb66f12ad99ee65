"""The report as the standard has it: a ``sh:ValidationReport`` in Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from g7kg.findings import Finding
from g7kg.namespaces import PREFIXES

_SH, _RDF = PREFIXES["sh"], PREFIXES["rdf"]
_TYPE = ox.NamedNode(_RDF + "type")
_SIGNS = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}

Node = ox.NamedNode | ox.BlankNode


def turtle(found: Sequence[Finding], _language: str) -> str:
    """Return the report as Turtle; messages in every language."""
    content = ox.serialize(_triples(found), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    return content.decode()


def _triples(found: Sequence[Finding]) -> Iterator[ox.Triple]:
    report = ox.BlankNode("report")
    yield ox.Triple(report, _TYPE, _sh("ValidationReport"))
    yield ox.Triple(report, _sh("conforms"), ox.Literal(not found))
    for number, f in enumerate(found, 1):
        result = ox.BlankNode(f"result{number}")
        yield ox.Triple(report, _sh("result"), result)
        yield ox.Triple(result, _TYPE, _sh("ValidationResult"))
        yield ox.Triple(result, _sh("focusNode"), _term(f.focus))
        if f.path:
            extra: list[ox.Triple] = []
            path: Node = _path(f.path, extra) if "<" in f.path else ox.NamedNode(f.path)
            yield ox.Triple(result, _sh("resultPath"), path)
            yield from extra
        if f.value:
            yield ox.Triple(result, _sh("value"), _term(f.value))
        yield ox.Triple(result, _sh("resultSeverity"), _sh(f.severity))
        yield ox.Triple(result, _sh("sourceConstraintComponent"), _sh(f.component))
        yield ox.Triple(result, _sh("sourceShape"), _term(f.shape))
        for language, message in sorted(f.messages.items()):
            yield ox.Triple(result, _sh("resultMessage"), ox.Literal(message, language=language))


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if "://" in name else _SH + name)


def _term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term written as N-Triples, or an IRI without its brackets."""
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    if text.startswith(("<", '"')):
        quad = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        return quad.object
    return ox.NamedNode(text)


def _path(text: str, triples: list[ox.Triple]) -> Node:
    """Return the node of a path that SPARQL writes as `text`; what describes it is added to `triples`."""
    signs = re.findall(r"<[^>]*>|[()^/|*+?]", text)
    at = 0

    def node(prefix: str, value: ox.NamedNode | ox.BlankNode) -> ox.BlankNode:
        made = ox.BlankNode()
        triples.append(ox.Triple(made, _sh(prefix), value))
        return made

    def chain(members: list[Node]) -> Node:
        head: Node = ox.NamedNode(_RDF + "nil")
        for member in reversed(members):
            cell = ox.BlankNode()
            triples.append(ox.Triple(cell, ox.NamedNode(_RDF + "first"), member))
            triples.append(ox.Triple(cell, ox.NamedNode(_RDF + "rest"), head))
            head = cell
        return head

    def step() -> Node:
        nonlocal at
        sign = signs[at]
        at += 1
        if sign == "^":
            return node("inversePath", step())
        if sign != "(":
            return ox.NamedNode(sign[1:-1])
        members, between = [step()], ""
        while signs[at] in "/|":
            between = signs[at]
            at += 1
            members.append(step())
        at += 1
        inner = members[0]
        if between:
            inner = chain(members) if between == "/" else node("alternativePath", chain(members))
        if at < len(signs) and signs[at] in _SIGNS:
            at += 1
            return node(_SIGNS[signs[at - 1]], inner)
        return inner

    return step()
