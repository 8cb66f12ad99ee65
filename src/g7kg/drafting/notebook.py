"""The draft while it is made: nodes with their triples, passages, and what a person must decide."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from g7kg.drafting.known import Known
from g7kg.drafting.structure import Release, Section
from g7kg.drafting.text import Span
from g7kg.namespaces import ID, PREFIXES, expand

Value = URIRef | Literal
MARK = {"en": "DRAFT, to decide: ", "ja": "下書き・要判断："}


@dataclass(frozen=True)
class Decision:
    """Something a person must decide, and at which node."""

    node: str
    en: str
    ja: str


@dataclass
class Notebook:
    """A draft in the making.

    Attributes:
        release: the release taken apart.
        known: what the graph has already.
        document: the short name of the release's document, e.g. "2026-mic-release".
        decisions: what is left to a person.
        missing: what the release does not say, or the draft could not find.
    """

    release: Release
    known: Known
    document: str
    issued: date | None
    graph: Graph = field(default_factory=lambda: Graph(bind_namespaces="none"))
    decisions: list[Decision] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    _places: dict[tuple[int, int], str] = field(default_factory=dict)
    _notes: dict[str, list[Decision]] = field(default_factory=dict)

    def add(self, subject: str, *pairs: tuple[str, object]) -> str:
        """Add (property CURIE, value) pairs to a node; strings with a colon or slash name things, tuples are (text, language).

        A thing that the graph has already keeps its names, titles and days: others would contradict them.
        """
        node = URIRef(expand(subject))
        days = [(name, value) for name, value in pairs if name in ("g7:startsOn", "g7:endsOn") and value is not None]
        if subject in self.known and self._days_differ(subject, days):
            pairs = tuple(pair for pair in pairs if pair not in days)
        for name, value in pairs:
            if value is None or (subject in self.known and self._settled(subject, name, value)):
                continue
            for each in value if isinstance(value, list) else [value]:
                self.graph.add((node, URIRef(expand(name)), self._term(each)))
        return subject

    def values(self, subject: str, name: str) -> list[Value]:
        """Return what the draft says of a node by one property."""
        return list(self.graph.objects(URIRef(expand(subject)), URIRef(expand(name))))  # type: ignore[arg-type]

    def _settled(self, subject: str, name: str, value: object) -> bool:
        """Return whether the graph says already what a known thing is called, or better when it was."""
        if name == "rdfs:label":
            return True
        if name == "dcterms:title" and isinstance(value, tuple):
            return bool(self.known.things[subject].titles.get(value[1], value[0]) != value[0])
        if name in ("g7:earliestStart", "g7:latestEnd"):
            return bool(self.known.value(subject, "startsOn"))
        return False

    def _days_differ(self, subject: str, days: list[tuple[str, object]]) -> bool:
        """Return whether the graph has other days for a known event; ask which hold."""
        held = {name: self.known.value(subject, name[3:]) for name, _ in days}
        differ = [f"{name} {day}" for name, day in days if held[name] and str(day) not in held[name]]
        if differ:
            printed, known = ", ".join(differ), ", ".join(sorted(set().union(*held.values())))
            self.decide(
                subject,
                f"The release prints another day ({printed}) than the graph has ({known}).",
                f"発表の日付（{printed}）がグラフの日付（{known}）と異なります。",
            )
        return bool(differ)

    def _term(self, value: object) -> Value:
        if isinstance(value, (URIRef, Literal)):
            return value
        if isinstance(value, tuple):
            return Literal(value[0], lang=value[1])
        if isinstance(value, bool):
            return Literal(value)
        if isinstance(value, int):
            return Literal(value, datatype=XSD.integer)
        if isinstance(value, date):
            return Literal(value.isoformat(), datatype=XSD.date)
        assert isinstance(value, str)
        return URIRef(expand(value))

    def names(self, subject: str, en: str, ja: str) -> str:
        """Give a node its labels, unless the graph has it already."""
        if subject not in self.known:
            if not re.search(r"[ぁ-んァ-ヶ一-龠]", ja):
                ja = f"（日本語名は未記入：{subject.rsplit('/', 1)[-1]}）"
                self.decide(subject, "Give the name in Japanese.", "日本語の名称を入れてください。")
            if re.search(r"[ぁ-んァ-ヶ一-龠]", en) or not en.strip():
                en = f"(English name to be given: {subject.rsplit('/', 1)[-1]})"
                self.decide(subject, "Give the name in English.", "英語の名称を入れてください。")
        if subject not in self.known and subject.split("/")[0] in (
            "person",
            "post",
            "place",
            "presidency",
            "party",
            "organization",
        ):
            self.add(subject, ("dcterms:source", f"document/{self.document}"))
        return self.add(subject, ("rdfs:label", [(en, "en"), (ja, "ja")]))

    def decide(self, subject: str, en: str, ja: str) -> None:
        """Mark what a person must decide about a node."""
        decision = Decision(subject, en, ja)
        if decision not in self.decisions:
            self.decisions.append(decision)
            self._notes.setdefault(subject, []).append(decision)

    def lacks(self, en: str, ja: str) -> None:
        """Note something that the draft is missing."""
        if (en, ja) not in self.missing:
            self.missing.append((en, ja))

    def passage(self, span: Span, name: str, kind: str = "body", within: Section | None = None) -> str:
        """Return the passage of a span, made at its first use; equal places share one."""
        start, end, sha256 = self.release.copy.place(span)
        if (start, end) in self._places:
            return self._places[start, end]
        path, number = f"passage/{self.document}/{name}", 1
        while path in self._places.values():
            number += 1
            path = f"passage/{self.document}/{name}.{number}"
        self._places[start, end] = path
        en, ja = locator(name, kind)
        self.add(
            path,
            ("rdf:type", "g7:Passage"),
            ("g7:passageOf", self.rendition),
            ("g7:start", start),
            ("g7:end", end),
            ("g7:sha256", Literal(sha256)),
            ("g7:evidenceKind", f"evidence:{kind}"),
            ("g7:locator", [(en, "en"), (ja, "ja")]),
        )
        if within is not None and within.heading is not None and within.heading != span:
            parent = self.passage(within.heading, f"H.{within.name}", "heading", within.parent)
            self.add(path, ("dcterms:isPartOf", parent))
        return path

    @property
    def rendition(self) -> str:
        """The rendition that the copy is of."""
        return f"rendition/{self.document}/{'en' if self.release.english else 'ja'}"

    def finish(self) -> None:
        """Write what is to be decided into the nodes concerned."""
        for subject, decisions in self._notes.items():
            for language in ("en", "ja"):
                text = " ".join(d.en for d in decisions) if language == "en" else "".join(d.ja for d in decisions)
                self.add(subject, ("skos:note", (MARK[language] + text, language)))
        for prefix, namespace in PREFIXES.items():
            if prefix != "id":
                self.graph.bind(prefix, namespace)


def full(path: str) -> str:
    """Return the IRI of a path below ``id:``."""
    return ID + path


def locator(name: str, kind: str) -> tuple[str, str]:
    """Return the place for people in both languages: ("2.2, sentence 2, part a", "2.2、第2文、a")."""
    if kind == "heading":
        tail = name.removeprefix("H.")
        return (f"heading {tail}", f"見出し {tail}")
    english, japanese = [], []
    section: list[str] = []
    for part in name.split("."):
        letter, number = part[:1], part[1:]
        if letter == "s" and number.isdigit():
            english.append(f"sentence {number}")
            japanese.append(f"第{number}文")
        elif letter == "b" and number.isdigit():
            english.append(f"item {number}")
            japanese.append(f"第{number}項")
        elif not english:
            section.append(part)
        else:
            english.append(part)
            japanese.append(part)
    words = {
        "P": ("page head", "ページ冒頭"),
        "L": ("lead", "前文"),
        "C": ("captions", "写真の説明"),
        "K": ("contact", "連絡先"),
    }
    head = words.get(section[0], ("section " + ".".join(section), ".".join(section))) if section else ("", "")
    if section and section[0] in words and section[1:]:
        head = (f"{head[0]} {'.'.join(section[1:])}", f"{head[1]} {'.'.join(section[1:])}")
    return ", ".join([head[0], *english]), "、".join([head[1], *japanese])
