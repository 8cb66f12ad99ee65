"""Extensions: what one adds is there in every command, and what is wrong with one is said in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Run

import g7kg
from g7kg import building, dataset, extensions, resources, validation
from g7kg.errors import ExtensionProblem, SourceProblem, UsageProblem
from g7kg.namespaces import PREFIXES, compact

NAMESPACE = "https://w3id.org/g7kg/extension/first/"
TURIN = "https://w3id.org/g7kg/id/commitment/2017-turin/connect-everyone"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A new extension, as `g7kg new extension` writes it."""
    extensions.begin(tmp_path / "first")
    return tmp_path / "first"


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Another one, which needs the first."""
    extensions.begin(tmp_path / "second")
    change(tmp_path / "second" / "extension.ttl", '"g7kg>=0.1"', '"g7kg>=0.1" , "first>=0.1"')
    return tmp_path / "second"


@pytest.fixture(autouse=True)
def nothing_stays_in_force() -> Iterator[None]:
    yield
    assert resources.in_force() == ()
    assert "first" not in PREFIXES


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def add(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.write_text(f"{before}{text}\n", encoding="utf-8")


def wrong(*folders: Path, language: str = "en") -> list[str]:
    """Return what is said of extensions that cannot be used."""
    with pytest.raises(ExtensionProblem) as caught:
        extensions.read(folders)
    return [line.removeprefix(f"{folders[0]}/") for line in caught.value.lines(language)]


# What it adds


def test_a_new_extension_is_in_order_at_once(first: Path) -> None:
    with extensions.used(extensions.read([first])):
        left = validation.validate_files()
        assert validation.check_ontology() == []
    assert {(f.severity, f.shape.rpartition("/")[2]) for f in left} == {("Warning", "left-to-do")}
    # Each is named at its line, in all kinds of files.
    add(first / "queries" / "first" / "items.rq", "# TODO order")
    add(first / "shapes" / "item.ttl", '# TODO "@ja')
    change(first / "extension.ttl", "https://creativecommons.org/licenses/by/4.0/", "https://example.org/TODO")
    files = [path for path in first.rglob("*") if path.suffix in (".ttl", ".rq")]
    places = {(p, n) for p in files for n, line in enumerate(p.read_text("utf-8").splitlines(), 1) if "TODO" in line}
    with extensions.used(extensions.read([first])):
        found = [f for f in validation.validate_files() if f.shape.endswith("/left-to-do")]
    assert {(f.file, f.line) for f in found} == places
    assert len(found) == len(places) > len(left)
    assert all("TODO" in f.value and f.message("en") != f.message("ja") for f in found)


def test_its_files_rules_and_queries_stand_beside_the_projects_own(first: Path) -> None:
    add(
        first / "rules" / "reached.rq",
        "#+ graph: inferred/reached\n#+ label-en: Reached\n#+ label-ja: 到達\n#+ needs: under-theme\n"
        f"CONSTRUCT {{ ?theme <{NAMESPACE}hasItem> ?item }} WHERE {{ ?item <{NAMESPACE}ofCommitment>/"
        "<https://w3id.org/g7kg/ontology#underTheme> ?theme }",
    )
    without = g7kg.load()
    graph = g7kg.load(extensions=[first])
    assert [row["item"] for row in graph.query("first/items")] == ["first:id/item/one"]
    assert [row["commitmentLabel"] for row in graph.query("first/items", lang="ja")] != []
    themes = f"SELECT ?t WHERE {{ GRAPH <{NAMESPACE}graph/inferred/reached> {{ ?t <{NAMESPACE}hasItem> ?item }} }}"
    assert {"theme:digital-policy"} < {row["t"] for row in graph.query(themes)}
    added = set(graph.store.graph_names()) - set(without.store.graph_names())
    assert {name.removeprefix(NAMESPACE) for name in added} == {
        *("graph/extension", "graph/ontology/terms", "graph/items/first", "graph/inferred/reached")
    }
    with pytest.raises(UsageProblem, match="no saved query"):
        without.query("first/items")


def test_it_is_not_there_without_being_asked_for(first: Path, graph: dataset.Graph) -> None:
    with extensions.used(extensions.read([first])):
        assert len(dataset.load().quads) > len(graph.quads)
        assert compact(f"{NAMESPACE}Item") == "first:Item"
    assert building.canonical_quads(dataset.load().quads) == building.canonical_quads(graph.quads)
    assert compact(f"{NAMESPACE}Item") == f"{NAMESPACE}Item"


def test_an_extension_comes_after_those_that_it_needs(first: Path, second: Path) -> None:
    for chosen in ([first, second], [second, first], [second, first, second]):
        assert [extension.name for extension in extensions.read(chosen)] == ["first", "second"]


def test_an_extension_may_tell_of_what_is_released_and_of_what_another_one_tells(first: Path, second: Path) -> None:
    add(
        second / "data" / "items" / "first.ttl",
        f"<{TURIN}> second:noted <https://w3id.org/g7kg/extension/first/id/item/one> .\n"
        f"<{NAMESPACE}id/item/one> second:noted true .",
    )
    assert len(extensions.read([first, second])) == 2


def test_a_shape_of_ours_is_opened_for_a_property_of_its_own_alone(first: Path) -> None:
    shape = f"<https://w3id.org/g7kg/shape/Commitment> sh:property <{NAMESPACE}shape/noted> ."
    add(first / "shapes" / "item.ttl", f"{shape}\n<{NAMESPACE}shape/noted> sh:path <{NAMESPACE}noted> ; sh:maxCount 1 .")
    add(first / "data" / "items" / "first.ttl", f"<{TURIN}> new:noted true .".replace("new:", "first:"))
    with extensions.used(extensions.read([first])):
        found = {f.shape for f in validation.validate_files() if f.severity == "Violation"}
    assert found == {"https://w3id.org/g7kg/shape/declared-property"}
    change(first / "shapes" / "item.ttl", f"sh:path <{NAMESPACE}noted>", "sh:path <https://w3id.org/g7kg/ontology#score>")
    assert "changes the shape shape:Commitment of g7kg" in wrong(first)[0]


def test_what_its_rules_derive_is_validated_and_built(run: Run, tmp_path: Path) -> None:
    both = [word for name in ("g20-digital", "commitment-tracking") for word in ("--extension", ROOT / "examples" / name)]
    assert run(*both, "build", "-o", tmp_path).returncode == 0
    assert b"extension/commitment-tracking/graph/inferred/furthest-stage>" in (tmp_path / "g7kg.nq").read_bytes()


COMMANDS = {
    "query": ("query", "first/items"),
    "listing": ("query", "--list"),
    "trace": ("trace", "--theme", "openness", "--format", "json"),
    "show": ("show", "first:id/item/one"),
    "export": ("export", "commitments", "-f", "csv", "-o", "OUT.csv"),
    "measures": ("measures", "modality-mix"),
    "compare": ("compare", "2017-turin", "--format", "csv"),
    "build": ("build", "-o", "OUT"),
    "validate": ("validate",),
    "ontology": ("validate", "--ontology"),
    "sources": ("sources", "list"),
    "extensions": ("extensions",),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_command_takes_it(command: tuple[str, ...], first: Path, tmp_path: Path, run: Run) -> None:
    done = run("--extension", first, *(word.replace("OUT", str(tmp_path / "out")) for word in command))
    assert (done.returncode, "first" in done.stdout or command[0] not in ("query", "show", "extensions")) == (0, True)


def test_the_environment_names_extensions_too(first: Path, second: Path, run: Run) -> None:
    both = f"{first}:{second}"
    assert json.loads(run("extensions", "--format", "json", G7KG_EXTENSIONS=both).stdout)[1]["name"] == "second"
    asked = run("--extension", first, "extensions", "--format", "json", G7KG_EXTENSIONS=both)
    assert [entry["name"] for entry in json.loads(asked.stdout)] == ["first"]


def test_the_built_graph_is_the_same_from_run_to_run(first: Path, tmp_path: Path, run: Run) -> None:
    for folder in ("one", "other"):
        assert run("--extension", first, "build", "-o", tmp_path / folder).returncode == 0
    files = [(tmp_path / folder / "g7kg.nq").read_bytes() for folder in ("one", "other")]
    assert files[0] == files[1]
    assert f"<{NAMESPACE}graph/items/first>".encode() in files[0]


def test_an_installed_extension_goes_by_its_name(first: Path, tmp_path: Path, run: Run) -> None:
    """As pip leaves it: a package with the folder's files, and its entry point in the metadata."""
    first.rename(tmp_path / "first_extension")
    info = tmp_path / "first_extension-0.1.0.dist-info"
    add(info / "entry_points.txt", "[g7kg.extensions]\nfirst = first_extension")
    add(info / "METADATA", "Metadata-Version: 2.1\nName: first-extension\nVersion: 0.1.0")
    asked = run("--extension", "first", "query", "first/items", PYTHONPATH=str(tmp_path))
    assert "1 row" in asked.stdout
    assert "installed" in run("extensions", PYTHONPATH=str(tmp_path)).stdout
    unknown = run("--extension", "third", "query", "--list", PYTHONPATH=str(tmp_path))
    assert (unknown.returncode, "installed are first" in unknown.stderr) == (2, True)


