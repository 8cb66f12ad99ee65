"""The drafter: on releases made up here in both layouts and in English, on broken ones, and measured on the real one."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from g7kg import drafting
from g7kg.dataset import Graph as Dataset
from g7kg.drafting import acts, dates, places, structure
from g7kg.errors import SourceProblem
from g7kg.sources import digest, normal_text

HERE = Path(__file__).parent / "drafting"
ID = "https://w3id.org/g7kg/id/"
G7 = Namespace("https://w3id.org/g7kg/ontology#")


def made(name: str, graph: Dataset | None = None) -> tuple[drafting.Drafted, Graph, str]:
    raw = (HERE / name).read_text(encoding="utf-8")
    drafted = drafting.draft(raw, graph.store if graph else None)
    return drafted, Graph().parse(data=drafted.turtle, format="turtle"), normal_text(raw)


def said(graph: Graph, text: str) -> list[tuple[str, str, set[str]]]:
    """Return (modality, words, speakers) of each statement."""
    rows = []
    for statement in graph.subjects(RDF.type, G7.Statement):
        spans = sorted(
            (int(str(graph.value(p, G7.start))), int(str(graph.value(p, G7.end))))
            for p in graph.objects(statement, G7.evidence)
        )
        speakers = {str(o).removeprefix(ID) for o in graph.objects(statement, G7.madeBy)}
        rows.append(
            (str(graph.value(statement, G7.modality)).rsplit("/", 1)[1], "|".join(text[a:b] for a, b in spans), speakers)
        )
    return rows


def one(rows: list[tuple[str, str, set[str]]], words: str) -> tuple[str, set[str]]:
    [(modality, _, speakers)] = [row for row in rows if words in row[1] and row[0] not in ("adopted",)]
    return modality, speakers


def test_every_passage_has_its_digest(graph: Dataset) -> None:
    for name in ("narrative.txt", "fields.txt", "english.txt"):
        _, drafted, text = made(name, graph)
        passages = list(drafted.subjects(RDF.type, G7.Passage))
        assert passages
        for passage in passages:
            start, end = int(str(drafted.value(passage, G7.start))), int(str(drafted.value(passage, G7.end)))
            assert str(drafted.value(passage, G7.sha256)) == digest(text[start:end])
            assert start < end


def test_narrative_meeting_days_place_presidency(graph: Dataset) -> None:
    drafted, found, _ = made("narrative.txt", graph)
    meeting = URIRef(ID + drafted.meeting)
    assert str(found.value(meeting, G7.startsOn)) == "2027-04-30"
    assert str(found.value(meeting, G7.endsOn)) == "2027-05-02"
    assert str(found.value(meeting, G7.heldUnder)).endswith("2027-france")
    assert list(found.objects(meeting, G7.heldIn))
    assert (
        str(found.value(URIRef(f"{ID}document/{drafted.document}"), URIRef("http://purl.org/dc/terms/issued"))) == "2027-05-02"
    )


def test_narrative_speech_acts(graph: Dataset) -> None:
    _, found, text = made("narrative.txt", graph)
    rows = said(found, text)
    group, japan = {"party/g7"}, {"party/japan"}
    assert one(rows, "端末の標準化") == ("agreed", group)
    assert one(rows, "回線の整備") == ("agreed", group)
    assert one(rows, "個人情報の保護") == ("recognised", group)
    assert one(rows, "全ての村に") == ("agreed-to-endeavour", group)
    assert one(rows, "人材育成の重要性") == ("stated", japan)
    assert one(rows, "防災の必要性") == ("stated", japan)
    assert one(rows, "水位データ") == ("welcomed", group)
    assert one(rows, "開発原則") == ("welcomed", group)
    assert one(rows, "偽情報") == ("committed", group)
    assert one(rows, "海底ケーブル")[0] == "exchanged"
    assert one(rows, "AIの安全性")[0] == "exchanged"
    assert one(rows, "次官級の対話") == ("agreed", {"party/japan", "party/canada"})
    assert one(rows, "議論を続ける") == ("agreed", group)
    assert not [row for row in rows if "合意された指針" in row[1]]
    assert Counter(row[0] for row in rows)["adopted"] == 1


def test_narrative_target_documents_exchanges_links(graph: Dataset) -> None:
    _, found, _ = made("narrative.txt", graph)
    [target] = found.subjects(RDF.type, G7.Target)
    assert str(found.value(target, G7.deadlineLatest)) == "2031-12-31"
    kinds = Counter(str(found.value(d, RDF.type)).rsplit("#", 1)[1] for d in found.objects(None, G7.adopted))
    assert kinds == {"Declaration": 1, "Annex": 2}
    days = {str(found.value(e, G7.startsOn)) for e in found.subjects(RDF.type, G7.BilateralExchange)}
    assert days == {"2027-05-01", "2027-05-02"}
    types = {str(o).rsplit("/", 1)[1] for o in found.objects(None, G7.continuityType)}
    assert types == {"mandated-by", "hands-forward"}
    assert len(list(found.subjects(RDF.type, G7.SocialEvent))) == 1
    assert len(list(found.subjects(RDF.type, G7.Session))) == 2


def test_fields_layout(graph: Dataset) -> None:
    drafted, found, text = made("fields.txt", graph)
    meeting = URIRef(ID + drafted.meeting)
    assert str(found.value(meeting, G7.startsOn)) == "2019-11-30"
    assert str(found.value(meeting, G7.endsOn)) == "2019-12-01"
    assert str(found.value(meeting, G7.heldUnder)).endswith("2019-canada")
    roles = Counter(str(o).rsplit("/", 1)[1] for o in found.objects(None, G7.role))
    assert (roles["chair"], roles["observer"]) == (1, 4)
    rows = said(found, text)
    assert one(rows, "衛星回線の共用") == ("stated", {"party/japan"})
    assert one(rows, "電波の干渉") == ("agreed", {"party/g7"})
    assert one(rows, "地上局の整備")[1] == {"party/g7"}
    assert one(rows, "子どもの安全") == ("recognised", {"party/g7"})
    partners = {str(e).rsplit("/", 1)[1] for e in found.subjects(RDF.type, G7.BilateralExchange)}
    assert partners == {"united-kingdom", "chile", "world-bank"}
    delegates = {str(p) for p in found.objects(None, G7.postAsPrinted)}
    assert {"総務審議官", "経済産業副大臣"} <= delegates


def test_another_group_its_events_and_what_is_only_told_of(graph: Dataset) -> None:
    drafted, found, text = made("g20.txt", graph)
    rows = said(found, text)
    assert one(rows, "防災データ") == ("stated", {"party/japan"})
    assert one(rows, "山間部の回線") == ("stated", {"party/japan"})
    assert one(rows, "指針の普及") == ("stated", {"party/japan"})  # what was agreed in 2019 is told of, not agreed
    assert one(rows, "水害情報の交換") == ("agreed", {"party/g20"})
    at = {
        (str(found.value(s, G7.modality)).rsplit("/", 1)[1], str(found.value(s, G7.madeAt)).removeprefix(ID))
        for s in found.subjects(RDF.type, G7.Statement)
    }
    [summit] = {place for modality, place in at if modality == "agreed"}
    assert "2019" in summit
    assert at == {("agreed", summit), ("adopted", drafted.meeting), ("stated", drafted.meeting), ("stated", "None")}
    assert str(found.value(URIRef(ID + drafted.meeting), G7.heldUnder)) == ID + "presidency/2030-italy-g20"
    kinds = Counter(str(found.value(d, RDF.type)).rsplit("#", 1)[1] for d in found.objects(None, G7.adopted))
    assert kinds == {"Charter": 1, "Declaration": 1, "Annex": 1}
    [annex] = found.subjects(RDF.type, G7.Annex)
    assert (found.value(annex, G7.annexOf), RDF.type, G7.Declaration) in found


def test_a_document_that_the_graph_has_keeps_its_title_and_a_meeting_its_days(graph: Dataset) -> None:
    release = """報道資料
