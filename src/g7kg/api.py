"""The graph in a notebook: `g7kg.load()`, then questions, tables, networks, lines of descent, measures and pictures.

Examples:
    >>> import g7kg
    >>> graph = g7kg.load()
    >>> len(graph.table("commitments")) == graph.network("commitments").number_of_nodes()
    True

Tables come as `Rows`, a list of dictionaries with `pandas()` and `polars()` for those who have them (the extra ``analysis``).
Names of things are CURIEs (``id:meeting/2017-turin``), labels are in the language given to `load`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from g7kg import continuity, dataset, network
from g7kg import extensions as extending
from g7kg.errors import UsageProblem
from g7kg.lines import Section
from g7kg.namespaces import compact
from g7kg.notebook import Picture, Rows
from g7kg.queries import saved_query
from g7kg.stores import Store, Term, rows

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Graph", "Picture", "Rows", "load"]

Names = str | Sequence[str] | None
VOUCHED = ("asserted", "curated")


class Graph:
    """The graph, loaded once.

    Attributes:
        store: the store beneath, for SPARQL of one's own (`g7kg.stores.Store`).
        bases: whose links count, unless a call says otherwise.
        language: of labels, "en" or "ja".
        extensions: those that it was loaded with.
    """

    def __init__(
        self,
        store: Store,
        bases: Sequence[str] = VOUCHED,
        language: str = "en",
        extensions: Sequence[extending.Extension] = (),
    ) -> None:
        self.store, self.bases, self.language, self.extensions = store, tuple(bases), language, tuple(extensions)

    def query(self, query: str, **parameters: Names) -> Rows:
        """Return the rows of a saved query, by its slug, or of SPARQL of one's own.

        Parameters:
            query: ``agreements/by-theme``, or a SELECT query.
            parameters: of the saved query; ``basis`` and ``lang`` are those of the graph unless given.

        Raises:
            UsageProblem: no such query or parameter, or the query does not parse.
        """
        with extending.used(self.extensions):
            return self._asked(query, parameters)

    def _asked(self, query: str, parameters: dict[str, Names]) -> Rows:
        if any(letter in query for letter in "{\n"):
            if parameters:
                raise UsageProblem("parameters are for saved queries; a query of your own has its values in it")
            text, name = query, "query"
        else:
            saved = saved_query(query)
            values = {key: value for key, value in parameters.items() if value is not None}
            values |= {
                key: default
                for key, default in (("lang", self.language), ("basis", list(self.bases)))
                if key in saved.parameters and key not in values
            }
            text, name = saved.bind(values), saved.slug
        bases = parameters.get("basis") or self.bases
        graphs = dataset.graphs_of(self.store, [bases] if isinstance(bases, str) else bases)
        result = self.store.query(text, graphs)
        if not isinstance(result, ox.QuerySolutions):
            raise UsageProblem("this query gives no rows; ask `graph.store.query(…)` for triples or yes and no")
        columns, found = rows(result)
        named = (
            {column: _value(term) for column, term in zip(columns, row, strict=True) if term is not None} for row in found
        )
        return Rows(columns, named, {name: text})

    def _project(self, name: str, bases: Sequence[str] | None, filters: dict[str, Names]) -> network.Network:
        chosen = {k: [v] if isinstance(v, str) else list(v) for k, v in filters.items() if v is not None}
        return network.project(
            self.store, name, filters=chosen, bases=self.bases if bases is None else bases, language=self.language
        )

    def table(self, name: str, *, edges: bool = False, bases: Sequence[str] | None = None, **filters: Names) -> Rows:
        """Return the nodes (or the edges) of a projection, or a table, as rows: the same that `g7kg export` writes.

        Parameters:
            name: one of `g7kg.network.PROJECTIONS`, e.g. "commitments", "statements", "links".
            edges: the edges instead of the nodes.
            bases: whose links count.
            filters: meeting, theme, party, modality, status: one name or several.

        Raises:
            UsageProblem: no such projection, filter or name.
        """
        with extending.used(self.extensions):
            made = self._project(name, bases, filters)
            columns = made.edge_columns if edges else made.node_columns
            found = made.edges() if edges else made.nodes()
            names = [column.name for column in columns]
            return Rows(names, ({n: record[n] for n in names if n in record} for record in found), made.queries)

    def network(
        self, name: str, *, bases: Sequence[str] | None = None, **filters: Names
    ) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
        """Return a projection as a networkx graph; parameters as for `table`."""
        with extending.used(self.extensions):
            return self._project(name, bases, filters).graph()

    def trace(
        self,
        commitment: str | None = None,
        *,
        theme: str | None = None,
        start: str | None = None,
        end: str | None = None,
        bases: Sequence[str] | None = None,
    ) -> list[Section]:
        """Return the lines of descent from meeting to meeting, by theme (see `g7kg.continuity.trace`)."""
        chosen = self.bases if bases is None else bases
        with extending.used(self.extensions):
            found = continuity.trace(
                self.store, commitment, theme=theme, start=start, end=end, bases=chosen, language=self.language
            )
            return list(found)

    def measure(self, name: str, *, bases: Sequence[str] | None = None, theme: Names = None) -> Rows:
        """Return a measure as rows: "continuity-rate", "survival", "centrality" … (docs/measures.md)."""
        from g7kg import measures

        themes = [theme] if isinstance(theme, str) else list(theme or ())
        chosen = self.bases if bases is None else bases
        found = measures.measure(self.store, name, bases=chosen, themes=themes, language=self.language)
        return Rows(found.columns, (dict(row) for row in found.rows), found.queries)

    def plot(self, name: str, *, bases: Sequence[str] | None = None, theme: Names = None) -> Picture:
        """Return a picture: "alluvial", "timeline", "network" or "heatmap"."""
        from g7kg import plots

        themes = [theme] if isinstance(theme, str) else list(theme or ())
        chosen = self.bases if bases is None else bases
        return Picture(plots.draw(self.store, name, bases=chosen, themes=themes, language=self.language))

    def export(
        self, name: str, form: str, path: str | Path, *, bases: Sequence[str] | None = None, **filters: Names
    ) -> list[Path]:
        """Write a projection to a file, as `g7kg export` does; return the files written."""
        from g7kg.exports import network as writers

        with extending.used(self.extensions):
            return writers.write(self._project(name, bases, filters), form, Path(path))


def load(
    extra: Iterable[str | Path] = (),
    *,
    extensions: Iterable[str | Path] = (),
    bases: Sequence[str] = VOUCHED,
    language: str = "en",
) -> Graph:
    """Load the graph, rules applied.

    Parameters:
        extra: further RDF files that stand beside the released ones.
        extensions: folders of extensions, or names of installed ones (docs/extend.md).
        bases: whose links count: "asserted" (a source says so), "curated" (the editors), "inferred" (a rule).
        language: of labels, "en" or "ja".

    Raises:
        SourceProblem: a file cannot be read or does not parse, or an extension cannot be used.
        UsageProblem: an unknown basis, language or extension.
    """
    if language not in ("en", "ja"):
        raise UsageProblem(f"no language “{language}”; choose en or ja")
    with extending.used(extending.read(extensions)):
        store = dataset.load([Path(path) for path in extra]).store
        graph = Graph(store, bases, language, extending.in_use())
    dataset.graphs_of(graph.store, bases)  # complains of an unknown basis now rather than later
    return graph


def _value(term: Term) -> Any:
    """Return a term as Python has it: a CURIE, a number, a truth value, or text."""
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    kind = term.datatype.value.rsplit("#", 1)[-1]
    if kind in ("integer", "int", "long", "nonNegativeInteger"):
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        return float(term.value)
    return term.value in ("true", "1") if kind == "boolean" else term.value
