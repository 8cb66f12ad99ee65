"""Rival accounts side by side, worked out by hand on the mini graph, and alike in every format."""

from __future__ import annotations

import csv
import io
import json

import pytest
from conftest import Run
from test_queries import cells, mini  # noqa: F401 — the fixture

from g7kg.comparing import Comparison, Voice, _verdict, compare
from g7kg.dataset import Graph
from g7kg.errors import UsageProblem
from g7kg.exports.compare import COLUMNS, writer
from g7kg.queries import saved_query

RELEASE, DECLARATION = "2017-mini-release", "2017-hilltop-declaration"
ALL = ("asserted", "curated", "inferred")


def short(iri: str) -> str:
    return iri.rsplit("/", 1)[1]


def verdicts(made: Comparison) -> dict[str, str]:
    return {short(topic.iri): topic.verdict for topic in made.commitments}


@pytest.fixture(scope="module")
def pair(mini: Graph) -> Comparison:  # noqa: F811
    return compare(mini.store, RELEASE, DECLARATION, bases=ALL)


def test_each_commitment_has_its_verdict(pair: Comparison) -> None:
    assert verdicts(pair) == {
        "next-year": "said-not-agreed",  # agreed in the release, only looked forward to in the declaration
        "connect": "agreed-not-reported",
        "flow": "agreed-not-reported",
        "sme-skills": "agreed-not-reported",
    }


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([("a", True), ("b", True)], "agreed"),
        ([("a", True), ("b", False)], "said-not-agreed"),
        ([("a", True), ("a", False), ("b", False), ("b", True)], "agreed"),
        ([("a", False), ("b", False)], "said"),
        ([("a", False), ("a", True)], "agreed-not-reported"),
        ([("a", False)], "said-not-reported"),
    ],
)
def test_a_verdict_is_of_accounts_not_of_statements(acts: list[tuple[str, bool]], expected: str) -> None:
    assert _verdict([Voice(account, "s", "s", "act", taken_on, ()) for account, taken_on in acts]) == expected


def test_it_says_what_the_saved_query_says(pair: Comparison, graph: Graph, mini: Graph) -> None:  # noqa: F811
    """The commitments of two documents are those of documents/compare; on the real graph too."""
    for store, made, names in (
        (mini.store, pair, (RELEASE, DECLARATION)),
        (graph.store, compare(graph.store, "2017-mic-release", "2017-turin-declaration"), ()),
    ):
        values = dict(zip(("first", "second"), (f"document/{name}" for name in names), strict=False))
        _, found = cells(store, saved_query("documents/compare").bind(values))
        assert {topic.iri for topic in made.commitments} == {row[3][1:-1] for row in found}
        several = {topic.iri for topic in made.commitments if len(topic.accounts) == 2}
        assert several == {row[3][1:-1] for row in found if row[4] and row[5]}


def test_themes_of_one_account_and_of_both(pair: Comparison) -> None:
    themes = {short(topic.iri): [short(account) for account in topic.accounts] for topic in pair.themes}
    assert themes["standardisation"] == [DECLARATION]
    assert themes["artificial-intelligence"] == [RELEASE, DECLARATION]
    assert themes["iot-security"] == [RELEASE]


def test_a_post_stands_with_the_account_that_prints_it(pair: Comparison) -> None:
    """Both name Mori at Hilltop; only the release prints a post."""
    [mori] = [person for person in pair.people if short(person.iri) == "mori"]
    assert {short(account): posts for account, posts in mori.posts.items()} == {RELEASE: ("副大臣",), DECLARATION: ()}


def test_rival_claims_are_shown_with_who_makes_them(pair: Comparison, mini: Graph) -> None:  # noqa: F811
    assert sorted((rival.value, rival.account) for rival in pair.rivals) == [
        ("4", "Hilltop declaration"),
        ("5", "Release on Hilltop"),
    ]
    assert compare(mini.store, "2016-lakeside").rivals == []


