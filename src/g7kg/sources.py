"""Evidence without copying: the normal text of a source, passages in it, and whether a copy still has them.

A source's *normal text* is its Unicode text after NFKC with all white space removed. A passage is a place in it: start
and end in Unicode code points (end exclusive) and the SHA-256 of that slice as UTF-8. So one passage serves a copy saved
as text, the official page, and a PDF's text layer alike (rule: docs/decisions/0003-passages.md).

>>> normal_text("G7 情報\u3000通信")
'G7情報通信'
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from g7kg.errors import SourceProblem, UsageProblem

_WHITE_SPACE = re.compile(r"\s+")

State = Literal["found", "moved", "changed"]


def normal_text(text: str) -> str:
    """Return the normal text: NFKC, then all Unicode white space removed."""
    return _WHITE_SPACE.sub("", unicodedata.normalize("NFKC", text))


def digest(text: str) -> str:
    """Return the SHA-256 of `text` as UTF-8, in lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Passage:
    """A place in a normal text.

    Attributes:
        iri: the passage's IRI.
        start: first code point, counted from 0.
        end: code point after the last.
        sha256: digest of the words that stand there.
        locator: the place for people ("2(2), sentence 2").
    """

    iri: str
    start: int
    end: int
    sha256: str
    locator: str = ""


@dataclass(frozen=True)
class Finding:
    """How a passage stands in a copy; `at` is where it was found, in code points of the copy's normal text."""

    passage: Passage
    state: State
    at: int | None


def read_copy(path: Path) -> str:
    """Return the text of a copy of a source, saved as UTF-8 (with or without byte order mark).

    Raises:
        SourceProblem: the file is missing, unreadable, not UTF-8 text or empty.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror}); give the path of a saved copy") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceProblem(f"{path}: not UTF-8 text (byte {error.start}); save the copy as UTF-8 text") from None
    if not normal_text(text):
        raise SourceProblem(f"{path}: the copy is empty")
    return text


def anchor(copy: str, wording: str) -> list[tuple[int, int, str]]:
    """Return (start, end, sha256) of every place in the normal text of `copy` where `wording` stands.

    Raises:
        UsageProblem: the wording is empty or does not stand in the copy.
    """
    text, wanted = normal_text(copy), normal_text(wording)
    if not wanted:
        raise UsageProblem("the wording to anchor is empty")
    places = [match.start() for match in re.finditer(f"(?={re.escape(wanted)})", text)]
    if not places:
        raise UsageProblem(f"“{wording}” does not stand in the copy; check the wording against the source")
    return [(at, at + len(wanted), digest(wanted)) for at in places]


def check(copy: str, passages: Iterable[Passage]) -> list[Finding]:
    """Return how each passage stands in `copy`: found in place, moved, or changed.

    Where the words are no longer in place, the digest finds them again by sliding a window of the same length; a place
    that another passage with the same words holds does not count, so a doubled caption is not taken for its twin.
    """
    text = normal_text(copy)
    passages = list(passages)
    held = {(p.sha256, p.start) for p in passages if digest(text[p.start : p.end]) == p.sha256}
    windows: dict[int, dict[str, list[int]]] = {}
    findings = []
    for passage in passages:
        if (passage.sha256, passage.start) in held:
            findings.append(Finding(passage, "found", passage.start))
            continue
        length = passage.end - passage.start
        if length not in windows:
            wanted = {p.sha256 for p in passages if p.end - p.start == length}
            windows[length] = _places(text, length, wanted)
        taken = {start for sha256, start in held if sha256 == passage.sha256}
        places = [at for at in windows[length].get(passage.sha256, ()) if at not in taken]
        at = min(places, key=lambda place: abs(place - passage.start), default=None)
        findings.append(Finding(passage, "changed" if at is None else "moved", at))
    return findings


def _places(text: str, length: int, wanted: set[str]) -> dict[str, list[int]]:
    """Return where slices of a length stand that have one of the wanted digests."""
    found: dict[str, list[int]] = {}
    for at in range(len(text) - length + 1):
        sha256 = digest(text[at : at + length])
        if sha256 in wanted:
            found.setdefault(sha256, []).append(at)
    return found


def laid_out(copy: str) -> tuple[str, list[int]]:
    """Return a copy after NFKC with its white space, and where in that each code point of its normal text stands."""
    text = unicodedata.normalize("NFKC", copy)
    return text, [at for at, letter in enumerate(text) if not _WHITE_SPACE.match(letter)]


def cropped(copy: str, sha256: str, length: int, passages: Sequence[Passage]) -> str:
    """Return the part of a copy that is the source, with its lines; see `aligned`."""
    start, end = _stretch(normal_text(copy), sha256, length, passages)
    text, offsets = laid_out(copy)
    return text[offsets[start] : offsets[end - 1] + 1] if end > start else ""


def aligned(copy: str, sha256: str, length: int, passages: Sequence[Passage]) -> str:
    """Return the normal text of a source within a copy that has other words around it, such as a page's navigation.

    The whole text is looked for by its digest; where it has changed, the beginning is taken from where most of a sample of
    its passages stand.

    Parameters:
        copy: the text of the copy.
        sha256: the digest of the source's whole normal text, or "".
        length: the length of that.
        passages: the passages of the source.

    Raises:
        SourceProblem: the copy is far longer than the source.
    """
    text = normal_text(copy)
    start, end = _stretch(text, sha256, length, passages)
    return text[start:end]


def _stretch(text: str, sha256: str, length: int, passages: Sequence[Passage]) -> tuple[int, int]:
    if length and len(text) > 40 * length + 100_000:
        raise SourceProblem(f"the copy has {len(text)} characters, the source {length}; is it the right page?")
    if not length or (len(text) == length and digest(text) == sha256):
        return 0, len(text)
    for at in range(len(text) - length + 1):
        if digest(text[at : at + length]) == sha256:
            return at, at + length
    long = sorted((p for p in passages if p.end - p.start >= 8), key=lambda p: p.start)
    sample = long[:: max(1, len(long) // 12)]
    found = [f.at - f.passage.start for f in check(text, sample) if f.at is not None]
    shift = max(set(found), key=lambda each: (found.count(each), -abs(each)), default=0)
    return max(0, shift), len(text)