# What is wrong with it


SELF, TERMS, ITEMS = "extension.ttl", "ontology/terms.ttl", "data/items/first.ttl"
OWN = f"<{NAMESPACE}>"
CONSTRUCT = "#+ label-en: X\n#+ label-ja: 甲\nCONSTRUCT {} WHERE {}"
# The file, what stands there ("": nothing, the rest is added), what stands there instead, and what is said of it.
FAULTS = {
    "no description": (SELF, "", None, "no extension.ttl in it, by which"),
    "no Turtle": (SELF, "void:Dataset", "void:Dataset ;; ]", "extension.ttl: line "),
    "two things": (SELF, "", "<x:y> a owl:Ontology .", "describes 2 things as owl:Ontology"),
    "no version": (SELF, "owl:versionInfo", "rdfs:comment", "no owl:versionInfo"),
    "odd version": (SELF, '"0.1.0"', '"spring"', "owl:versionInfo “spring” is no version"),
    "no licence": (SELF, "dcterms:license", "dcterms:rights", "no dcterms:license"),
    "one language": (SELF, '名称"@ja', '名称"@zh', "no dcterms:title in Japanese"),
    "no needs": (SELF, "g7kg>=0.1", "h7kg>=0.1", "says which g7kg it needs"),
    "needs in words": (SELF, "g7kg>=0.1", "g7kg 0.1 or newer", "“g7kg 0.1 or newer” cannot be read; write it as"),
    "odd needs": (SELF, '"g7kg>=0.1"', '"g7kg" , "g7kg at least 1"', "cannot be read; write it as"),
    "newer g7kg": (SELF, "g7kg>=0.1", "g7kg>=90", "first needs g7kg>=90, but this is g7kg"),
    "odd name": (SELF, 'identifier "first"', 'identifier "First!"', "“First!”; write it as"),
    "no end": (SELF, 'first/" ;', 'first" ;', "write it as an address that ends in / or #"),
    "elsewhere": (SELF, f"{OWN}\n", "<https://example.org/>\n", "lies outside its namespace"),
    "our namespace": (
        *(SELF, f'Uri "{NAMESPACE}"', 'Uri "https://w3id.org/g7kg/id/"'),
        "lies outside its namespace <https://w3id.org/g7kg/id/>",
    ),
    "our prefix": (SELF, 'Prefix "first"', 'Prefix "theme"', "the prefix theme is taken by g7kg"),
    "stray file": ("shape/x.ttl", "", "", "shape/x.ttl: lies in none of the folders ontology/, shapes/"),
    "stray kind": ("rules/x.ttl", "", "", "rules/x.ttl: in rules/ belong .rq files"),
    "capital ending": ("data/items/x.TTL", "", "", "x.TTL: in data/ belong .ttl files, so nothing reads it; rename it x.ttl"),
    "text ending": ("data/items/x.ttl.txt", "", "", "so nothing reads it; rename it x.ttl"),
    "a table": ("data/items/x.csv", "", "", "so nothing reads it; save it as .ttl, or move it out of the folder"),
    "space in a name": ("data/items/my x.ttl", "", "", "data/items/my x.ttl: the name of a graph cannot be made of this"),
    "space in a folder": ("ontology/my terms/x.ttl", "", "", "rename it, in letters, digits and hyphens"),
    "per cent in a name": ("data/items/a%b.ttl", "", "", "data/items/a%b.ttl: the name of a graph cannot be made of this"),
    "no declared prefix": (SELF, "sh:declare", "rdfs:seeAlso", 'write sh:declare [ sh:prefix "first" ; sh:namespace'),
    "other declared prefix": (SELF, 'sh:prefix "first"', 'sh:prefix "fist"', "sh:declare gives the prefix “fist” for"),
    "declared twice": (
        *(SELF, "sh:declare [", 'sh:declare [ sh:prefix "first" ; sh:namespace "https://example.org/" ] , ['),
        "sh:declare gives the prefix “first” for <https://example.org/>, but",
    ),
    "property shape without path": (
        *("shapes/item.ttl", "sh:path first:ofCommitment", ""),
        "a property shape (sh:property) of https://w3id.org/g7kg/extension/first/shape/item has no sh:path",
    ),
    "name like a term of ours": (TERMS, "", "g7:Item a owl:Class .", "gives the new name g7:Item in the namespace of g7kg"),
    "stray query": ("queries/x.rq", "", "", "a saved query lies in queries/<subject>/<question>.rq"),
    "broken data": (ITEMS, "", "one", "data/items/first.ttl: line "),
    "broken shapes": ("shapes/item.ttl", "", "one", "shapes/item.ttl: line "),
    "undescribed graph": (
        *(ITEMS, "graph/items/first>", "graph/items/other>"),
        f"data/items/first.ttl: does not describe its graph; write <{NAMESPACE}graph/items/first> a void:Dataset",
    ),
    "redefined class": (TERMS, "", "g7:Statement rdfs:subClassOf first:Item .", "redefines g7:Statement, a term of g7kg"),
    "redefined by its equal": (
        *(TERMS, "", "first:Item owl:equivalentClass g7:Statement ."),
        "redefines g7:Statement, a term of g7kg",
    ),
    "redefined concept": (
        *(ITEMS, "", "<https://w3id.org/g7kg/theme/openness> rdfs:label 'x'@en ."),
        "redefines theme:openness, a term of g7kg",
    ),
    "widened shape": (
        *("shapes/item.ttl", "", "<https://w3id.org/g7kg/shape/meeting-has-days> sh:deactivated true ."),
        "changes the shape shape:meeting-has-days of g7kg, which would loosen or widen it",
    ),
    "taken graph": (
        *(ITEMS, "", "<https://w3id.org/g7kg/graph/reference/people> a void:Dataset ."),
        "describes the graph graph:reference/people, a name of g7kg",
    ),
    "name in ours": (
        *(ITEMS, "", "<https://w3id.org/g7kg/id/meeting/2099-x> first:p 1 ."),
        "gives the new name id:meeting/2099-x in the namespace of g7kg",
    ),
    "taken query": (
        *("queries/agreements/by-theme.rq", "", "ASK {}"),
        "queries/agreements/by-theme.rq: the query name agreements/by-theme is taken by g7kg; choose another",
    ),
    "taken rule": (
        *("rules/under-theme.rq", "", f"#+ graph: inferred/x\n{CONSTRUCT}"),
        "rules/under-theme.rq: the rule name under-theme is taken by g7kg",
    ),
    "rule without graph": ("rules/x.rq", "", CONSTRUCT, "has no “#+ graph:” line"),
    "rule into a file's graph": (
        *("rules/x.rq", "", f"#+ graph: items/first\n{CONSTRUCT}"),
        f"rules/x.rq: the graph name {NAMESPACE}graph/items/first is taken by the extension first",
    ),
    "rule without label": ("rules/x.rq", "", "#+ graph: x\nCONSTRUCT {} WHERE {}", "write #+ label-en: and #+ label-ja:"),
    "rule that does not parse": (
        *("rules/x.rq", "", f"#+ graph: x\n{CONSTRUCT} {{"),
        "rules/x.rq: the rule cannot be run: line",
    ),
    "rule that derives nothing": (
        *("rules/x.rq", "", f"#+ graph: x\n{CONSTRUCT.replace('CONSTRUCT {}', 'SELECT *')}"),
        "it is no CONSTRUCT; write it as",
    ),
    "rule into no name": ("rules/x.rq", "", f"#+ graph: my graph\n{CONSTRUCT}", "“#+ graph: my graph” is no name below"),
    "rule into an address": (
        *("rules/x.rq", "", f"#+ graph: https://example.org/g\n{CONSTRUCT}"),
        "is no name below <https://w3id.org/g7kg/extension/first/graph/>",
    ),
    "licence in words": (
        *(SELF, "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;\n    dcterms:modified"),
        *('dcterms:license "CC BY" ;\n    dcterms:modified', "“CC BY”; write it as the address of a licence"),
    ),
    "name of nobody's": (
        *(ITEMS, "extension/first/id/item/one>", "extension/frist/id/item/one>"),
        "below a namespace that no extension in force has; names of your own lie in",
    ),
    "rule without its need": (
        *("rules/x.rq", "", f"#+ graph: x\n#+ needs: nothing\n{CONSTRUCT}"),
        "rules/x.rq: needs the rule nothing, which is not there",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_one_line(file: str, old: str, new: str | None, said: str, first: Path) -> None:
    path = first / file
    if new is None:
        path.unlink()
    elif old:
        change(path, old, new)
    else:
        add(path, new)
    lines, japanese = wrong(first), wrong(first, language="ja")
    assert [line for line in lines if said in line]
    assert [bool(re.search("[ぁ-ん]", line)) for line in japanese] == [not said.endswith(": line ")] * len(lines)
    assert not [line for line in [*lines, *japanese] if re.search(r"\{\w+\}", line)]
    assert len(lines) == 1 or old.startswith(("Uri", "g7kg"))


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        (
            b"graph/items/first>\n    a void:Dataset ;",
            b"graph/items/first>\n    a void:Dataset",
            "perhaps the line before lacks its ;",
        ),
        (b'"First items"@en', b'"First items@en', "close the quote, or put a text of several lines between three"),
        ("最初の項目".encode(), "最初の項目".encode("shift_jis"), "save the file as UTF-8"),
        (b"id/item/one>", b"id/item/one two>", "an IRI holds no space; write %20"),
        (b'"First items"@en', "“First items”@en".encode(), "write straight quotes"),
        (b"a void:Dataset ;", "a void:Dataset ；".encode(), "write ; in half width"),
        (
            b"@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
            b"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
            "PREFIX, unlike @prefix, has no full stop after it",
        ),
    ],
)
def test_a_slip_in_turtle_is_said_with_what_to_do(old: bytes, new: bytes, remedy: str, first: Path) -> None:
    path = first / "data" / "items" / "first.ttl"
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    [said] = wrong(first)
    assert said.startswith("data/items/first.ttl: line ")
    assert remedy in said


