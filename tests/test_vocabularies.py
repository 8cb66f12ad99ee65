"""Prefixes for something else, names of no vocabulary, values that are none: what is found, in which file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from g7kg import extensions, validation
from g7kg.namespaces import SHAPE
from g7kg.validation import Finding

OWN = "https://w3id.org/g7kg/extension/first/"
ITEMS, SHAPES, TERMS = "data/items/first.ttl", "shapes/item.ttl", "ontology/terms.ttl"
ITEM = f"<{OWN}id/item/one> a first:Item ."  # something to hang more on


@pytest.fixture
def first(tmp_path: Path) -> Path:
    extensions.begin(tmp_path / "first")
    return tmp_path / "first"


def found(folder: Path) -> list[Finding]:
    with extensions.used(extensions.read([folder])):
        return [f for f in validation.validate_files() if not f.shape.endswith("/left-to-do")]


def places(found: list[Finding], rule: str) -> list[tuple[str, int, str]]:
    return [(str(f.file).split("/first/", 1)[1], f.line, f.severity) for f in found if f.shape == SHAPE + rule]


def line(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    ("file", "prefix", "old", "new"),
    [
        (ITEMS, "first", "https://w3id.org", "https://w3id.og"),
        (SHAPES, "first", "extension/first/", "extension/frist/"),
        (SHAPES, "g7", "ontology#", "ontology/"),
        (TERMS, "skos", "core#", "#"),
    ],
)
def test_a_prefix_for_something_else_is_named_where_it_stands(file: str, prefix: str, old: str, new: str, first: Path) -> None:
    path = first / file
    text = path.read_text("utf-8")
    number = line(path, f"@prefix {prefix}: ")
    lines = text.splitlines()
    lines[number - 1] = lines[number - 1].replace(old, new)
    path.write_text("\n".join(lines), "utf-8")
    assert places(found(first), "other-namespace") == [(file, number, "Violation")]
    with extensions.used(extensions.read([first])):
        assert places(validation.check_ontology(), "other-namespace") == [(file, number, "Violation")]


def test_a_prefix_declared_anew_is_named_where_that_is_done(first: Path) -> None:
    path = first / ITEMS
    path.write_text(f"{path.read_text('utf-8')}\n@prefix first: <https://example.org/> .\n", "utf-8")
    [only] = found(first)
    assert (only.line, only.shape) == (line(path, "<https://example.org/>"), f"{SHAPE}other-namespace")
    assert "<https://example.org/> here, but for <https://w3id.org/g7kg/extension/first/>" in only.message("en")
    assert "https://example.org/" in only.message("ja") != only.message("en")


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (f"{ITEM} <{OWN}id/item/one> a <https://example.org/ns#Thing> .", "known-namespace"),
        ("first:x a first:Item ; <https://example.org/height> 1 .", "known-namespace"),
        (f'<{OWN}id/item/one> <http://schema.org/url> "x" .', "known-property"),
        ("[] <http://schema.org/name> 1 .", "known-namespace"),
    ],
)
def test_a_name_of_no_vocabulary_is_named_where_it_stands(statement: str, rule: str, first: Path) -> None:
    path = first / ITEMS
    path.write_text(f"{path.read_text('utf-8')}\n{statement}\n", "utf-8")
    assert (ITEMS, line(path, statement), "Warning") in places(found(first), rule)


@pytest.mark.parametrize(
    "name",
    ["http://www.w3.org/ns/dcat#theme", "http://purl.org/ontology/bibo/doi", "http://www.wikidata.org/prop/direct/P31"],
)
def test_a_name_of_a_common_vocabulary_is_nothing_to_speak_of(name: str, first: Path) -> None:
    path = first / ITEMS
    before = found(first)
    path.write_text(f"{path.read_text('utf-8')}\n[] <{name}> 'x' .\n", "utf-8")
    assert found(first) == before


def test_in_a_namespace_of_ones_own_elsewhere_each_name_is_declared(tmp_path: Path) -> None:
    folder = tmp_path / "first"
    extensions.begin(folder, "https://example.org/first/")
    path = folder / ITEMS
    assert found(folder) == []
    path.write_text(path.read_text("utf-8").replace("a first:Item", "a first:Itme"), "utf-8")
    assert places(found(folder), "declared-name") == [(ITEMS, line(path, "first:Itme"), "Violation")]


def test_a_shape_of_a_name_of_no_vocabulary_points_nowhere(first: Path) -> None:
    path = first / SHAPES
    path.write_text(path.read_text("utf-8").replace("sh:path first:ofCommitment", "sh:path <https://example.org/of>"), "utf-8")
    with extensions.used(extensions.read([first])):
        assert (SHAPES, line(path, "example.org/of"), "Violation") in places(
            validation.check_ontology(), "ontology/misspelt-target"
        )


def test_a_mark_of_the_byte_order_is_no_text(first: Path) -> None:
    before = found(first)
    for file in (ITEMS, SHAPES, TERMS, "extension.ttl"):
        (first / file).write_bytes(b"\xef\xbb\xbf" + (first / file).read_bytes())
    assert found(first) == before == []
    (first / ITEMS).write_text((first / ITEMS).read_text("utf-8").replace("first:ofCommitment", "first:of"), "utf-8")
    assert places(found(first), "declared-property") == [(ITEMS, line(first / ITEMS, "first:of "), "Violation")]


@pytest.mark.parametrize(
    ("value", "datatype", "fits"),
    [
        *(("27.11.2026", "date", False), ("2026-02-30", "date", False), ("2024-02-29", "date", True)),
        *(("2026-11-27 10:00", "dateTime", False), ("2026-13", "gYearMonth", False), ("1,5", "decimal", False)),
        *(("yes", "boolean", False), ("twelve", "integer", False), ("-12", "integer", True), ("27.11.2026", "string", True)),
    ],
)
def test_a_value_that_its_datatype_does_not_have(value: str, datatype: str, fits: bool, first: Path) -> None:
    path = first / ITEMS
    typed = f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'
    path.write_text(f"{path.read_text('utf-8')}\n<{OWN}id/item/one> <http://purl.org/dc/terms/date> {typed} .\n", "utf-8")
    told = places(found(first), "written-as-its-datatype")
    assert told == ([] if fits else [(ITEMS, line(path, typed), "Violation")])


def test_a_value_that_our_shapes_refuse_is_told_once(first: Path) -> None:
    path = first / ITEMS
    typed = '"27.11.2026"^^<http://www.w3.org/2001/XMLSchema#date>'
    about = "<https://w3id.org/g7kg/id/meeting/2017-turin> <https://w3id.org/g7kg/ontology#startsOn>"
    path.write_text(f"{path.read_text('utf-8')}\n{about} {typed} .\n", "utf-8")
    told = [f.shape for f in found(first) if f.value == typed]
    assert told
    assert f"{SHAPE}written-as-its-datatype" not in told
