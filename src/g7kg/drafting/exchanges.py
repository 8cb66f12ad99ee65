"""Bilateral meetings: with whom, on which day, who spoke; and the other events that captions show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from g7kg.drafting import people, places
from g7kg.drafting.agenda import party
from g7kg.drafting.event import Meeting, all_dates
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.structure import Section, Sentence
from g7kg.drafting.text import Span

TITLE = re.compile(r"意見交換|会談|バイ会談|二国間|バイラテラル|bilateral|talks with|meetings? with", re.IGNORECASE)
_MET = re.compile(
    r"(?:と(?:の|は)?(?:間で)?(?:それぞれ|個別に)?(?:、)?[^。、]{0,24}?(?:意見交換|会談|協議)|(?:意見交換|会談)を(?:実施|行))|(?:met with|held (?:bilateral )?(?:talks|meetings?) with|exchanged views with)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"三者|三か国|三カ国|3か国|3者|四者|trilateral", re.IGNORECASE)
_SOCIAL = [
    ("luncheon", "昼食会|ランチ|luncheon"),
    ("dinner", "夕食会|晩餐会|ディナー|dinner"),
    ("reception", "レセプション|歓迎会|reception"),
]


@dataclass
class Exchange:
    """A bilateral (or small) meeting on the occasion of the meeting."""

    path: str
    partners: list[places.Named]
    section: Section | None
    sentences: list[Sentence] = field(default_factory=list)


def exchanges(book: Notebook, found: Meeting, delegates: list[people.Person]) -> list[Exchange]:
    """Find the exchanges and say so."""
    made: dict[str, Exchange] = {}
    for section in book.release.sections:
        if not _about(section):
            continue
        partners = _partners(section.title)
        if partners and section.heading and (section.parent is not None or not section.children):
            _add(book, found, made, partners, section.title, section.heading, section, section.sentences, delegates)
            continue
        current: list[Exchange] = []
        for sentence in section.sentences:
            named = _partners(
                re.split(r"に関し|について|につき|、", sentence.text, maxsplit=1)[0]
                if len(sentence.text) > 40
                else sentence.text
            )
            if sentence.bullet or (named and len(sentence.text) < 60 and "。" not in sentence.text):
                if named:
                    current = _add(book, found, made, named, sentence.text, sentence.span, section, [sentence], delegates)
                elif current:
                    for exchange in current:
                        exchange.sentences.append(sentence)
            elif _MET.search(sentence.text) and (named := _met(sentence.text)):
                current = _add(book, found, made, named, sentence.text, sentence.span, section, [sentence], delegates)
            elif current:
                for exchange in current:
                    exchange.sentences.append(sentence)
    for sentence in book.release.sentences():
        if _about(sentence.section) or not _MET.search(sentence.text) or not (named := _met(sentence.text)):
            continue
        _add(book, found, made, named, sentence.text, sentence.span, None, [sentence], delegates)
    _captions(book, found, made)
    return list(made.values())


def _about(section: Section | None) -> bool:
    while section is not None:
        if TITLE.search(section.title):
            return True
        section = section.parent
    return False


def _partners(text: str) -> list[places.Named]:
    found = [named for named, _, _ in places.find(text) if named != places.JAPAN]
    return list(dict.fromkeys(n for n in found if not n.slug.startswith("jp-")))


def _met(text: str) -> list[places.Named]:
    """Return with whom talks were held, from "…、A及びBと会談を行いました"; topics are left out."""
    match = _MET.search(text)
    assert match is not None
    if re.match(r"(?:met|held|exchanged)", match[0], re.IGNORECASE):
        return _partners(text[match.end() : match.end() + 160].split(".")[0])
    return _partners(text[: match.end()].rsplit("について", 1)[0][-120:])


def _add(
    book: Notebook,
    found: Meeting,
    made: dict[str, Exchange],
    partners: list[places.Named],
    text: str,
    span: Span,
    section: Section | None,
    sentences: list[Sentence],
    delegates: list[people.Person],
) -> list[Exchange]:
    groups = (
        [partners]
        if _TOGETHER.search(text) or (section and section.heading == span and len(partners) == 1)
        else [[p] for p in partners]
    )
    result = []
    for group in groups:
        slug = "-and-".join(p.slug for p in group)
        path = f"exchange/{found.slug}/{slug}"
        heading = section is not None and section.heading == span
        name = f"H.{section.name}" if heading and section else f"{sentences[0].name}.exchange" if sentences else "L.exchange"
        kind = "heading" if heading else "lead" if sentences and sentences[0].section.name == "L" else "body"
        evidence = book.passage(
            span, name, kind, section.parent if heading and section else sentences[0].section if sentences else None
        )
        book.add(path, ("rdf:type", "g7:BilateralExchange"), ("g7:partOf", found.path), ("g7:evidence", evidence))
        book.add(path, ("g7:between", [places.JAPAN.path, *(party(book, p) for p in group)]))
        english, japanese = " and ".join(p.en for p in group), "・".join(p.ja for p in group)
        book.names(
            path, f"Exchange of views between Japan and {english}, {found.slug}", f"日本と{japanese}の意見交換（{found.slug}）"
        )
        _dated(book, found, path, text)
        exchange = made.setdefault(path, Exchange(path, group, section))
        exchange.sentences += [s for s in sentences if s not in exchange.sentences]
        if section is not None:
            exchange.section = exchange.section or section
        _speakers(book, exchange, sentences if section else [], text, evidence, delegates)
        result.append(exchange)
    return result


def _dated(book: Notebook, found: Meeting, path: str, text: str) -> None:
    from g7kg.drafting.people import _iri

    if any(book.graph.objects(_iri(path), _iri("g7:startsOn"))):
        return
    day = next((d for d in all_dates(book, text) if d.exact), None)
    if day:
        for limit in ("g7:earliestStart", "g7:latestEnd"):
            book.graph.remove((_iri(path), _iri(limit), None))
        year = found.starts.year if found.starts and day.relative else day.earliest.year
        start = day.earliest.replace(year=year)
        book.add(path, ("g7:startsOn", start), ("g7:endsOn", max(start, day.latest.replace(year=year))))
    elif found.starts and path not in book.known:
        book.add(path, ("g7:earliestStart", found.starts), ("g7:latestEnd", found.ends))


def _speakers(
    book: Notebook, exchange: Exchange, sentences: list[Sentence], text: str, heading: str, delegates: list[people.Person]
) -> None:
    partner = exchange.partners[0]
    where = (f"exchange of Japan and {partner.en}", f"日本と{partner.ja}の意見交換")
    english = book.release.english
    for sentence in sentences:
        for person in people.people(sentence.text, english=english):
            if (
                re.match(r"[^。]{0,8}?(?:との間|と(?:会談|の|も|は)|から)", sentence.text[person.end :])
                or person.japanese
                or sentence.bullet
            ):
                span = sentence.span.part(person.start, person.end)
                evidence = book.passage(span, f"{sentence.name}.partner", "body", sentence.section)
                people.take_part(
                    book,
                    person,
                    exchange.path,
                    places.JAPAN if person.japanese else partner,
                    "interlocutor",
                    evidence,
                    named=where,
                )
    for person in people.people(text, english=english):
        people.take_part(
            book, person, exchange.path, places.JAPAN if person.japanese else partner, "interlocutor", heading, named=where
        )
    for person in delegates[:1]:
        people.take_part(book, person, exchange.path, places.JAPAN, "interlocutor", heading, named=where)


def _captions(book: Notebook, found: Meeting, made: dict[str, Exchange]) -> None:
    """Read the captions: who stands in a photograph, and meals and receptions."""
    current: Exchange | None = None
    for number, line in enumerate(book.release.captions, 1):
        named = _partners(line.text)
        shown = next((e for e in made.values() if any(p in e.partners for p in named)), None)
        current = shown or (current if line.text.startswith("(") else None)
        evidence = None
        for slug, pattern in _SOCIAL:
            if re.search(pattern, line.text, re.IGNORECASE):
                evidence = book.passage(line.span, f"C.{number}", "caption")
                path = f"social-event/{found.slug}/{slug}"
                book.add(path, ("rdf:type", "g7:SocialEvent"), ("g7:partOf", found.path), ("g7:evidence", evidence))
                book.names(
                    path,
                    f"{slug.capitalize()} shown in a photograph of {found.slug}",
                    f"{found.slug}の写真に写る{_MEALS[slug]}",
                )
                for person in people.people(line.text, english=book.release.english):
                    people.take_part(
                        book,
                        person,
                        path,
                        places.JAPAN if person.japanese else None,
                        "attendee",
                        evidence,
                        named=(f"at the {slug}", f"{_MEALS[slug]}への出席"),
                    )
        if current is not None and evidence is None:
            evidence = book.passage(line.span, f"C.{number}", "caption")
            book.add(current.path, ("g7:evidence", evidence))
            for person in people.people(line.text, english=book.release.english):
                partner = current.partners[0]
                where = (f"exchange of Japan and {partner.en}", f"日本と{partner.ja}の意見交換")
                role = "interlocutor" if not person.japanese else "attendee"
                people.take_part(
                    book, person, current.path, places.JAPAN if person.japanese else partner, role, evidence, named=where
                )


_MEALS = {"luncheon": "昼食会", "dinner": "夕食会", "reception": "レセプション"}