def test_all_accounts_of_a_meeting(mini: Graph) -> None:  # noqa: F811
    """Those that it adopted come first; whether the whole text is known is said of each."""
    made = compare(mini.store, "2017-hilltop", bases=ALL)
    assert [(short(a.iri), a.adopted, a.whole) for a in made.accounts] == [
        ("2017-hilltop-annex-1", True, False),
        (DECLARATION, True, False),
        (RELEASE, False, True),
    ]
    assert verdicts(made)["next-year"] == "said-not-agreed"


def test_a_meeting_with_one_account_says_so(mini: Graph) -> None:  # noqa: F811
    made = compare(mini.store, "meeting/2016-lakeside", bases=ALL)
    assert len(made.accounts) == 1
    for language, words in (("en", "Only one document"), ("ja", "一つしかなく")):
        assert words in "".join(writer("table")(made, language))


def test_a_meeting_without_an_account_says_so(mini: Graph) -> None:  # noqa: F811
    assert "no document" in "".join(writer("table")(compare(mini.store, "2017-mini-summit"), "en"))


def test_documents_of_different_meetings_say_so(mini: Graph, pair: Comparison) -> None:  # noqa: F811
    apart = compare(mini.store, "2016-lakeside-declaration", "2018-harbour-summary", bases=ALL)
    assert (apart.apart, pair.apart) == (True, False)
    assert "no common meeting" in "".join(writer("md")(apart, "en"))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("2017-hiltop",), "meeting/2017-hilltop"),
        (("2017-hilltop", RELEASE), "is a meeting"),
        ((RELEASE, "2017-hilltop"), "is a meeting"),
        ((RELEASE,), "with which other one"),
        ((RELEASE, f"id:document/{RELEASE}"), "are one document"),
        (("a b",), "a b"),
    ],
)
def test_what_cannot_be_compared_is_one_clear_line(mini: Graph, names: tuple[str, ...], words: str) -> None:  # noqa: F811
    with pytest.raises(UsageProblem, match=words) as problem:
        compare(mini.store, *names)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_formats_hold_the_same(graph: Graph, language: str) -> None:
    """Every voice, presence and claim is a row of the CSV and in the JSON; the layout names every commitment and person."""
    made = compare(graph.store, "2016-takamatsu", language=language)
    text = "".join(writer("csv")(made, language))
    lines = list(csv.DictReader(io.StringIO(text)))
    voices = sum(len(topic.voices) for topic in (*made.commitments, *made.themes))
    presences = sum(len(person.posts) for person in made.people)
    assert len(lines) == voices + presences + len(made.rivals) > 100
    assert set(lines[0]) == set(COLUMNS)
    content = json.loads("".join(writer("json")(made, language)))
    assert sum(len(t["voices"]) for t in (*content["commitments"], *content["themes"])) == voices
    shown = "".join("".join(writer("table")(made, language)).split())
    for thing in (*made.commitments, *made.people, *made.themes):
        assert "".join(thing.label.split()) in shown
    assert all(line.count("|") >= 4 for line in "".join(writer("md")(made, language)).splitlines() if line.startswith("|"))


def test_lines_fit_the_window_in_japanese(graph: Graph) -> None:
    from rich.cells import cell_len

    made = compare(graph.store, "2017-mic-release", "2017-turin-declaration", language="ja")
    assert max(cell_len(line) for line in "".join(writer("table")(made, "ja")).splitlines()) <= 120


def test_the_command(run: Run) -> None:
    done = run("compare", "2017-mic-release", "2017-meti-release", "--format", "json", "--basis", "asserted")
    assert done.returncode == 0
    assert {short(a["iri"]) for a in json.loads(done.stdout)["accounts"]} == {"2017-mic-release", "2017-meti-release"}
    wrong = run("compare", "2017-turrin")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.count("\n") == 1
    assert run("compare", "2017-turin", "--format", "xml").returncode == 2
