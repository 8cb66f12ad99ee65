"""The text that a draft is made from: NFKC with its white space kept, and the way back to places in the normal text.

>>> copy = Copy("（1） 包摂性")
>>> copy.words(Span(4, 7)), copy.place(Span(4, 7))[:2]
('包摂性', (3, 6))
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from g7kg.sources import digest, normal_text


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the copy's NFKC text, end exclusive."""

    start: int
    end: int

    def __contains__(self, other: object) -> bool:
        """Return whether another span lies in this one."""
        return isinstance(other, Span) and self.start <= other.start and other.end <= self.end

    def part(self, start: int, end: int) -> Span:
        """Return a part of this span, given by offsets within it."""
        return Span(self.start + start, self.start + end)


@dataclass(frozen=True)
class Line:
    """One line that is not blank.

    Attributes:
        span: its words, without the space around them and without the bullet.
        text: those words.
        bullet: the bullet that it begins with ("•", "①" …), or "".
        indent: how far in it stands.
        gap: whether a blank line stands before it.
    """

    span: Span
    text: str
    bullet: str
    indent: int
    gap: bool


_BULLETS = "•・･○◯●◎■□◆◇▪▫‣–―*※-－►▶⚫➢✓◦"


class Copy:
    """A copy of a source: its NFKC text line by line, and places in its normal text."""

    def __init__(self, raw: str) -> None:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x85", "\n")
        self.lines: list[Line] = []
        pieces: list[str] = []
        at, gap = 0, False
        for printed in raw.split("\n"):
            line = unicodedata.normalize("NFKC", printed)
            if line.strip():
                self.lines.append(_line(printed, line, at, gap))
            gap = not line.strip()
            pieces.append(line)
            at += len(line) + 1
        self.text = "\n".join(pieces)
        self._before = [0, *accumulate(0 if c.isspace() else 1 for c in self.text)]
        self.normal = normal_text(raw)

    def words(self, span: Span) -> str:
        """Return the words of a span without any white space, as the normal text has them."""
        start, end, _ = self.place(span)
        return self.normal[start:end]

    def plain(self, span: Span) -> str:
        """Return the words of a span with single spaces, for languages that need them."""
        return " ".join(self.text[span.start : span.end].split())

    def place(self, span: Span) -> tuple[int, int, str]:
        """Return (start, end, sha256) of a span in the normal text."""
        start, end = self._before[span.start], self._before[span.end]
        return start, end, digest(self.normal[start:end])


def _line(printed: str, line: str, at: int, gap: bool) -> Line:
    indent = len(line) - len(line.lstrip())
    bullet, skip = "", indent
    first = printed.strip()[:1]
    if "①" <= first <= "⑳" or "❶" <= first <= "❿":
        bullet, skip = first, indent + len(unicodedata.normalize("NFKC", first))
    elif first and first in _BULLETS and len(line.strip()) > 1 and not line.strip()[1].isdigit():
        bullet, skip = first, indent + 1
        while skip < len(line) and (
            line[skip] in _BULLETS or (line[skip].isspace() and line[skip:].lstrip()[:1] in set(_BULLETS))
        ):
            skip += 1
    skip += len(line[skip:]) - len(line[skip:].lstrip())
    end = len(line.rstrip())
    return Line(Span(at + skip, at + max(end, skip)), line[skip:end], bullet, indent, gap)