平成28年5月2日
G7香川・高松情報通信大臣会合の開催結果
平成28年4月29日及び5月1日、G7香川・高松情報通信大臣会合を開催し、「共同宣言」を採択しました。
"""
    found = Graph().parse(data=(drafted := drafting.draft(release, graph.store)).turtle, format="turtle")
    meeting, declaration = (URIRef(ID + n) for n in ("meeting/2016-takamatsu", "document/2016-takamatsu-declaration"))
    assert drafted.meeting == "meeting/2016-takamatsu"
    assert list(found.objects(meeting, G7.adopted)) == [declaration]
    assert found.value(declaration, URIRef("http://purl.org/dc/terms/title")) is None
    assert list(found.objects(declaration, G7.evidence))
    days = [str(o) for p in (G7.startsOn, G7.endsOn) for o in found.objects(meeting, p)]
    assert days == []
    assert any("endsOn 2016-05-01" in d.en and "2016-04-30" in d.en for d in drafted.decisions)


def test_english_twin(graph: Dataset) -> None:
    drafted, found, text = made("english.txt", graph)
    meeting = URIRef(ID + drafted.meeting)
    assert str(found.value(meeting, G7.endsOn)) == "2030-06-03"
    rows = said(found, text)
    assert one(rows, "opendataonforests") == ("agreed", {"party/g7"})
    assert one(rows, "importanceofprivacy") == ("recognised", {"party/g7"})
    assert one(rows, "everyrangerstation") == ("agreed-to-endeavour", {"party/g7"})
    assert one(rows, "smallfirms") == ("stated", {"party/japan"})
    assert list(found.subjects(RDF.type, G7.Target))


def test_labels_are_composed_and_say_so(graph: Dataset) -> None:
    _, found, text = made("narrative.txt", graph)
    label = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    note = URIRef("http://www.w3.org/2004/02/skos/core#note")
    for statement in found.subjects(RDF.type, G7.Statement):
        for words in found.objects(statement, label):
            body = normal_text(str(words))
            assert not any(body[i : i + 12] in text for i in range(len(body) - 11))
        assert any("composed" in str(n) for n in found.objects(statement, note))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("買い物の一覧：卵、牛乳、パン。", "no release"),
        ("G7" + "会合" * 300_000, "too long"),
    ],
)
def test_what_is_no_release_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(SourceProblem, match=words) as caught:
        drafting.draft(text)
    assert "\n" not in str(caught.value)


def test_a_release_cut_anywhere_gives_a_draft_or_a_line() -> None:
    text = (HERE / "narrative.txt").read_text(encoding="utf-8")
    for at in range(0, len(text), 113):
        try:
            drafted = drafting.draft(text[:at])
        except SourceProblem:
            continue
        assert Graph().parse(data=drafted.turtle, format="turtle")
        assert drafted.missing or at > text.index("連絡先")
    cut = drafting.draft(text[: text.index("に合意しました") - 10])
    assert any("breaks off" in en for en, _ in cut.missing)


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("令和元年5月31日から6月2日まで", date(2019, 5, 31), date(2019, 6, 2)),
        ("平成31年4月29日、30日", date(2019, 4, 29), date(2019, 4, 30)),
        ("令和7年12月8日(月)から同月9日(火)", date(2025, 12, 8), date(2025, 12, 9)),
        ("2019年12月31日~2020年1月2日", date(2019, 12, 31), date(2020, 1, 2)),
        ("昨年11月", date(2019, 11, 1), date(2019, 11, 30)),
        ("3月5日", date(2020, 3, 5), date(2020, 3, 5)),
        ("2035年", date(2035, 1, 1), date(2035, 12, 31)),
    ],
)
def test_dates(printed: str, first: date, last: date) -> None:
    [found] = dates.dates(printed, date(2020, 2, 1))
    assert (found.earliest, found.latest) == (first, last)


def test_an_impossible_day_is_no_date() -> None:
    assert list(dates.dates("令和3年2月30日", date(2020, 2, 1))) == []


def test_acts_in_one_sentence() -> None:
    found = acts.acts("港の役割を認識し、倉庫の整備を進めることに合意するとともに、船の標準化を歓迎しました。")
    assert [(a.modality, a.verb) for a in found] == [("recognised", "認識"), ("agreed", "合意"), ("welcomed", "歓迎")]


def test_a_country_in_another_word_is_none() -> None:
    assert [named.slug for named, _, _ in places.find("タイミングを計り、タイと韓国(大韓民国)、EUが")] == [
        "thailand",
        "korea",
        "european-union",
    ]


def test_structure_of_the_page() -> None:
    release = structure.read((HERE / "narrative.txt").read_text(encoding="utf-8"))
    assert [s.name for s in release.sections] == ["L", "1", "2", "2.1", "2.2", "3", "4", "4.1", "4.2"]
    assert len(release.captions) == 2
    assert release.photos is not None


def test_measured_on_the_real_release(release: Path) -> None:
    program = Path(__file__).parents[1] / "benchmarks" / "draft.py"
    for options in ([], ["--plain"]):
        result = subprocess.run([sys.executable, program, release, *options], capture_output=True, text=True, check=True)
        rows = {
            cells[1].strip(): [float(c) for c in cells[2:7]]
            for line in result.stdout.splitlines()
            if (cells := line.split("|"))[2:] and cells[2].strip().isdigit()
        }
        assert rows["statements"][3] >= 0.9
        assert rows["statements"][4] >= 0.9
        assert rows["… with the right modality"][4] >= 0.95
        for kind in ("outcome documents", "bilateral exchanges", "participants"):
            assert rows[kind][4] == 1.0, kind
        assert rows["events with evidence"][4] >= 0.85  # the unnamed predecessor is a claim in the draft
