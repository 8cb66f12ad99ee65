"""What one source says must be whole in its own graph, even where another source says the same."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from g7kg.dataset import Graph
from g7kg.namespaces import GRAPH, ID, PREFIXES
from g7kg.validation.accounts import Accounts
from g7kg.validation.findings import Finding

RELEASE = ox.NamedNode(GRAPH + "2017-turin/mic-release")
CASES = [
    ("meeting/2017-turin", "startsOn"),
    ("meeting/2017-turin", "endsOn"),
    ("participation/2017-turin-italy/hiraki", "evidence"),
    ("document/2017-turin-annex-2", "annexNumber"),
    ("document/2017-turin-annex-2", "annexOf"),
    ("link/2017-mic-release/L.s2", "continuityType"),
    ("statement/2017-mic-release/2.2.s1", "modality"),
    ("passage/2017-mic-release/2.2.s1", "end"),
]


def missing(quads: list[ox.Quad]) -> list[Finding]:
    accounts = Accounts()
    accounts.see(None, quads)
    return list(accounts.findings())


def test_the_data_are_whole(graph: Graph) -> None:
    assert missing(graph.quads) == []


@pytest.mark.parametrize(("node", "name"), CASES)
def test_a_gap_in_one_account_is_found(graph: Graph, node: str, name: str) -> None:
    own = [q for q in graph.quads if q.graph_name == RELEASE]
    rest = [q for q in own if (q.subject, q.predicate) != (ox.NamedNode(ID + node), ox.NamedNode(PREFIXES["g7"] + name))]
    assert len(rest) < len(own)
    found = missing(rest)
    assert found
    assert {f.focus for f in found} == {ID + node}
