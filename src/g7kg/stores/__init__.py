"""Where the graph is asked: one small protocol, several engines behind it.

Every store answers `query` with pyoxigraph's result objects, whatever the engine, so rows are read and serialised one way:
``QuerySolutions`` for SELECT, ``QueryBoolean`` for ASK, an iterator of triples for CONSTRUCT and DESCRIBE.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import pyoxigraph as ox

__all__ = ["Result", "Store", "Term", "rows"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Result = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


@runtime_checkable
class Store(Protocol):
    """A graph that can be asked."""

    def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        """Answer the SPARQL 1.1 query `text`.

        Parameters:
            text: the query; patterns outside ``GRAPH`` see the union of the named graphs.
            graphs: IRIs of the named graphs to ask; all of them when None.

        Raises:
            UsageProblem: the query does not parse.
            SourceProblem: the store could not be used.
        """
        ...

    def graph_names(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs, in no particular order."""
        ...


def rows(result: Result) -> tuple[list[str], Iterator[tuple[Term | None, ...]]]:
    """Return the column names of a SELECT result and an iterator of its rows."""
    assert isinstance(result, ox.QuerySolutions)
    columns = [variable.value for variable in result.variables]
    return columns, (tuple(solution) for solution in result)