def test_what_is_no_data_may_lie_beside_it(first: Path) -> None:
    for name in ("README.md", "first.ttl~", ".first.ttl.swp", "__init__.py"):
        add(first / "data" / "items" / name, "A word on these items.")
    assert [extension.name for extension in extensions.read([first])] == ["first"]


def test_a_namespace_of_ours_is_taken(first: Path) -> None:
    for path in (path for path in first.rglob("*") if path.suffix in (".ttl", ".rq")):
        path.write_text(path.read_text("utf-8").replace(NAMESPACE, "https://w3id.org/g7kg/theme/first/"), "utf-8")
    assert "overlaps <https://w3id.org/g7kg/theme/> of g7kg" in wrong(first)[0]


def test_the_line_of_a_fault_is_that_of_the_name(first: Path) -> None:
    add(first / "ontology" / "terms.ttl", "g7:Statement rdfs:subClassOf first:Item .")
    number = int(wrong(first)[0].split(":")[1])
    assert "g7:Statement" in (first / "ontology" / "terms.ttl").read_text("utf-8").splitlines()[number - 1]


def test_the_line_is_not_that_of_a_namesake(first: Path) -> None:
    shape = first / "shapes" / "item.ttl"
    add(shape, "<https://w3id.org/g7kg/shape/Commitment> sh:closed false .")
    assert f"shapes/item.ttl:{len(shape.read_text('utf-8').splitlines())}: changes the shape" in wrong(first)[0]


