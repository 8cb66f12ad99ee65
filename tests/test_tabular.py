"""Tables in and out, and skeletons."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace

from g7kg import skeletons, tabular
from g7kg.dataset import Graph as Dataset
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.resources import graph_files

G7 = Namespace("https://w3id.org/g7kg/ontology#")


def table(folder: Path, *changes: dict[str, str]) -> Path:
    """Write a table: the template's example row with changes, once for each."""
    example = next(csv.DictReader(io.StringIO(tabular.template().decode("utf-8-sig"))))
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, tabular.COLUMNS)
        writer.writeheader()
        writer.writerows({**example, **change} for change in changes)
    return path


def test_the_template_reads_back(graph: Dataset, tmp_path: Path) -> None:
    text, faults, number = tabular.turtle(table(tmp_path, {}), graph.store)
    assert (faults, number) == ([], 1)
    assert len(list(Graph().parse(data=text).subjects(RDF.type, G7.Statement))) == 1


def test_the_workbook_reads_back(graph: Dataset, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "table.xlsx"
    path.write_bytes(tabular.template_xlsx(graph.store))
    text, faults, number = tabular.turtle(path, graph.store)
    assert (faults, number, "g7:Statement" in text) == ([], 1, True)


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"modality": "agred"}, "modality", "did you mean agreed"),
        ({"theme": "open-data | open-dta"}, "theme", "did you mean open-data"),
        ({"speaker": "id:party/atlantis"}, "speaker", "nothing in the graph"),
        ({"label_ja": ""}, "label_ja", "is empty"),
        ({"id": "id:commitment/x/y"}, "id", "no name of a statement"),
        ({"id": "a b"}, "id", "no IRI"),
        ({"open_ended": "perhaps"}, "open_ended", "neither true nor false"),
        ({"modality": "agreed | stated"}, "modality", "2 values"),
        ({"words": "話"}, "words", "--copy"),
        ({"locator_en": ""}, "words", "say where"),
    ],
)
def test_faults_name_row_and_column(graph: Dataset, tmp_path: Path, change: dict[str, str], column: str, words: str) -> None:
    _, [fault], _ = tabular.turtle(table(tmp_path, {}, {"id": "id:statement/2027-my-release/1.s2", **change}), graph.store)
    assert (fault.row, fault.column) == (3, column)
    assert words in fault.words


def test_a_name_used_twice_is_a_fault(graph: Dataset, tmp_path: Path) -> None:
    _, [fault], _ = tabular.turtle(table(tmp_path, {}, {}), graph.store)
    assert str(fault) == "row 3, column id: “id:statement/2027-my-release/1.s1” stands in row 2 too"


def test_words_are_anchored_in_the_copy(graph: Dataset, tmp_path: Path) -> None:
    text, faults, _ = tabular.turtle(table(tmp_path, {"words": "港 の"}), graph.store, "船と港の話。")
    assert faults == []
    assert "g7:start 2" in text


def test_what_is_no_table_is_one_line(graph: Dataset, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    with pytest.raises(UsageProblem, match="row 1: no column id"):
        tabular.turtle(bad, graph.store)
    workbook = tmp_path / "bad.xlsx"
    workbook.write_bytes(b"not a zip")
    pytest.importorskip("openpyxl")
    with pytest.raises(SourceProblem, match="not a workbook"):
        tabular.turtle(workbook, graph.store)


def test_an_exported_table_comes_back_as_it_was(graph: Dataset, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    exported = tmp_path / "statements.csv"
    done = run("export", "statements", "-f", "csv", "--meeting", "2017-turin", "-o", exported)
    assert done.returncode == 0, done.stderr
    text, faults, number = tabular.turtle(exported, graph.store)
    assert faults == []
    back = Graph().parse(data=text)
    assert len(set(back.subjects(RDF.type, G7.Statement))) == number
    released = Graph()
    for path, _ in graph_files():
        if path.parent.name == "2017-turin":
            released.parse(path)
    for statement in back.subjects(RDF.type, G7.Statement):
        for name in ("modality", "madeBy", "about", "beneficiary", "instrument", "reportedIn", "evidence", "expresses"):
            assert set(back.objects(statement, G7[name])) == set(released.objects(statement, G7[name])), (statement, name)


def test_the_skeleton_is_turtle_and_validates_but_for_what_is_to_do(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mic-release.ttl"
    assert run("new", "meeting", "2033-lyon", "-o", path).returncode == 0
    assert path.read_text(encoding="utf-8").count("\n# ") >= 6
    assert Graph().parse(path)
    with pytest.raises(UsageProblem, match="2027-lyon"):
        skeletons.meeting("Lyon 2033")


def test_tables_from_the_command_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path, made = tmp_path / "table.csv", tmp_path / "made.ttl"
    assert run("new", "table", "-o", path).returncode == 0
    assert run("import", "table", path, "-o", made).returncode == 0
    path.write_text(path.read_text(encoding="utf-8").replace("open-data", "opn-data"), encoding="utf-8")
    done = run("import", "table", path)
    assert done.returncode == 1
    assert "row 2, column theme" in done.stderr
