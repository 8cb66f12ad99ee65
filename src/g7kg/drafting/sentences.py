"""Where the sentences of a line stand, in Japanese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator


def japanese_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a line stand; a full stop within brackets ends none."""
    depth = start = 0
    for at, letter in enumerate(text):
        if letter in "「『(【“":
            depth += 1
        elif letter in "」』)】”":
            depth = max(0, depth - 1)
        if (letter == "。" and depth == 0) or (
            letter == ")" and depth == 0 and "。" in text[start:at] and text[start:].lstrip().startswith("(")
        ):
            yield from _trimmed(text, start, at + 1)
            start = at + 1
    yield from _trimmed(text, start, len(text))


def english_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a line stand."""
    start = 0
    for match in re.finditer(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bNo)[.!?][)\"”]?\s+(?=[A-Z(\"“])", text):
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        yield left, right
