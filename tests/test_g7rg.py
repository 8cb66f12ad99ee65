"""The compliance table of the G7 Research Group: a made-up one in every shape, and the real one where it is at hand."""

from __future__ import annotations

import csv
import datetime
import io
import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT, Run
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, XSD

from g7kg import sources
from g7kg.dataset import Graph as Dataset
from g7kg.dataset import load
from g7kg.errors import Problem, SourceProblem, UsageProblem
from g7kg.importing import faults, g7rg, g7rg_graph
from g7kg.importing.columns import is_header
from g7kg.importing.grid import Grid, read_grid
from g7kg.layout import canonical
from g7kg.queries import saved_query
from g7kg.stores import rows
from g7kg.validation import validate_files

G7 = Namespace("https://w3id.org/g7kg/ontology#")
ID = "https://w3id.org/g7kg/id/"
REAL = Path(os.environ.get("G7KG_G7RG", ROOT.parent / "shared" / "data" / "g7rg-compliance-2020.csv"))
HEADER = ["area", "id", "year", "text", "average", "canada", "japan", "uk", "eu", "russia"]
# A made-up table: each row has one fault at most.
ROWS = [
    ["Lamps", "2031-1", "2031", "We light the pier.", "0.5", "1", "0", "", "", ""],
    ["Lamps", "Jan-31", "2031", "We light the quay.", "0", "1", "-1", "", "", ""],
    ["Boats", "2031-2 (AL)", "2031", "We keep boats\nafloat, “all of them”.", "1", "1", "1", "1", "1", "1"],
    ["Boats", "2031-xx", "2031", "We count, and count.", "0", "0", "0", "", "", ""],
    ["Boats", " 2031-3", "2031", "We row.", "0.67", "1", "1", "0", "", ""],
    ["Boats", "2031-4", "2031", "We sail.", "1", "1", "-1", "", "", ""],
    ["Boats", "2031-5", "2031", "We float.", "0", "0", "-", "0", "", ""],
    ["Boats", "2031-6", "2031", "We dive.", "0", "0", "0", "", "", ""],
    ["Boats", "2031-06", "2031", "We dive again.", "1", "1", "1", "", "", ""],
    ["Boats", "2032-1", "2032", "", "0.5", "1", "0", "", "", ""],
]


def table(folder: Path, lines: list[list[str]] | None = None, name: str = "table.csv", **how: str) -> Path:
    """Write a table as CSV."""
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if how.get("end") == "\r" else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=how.get("delimiter", ","), lineterminator=how.get("end", "\r\n"), quoting=quoting)
    writer.writerows([HEADER, *ROWS] if lines is None else lines)
    path = folder / name
    path.write_bytes(out.getvalue().encode(how.get("encoding", "utf-8")))
    return path


def read(path: Path, graph: Dataset, encoding: str | None = None) -> tuple[g7rg.Table, Grid]:
    grid = read_grid(path, encoding, is_header)
    return g7rg.read(grid, path.name, g7rg_graph.parties(graph.store)[0]), grid


def turtle(path: Path, graph: Dataset, **edition: str) -> str:
    found, grid = read(path, graph)
    labels = g7rg_graph.parties(graph.store)[1]
    which = g7rg_graph.Edition(**{"name": str(found.years()[-1]), **edition})
    return g7rg_graph.turtle(found, grid, found.assessments, which, labels)


def said(found: g7rg.Table) -> list[tuple[str, str, tuple[tuple[str, int], ...]]]:
    """Return what was taken: name, id as printed, and scores."""
    return [(a.name, a.identifier.strip(), tuple(sorted(a.scores.items()))) for a in found.assessments]


@pytest.fixture(scope="module")
def real() -> Path:
    if not REAL.is_file():
        pytest.skip(f"needs the compliance table at {REAL} (or G7KG_G7RG=…)")
    return REAL


