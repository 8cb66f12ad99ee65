"""The graph against the ministry's release on Turin: what a complete encoding must hold, counted in SPARQL.

The numbers are those of a reading of the release, item by item, made apart from the data.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from g7kg.dataset import Graph
from g7kg.namespaces import PREFIXES
from g7kg.sources import read_copy

NAMES = ("g7", "graph", "modality", "continuity", "evidence", "skos", "rdf", "rdfs", "dcterms", "org", "foaf")
PREFIX = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in NAMES)
PREFIX += "".join(
    f"PREFIX {kind}: <{PREFIXES['id']}{kind}/>\n" for kind in ("meeting", "document", "party", "person", "statement", "event")
)
RELEASE = "GRAPH <https://w3id.org/g7kg/graph/2017-turin/mic-release>"


def number(graph: Graph, pattern: str, what: str = "?x") -> int:
    result = graph.store.query(f"{PREFIX} SELECT (COUNT(DISTINCT {what}) AS ?n) WHERE {{ {pattern} }}")
    assert isinstance(result, ox.QuerySolutions)
    return int(next(result)["n"].value)


def said(modality: str) -> str:
    return f"{RELEASE} {{ ?x a g7:Statement ; g7:modality modality:{modality} }}"


COUNTS = [
    ("agreed, endeavour among them", f"{RELEASE} {{ ?x g7:modality ?m }} ?m skos:broader? modality:agreed", 11),
    ("agreed to endeavour", said("agreed-to-endeavour"), 1),
    ("agreed in sessions", f"{RELEASE} {{ ?x g7:modality ?m ; g7:inSession ?s }} ?m skos:broader? modality:agreed", 10),
    ("recognised", said("recognised"), 3),
    ("stated", said("stated"), 6),
    ("stated by Japan", f"{RELEASE} {{ ?x g7:modality modality:stated ; g7:madeBy party:japan }}", 6),
    ("exchanged", said("exchanged"), 5),
    ("exchanges", f"{RELEASE} {{ ?x a g7:BilateralExchange }}", 2),
    ("exchanges where topics were exchanged", f"{RELEASE} {{ ?s g7:modality modality:exchanged ; g7:madeAt ?x }}", 2),
    ("commitments", f"{RELEASE} {{ ?x a g7:Commitment }}", 11),
    (
        "commitments that an agreement expresses",
        f"{RELEASE} {{ ?s a g7:Statement ; g7:expresses ?x . ?x a g7:Commitment }}",
        11,
    ),
    ("annexes", f"{RELEASE} {{ ?x a g7:Annex ; g7:annexOf ?d . ?d a g7:Declaration }}", 3),
    ("annex numbers", f"{RELEASE} {{ ?d a g7:Annex ; g7:annexNumber ?x FILTER(?x IN (1, 2, 3)) }}", 3),
    ("outcome documents with a title", f"{RELEASE} {{ meeting:2017-turin g7:adopted ?x . ?x dcterms:title ?t }}", 4),
    ("sessions", f"{RELEASE} {{ ?x a g7:Session ; g7:partOf meeting:2017-turin }}", 3),
    ("sessions in order", f"{RELEASE} {{ ?s a g7:Session ; g7:order ?x FILTER(?x IN (1, 2, 3)) }}", 3),
    ("participations", f"{RELEASE} {{ ?x a g7:Participation ; g7:postAsPrinted ?p }}", 7),
    ("people", f"{RELEASE} {{ ?p a g7:Participation ; g7:participant ?x }}", 4),
    ("links", f"{RELEASE} {{ ?x a g7:ContinuityLink }}", 5),
    ("links to Takamatsu", f"{RELEASE} {{ ?x g7:earlier meeting:2016-takamatsu ; g7:later meeting:2017-turin }}", 3),
    ("mandates", f"{RELEASE} {{ ?x g7:earlier meeting:2017-taormina ; g7:continuityType continuity:mandated-by }}", 1),
    ("handing forward", f"{RELEASE} {{ ?x g7:earlier meeting:2017-turin ; g7:continuityType continuity:hands-forward }}", 1),
    ("presidencies", f"{RELEASE} {{ ?e g7:heldUnder ?x }}", 3),
    ("targets of 2025", f'{RELEASE} {{ ?x g7:deadlineLatest ?d FILTER(STR(?d) = "2025-12-31") }}', 1),
    ("contact posts", f"{RELEASE} {{ ?x a org:Post }}", 3),
    ("contact staff as persons", f"{RELEASE} {{ ?x a foaf:Person }}", 0),
    ("photographs", f"{RELEASE} {{ ?x a foaf:Image }}", 4),
    ("members that the release does not name", f"{RELEASE} {{ ?s ?p ?x FILTER(?x IN (party:france, party:germany)) }}", 0),
    ("the same, the other two", f"{RELEASE} {{ ?s ?p ?x FILTER(?x IN (party:united-kingdom, party:united-states)) }}", 0),
    (
        "ambiguities, with those that other sources show",
        "?x a g7:Ambiguity FILTER(CONTAINS(STR(?x), '/2017-mic-release/'))",
        27,
    ),
    ("readings of them", "?x g7:reading ?r FILTER(CONTAINS(STR(?x), '/2017-mic-release/'))", 27),
]


@pytest.mark.parametrize(("what", "pattern", "expected"), COUNTS, ids=[c[0] for c in COUNTS])
def test_count(graph: Graph, what: str, pattern: str, expected: int) -> None:
    assert number(graph, pattern) == expected, what


@pytest.mark.parametrize("kind", ["Statement", "Participation", "ContinuityLink", "Claim"])
def test_everything_has_a_passage_of_the_release(graph: Graph, kind: str) -> None:
    own = f"{RELEASE} {{ ?x a g7:{kind} ; g7:evidence/g7:passageOf/g7:renditionOf document:2017-mic-release }}"
    assert number(graph, own) == number(graph, f"{RELEASE} {{ ?x a g7:{kind} }}") > 0


def test_hiraki_is_known_from_captions_only(graph: Graph) -> None:
    kinds = "?p g7:participant person:hiraki ; g7:evidence/g7:evidenceKind ?x"
    assert number(graph, f"{RELEASE} {{ {kinds} }}") == 1
    assert number(graph, f"{RELEASE} {{ {kinds} FILTER(?x = evidence:caption) }}") == 1


def test_recognised_is_never_agreed(graph: Graph) -> None:
    assert number(graph, "modality:recognised skos:broader+ modality:agreed . BIND(1 AS ?x)") == 0


def test_the_sources_words_are_not_in_the_graph(graph: Graph, release) -> None:  # type: ignore[no-untyped-def]
    """No label shares a run of 16 characters with the release, titles and names apart."""
    from g7kg.sources import normal_text

    text = normal_text(read_copy(release))
    titles, names, words = set(), set(), set()
    for quad in graph.quads:
        if isinstance(quad.object, ox.Literal):
            said = normal_text(quad.object.value)
            named = getattr(quad.subject, "value", "").removeprefix(PREFIXES["id"]).split("/")[0]
            if quad.predicate.value in (PREFIXES["dcterms"] + "title", PREFIXES["skos"] + "altLabel"):
                titles.add(said)
            elif named in ("meeting", "document", "organization", "post", "event"):
                names.add(said)
            elif quad.object.language == "ja":
                words.add(said)
    for name in sorted(titles | names, key=len, reverse=True):
        text = text.replace(name, "\0")
    runs = {text[i : i + 16] for i in range(len(text) - 15) if "\0" not in text[i : i + 16]}
    assert {w for w in words | names for i in range(len(w) - 15) if w[i : i + 16] in runs} == set()
