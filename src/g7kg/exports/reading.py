"""A source's text with its encoded places, for the terminal and as a page of its own (`g7kg read`)."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import pairwise

from g7kg.namespaces import compact
from g7kg.reading import Mark, Reading, Thing

FORMATS = ("text", "html")
_WORDS = {
    "en": {
        "missing": "no longer in the copy",
        "places": "places",
        "moved": "moved",
        "by": "numbers stand for what the graph says",
    },
    "ja": {"missing": "写しに見当たらない箇所", "places": "箇所", "moved": "移動", "by": "番号はグラフの内容を指す"},
}
_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.8 system-ui,'Hiragino Sans','Noto Sans JP',sans-serif;margin:0}
header{padding:1rem 2rem;border-bottom:1px solid #8886}h1{font-size:1.2rem;margin:0}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(18rem,2fr);gap:2rem;padding:1rem 2rem}
.text{white-space:pre-wrap}mark{background:#ffd54a55;color:inherit;border-bottom:2px solid #c90;text-decoration:none}
mark.deep{background:#ff8a3d66}mark a{color:inherit;font-size:.7em;vertical-align:super;text-decoration:none}
aside{position:sticky;top:0;max-height:100vh;overflow:auto;font-size:.85rem}
article{border-left:3px solid #c90;padding:.2rem .8rem;margin:.6rem 0}
article:target{background:#ffd54a33}dl{display:grid;grid-template-columns:max-content 1fr;gap:0 .8rem;margin:0}
dt{opacity:.7}dd{margin:0}code{font-size:.9em}
@media(max-width:60rem){main{display:block}aside{position:static;max-height:none}}
"""


def write(reading: Reading, form: str, language: str) -> bytes:
    """Return the reading in one of `FORMATS`."""
    return (page(reading, language) if form == "html" else text(reading, language)).encode("utf-8")


def _numbered(reading: Reading) -> list[tuple[int, Mark]]:
    return list(enumerate((m for m in reading.marks if m.things), 1))


def text(reading: Reading, language: str) -> str:
    """Return the text line by line, each place between ⟨n and ⟩; below a line, what rests on the places that begin in it."""
    words = _WORDS[language]
    marks = _numbered(reading)
    lines = [
        f"{compact(reading.rendition.iri)}  {reading.rendition.title}",
        f"{len(marks)} {words['places']}; {words['by']}",
        "",
    ]
    at = 0
    for line in reading.text.split("\n"):
        end = at + len(line)
        if line.strip():
            lines.append(_marked(line, at, marks))
            for number, mark in marks:
                if at <= mark.start < end:
                    lines += [f"    {number:>3} {_one(thing)}" for thing in mark.things]
        at = end + 1
    lines += [f"{words['missing']}: {compact(p.iri)} {p.locator}" for p in reading.missing]
    return "\n".join(lines) + "\n"


def _one(thing: Thing) -> str:
    said = dict(reversed(thing.said))
    extra = " · ".join(filter(None, [said.get("g7:modality"), said.get("g7:continuityType"), said.get("g7:madeBy")]))
    return f"{compact(thing.iri)}  {thing.label}" + (f"  ({extra})" if extra else "")


def _marked(line: str, at: int, marks: Sequence[tuple[int, Mark]]) -> str:
    signs: list[tuple[int, int, str]] = []
    for number, mark in marks:
        if mark.start < at + len(line) and at < mark.end:
            if mark.start >= at:
                signs.append((mark.start - at, 1, f"⟨{number} "))
            if mark.end <= at + len(line):
                signs.append((mark.end - at, 0, "⟩"))
    out, last = "", 0
    for place, _, sign in sorted(signs, key=lambda s: s[:2]):
        out, last = out + line[last:place] + sign, place
    return out + line[last:]


def page(reading: Reading, language: str) -> str:
    """Return a page that needs nothing else: the text with its places marked, and the graph's words beside it."""
    words = _WORDS[language]
    marks = _numbered(reading)
    cuts = sorted({0, len(reading.text), *(m.start for _, m in marks), *(m.end for _, m in marks)})
    body = []
    for start, end in pairwise(cuts):
        piece = html.escape(reading.text[start:end])
        here = [(n, m) for n, m in marks if m.start <= start and end <= m.end]
        if here:
            links = "".join(f'<a href="#p{n}">{n}</a>' for n, m in here if m.start == start)
            deep = ' class="deep"' if len(here) > 1 else ""
            piece = f'<mark{deep} title="{html.escape(here[-1][1].things[0].label)}">{links}{piece}</mark>'
        body.append(piece)
    side = []
    for number, mark in marks:
        inner = "".join(
            f"<p><strong>{html.escape(t.label)}</strong><br><code>{html.escape(compact(t.iri))}</code></p><dl>"
            + "".join(f"<dt>{html.escape(p)}</dt><dd>{html.escape(v)}</dd>" for p, v in t.said)
            + "</dl>"
            for t in mark.things
        )
        note = f" · {words['moved']}" if mark.state == "moved" else ""
        side.append(
            f'<article id="p{number}"><small>{number} · {html.escape(mark.passage.locator)}{note}</small>{inner}</article>'
        )
    side += [f"<article><small>{words['missing']}: {html.escape(p.locator)}</small></article>" for p in reading.missing]
    title = html.escape(f"{reading.rendition.title} — {compact(reading.rendition.iri)}")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><header><h1>{title}</h1>"
        f"<p>{len(marks)} {words['places']}</p></header>"
        f'<main><div class="text">{"".join(body)}</div><aside>{"".join(side)}</aside></main></body></html>\n'
    )