def test_two_extensions_in_conflict(first: Path, second: Path) -> None:
    change(second / "extension.ttl", 'Prefix "second"', 'Prefix "first"')
    add(second / "queries" / "first" / "items.rq", "ASK {}")
    add(second / "ontology" / "terms.ttl", f"<{NAMESPACE}Item> rdfs:subClassOf second:Item .")
    add(second / "data" / "items" / "first.ttl", f"<{NAMESPACE}id/item/two> second:p 1 .")
    said = "\n".join(wrong(first, second))
    for part in (
        f"the prefix first is taken by the extension first for <{NAMESPACE}>; choose another",
        "the query name first/items is taken by the extension first",
        "redefines first:Item, a term of the extension first" if "first" in PREFIXES else f"redefines {NAMESPACE}Item",
        f"gives the new name {NAMESPACE}id/item/two in the namespace of the extension first",
    ):
        assert part in said
    assert len(said.splitlines()) == 4


def test_what_is_needed_has_to_be_there(first: Path, second: Path) -> None:
    assert wrong(second) == [
        "extension.ttl: second needs the extension first>=0.1, which is not there; add --extension with its folder"
    ]
    change(second / "extension.ttl", "first>=0.1", "first>=2")
    assert wrong(second, first) == ["extension.ttl: second needs first>=2, but there is 0.1.0"]


