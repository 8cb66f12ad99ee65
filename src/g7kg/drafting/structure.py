"""The parts of a release: page head, lead, numbered sections, sentences, captions and contact, in either layout.

The layout is read from the typography alone (numbers, brackets, bullets, full stops), so that the narrative releases and
those with numbered fields, and their English twins, are read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from g7kg.drafting.sentences import english_sentences, japanese_sentences
from g7kg.drafting.text import Copy, Line, Span

_ERA_DATE = r"(?:令和|平成|昭和)\s*(?:元|\d{1,2})\s*年|(?:19|20)\d{2}\s*年"
_DATE_LINE = re.compile(rf"(?:{_ERA_DATE})(?:\s*\((?:{_ERA_DATE})\))?\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日\s*(?:\(.\))?\Z")
_ENGLISH_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept?\.|"
    r"Oct\.|Nov\.|Dec\.)"
)
_ENGLISH_DATE_LINE = re.compile(rf"({_ENGLISH_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_ENGLISH_MONTH}\s+\d{{4}})\s*(.*)\Z")
_GENRE = re.compile(r"(?:報道資料|報道発表(?:資料)?|プレスリリース|press release|news release)\Z", re.IGNORECASE)
_FIRST = re.compile(
    r"(?:第\s*)?(\d{1,2}|[IVX]{1,4})\s*(?:[..、:)]\s*|\s+|(?=[^\W\d]))(?!\d|[年月日回か件人つ名カヶ時%])(.+)\Z"
)
_SECOND = re.compile(r"(?:\((\d{1,2}|[a-zア-ン])\)|(\d{1,2}[-.]\d{1,2})\.?)\s*(.+)\Z")
_CONTACT = re.compile(
    r"(?:[<(\[【]?\s*(?:連絡先|お?問い?合わ?せ先?|本件(?:に関する)?(?:連絡|問い?合わ?せ)先?|担当(?:課|部署|部局)?)\s*[>)\]】]?\s*(?::.*)?"
    r"|contacts?(?: information)?\s*:?|for further information.*)\Z",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:▲|↑)?\s*(?:ページ(?:の)?トップ(?:へ(?:戻る)?)?|先頭へ戻る|このページの先頭へ?|戻る|page top|back to top|top)\Z", re.I
)
_PHOTOS = re.compile(r".{0,30}(?:の模様|の様子|模様|写真|フォト(?:ギャラリー)?|photos?|photographs?)\Z", re.IGNORECASE)
_CAPTION = re.compile(
    r"の様子|模様|会談する|握手|集合写真|フォトセッション|記念撮影|\(?[左右]から|[左右]端|手前|写真|(?:に|で)(?:出席|発言|挨拶|登壇|署名|説明)する"
    r"|との(?:会談|意見交換)\Z|group photo|\((?:left|right|center|centre)\b|from (?:left|right)",
    re.IGNORECASE,
)
_VERBAL = re.compile(
    r"(?:合意|一致|採択|確認|共有|提案|表明|発信|発言|紹介|説明|支持|歓迎|承認|決定|実施|意見交換|開催|言及|指摘|強調)\Z"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, or one bullet."""

    name: str
    span: Span
    text: str
    section: Section
    bullet: bool = False


@dataclass(eq=False)
class Section:
    """A numbered part of the release, the lead ("L"), or another part with a heading of its own.

    Attributes:
        name: "L", "2", "2.1" …
        title: the heading's words, without its number.
        heading: where the heading stands; None for the lead.
        parent: the section above it.
        lines: its lines.
        sentences: its sentences and bullets, in order.
    """

    name: str
    title: str = ""
    heading: Span | None = None
    parent: Section | None = None
    lines: list[Line] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)


@dataclass
class Release:
    """A release taken apart."""

    copy: Copy
    english: bool
    crumb: Span | None = None
    genre: Span | None = None
    issued: Span | None = None
    title: Span | None = None
    sections: list[Section] = field(default_factory=list)
    captions: list[Line] = field(default_factory=list)
    photos: Span | None = None
    contact: list[Line] = field(default_factory=list)
    unfinished: bool = False

    def sentences(self) -> Iterator[Sentence]:
        """Yield every sentence and bullet of lead and sections, in the order of the text."""
        for section in self.sections:
            yield from section.sentences

    def section(self, name: str) -> Section | None:
        """Return the section of that name."""
        return next((s for s in self.sections if s.name == name), None)


def read(raw: str) -> Release:
    """Take a release apart."""
    copy = Copy(raw)
    letters = sum(c.isascii() and c.isalpha() for c in copy.normal)
    release = Release(copy, english=letters > 0.7 * max(1, sum(c.isalpha() for c in copy.normal)))
    lines = _head(release, list(copy.lines))
    lines = _tail(release, lines)
    _body(release, lines)
    for section in release.sections:
        section.sentences = list(_sentences(release, section))
    return release


def _head(release: Release, lines: list[Line]) -> list[Line]:
    """Take crumb, genre, date and title from the top; what a page has above them is furniture."""
    title_words = ""
    for number, line in enumerate(lines[:400]):
        text = line.text
        if text.count(">") >= 2 and len(text) < 300 and release.crumb is None:
            release.crumb, title_words = line.span, "".join(text.rsplit(">", 1)[1].split())
        elif _GENRE.match(text) and release.issued is None:
            release.genre = line.span
        elif release.issued is None and (match := _DATE_LINE.match(text)):
            release.issued = line.span
        elif release.issued is None and release.english and (match := _ENGLISH_DATE_LINE.match(text)) and len(text) < 250:
            release.issued = line.span.part(*match.span(1))
            if match[2] and not text.endswith("."):
                release.title = line.span.part(*match.span(2))
                return lines[number + 1 :]
        elif _is_title(release, line, title_words):
            release.title = line.span
            rest = lines[number + 1 :]
            if release.issued is None:  # some pages have the date below the title
                for below, later in enumerate(rest[:4]):
                    if _DATE_LINE.match(later.text) or (release.english and _ENGLISH_DATE_LINE.match(later.text)):
                        release.issued = later.span
                        return rest[:below] + rest[below + 1 :]
            return rest
        elif _prose(text):
            return lines[number:]
    return lines


