"""Saved queries and rules as RDF: SHACL's SPARQL executables with their questions, keywords and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from g7kg.dataset import LICENSE, read_rules
from g7kg.namespaces import G7, PREFIXES
from g7kg.queries import Parameter, SavedQuery, saved_queries
from g7kg.releasing.relative import here, turtle
from g7kg.stores.words import keywords

_FORMS = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct"}
_TYPES = {"integer": "integer", "date": "date", "string": "string", "lang": "string"}
_USED = ("dcterms", "g7", "rdf", "rdfs", "schema", "sh", "xsd")


def _n(name: str) -> ox.NamedNode:
    prefix, local = name.split(":", 1)
    return ox.NamedNode(PREFIXES[prefix] + local)


def write(made: Path) -> None:
    """Write ``queries.ttl`` into a release; each query is called by the path of its own file there."""
    triples: list[ox.Triple] = []
    for query in saved_queries():
        node = here(f"queries/{query.slug}.rq")
        triples += _executable(node, query.text)
        triples += _described(node, {tag: query.question(tag) for tag in ("en", "ja")})
        words = [word.strip() for line in query.header.all("keywords") for word in line.split(",")]
        triples += [ox.Triple(node, _n("schema:keywords"), ox.Literal(word)) for word in words if word]
        for parameter in query.parameters.values():
            triples += _parameter(node, query, parameter)
    for rule in read_rules():
        node = here(f"ontology/rules/{rule.name}.rq")
        triples += _executable(node, rule.text)
        triples += _described(node, {tag: rule.header.one(f"label-{tag}") or rule.name for tag in ("en", "ja")})
    used = {name: PREFIXES[name] for name in _USED}
    (made / "queries.ttl").write_bytes(turtle(triples, used))


def form_of(text: str) -> str:
    """Return the form of a query: "SELECT", "ASK" or "CONSTRUCT".

    A SELECT may stand within the others, and an ASK or CONSTRUCT within none.
    """
    words = keywords(text)
    return next((form for form in ("CONSTRUCT", "ASK") if form in words), "SELECT")


def _executable(node: ox.NamedNode, text: str) -> Iterator[ox.Triple]:
    form = form_of(text)
    yield ox.Triple(node, _n("rdf:type"), _n("sh:SPARQLExecutable"))
    yield ox.Triple(node, _n("rdf:type"), _n(f"sh:SPARQL{_FORMS[form]}Executable"))
    yield ox.Triple(node, _n(f"sh:{form.lower()}"), ox.Literal(text))
    yield ox.Triple(node, _n("sh:prefixes"), ox.NamedNode(G7.rstrip("#")))
    yield ox.Triple(node, _n("dcterms:license"), ox.NamedNode(LICENSE))


def _described(node: ox.NamedNode, labels: dict[str, str]) -> Iterator[ox.Triple]:
    for tag, label in labels.items():
        yield ox.Triple(node, _n("rdfs:label"), ox.Literal(label, language=tag))


def _parameter(query_node: ox.NamedNode, query: SavedQuery, parameter: Parameter) -> Iterator[ox.Triple]:
    node = here(f"queries/{query.slug}.rq#{parameter.name}")
    yield ox.Triple(query_node, _n("sh:parameter"), node)
    yield ox.Triple(node, _n("rdf:type"), _n("sh:Parameter"))
    yield ox.Triple(node, _n("sh:path"), node)
    yield ox.Triple(node, _n("sh:name"), ox.Literal(parameter.name))
    for tag, about in parameter.about.items():
        yield ox.Triple(node, _n("sh:description"), ox.Literal(about, language=tag))
    if parameter.kind == "iri":
        yield ox.Triple(node, _n("sh:nodeKind"), _n("sh:IRI"))
    else:
        yield ox.Triple(node, _n("sh:datatype"), _n(f"xsd:{_TYPES[parameter.kind]}"))
    if parameter.kind == "lang":
        yield ox.Triple(node, _n("sh:pattern"), ox.Literal("^(en|ja)$"))
    declared = "".join(f"PREFIX {name}: <{space}>\n" for name, space in query.prefixes.items())
    found = ox.Store().query(f"{declared}SELECT ?x {{ VALUES ?x {{ {parameter.default} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    for (default,) in found:
        yield ox.Triple(node, _n("sh:defaultValue"), default)
