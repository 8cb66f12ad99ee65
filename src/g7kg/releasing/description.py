"""What a release says of itself: DCAT for catalogues, VoID with what is counted in the graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from g7kg import __version__, counting
from g7kg.counting import ABOUT, KEYWORDS, TITLE
from g7kg.dataset import LICENSE, Graph
from g7kg.exports.network.content import HOME
from g7kg.namespaces import G7, ID, PREFIXES, ROOT, compact
from g7kg.releases import GRAPH_FILE
from g7kg.releasing.files import File, day, listed
from g7kg.releasing.relative import here, turtle

NAME = "description.ttl"
_MORE = {"dcat": "http://www.w3.org/ns/dcat#", "spdx": "http://spdx.org/rdf/terms#"}
_USED = ("dcterms", "foaf", "g7", "graph", "rdf", "rdfs", "skos", "void", "xsd")
PUBLISHER = ID + "organization/g7kg-editors"
LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_LANGUAGES = {"en": "ENG", "ja": "JPN"}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
PRIMARY = (GRAPH_FILE, "g7kg.trig", "g7kg.ttl", "g7kg.jsonld", "site.zip", "queries.ttl", "names.nt")


def _n(name: str) -> ox.NamedNode:
    prefix, local = name.split(":", 1)
    return ox.NamedNode((_MORE.get(prefix) or PREFIXES[prefix]) + local)


def _typed(value: object, kind: str) -> ox.Literal:
    return ox.Literal(str(value), datatype=_n(f"xsd:{kind}"))


def write(graph: Graph, made: Path, when: int) -> None:
    """Write ``description.ttl`` into a release that holds everything that it describes.

    Parameters:
        graph: the graph, which is counted.
        made: the folder of the release.
        when: its time, in seconds since 1970.
    """
    files = [file for file in listed(made) if file.path in PRIMARY or file.path.startswith("tables/")]
    used = {name: PREFIXES[name] for name in _USED}
    triples = [*_dataset(files, day(when)), *_counts(graph), *_linksets(graph)]
    (made / NAME).write_bytes(turtle(triples, used | _MORE))


def _part(kind: str, iri: str) -> ox.NamedNode:
    return here(f"{NAME}#{kind}-{quote(compact(iri), safe=':')}")


def _dataset(files: list[File], date: str) -> Iterator[ox.Triple]:
    data = ox.NamedNode(HOME)
    for kind in ("dcat:Dataset", "void:Dataset"):
        yield ox.Triple(data, _n("rdf:type"), _n(kind))
    for tag in ("en", "ja"):
        yield ox.Triple(data, _n("dcterms:title"), ox.Literal(TITLE[tag], language=tag))
        yield ox.Triple(data, _n("dcterms:description"), ox.Literal(ABOUT[tag], language=tag))
        yield ox.Triple(data, _n("dcterms:language"), ox.NamedNode(LANGUAGES + _LANGUAGES[tag]))
        for word in KEYWORDS[tag]:
            yield ox.Triple(data, _n("dcat:keyword"), ox.Literal(word, language=tag))
    about: dict[str, ox.NamedNode | ox.Literal] = {
        "dcat:version": ox.Literal(__version__),
        "dcterms:identifier": ox.Literal(f"{HOME}@{__version__}"),
        "dcterms:issued": _typed(date, "date"),
        "dcterms:license": ox.NamedNode(LICENSE),
        "dcterms:publisher": ox.NamedNode(PUBLISHER),
        "dcterms:creator": ox.NamedNode(PUBLISHER),
        "dcterms:conformsTo": ox.NamedNode(G7.rstrip("#")),
        "dcat:landingPage": ox.NamedNode(HOME),
        "foaf:homepage": ox.NamedNode(HOME),
        "void:uriSpace": ox.Literal(ROOT),
        "void:vocabulary": ox.NamedNode(G7.rstrip("#")),
        "void:exampleResource": ox.NamedNode(ID + "meeting/2017-turin"),
        "void:dataDump": here(GRAPH_FILE),
    }
    yield from (ox.Triple(data, _n(name), value) for name, value in about.items())
    for file in files:
        node, checksum = here(f"{NAME}#{file.path}"), here(f"{NAME}#{file.path}-sha256")
        yield ox.Triple(data, _n("dcat:distribution"), node)
        about = {
            "rdf:type": _n("dcat:Distribution"),
            "dcterms:title": ox.Literal(file.path),
            "dcterms:license": ox.NamedNode(LICENSE),
            "dcterms:issued": _typed(date, "date"),
            "dcat:downloadURL": here(file.path),
            "dcat:accessURL": here(file.path),
            "dcat:mediaType": ox.NamedNode(MEDIA_TYPES + file.media),
            "dcat:byteSize": _typed(file.size, "nonNegativeInteger"),
            "spdx:checksum": checksum,
        }
        yield from (ox.Triple(node, _n(name), value) for name, value in about.items())
        yield ox.Triple(checksum, _n("rdf:type"), _n("spdx:Checksum"))
        yield ox.Triple(checksum, _n("spdx:algorithm"), _n("spdx:checksumAlgorithm_sha256"))
        yield ox.Triple(checksum, _n("spdx:checksumValue"), _typed(file.sha256, "hexBinary"))


def _counts(graph: Graph) -> Iterator[ox.Triple]:
    data, counts = ox.NamedNode(HOME), counting.count(graph.store)
    for name, number in counts["total"]:
        yield ox.Triple(data, _n(f"void:{name}"), _typed(number, "integer"))
    for part, name, amount in (("classPartition", "class", "entities"), ("propertyPartition", "property", "triples")):
        for iri, number in counts[part]:
            node = _part(name, iri)
            yield ox.Triple(data, _n(f"void:{part}"), node)
            yield ox.Triple(node, _n("rdf:type"), _n("void:Dataset"))
            yield ox.Triple(node, _n(f"void:{name}"), ox.NamedNode(iri))
            yield ox.Triple(node, _n(f"void:{amount}"), _typed(number, "integer"))
    for iri, number in counts["graphs"]:
        node = ox.NamedNode(iri)
        yield ox.Triple(data, _n("void:subset"), node)
        yield ox.Triple(node, _n("rdf:type"), _n("void:Dataset"))
        yield ox.Triple(node, _n("void:triples"), _typed(number, "integer"))
        for prop in (_n("rdfs:label"), _n("dcterms:license")):
            for quad in graph.store.raw.quads_for_pattern(node, prop, None, None):
                yield ox.Triple(node, prop, quad.object)


def _linksets(graph: Graph) -> Iterator[ox.Triple]:
    data = ox.NamedNode(HOME)
    for linkset in counting.linksets(graph.store):
        local = linkset.predicate.rpartition("#")[2]
        node, target = _part(local, linkset.space), _part("dataset", linkset.space)
        yield ox.Triple(data, _n("void:subset"), node)
        yield ox.Triple(node, _n("rdf:type"), _n("void:Linkset"))
        yield ox.Triple(node, _n("void:linkPredicate"), ox.NamedNode(linkset.predicate))
        yield ox.Triple(node, _n("void:subjectsTarget"), data)
        yield ox.Triple(node, _n("void:objectsTarget"), target)
        yield ox.Triple(node, _n("void:triples"), _typed(linkset.triples, "integer"))
        yield ox.Triple(node, _n("void:distinctSubjects"), _typed(linkset.subjects, "integer"))
        yield ox.Triple(node, _n("void:distinctObjects"), _typed(linkset.objects, "integer"))
        yield ox.Triple(target, _n("rdf:type"), _n("void:Dataset"))
        yield ox.Triple(target, _n("void:uriSpace"), ox.Literal(linkset.space))
