"""Reading a source beside the graph, the words behind a resource, and the coverage meter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from g7kg import coverage, evidence, reading, sources
from g7kg.dataset import Graph
from g7kg.errors import SourceProblem
from g7kg.exports import reading as writers

NAME = "2017-mic-release"


def read(graph: Graph, copy: str, language: str = "en") -> reading.Reading:
    return reading.read(graph.store, evidence.named_rendition(graph.store, NAME), copy, language)


def test_every_place_is_marked_with_its_words(graph: Graph, release: Path) -> None:
    found = read(graph, release.read_text(encoding="utf-8"))
    assert not found.missing
    for mark in found.marks:
        assert sources.digest(sources.normal_text(found.text[mark.start : mark.end])) == mark.passage.sha256


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_needs_nothing_else_and_holds_the_text(graph: Graph, release: Path, language: str) -> None:
    found = read(graph, release.read_text(encoding="utf-8"), language)
    page = writers.page(found, language)
    assert not re.search(r"(?:src|href)=[\"'](?!#)", page)
    assert "<script" not in page
    body = re.sub(r"<a href=[^>]*>\d+</a>|<[^>]+>", "", page.split('<div class="text">')[1].split("</div><aside>")[0])
    assert sources.normal_text(body.replace("&gt;", ">")) == sources.normal_text(found.text)
    numbered = [m for m in found.marks if m.things]
    assert page.count("<article id=") == len(numbered)
    plain = writers.text(found, language)
    assert plain.count("⟨") == plain.count("⟩") == len(numbered)


def test_markup_in_a_source_is_shown_and_not_obeyed(graph: Graph) -> None:
    found = read(graph, "<script>alert(1)</script> 総務省トップ & 会合")
    assert "<script" not in writers.page(found, "en")
    assert found.missing


def test_without_a_copy_the_way_to_get_it_is_named(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("G7KG_CACHE", str(tmp_path))
    with pytest.raises(SourceProblem, match="sources fetch 2017-mic-release/ja"):
        reading.copy_of(evidence.named_rendition(graph.store, NAME))
    iri = f"https://w3id.org/g7kg/id/statement/{NAME}/2.2.s2.b"
    [(_, _, words, _, note)] = reading.words_behind(graph.store, iri, None, "en")
    assert (words, "no copy" in note) == ("", True)


def test_the_words_behind_a_statement(graph: Graph, release: Path) -> None:
    iri = f"https://w3id.org/g7kg/id/statement/{NAME}/2.2.s2.b"
    [(place, _, words, _, _)] = reading.words_behind(graph.store, iri, release, "en")
    assert place.startswith(f"{NAME}/ja")
    assert "2025" in words


def test_show_and_read_from_the_command_line(run, release: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("show", f"statement/{NAME}/2.2.s2.b", "--text", "--copy", release, "--lang", "ja")
    assert (done.returncode, "根拠となる文言" in done.stdout) == (0, True)
    page = tmp_path / "page.html"
    assert run("read", NAME, "--copy", release, "--format", "html", "-o", page).returncode == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    done = run("read", NAME, G7KG_CACHE=str(tmp_path))
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)


def test_the_meter_counts_characters(graph: Graph, release: Path) -> None:
    rows = {
        r.section: r
        for r in coverage.meter(graph.store, evidence.named_rendition(graph.store, NAME), release.read_text(encoding="utf-8"))
    }
    assert rows["all"].length == 2530
    assert all(0 <= r.stated <= r.encoded <= r.length for r in rows.values())
    for section in ("2.1", "2.2", "2.3", "4.1", "4.2"):  # the points and the talks are statements but for connecting words
        assert rows[section].stated / rows[section].length > 0.85
    assert rows["contact"].stated == 0


def test_the_uncovered_characters_are_named(graph: Graph, release: Path) -> None:
    which, copy = evidence.named_rendition(graph.store, NAME), release.read_text(encoding="utf-8")
    normal = sources.normal_text(copy)
    bare = coverage.bare(graph.store, which, copy)
    assert all(s.words == normal[s.start : s.end] for s in bare)
    stating = coverage._with_statements(graph.store, which.iri)
    stated = [p for p in evidence.passages(graph.store, which.iri) if p.iri in stating]
    assert not [s for s in bare for p in stated if s.start < p.end and p.start < s.end]
    for row in coverage.meter(graph.store, which, copy)[:-1]:
        assert row.stated + sum(s.end - s.start for s in bare if s.section == row.section) == row.length


def test_the_section_is_kept_where_no_copy_is_at_hand(graph: Graph, release: Path) -> None:
    made = coverage.section(graph.store, {"2017-mic-release/ja": release.read_text(encoding="utf-8")})
    assert coverage.TITLE in made
    readme = coverage.put("# Data\n", made)
    assert coverage.section(graph.store, {}, readme) == made
    assert coverage.put(readme, made) == readme
    assert coverage.put(readme, "") == readme
