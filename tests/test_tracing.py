"""Tracing over a graph small enough to say what each section, hop and piece of evidence must be."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from g7kg import continuity
from g7kg.bases import BASES
from g7kg.continuity import trace
from g7kg.errors import UsageProblem
from g7kg.lines import End, Hop, Link, Section
from g7kg.namespaces import ID, PREFIXES
from g7kg.stores import Result
from g7kg.stores.embedded import EmbeddedStore

THEME = PREFIXES["theme"]
HEAD = f"@base <{ID}> . @prefix x: <x:> .\n" + "".join(f"@prefix {p}: <{space}> .\n" for p, space in PREFIXES.items())
# Themes whose names are in another order than their IRIs; two of one link each, and one without a name.
THINGS = """
theme:digital-policy skos:inScheme scheme:theme ; skos:prefLabel "Digital policy"@en , "デジタル政策"@ja .
theme:apples skos:inScheme scheme:theme ; skos:broader theme:digital-policy ; skos:prefLabel "Zebras"@en , "しま"@ja .
theme:bears skos:inScheme scheme:theme ; skos:broader theme:digital-policy ; skos:prefLabel "Yaks"@en , "うし"@ja .
theme:cats skos:inScheme scheme:theme ; skos:broader theme:digital-policy .
theme:dogs skos:inScheme scheme:theme ; skos:broader theme:digital-policy ; skos:prefLabel "Dogs"@en .
continuity:continues skos:prefLabel "continues"@en , "続ける"@ja .
<place/rome> rdfs:label "Rome"@en , "ローマ"@ja .
<place/oslo> rdfs:label "Oslo"@en , "オスロ"@ja .
<meeting/one> a g7:Event ; rdfs:label "Meeting one"@en , "第一"@ja ; g7:startsOn "2001-02-03" .
<meeting/two> a g7:Event ; rdfs:label "Meeting two"@en , "第二"@ja ; g7:startsOn "2002-02-03" ;
  g7:heldIn <place/rome> , <place/oslo> .
<meeting/three> a g7:Event ; rdfs:label "Meeting three"@en , "第三"@ja ; g7:startsOn "2003-02-03" .
<commitment/one/a> a g7:Commitment ; rdfs:label "One a"@en , "一a"@ja ; g7:madeAt <meeting/one> .
<commitment/two/b> a g7:Commitment ; rdfs:label "Two b"@en , "二b"@ja ; g7:madeAt <meeting/two> .
<commitment/three/c> a g7:Commitment ; rdfs:label "Three c"@en , "三c"@ja ; g7:madeAt <meeting/three> .
<commitment/three/d> a g7:Commitment ; rdfs:label "Three d"@en , "三d"@ja ; g7:madeAt <meeting/three> .
x:said rdfs:label "The source"@en , "典拠"@ja .
x:file g7:renditionOf x:said .
x:place g7:passageOf x:file ; g7:locator "p. 1"@en , "1頁"@ja .
x:other g7:passageOf x:file ; g7:locator "p. 2"@en .
"""


def linked(name: str, earlier: str, later: str, basis: str, themes: str, more: str = "") -> str:
    return (
        f"x:{name} a g7:ContinuityLink ; g7:basis basis:{basis} ; g7:continuityType continuity:continues ; {more}\n"
        f"g7:earlier <commitment/{earlier}> ; g7:later <commitment/{later}> ; g7:about {themes} .\n"
        + "".join(f"x:{name} g7:underTheme {theme} .\n" for theme in {*themes.split(" , "), "theme:digital-policy"})
    )


LINKS = (
    linked("ab", "one/a", "two/b", "asserted", "theme:dogs", "g7:evidence x:place , x:other ;")
    + linked("ab2", "one/a", "two/b", "curated", "theme:dogs", 'g7:confidence 0.8 ; g7:reason "So."@en ;')
    + linked("bc", "two/b", "three/c", "inferred", "theme:dogs , theme:bears , theme:digital-policy")
    + linked("bd", "two/b", "three/d", "curated", "theme:apples , theme:cats", "prov:wasAttributedTo x:editor ;")
    + "".join(linked(f"all{n}", "one/a", f"three/{n}", "asserted", "theme:digital-policy") for n in "cd")
    + linked("all", "two/b", "three/c", "asserted", "theme:digital-policy")
    + linked("all2", "one/a", "two/b", "asserted", "theme:digital-policy")
)


class Watched(EmbeddedStore):
    """A store that keeps how each question for hops chooses the links, and the themes (or things) that it does it by."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.read(text)
        self.asked: list[tuple[str, list[str]]] = []

    def read(self, text: str, graph: str = "x:g") -> None:
        self.raw.load(HEAD + text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))

    def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        if "?locator" in text:
            given = dict(re.findall(r"VALUES \?(relation|theme) (.*)", text))
            [relation], things = (re.findall(r"<.*?([^/#]*)>", given[name]) for name in ("relation", "theme"))
            self.asked.append((relation, things))
            assert len(self.asked) < 20, "asks without end"
        return super().query(text, graphs)


