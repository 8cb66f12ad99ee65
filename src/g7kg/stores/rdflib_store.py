"""The graph in rdflib, for those who live in it, and as the reference that other stores are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox
from rdflib import Dataset, Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from g7kg.errors import UsageProblem, one_line
from g7kg.stores import Result


class RdflibStore:
    """A `rdflib.Dataset` asked through the store protocol; `dataset` may be used directly as well.

    Parameters:
        dataset: an own dataset; it should have ``default_union=True``, as the project's queries expect.
    """

    def __init__(self, dataset: Dataset | None = None) -> None:
        self.dataset = dataset if dataset is not None else Dataset(default_union=True)

    def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        """Answer `text` over the union of `graphs`, or of all named graphs (see `g7kg.stores.Store.query`)."""
        try:
            result = self._over(graphs).query(text)
            # rdflib's own rows become Oxigraph's result objects by way of the standard's JSON.
            if result.type in ("SELECT", "ASK"):
                data = result.serialize(format="json") or b""
                return ox.parse_query_results(data, ox.QueryResultsFormat.JSON)
        except Exception as error:  # rdflib raises whatever its parser and evaluator raise
            raise UsageProblem(f"rdflib cannot answer the query: {one_line(error)}") from None
        assert result.graph is not None
        triples = result.graph.serialize(format="nt").encode("utf-8")
        return iter([ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)])

    def graph_names(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""
        return (str(g.identifier) for g in self.dataset.graphs() if g.identifier != DATASET_DEFAULT_GRAPH_ID)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads."""
        data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        self.dataset.parse(data=data, format="nquads")

    def _over(self, graphs: Sequence[str] | None) -> Graph:
        if graphs is None:
            return self.dataset
        part = Dataset(default_union=True)
        for name in graphs:
            part.graph(URIRef(name)).__iadd__(self.dataset.graph(URIRef(name)))
        return part
