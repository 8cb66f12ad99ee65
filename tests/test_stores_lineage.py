"""The stored lineage is what the path says, on every choice of bases."""

from __future__ import annotations

from itertools import combinations, pairwise

import pyoxigraph as ox
import pytest

from g7kg import continuity, dataset
from g7kg.errors import UsageProblem
from g7kg.namespaces import GRAPH, PREFIXES
from g7kg.stores import Result, rows

PATH = f"SELECT DISTINCT ?later ?earlier WHERE {{ ?later <{PREFIXES['g7']}buildsOn>+ ?earlier }}"
CHOICES = [choice for number in (1, 2, 3) for choice in combinations(dataset.BASES, number)]


def pairs(result: Result) -> list[str]:
    return sorted(map(str, rows(result)[1]))


@pytest.mark.parametrize("bases", CHOICES, ids=",".join)
def test_the_lineage_is_the_path(graph: dataset.Graph, bases: tuple[str, ...]) -> None:
    links = [f"{GRAPH}builds-on/{basis}" for basis in bases]
    found = pairs(continuity.descent(graph.store, bases))
    assert found == pairs(graph.store.query(PATH, links))
    assert found


def test_nothing_descends_from_itself(graph: dataset.Graph) -> None:
    assert all(later != earlier for later, earlier in rows(continuity.descent(graph.store))[1])


def test_an_unknown_basis(graph: dataset.Graph) -> None:
    with pytest.raises(UsageProblem, match="no basis"):
        continuity.descent(graph.store, ["asserted", "rumoured"])


def test_a_chain_is_as_good_as_its_weakest_link() -> None:
    """A long chain with one curated link in the middle: the far ends belong together only where editors count."""
    made = dataset.Graph()
    names = [ox.NamedNode(f"https://w3id.org/g7kg/id/meeting/{n}") for n in range(30)]
    builds = ox.NamedNode(PREFIXES["g7"] + "buildsOn")
    for number, (earlier, later) in enumerate(pairwise(names)):
        basis = "curated" if number == 14 else "asserted"
        made.store.add([ox.Quad(later, builds, earlier, ox.NamedNode(f"{GRAPH}builds-on/{basis}"))])
    dataset.apply_rules(made, [rule for rule in dataset.read_rules() if rule.name.startswith("lineage-")])
    asserted, vouched = (pairs(continuity.descent(made.store, bases)) for bases in (("asserted",), ("asserted", "curated")))
    assert len(asserted) == 15 * 14 // 2 + 15 * 14 // 2
    assert len(vouched) == 30 * 29 // 2
