"""Normal text, anchors and the check of passages, on texts made here and on the release where it is at hand."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
import rdflib
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

from g7kg import evidence
from g7kg.dataset import Graph
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import G7
from g7kg.sources import (
    Passage,
    aligned,
    anchor,
    check,
    cropped,
    digest,
    laid_out,
    normal_text,
    read_copy,
)

MIC = "https://w3id.org/g7kg/id/rendition/2017-mic-release/ja"
# A text with what sources really have: full-width letters, ideographic spaces, a character outside the BMP, doubled captions.
TEXT = "(1) 包摂性　ＩＣＴ\n𠮷野家の前で。\n写真:昼食会\n写真:昼食会\n終わり。"


def passage(wording: str, occurrence: int = 0) -> Passage:
    start, end, sha256 = anchor(TEXT, wording)[occurrence]
    return Passage(f"x:{wording}{occurrence}", start, end, sha256)


def test_normal_text_folds_width_and_drops_every_white_space() -> None:
    assert normal_text("Ｇ７　会合\u00a0(ＩＣＴ)\u2003①\r\n") == "G7会合(ICT)1"


@given(st.text())
def test_normal_text_is_stable_but_for_late_composition(text: str) -> None:
    once = normal_text(text)
    assert not re.search(r"\s", once)
    assert normal_text(unicodedata.normalize("NFKC", text)) == once


def test_offsets_count_code_points_beyond_the_bmp() -> None:
    [(start, end, sha256)] = anchor(TEXT, "野家")
    assert normal_text(TEXT)[start:end] == "野家"
    assert sha256 == hashlib.sha256("野家".encode()).hexdigest()


def test_anchor_finds_every_place() -> None:
    assert [normal_text(TEXT)[a:b] for a, b, _ in anchor(TEXT, "昼食会")] == ["昼食会", "昼食会"]


@pytest.mark.parametrize("wording", ["", " \u3000", "夕食会"])
def test_anchor_refuses_what_is_not_there(wording: str) -> None:
    with pytest.raises(UsageProblem):
        anchor(TEXT, wording)


def test_layout_does_not_matter() -> None:
    passages = [passage("包摂性"), passage("終わり。")]
    assert [f.state for f in check(TEXT.replace("\n", " \u3000\r\n\t"), passages)] == ["found", "found"]


def test_words_before_move_a_passage() -> None:
    [finding] = check("前置き" + TEXT, [passage("終わり。")])
    assert finding.state == "moved"
    assert finding.at == passage("終わり。").start + 3


def test_a_changed_caption_is_not_taken_for_its_twin() -> None:
    first, second = passage("写真:昼食会", 0), passage("写真:昼食会", 1)
    assert [f.state for f in check(TEXT.replace("昼", "夕", 1), [first, second])] == ["changed", "found"]


def test_reading_a_copy_says_what_is_wrong(tmp_path) -> None:  # type: ignore[no-untyped-def]
    missing, latin, empty = tmp_path / "no.txt", tmp_path / "latin.txt", tmp_path / "empty.txt"
    latin.write_bytes("国".encode("shift_jis"))
    empty.write_text(" \n")
    for path, word in ((missing, "cannot be read"), (latin, "UTF-8"), (empty, "empty")):
        with pytest.raises(SourceProblem, match=word):
            read_copy(path)


def test_every_passage_of_the_release_stands_in_it(graph: Graph, release) -> None:  # type: ignore[no-untyped-def]
    copy = read_copy(release)
    found = check(copy, evidence.passages(graph.store, MIC))
    assert found
    assert {f.state for f in found} == {"found"}


def test_the_rendition_is_the_release(graph: Graph, release) -> None:  # type: ignore[no-untyped-def]
    [mic] = [r for r in evidence.renditions(graph.store) if r.iri == MIC]
    assert mic.sha256 == digest(normal_text(read_copy(release)))


def test_one_changed_character_is_named_by_exactly_its_passages(graph: Graph, release) -> None:  # type: ignore[no-untyped-def]
    text = normal_text(read_copy(release))
    passages = evidence.passages(graph.store, MIC)
    for at in range(0, len(text), 97):
        changed = text[:at] + ("◆" if text[at] != "◆" else "◇") + text[at + 1 :]
        named = {f.passage.iri for f in check(changed, passages) if f.state != "found"}
        assert named == {p.iri for p in passages if p.start <= at < p.end}


def test_anchor_says_what_is_wrong() -> None:
    with pytest.raises(UsageProblem) as empty:
        anchor(TEXT, " ")
    assert str(empty.value) == "the wording to anchor is empty"
    with pytest.raises(UsageProblem) as missing:
        anchor(TEXT, "夕食会")
    assert str(missing.value) == "“夕食会” does not stand in the copy; check the wording against the source"


def test_a_finding_says_where_and_of_what() -> None:
    first = passage("終わり。")
    [finding] = check(TEXT, [first])
    assert (finding.passage, finding.state, finding.at) == (first, "found", first.start)


def test_the_nearest_of_several_places_is_taken() -> None:
    """Words that stand at 1, 6 and 11 of the copy and were at 5: the one at 6 is the nearest."""
    place = Passage("x:p", 5, 7, digest("ab"))
    assert [f.at for f in check("xabxxxabxxxab", [place])] == [6]
    assert [f.at for f in check("xabxxxabxxxab", [Passage("x:p", 13, 15, digest("ab"))])] == [11]


def test_a_copy_with_its_lines_knows_where_each_character_stands() -> None:
    text, offsets = laid_out("Ｇ７\u3000会\n合")
    assert text == "G7 会\n合"
    assert offsets == [0, 1, 3, 5]
    assert "".join(text[at] for at in offsets) == normal_text("Ｇ７\u3000会\n合")


PAGE = "MENU about\n" + "Line one of the source.\nLine two, longer.\nEnd." + "\nFOOTER contact"
WHOLE = normal_text("Line one of the source.\nLine two, longer.\nEnd.")


def test_a_source_within_a_page_is_found_by_its_digest() -> None:
    assert aligned(PAGE, digest(WHOLE), len(WHOLE), []) == WHOLE
    assert cropped(PAGE, digest(WHOLE), len(WHOLE), []) == "Line one of the source.\nLine two, longer.\nEnd."
    assert aligned(WHOLE, digest(WHOLE), len(WHOLE), []) == WHOLE


def test_a_source_of_unknown_length_is_the_whole_copy() -> None:
    assert aligned("a b", "", 0, []) == "ab"
    assert cropped("a b\n", "", 0, []) == "a b"
    assert cropped(" ", "", 0, []) == ""


def test_a_changed_source_begins_where_most_of_its_passages_say() -> None:
    marked = [Passage(f"x:{w}", at := WHOLE.index(w), at + len(w), digest(w)) for w in ("Lineoneof", "thesource", "Linetwo,l")]
    changed = PAGE.replace("longer", "shorter")
    start = normal_text(changed).index("Lineone")
    assert aligned(changed, digest(WHOLE), len(WHOLE), marked) == normal_text(changed)[start:]
    assert aligned(changed, digest(WHOLE), len(WHOLE), []) == normal_text(changed)  # nothing says where it begins
    assert aligned(changed[len("MENU about\n") :], digest(WHOLE), len(WHOLE), marked)[:7] == "Lineone"


def test_short_passages_do_not_say_where_a_source_begins() -> None:
    """Words of less than eight characters stand in many places."""
    short = [Passage("x:s", 0, 4, digest("Line"))]
    changed = PAGE.replace("longer", "shorter")
    assert aligned(changed, digest(WHOLE), len(WHOLE), short) == normal_text(changed)


def test_a_copy_that_is_far_too_long_is_refused() -> None:
    limit = 40 * 3 + 100_000
    assert len(aligned("x" * limit, digest("abc"), 3, [])) == limit
    with pytest.raises(SourceProblem) as caught:
        aligned("x" * (limit + 1), digest("abc"), 3, [])
    assert str(caught.value) == f"the copy has {limit + 1} characters, the source 3; is it the right page?"


def test_a_source_may_end_with_the_page_or_be_all_of_it_but_for_its_words() -> None:
    assert aligned("MENU" + WHOLE, digest(WHOLE), len(WHOLE), []) == WHOLE
    other = "x" * len(WHOLE)
    assert aligned(other, digest(WHOLE), len(WHOLE), []) == other
    assert aligned(WHOLE + "y", digest("y" * len(WHOLE)), len(WHOLE), []) == WHOLE + "y"


def moved(*shifts: int) -> tuple[str, list[Passage]]:
    """Return a copy and passages of eight characters, each of which stands so much later in the copy than it did."""
    words = [f"{n:03}abcde" for n in range(len(shifts))]
    copy = "-" * 40 + "----".join(words)
    return copy, [Passage(f"x:{w}", at := copy.index(w) - by, at + 8, digest(w)) for w, by in zip(words, shifts, strict=True)]


@pytest.mark.parametrize(
    ("shifts", "begins"),
    [
        ((30,), 30),
        ((0, 30), 0),  # each is said once: the nearer
        ((5, 30, 30), 30),  # most say so
        ((30, 5, 30), 30),
        ((-9, -9, 30), 0),  # it cannot begin before the copy does
    ],
)
def test_where_a_changed_source_begins_is_what_most_passages_say(shifts: tuple[int, ...], begins: int) -> None:
    copy, passages = moved(*shifts)
    assert aligned(copy, digest("gone"), 4, passages) == copy[begins:]
    assert cropped(copy, digest("gone"), 4, passages) == copy[begins:]


def test_of_many_passages_a_sample_is_asked() -> None:
    """Of 24 passages every second one is a sample of twelve; those between are not asked."""
    copy, passages = moved(*(30 if n % 2 == 0 else 22 for n in range(24)))
    assert aligned(copy, digest("gone"), 4, passages) == copy[30:]
    copy, passages = moved(*(30 if n % 2 == 0 else 22 for n in range(23)))  # these are all asked, and 12 say 30
    assert aligned(copy, digest("gone"), 4, passages) == copy[30:]
    copy, passages = moved(22, 23, 30, 23, 30)
    assert aligned(copy, digest("gone"), 4, passages) == copy[23:]


def test_a_passage_at_the_very_end_is_found_again() -> None:
    assert [f.at for f in check("xxab", [Passage("x:p", 0, 2, digest("ab"))])] == [2]


@pytest.mark.parametrize("longer", [1, 2, 9])
def test_words_that_are_shorter_than_their_passage_are_not_found_at_the_end(longer: int) -> None:
    """A slice that the end of the copy cuts short is no place of a passage (whose two ends then contradict its digest)."""
    [finding] = check("xxab", [Passage("x:p", 0, 2 + longer, digest("ab"))])
    assert (finding.state, finding.at) == ("changed", None)
    assert aligned("xxab", digest("ab"), 2 + longer, []) == "xxab"


def test_a_source_of_unknown_length_is_not_cropped_by_its_passages() -> None:
    copy, passages = moved(30)
    assert aligned(copy, "", 0, passages) == copy


def test_a_copy_as_long_as_the_source_but_in_other_words_is_cropped_by_its_passages() -> None:
    copy, passages = moved(30)
    assert aligned(copy, digest("gone"), len(copy), passages) == copy[30:]
    assert aligned(copy, digest(copy), len(copy), passages) == copy


def test_a_short_passage_far_on_does_not_say_where_a_source_begins_either() -> None:
    copy, _ = moved(30)
    assert aligned(copy, digest("gone"), 4, [Passage("x:s", at := copy.index("000a") - 30, at + 4, digest("000a"))]) == copy


TWO = ["https://example.org/a/id/rendition/2031-league/en", "https://example.org/texts/league"]


@pytest.mark.parametrize("rendition", TWO)
def test_the_first_passage_of_a_rendition(rendition: str, run: Run, tmp_path: Path) -> None:
    """Its place, and the measures of the whole text, by which copies are known again."""
    text = "船は港で、紙を待つ。"
    copy, data = tmp_path / "copy.txt", tmp_path / "data.ttl"
    copy.write_text(text, encoding="utf-8")
    data.write_text(f"<{rendition}> a <{G7}Rendition> .", encoding="utf-8")
    asked = ("anchor", copy, "紙 を待つ", "--name", "1.s1", "--data", data)
    unnamed = run(*asked)
    assert (unnamed.returncode, "name it: --rendition" in unnamed.stderr) == (3, True)
    unknown = run(*asked, "--rendition", "2031-union/en")
    assert (unknown.returncode, "describe a new one as a g7:Rendition" in unknown.stderr) == (2, True)
    done = run(*asked, "--rendition", "2031-league/en" if "/rendition/" in rendition else rendition)
    made = rdflib.Graph().parse(data=done.stdout)
    passage = (
        rendition.replace("rendition/", "passage/")
        .replace("/en", "/1.s1")
        .replace("texts/league", "texts/passage/league/1.s1")
    )
    [(start, end, sha256)] = anchor(text, "紙 を待つ")
    whole = normal_text(text)
    assert {(str(s), str(p).removeprefix(G7), str(o)) for s, p, o in made if str(p).startswith(G7)} == {
        *((passage, name, str(value)) for name, value in (("start", start), ("end", end), ("sha256", sha256))),
        *((rendition, name, str(value)) for name, value in (("length", len(whole)), ("sha256", digest(whole)))),
        (passage, "passageOf", rendition),
    }
    data.write_text(data.read_text(encoding="utf-8") + done.stdout, encoding="utf-8")
    known = run(*asked).stdout
    assert ("g7:start" in known, "g7:length" in known) == (True, False)


def test_a_guess_is_said_to_be_one(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT, encoding="utf-8")
    done = run("anchor", copy, "野家")
    assert done.stderr.startswith("taken for a copy of 2017-mic-release/ja, of which it has passages")
    assert run("anchor", copy, "野家", "--rendition", "2017-mic-release/ja").stderr == ""
