"""No pattern of a query, rule, check or constraint multiplies what nothing connects: that takes the square of the graph.

A constraint with such a product is quick on the real data, and took 149 s and 18 GB for a million statements.
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from rdflib.plugins.sparql.algebra import translateQuery, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Variable

from g7kg.headers import read_header
from g7kg.namespaces import PREFIXES
from g7kg.queries import saved_queries
from g7kg.resources import check_files, rule_files
from g7kg.validation import read_shapes

TEXTS = {
    **{saved.slug: saved.text for saved in saved_queries()},
    **{path.stem: read_header(path)[1] for path in (*rule_files(), *check_files())},
    **{str(t.subject): t.object.value for t in read_shapes().triples if t.predicate.value == PREFIXES["sh"] + "select"},
}


def products(text: str) -> list[list[Any]]:
    """Return the groups of triple patterns that fall apart into some that share no variable with the others."""
    found = []

    def visit(node: Any) -> None:
        if isinstance(node, CompValue) and node.name == "BGP" and node.triples:
            shared = nx.Graph()
            for number, triple in enumerate(node.triples):
                shared.add_node(number)
                shared.add_edges_from((number, term) for term in triple if isinstance(term, Variable | BNode))
            if not nx.is_connected(shared):
                found.append(list(node.triples))

    traverse(translateQuery(parseQuery(text), initNs=PREFIXES).algebra, visitPre=visit)
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_patterns_are_connected(name: str) -> None:
    assert products(TEXTS[name]) == []


def test_a_product_is_seen() -> None:
    """The constraint that took so long: what is optional connects the two only outside."""
    pair = "?a <x:of> ?b OPTIONAL {{ ?a <x:start> ?from {}?b <x:start> ?to }}"
    assert len(products(f"SELECT * {{ {pair.format('. ')} }}")) == 1
    assert products(f"SELECT * {{ {pair.format('} OPTIONAL { ')} }}") == []
