"""What a line of descent is made of: links, hops, sections.

A line is a longest chain of hops in which each begins at the very thing (commitment, statement, document, meeting) where the
one before ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["End", "Hop", "Link", "Section"]


@dataclass(frozen=True)
class End:
    """One end of a hop: a thing, and the meeting that it belongs to (itself, where it is a meeting).

    Attributes:
        iri: the thing, `label` its name.
        meeting: the meeting, `meeting_label` its name; a document of no meeting stands for itself.
        place: the town where the meeting was held, or "".
        date: the first day, as 2017-09-25, or "".
    """

    iri: str
    label: str
    meeting: str
    meeting_label: str
    place: str
    date: str

    @property
    def occasion(self) -> str:
        """The meeting in short, "Turin 2017", or its name where its place is not known."""
        return f"{self.place} {self.date[:4]}".rstrip() if self.place else self.meeting_label


@dataclass(frozen=True)
class Link:
    """One continuity link with its evidence.

    Attributes:
        iri: the link.
        type: the continuity type's IRI, `type_label` its name.
        basis: "asserted", "curated" or "inferred".
        confidence: 0 to 1 as written, or "" for what a source asserts.
        reason: why an editor or a rule says so, or "".
        evidence: (document or author, locator) of each place that says so.
    """

    iri: str
    type: str
    type_label: str
    basis: str
    confidence: str
    reason: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Hop:
    """A step from an earlier to a later thing, with every link that takes it."""

    earlier: End
    later: End
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Section:
    """The hops on one theme and the themes below it, or those of one thing (which has no `theme`)."""

    theme: str
    label: str
    hops: tuple[Hop, ...] = field(repr=False)

    def lines(self) -> Iterator[tuple[Hop, ...]]:
        """Yield the lines of descent, earliest beginning first."""
        after: dict[str, list[Hop]] = defaultdict(list)
        for hop in self.hops:
            after[hop.earlier.iri].append(hop)
        reached = {hop.later.iri for hop in self.hops}
        for hop in self.hops:
            if hop.earlier.iri not in reached:
                yield from _onward((hop,), after)


def _onward(line: tuple[Hop, ...], after: dict[str, list[Hop]]) -> Iterator[tuple[Hop, ...]]:
    passed = {hop.earlier.iri for hop in line}
    following = [hop for hop in after.get(line[-1].later.iri, []) if hop.later.iri not in passed]
    if not following:
        yield line
    for hop in following:
        yield from _onward((*line, hop), after)
