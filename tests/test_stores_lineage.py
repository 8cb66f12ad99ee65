"""Lineage, walked and stored, is what the path says, on every choice of bases."""

from __future__ import annotations

from itertools import combinations, pairwise

import pyoxigraph as ox
import pytest

from g7kg import continuity, dataset
from g7kg.errors import UsageProblem
from g7kg.namespaces import G7, GRAPH, ID
from g7kg.stores import Result, Store, rows
from g7kg.stores.embedded import EmbeddedStore

PATH = f"SELECT DISTINCT ?later ?earlier WHERE {{ ?later <{G7}buildsOn>+ ?earlier }}"
STORED = f"SELECT ?later ?earlier WHERE {{ GRAPH <{GRAPH}lineage/BASIS> {{ ?later <{G7}descendsFrom> ?earlier }} }}"
CHOICES = [choice for number in (1, 2, 3) for choice in combinations(dataset.BASES, number)]


def pairs(result: Result) -> list[tuple[str, str]]:
    return sorted((later.value, earlier.value) for later, earlier in rows(result)[1])  # type: ignore[union-attr]


def stored(store: Store, basis: str) -> list[tuple[str, str]]:
    return pairs(store.query(STORED.replace("BASIS", basis)))


@pytest.mark.parametrize("bases", CHOICES, ids=",".join)
def test_the_lineage_is_the_path(graph: dataset.Graph, bases: tuple[str, ...]) -> None:
    links = [f"{GRAPH}builds-on/{basis}" for basis in bases]
    found = sorted(continuity.descent(graph.store, bases))
    assert found == pairs(graph.store.query(PATH, links))
    assert found
    if bases == dataset.BASES[: len(bases)]:
        assert found == stored(graph.store, bases[-1])


def test_lines_that_meet_again_or_run_in_a_circle_are_walked_once() -> None:
    made = EmbeddedStore()
    for later, earlier in ("db", "dc", "ba", "ca", "yx", "zy", "xz", "ay"):
        quad = (ox.NamedNode(f"{ID}meeting/{later}"), ox.NamedNode(f"{G7}buildsOn"), ox.NamedNode(f"{ID}meeting/{earlier}"))
        made.add([ox.Quad(*quad, ox.NamedNode(f"{GRAPH}builds-on/asserted"))])
    assert sorted(continuity.descent(made)) == pairs(made.query(PATH))


def test_nothing_descends_from_itself(graph: dataset.Graph) -> None:
    assert all(later != earlier for later, earlier in continuity.descent(graph.store))


def test_an_unknown_basis(graph: dataset.Graph) -> None:
    with pytest.raises(UsageProblem, match="no basis"):
        list(continuity.descent(graph.store, ["asserted", "rumoured"]))


def test_a_chain_is_as_good_as_its_weakest_link() -> None:
    """A long chain with one curated link in the middle: the far ends belong together only where editors count."""
    made = dataset.Graph()
    names = [ox.NamedNode(f"https://w3id.org/g7kg/id/meeting/{n}") for n in range(30)]
    builds = ox.NamedNode(G7 + "buildsOn")
    for number, (earlier, later) in enumerate(pairwise(names)):
        basis = "curated" if number == 14 else "asserted"
        made.store.add([ox.Quad(later, builds, earlier, ox.NamedNode(f"{GRAPH}builds-on/{basis}"))])
    dataset.apply_rules(made, [rule for rule in dataset.read_rules() if rule.name.startswith("lineage-")])
    asserted, vouched = (sorted(continuity.descent(made.store, bases)) for bases in (("asserted",), ("asserted", "curated")))
    assert len(asserted) == 15 * 14 // 2 + 15 * 14 // 2
    assert len(vouched) == 30 * 29 // 2
    assert asserted == stored(made.store, "asserted")
    assert vouched == stored(made.store, "curated")
