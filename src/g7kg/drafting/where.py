"""Where a meeting was held: "Italy (Turin)", a Japanese prefecture and city, online."""

from __future__ import annotations

import re

from g7kg.drafting import places
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.structure import Release, Section
from g7kg.drafting.text import Span
from g7kg.drafting.tokens import latin, reading


def field(release: Release, pattern: str) -> Section | None:
    """Return the numbered field whose heading fits a pattern."""
    return next((s for s in release.sections if re.search(pattern, s.title, re.IGNORECASE)), None)


_HELD = [
    re.compile(
        r"(?P<country>[^、。\s()「」に]{2,14}?)\((?P<city>[^()、。]{1,40})\)(?:(?:の|内の)[^、。]{1,30})?(?:において|にて|で)"
    ),
    re.compile(r"(?P<country>[^、。\s()「」に]{2,14}?)[・の、](?P<city>[^、。\s()「」]{2,24}?)(?:市)?(?:において|にて)"),
    re.compile(
        r"(?P<country>(?:東京都|北海道|大阪府|京都府|[一-龠]{2,3}県))(?P<city>[^、。()「」]{1,12}?)[市区町村](?:において|にて|で)"
    ),
]
_ONLINE = re.compile(
    r"テレビ会議|オンライン(?:形式)?で(?:の)?開催|オンライン形式|オンライン開催|virtual|online|video ?conference",
    re.IGNORECASE,
)
_ENGLISH_HELD = re.compile(
    r"held (?:\w+ )?in (?P<city>[A-Z][\w.\-éüöäôè']+(?:\s(?:and\s)?[A-Z][\w.\-éüöä']+)*),\s*(?P<country>[A-Z]\w+(?:\s[A-Z]\w+)*)"
    r"|(?:held|hosted|convened) [^.;]{0,80}?\bin (?P<town>[A-Z][\w.-]+) City,\s*(?P<prefecture>[A-Z]\w+(?: Prefecture)?)"
)


def find_place(book: Notebook) -> tuple[list[tuple[str, str, str]] | None, Span | None, Section | None]:
    """Return the places as (path, English, Japanese), where it is said, and in which section."""
    release = book.release
    sentences = [s for s in release.sentences() if s.section.name == "L"][:3]
    if held := field(release, r"開催(?:地|場所)|^場所|^venue|^place"):
        sentences = [*held.sentences, *sentences]
    sentences += [s for s in release.sentences() if s.section.name != "L"][:6]
    for sentence in sentences:
        for pattern in [_ENGLISH_HELD] if release.english else _HELD:
            match = pattern.search(sentence.text)
            city, of = _groups(match) if match else ("", "")
            if match and _place_fits(match[of]):
                cities = re.split(r"\s*(?:及び|および|並びに|、|・(?=[ァ-ヴ]+$)|と|\band\b|,)\s*", match[city])
                found = [_city(book, name, match[of]) for name in cities if name]
                first, last = sorted((city, of), key=match.start)
                return found, sentence.span.part(match.start(first), match.end(last)), sentence.section
        if held and sentence.section is held:
            city = re.sub(r"^.*?[\s(・]|[)]$", "", sentence.text)
            return [_city(book, city, sentence.text)], sentence.span, held
        if match := _ONLINE.search(sentence.text):
            return [("place/online", "Online", "オンライン")], sentence.span.part(*match.span()), sentence.section
    return None, None, None


def _groups(match: re.Match[str]) -> tuple[str, str]:
    """Return the names of the groups that hold the city, and what it belongs to."""
    return ("town", "prefecture") if match.groupdict().get("town") else ("city", "country")


def _place_fits(country: str) -> bool:
    return bool(places.find(country)) or country.endswith(("都", "道", "府", "県", "Prefecture"))


def _city(book: Notebook, city: str, country: str) -> tuple[str, str, str]:
    city = re.sub(r"(?:市|州)$", "", city.strip())
    if known := next((t for t in book.known.of("Location") if city.casefold() in t.names), None):
        return known.path, known.labels.get("en", city), known.labels.get("ja", city)
    if book.release.english:
        slug = re.sub(r"[^a-z0-9]+", "-", city.lower()).strip("-")
        return f"place/{slug}", city, city
    name = latin(reading(city))
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-") or (
        places.find(country)[0][0].slug if places.find(country) else "place"
    )
    return f"place/{slug}", name.title() or city, city


def country(book: Notebook) -> places.Named | None:
    """Return the member in which the meeting was held, as the opening says it."""
    for sentence in list(book.release.sentences())[:2]:
        for pattern in [_ENGLISH_HELD] if book.release.english else _HELD[:2]:
            if match := pattern.search(sentence.text):
                of = match[_groups(match)[1]]
                named = [places.JAPAN] if of.endswith("Prefecture") else [n for n, _, _ in places.find(of) if n.member]
                if named:
                    return named[-1]
    return None
