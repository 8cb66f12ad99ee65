"""Validation as an editor meets it: one's own file, formats, exit status, places, extensions, and files that are broken."""

from __future__ import annotations

import json
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run

from g7kg import validation
from g7kg.exports.findings import write
from g7kg.findings import Finding
from g7kg.namespaces import PREFIXES
from g7kg.resources import graph_files, root
from g7kg.validation.choice import TOUCHED, predicates_of
from g7kg.validation.data import Data
from g7kg.validation.places import statements
from g7kg.validation.reading import read_shapes, shapes_of
from g7kg.validation.routing import routed

HEAD = """@prefix g7: <https://w3id.org/g7kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@base <https://w3id.org/g7kg/id/> .
"""
MEETING = (
    HEAD
    + """
<meeting/2031-nowhere>
    a g7:MinisterialMeeting ;
    rdfs:label "Meeting"@en ;
    g7:startsOn "2031-13-45"^^<http://www.w3.org/2001/XMLSchema#date> .
"""
)
SH = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "my-meeting.ttl"
    path.write_text(MEETING, encoding="utf-8")
    return path


def test_one_file_shows_only_its_own_findings_with_lines(run: Run, mine: Path) -> None:
    done = run("validate", mine, "--format", "json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert {Path(f["file"]).name for f in found} == {"my-meeting.ttl"}
    [date] = [f for f in found if f["component"] == "DatatypeConstraintComponent"]
    assert (date["line"], date["expected"], date["path"]) == (8, "xsd:date", "https://w3id.org/g7kg/ontology#startsOn")
    assert next(f["line"] for f in found if f["path"] == PREFIXES["rdfs"] + "label") in (5, 7)


def test_the_text_speaks_both_languages(run: Run, mine: Path) -> None:
    english, japanese = (run("validate", mine, "--lang", language).stdout for language in ("en", "ja"))
    assert "8: violation: id:meeting/2031-nowhere g7:startsOn" in english
    assert "8: 違反: id:meeting/2031-nowhere g7:startsOn" in japanese


def test_the_formats_say_the_same(mine: Path) -> None:
    found = validation.validate_files([mine])
    count = len(found)
    assert count == len(json.loads(write(found, "json", "en")))
    assert count == write(found, "github", "ja").decode().count("::error ") + write(found, "github", "ja").decode().count(
        "::warning "
    )
    cases = ET.fromstring(write(found, "junit", "en")).iter("testcase")  # noqa: S314 — our own output
    assert count == len(list(cases))
    turtle = list(ox.parse(write(found, "turtle", "en"), format=ox.RdfFormat.TURTLE))
    results = [q for q in turtle if q.predicate.value == PREFIXES["sh"] + "result"]
    assert count == len(results)
    conforms = [q.object for q in turtle if q.predicate.value == PREFIXES["sh"] + "conforms"]
    assert conforms == [ox.Literal(False)]


def test_no_findings_in_every_format() -> None:
    assert write([], "text", "ja").decode() == "問題はありません\n"
    assert json.loads(write([], "json", "en")) == []
    assert write([], "github", "en") == b""
    assert "testcase" in write([], "junit", "en").decode()
    assert "true" in write([], "turtle", "en").decode()


@pytest.mark.parametrize(
    "path",
    ["<http://x/p>", "^<http://x/p>", "(<http://x/p>/<http://x/q>)", "((<http://x/p>|^<http://x/q>))*", "(<http://x/p>)+"],
)
def test_paths_of_the_standard_report(path: str) -> None:
    finding = Finding("Violation", "http://x/n", path, "", "MinCountConstraintComponent", "http://x/s")
    text = write([finding], "turtle", "en").decode()
    data = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    shape = [
        ox.Triple(ox.NamedNode("http://x/s"), ox.NamedNode(PREFIXES["sh"] + "path"), q.object)
        for q in data
        if q.predicate.value.endswith("resultPath")
    ]
    assert shapes_of([*shape, *(q.triple for q in data)]).path("http://x/s") == path.replace("((", "((")


def test_annotations_keep_to_one_line() -> None:
    finding = Finding("Warning", "http://x/n", "", "", "C", "http://x/s,a:b", {"en": "50%\nof it"}).at(Path("a,b.ttl"), 3)
    assert write([finding], "github", "en").decode() == (
        "::warning file=a%2Cb.ttl,line=3,title=http%3A//x/s%2Ca%3Ab::http://x/n: 50%25%0Aof it\n"
    )


def test_warnings_alone_do_not_fail_unless_asked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "place.ttl"
    path.write_text(
        HEAD + '<place/nowhere> a <http://purl.org/dc/terms/Location> ; rdfs:label "Nowhere"@en, "どこでもない所"@ja .\n',
        encoding="utf-8",
    )
    done = run("validate", path)
    assert "warning" in done.stdout
    assert "violation" not in done.stdout
    assert done.returncode == 0
    assert run("validate", path, "--fail-on", "warning").returncode == 1
    assert run("validate", path, "--severity", "violation").stdout == "nothing is wrong\n"


def test_an_edited_copy_stands_in_for_the_released_file(run: Run, tmp_path: Path) -> None:
    released = next(path for path, name in graph_files() if name.endswith("2017-turin/mic-release"))
    copy = tmp_path / "edited.ttl"
    text = released.read_text(encoding="utf-8")
    copy.write_text(text.replace("modality:recognised", "modality:recognized", 1), encoding="utf-8")
    found = json.loads(run("validate", copy, "--severity", "violation", "--format", "json").stdout)
    assert any("recognized" in (f["value"] or "") and f["line"] for f in found)
    assert not any("MaxCount" in f["component"] for f in found)


def test_findings_of_one_file(run: Run) -> None:
    released = next(path for path, name in graph_files() if name.endswith("2017-turin/mic-release"))
    found = json.loads(run("validate", "--file", released, "--severity", "info", "--format", "json").stdout)
    assert {Path(f["file"]).name for f in found} <= {released.name}
    done = run("validate", "--file", "nowhere.ttl")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_an_ontologists_own_class_shape_and_data(run: Run, tmp_path: Path) -> None:
    (tmp_path / "classes.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<https://example.org/Roundtable> a owl:Class ; rdfs:subClassOf <https://w3id.org/g7kg/ontology#Event> .\n"
    )
    (tmp_path / "shapes.ttl").write_text(
        SH + "ex:roundtable a sh:NodeShape ; sh:targetClass ex:Roundtable ;\n"
        '  sh:property [ sh:path ex:seats ; sh:minCount 1 ; sh:message "say how many seats"@en, "席数を書く"@ja ] .\n'
    )
    (tmp_path / "data.ttl").write_text(
        "<https://example.org/r1> a <https://example.org/Roundtable> .\n"
        "<https://example.org/r2> a <https://example.org/Roundtable> ; <https://example.org/seats> 8 .\n"
    )
    found = json.loads(run("validate", "--extra", tmp_path, "--format", "json").stdout)
    assert [(f["focus"], f["messages"]["ja"]) for f in found if "example.org/roundtable" in f["shape"]] == [
        ("https://example.org/r1", "席数を書く")
    ]
    # Ours are checked as well: a roundtable is an event, and an event needs its labels.
    assert any(f["focus"] == "https://example.org/r2" and "w3id.org/g7kg" in f["shape"] for f in found)


def test_a_misspelt_class_or_property_of_ones_own_shape_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(
        SH + "@prefix g7: <https://w3id.org/g7kg/ontology#> .\n"
        "ex:a a sh:NodeShape ; sh:targetClass g7:Meetting ;\n"
        '  sh:property [ sh:path g7:startOn ; sh:minCount 1 ; sh:message "x"@en, "y"@ja ] .\n'
    )
    done = run("validate", "--ontology", "--extra", tmp_path, "--format", "json")
    found = [f for f in json.loads(done.stdout) if f["file"] and "shapes.ttl" in f["file"] and "example.org" in f["focus"]]
    assert done.returncode == 1
    assert {f["shape"].rpartition("/")[2] for f in found} == {"misspelt-target", "dead-shape"}
    assert {f["value"] for f in found if f["value"]} == {
        "<https://w3id.org/g7kg/ontology#Meetting>",
        "<https://w3id.org/g7kg/ontology#startOn>",
    }


BROKEN = {
    "malformed": b"<a> <b> .\n",
    "not-utf-8": b'<a> <b> "\xff\xfe" .\n',
    "forgotten-prefix": b"<a> a g7:Meeting .\n",
    "open-quote": b'<a> <b> """' + b"x" * 17_000_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_clear_line(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.ttl"
    path.write_bytes(BROKEN[name])
    done = run("validate", path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert (f"{path}: a single text" if name == "open-quote" else f"{path}: line 1, column") in done.stderr


def test_deep_nesting_is_read_in_bounded_time_and_memory(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "deep.ttl"
    path.write_text("<http://x/a> <http://x/p> " + "(" * 200_000 + ")" * 200_000 + " .\n")
    start = time.process_time()
    found = validation.check(Data(files=(path,)), read_shapes())
    assert {f.severity for f in found} <= {"Info", "Warning", "Violation"}
    assert time.process_time() - start < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_000_000


def test_shapes_that_refer_to_themselves_are_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(
        SH + "ex:a a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:b .\n"
        "ex:b a sh:PropertyShape ; sh:path ex:p ; sh:node ex:a .\n"
    )
    done = run("validate", "--extra", tmp_path)
    assert done.returncode == 3
    assert "in a circle" in done.stderr
    assert done.stderr.count("\n") == 1


def test_shapes_that_double_again_and_again_are_refused(run: Run, tmp_path: Path) -> None:
    chain = (f"ex:s{n} a sh:NodeShape ; sh:and ( ex:s{n + 1} ex:s{n + 1} ) .\n" for n in range(60))
    (tmp_path / "shapes.ttl").write_text(SH + "ex:s0 sh:targetClass ex:C .\n" + "".join(chain))
    done = run("validate", "--extra", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "ways" in done.stderr


def test_the_fast_way_imports_neither_rdflib_nor_pyshacl(run: Run) -> None:
    import subprocess

    code = (
        "import sys; from g7kg import validation as v; v.validate_files(); "
        "print(sorted({'rdflib', 'pyshacl', 'networkx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_without_the_fast_engine_pyshacl_takes_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shapes = tmp_path / "s.ttl"
    shapes.write_text(SH + "ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .\n")
    data = tmp_path / "d.ttl"
    data.write_text("<https://example.org/n> a <https://example.org/C> .\n")
    rules = read_shapes([shapes])
    both = [set(validation.check(Data(files=(data,)), rules))]
    monkeypatch.setitem(sys.modules, "shacl", None)
    monkeypatch.delitem(sys.modules, "g7kg.validation.fast", raising=False)
    monkeypatch.delattr(validation, "fast", raising=False)
    both.append(set(validation.check(Data(files=(data,)), rules)))
    assert both[0] == both[1] != set()


def test_a_foreign_sparql_constraint_goes_to_pyshacl(tmp_path: Path) -> None:
    shapes = tmp_path / "s.ttl"
    shapes.write_text(
        SH + "ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:sparql [ sh:select "
        '"SELECT $this WHERE { FILTER NOT EXISTS { $this <https://example.org/p> ?o } }" ] .\n'
    )
    data = tmp_path / "d.ttl"
    data.write_text(
        "<https://example.org/n> a <https://example.org/C> .\n<https://example.org/m> a <https://example.org/C> .\n"
    )
    rules = read_shapes([], extra=[shapes])
    assert routed(rules)
    assert [f.focus for f in validation.check(Data(files=(data,)), rules)] == ["https://example.org/n"]


def test_full_width_digits_are_found_by_both_engines(tmp_path: Path) -> None:
    shapes = tmp_path / "s.ttl"
    shapes.write_text(
        SH + "ex:s a sh:NodeShape ; sh:targetNode ex:n ; "
        "sh:property [ sh:path ex:p ; sh:datatype <http://www.w3.org/2001/XMLSchema#integer> ] .\n"
    )
    data = tmp_path / "d.ttl"
    data.write_text(
        '<https://example.org/n> <https://example.org/p> "２０"^^<http://www.w3.org/2001/XMLSchema#integer>, 007 .\n'
    )
    rules = read_shapes([shapes])
    fast, reference = (set(validation.check(Data(files=(data,)), rules, engine)) for engine in ("fast", "pyshacl"))
    assert fast == reference
    assert [f.value[:4] for f in fast] == ['"２０"']


def test_places_agree_with_the_parser() -> None:
    for path, _ in graph_files():
        quads = ox.parse(path=str(path), base_iri="https://w3id.org/g7kg/id/")
        parsed = {
            (q.subject.value, q.predicate.value, q.object.value)
            for q in quads
            if isinstance(q.subject, ox.NamedNode) and not isinstance(q.object, ox.BlankNode)
        }
        read = {(s, p, o) for s, p, o, _, _ in statements(path.read_text(encoding="utf-8")) if s != "_:"}
        assert parsed == read, path


@pytest.mark.parametrize(
    ("query", "any_predicate"),
    [
        ("SELECT $this ?value WHERE { $this <http://x/p> ?value }", False),
        ("SELECT $this ?path ?value WHERE { $this ?path ?value }", True),
        ("SELECT $this WHERE { $this a <http://x/C> ; ?p 1 }", True),
        ("SELECT $this WHERE { $this !<http://x/p> ?o }", True),
        ("SELECT $this ?a ?b WHERE { $this <http://x/p> ?a , ?b FILTER(?a < ?b) }", False),
    ],
)
def test_what_a_query_can_touch(query: str, any_predicate: bool) -> None:
    assert (predicates_of([query]) is None) == any_predicate


def test_the_projects_own_constraints_name_what_they_touch() -> None:
    """One that asks for any property makes the fast engine keep the whole graph, and nothing but its size shows it."""
    rules = read_shapes()
    asked = {
        node.value: select.value
        for shape, properties in rules.about.items()
        if getattr(shape, "value", "") not in TOUCHED
        for node in properties.get("sparql", [])
        for select in rules.about[node]["select"]
    }
    assert len(asked) > 50
    assert [node for node, query in asked.items() if predicates_of([query]) is None] == []


@pytest.mark.parametrize("pair", ["lessThan", "lessThanOrEquals"])
@pytest.mark.parametrize(
    ("value", "other", "wrong"),
    [
        ("1281", '"132x"^^xsd:integer', True),  # no value of its datatype
        ('"132x"^^xsd:integer', "1281", True),
        ("1281", '"1320"', True),
        ('"2017-09-26"^^xsd:date', "2018", True),
        ("1281", "1320", False),
        ('"2017-09-26"^^xsd:date', '"2017-09-27"^^xsd:date', False),
    ],
)
def test_what_cannot_be_compared_is_not_less_for_both_engines(
    tmp_path: Path, pair: str, value: str, other: str, wrong: bool
) -> None:
    shapes, data = tmp_path / "s.ttl", tmp_path / "d.ttl"
    shapes.write_text(SH + f"ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:property [ sh:path ex:p ; sh:{pair} ex:q ] .\n")
    data.write_text(
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ex: <https://example.org/> .\n"
        f"ex:n ex:p {value} ; ex:q {other} .\n"
    )
    rules = read_shapes([shapes])
    fast, reference = (set(validation.check(Data(files=(data,)), rules, engine)) for engine in ("fast", "pyshacl"))
    assert fast == reference
    assert bool(fast) is wrong


def test_a_file_that_nothing_reads_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from g7kg.validation import leftovers

    assert list(leftovers.unread(root())) == []
    stray = {"data/a/x.TTL": "rename it x.ttl", "data/x.ttl": "put it where", "queries/a/x.rq.bak": "rename it x.rq"}
    stray |= {"ontology/shapes/x.trig": "save it as .ttl", "ontology/rules/x.ttl": "save it as .rq"}
    for name in (*stray, "data/a/y.ttl", "queries/a/y.rq", "data/README.md", "data/a/.x.swp", "data/a/y.ttl~"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    found = list(leftovers.unread(tmp_path))
    assert {str(f.file.relative_to(tmp_path)) for f in found if f.file} == set(stray)
    assert [stray[str(f.file.relative_to(tmp_path))] in f.message("en") for f in found if f.file] == [True] * len(stray)
    monkeypatch.setattr(validation, "unread", lambda _: found)
    assert set(found) <= set(validation.validate_files())


@pytest.mark.parametrize(
    ("pattern", "value", "wrong"),
    [("^x$", "x\\n", True), ("^x$", "x", False), ("^[$]$", "$", False), ("^x\\\\$", "x$", False)],
)
def test_a_line_break_at_the_end_is_no_end_for_both_engines(tmp_path: Path, pattern: str, value: str, wrong: bool) -> None:
    shapes, data = tmp_path / "s.ttl", tmp_path / "d.ttl"
    shapes.write_text(
        SH + f'ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:property [ sh:path ex:p ; sh:pattern "{pattern}" ] .\n'
    )
    data.write_text(f'@prefix ex: <https://example.org/> .\nex:n ex:p "{value}" .\n')
    rules = read_shapes([shapes])
    fast, reference = (set(validation.check(Data(files=(data,)), rules, engine)) for engine in ("fast", "pyshacl"))
    assert fast == reference
    assert bool(fast) is wrong
