"""Sessions and themes of the meeting, and who was represented at it."""

from __future__ import annotations

import re

from g7kg.drafting import places, topics
from g7kg.drafting.event import Meeting
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.structure import Release, Section, Sentence
from g7kg.drafting.text import Span
from g7kg.drafting.where import field

_LIST = re.compile(
    r"(?:(?:つ|個)の(?:個別)?(?:テーマ|セッション|分野|議題|課題)|(?:テーマ|セッション|分野|議題)(?:について|で)|themes|sessions|topics)",
    re.IGNORECASE,
)
_ITEMS = re.compile(
    r"「([^「」]{2,60})」|\((?:\d{1,2}|[ivx]+)\)\s*([^、。()「」,]{2,50}?)(?=、|,| and|の\d|及び|を|に|で|について|$)"
)


def sessions(book: Notebook, found: Meeting) -> None:
    """Find the sessions: a numbered or quoted list of themes, or the sub-headings of the points of discussion."""
    release = book.release
    points = next(
        (
            s
            for s in release.sections
            if s.children and re.search(r"議論|ポイント|セッション|成果|概要|discussion|session|theme", s.title, re.IGNORECASE)
        ),
        None,
    )
    listed = _listed(release)
    titles: list[tuple[str, str, Span, Section | None]] = []
    if (points and listed is not None and len(listed[1]) >= 2) or (points and "セッション" in points.title):
        assert points is not None
        titles = [(c.name, c.title, c.heading, c) for c in points.children if c.heading]
        session_like = True
    elif listed is not None:
        sentence, items = listed
        titles = [("", text, sentence.span.part(a, b), None) for text, a, b in items]
        session_like = bool(re.search("セッション|session", sentence.text, re.IGNORECASE))
    elif points:
        titles = [(c.name, c.title, c.heading, c) for c in points.children if c.heading]
        session_like = False
    else:
        return
    listing = book.passage(listed[0].span, f"{listed[0].name}.list", "body", listed[0].section) if listed else None
    for number, (section, title, span, part) in enumerate(titles, 1):
        path = f"session/{found.slug}/{number}"
        about = topics.themes(title)
        evidence = book.passage(span, f"H.{section}", "heading", part.parent) if part else listing
        names = theme_names(book)
        subject = [", ".join(names[a][i] if a in names else a for a in about[:2]) for i in (0, 1)]
        book.add(
            path,
            ("rdf:type", "g7:Session"),
            ("g7:partOf", found.path),
            ("g7:order", number),
            ("g7:about", [f"theme:{a}" for a in about]),
        )
        book.add(path, ("g7:evidence", [e for e in (evidence, listing) if e]))
        if found.starts and found.ends:
            book.add(path, ("g7:earliestStart", found.starts), ("g7:latestEnd", found.ends))
        book.names(path, f"Session {number} of {found.slug}: {subject[0]}", f"{found.slug} 第{number}セッション：{subject[1]}")
        if not session_like:
            book.decide(
                path,
                "Decide whether this theme was a session of its own.",
                "この主題が独立したセッションだったかを判断してください。",
            )
        if section:
            found.sessions[section] = path
        found.sessions["".join(title.split())] = path


def _listed(release: Release) -> tuple[Sentence, list[tuple[str, int, int]]] | None:
    for sentence in release.sentences():
        if _LIST.search(sentence.text):
            items = [
                (m[1] or m[2], m.start(1 if m[1] else 2), m.end(1 if m[1] else 2)) for m in _ITEMS.finditer(sentence.text)
            ]
            if counted := re.search(r"(\d+)つの(?:個別)?(?:テーマ|セッション|分野|議題|課題)\s*(\()?", sentence.text):
                items = [i for i in items if (i[1] > counted.end()) == bool(counted[2])] or items
                items = items[: int(counted[1])] if counted[2] else items[-int(counted[1]) :]
            if len(items) >= 2:
                return sentence, items
    return None


def theme_names(book: Notebook) -> dict[str, tuple[str, str]]:
    """Return the labels of the themes: {name: (English, Japanese)}."""
    prefix = "https://w3id.org/g7kg/theme/"
    things = book.known.things
    return {
        path.removeprefix(prefix): (t.labels.get("en", path), t.labels.get("ja", path))
        for path, t in things.items()
        if path.startswith(prefix)
    }


_FIELD = re.compile(r"出席(?:国|者|メンバー)|参加(?:国|者)|構成国|招待国|participat|attend", re.IGNORECASE)


def represented(book: Notebook, found: Meeting) -> None:
    """Say which members, guests and organisations the numbered field names as present."""
    section = field(book.release, r"出席国|参加国|出席者|構成国|participating|participants|attendees")
    if section is None:
        return
    for line in section.lines:
        for named, start, end in places.find(line.text):
            if re.match(r"G7構成国", line.text[start:]) or _FIELD.fullmatch(line.text[start:end]):
                continue
            span = line.span.part(start, end)
            evidence = book.passage(span, f"{section.name}.{named.slug}", "body", section)
            chair = bool(re.match(r"\s*\((?:議長|presidency|chair)", line.text[end:], re.IGNORECASE))
            path = f"participation/{found.slug}/{named.slug}"
            party(book, named)
            if path in book.seen:
                book.add(path, ("g7:evidence", evidence))
                continue
            book.seen.add(path)
            book.add(
                path,
                ("rdf:type", "g7:Participation"),
                ("g7:participant", named.path),
                ("g7:inEvent", found.path),
                ("g7:onBehalfOf", named.path),
                ("g7:role", "role:chair" if chair else "role:attendee" if named.member else "role:observer"),
                ("g7:evidence", evidence),
                ("g7:verificationStatus", "verification:read-in-document"),
            )
            book.names(path, f"{named.en} at {found.slug}", f"{found.slug}への{named.ja}の参加")


def party(book: Notebook, named: places.Named) -> str:
    """Return the node of a country or organisation; one that the graph lacks is made."""
    if named.path not in book.known:
        kind = "org:Organization" if named.path.startswith("organization/") else "g7:Party"
        book.add(named.path, ("rdf:type", kind))
        book.names(named.path, named.en, named.ja)
    return named.path