def test_extensions_that_need_each_other(first: Path, second: Path) -> None:
    change(first / "extension.ttl", '"g7kg>=0.1"', '"g7kg>=0.1" , "second"')
    assert wrong(first, second) == [
        "extensions need each other in a circle: first → second → first; take one of the needs out"
    ]


def test_what_is_wrong_is_named_all_at_once(first: Path, second: Path) -> None:
    change(first / "extension.ttl", '"g7kg>=0.1"', '"g7kg>=90" , "second"')
    add(first / "ontology" / "terms.ttl", "g7:Statement rdfs:subClassOf first:Item .")
    add(first / "stray" / "x.ttl", "")
    said = ("stray/x.ttl: lies in none", "first needs g7kg>=90", "each other in a circle", "redefines g7:Statement")
    assert [part in line for part, line in zip(said, wrong(first, second), strict=True)] == [True] * 4


def test_two_extensions_of_one_name(first: Path, tmp_path: Path) -> None:
    extensions.begin(tmp_path / "other" / "first")
    (line,) = wrong(first, tmp_path / "other" / "first")
    assert f"the name first is taken by the extension in {first}" in line


@pytest.mark.parametrize("lang", [("--lang", "ja"), ("--lang=ja",), ()])
def test_it_is_said_in_japanese_where_that_is_asked_for(lang: tuple[str, ...], first: Path, run: Run) -> None:
    change(first / "extension.ttl", "g7kg>=0.1", "g7kg>=90")
    done = run("--extension", first, "validate", *lang, **({} if lang else {"G7KG_LANG": "ja"}))
    assert done.stderr.startswith(f"g7kg: {first}/extension.ttl: first は g7kg>=90 を要するが、これは g7kg ")
    assert "but this is g7kg" in run("--extension", first, "validate", "--lang", "en", G7KG_LANG="ja").stderr


