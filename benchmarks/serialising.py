"""What it takes to write answers through the engine's own serialiser, and through Python objects."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from g7kg import tables
from g7kg.namespaces import PREFIXES
from g7kg.stores.embedded import EmbeddedStore

ROWS = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 40000"
TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(ISIRI(?s)) } LIMIT 40000"
_STRING = ox.NamedNode(PREFIXES["xsd"] + "string")


def ratios(store: EmbeddedStore) -> dict[str, float]:
    """Return for each format how many times as long 40 000 rows take through Python objects, question included."""

    def answer() -> Any:
        return store.query(ROWS)

    def graph() -> Any:
        return store.query(TRIPLES)

    engine = {form: min(seconds(answer, form) for _ in range(3)) for form in ("CSV", "TSV", "JSON")}
    python = {
        "CSV": min(_csv(answer(), ",") for _ in range(3)),
        "TSV": min(_csv(answer(), "\t") for _ in range(3)),
        "JSON": min(_json(answer()) for _ in range(3)),
    }
    for name, theirs in (("TURTLE", "turtle"), ("N_TRIPLES", "nt"), ("JSON_LD", "json-ld")):
        form = {name: form for form, name in tables.GRAPH_FORMATS.items()}[name]
        engine[form] = min(_triples(graph(), form) for _ in range(3))
        python[form] = min(_rdflib(graph(), theirs) for _ in range(2))
    return {form: python[form] / engine[form] for form in engine}


def seconds(ask: Callable[[], Any], form: str = "TSV") -> float:
    """Ask, and return the seconds until all is written by the engine."""
    start = time.process_time()
    ask().serialize(io.BytesIO(), getattr(ox.QueryResultsFormat, form))
    return max(time.process_time() - start, 1e-6)


def _csv(result: ox.QuerySolutions, delimiter: str) -> float:
    start = time.process_time()
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for row in result:
        writer.writerow([getattr(term, "value", str(term)) for term in row])
    out.getvalue().encode()
    return time.process_time() - start


def _json(result: ox.QuerySolutions) -> float:
    """Write what the engine writes: for each term its kind, and a literal's language or datatype."""
    start = time.process_time()
    names = [v.value for v in result.variables]
    bindings = [{n: _binding(t) for n, t in zip(names, row, strict=True) if t is not None} for row in result]
    json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()
    return time.process_time() - start


def _binding(term: Any) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype == _STRING:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _triples(result: Any, form: str) -> float:
    """Write triples as `g7kg query --format` does."""
    start = time.process_time()
    tables.write(result, form, io.BytesIO())
    return time.process_time() - start


def _rdflib(result: Any, form: str) -> float:
    """Write triples by way of rdflib's objects."""
    from rdflib import Graph, Literal, URIRef

    start = time.process_time()
    graph = Graph()
    for triple in result:
        value = triple.object
        if isinstance(value, ox.Literal):
            node = Literal(value.value, lang=value.language, datatype=None if value.language else value.datatype.value)
        else:
            node = URIRef(value.value)
        graph.add((URIRef(triple.subject.value), URIRef(triple.predicate.value), node))
    graph.serialize(format=form)
    return time.process_time() - start