@pytest.fixture
def store() -> Watched:
    return Watched(THINGS + LINKS)


def links(section: Section) -> list[str]:
    return [link.iri for hop in section.hops for link in hop.links]


def test_each_theme_has_its_links_and_what_is_on_the_whole_field_alone_comes_last(store: Watched) -> None:
    """Most links first, then by name; the link on a theme and on the whole field as well belongs to the theme."""
    told = [(section.label, links(section)) for section in trace(store)]
    assert told == [
        ("Dogs", ["x:ab", "x:ab2", "x:bc"]),
        ("Yaks", ["x:bc"]),
        ("Zebras", ["x:bd"]),
        ("theme:cats", ["x:bd"]),  # which has no name
        ("Digital policy", ["x:all2", "x:allc", "x:alld", "x:all"]),
    ]
    assert [section.theme.removeprefix(THEME) for section in trace(store)] == [
        *("dogs", "bears", "apples", "cats", "digital-policy"),
    ]


def test_in_japanese_the_names_are_japanese(store: Watched) -> None:
    found = list(trace(store, language="ja"))
    assert [section.label for section in found] == ["theme:dogs", "theme:cats", "うし", "しま", "デジタル政策"]
    [hop] = [hop for hop in found[-1].hops if hop.links[0].iri == "x:all2"]
    assert (hop.earlier.label, hop.earlier.meeting_label, hop.links[0].type_label) == ("一a", "第一", "続ける")


@pytest.mark.parametrize(
    ("together", "asked"),
    [
        (500, [["dogs", "bears", "apples", "cats"], ["digital-policy"]]),
        (5, [["dogs", "bears", "apples"], ["cats"], ["digital-policy"]]),
        (4, [["dogs", "bears"], ["apples", "cats"], ["digital-policy"]]),
        (2, [["dogs"], ["bears", "apples"], ["cats"], ["digital-policy"]]),
        (1, [["dogs"], ["bears"], ["apples"], ["cats"], ["digital-policy"]]),
    ],
)
def test_small_themes_are_asked_for_together_and_the_whole_field_alone(
    store: Watched, monkeypatch: pytest.MonkeyPatch, together: int, asked: list[list[str]]
) -> None:
    monkeypatch.setattr(continuity, "TOGETHER", together)
    assert [section.label for section in trace(store)] == ["Dogs", "Yaks", "Zebras", "theme:cats", "Digital policy"]
    assert store.asked == [*(("underTheme", names) for names in asked[:-1]), ("about", asked[-1])]


def test_a_hop_has_its_ends_and_links_and_these_their_evidence(store: Watched) -> None:
    """A meeting in two towns says everything twice; the evidence stands once all the same."""
    one = End(f"{ID}commitment/one/a", "One a", f"{ID}meeting/one", "Meeting one", "", "2001-02-03")
    two = End(f"{ID}commitment/two/b", "Two b", f"{ID}meeting/two", "Meeting two", "Oslo", "2002-02-03")
    kind = (f"{PREFIXES['continuity']}continues", "continues")
    said = Link("x:ab", *kind, "asserted", "", "", (("The source", "p. 1"), ("The source", "p. 2")))
    thought = Link("x:ab2", *kind, "curated", "0.8", "So.", (("x:ab2", ""),))
    first = next(trace(store))
    assert first.hops[0] == Hop(one, two, (said, thought))
    assert (one.occasion, two.occasion) == ("Meeting one", "Oslo 2002")


def test_who_says_so_has_a_curie_where_it_has_no_name(store: Watched) -> None:
    [section] = trace(store, theme="apples")
    assert [link.evidence for hop in section.hops for link in hop.links] == [(("x:editor", ""),)]
    own = Watched(THINGS + linked("ab", "one/a", "two/b", "curated", "theme:dogs", "prov:wasAttributedTo <agent/me> ;"))
    [section] = trace(own)
    assert section.hops[0].links[0].evidence == (("id:agent/me", ""),)


def test_one_theme(store: Watched) -> None:
    [section] = trace(store, theme="digital-policy")
    assert (section.theme, section.label) == (THEME + "digital-policy", "Digital policy")
    assert sorted(links(section)) == ["x:ab", "x:ab2", "x:all", "x:all2", "x:allc", "x:alld", "x:bc", "x:bd"]
    [section] = trace(store, theme=f"<{THEME}cats>")
    assert (section.theme, section.label) == (THEME + "cats", "theme:cats")
    [section] = trace(store, theme="dogs", bases=["inferred"])
    assert links(section) == ["x:bc"]
    assert list(trace(store, theme="apples", bases=["inferred"])) == []


