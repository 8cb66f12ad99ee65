"""Dates in releases: Japanese eras, ranges over days and months, "last year"; and their English forms."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_RELATIVE = {
    "一昨年": -2,
    "昨年": -1,
    "前年": -1,
    "去年": -1,
    "本年": 0,
    "今年": 0,
    "同年": 0,
    "来年": 1,
    "翌年": 1,
    "再来年": 2,
}
_WEEKDAY = r"(?:\s*\([月火水木金土日](?:曜日?)?(?:[・,]祝)?\))?"
_YEAR = (
    r"(?:(?P<era{n}>令和|平成|昭和|大正|明治)\s*(?P<of{n}>元|\d{{1,2}})\s*年(?:度(?!の))?(?:\s*\((?:19|20)\d\d年\))?"
    r"|(?P<y{n}>(?:19|20)\d\d)\s*年(?:\s*\((?:令和|平成|昭和)(?:元|\d+)年\))?|(?P<rel{n}>一昨年|再来年|昨年|去年|前年|本年|今年|同年|来年|翌年)(?:の)?)"
)
_JAPANESE = re.compile(
    rf"(?:{_YEAR.format(n=1)}\s*)?(?:(?P<m>\d{{1,2}})\s*月(?!間)\s*(?:(?P<d>\d{{1,2}})\s*日{_WEEKDAY}"
    rf"(?:\s*(?:、|,|及び|および|並びに|と|から|より|[-–—―−~〜・])\s*(?:{_YEAR.format(n=2)}\s*)?(?:(?P<m2>\d{{1,2}})\s*月|同月|同年(?P<m3>\d{{1,2}})月)?"
    rf"\s*(?P<d2>\d{{1,2}})\s*日{_WEEKDAY}(?:\s*まで)?)*)?)?"
)
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_M = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_ENGLISH = re.compile(
    rf"(?P<mon>{_M})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*\(\w+\.?\))?(?:,?\s+(?P<y>(?:19|20)\d\d))?(?:,?\s*(?:and|to|through|until|[-–—])\s*{_DAY}"
    rf"(?:(?P<mon2>{_M})\s+)?(?P<d2>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:\s*\(\w+\.?\))?)?(?:,?\s+(?P<y2>(?:19|20)\d\d))?"
    rf"|(?P<e>\d{{1,2}})(?:\s*(?:and|to|[-–—])\s*(?P<e2>\d{{1,2}}))?\s+(?P<mon3>{_M})(?:,?\s+(?P<y3>(?:19|20)\d\d))?"
    rf"|(?P<mon4>{_M})(?:,?\s+(?:of\s+)?(?:(?P<y4>(?:19|20)\d\d)|(?P<rel4>last|this|next)\s+year))"
    rf"|(?P<by>(?:by|until|in|before)\s+)(?P<y5>(?:19|20)\d\d)(?!\d)|(?P<rel5>last|next|this)\s+year|(?P<rel6>last|next|this)\s+(?P<mon6>{_M})"
)


@dataclass(frozen=True)
class Dated:
    """A date as printed, and the days it can mean."""

    start: int
    end: int
    printed: str
    earliest: date
    latest: date
    exact: bool
    relative: bool = False

    @property
    def year(self) -> int:
        """The year it begins in."""
        return self.earliest.year


def dates(text: str, issued: date | None) -> Iterator[Dated]:
    """Yield the dates of a Japanese text; years that are missing or relative are reckoned from the day of issue."""
    known: int | None = None
    for match in _JAPANESE.finditer(text):
        if not match[0].strip():
            continue
        year, relative = _year(match, "1", issued, known)
        if year is None and match["m"] is None:
            continue
        if year is None:
            year = known if known and "同" in match[0] else _nearest(int(match["m"]), issued) if issued else known
            relative = True
        if year is None:
            continue
        known = year
        dated = _build(match, year, issued)
        if dated:
            yield Dated(match.start(), match.start() + len(match[0].rstrip()), match[0].strip(), *dated, relative)


def _year(match: re.Match[str], which: str, issued: date | None, known: int | None) -> tuple[int | None, bool]:
    if match["era" + which]:
        number = 1 if match["of" + which] == "元" else int(match["of" + which])
        return ERAS[match["era" + which]] + number, False
    if match["y" + which]:
        return int(match["y" + which]), False
    if word := match["rel" + which]:
        base = known if word in ("同年", "翌年", "前年") and known else issued.year if issued else None
        return (base + _RELATIVE[word], True) if base else (None, True)
    return None, False


def _build(match: re.Match[str], year: int, issued: date | None) -> tuple[date, date, bool] | None:
    try:
        if match["m"] is None:
            return date(year, 1, 1), date(year, 12, 31), False
        month = int(match["m"])
        if match["d"] is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), False
        first = date(year, month, int(match["d"]))
        if match["d2"] is None:
            return first, first, True
        year2, _ = _year(match, "2", issued, year)
        month2 = int(match["m2"] or match["m3"] or month)
        last = date(year2 or (year + 1 if month2 < month else year), month2, int(match["d2"]))
        return (first, last, True) if last >= first else (first, first, True)
    except ValueError:
        return None


def _nearest(month: int, issued: date) -> int:
    distance = {
        year: abs((year - issued.year) * 12 + month - issued.month) for year in (issued.year - 1, issued.year, issued.year + 1)
    }
    return min(distance, key=lambda year: (distance[year], -year))


def english_dates(text: str, issued: date | None) -> Iterator[Dated]:
    """Yield the dates of an English text."""
    for m in _ENGLISH.finditer(text):
        shift = {"last": -1, "this": 0, "next": 1}.get(m["rel4"] or m["rel5"] or m["rel6"] or "")
        printed_year = m["y"] or m["y2"] or m["y3"] or m["y4"] or m["y5"]
        month = _MONTHS.get(m["mon"] or m["mon3"] or m["mon4"] or m["mon6"] or "")
        if printed_year:
            year = int(printed_year)
        elif issued is None:
            continue
        elif shift is not None and not m["rel6"]:
            year = issued.year + shift
        else:
            year = _nearest(month, issued) if month else issued.year
        try:
            if month is None:
                first, last, exact = date(year, 1, 1), date(year, 12, 31), False
            elif day := m["d"] or m["e"]:
                month2 = _MONTHS.get(m["mon2"] or "", month)
                first = date(year, month, int(day))
                last = date(int(m["y2"] or year), month2, int(m["d2"] or m["e2"] or day))
                exact = True
            else:
                first, last, exact = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), False
        except ValueError:
            continue
        yield Dated(m.start(), m.end(), m[0].strip(), first, max(first, last), exact, printed_year is None)
