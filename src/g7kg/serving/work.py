"""What is done in a worker process (`process`): the questions, one function each.

Every function here takes the store and the limits, and what it was asked; it returns bytes or plain values.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from g7kg import continuity, counting, dataset, describe, queries, searching, tables
from g7kg import site as explorer
from g7kg.errors import Problem, UsageProblem, one_line
from g7kg.exports import resource
from g7kg.exports import trace as lines
from g7kg.namespaces import GRAPH, PREFIXES, ROOT
from g7kg.resources import is_ours
from g7kg.serving import formats
from g7kg.serving.limits import Limits, NotFound, Refused, TooLarge
from g7kg.serving.process import alone
from g7kg.stores import Result
from g7kg.stores.embedded import EmbeddedStore, syntax_place
from g7kg.stores.words import keywords


class _Bounded(io.BytesIO):
    """Bytes up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._limit:
            raise TooLarge(f"the answer is larger than {self._limit:,} bytes; ask for less, e.g. with LIMIT")
        return super().write(data)


_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
_QUERIES = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
UPDATE = "updates are refused: this endpoint answers queries only"


def sparql(
    store: EmbeddedStore,
    limits: Limits,
    text: str,
    accept: str = "",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> tuple[str, bytes]:
    """Answer a stranger's query; return the media type and the answer.

    Parameters:
        store: the graph.
        limits: of the answer.
        text: the query.
        accept: the client's Accept header.
        default_graphs: IRIs of the dataset that the protocol's parameters give, which goes before the query's own.
        named_graphs: the same.

    Raises:
        Refused: it is no query, or asks another server.
        NotAcceptable: the answer has no such format.
        TooLarge: the answer is larger than the limit.
    """
    words = keywords(text)
    if "SERVICE" in words:
        raise Refused("SERVICE is not answered here: this endpoint asks no other server; let your own engine join them")
    with alone():
        try:
            if default_graphs or named_graphs:
                named: list[ox.NamedNode | ox.BlankNode] = [*_nodes(named_graphs)]
                result: Result = store.raw.query(text, default_graph=[*_nodes(default_graphs)], named_graphs=named)
            else:
                result = store.query(text)
        except (SyntaxError, UsageProblem) as error:
            if words & _UPDATES and not words & _QUERIES:
                raise Refused(UPDATE) from None
            said = str(error) if isinstance(error, Problem) else f"the query does not parse: {syntax_place(error, text)}"
            raise Refused(said) from None
        return _written(result, accept, limits)


def _nodes(names: Sequence[str]) -> list[ox.NamedNode]:
    try:
        return [ox.NamedNode(name) for name in names]
    except ValueError as error:
        raise Refused(f"a graph's name is no IRI: {one_line(error, 120)}") from None


def _written(result: Result, accept: str, limits: Limits) -> tuple[str, bytes]:
    offered = formats.RESULTS if isinstance(result, ox.QuerySolutions | ox.QueryBoolean) else formats.GRAPHS
    media = formats.chosen(accept, offered)
    out = _Bounded(limits.answer)
    tables.write(result, offered[media], out)
    return media, out.getvalue()


def bound(query: queries.SavedQuery, values: Mapping[str, Sequence[str]]) -> str:
    """Return a saved query's SPARQL with its parameters, of which only the names are yet to be checked.

    Raises:
        NotFound: what a parameter gives cannot be the name of anything.
    """
    try:
        return query.bind(values)
    except UsageProblem as problem:
        raise NotFound(str(problem)) from None


def saved(
    store: EmbeddedStore,
    limits: Limits,
    query: queries.SavedQuery,
    values: Mapping[str, Sequence[str]],
    bases: Sequence[str],
    accept: str = "",
) -> tuple[str, bytes]:
    """Answer a saved query; return the media type and the answer.

    Raises:
        NotFound: nothing in the graph has the name that a parameter gives.
    """
    text = bound(query, values)
    graphs = dataset.graphs_of(store, bases)
    try:
        queries.check_known(store, query, values)
    except UsageProblem as problem:
        raise NotFound(str(problem)) from None
    return _written(store.query(text, graphs), accept, limits)


def _edition(store: EmbeddedStore, iri: str) -> str:
    """Return what an IRI of this version is a version of (the site has the same page for both); any other IRI as it is."""
    of = next(store.raw.quads_for_pattern(None, ox.NamedNode(PREFIXES["owl"] + "versionIRI"), ox.NamedNode(iri), None), None)
    return of.subject.value if of and isinstance(of.subject, ox.NamedNode) else iri


def exists(store: EmbeddedStore, _: Limits, iri: str) -> bool:
    """Return whether the graph says anything of an IRI, or it is a named graph."""
    iri = _edition(store, iri)
    node = ox.NamedNode(iri)
    if iri == ROOT + "ontology":
        return True
    known = (next(store.raw.quads_for_pattern(*pattern), None) for pattern in ((node, None, None), (None, None, None, node)))
    return any(known)


def about(store: EmbeddedStore, limits: Limits, iri: str, form: str, language: str = "en") -> bytes:
    """Return what the graph says of a thing, in a format of `g7kg.exports.resource`; of a named graph, what it holds.

    Raises:
        NotFound: nothing in the graph has that name.
    """
    if not exists(store, limits, iri):
        raise NotFound(f"nothing in the graph is called {iri}")
    iri = _edition(store, iri)
    whole = GRAPH + "ontology/core" if iri == ROOT + "ontology" else iri
    if is_ours(whole) and form in tables.GRAPH_FORMATS:
        out = _Bounded(limits.answer)
        tables.write(
            store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ox.NamedNode(whole)} {{ ?s ?p ?o }} }}"), form, out
        )
        return out.getvalue()
    written = resource.write(iri, describe.describe(store, iri, language), form, language)
    if len(written) > limits.answer:
        raise TooLarge(f"what is said of {iri} is larger than {limits.answer:,} bytes; ask for parts of it with SPARQL")
    return written


def show(store: EmbeddedStore, limits: Limits, name: str, language: str) -> str:
    """Return what `g7kg show` prints of a thing."""
    return about(store, limits, describe.find(store, name), "text", language).decode()


def trace(
    store: EmbeddedStore,
    _: Limits,
    theme: str | None,
    start: str | None,
    end: str | None,
    bases: Sequence[str],
    language: str,
    form: str,
) -> str:
    """Return what `g7kg trace` prints."""
    found = continuity.trace(store, theme=theme, start=start, end=end, bases=bases, language=language)
    return "".join(lines.writer(form)(found, language))


def search(store: EmbeddedStore, _: Limits, text: str, language: str, most: int) -> list[dict[str, str]]:
    """Return the things whose labels have the words of `text` (see `g7kg.searching`)."""
    return [{"name": hit.name, "label": hit.label, "kind": hit.kind} for hit in searching.search(store, text, language, most)]


def site(_: EmbeddedStore, __: Limits, folder: Path) -> None:
    """Write the explorer of the project's own graph into `folder`.

    Raises:
        SourceProblem: it cannot be written.
    """
    explorer.write(dataset.load(), folder)


def count(store: EmbeddedStore, _: Limits) -> dict[str, list[tuple[str, int]]]:
    """Return what VoID counts over the union of the graphs (see `g7kg.counting`)."""
    return counting.count(store)
