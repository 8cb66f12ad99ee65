"""What the reference engine replaces in pySHACL and rdflib: for its own runs alone, and put back afterwards."""

from __future__ import annotations

import threading

import pytest
from rdflib import Graph, Literal, URIRef

from g7kg.errors import SourceProblem
from g7kg.namespaces import PREFIXES
from g7kg.validation import corrections
from g7kg.validation.corrections import corrected

DAY, TEXT = Literal("2017-09-26", datatype=URIRef(PREFIXES["xsd"] + "date")), Literal("2018")


def methods() -> list[object]:
    """Return the methods that are there now."""
    return [vars(owner).get(name) for owner, name, _ in corrections._PLACES]


def test_what_cannot_be_compared_is_an_error_inside_and_as_before_outside() -> None:
    before, outside = methods(), DAY > TEXT
    with corrected():
        assert not set(methods()) & set(before)
        with pytest.raises(TypeError, match="cannot be compared"):
            assert DAY > TEXT
    assert methods() == before
    assert (DAY > TEXT) is outside


@pytest.mark.parametrize("sum_", ["?n - 1", "?n + 1", "1 - ?n", "1 + ?n", "-?n", "?n * 2", "ABS(?n)"])
def test_a_query_that_calculates_with_no_number_finds_nothing(sum_: str) -> None:
    """There rdflib subtracts without end, or fails."""
    graph = Graph().parse(data='<x:s> <x:p> "2x"^^<http://www.w3.org/2001/XMLSchema#integer> .', format="turtle")
    with corrected():
        assert list(graph.query(f"SELECT ?n WHERE {{ ?s ?p ?n FILTER({sum_} != 5) }}")) == []
        assert len(graph.query("SELECT (AVG(?n) AS ?mean) WHERE { ?s ?p ?n }")) == 1


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ('REPLACE("one\\ntwo 2016", "^.*?([0-9]+)$", "$1", "s")', "2016"),
        ('REPLACE(REPLACE("aAaA", "a", "b", "i"), "B", "c", "i")', "cccc"),
        ('REPLACE("aAaA", "A", "b")', "abab"),
    ],
)
def test_what_is_replaced_depends_on_the_flags(call: str, answer: str) -> None:
    """There rdflib replaces by the case, and so many times as the flag’s number is."""
    with corrected():
        assert [str(row[0]) for row in Graph().query(f"SELECT ({call} AS ?text) {{ FILTER({call} != '') }}")] == [answer]


def test_methods_are_put_back_after_an_error() -> None:
    before = methods()
    with pytest.raises(KeyError), corrected():
        raise KeyError
    assert methods() == before


def test_another_thread_gets_the_methods_as_they_were() -> None:
    found: list[object] = []

    def compare() -> None:
        found.append(DAY > TEXT)

    outside = DAY > TEXT
    with corrected():
        thread = threading.Thread(target=compare)
        thread.start()
        thread.join()
    assert found == [outside]


def test_of_two_runs_at_a_time_the_last_one_puts_the_methods_back() -> None:
    before = methods()
    started, ended = threading.Event(), threading.Event()
    errors: list[type[Exception]] = []

    def other() -> None:
        with corrected():
            started.set()
            ended.wait(60)
            try:
                assert DAY > TEXT
            except TypeError as error:
                errors.append(type(error))

    thread = threading.Thread(target=other)
    with corrected():
        thread.start()
        started.wait(60)
    assert methods() != before
    ended.set()
    thread.join()
    assert errors == [TypeError]
    assert methods() == before


def test_a_version_without_the_method_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    before = methods()
    elsewhere = (corrections.LessThanConstraintComponent, "_compare_elsewhere", corrections._forgiving)
    monkeypatch.setattr(corrections, "_PLACES", (*corrections._PLACES, elsewhere))
    named = r"pyshacl 0\.\d+.*LessThanConstraintComponent has no method _compare_elsewhere"
    with pytest.raises(SourceProblem, match=named), corrected():
        pass
    monkeypatch.undo()
    assert methods() == before