def test_on_the_command_line_each_fault_has_a_line_of_its_own(first: Path, run: Run) -> None:
    add(first / "queries" / "agreements" / "by-theme.rq", "ASK {}")
    add(first / "ontology" / "terms.ttl", "g7:Statement rdfs:subClassOf first:Item .")
    done = run("--extension", first, "trace")
    assert (done.returncode, done.stdout) == (3, "")
    assert [line.startswith("g7kg: ") for line in done.stderr.splitlines()] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--extension", "nowhere/at/all", "trace"), 2, "no such folder; `g7kg new extension nowhere/at/all` begins"),
        (("--extension", "nameless", "trace"), 2, "no extension “nameless”: no folder here is called so"),
        (("--extension", __file__, "trace"), 2, "name the folder"),
        (("--extension", "one,other", "trace"), 2, "one,other: name several one by one"),
        (("new", "extension", "Big Name"), 2, "small letters, digits and hyphens"),
        (
            ("new", "extension", "nowhere/g7"),
            2,
            "the prefix g7 is taken for <https://w3id.org/g7kg/ontology#>; choose another name",
        ),
        (("new", "extension", "x", "--namespace", "example.org"), 2, "write it as an address that ends in / or #"),
        (("new", "extension", "x", "--namespace", "https://example.org/x"), 2, "write it as an address that ends in / or #"),
        (("new", "extension", "x", "--namespace", "https://w3id.org/g7kg/id/x/"), 2, "overlaps <https://w3id.org/g7kg/id/>"),
        (("new", "extension", "x", "--namespace", "https://w3id.org/g7kg/"), 2, "which is taken; choose one of your own"),
        (("new", "extension", str(Path(__file__).parents[1] / "docs")), 2, "is not empty; name a new folder"),
    ],
)
def test_mistakes_on_the_command_line(arguments: tuple[str, ...], status: int, said: str, run: Run) -> None:
    done = run(*arguments)
    assert (done.returncode, said in done.stderr, len(done.stderr.splitlines())) == (status, True, 1)


def test_a_command_is_still_needed(first: Path, run: Run) -> None:
    done = run("--extension", first)
    assert (done.returncode, "which command?" in done.stderr) == (2, True)


