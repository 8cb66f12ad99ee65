"""The rows of a saved query as a table that is exported like a projection: `g7kg export agreements/by-theme -o FILE.csv`.

The columns are those of the query. What they mean stands in its header (``#+ column: name | in English | 日本語``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from g7kg.dataset import BASES, graphs_of
from g7kg.errors import UsageProblem
from g7kg.namespaces import PREFIXES, compact
from g7kg.network.attributes import Column, Kind
from g7kg.network.reading import Record
from g7kg.queries import SavedQuery, check_known
from g7kg.stores import Store, Term, rows

_XSD = PREFIXES["xsd"]
_KINDS = {
    **dict.fromkeys(("integer", "int", "long", "nonNegativeInteger", "positiveInteger"), Kind.integer),
    **dict.fromkeys(("decimal", "double", "float"), Kind.number),
    **{"boolean": Kind.boolean, "date": Kind.date},
}


@dataclass
class Answer:
    """The rows of a saved query (a `g7kg.exports.network.content.Content`, as a `Network` is).

    Attributes:
        name: the query's slug.
        language: of labels, "en" or "ja".
        bases: whose links count.
        filters: the parameters, as they were given.
        queries: the SPARQL, by slug.
        node_columns: its columns.
        counts: how many rows were read, once they were.
    """

    name: str
    language: str
    bases: tuple[str, ...]
    filters: dict[str, list[str]]
    queries: dict[str, str]
    node_columns: list[Column]
    rows: list[list[Term | None]] = field(repr=False)
    directed: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def edge_columns(self) -> list[Column]:
        """A table has no edges."""
        return []

    @property
    def dropped(self) -> Mapping[str, int]:
        """Nothing is left out."""
        return {}

    @cached_property
    def _names(self) -> list[str]:
        return [column.name for column in self.node_columns]

    def nodes(self) -> Iterator[Record]:
        """Yield the rows; what is missing is left out."""
        self.counts["nodes"] = len(self.rows)
        kinds = [column.kind for column in self.node_columns]
        for row in self.rows:
            cells = zip(self._names, kinds, row, strict=True)
            yield {name: _value(term, kind) for name, kind, term in cells if term is not None}

    def edges(self) -> Iterator[Record]:
        """Yield nothing."""
        return iter(())

    def things(self) -> Iterator[str]:
        """Yield the IRIs in the rows, each once."""
        found = (term.value for row in self.rows for term in row if isinstance(term, ox.NamedNode))
        return iter(dict.fromkeys(found))


def answer(
    store: Store,
    query: SavedQuery,
    values: Mapping[str, Sequence[str]],
    *,
    bases: Iterable[str] = ("asserted", "curated"),
    language: str = "en",
) -> Answer:
    """Return the rows of a saved query.

    Parameters:
        store: where to ask.
        query: the query.
        values: its parameters; ``lang`` and ``basis`` are `language` and `bases` unless given.
        bases: whose links count.
        language: of labels.

    Raises:
        UsageProblem: it has no such parameter, a thing that one names is not in the graph, or it gives no rows.
    """
    asked = {name: list(several) for name, several in values.items()}
    named = tuple(basis for basis in BASES if basis in set(bases))
    for name, default in (("lang", [language]), ("basis", list(named))):
        if name in query.parameters:
            asked.setdefault(name, default)
    text = query.bind(asked)
    check_known(store, query, asked)
    result = store.query(text, graphs_of(store, bases))
    if not isinstance(result, ox.QuerySolutions):
        raise UsageProblem(f"{query.slug} gives no rows, but triples or yes and no; `g7kg query {query.slug}` writes these")
    names, found = rows(result)
    held = [list(row) for row in found]
    about = query.columns
    columns = [
        Column(name, _kind(row[at] for row in held), False, *(about.get(name, {}).get(tag, name) for tag in ("en", "ja")))
        for at, name in enumerate(names)
    ]
    return Answer(query.slug, language, named, asked, {query.slug: text}, columns, held)


def _kind(cells: Iterable[Term | None]) -> Kind:
    """Return the kind that all cells of a column have in common."""
    found = {
        _KINDS.get(cell.datatype.value.removeprefix(_XSD), Kind.text) if isinstance(cell, ox.Literal) else Kind.text
        for cell in cells
        if cell is not None
    }
    return found.pop() if len(found) == 1 else Kind.number if found == {Kind.integer, Kind.number} else Kind.text


def _value(term: Term, kind: Kind) -> str | int | float | bool:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    text = str(getattr(term, "value", term))
    if kind is Kind.integer:
        return int(text)
    if kind is Kind.number:
        return float(text)
    return text in ("true", "1") if kind is Kind.boolean else text
