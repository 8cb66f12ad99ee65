"""Writers of lines of descent: a tree for people, and table, JSON, CSV, Markdown, Mermaid.

Each takes the sections one by one and is done with one before it asks for the next, so that the first lines are out while the
last are not yet known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from g7kg.errors import UsageProblem
from g7kg.lines import End, Hop, Link, Section
from g7kg.namespaces import compact
from g7kg.tables import counted, csv_text, grid, markdown, rendered

Writer = Callable[[Iterable[Section], str], Iterator[str]]

_WORDS = {
    "en": {
        "none": "No line of descent fits; widen --theme, --from, --to or --basis.",
        "asserted": "the source says so",
        "curated": "the editors say so",
        "inferred": "a rule says so",
        "seen": "(continued above)",
    },
    "ja": {
        "none": "該当する継承の系統はありません。--theme、--from、--to、--basis を広げてください。",
        "asserted": "出典の記述",
        "curated": "編者の判断",
        "inferred": "規則による推論",
        "seen": "（上に続きあり）",
    },
}
COLUMNS = (
    *("theme", "line", "hop", "earlier_meeting", "earlier_date", "earlier", "later_meeting", "later_date", "later"),
    *("type", "basis", "confidence", "reason", "document", "locator", "earlier_id", "later_id", "link_id"),
)


def writer(form: str) -> Writer:
    """Return the writer of a format.

    Raises:
        UsageProblem: there is no such format.
    """
    writers: dict[str, Writer] = {
        "tree": _tree,
        "table": _table,
        "json": _json,
        "csv": _csv,
        "md": _markdown,
        "mermaid": _mermaid,
    }
    if form not in writers:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(writers)}")
    return writers[form]


def _tree(sections: Iterable[Section], language: str) -> Iterator[str]:
    from rich.text import Text
    from rich.tree import Tree

    words = _WORDS[language]
    tally = _Counted()
    for section in tally.passing(sections):
        top = Tree(Text(section.label, style="bold"), guide_style="dim")
        after: dict[str, list[Hop]] = {}
        for hop in section.hops:
            after.setdefault(hop.earlier.iri, []).append(hop)
        reached = {hop.later.iri for hop in section.hops}
        roots = dict.fromkeys(h.earlier for h in section.hops if h.earlier.iri not in reached)
        drawn: set[str] = set()
        for root in roots:
            _grow(top.add(_end_text(root)), root.iri, after, drawn, words)
        yield rendered(top) + "\n"
    yield tally.said(language) if tally.bases else words["none"] + "\n"


class _Counted:
    """Counts what passes: links by basis, each once, and meetings."""

    def __init__(self) -> None:
        self.bases: dict[str, str] = {}
        self.meetings: set[str] = set()

    def passing(self, sections: Iterable[Section]) -> Iterator[Section]:
        for section in sections:
            for hop in section.hops:
                self.bases |= {link.iri: link.basis for link in hop.links}
                self.meetings |= {hop.earlier.meeting, hop.later.meeting}
            yield section

    def said(self, language: str) -> str:
        """Return the counts in one line."""
        bases = list(self.bases.values())
        numbers = [(basis, bases.count(basis)) for basis in ("asserted", "curated", "inferred")]
        if language == "ja":
            parts = "、".join(f"{_WORDS['ja'][basis]} {n}" for basis, n in numbers if n)
            return f"つながり {len(bases)}（{parts}）、会合・文書 {len(self.meetings)}\n"
        parts = ", ".join(f"{n} {basis}" for basis, n in numbers if n)
        noun = "link" if len(bases) == 1 else "links"
        return f"{len(bases)} {noun} ({parts}) between {len(self.meetings)} meetings and documents\n"


def _grow(branch, iri: str, after: dict[str, list[Hop]], drawn: set[str], words: dict[str, str]) -> None:  # type: ignore[no-untyped-def]

    drawn.add(iri)
    for hop in after.get(iri, []):
        label = _end_text(hop.later)
        again = hop.later.iri in drawn and hop.later.iri in after
        if again:
            label.append(f" {words['seen']}", style="dim")
        for link in hop.links:
            style = {"asserted": "green", "curated": "yellow", "inferred": "magenta"}[link.basis]
            label.append("\n↑ ", style="dim").append(link.type_label, style=style)
            label.append(f" · {_said(link, words)}", style="dim")
        child = branch.add(label)
        if not again:
            _grow(child, hop.later.iri, after, drawn, words)


def _end_text(end: End):  # type: ignore[no-untyped-def]
    from rich.text import Text

    text = Text(end.occasion, style="bold cyan")
    if end.label != end.occasion:
        text.append(f"  {end.label}", style="" if end.iri != end.meeting else "dim")
    return text


def _said(link: Link, words: dict[str, str]) -> str:
    """Return who says so and where, or why: the source with the place, the editors or the rule with their reason."""
    places = "; ".join(", ".join(filter(None, evidence)) for evidence in link.evidence)
    confidence = f" {float(link.confidence):.0%}" if link.confidence else ""
    return f"{words[link.basis]}{confidence}: {link.reason or places}"


def _rows(sections: Iterable[Section]) -> Iterator[list[str]]:
    """Yield one row per line of descent, hop, link and place of evidence."""
    for section in sections:
        name = section.label if section.theme else ""
        for number, line in enumerate(section.lines(), 1):
            for step, hop in enumerate(line, 1):
                for link in hop.links:
                    for document, locator in link.evidence or (("", ""),):
                        a, b = hop.earlier, hop.later
                        yield [
                            *(
                                name,
                                str(number),
                                str(step),
                                a.meeting_label,
                                a.date,
                                a.label,
                                b.meeting_label,
                                b.date,
                                b.label,
                            ),
                            *(link.type_label, link.basis, link.confidence, link.reason, document, locator),
                            *(compact(a.iri), compact(b.iri), compact(link.iri)),
                        ]


def _csv(sections: Iterable[Section], language: str) -> Iterator[str]:  # noqa: ARG001 — every writer takes both
    for row in chain([list(COLUMNS)], _rows(sections)):
        yield csv_text([row])


def _table(sections: Iterable[Section], language: str) -> Iterator[str]:  # noqa: ARG001 — every writer takes both
    keep = [COLUMNS.index(c) for c in ("line", "earlier_meeting", "earlier", "later_meeting", "later", "type", "basis")]
    number = 0
    for section in sections:
        seen = dict.fromkeys(tuple(row[i] for i in keep) for row in _rows([section]))
        number += len(seen)
        yield f"{section.label}\n{grid([COLUMNS[i] for i in keep], [list(row) for row in seen])}\n"
    yield counted(number)


def _markdown(sections: Iterable[Section], language: str) -> Iterator[str]:  # noqa: ARG001 — every writer takes both
    keep = [c for c in COLUMNS if c not in ("theme", "confidence", "reason", "earlier_id", "later_id", "link_id")]
    for section in sections:
        yield f"## {section.label}\n\n"
        yield markdown(keep, [[row[COLUMNS.index(c)] for c in keep] for row in _rows([section])]) + "\n"


def _json(sections: Iterable[Section], language: str) -> Iterator[str]:  # noqa: ARG001 — every writer takes both
    before = "["
    for section in sections:
        content = {
            "theme": section.theme or None,
            "label": section.label,
            "lines": [[_hop(hop) for hop in line] for line in section.lines()],
        }
        yield before + json.dumps([content], ensure_ascii=False, indent=2)[1:-2]
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _hop(hop: Hop) -> dict[str, object]:
    return {
        "earlier": vars(hop.earlier),
        "later": vars(hop.later),
        "links": [
            {
                "id": link.iri,
                "type": link.type,
                "label": link.type_label,
                "basis": link.basis,
                "confidence": float(link.confidence) if link.confidence else None,
                "reason": link.reason or None,
                "evidence": [{"document": document, "locator": locator} for document, locator in link.evidence],
            }
            for link in hop.links
        ],
    }


def _mermaid(sections: Iterable[Section], language: str) -> Iterator[str]:  # noqa: ARG001 — every writer takes both
    """A flow chart: solid arrows are asserted, dashed curated, dotted thin inferred."""
    yield "flowchart LR\n"
    numbers: dict[str, str] = {}
    drawn = set()
    for section in sections:
        for hop in section.hops:
            for end in (hop.earlier, hop.later):
                if end.iri not in numbers:
                    numbers[end.iri] = f"n{len(numbers)}"
                    label = end.label if end.label == end.occasion else f"{end.occasion}<br/>{end.label}"
                    yield f'  {numbers[end.iri]}["{_quoted(label)}"]\n'
            for link in hop.links:
                arrow = {"asserted": "==>", "curated": "-->", "inferred": "-.->"}[link.basis]
                edge = f'  {numbers[hop.earlier.iri]} {arrow}|"{_quoted(link.type_label)}"| {numbers[hop.later.iri]}\n'
                if (link.iri, edge) not in drawn:
                    drawn.add((link.iri, edge))
                    yield edge


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<br/>", "\0").replace("<", "&lt;").replace("\0", "<br/>")
