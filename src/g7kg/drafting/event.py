"""The meeting itself: name, days, place, presidency, sessions, and who was represented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from g7kg.drafting import places
from g7kg.drafting.dates import Dated, dates, english_dates
from g7kg.drafting.known import Known
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.structure import Release, Section
from g7kg.drafting.text import Span
from g7kg.drafting.tokens import latin, reading
from g7kg.drafting.where import country, field, find_place

_NAME = re.compile(r"G(?:7|20)[^、。「」()\s]{0,40}?(?:大臣(?:臨時)?会合|閣僚(?:級)?会合|大臣会議|閣僚会議|会合|サミット)")
_ENGLISH_NAME = re.compile(
    r"G(?:7|20)(?:\s+(?:[A-Z][\w'’,/-]*|and|of|on|the|for|&)){0,9}?\s+(?:Ministers?['’]?s?['’]?\s+Meeting|Ministerial(?:\s+Meeting)?|Meeting)"
)
_WORDS = {
    "情報通信": "ICT", "産業": "Industry", "デジタル": "Digital", "技術": "Technology", "イノベーション": "Innovation",
    "経済": "Economy", "科学": "Science", "雇用": "Employment", "関係": "", "貿易": "Trade", "労働": "Labour",
}  # fmt: skip


@dataclass
class Meeting:
    """The meeting that the release is on."""

    path: str
    name: str
    label: tuple[str, str]
    starts: date | None
    ends: date | None
    host: places.Named | None
    sessions: dict[str, str]

    @property
    def slug(self) -> str:
        """The last part of its path."""
        return self.path.split("/", 1)[1]


def all_dates(book: Notebook, text: str) -> list[Dated]:
    """Return the dates of a text of the release."""
    return list((english_dates if book.release.english else dates)(text, book.issued))


def issued_on(release: Release) -> date | None:
    """Return the day of issue, from the page head."""
    if release.issued is None:
        return None
    text = release.copy.plain(release.issued)
    found = list((english_dates if release.english else dates)(text, None))
    return found[0].earliest if found else None


def meeting_name(release: Release) -> tuple[str, Span | None]:
    """Return the meeting's name as printed, and where it stands first."""
    pattern = _ENGLISH_NAME if release.english else _NAME
    spans = [s for s in (release.title, *(x.span for x in release.sentences())) if s is not None]
    for span in spans[:8]:
        text = release.copy.text[span.start : span.end]
        if match := pattern.search(text):
            return match[0], span.part(*match.span())
    return "", None


def english_name(name: str) -> str:
    """Return a working English name of a meeting, composed from the words of its Japanese one."""
    match = re.match(r"(G(?:7|20))(.*?)(大臣|閣僚|首脳|会合|サミット)", name)
    if not match:
        return name
    parts = re.split("・", match[2])
    words = []
    for part in parts:
        known = next((w for w in _WORDS if part.endswith(w)), None)
        words.append(_WORDS[known] if known is not None else (latin(reading(part)).title() or part))
    kind = {"首脳": "Summit", "サミット": "Summit", "会合": "Meeting"}.get(match[3], "Ministers' Meeting")
    if "関係閣僚" in name:
        words = [w for w in words if w]
    joined = " and ".join(filter(None, [", ".join(w for w in words[:-1] if w), words[-1]])) if words else ""
    return " ".join(f"{match[1]} {joined} {kind}".split())


