"""References to earlier and later meetings: events, dates as printed, and candidates for continuity links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from g7kg.drafting import places
from g7kg.drafting.dates import Dated
from g7kg.drafting.event import Meeting, all_dates, english_name, presidency
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.structure import Sentence

_EVENT = re.compile(
    r"(?P<n>(?:第\s*\d+回\s*)?(?:G7|G20|OECD|APEC|ASEAN|IGF|日)?[^、。「」()]{0,30}?(?:大臣(?:臨時)?会合|閣僚(?:級)?会合|関係閣僚会合|首脳会合|首脳会議|大臣会議|サミット|政策対話|戦略対話|オリンピック(?:・パラリンピック)?(?:競技大会)?|競技大会|万国博覧会|万博|総会|フォーラム|フォローアップ会合|IGF\d*))"
    r"(?:\s*\((?P<also>[^()]{3,40})\))?"
)
_ENGLISH_EVENT = re.compile(
    r"(?:the\s+)?(?P<n>(?:\d+(?:st|nd|rd|th)\s+)?(?:G7|G20|OECD|APEC|IGF|Japan[-–]EU)(?:\s+(?:[A-Z][\w'’-]*|of|on|and|in))*?\s+(?:Summit|Meeting|Dialogue|Forum|Conference))(?P<also>)"
)
_CUES = [
    (
        "mandated-by",
        r"(?:から|で|における|にて)の?(?:指示|要請|負託|委任)|の指示|(?:首脳声明|首脳宣言)のうち|instruct|mandate",
    ),
    ("takes-over", r"(?:議論)?を引き継|を継承|taking over|succeed"),
    ("continues", r"に引き続|に続(?:き|く|いて)|以降|以来|を踏まえ|も踏まえ|継続|following|building on|since"),
    ("follows-up", r"フォローアップ|follow-?up"),
    ("operationalises", r"具体化|実施に向け|実装|operationali"),
    ("deepens", r"を(?:更に|さらに)?(?:深化|深め|発展)|deepen"),
    ("reaffirms", r"再確認|reaffirm"),
    ("realises", r"を実現|実現に向け|realis"),
]
_NEXT = re.compile(
    r"(?P<when>来年|次回|翌年|next year)(?:の|に)?(?:の)?(?P<who>[^、。]{0,14}?)(?:が)?議長(?:国)?(?:の|となる|を務める|下の|の下での)?の?(?P<g>G(?:7|20)(?:[^、。]{0,20}?会合)?)"
)
_NEXT_ENGLISH = re.compile(
    r"(?P<g>(?:the )?G7)(?: [\w ]{0,20})? (?:under|held under) (?P<who>[A-Z]\w+)['’]s? presidency (?P<when>next year)|(?P<when2>next) (?P<g2>G7)",
    re.IGNORECASE,
)
_AGO = re.compile(r"(約)?(\d{1,3})年ぶり")


@dataclass(frozen=True)
class Reference:
    """An event that the release mentions, and where."""

    path: str
    sentence: Sentence
    start: int
    end: int
    year: int | None


def references(book: Notebook, found: Meeting) -> list[Reference]:
    """Find the other events that the release mentions; say when they are, and who presided."""
    result = []
    own = _bare(found.name)
    for sentence in book.release.sentences():
        text = sentence.text
        stamps = all_dates(book, text)
        for match in (_ENGLISH_EVENT if book.release.english else _EVENT).finditer(text):
            also = match["also"] or ""
            start, name = _name(match)
            if also and re.search(r"会合|サミット", also):
                name = also
            dated = _dated(stamps, text, start, match.end())
            if len(_bare(name)) < 4 or not _other(_bare(name), own, dated, found) or name in ("本会合", "同会合"):
                continue
            reference = _event(book, name, dated, sentence, min(start, dated.start if dated else start), match.end())
            if reference and reference.path != found.path:
                result.append(reference)
                _presided(book, reference, text)
        result += _next(book, sentence)
        _interval(book, found, sentence, [r for r in result if r.sentence is sentence])
    return result


def _name(match: re.Match[str]) -> tuple[int, str]:
    raw = match["n"]
    cut = 0
    for mark in re.finditer(
        r"(?:の|に|は|を|が|で|た|る|と|した|された|において|及び)(?=(?:第\s*\d+回|G7|G20|OECD|APEC|日|東京|大阪|[ァ-ヴA-Z一-龠]))",
        raw,
    ):
        cut = mark.end()
    name = raw[cut:]
    if inner := re.search(r"(?:第\s*\d+回|G7|G20|OECD|APEC)", name):
        cut += inner.start()
        name = name[inner.start() :]
    name = re.sub(r"^\d+年(?:の)?|^\d+月(?:の)?", "", name)
    return match.start("n") + len(raw) - len(name), name.strip()


def _bare(name: str) -> str:
    return "".join(name.split())


def _other(name: str, own: str, dated: Dated | None, found: Meeting) -> bool:
    if dated and found.starts and dated.year != found.starts.year:
        return True
    return (
        name not in own and own not in name and not (own and name.startswith("G7") and own.endswith(name.removeprefix("G7")))
    )


def _dated(stamps: list[Dated], text: str, start: int, end: int) -> Dated | None:
    near = [
        d for d in stamps if d.end <= start + 12 and start - d.end <= 34 and not re.search(r"[、。]", text[d.end : start][4:])
    ]
    inside = [d for d in stamps if start <= d.start < end]
    return (inside or near or [None])[-1]  # type: ignore[list-item]


def _event(book: Notebook, name: str, dated: Dated | None, sentence: Sentence, start: int, end: int) -> Reference | None:
    known = book.known.meeting(
        name,
        dated.year if dated else None,
        dated.earliest.month if dated and dated.earliest.month == dated.latest.month else None,
    )
    edition = re.match(r"第\s*(\d+)回", name)
    year = dated.year if dated else book.known.year(known.path) if known else None
    if known is None and year is None and edition is None:
        return None
    path = known.path if known else f"event/{_event_slug(name, year, edition[1] if edition else '')}"
    kind = "lead" if sentence.section.name == "L" else "body"
    evidence = book.passage(sentence.span.part(start, end), f"{sentence.name}.event", kind, sentence.section)
    book.add(path, ("rdf:type", "g7:Event"))
    if known is None:
        english = name if book.release.english else english_name(name)
        if not english.isascii():
            english = "Event" + (f" no. {edition[1]}" if edition else "") + f" mentioned in the release ({sentence.name})"
        book.names(path, f"{english} ({year or 'year unknown'})", f"{name}（{year}年）" if year else name)
        if dated:
            book.add(path, ("g7:earliestStart", dated.earliest), ("g7:latestEnd", dated.latest))
        if edition:
            book.add(path, ("g7:order", int(edition[1])))
        book.decide(
            path,
            "Name the event in both languages, or take the node that it has already.",
            "行事の名称を両言語で入れるか、既存のノードを使ってください。",
        )
    book.add(path, ("g7:evidence", evidence))
    return Reference(path, sentence, start, end, year)


def _event_slug(name: str, year: int | None, edition: str) -> str:
    english = english_name(name)
    words = re.sub(r"[^a-z0-9]+", "-", english.lower()).strip("-") if english.isascii() else ""
    words = words or f"named-{sum(map(ord, name)) % 997}"
    return "-".join(filter(None, [str(year) if year else "", words, edition]))


def _presided(book: Notebook, reference: Reference, text: str) -> None:
    """Say under whom a mentioned event was held ("我が国が議長国を務めた…")."""
    before = text[max(0, reference.start - 10) : reference.end]
    match = re.search(r"([^、。\s()]{1,10}?)が(?:G7)?議長(?:国)?を務め(?:た|る形で)", before) or re.search(
        r"([^、。\s()]{1,10}?)が(?:G7)?議長(?:国)?を務める形で", text[: reference.end]
    )
    named = places.find(match[1]) if match else []
    if named and reference.year and named[-1][0].member:
        path = presidency(book, reference.year, named[-1][0], text[reference.start : reference.end])
        if book.known.value(reference.path, "heldUnder") <= {path}:
            book.add(reference.path, ("g7:heldUnder", path))


def _next(book: Notebook, sentence: Sentence) -> list[Reference]:
    result = []
    for match in (_NEXT_ENGLISH if book.release.english else _NEXT).finditer(sentence.text):
        if book.issued is None:
            continue
        groups = match.groupdict()
        named = places.find(groups.get("who") or "")
        year = book.issued.year + 1
        path = f"event/{year}-g7"
        kind = "lead" if sentence.section.name == "L" else "body"
        evidence = book.passage(sentence.span.part(*match.span()), f"{sentence.name}.next", kind, sentence.section)
        book.add(path, ("rdf:type", "g7:Event"), ("g7:evidence", evidence))
        if path not in book.known:
            from datetime import date

            book.add(path, ("g7:earliestStart", date(year, 1, 1)), ("g7:latestEnd", date(year, 12, 31)))
        if named and named[-1][0].member:
            book.add(path, ("g7:heldUnder", presidency(book, year, named[-1][0], groups["g"] or groups.get("g2") or "")))
        book.names(path, f"The G7 of {year}, meeting not specified", f"{year}年のG7（会合は特定されない）")
        book.decide(
            path,
            "Say which meeting of that year is meant, in the curated file.",
            "どの会合を指すかを curated に記してください。",
        )
        result.append(Reference(path, sentence, match.start(), match.end(), year))
    return result


def _interval(book: Notebook, found: Meeting, sentence: Sentence, here: list[Reference]) -> None:
    """Take "the first in 21 years" as a claim about an earlier meeting."""
    for match in _AGO.finditer(sentence.text):
        base = next((r.year for r in here if r.year), None) or (found.starts.year if found.starts else None)
        if base is None:
            continue
        from datetime import date

        year = base - int(match[2])
        path = f"claim/{book.document}/{sentence.name}.interval"
        kind = "lead" if sentence.section.name == "L" else "body"
        evidence = book.passage(sentence.span.part(*match.span()), f"{sentence.name}.interval", kind, sentence.section)
        concerned = next((r.path for r in here if r.year == base), found.path)
        book.add(
            path, ("rdf:type", "g7:Claim"), ("g7:concerns", concerned), ("g7:claimKind", "claim:interval"), ("g7:asPrinted", (match[0], "ja")),
            ("g7:quantity", int(match[2])), ("g7:reportedIn", f"document/{book.document}"), ("g7:evidence", evidence), ("g7:verificationStatus", "verification:read-in-document"),
        )  # fmt: skip
        if not match[1]:
            book.add(path, ("g7:earliest", date(year, 1, 1)), ("g7:latest", date(year, 12, 31)))
        book.names(path, f"The first such meeting in {match[2]} years, {base}", f"{base}年の会合は{match[2]}年ぶり")
        book.decide(path, "Say which earlier meeting is meant.", "前回の会合がどれかを示してください。")


def links(book: Notebook, found: Meeting, mentioned: list[Reference]) -> None:
    """Write candidates for asserted continuity links, where a cue stands beside the mention of another meeting."""
    made: set[tuple[str, str, str]] = set()
    for reference in mentioned:
        text = reference.sentence.text
        after = text[reference.end : reference.end + 26].split("。")[0]
        kind = next((name for name, cue in _CUES if re.search(cue, after, re.IGNORECASE)), None)
        if book.release.english:
            kind = kind or next(
                (
                    name
                    for name, cue in _CUES
                    if re.search(cue, text[max(0, reference.start - 40) : reference.start], re.IGNORECASE)
                ),
                None,
            )
        forward = reference.path.endswith("-g7") and reference.path.startswith("event/")
        if forward:
            kind = "hands-forward"
        if kind is None or (kind, reference.path, reference.sentence.name) in made:
            continue
        made.add((kind, reference.path, reference.sentence.name))
        path = f"link/{book.document}/{reference.sentence.name}"
        if any(p == path for _, p, _ in made):
            path += f".{len(made)}"
        made.add((kind, path, ""))
        section = reference.sentence.section
        end = re.search(r"[、。]|$", text[reference.end :])
        stretch = reference.sentence.span.part(reference.start, reference.end + (end.start() if end else 0))
        evidence = book.passage(stretch, f"{reference.sentence.name}.link", "lead" if section.name == "L" else "body", section)
        earlier, later = (found.path, reference.path) if forward else (reference.path, found.path)
        book.add(
            path, ("rdf:type", "g7:ContinuityLink"), ("g7:earlier", earlier), ("g7:later", later), ("g7:continuityType", f"continuity:{kind}"),
            ("g7:basis", "basis:asserted"), ("g7:about", "theme:g7-digital-process"), ("g7:evidence", evidence),
            ("dcterms:source", f"document/{book.document}"), ("g7:verificationStatus", "verification:read-in-document"),
        )  # fmt: skip
        words = {
            "hands-forward": ("hands on to", "引き渡す"),
            "mandated-by": ("has its mandate from", "の指示による"),
            "takes-over": ("takes over from", "を引き継ぐ"),
        }
        en, ja = words.get(kind, ("goes on from", "に続く"))
        other = reference.path.rsplit("/", 1)[1]
        book.names(
            path,
            f"{found.slug} {en} {other} ({reference.sentence.name})",
            f"{found.slug}は{other}{ja}（{reference.sentence.name}）",
        )
        book.decide(
            path, "A candidate: check the type of the link and which end is meant.", "候補です。種類と両端を確認してください。"
        )
