"""The picture of a query: its graph pattern, as rdflib's parser reads it.

A box is a variable or a thing, an arrow a property. Dashed is what need not be there (OPTIONAL), red what must not
(FILTER NOT EXISTS, MINUS), blue one of several alternatives (UNION). Labels are left out: nearly every variable has one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from diagrams import digraph, quoted
from rdflib import Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern
from rdflib.plugins.sparql.parserutils import CompValue

from g7kg.namespaces import PREFIXES, compact

LABELS = {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"}
LOOK = {
    "must": "",
    "may": ", style=dashed",
    "not": ', color="#b3261e", fontcolor="#b3261e"',
    "or": ', color="#1f5fbf", fontcolor="#1f5fbf"',
}


@dataclass
class _Drawing:
    shown: set[str] = field(default_factory=set)  # the variables that are columns
    given: dict[str, list[str]] = field(default_factory=dict)  # the variables with given values
    nodes: dict[str, str] = field(default_factory=dict)
    edges: dict[tuple[str, str, str, str], None] = field(default_factory=dict)


def drawing(text: str) -> str:
    """Return the graph pattern of a query in DOT.

    Parameters:
        text: the SPARQL.
    """
    algebra = prepareQuery(text).algebra
    found = _Drawing()
    for variable in algebra.get("PV") or []:
        found.shown.add(str(variable))
    _walk(algebra, "must", found)
    lines = []
    for name, label in found.nodes.items():
        if name.startswith("?"):
            values = found.given.get(name[1:], [])
            fill = "#fff4d6" if values else "#d9e8f7" if name[1:] in found.shown else "#ffffff"
            shown = "\n".join([label, *(f"= {value}" for value in values[:4]), *(["= …"] if len(values) > 4 else [])])
            lines.append(f"{quoted(name)} [label={quoted(shown)}, fillcolor={quoted(fill)}]")
        else:
            lines.append(f'{quoted(name)} [label={quoted(label)}, shape=plain, style=""]')
    lines += [f"{quoted(a)} -> {quoted(b)} [label={quoted(p)}{LOOK[how]}]" for a, p, b, how in found.edges]
    return digraph(*lines)


def _walk(part: Any, how: str, found: _Drawing) -> None:
    """Go through the algebra and take every triple, with whether it must, may or must not hold."""
    if isinstance(part, list | tuple):
        for one in part:
            _walk(one, how, found)
        return
    if not isinstance(part, CompValue):
        return
    name = part.name
    if name == "BGP":
        for triple in part["triples"]:
            _take(triple, how, found)
    elif name == "LeftJoin":
        _walk(part["p1"], how, found)
        _walk(part["p2"], "may" if how == "must" else how, found)
        _walk(part["expr"], how, found)
    elif name == "Minus":
        _walk(part["p1"], how, found)
        _walk(part["p2"], "not", found)
    elif name == "Union":
        for side in ("p1", "p2"):
            _walk(part[side], "or" if how == "must" else how, found)
    elif name == "Builtin_NOTEXISTS":
        _walk(translateGroupGraphPattern(part["graph"]), "not", found)  # rdflib leaves this until it is asked
    elif name == "values":
        for row in part["res"]:
            for variable, value in row.items():
                given = found.given.setdefault(str(variable), [])
                if _term(value) not in given:
                    given.append(_term(value))
    else:
        _walk(list(part.values()), how, found)


def _take(triple: tuple[Any, Any, Any], how: str, found: _Drawing) -> None:
    subject, predicate, thing = triple
    if str(predicate) in LABELS or (isinstance(predicate, AlternativePath) and {str(p) for p in predicate.args} & LABELS):
        return
    ends = []
    for term in (subject, thing):
        key = f"?{term}" if isinstance(term, Variable) else _term(term)
        if not isinstance(term, Variable) and term is thing:
            key = f"{_term(subject)} {_path(predicate)} {key}"  # a value stands beside each thing that has it
        found.nodes.setdefault(key, _term(term))
        ends.append(key)
    found.edges[ends[0], _path(predicate), ends[1], how] = None


def _term(term: Any) -> str:
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, URIRef):
        return compact(str(term))
    return f"“{term}”" if isinstance(term, Literal) else "[ ]"


def _path(path: Any) -> str:
    """Return a property path as SPARQL writes it, with CURIEs."""
    if isinstance(path, InvPath):
        return "^" + _path(path.arg)
    if isinstance(path, SequencePath):
        return "/".join(_path(arg) for arg in path.args)
    if isinstance(path, AlternativePath):
        return "|".join(_path(arg) for arg in path.args)
    if isinstance(path, MulPath):
        inner = _path(path.path)
        return (f"({inner})" if isinstance(path.path, Path) else inner) + str(path.mod)
    if isinstance(path, NegatedPath):
        return "!(" + "|".join(_path(arg) for arg in path.args) + ")"
    short = _term(path)
    return "a" if short == "rdf:type" else short
