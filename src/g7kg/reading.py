"""The words behind the graph: a source's text with the places that the graph encodes, and what it says of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from g7kg import evidence, sources
from g7kg.errors import SourceProblem
from g7kg.namespaces import ID, PREFIXES, compact
from g7kg.sources import Passage
from g7kg.stores import Store, Term, rows

_PREFIX = f"PREFIX g7: <{PREFIXES['g7']}> PREFIX rdfs: <{PREFIXES['rdfs']}> PREFIX skos: <{PREFIXES['skos']}> "
_SHOWN = (
    "modality",
    "madeBy",
    "madeAt",
    "about",
    "expresses",
    "continuityType",
    "earlier",
    "later",
    "concerns",
    "participant",
)


@dataclass
class Thing:
    """Something that rests on a passage: its IRI, class, label, and what is said of it (property, value)."""

    iri: str
    kind: str
    label: str
    said: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Mark:
    """A passage in a text, what rests on it, and whether its words still stand there."""

    passage: Passage
    things: list[Thing]
    start: int
    end: int
    state: str


@dataclass
class Reading:
    """A source's text with its marks; places are offsets in `text`, which keeps the copy's lines."""

    rendition: evidence.Rendition
    text: str
    marks: list[Mark]
    missing: list[Passage]


def copy_of(rendition: evidence.Rendition, own: Path | None = None) -> str:
    """Return the text of the user's copy of a rendition.

    Raises:
        SourceProblem: there is none; the message says how to get it.
    """
    from g7kg import converting

    if own is not None:
        return converting.read_any(own)
    if not rendition.cache_file().is_file():
        raise SourceProblem(f"no copy of {rendition.name}; `g7kg sources fetch {rendition.name}` gets it, or give --copy FILE")
    return sources.read_copy(rendition.cache_file())


def read(store: Store, rendition: evidence.Rendition, copy: str, language: str) -> Reading:
    """Return a text with what the graph says at each place; passages whose words are gone are listed as missing."""
    standing = evidence.passages(store, rendition.iri, language)
    text = sources.cropped(copy, rendition.sha256, rendition.length, standing) if rendition.sha256 else copy
    text, offsets = sources.laid_out(text)
    resting = _things(store, rendition, language)
    marks, missing = [], []
    for finding in sources.check(text, standing):
        if finding.at is None:
            missing.append(finding.passage)
            continue
        last = finding.at + finding.passage.end - finding.passage.start - 1
        things = resting.get(finding.passage.iri, [])
        marks.append(Mark(finding.passage, things, offsets[finding.at], offsets[last] + 1, finding.state))
    return Reading(rendition, text, sorted(marks, key=lambda m: (m.start, -m.end)), missing)


def _things(store: Store, rendition: evidence.Rendition, language: str) -> dict[str, list[Thing]]:
    """Return what rests on each passage of a rendition."""
    node = ox.NamedNode(rendition.iri)
    query = (
        _PREFIX
        + f"SELECT DISTINCT ?passage ?thing ?type ?label WHERE {{ ?passage g7:passageOf {node} . ?thing g7:evidence ?passage"
        f' ; a ?type ; rdfs:label ?label FILTER(LANG(?label) = "{language}") }} ORDER BY ?passage ?thing ?type'
    )
    found: dict[str, dict[str, Thing]] = {}
    for passage, thing, kind, label in rows(store.query(query))[1]:
        made = Thing(_value(thing), compact(_value(kind)), _value(label))
        found.setdefault(_value(passage), {}).setdefault(made.iri, made)
    values = " ".join(f"g7:{name}" for name in _SHOWN)
    said: dict[str, list[tuple[str, str]]] = {}
    query = (
        _PREFIX + f"SELECT DISTINCT ?thing ?property ?value ?label WHERE {{ ?passage g7:passageOf {node} ."
        " ?thing g7:evidence ?passage ."
        f" VALUES ?property {{ {values} }} ?thing ?property ?value"
        f' OPTIONAL {{ ?value rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) = "{language}") }} }}'
        " ORDER BY ?thing ?property ?value"
    )
    for thing, prop, value, label in rows(store.query(query))[1]:
        pair = (compact(_value(prop)), _value(label) or compact(_value(value)))
        if pair not in said.setdefault(_value(thing), []):
            said[_value(thing)].append(pair)
    for things in found.values():
        for made in things.values():
            made.said = said.get(made.iri, [])
    return {passage: list(things.values()) for passage, things in found.items()}


def _value(term: Term | None) -> str:
    return getattr(term, "value", "") if term is not None else ""


def words_behind(
    store: Store, iri: str, own: Path | None, language: str, around: int = 24
) -> list[tuple[str, str, str, str, str]]:
    """Return the words that a resource rests on: (locator, before, words, after, note) for each passage.

    Where there is no copy, or the words are gone, the words are empty and the note says so.
    """
    node = ox.NamedNode(iri)
    query = _PREFIX + (
        f"SELECT DISTINCT ?passage ?rendition ?locator ?start WHERE {{ {{ {node} g7:evidence ?passage }}"
        f" UNION {{ VALUES ?passage {{ {node} }} }}"
        f" ?passage g7:passageOf ?rendition ; g7:locator ?locator OPTIONAL {{ ?passage g7:start ?start }}"
        f' FILTER(LANG(?locator) = "{language}") }} ORDER BY ?rendition ?start ?passage'
    )
    known = {r.iri: r for r in evidence.renditions(store)}
    read_once: dict[str, Reading | str] = {}
    result = []
    for passage, rendition, locator, _ in rows(store.query(query))[1]:
        which = known.get(_value(rendition))
        if which is None:
            continue
        if which.iri not in read_once:
            try:
                read_once[which.iri] = read(store, which, copy_of(which, own), language)
            except SourceProblem as problem:
                read_once[which.iri] = str(problem)
        text = read_once[which.iri]
        place = f"{which.name} {_value(locator)}"
        if isinstance(text, str):
            result.append((place, "", "", "", text))
            continue
        mark = next((m for m in text.marks if m.passage.iri == _value(passage)), None)
        if mark is None:
            result.append((place, "", "", "", "the words no longer stand in the copy"))
            continue
        before, after = text.text[max(0, mark.start - around) : mark.start], text.text[mark.end : mark.end + around]
        result.append(
            (
                place,
                _line(before),
                _line(text.text[mark.start : mark.end]),
                _line(after),
                compact(mark.passage.iri).removeprefix(ID),
            )
        )
    return result


def _line(text: str) -> str:
    return " ".join(text.split())