# What its ontology is held to


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        ("ontology/terms.ttl", '"項目"@ja', '"item"@de', "term-label"),
        ("ontology/terms.ttl", '"項目"@ja', '"項目"@jp', "ontology/term-language"),
        ("ontology/terms.ttl", "skos:example", "skos:note", "term-example"),
        ("ontology/terms.ttl", "sets it apart.", "sets it apart", "term-definition-sentence"),
        ("ontology/terms.ttl", "rdfs:isDefinedBy", "rdfs:seeAlso", "ontology/defined-elsewhere"),
        (
            "ontology/terms.ttl",
            "new-extension:Item".replace("new-extension", "first") + "\n",
            "first:Unused\n",
            "ontology/unused-term",
        ),
        ("shapes/item.ttl", "targetClass first:Item", "targetClass first:Itme", "ontology/misspelt-target"),
        ("shapes/item.ttl", "sh:targetClass first:Item", 'rdfs:comment "x"', "ontology/dead-shape"),
        ("shapes/item.ttl", '"@ja', '"@zh', "ontology/missing-message"),
        ("data/items/first.ttl", "first:ofCommitment", "first:ofComitment", "ontology/undeclared-term"),
        ("queries/first/items.rq", "first:ofCommitment", "first:ofComitment", "ontology/undeclared-term"),
        ("queries/first/items.rq", "#+ question-ja", "#+ question-zh", "ontology/no-question"),
        ("queries/first/items.rq", "ORDER BY", "ORDERED", "ontology/unreadable-query"),
        ("queries/first/items.rq", "| lang |", "| tongue |", "ontology/odd-parameter"),
        ("queries/first/items.rq", "extension/first/>", "extension/frist/>", "ontology/other-namespace"),
        (
            "queries/first/items.rq",
            "ORDER",
            "ORDER BY (?item = <https://w3id.org/g7kg/onto/a>)\n#",
            "ontology/unknown-namespace",
        ),
        (
            "queries/first/items.rq",
            "PREFIX rdfs",
            "PREFIX m: <https://w3id.org/g7kg/id/meetings/>\nPREFIX rdfs",
            "ontology/unknown-namespace",
        ),
        ("queries/first/items.rq", "SELECT DISTINCT ?itemLabel", "SELECT DISTINCT ?itmeLabel", "ontology/unbound-column"),
        ("queries/first/items.rq", "column: itemLabel", "column: itmeLabel", "ontology/unknown-column"),
        ("queries/first/items.rq", "| item | 項目", "| item", "ontology/one-language"),
        ("queries/first/items.rq", "| ラベルの言語", "|", "ontology/one-language"),
        ("queries/first/items.rq", "#+ keywords:", "#+ keyword:", "ontology/unknown-header"),
        ("queries/first/items.rq", "ORDER BY ?item ?commitment", "", "ontology/no-order"),
        ("queries/first/items.rq", "LANG(?itemLabel)", "LANG(?itmLabel)", "ontology/no-rows"),
        ("queries/first/items.rq", "BY ?item ?commitment", "BY ?item LIMIT 0", "ontology/no-rows"),
        ("queries/first/items.rq", "#+ question-ja", "#+ question-en: Else?\n#+ question-ja", "ontology/repeated-header"),
        (
            "queries/first/items.rq",
            "question-ja: どの項目が、どのコミットメントについてあるか？",
            "question-ja: Who?",
            "ontology/question-language",
        ),
        ("queries/first/items.rq", "question-en: Which", "question-en: どれ", "ontology/question-language"),
        ("queries/first/items.rq", "#+ param: lang", "# param: lang", "ontology/no-language-parameter"),
        (
            "queries/first/items.rq",
            "SELECT DISTINCT ?itemLabel ?commitmentLabel ?item ?commitment\nWHERE",
            "ASK",
            "ontology/unknown-column",
        ),
        ("ontology/terms.ttl", "    rdfs:domain first:Item ;\n", "", "check/graph/domains"),
        ("ontology/terms.ttl", "a owl:Class ;", "a owl:Class ; rdfs:subClassOf first:Item ;", "check/oops/p06"),
        ("ontology/terms.ttl", "a owl:ObjectProperty", "a owl:DatatypeProperty", "ontology/other-kind"),
        ("shapes/item.ttl", "sh:minCount 1", 'sh:minCount "1"', "ontology/odd-shape-value"),
        ("shapes/item.ttl", "sh:class g7:Commitment", 'sh:class "g7:Commitment"', "ontology/odd-shape-value"),
        (
            *("shapes/item.ttl", "sh:targetClass first:Item"),
            'sh:targetClass first:Item ; sh:sparql [ sh:select "SELECT ?x WHERE { ?x a ?y }" ; sh:message "x"@en , "甲"@ja ]',
            "ontology/no-this",
        ),
        ("queries/first/items.rq", "#+ keywords:", "#+ keywords", "ontology/unknown-header"),
    ],
    ids=lambda value: value if isinstance(value, str) and "/" in value else "",
)
def test_the_ontologys_check_is_over_the_extension_too(path: str, old: str, new: str, rule: str, first: Path) -> None:
    change(first / path, old, new)
    with extensions.used(extensions.read([first])):
        found = validation.check_ontology()
    assert f"https://w3id.org/g7kg/shape/{rule}" in {finding.shape for finding in found}
    assert {Path(finding.file) for finding in found} <= set(first.rglob("*"))


