"""What every generated page needs: two languages, HTML that is safe within Markdown, and the graph loaded once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import pyoxigraph as ox

from g7kg import dataset
from g7kg.namespaces import compact
from g7kg.stores import Term, rows

LANGUAGES = ("en", "ja")


@dataclass
class Book:
    """The pages of one language.

    Attributes:
        language: "en" or "ja".
        graph: the whole graph, rules applied.
        pages: Markdown by path below the site's root.
        diagrams: DOT by path, without ending.
    """

    language: str
    graph: dataset.Graph
    pages: dict[str, str] = field(default_factory=dict)
    diagrams: dict[str, str] = field(default_factory=dict)

    def say(self, english: str, japanese: str) -> str:
        """Return the text in the book's language."""
        return japanese if self.language == "ja" else english

    def ask(self, text: str) -> list[tuple[Term | None, ...]]:
        """Return the rows of a query over the whole graph."""
        return [tuple(row) for row in rows(self.graph.store.query(text))[1]]

    @property
    def other(self) -> str:
        """The other language."""
        return "en" if self.language == "ja" else "ja"

    def picture(self, page: str, name: str, dot: str, caption: str) -> str:
        """Add a diagram beside a page and return the Markdown that shows it; a click opens it alone."""
        folder = page.rpartition("/")[0]
        self.diagrams[f"{folder}/pictures/{name}" if folder else f"pictures/{name}"] = dot
        return (
            f'<figure class="diagram" markdown="1">\n\n[![{caption}](pictures/{name}.svg)](pictures/{name}.svg)\n\n'
            f"<figcaption>{escape(caption)}</figcaption>\n</figure>\n"
        )


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table in HTML; the cells are HTML already."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>\n" for line in lines)
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    return f'<div class="wide"><table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of names and values in HTML, without those that are empty."""
    return '<dl class="facts">\n' + "".join(f"<dt>{escape(k)}</dt><dd>{v}</dd>\n" for k, v in pairs if v) + "</dl>\n"


def code(text: str) -> str:
    """Return a text as code in HTML."""
    return f"<code>{escape(text)}</code>"


def cell(term: Term | None) -> str:
    """Return a term as a cell: a CURIE as code, a literal's words as they are."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        short = compact(term.value)
        return f'<a href="{escape(term.value)}">{escape(short)}</a>' if short == term.value else code(short)
    return escape(getattr(term, "value", str(term)))