def test_every_fault_is_named_by_record(graph: Dataset, tmp_path: Path) -> None:
    found, _ = read(table(tmp_path), graph)
    assert [(f.record, f.column, f.kind, f.printed) for f in found.faults] == [
        (3, "id", "id-date", "Jan-31"),
        (4, "id", "id-more", "2031-2 (AL)"),
        (5, "id", "id-form", "2031-xx"),
        (6, "id", "id-space", " 2031-3"),
        (7, "average", "mean-differs", "1"),
        (8, "japan", "score-form", "-"),
        (9, "id", "id-twice", "2031-6"),
        (10, "id", "id-twice", "2031-06"),
        (11, "text", "text-missing", ""),
    ]
    assert found.left_out == []
    assert [a.name for a in found.assessments] == [
        *("2031-1", "record-3", "record-4", "record-5", "2031-3", "2031-4", "2031-5", "record-9", "record-10", "2032-1"),
    ]


def test_the_graph_keeps_ids_scores_and_means_as_printed(graph: Dataset, tmp_path: Path) -> None:
    made = Graph().parse(data=turtle(table(tmp_path), graph), format="turtle")
    nodes = list(made.subjects(RDF.type, G7.Assessment))
    assert sorted(str(made.value(n, DCTERMS.identifier)) for n in nodes) == sorted(row[1] for row in ROWS)
    scores = list(made.subjects(RDF.type, G7.MemberScore))
    assert len(scores) == sum(cell in ("1", "0", "-1") for row in ROWS for cell in row[5:])
    assert {made.value(s, G7.score).datatype for s in scores} == {XSD.integer}
    node = URIRef(f"{ID}assessment/g7rg/leaders-2032/2031-4")
    assert (made.value(node, G7.publishedMean), made.value(node, G7.computedMean)) == (
        Literal(Decimal("1.0")),
        Literal(Decimal("0.0")),
    )
    assert any("“-” is none" in str(note) for note in made.objects(URIRef(f"{ID}assessment/g7rg/leaders-2032/2031-5")))
    assert "We light" not in made.serialize(format="nt")  # the words stay in the table


def test_the_passages_stand_in_the_table(graph: Dataset, tmp_path: Path) -> None:
    path = table(tmp_path)
    made = Graph().parse(data=turtle(path, graph), format="turtle")
    passages = [
        sources.Passage(str(p), int(made.value(p, G7.start)), int(made.value(p, G7.end)), str(made.value(p, G7.sha256)))
        for p in made.subjects(RDF.type, G7.Passage)
    ]
    assert len(passages) == len(ROWS)
    assert {f.state for f in sources.check(sources.read_copy(path), passages)} == {"found"}
    text = sources.normal_text(sources.read_copy(path))
    third = next(p for p in passages if p.iri.endswith("record-4"))
    assert text[third.start : third.end] == 'Boats,2031-2(AL),2031,"Wekeepboatsafloat,“allofthem”.",1,1,1,1,1,1'


def test_the_same_table_in_other_clothes(graph: Dataset, tmp_path: Path) -> None:
    """Other order, other columns, other dialects and encodings: the same assessments, faults and reasons."""
    openpyxl = pytest.importorskip("openpyxl")
    expected = read(table(tmp_path), graph)[0]
    order = [8, 1, 4, 0, 9, 5, 3, 2, 7, 6]
    names = {
        "id": "Commitment ID",
        "average": "Mean",
        "uk": "United Kingdom",
        "eu": "EU",
        "russia": "Russia",
        "area": "Issue area",
    }
    turned = [
        [names.get(HEADER[at], HEADER[at].upper()) for at in order] + ["notes"],
        *([r[at] for at in order] + ["n"] for r in ROWS),
    ]
    book = openpyxl.Workbook()
    book.active.append(["about this workbook"])
    sheet = book.create_sheet("scores")
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append([int(c) if re.fullmatch("-?[0-9]", c) else float(c) if re.fullmatch(r"0\.[0-9]+", c) else c for c in row])
    book.save(tmp_path / "book.xlsx")
    semicolons = [[c.replace(".", ",") if at == 4 else c for at, c in enumerate(row)] for row in [HEADER, *ROWS]]
    same = [
        table(tmp_path, turned, "turned.csv", end="\n"),
        table(tmp_path, name="bom.csv", encoding="utf-8-sig"),
        table(tmp_path, name="utf16.csv", encoding="utf-16"),
        table(tmp_path, name="windows.csv", encoding="cp1252"),
        table(tmp_path, name="tabs.tsv", delimiter="\t", end="\r"),
        table(tmp_path, semicolons, "semicolons.csv", delimiter=";"),
        tmp_path / "book.xlsx",
    ]
    for path in same:
        found = read(path, graph)[0]
        assert said(found) == said(expected), path.name
        assert [(f.record, f.kind) for f in found.faults] == [(f.record, f.kind) for f in expected.faults], path.name
        assert [a.published for a in found.assessments] == [a.published for a in expected.assessments], path.name
    assert read(same[0], graph)[0].unread == {"notes": False}
    assert "not UTF-8" in read(same[3], graph)[1].notices[0]
    assert read(same[6], graph)[1].notices == ("2 sheets; read: “scores”",)


