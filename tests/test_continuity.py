"""Lines of descent: strung together from the rows of the saved query, alike in every format."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise

import pyoxigraph as ox
import pytest

from g7kg.continuity import End, Hop, Link, Section, trace
from g7kg.dataset import Graph
from g7kg.exports.trace import COLUMNS, writer
from g7kg.namespaces import PREFIXES

ALL = ("asserted", "curated", "inferred")


def hop(a: str, b: str) -> Hop:
    ends = (End(f"x:{n}", n, f"x:{n}", n, "", "") for n in (a, b))
    return Hop(*ends, (Link(f"x:{a}{b}", "x:t", "continues", "asserted", "", "", (("source", "place"),)),))


def lines(*hops: Hop) -> list[str]:
    return ["".join([line[0].earlier.label, *(h.later.label for h in line)]) for line in Section("x:", "x", hops).lines()]


def test_a_line_runs_from_a_beginning_to_an_end() -> None:
    assert lines(hop("a", "b"), hop("b", "c"), hop("b", "d"), hop("e", "c")) == ["abc", "abd", "ec"]


def test_a_circle_does_not_hang() -> None:
    assert lines(hop("a", "b"), hop("b", "c"), hop("c", "b")) == ["abc"]


@pytest.fixture(scope="module")
def sections(graph: Graph) -> list[Section]:
    return trace(graph.store, bases=ALL)


def test_every_link_is_traced(graph: Graph, sections: list[Section]) -> None:
    """All links that are about a theme are in some section, and in some line of it."""
    result = graph.store.query(f"SELECT DISTINCT ?l WHERE {{ ?l a <{PREFIXES['g7']}ContinuityLink> }}")
    assert isinstance(result, ox.QuerySolutions)
    everything = {solution["l"].value for solution in result}
    assert {link.iri for s in sections for h in s.hops for link in h.links} == everything
    assert {link.iri for s in sections for line in s.lines() for h in line for link in h.links} == everything


def test_the_path_query_walks_the_same_chain(graph: Graph) -> None:
    """buildsOn+ from each beginning reaches exactly what the lines reach."""
    [section] = trace(graph.store, theme="digital-policy", bases=ALL)
    reached = {(line[0].earlier.iri, h.later.iri) for line in section.lines() for h in line}
    builds = f"<{PREFIXES['g7']}buildsOn>"
    text = f"SELECT DISTINCT ?a ?b WHERE {{ ?b {builds}+ ?a FILTER NOT EXISTS {{ ?a {builds} ?c }} }}"
    result = graph.store.query(text)
    assert isinstance(result, ox.QuerySolutions)
    assert reached == {(s["a"].value, s["b"].value) for s in result}


def test_hops_join(sections: list[Section]) -> None:
    for section in sections:
        for line in section.lines():
            assert all(a.later.iri == b.earlier.iri for a, b in pairwise(line))


@pytest.mark.parametrize("basis", ALL)
def test_a_basis_alone_shows_only_its_links(graph: Graph, basis: str) -> None:
    found = trace(graph.store, bases=[basis])
    assert found
    assert {link.basis for s in found for h in s.hops for link in h.links} == {basis}


def test_from_and_to_cut_the_chain(graph: Graph) -> None:
    [section] = trace(graph.store, theme="free-flow-of-information", start="2017-turin", end="2018-montreal")
    meetings = {e.meeting.rsplit("/", 1)[1] for h in section.hops for e in (h.earlier, h.later)}
    assert meetings == {"2017-turin", "2018-montreal"}


def test_the_formats_agree(sections: list[Section]) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(writer("csv")(sections, "en")))))
    content = json.loads("".join(writer("json")(sections, "en")))
    assert list(rows[0]) == list(COLUMNS)
    from_json = [
        (s["label"], str(n), str(k), link["label"], e["document"], e["locator"])
        for s in content
        for n, line in enumerate(s["lines"], 1)
        for k, h in enumerate(line, 1)
        for link in h["links"]
        for e in link["evidence"] or [{"document": "", "locator": ""}]
    ]
    assert from_json == [(r["theme"], r["line"], r["hop"], r["type"], r["document"], r["locator"]) for r in rows]
    markdown = "".join(writer("md")(sections, "en"))
    assert sum(line.startswith("| ") for line in markdown.splitlines()) == len(rows) + 2 * len(sections)
    mermaid = "".join(writer("mermaid")(sections, "en"))
    edges = {(h.earlier.iri, h.later.iri, link.iri) for s in sections for h in s.hops for link in h.links}
    assert sum("|" in line for line in mermaid.splitlines()) == len(edges)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_label_is_missing(graph: Graph, language: str) -> None:
    for section in trace(graph.store, bases=ALL, language=language):
        assert section.label
        for h in section.hops:
            assert h.earlier.label
            assert h.later.meeting_label
            assert all(link.type_label and link.evidence for link in h.links)
