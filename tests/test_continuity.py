"""Lines of descent: strung together from the rows of the saved query, alike in every format."""

from __future__ import annotations

import csv
import io
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pyoxigraph as ox
import pytest
from conftest import Run

from g7kg import continuity
from g7kg.continuity import trace
from g7kg.dataset import Graph
from g7kg.errors import UsageProblem
from g7kg.exports.trace import COLUMNS, writer
from g7kg.lines import End, Hop, Link, Section
from g7kg.namespaces import PREFIXES
from g7kg.stores import Result

ALL = ("asserted", "curated", "inferred")


def hop(a: str, b: str) -> Hop:
    ends = (End(f"x:{n}", n, f"x:{n}", n, "", "") for n in (a, b))
    return Hop(*ends, (Link(f"x:{a}{b}", "x:t", "continues", "asserted", "", "", (("source", "place"),)),))


def lines(*hops: Hop) -> list[str]:
    return ["".join([line[0].earlier.label, *(h.later.label for h in line)]) for line in Section("x:", "x", hops).lines()]


def test_a_line_runs_from_a_beginning_to_an_end() -> None:
    assert lines(hop("a", "b"), hop("b", "c"), hop("b", "d"), hop("e", "c")) == ["abc", "abd", "ec"]


def test_the_theme_with_most_links_comes_first_and_the_whole_field_last(graph: Graph) -> None:
    sections = list(trace(graph.store))
    numbers = [len({link.iri for hop in section.hops for link in hop.links}) for section in sections]
    assert sections[-1].theme == continuity.TOP
    assert numbers[:-1] == sorted(numbers[:-1], reverse=True)
    assert len(set(numbers[:-1])) > 1
    again = [section.label for one, section in zip(numbers, sections[:-1], strict=False) if one == 1]
    assert again == sorted(again), "themes with as many links are in the order of their names"


def test_a_circle_does_not_hang() -> None:
    assert lines(hop("a", "b"), hop("b", "c"), hop("c", "b")) == ["abc"]


@pytest.mark.parametrize(("meeting", "forward", "kept"), [("x:b", True, "bc"), ("x:b", False, "ab"), ("x:c", False, "abc")])
def test_a_cut_leaves_the_lines_through_a_meeting(meeting: str, forward: bool, kept: str) -> None:
    hops = [hop("a", "b"), hop("b", "c"), hop("d", "e"), hop("e", "f")]
    found = continuity._reach(hops, meeting, forward=forward)
    assert [h.earlier.label for h in found] + [found[-1].later.label] == list(kept)


@pytest.fixture(scope="module")
def sections(graph: Graph) -> list[Section]:
    return list(trace(graph.store, bases=ALL))


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
    found = list(trace(graph.store, bases=[basis]))
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


FORMATS = ("tree", "table", "json", "csv", "md", "mermaid")


@pytest.mark.parametrize("form", FORMATS)
def test_a_section_is_out_before_the_next_is_asked_for(sections: list[Section], form: str) -> None:
    asked = []

    def one_by_one() -> Iterator[Section]:
        for section in sections:
            asked.append(section)
            yield section

    pieces = writer(form)(one_by_one(), "en")
    shown = ""
    while sections[0].hops[-1].later.label.split()[0] not in shown:
        shown += next(pieces)
    assert asked == sections[:1]
    shown += "".join(pieces)
    assert asked == sections
    assert shown == "".join(writer(form)(sections, "en"))


def test_only_the_hops_of_the_first_theme_are_asked_for_first(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(continuity, "TOGETHER", 1)
    asked = []

    class Watched:
        def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
            if "?locator" in text:
                asked.append(text)
            return graph.store.query(text, graphs)

        def graph_names(self) -> Iterator[str]:
            return graph.store.graph_names()

    found = trace(Watched(), bases=ALL)
    first = next(found)
    assert len(asked) == 1
    assert f"<{first.theme}>" in asked[0]
    together = [first, *found]
    assert len(asked) == len(together)
    monkeypatch.undo()
    assert list(trace(graph.store, bases=ALL)) == together


def test_the_theme_with_most_links_comes_first(sections: list[Section]) -> None:
    numbers = [len({link.iri for h in s.hops for link in h.links}) for s in sections if s.theme != continuity.TOP]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) > 5


PIPED = """
import sys
from g7kg import cli, continuity
whole = continuity.trace
def halting(*arguments, **options):
    for section in whole(*arguments, **options):
        yield section
        sys.stdin.readline()  # the second is computed only when the reader says that it has the first
continuity.trace = halting
sys.argv = ["g7kg", "trace", "--format", sys.argv[1]]
cli.main()
"""


@pytest.mark.parametrize("form", FORMATS)
def test_a_pipe_has_the_first_lines_before_the_last_are_computed(form: str) -> None:
    command = [sys.executable, "-c", PIPED, form]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], 60)[0], "nothing came"
        first = os.read(process.stdout.fileno(), 65536)
        rest = process.communicate()[0]
    assert process.returncode == 0
    assert first
    assert rest


def test_one_commitment_is_traced_over_all_themes(graph: Graph, sections: list[Section]) -> None:
    """Its lines are those of the whole field that pass through it, both ways."""
    [whole] = trace(graph.store, theme="digital-policy", bases=ALL)
    taken_up = {h.earlier.iri for h in whole.hops} & {h.later.iri for h in whole.hops}
    assert taken_up
    for iri in sorted(taken_up):
        [found] = trace(graph.store, iri, bases=ALL)
        through = [line for line in whole.lines() if any(iri in (h.earlier.iri, h.later.iri) for h in line)]
        expected = {(h.earlier.iri, h.later.iri) for line in through for h in line}
        assert {(h.earlier.iri, h.later.iri) for h in found.hops} == expected
        assert not found.theme


def test_a_commitment_by_its_short_name(graph: Graph) -> None:
    [short], [full] = (
        trace(graph.store, name) for name in ("2017-turin/connect-everyone", "id:commitment/2017-turin/connect-everyone")
    )
    assert short == full
    assert short.hops


def test_a_commitment_that_is_none(graph: Graph) -> None:
    with pytest.raises(UsageProblem, match="no commitment “2017-turin/conect-everyone”; choose from 2017-turin/connect"):
        trace(graph.store, "2017-turin/conect-everyone")
    with pytest.raises(UsageProblem, match="leave --theme out"):
        trace(graph.store, "2017-turin/connect-everyone", theme="openness")


def test_nothing_found_is_said_in_words() -> None:
    assert "".join(writer("tree")([], "en")).startswith("No line")
    assert json.loads("".join(writer("json")([], "en"))) == []


def test_the_last_line_counts_in_english(run: Run) -> None:
    numbers = set()
    for theme in ("openness", "digital-divide"):
        last = run("trace", "--theme", theme).stdout.splitlines()[-1].split()
        rows = csv.DictReader(io.StringIO(run("trace", "--theme", theme, "--format", "csv").stdout))
        links = {row["link_id"] for row in rows}
        assert last[:2] == [str(len(links)), "link" if len(links) == 1 else "links"]
        numbers.add(len(links))
    assert min(numbers) == 1 < max(numbers)