def test_empty_lines_count_and_nothing_else_is_lost(graph: Dataset, tmp_path: Path) -> None:
    lines = [
        [],
        HEADER,
        [],
        ROWS[0],
        ["", ""],
        ["Totals", "", "", "", "0.5", "0.25", "n/a", "", "", ""],
        [*ROWS[5], "", "1"],
        ROWS[9][:5],
    ]
    found, _ = read(table(tmp_path, lines), graph)
    assert [(a.name, a.record.number) for a in found.assessments] == [("2031-1", 4), ("2032-1", 8)]
    assert [(f.record, f.kind) for f in found.left_out] == [(6, "nothing"), (7, "cells-over")]
    assert {f.kind for f in found.assessments[1].faults} == {"cells-missing", "text-missing", "score-missing"}


def test_cells_that_are_no_scores_means_or_years(graph: Dataset, tmp_path: Path) -> None:
    base = dict(zip(HEADER, ROWS[0], strict=True))
    cases = [
        ({"canada": "+1"}, None), ({"canada": "1.0"}, None), ({"canada": "−1", "average": "-0.5"}, "score-sign"),
        ({"canada": "0.5", "average": "0"}, "score-form"), ({"canada": "2", "average": "0"}, "score-form"),
        ({"average": "75%"}, "mean-form"), ({"average": "75"}, "mean-form"), ({"average": "NaN"}, "mean-form"),
        ({"average": ""}, "mean-missing"), ({"average": "0.506"}, None), ({"average": "0.507"}, "mean-differs"),
        ({"year": "31"}, "year-form"), ({"year": "2030"}, "year-differs"), ({"id": ""}, "id-missing"),
    ]  # fmt: skip
    for number, (change, kind) in enumerate(cases):
        row = {**base, "id": f"2031-{number + 10}", **change}
        found, _ = read(table(tmp_path, [HEADER, list(row.values())]), graph)
        assert [f.kind for f in found.faults] == ([kind] if kind else []), change
        assert len(found.assessments) == 1
        assert (found.assessments[0].published is None) == (kind in ("mean-form", "mean-missing")), change


