"""Every saved query gives the same rows in every store: in memory, on disk, in rdflib, and in two real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest
from servers import Server, oxigraph, virtuoso

from g7kg import dataset, pushing, queries, storing
from g7kg.stores import Store
from g7kg.stores.disk import DiskStore
from g7kg.stores.endpoint import EndpointStore
from g7kg.stores.rdflib_store import RdflibStore

SAVED = queries.saved_queries()
STORES = ("disk", "rdflib", "oxigraph server", "Virtuoso")
Opened = Callable[[str], Store]


def pushed(server: Server, graph: dataset.Graph) -> EndpointStore:
    target = pushing.Target(server.query)
    pushing.push(target, pushing.plan(target, pushing.parts(graph.quads)))
    return EndpointStore(server.query)


@pytest.fixture(scope="session", params=STORES)
def store(request: pytest.FixtureRequest, graph: dataset.Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The whole graph in one store after another."""
    folder = tmp_path_factory.mktemp("conformance")
    if request.param == "disk":
        storing.store_graph(folder / "store")
        yield DiskStore(folder / "store")
    elif request.param == "rdflib":
        made = RdflibStore()
        made.add(graph.store.raw)
        yield made
    else:
        with (oxigraph if request.param == "oxigraph server" else virtuoso)(folder) as server:
            yield pushed(server, graph)


def found(store: Store, text: str) -> list[str] | bool:
    """Return the rows (or triples) as sorted text: engines order words by different rules."""
    result = store.query(text)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QuerySolutions):
        names = sorted(variable.value for variable in result.variables)
        return sorted(
            str([(name, str(solution[name])) for name in names if solution[name] is not None]) for solution in result
        )
    return sorted(str(triple) for triple in result)


@pytest.mark.parametrize("saved", SAVED, ids=lambda saved: saved.slug)
def test_the_same_rows(saved: queries.SavedQuery, store: Store, graph: dataset.Graph) -> None:
    if saved.header.one("portable") == "no":
        pytest.skip(f"not portable: {saved.header.one('portable-why')}")
    assert found(store, saved.text) == found(graph.store, saved.text)
