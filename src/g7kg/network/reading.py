"""Running the projections' queries: filters put in, nodes fetched in batches, rows folded into records.

The queries are the files beside this module, runnable as they stand; what an export carries is their text with the filters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby, islice

import pyoxigraph as ox

from g7kg.errors import UsageProblem
from g7kg.namespaces import PREFIXES, SCHEMES, compact, expand
from g7kg.network.attributes import ATTRIBUTES, Kind
from g7kg.stores import Store, Term, rows

Value = str | int | float | bool | list[str] | list[int]
Record = dict[str, Value]
Progress = Callable[[str, int, int], None]
BATCH = 500
FILTERS = {
    "meeting": "id",
    "theme": "theme",
    "party": "id",
    "modality": "modality",
    "basis": "basis",
    "status": "verification",
}
_BELOW = {"meeting": "meeting/", "party": "party/"}
_MARK = re.compile(r"^(\s*)#\? (\w+): (.*)$", re.M)
_CONCEPTS = tuple(PREFIXES[scheme] for scheme in SCHEMES)


def silent(name: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass
class Reading:
    """Where and what to read.

    Attributes:
        store: the graph.
        graphs: the named graphs to ask; all when None.
        filters: for each name in `FILTERS` the IRIs of which any may hold.
        progress: called with a table's name, how many of its things are read, and how many there are.
        used: the text of each query as it was asked, by name (without the names of the things of a batch).
        dropped: how many values stood in the way of another one where there may be only one.
    """

    store: Store
    graphs: Sequence[str] | None = None
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    progress: Progress = silent
    used: dict[str, str] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)

    def ask(self, text: str) -> Iterator[dict[str, Term | None]]:
        """Yield the rows of a query, each by column name."""
        names, found = rows(self.store.query(text, self.graphs))
        return (dict(zip(names, row, strict=True)) for row in found)


def filters_of(values: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return filters with full IRIs, from names as people write them (``turin`` is no name, ``2017-turin`` is).

    Raises:
        UsageProblem: there is no such filter, or a name is malformed.
    """
    made: dict[str, list[str]] = {}
    for name, given in values.items():
        if name not in FILTERS:
            raise UsageProblem(f"no filter “{name}”; choose from {', '.join(FILTERS)}")
        namespace = PREFIXES[FILTERS[name]]
        iris = [expand(value, namespace if "/" in value else namespace + _BELOW.get(name, "")) for value in given]
        if iris:
            made[name] = sorted(set(iris))
    return made


@cache
def query_text(name: str) -> str:
    """Return the text of the query `name` as it stands in its file."""
    return files(__package__).joinpath(f"{name}.rq").read_text(encoding="utf-8")


def takes(name: str) -> set[str]:
    """Return the names of the filters that the query `name` knows."""
    return {mark[2] for mark in _MARK.finditer(query_text(name))} - {"only"}


def bound(name: str, filters: Mapping[str, Sequence[str]]) -> str:
    """Return the query `name` with filters in place; a filter that was not asked for stays a comment."""

    def put(mark: re.Match[str]) -> str:
        iris = filters.get(mark[2])
        if not iris:
            return mark[0]
        separator = ", " if "IN (…)" in mark[3] else " "
        return mark[1] + mark[3].replace("…", separator.join(str(ox.NamedNode(iri)) for iri in iris))

    return _MARK.sub(put, query_text(name))


def keys(reading: Reading, name: str) -> list[str]:
    """Return the sorted IRIs of the things that the query `name` is about, under the reading's filters."""
    text = bound(name, reading.filters)
    reading.used[name] = text
    head, body = text.split("WHERE {", 1)
    start = head.index("SELECT")
    pattern = body.split("  # attributes", 1)[0]
    found = reading.ask(f"{head[:start]}SELECT DISTINCT ?id WHERE {{{pattern}}}")
    return sorted({row["id"].value for row in found if isinstance(row["id"], ox.NamedNode)})


def records(reading: Reading, name: str, iris: Sequence[str], language: str) -> Iterator[Record]:
    """Yield one record for each of the things `iris`, in their order, with the attributes that the query `name` gives."""
    done = 0
    remaining = iter(iris)
    reading.progress(name, 0, len(iris))
    while batch := list(islice(remaining, BATCH)):
        # The other filters have chosen the things already; here they would only be asked again.
        found: dict[str, dict[str, dict[str, tuple[Term, str, str]]]] = {iri: {} for iri in batch}
        for row in reading.ask(bound(name, {"only": batch})):
            thing, attribute, value = row["id"], row["attribute"], row["value"]
            if isinstance(thing, ox.NamedNode) and isinstance(attribute, ox.Literal) and value is not None:
                entry = (value, _words(row["en"]), _words(row["ja"]))
                held = found[thing.value].setdefault(attribute.value, {})
                held[str(value)] = min(held.get(str(value), entry), entry, key=lambda e: e[1:])
        for iri in batch:
            yield record(reading, iri, found[iri], language)
        done += len(batch)
        reading.progress(name, done, len(iris))