def meeting(book: Notebook) -> Meeting:
    """Find the meeting, and say when, where and under whom it was held."""
    release, known = book.release, book.known
    name, name_span = meeting_name(release)
    if not name:
        book.lacks("the meeting's name", "会合の名称")
    when, when_span, when_section = _days(book)
    first, last = (when.earliest, when.latest) if when and when.exact else (None, None)
    year = first.year if first else when.year if when else book.issued.year if book.issued else None
    where, where_span, where_section = find_place(book)
    thing = known.meeting(name, year, first.month if first else None) if name and year else None
    thing = _by_days(known, first, name) or thing
    path = thing.path if thing and thing.path.startswith("meeting/") else f"meeting/{year or 'year'}-{_slug(where, name)}"
    english, japanese = (name, name) if release.english else (english_name(name), name)
    tail = where[0][1] if where else ""
    label = (
        f"{english or 'Meeting'} ({tail + ' ' if tail else ''}{year or ''})".strip(),
        f"{japanese or '会合'}（{year or ''}年{where[0][2] if where else ''}）",
    )
    book.add(path, ("rdf:type", "g7:Summit" if "サミット" in name or "Summit" in name else "g7:MinisterialMeeting"))
    if path not in known:
        book.names(path, *label)
        book.decide(
            path,
            "Check the meeting's IRI and give its official name in both languages.",
            "会合のIRIを確認し、正式名称を両言語で入れてください。",
        )
    else:
        label = (known.things[path].labels.get("en", label[0]), known.things[path].labels.get("ja", label[1]))
    evidence = []
    if name_span:
        evidence.append(
            book.passage(name_span, "P.name", "page-head" if release.title and name_span in release.title else "lead")
        )
    if when and when_span:
        if first:
            book.add(path, ("g7:startsOn", first), ("g7:endsOn", last))
        else:
            book.add(path, ("g7:earliestStart", when.earliest), ("g7:latestEnd", when.latest))
        evidence.append(
            book.passage(when_span, f"{when_section.name}.dates", "lead" if when_section.name == "L" else "body", when_section)
        )
    else:
        book.lacks("the days of the meeting", "会合の日")
        book.decide(
            path, "Add the days of the meeting (g7:startsOn, g7:endsOn).", "会合の日(g7:startsOn、g7:endsOn)を入れてください。"
        )
    if where and where_span and where_section:
        for place, en, ja in where:
            book.add(place, ("rdf:type", "dcterms:Location"))
            book.names(place, en, ja)
            if place not in known:
                book.decide(place, "Check the English name of the place.", "地名の英語表記を確認してください。")
        book.add(path, ("g7:heldIn", [p for p, _, _ in where]))
        evidence.append(
            book.passage(
                where_span, f"{where_section.name}.place", "lead" if where_section.name == "L" else "body", where_section
            )
        )
    else:
        book.lacks("the place", "開催地")
        book.decide(path, "Add the place (g7:heldIn).", "開催地(g7:heldIn)を入れてください。")
    book.add(path, ("g7:evidence", evidence))
    found = Meeting(path, name, label, first, last, None, {})
    found.host = _presidency(book, found, year)
    return found


def _by_days(known: Known, first: date | None, name: str):  # type: ignore[no-untyped-def]
    """Return the ministerial meeting of the graph that began on this day, when there is only one."""
    if first is None:
        return None
    fits = [t for t in known.of("MinisterialMeeting") if first.isoformat() in known.value(t.path, "startsOn")]
    return fits[0] if len(fits) == 1 and name.startswith("G7") else None


def _slug(where: list[tuple[str, str, str]] | None, name: str) -> str:
    if where:
        return "-".join(p.split("/", 1)[1] for p, _, _ in where)
    words = re.sub(r"[^a-z0-9]+", "-", english_name(name).lower()).strip("-")
    return words.removeprefix("g7-").removeprefix("g20-") or "meeting"


def _days(book: Notebook) -> tuple[Dated | None, Span | None, Section]:
    release = book.release
    lead = release.sections[0]
    places_to_look = [s for s in release.sentences() if s.section.name == "L"][:4]
    if held := field(release, r"開催(?:日|期間|日程|日時)|^日時|^日程|^dates?\b"):
        places_to_look = [*held.sentences, *places_to_look]
    places_to_look += [s for s in release.sentences() if s.section.name != "L"][:3]
    vague = None
    for sentence in places_to_look:
        for dated in all_dates(book, sentence.text):
            result = (dated, sentence.span.part(dated.start, dated.end), sentence.section)
            if dated.exact and not (dated.relative and dated.earliest == dated.latest and "国" in sentence.text[:4]):
                return result
            vague = vague or (result if not dated.relative else None)
    return vague or (None, None, lead)