def _is_title(release: Release, line: Line, title_words: str) -> bool:
    text = line.text
    if len(text) > 120 or text.endswith(("。", ".")) or line.bullet:
        return False
    if title_words and "".join(text.split()) == title_words:
        return True
    if title_words:
        return False
    if release.issued is not None or release.genre is not None:
        return True
    return bool(
        re.search(
            r"(?:開催結果|の結果(?:について|概要)?|の開催|の公表|の概要)\Z|results? of|outcomes? of", text, re.IGNORECASE
        )
    )


def _prose(text: str) -> bool:
    return len(text) > 60 and ("。" in text or text.endswith("."))


def _tail(release: Release, lines: list[Line]) -> list[Line]:
    """Take contact and furniture from the bottom."""
    for number, line in enumerate(lines):
        if _CONTACT.match(line.text) and number > 0:
            release.contact = [each for each in lines[number:] if not _FURNITURE.match(each.text)]
            lines = lines[:number]
            break
    while lines and _FURNITURE.match(lines[-1].text):
        lines.pop()
    return lines


def _body(release: Release, lines: list[Line]) -> None:
    """Sort the lines between head and contact into lead, sections and captions."""
    lead = Section("L")
    release.sections.append(lead)
    current, top = lead, None
    expected = 1
    for number, line in enumerate(lines):
        follower = lines[number + 1] if number + 1 < len(lines) else None
        first, second = _first(line, release), _second(line, follower)
        if (first and _value(first[0]) in (expected, expected + 1)) or (first and top is None):
            assert first is not None
            expected = _value(first[0]) + 1
            current = top = Section(str(_value(first[0])), first[1], line.span)
            release.sections.append(current)
        elif second and top is not None:
            current = Section(f"{top.name}.{second[0]}", second[1], line.span, top)
            if any(s.name == current.name for s in release.sections):
                current.name += f".{sum(s.name.startswith(current.name) for s in release.sections) + 1}"
            top.children.append(current)
            release.sections.append(current)
        elif release.photos is None and release.captions == [] and _photo_heading(line, lines[number + 1 :]):
            release.photos = line.span
        elif release.photos is not None or _caption(line, release):
            (current.lines if _prose(line.text) else release.captions).append(line)
        elif not _FURNITURE.match(line.text):
            current.lines.append(line)
    release.unfinished = not release.contact and bool(current.lines) and not _closed(current.lines[-1].text, release.english)


def _value(number: str) -> int:
    return int(number) if number.isdigit() else {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7}.get(number, 99)


def _first(line: Line, release: Release) -> tuple[str, str] | None:
    if line.bullet and not (line.bullet in "○◯●■◆" and line.text[:1].isdigit()):
        return None
    match = _FIRST.match(line.text)
    limit = 90 if release.english else 45
    if not match or len(match[2]) > limit or match[2].endswith(("。", "、", ",")) or line.text[:1] == "(":
        return None
    return match[1], match[2].strip()


def _second(line: Line, follower: Line | None) -> tuple[str, str] | None:
    match = _SECOND.match(line.text)
    if match and len(match[3]) <= 70 and not match[3].endswith(("。", "、", ".")) and not _VERBAL.search(match[3]):
        return (match[1] or match[2].replace(".", "-")), match[3].strip()
    circled = line.bullet and ("①" <= line.bullet <= "⑳")
    if circled and follower and not follower.bullet and _prose(follower.text) and "。" not in line.text:
        return str(ord(line.bullet) - ord("①") + 1), line.text
    return None


def _photo_heading(line: Line, rest: list[Line]) -> bool:
    below = rest[:8]
    return bool(_PHOTOS.match(line.text) and below and not line.bullet and not any(_prose(each.text) for each in below[:3]))


def _caption(line: Line, release: Release) -> bool:
    text = line.text
    if "。" in text or len(text) > 90 or line.bullet or release.sections[-1].name == "L":
        return False
    if release.captions and text.startswith("("):
        return True
    return bool(_CAPTION.search(text)) and not _VERBAL.search(text)


def _closed(text: str, english: bool) -> bool:
    if english:
        return text.endswith((".", ")", '"', "”", ":", "]")) or len(text) < 50
    return (
        text.endswith(("。", ")", "」", "】", ":"))
        or len(text) < 40
        or bool(re.search(r"(?:ました|です|ます|合意|一致)\Z", text))
    )


def _sentences(release: Release, section: Section) -> Iterator[Sentence]:
    """Yield the sentences of a section: paragraphs are split at full stops, each bullet is one."""
    prose = bullets = 0
    for line in section.lines:
        if line.bullet and line.bullet != "※":
            bullets += 1
            yield Sentence(f"{section.name}.b{bullets}", line.span, line.text, section, bullet=True)
            continue
        for start, end in (english_sentences if release.english else japanese_sentences)(line.text):
            prose += 1
            span = line.span.part(start, end)
            yield Sentence(f"{section.name}.s{prose}", span, line.text[start:end], section)