def test_a_spreadsheets_date_is_no_id(graph: Dataset, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(["Lamps", datetime.datetime(1985, 1, 1), 1985, "We light.", 1.0, 1, 1])
    book.save(tmp_path / "date.xlsx")
    found, _ = read(tmp_path / "date.xlsx", graph)
    assert [(a.name, a.identifier) for a in found.assessments] == [("record-2", "1985-01-01")]
    assert [f.kind for f in found.faults] == ["id-date"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([["area", "year", "canada"], ["Lamps", "2031", "1"]], "no column “id”; the columns are area, year, canada"),
        ([["id", "year", "country", "score"], ["2031-1", "2031", "canada", "1"]], "no column for a member"),
        ([["id", "canada", "Canada"], ["2031-1", "1", "1"]], "“canada” and “Canada” are both of one member"),
        ([["id", "ID", "canada"], ["2031-1", "2", "1"]], "both mean the id"),
        ([[], [""]], "the table is empty"),
    ],
)
def test_what_is_no_such_table_is_one_line(graph: Dataset, tmp_path: Path, lines: list[list[str]], words: str) -> None:
    with pytest.raises(UsageProblem, match=re.escape(words)):
        read(table(tmp_path, lines), graph)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b'id,canada\n2031-1,1\n2031-2,"1\n2031-3,1\n', "never closed; look at record 3"),
        ("a.csv", b"PK\x03\x04 and more", "a workbook, not text"),
        ("a.xlsx", b"id,canada\n", "not a workbook"),
        ("a.csv", b"id,canada\n\x81\x8d,1\n", "not utf-8 text (byte 10)"),
        ("none.csv", None, "cannot be read"),
        ("none.xlsx", None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_one_line(graph: Dataset, tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Problem, match=re.escape(words)) as raised:
        read(tmp_path / name, graph)
    assert isinstance(raised.value, UsageProblem | SourceProblem)
    assert "\n" not in str(raised.value)


def test_every_fault_has_words_in_both_languages() -> None:
    for kind in faults.WORDS:
        one = faults.Fault(2, "id", kind, "PRINTED", "OTHERS")
        assert re.search("[ぁ-ん]", one.words("ja"))
        assert not re.search("[ぁ-ん]", one.words("en"))
        assert ("PRINTED" in one.words("en")) == ("PRINTED" in one.words("ja"))


def test_the_command(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path)
    done = run("import", "g7rg", path, "-o", tmp_path / "out", "--period", "2031=2031-06-10/2032-05-01")
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.splitlines()
    assert f"g7kg: {path}: record 8, column japan: “-” is none of -1, 0 and 1; no score is taken" in lines
    cells = Counter(cell for row in ROWS for cell in row[5:])
    scores = cells["1"] + cells["0"] + cells["-1"]
    words = f"10 records: 10 taken with {scores} scores, 0 left out; {cells['']} cells of members are empty"
    assert lines[-2] == f"g7kg: {path}: {words}"
    assert lines[-1].startswith(f"g7kg: {path}: 9 faults, named by record, none mended: 2 id-twice, ")
    made = tmp_path / "out" / "g7rg-leaders-2032.ttl"
    text = made.read_text(encoding="utf-8")
    assert canonical(text) == text
    assert text.count('g7:periodEnd "2032-05-01"^^xsd:date') == 9
    again = run("import", "g7rg", path, "--period", "2031=2031-06-10/2032-05-01", "--faults", tmp_path / "faults.csv")
    assert again.stdout == text
    listed = list(csv.DictReader((tmp_path / "faults.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["record"], row["kind"]) for row in listed][:2] == [("3", "id-date"), ("4", "id-more")]
    assert "record 8" not in again.stderr
    asked = run("query", "assessments/disagreeing-means", "--data", made, "--format", "csv").stdout
    assert "2031-4,2031,Boats,1,0," in asked.replace(".0", "")


def test_the_command_leaves_nothing_behind_when_it_fails(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path, [["area", "text"], ["a", "b"]])
    wrong = [
        [path], [tmp_path / "none.csv"],
        *([table(tmp_path, name="good.csv"), *more] for more in (
            ["--id", "2031-99"], ["--period", "2031=June"], ["--member", "canada"], ["--member", "x=canada"],
            ["--edition", "A b"], ["--encoding", "klingon"], ["--address", "here"],
        )),
    ]  # fmt: skip
    for arguments in wrong:
        done = run("import", "g7rg", *arguments, "-o", tmp_path / "out.ttl")
        assert done.returncode in (2, 3), arguments
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert not (tmp_path / "out.ttl").exists()
    lacking = table(tmp_path, [HEADER, ROWS[0], ["Totals"]], "lacking.csv")
    assert run("import", "g7rg", lacking, "-o", tmp_path / "out.ttl").returncode == 1  # one record was left out, and named
    assert (tmp_path / "out.ttl").exists()


def test_what_is_made_is_valid_and_joins_the_graph(graph: Dataset, tmp_path: Path) -> None:
    made = tmp_path / "made.ttl"
    made.write_text(turtle(table(tmp_path), graph, address="https://example.org/table.csv"), encoding="utf-8")
    found = [f for f in validate_files([made]) if f.file == made]
    assert [f for f in found if f.severity == "Violation"] == []
    joined = load([made]).store
    columns, answers = rows(joined.query(saved_query("assessments/by-member").bind({})))
    russia = next(row for row in answers if getattr(row[columns.index("memberLabel")], "value", "") == "Russia")
    assert getattr(russia[columns.index("kept")], "value", "") == "1"


def test_the_real_table_is_taken_whole(real: Path, graph: Dataset, tmp_path: Path) -> None:
    """Every count is taken from the table anew, with the standard reader alone."""
    found, grid = read(real, graph)
    with real.open(encoding="utf-8-sig", newline="") as file:
        printed = list(csv.DictReader(file))
    members = list(printed[0])[5:]
    assert [a.identifier for a in found.assessments] == [row["id"] for row in printed]
    assert found.left_out == []
    cells = Counter(row[m] for row in printed for m in members)
    assert sum(len(a.scores) for a in found.assessments) == cells["1"] + cells["0"] + cells["-1"]
    assert found.empty_cells == cells[""]
    kinds = Counter(f.kind for f in found.faults)
    assert kinds["score-form"] == cells["-"]
    assert kinds["id-form"] + kinds["id-date"] == sum(not re.match(r"\s*\d{4}-\d+", row["id"]) for row in printed)
    assert kinds["text-missing"] == sum(not row["text"].strip() for row in printed)
    counted = Counter(row["id"].strip() for row in printed)
    assert kinds["id-twice"] == sum(number for number in counted.values() if number > 1)
    off = []
    for number, row in enumerate(printed, 2):
        scores = [int(row[m]) for m in members if row[m] not in ("", "-")]
        if abs(float(row["average"]) - sum(scores) / len(scores)) > 0.006:
            off.append(number)
    assert [f.record for f in found.faults if f.kind == "mean-differs"] == off
    made = tmp_path / "made.ttl"
    made.write_text(turtle(real, graph), encoding="utf-8")
    assert len(set(re.findall(r"^<assessment/[^>]*-2020/[^/>]*>", made.read_text(encoding="utf-8"), re.M))) == len(printed)
    assert [f for f in validate_files([made]) if f.severity == "Violation"] == []
    assert grid.length == len(sources.normal_text(sources.read_copy(real)))


def test_the_released_extract_is_what_the_command_writes(real: Path, run: Run) -> None:
    """The four judgements in data/g7rg/ are the table's, to the letter; how they were made stands in docs/editor.md."""
    released = ROOT / "data" / "g7rg" / "leaders-2020.ttl"
    held = Graph().parse(released, format="turtle")
    ids = [str(held.value(node, DCTERMS.identifier)) for node in held.subjects(RDF.type, G7.Assessment)]
    address = next(held.objects(None, G7.publishedAt))
    made = run(
        *("import", "g7rg", real, "--address", address, "--license", "https://creativecommons.org/licenses/by/4.0/"),
        *("--period", "2018=2018-06-10/2019-07-25", *(part for each in ids for part in ("--id", each))),
    )
    assert made.stdout == released.read_text(encoding="utf-8")


def test_the_output_in_the_guide_is_the_commands(real: Path, run: Run, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")
    shown = re.findall(r"^g7kg: g7rg-compliance-2020.csv: (.*)$", guide, re.M)
    said = run("import", "g7rg", real, "-o", tmp_path / "out.ttl").stderr
    assert len(shown) == 6
    assert [line for line in shown if f": {line}\n" not in said] == []