_PRESIDENT = re.compile(
    r"(?P<a>[^、。\s()「」:】]{1,12}?)\s*\(\s*議長(?:国)?\s*\)|(?:本年|今年)の?G7議長国(?:である|の)(?P<b>[^、。\s()]{2,12}?)(?:に|が|の|は|、)|"
    r"議長国(?:の|である)(?P<c>[^、。\s()]{2,10}?)(?:及び|と|が|は|の|、|政府)|(?P<d>[^、。\s()]{2,10}?)が議長(?:国)?を務め(?:た|る)?(?:今回|本会合|同会合|、)|"
    r"(?P<e>[A-Z]\w+(?: [A-Z]\w+)?)\s*\((?:the )?(?:presidency|chair)\)|[Cc]haired by (?P<f>[A-Z]\w+(?: [A-Z]\w+)?)",
    re.IGNORECASE,
)


def _presidency(book: Notebook, found: Meeting, year: int | None) -> places.Named | None:
    release = book.release
    for sentence in release.sentences():
        for match in _PRESIDENT.finditer(sentence.text):
            group = next(g for g in "abcdef" if match[g])
            named = places.find(match[group])
            if not named or not named[-1][0].member or year is None:
                continue
            party = named[-1][0]
            span = sentence.span.part(*match.span())
            evidence = book.passage(
                span, f"{sentence.name}.presidency", "lead" if sentence.section.name == "L" else "body", sentence.section
            )
            book.add(found.path, ("g7:heldUnder", presidency(book, year, party, found.name)), ("g7:evidence", evidence))
            return party
    if year and (where := country(book)):
        book.add(found.path, ("g7:heldUnder", presidency(book, year, where, found.name)))
        book.decide(
            found.path,
            "Check the presidency; it is taken from the country where the meeting was held.",
            "議長国を確認してください。開催国から推したものです。",
        )
        return where
    ministry_held = next(
        (
            s
            for s in list(release.sentences())[:2]
            if re.search(r"(?:総務省は|我が国(?:が|で|は))?[^。]*会合」?を(?:主催|開催)(?:いた)?しました", s.text)
        ),
        None,
    )
    if ministry_held and year:
        book.add(found.path, ("g7:heldUnder", presidency(book, year, places.JAPAN, found.name)))
        book.decide(
            found.path,
            "Check that Japan held the presidency; the release only says that it convened the meeting.",
            "日本が議長国かを確認してください。発表は開催したと述べるだけです。",
        )
        return places.JAPAN
    book.lacks("the presidency", "議長国")
    book.decide(found.path, "Add the presidency (g7:heldUnder).", "議長国(g7:heldUnder)を入れてください。")
    return None


def presidency(book: Notebook, year: int, party: places.Named, event: str) -> str:
    """Return the node of a party's year in the chair of the group whose event has this name."""
    other = group(book, event).removeprefix("party/").removeprefix("g7")
    path = f"presidency/{year}-{party.slug}" + (f"-{other}" if other else "")
    from rdflib import Literal
    from rdflib.namespace import XSD

    book.add(
        path, ("rdf:type", "g7:Presidency"), ("g7:heldBy", party.path), ("g7:year", Literal(str(year), datatype=XSD.gYear))
    )
    name = other.upper() or "G7"
    return book.names(path, f"{party.en}'s presidency of the {name}, {year}", f"{party.ja}の{name}議長国（{year}年）")


def group(book: Notebook, event: str) -> str:
    """Return the group whose event has this name: the G20 where the name says so, else the G7."""
    if "G20" not in event:
        return "party/g7"
    if "party/g20" in book.known:
        return "party/g20"
    return book.add(
        "party/g20",
        ("rdf:type", "g7:Group"),
        ("rdfs:label", [("G20", "en"), ("G20", "ja")]),
        ("dcterms:source", f"document/{book.document}"),
    )
