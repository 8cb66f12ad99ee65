"""The coverage meter: how much of a source's text carries statements, section by section.

The numbers need a copy of the source; where there is none, `section` keeps those that were written before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from g7kg import evidence, sources
from g7kg.drafting import structure
from g7kg.namespaces import PREFIXES
from g7kg.stores import Store, rows

TITLE = "How much of the text carries statements"
_BEGIN, _END = "<!-- coverage of the text: begin -->", "<!-- coverage of the text: end -->"


@dataclass(frozen=True)
class Row:
    """One section: its name, its code points, how many of them statements rest on, and how many anything rests on."""

    section: str
    length: int
    stated: int
    encoded: int


@dataclass(frozen=True)
class Stretch:
    """A run of a section's text on which no statement rests: code points of the normal text, and the words."""

    section: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class _Marked:
    """A text with the places of its sections, and for each code point whether a statement, or anything, rests on it."""

    normal: str
    sections: list[tuple[str, list[tuple[int, int]]]]
    stated: bytearray
    encoded: bytearray


def _marked(store: Store, rendition: evidence.Rendition, copy: str) -> _Marked:
    passages = evidence.passages(store, rendition.iri)
    text = sources.cropped(copy, rendition.sha256, rendition.length, passages) if rendition.sha256 else copy
    normal = sources.normal_text(text)
    at = {f.passage.iri: f.at for f in sources.check(normal, passages) if f.at is not None}
    stating = _with_statements(store, rendition.iri)
    stated, encoded = bytearray(len(normal)), bytearray(len(normal))
    for passage in passages:
        if (start := at.get(passage.iri)) is not None:
            length = passage.end - passage.start
            encoded[start : start + length] = b"\1" * length
            if passage.iri in stating:
                stated[start : start + length] = b"\1" * length
    release = structure.read(text)
    parts = [(section.name, [line.span for line in section.lines]) for section in release.sections]
    parts += [
        (name, [li.span for li in lines]) for name, lines in (("captions", release.captions), ("contact", release.contact))
    ]
    placed = [(name, [release.copy.place(span)[:2] for span in spans]) for name, spans in parts if spans]
    return _Marked(normal, placed, stated, encoded)


def meter(store: Store, rendition: evidence.Rendition, copy: str) -> list[Row]:
    """Return the coverage of each section of a text, and of the whole ("all") last."""
    text = _marked(store, rendition, copy)
    whole = ("all", [(0, len(text.normal))])
    return [_row(name, spans, text.stated, text.encoded) for name, spans in [*text.sections, whole]]


def bare(store: Store, rendition: evidence.Rendition, copy: str) -> list[Stretch]:
    """Return the stretches of each section on which no statement rests, in the order of the text."""
    text = _marked(store, rendition, copy)
    found = []
    for name, spans in text.sections:
        for start, end in spans:
            for run in re.finditer(rb"\0+", text.stated[start:end]):
                a, b = start + run.start(), start + run.end()
                found.append(Stretch(name, a, b, text.normal[a:b]))
    return found


def _row(name: str, spans: Iterable[tuple[int, int]], stated: bytearray, encoded: bytearray) -> Row:
    spans = list(spans)
    return Row(
        name, sum(b - a for a, b in spans), sum(sum(stated[a:b]) for a, b in spans), sum(sum(encoded[a:b]) for a, b in spans)
    )


def _with_statements(store: Store, rendition: str) -> set[str]:
    text = (
        f"PREFIX g7: <{PREFIXES['g7']}> SELECT DISTINCT ?p WHERE {{ ?p g7:passageOf <{rendition}> ."
        " ?s g7:evidence ?p ; a g7:Statement } ORDER BY ?p"
    )
    return {getattr(row[0], "value", "") for row in rows(store.query(text))[1]}


def section(store: Store, copies: dict[str, str], before: str = "") -> str:
    """Return the section for `data/README.md`, as Markdown between two marks.

    Parameters:
        store: the graph.
        copies: the text of each source at hand, by rendition name ("2017-mic-release/ja").
        before: the file as it stands; its section is kept where no copy is at hand.
    """
    known = {r.name: r for r in evidence.renditions(store)}
    tables = [_table(known[name], meter(store, known[name], copy)) for name, copy in sorted(copies.items()) if name in known]
    if not tables:
        kept = re.search(rf"{re.escape(_BEGIN)}.*?{re.escape(_END)}\n?", before, flags=re.DOTALL)
        return kept[0] if kept else ""
    intro = (
        "Characters of each section (white space not counted) on which a statement rests, and on which anything in the\n"
        "graph rests: events, people, documents, headings too. No statement rests on connecting words, headings, captions\n"
        "and contact."
    )
    return f"{_BEGIN}\n## {TITLE}\n\n{intro}\n\n" + "\n".join(tables) + f"{_END}\n"


def _table(rendition: evidence.Rendition, found: list[Row]) -> str:
    lines = [
        f"### {rendition.title} (`{rendition.name}`)",
        "",
        "| section | characters | with a statement | with anything |",
        "|---|---:|---:|---:|",
    ]
    for row in found:
        share = [f"{100 * number / max(1, row.length):.0f} %" for number in (row.stated, row.encoded)]
        lines.append(f"| {row.section} | {row.length} | {share[0]} | {share[1]} |")
    return "\n".join(lines) + "\n"


def put(before: str, new: str) -> str:
    """Return a README with its coverage section replaced by a new one, or with it added at the end."""
    pattern = re.compile(rf"{re.escape(_BEGIN)}.*?{re.escape(_END)}\n?", re.DOTALL)
    if not new:
        return before
    return pattern.sub(lambda _: new, before) if pattern.search(before) else before.rstrip() + "\n\n" + new