def test_a_query_file_may_begin_with_a_byte_order_mark(first: Path) -> None:
    path = first / "queries" / "first" / "items.rq"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    with extensions.used(extensions.read([first])):
        assert validation.check_ontology() == []
    assert len(g7kg.load(extensions=[first]).query("first/items", lang="ja")) == 1


def test_what_is_wrong_with_a_graph_is_said_with_place_and_remedy(first: Path) -> None:
    change(first / "extension.ttl", "dcterms:created", "dcterms:issued")
    change(first / "data" / "items" / "first.ttl", '"@ja ;\n    dcterms:creator', '"@jp ;\n    dcterms:creator')
    with extensions.used(extensions.read([first])):
        said = {Path(f.file).name: f.message("en") for f in validation.check_ontology() if f.file and f.line}
    assert "write dcterms:created and dcterms:modified as days" in said["extension.ttl"]
    assert "(ja); let the graph's file say rdfs:label of the graph with @en and with @ja" in said["first.ttl"]


@pytest.mark.parametrize(
    ("old", "new"),
    [('( "en" "ja" )', '"en"'), ("sh:languageIn", 'sh:pattern "[a-" ; sh:languageIn'), ("sh:path rdfs:label", "sh:path 1")],
)
def test_shapes_that_cannot_be_used_are_named_with_their_file(old: str, new: str, first: Path) -> None:
    change(first / "shapes" / "item.ttl", old, new)
    with extensions.used(extensions.read([first])), pytest.raises(SourceProblem, match=r"shapes/item\.ttl: "):
        validation.validate_files()


def test_its_shapes_and_ours_are_over_its_data(first: Path) -> None:
    change(first / "data" / "items" / "first.ttl", "connect-everyone", "connect-nobody")
    change(first / "data" / "items" / "first.ttl", "g7:basis basis:curated", "g7:about first:nothing")
    with extensions.used(extensions.read([first])):
        shapes = {finding.shape for finding in validation.validate_files()}
    assert any(shape.startswith(f"{NAMESPACE}shape/item") for shape in shapes)
    assert any(shape.startswith("https://w3id.org/g7kg/shape/") for shape in shapes)


def test_what_validate_does_not_look_at_is_said(first: Path, run: Run) -> None:
    told = run("--extension", first, "validate")
    assert ("rule: shape:left-to-do" in told.stdout, told.stderr.count("validate --ontology")) == (True, 1)
    assert told.returncode == 0
    for arguments in (("--ontology",), ("--format", "json"), ("--format", "github")):
        assert run("--extension", first, "validate", *arguments).stderr == ""
    assert run("validate", first / "ontology" / "terms.ttl").stderr == ""


def test_extra_rests_on_the_same(first: Path, run: Run) -> None:
    change(first / "data" / "items" / "first.ttl", "first:ofCommitment", "first:ofComitment")
    old, new = run("validate", "--extra", first), run("--extension", first, "validate")
    assert (old.returncode, old.stdout) == (new.returncode, new.stdout)
    assert old.returncode == 1
    assert "rule: shape:declared-property" in new.stdout


def test_reading_one_with_a_leading_option_registers_only_its_command() -> None:
    from g7kg import cli

    assert cli._command(["--extension", "x", "trace", "--theme", "y"]) == "trace"
    assert cli._command(["--extension=x", "query"]) == "query"
    assert cli._command(["--help"]) == ""
