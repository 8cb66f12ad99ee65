"""What the endpoint says of itself: its service description, and the graph's statistics as VoID, counted in the graph."""

from __future__ import annotations

import asyncio

import pyoxigraph as ox

from g7kg.counting import TITLE
from g7kg.namespaces import G7, ID, PREFIXES
from g7kg.serving import work
from g7kg.serving.pool import Pool
from g7kg.tables import GRAPH_FORMATS

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads")


def _n(name: str) -> ox.NamedNode:
    prefix, local = name.split(":", 1)
    return ox.NamedNode((SD if prefix == "sd" else PREFIXES[prefix]) + local)


class Description:
    """What the endpoint says of itself; the counts are taken once, when they are first asked for.

    Parameters:
        pool: what counts.
        url: the server's address, ending in a slash.
    """

    def __init__(self, pool: Pool, url: str) -> None:
        self._pool, self._url = pool, url
        self._counted: asyncio.Task[dict[str, list[tuple[str, int]]]] | None = None

    async def _counts(self) -> dict[str, list[tuple[str, int]]]:
        if self._counted is None or (self._counted.done() and self._counted.exception()):
            self._counted = asyncio.ensure_future(self._pool.ask(work.count, seconds=6 * self._pool.limits.seconds))
        return await asyncio.shield(self._counted)

    async def service(self, form: str) -> bytes:
        """Return the service description in a format of `g7kg.tables`."""
        service = ox.NamedNode(self._url + "sparql")
        dataset, default = ox.NamedNode(self._url + "sparql#dataset"), ox.NamedNode(self._url + "sparql#default")
        triples = [
            ox.Triple(service, _n("rdf:type"), _n("sd:Service")),
            ox.Triple(service, _n("sd:endpoint"), service),
            ox.Triple(service, _n("sd:supportedLanguage"), _n("sd:SPARQL11Query")),
            ox.Triple(service, _n("sd:feature"), _n("sd:UnionDefaultGraph")),
            *(ox.Triple(service, _n("sd:resultFormat"), ox.NamedNode(FORMATS + name)) for name in (*_RESULTS, *_GRAPHS)),
            ox.Triple(service, _n("sd:defaultDataset"), dataset),
            ox.Triple(dataset, _n("rdf:type"), _n("sd:Dataset")),
            ox.Triple(dataset, _n("sd:defaultGraph"), default),
            ox.Triple(default, _n("rdf:type"), _n("sd:Graph")),
        ]
        counts = await self._counts()
        triples.append(ox.Triple(default, _n("void:triples"), _number(dict(counts["total"])["triples"])))
        for place, (name, triples_in) in enumerate(counts["graphs"]):
            entry, graph = ox.BlankNode(f"entry{place}"), ox.BlankNode(f"graph{place}")
            triples += [
                ox.Triple(dataset, _n("sd:namedGraph"), entry),
                ox.Triple(entry, _n("rdf:type"), _n("sd:NamedGraph")),
                ox.Triple(entry, _n("sd:name"), ox.NamedNode(name)),
                ox.Triple(entry, _n("sd:graph"), graph),
                ox.Triple(graph, _n("rdf:type"), _n("sd:Graph")),
                ox.Triple(graph, _n("void:triples"), _number(triples_in)),
            ]
        return _serialized(triples, form)

    async def void(self, form: str) -> bytes:
        """Return the VoID description in a format of `g7kg.tables`."""
        data = ox.NamedNode(self._url + ".well-known/void#dataset")
        counts = await self._counts()
        triples = [
            ox.Triple(data, _n("rdf:type"), _n("void:Dataset")),
            *(ox.Triple(data, _n("dcterms:title"), ox.Literal(text, language=tag)) for tag, text in TITLE.items()),
            ox.Triple(data, _n("dcterms:license"), ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")),
            ox.Triple(data, _n("void:sparqlEndpoint"), ox.NamedNode(self._url + "sparql")),
            ox.Triple(data, _n("void:uriSpace"), ox.Literal(ID)),
            ox.Triple(data, _n("void:exampleResource"), ox.NamedNode(ID + "meeting/2017-turin")),
            ox.Triple(data, _n("void:vocabulary"), ox.NamedNode(G7.rstrip("#"))),
            *(ox.Triple(data, _n("void:feature"), ox.NamedNode(FORMATS + name)) for name in _GRAPHS[:4]),
            *(ox.Triple(data, _n(f"void:{name}"), _number(number)) for name, number in counts["total"]),
        ]
        for part, name, amount in (
            ("classPartition", "class", "entities"),
            ("propertyPartition", "property", "triples"),
        ):
            for place, (iri, number) in enumerate(counts[part]):
                node = ox.BlankNode(f"{name}{place}")
                triples += [
                    ox.Triple(data, _n(f"void:{part}"), node),
                    ox.Triple(node, _n(f"void:{name}"), ox.NamedNode(iri)),
                    ox.Triple(node, _n(f"void:{amount}"), _number(number)),
                ]
        for iri, number in counts["graphs"]:
            triples += [
                ox.Triple(data, _n("void:subset"), ox.NamedNode(iri)),
                ox.Triple(ox.NamedNode(iri), _n("void:triples"), _number(number)),
            ]
        return _serialized(triples, form)


def _number(number: int) -> ox.Literal:
    return ox.Literal(number)


def _serialized(triples: list[ox.Triple], form: str) -> bytes:
    return ox.serialize(triples, format=getattr(ox.RdfFormat, GRAPH_FORMATS[form]), prefixes={**PREFIXES, "sd": SD}) or b""
