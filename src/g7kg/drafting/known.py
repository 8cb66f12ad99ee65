"""What the graph has already: meetings, people, posts, parties, places by the names that a release may call them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from g7kg.namespaces import ID, PREFIXES
from g7kg.sources import normal_text
from g7kg.stores import Store, rows

_QUERY = f"""PREFIX g7: <{PREFIXES["g7"]}> PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX skos: <{PREFIXES["skos"]}>
SELECT DISTINCT ?thing ?type ?label ?use WHERE {{
  ?thing a ?type .
  {{ ?thing rdfs:label|skos:prefLabel ?label BIND("label" AS ?use) }} UNION {{ ?thing skos:altLabel ?label BIND("other" AS ?use) }}
  UNION {{ ?thing <{PREFIXES["dcterms"]}title> ?label BIND("title" AS ?use) }}
}}"""


@dataclass
class Thing:
    """Something in the graph: its path below ``id:`` (or its full IRI), classes, names, and labels and titles by language."""

    path: str
    types: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    @property
    def slug(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]


class Known:
    """An index of the graph by name; empty without a store."""

    def __init__(self, store: Store | None) -> None:
        self.things: dict[str, Thing] = {}
        self.values: dict[str, dict[str, set[str]]] = {}
        if store is None:
            return
        for row in rows(store.query(_QUERY))[1]:
            iri, kind, label, use = (getattr(term, "value", "") for term in row)
            thing = self.things.setdefault(_path(iri), Thing(_path(iri)))
            thing.types.add(kind.rsplit("#", 1)[-1].rsplit("/", 1)[-1])
            thing.names.add(_folded(label))
            language = getattr(row[2], "language", None) or ""
            if use != "other":
                (thing.labels if use == "label" else thing.titles)[language] = label
        for name in ("startsOn", "endsOn", "earliestStart", "latestEnd", "heldIn", "heldUnder", "adopted", "annexNumber"):
            text = f"SELECT ?s ?o WHERE {{ ?s <{PREFIXES['g7']}{name}> ?o }}"
            for subject, value in rows(store.query(text))[1]:
                held = self.values.setdefault(_path(getattr(subject, "value", "")), {})
                held.setdefault(name, set()).add(_path(getattr(value, "value", "")))

    def __contains__(self, path: str) -> bool:
        """Return whether the graph names that thing."""
        return path in self.things

    def of(self, kind: str) -> list[Thing]:
        """Return the things of a class ("Place" stands for dcterms:Location), sorted by path."""
        return sorted((t for t in self.things.values() if kind in t.types), key=lambda t: t.path)

    def value(self, path: str, name: str) -> set[str]:
        """Return the values of a property of a thing."""
        return self.values.get(path, {}).get(name, set())

    def year(self, path: str) -> int | None:
        """Return the year of an event."""
        for name in ("startsOn", "earliestStart"):
            for value in self.value(path, name):
                return int(value[:4])
        match = re.search(r"/(\d{4})-", path)
        return int(match[1]) if match else None

    def named(self, kind: str, name: str) -> Thing | None:
        """Return the thing of a class that has exactly this name."""
        folded = _folded(name)
        return next((t for t in self.of(kind) if folded in t.names), None)

    def meeting(self, name: str, year: int | None, month: int | None = None) -> Thing | None:
        """Return the meeting that a name and a year mean, or None where that is not clear."""
        folded = _folded(name)
        meetings = [
            t for kind in ("MinisterialMeeting", "Summit", "Meeting", "Event", "OfficialsMeeting") for t in self.of(kind)
        ]
        fits = [t for t in meetings if year is None or self.year(t.path) == year]
        exact = [t for t in fits if folded in t.names]
        if len({t.path for t in exact}) == 1:
            return exact[0]
        anywhere = {t.path: t for t in meetings if folded in t.names}
        if not exact and len(anywhere) == 1:
            return next(iter(anywhere.values()))
        close = {t.path: t for t in fits if any(_alike(folded, n) for n in t.names)}
        if month is not None and len(close) > 1:
            close = {p: t for p, t in close.items() if any(int(v[5:7]) == month for v in self.value(p, "startsOn"))}
        return next(iter(close.values())) if len(close) == 1 and year is not None else None

    def person(self, name: str) -> Thing | None:
        """Return the person whose name begins or ends with `name`, when there is only one."""
        folded = _folded(name).replace("・", "")
        people = [
            t
            for t in self.of("Person")
            if any(n.replace("・", "").startswith(folded) or n.replace("・", "").endswith(folded) for n in t.names)
        ]
        return people[0] if len(people) == 1 and folded else None


def _path(iri: str) -> str:
    return iri.removeprefix(ID)


def _folded(name: str) -> str:
    return normal_text(name).casefold()


def _alike(wanted: str, name: str) -> bool:
    wanted, name = wanted.replace("・", ""), name.replace("・", "")
    if len(name) < 5 or len(wanted) < 4:
        return False
    bare = re.sub(r"^g7|\(.*?\)|サミット|summit", "", name)
    return wanted in name or name in wanted or (len(bare) > 3 and bare in wanted)