def test_one_thing_has_the_lines_to_it_and_on_from_it(store: Watched) -> None:
    [section] = trace(store, "two/b")
    assert (section.theme, section.label) == ("", "Two b")
    ends = [(hop.earlier.label, hop.later.label) for hop in section.hops]
    assert ends == [("One a", "Two b"), ("Two b", "Three c"), ("Two b", "Three d")]
    [section] = trace(store, "commitment/three/d")
    ends = [(hop.earlier.label, hop.later.label) for hop in section.hops]
    assert ends == [("One a", "Two b"), ("One a", "Three d"), ("Two b", "Three d")]
    assert list(trace(store, "meeting/one")) == []


def test_a_thing_without_a_name_is_called_by_its_curie() -> None:
    made = Watched(THINGS + linked("ae", "one/a", "three/e", "asserted", "theme:dogs"))
    made.read("<commitment/three/e> g7:madeAt <meeting/three> .")
    [section] = trace(made, "three/e")
    assert section.label == "id:commitment/three/e"
    assert section.hops[0].later.label == ""


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("two", None, {"bc", "bd", "all"}),
        (None, "two", {"ab", "ab2", "all2"}),
        ("one", "two", {"ab", "ab2", "all2"}),
        ("three", None, set()),
        (None, "id:meeting/three", {"ab", "ab2", "all2", "bc", "bd", "all", "allc", "alld"}),
    ],
)
def test_meetings_cut_the_lines(store: Watched, start: str | None, end: str | None, kept: set[str]) -> None:
    found = {iri for section in trace(store, theme="digital-policy", start=start, end=end) for iri in links(section)}
    assert found == {f"x:{name}" for name in kept}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"theme": "dog"}, "no theme “dog”; choose from dogs"),
        ({"theme": "qqq"}, "no theme “qqq”; choose from apples, bears, cats, digital-policy, dogs"),
        ({"start": "thre"}, "no meeting “thre”; choose from three"),
        ({"end": "zzz"}, "no meeting “zzz”; choose from one, three, two"),
        ({"thing": "three/q"}, "no commitment “three/q”; choose from three/d, three/c"),
        ({"thing": "one/a", "theme": "dogs"}, "a commitment is traced over all themes; leave --theme out"),
        ({"bases": ["assumed"]}, "no basis “assumed”; choose from asserted, curated, inferred"),
    ],
)
def test_what_is_unknown_is_said_with_what_there_is(store: Watched, options: dict[str, str], said: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        trace(store, **options)  # type: ignore[arg-type]
    assert str(caught.value) == said


def test_at_most_three_names_are_near() -> None:
    many = Watched("".join(f"theme:abc{n} skos:inScheme scheme:theme .\n" for n in range(5)))
    with pytest.raises(UsageProblem) as caught:
        trace(many, theme="abc")
    assert str(caught.value).count("abc") == 4


def test_the_steps_of_a_thing_are_asked_for_once_even_in_a_circle() -> None:
    pairs = (("one/a", "two/b"), ("two/b", "three/c"), ("three/c", "one/a"))
    made = Watched(THINGS + "".join(linked(f"l{n}", *pair, "asserted", "theme:dogs") for n, pair in enumerate(pairs)))
    [section] = trace(made, "one/a")
    assert links(section) == ["x:l0", "x:l1", "x:l2"]
    assert made.asked == [*(("later", [name]) for name in "acb"), *(("earlier", [name]) for name in "abc")]


def test_a_link_whose_meeting_has_no_name_is_passed_over(store: Watched) -> None:
    """So it is in a file that is still being written; the other links are traced all the same."""
    store.read(linked("unnamed", "one/a", "four/e", "asserted", "theme:elks"))
    store.read("theme:elks skos:broader theme:digital-policy . <commitment/four/e> g7:madeAt <meeting/four> .")
    assert "theme:elks" not in [section.label for section in trace(store)]
    assert len(list(trace(store))) == 5


def test_what_editors_say_of_a_link_does_not_count_where_they_do_not() -> None:
    """Of three links that sources state, they put one on zebras and two on yaks; editors put all of them on zebras."""
    made = Watched(THINGS + linked("l1", "one/a", "two/b", "asserted", "theme:apples"))
    made.read(
        linked("l2", "one/a", "two/b", "asserted", "theme:bears") + linked("l3", "two/b", "three/c", "asserted", "theme:bears")
    )
    made.read("x:editors a void:Dataset ; g7:basis basis:curated . x:l2 g7:underTheme theme:apples .", "x:editors")
    made.read("x:l3 g7:underTheme theme:apples .", "x:editors")
    told = {bases: [(section.label, links(section)) for section in trace(made, bases=bases)] for bases in (BASES[:1], BASES)}
    assert told[BASES] == [("Zebras", ["x:l1", "x:l2", "x:l3"]), ("Yaks", ["x:l2", "x:l3"])]
    assert told[BASES[:1]] == [("Yaks", ["x:l2", "x:l3"]), ("Zebras", ["x:l1"])]
    [section] = trace(made, theme="apples", bases=["asserted"])
    assert links(section) == ["x:l1"]
