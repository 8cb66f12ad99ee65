"""RDF: what the graph says of the things that nodes and edges stand for, with their evidence; and of the export itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

import pyoxigraph as ox

from g7kg.exports.network.content import HOME, LICENSE, Content, Metadata
from g7kg.namespaces import PREFIXES
from g7kg.network import Network
from g7kg.stores import rows

BATCH = 200
_RDF, _SH, _DCTERMS, _XSD = PREFIXES["rdf"], PREFIXES["sh"], PREFIXES["dcterms"], PREFIXES["xsd"]


def turtle(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write Turtle, with comments at the head that say what it is."""
    _commented(metadata, file)
    ox.serialize((q.triple for q in _once(content, metadata)), file, ox.RdfFormat.TURTLE, prefixes=PREFIXES)


def json_ld(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write JSON-LD."""
    ox.serialize((q.triple for q in _once(content, metadata)), file, ox.RdfFormat.JSON_LD, prefixes=PREFIXES)


def n_quads(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write N-Quads: each statement in the named graph of the source that says it."""
    _commented(metadata, file)
    ox.serialize(chain(_described(metadata), quads(content)), file, ox.RdfFormat.N_QUADS)


def _commented(metadata: Metadata, file: IO[bytes]) -> None:
    for line in metadata.lines():
        file.write(f"# {line}".rstrip().encode() + b"\n")
    file.write(b"\n")


def _once(content: Content, metadata: Metadata) -> Iterator[ox.Quad]:
    """Yield each triple once, whichever graphs say it."""
    last: set[tuple[object, ...]] = set()
    subject: object = None
    yield from _described(metadata)
    for quad in quads(content):
        if quad.subject != subject:
            subject, last = quad.subject, set()
        if (quad.predicate, quad.object) not in last:
            last.add((quad.predicate, quad.object))
            yield quad


def quads(content: Content) -> Iterator[ox.Quad]:
    """Yield what the graph says of the things, and of the passages that are their evidence, in a fixed order."""
    if not isinstance(content, Network):
        return
    reading = content.reading
    seen: set[str] = set()
    things = iter(content.things())
    while batch := list(islice(things, BATCH)):
        wanted = " ".join(f"<{iri}>" for iri in batch)
        evidence = f"VALUES ?thing {{ {wanted} }} ?thing <{PREFIXES['g7']}evidence> ?s"
        found = []
        for pattern in (f"VALUES ?s {{ {wanted} }}", evidence):
            text = f"SELECT DISTINCT ?g ?s ?p ?o WHERE {{ {pattern} GRAPH ?g {{ ?s ?p ?o }} }}"
            found += [tuple(row) for row in rows(reading.store.query(text, reading.graphs))[1]]
        fresh = {str(row[1]) for row in found} - seen
        seen |= fresh
        for g, s, p, o in sorted({r for r in found if str(r[1]) in fresh}, key=lambda r: [str(r[i]) for i in (1, 2, 3, 0)]):
            yield ox.Quad(s, p, o, g)  # type: ignore[arg-type]


def _described(metadata: Metadata) -> Iterator[ox.Quad]:
    """Yield what the export says of itself."""
    this = ox.NamedNode(f"{HOME}export/{metadata.content.name}")

    def said(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, ox.NamedNode(predicate), value)

    yield said(this, _RDF + "type", ox.NamedNode(PREFIXES["void"] + "Dataset"))
    yield said(this, _DCTERMS + "title", ox.Literal(metadata.title, language="en"))
    yield said(this, _DCTERMS + "license", ox.NamedNode(LICENSE))
    yield said(this, _DCTERMS + "modified", ox.Literal(metadata.modified, datatype=ox.NamedNode(_XSD + "date")))
    yield said(this, PREFIXES["owl"] + "versionInfo", ox.Literal(metadata.version))
    about = metadata.flat()
    yield said(
        this, _DCTERMS + "description", ox.Literal(f"basis: {about['basis']}; filters: {about['filters']}", language="en")
    )
    for name, text in metadata.content.queries.items():
        query = ox.NamedNode(f"{this.value}/query/{name}")
        yield said(this, PREFIXES["prov"] + "wasDerivedFrom", query)
        yield said(query, _RDF + "type", ox.NamedNode(_SH + "SPARQLSelectExecutable"))
        yield said(query, _SH + "select", ox.Literal(text))