def record(reading: Reading, iri: str, said: Mapping[str, Mapping[str, tuple[Term, str, str]]], language: str) -> Record:
    """Return a record from what is said of the thing `iri`: attribute → values with their labels."""
    made: Record = {"id": compact(iri), "iri": iri}
    for name in sorted(said):
        entries = [said[name][key] for key in sorted(said[name])]
        if name in ("source", "target"):
            made[name] = _one(reading, name, [compact(_words(value)) for value, _, _ in entries])
        else:
            _put(reading, made, name, entries)
    label = made.get(f"label_{language}") or made.get("label_en") or made.get("label_ja") or made["id"]
    made["label"] = label
    return made


def _put(reading: Reading, made: Record, name: str, entries: list[tuple[Term, str, str]]) -> None:
    attribute = ATTRIBUTES[name]
    if attribute.kind is Kind.words:
        for tag in ("en", "ja"):
            words = [v.value for v, _, _ in entries if isinstance(v, ox.Literal) and v.language == tag]
            if words:
                made[f"{name}_{tag}"] = words if attribute.many else _one(reading, name, words)
    elif attribute.kind in (Kind.thing, Kind.concept):
        shorten = concept if attribute.kind is Kind.concept else compact
        names = [shorten(_words(value)) for value, _, _ in entries]
        english = [en or ja or key for key, (_, en, ja) in zip(names, entries, strict=True)]
        japanese = [ja or en or key for key, (_, en, ja) in zip(names, entries, strict=True)]
        for suffix, values in (("", names), ("_en", english), ("_ja", japanese)):
            made[name + suffix] = values if attribute.many else _one(reading, name, values)
    else:
        values = [_words(value) for value, _, _ in entries]
        if name == "kind":
            values = sorted({compact(v).removeprefix("g7:") for v in values}, key=lambda v: (":" in v, v))[:1]
        if attribute.kind is Kind.reference:
            values = [compact(v) for v in values]
        if name == "language":
            values = [v.rsplit("/", 1)[-1] for v in values]
        if attribute.many:
            made[name] = values
        else:
            made.update(_typed(name, attribute.kind, _one(reading, name, values)))


def _typed(name: str, kind: Kind, value: str) -> Record:
    """Return the value in Python's type; what is not of the kind (a year where a day is expected) is left out."""
    try:
        if kind is Kind.number:
            return {name: float(value)}
        if kind is Kind.integer:
            return {name: int(value)}
        if kind is Kind.boolean:
            return {name: value in ("true", "1")}
        return {name: value}
    except ValueError:
        return {}


def _one(reading: Reading, name: str, values: list[str]) -> str:
    reading.dropped[name] += len(values) - 1
    return values[0]


def _words(term: Term | None) -> str:
    return str(getattr(term, "value", term or ""))


def concept(iri: str) -> str:
    """Return the name of a concept within its scheme: ``openness`` of ``theme:openness``."""
    return next((iri[len(space) :] for space in _CONCEPTS if iri.startswith(space)), compact(iri))


def grouped(reading: Reading, name: str, by: Sequence[str]) -> Iterator[tuple[tuple[str, ...], list[dict[str, str]]]]:
    """Yield the rows of the query `name` in groups that have the columns `by` in common, as plain words."""
    text = bound(name, reading.filters)
    reading.used[name] = text
    plain = ({key: _words(term) for key, term in row.items()} for row in reading.ask(text))
    for key, members in groupby(plain, key=lambda row: tuple(row[column] for column in by)):
        yield key, list(members)


def labels(reading: Reading, iris: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the English and the Japanese label of each thing; the other language stands in for one that is missing."""
    found: dict[str, dict[str, str]] = {}
    remaining = iter(sorted(set(iris) - {""}))
    while batch := list(islice(remaining, BATCH)):
        wanted = " ".join(str(ox.NamedNode(iri)) for iri in batch)
        name = f"<{PREFIXES['rdfs']}label>|<{PREFIXES['skos']}prefLabel>"
        text = f"SELECT ?id ?label WHERE {{ VALUES ?id {{ {wanted} }} ?id {name} ?label }}"
        for row in reading.ask(text):
            label = row["label"]
            if isinstance(label, ox.Literal) and label.language in ("en", "ja"):
                held = found.setdefault(_words(row["id"]), {})
                held[label.language] = min(held.get(label.language, label.value), label.value)
    return {iri: (w.get("en") or w["ja"], w.get("ja") or w["en"]) for iri, w in found.items()}
