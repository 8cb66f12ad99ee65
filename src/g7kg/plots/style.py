"""What the pictures share: fonts, colours, wrapping, and the data."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from g7kg.measures.reading import Links
from g7kg.network import Record
from g7kg.stores import Store

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette without the yellow, which is too pale on white, and with Tol's wine and olive.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#882255", "#999933")
GREY = "#888888"
BASES: dict[str, tuple[str, Any]] = {
    "asserted": ("#0072B2", "solid"),
    "curated": ("#D55E00", (0, (5, 2))),
    "inferred": ("#777777", (0, (1, 2))),
}
WORDS = {
    "en": {
        "asserted": "the source says so",
        "curated": "the editors say so",
        "inferred": "a rule says so",
        "other": "other themes",
        "none": "nothing to draw",
    },
    "ja": {
        "asserted": "出典の記述",
        "curated": "編者の判断",
        "inferred": "規則による推論",
        "other": "その他の分野",
        "none": "描くものがありません",
    },
}


@dataclass
class Context:
    """What a picture is drawn of, and in which language."""

    store: Store
    bases: tuple[str, ...]
    themes: tuple[str, ...]
    language: str

    @cached_property
    def data(self) -> Links:
        """Commitments, links, statements, meetings, themes."""
        return Links(self.store, self.bases, self.language, self.themes)

    def words(self, key: str) -> str:
        """Return a word in the picture's language."""
        return WORDS[self.language][key]

    @cached_property
    def tops(self) -> dict[str, str]:
        """The broad themes, with their labels."""
        broader = self.data.broader
        return {name: self.data.theme_labels[name] for name, above in broader.items() if len(above) == 2}

    def broad(self, themes: Sequence[str]) -> list[str]:
        """Return the broad themes that `themes` lie under, each once; none for the whole field."""
        found = {top for theme in themes for top in self.data.broader.get(theme, ()) if top in self.tops}
        return sorted(found)

    def short(self, meeting: str) -> str:
        """Return "Turin 2017", by place and year, or the meeting's name where the place is not known."""
        record: Record = self.data.meetings.get(meeting, {})
        places = record.get(f"place_{self.language}")
        year = self.data.date(meeting)[:4]
        if not isinstance(places, list) or not year:
            return self.data.label(meeting)
        place = min(map(str, places), key=len)
        return f"{place} {year}" if self.language == "en" else f"{place}{year}年"

    def figure(self, width: float, height: float) -> Figure:
        """Return an empty figure of that many inches, with a font that has Japanese letters."""
        import matplotlib as mpl
        import matplotlib_fontja  # noqa: F401 — importing it brings its font
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        mpl.rcParams["font.family"] = ["IPAexGothic"] if self.language == "ja" else ["DejaVu Sans", "IPAexGothic"]
        figure = Figure(figsize=(width, height), facecolor="white")
        FigureCanvasAgg(figure)
        return figure

    def wrap(self, text: str, columns: int) -> str:
        """Return `text` in lines of at most `columns` columns; a Japanese letter takes two."""
        if self.language == "en":
            return "\n".join(textwrap.wrap(text, columns, break_long_words=False))
        return "\n".join(_broken(text, columns))

    def legend(self, on: Axes | Figure, bases: Iterable[str], **where: Any) -> None:
        """Draw what the lines mean: who says so."""
        from matplotlib.lines import Line2D

        lines = [
            Line2D([], [], color=BASES[b][0], linestyle=BASES[b][1], linewidth=2, label=self.words(b))
            for b in BASES
            if b in bases
        ]
        on.legend(handles=lines, frameon=False, fontsize=9, **where)


def _broken(text: str, columns: int) -> Iterator[str]:
    """Yield the lines of a Japanese text; no line begins with a mark that may not stand there, no Latin word is cut."""
    line, width = "", 0
    for piece in _pieces(text):
        size = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in piece)
        if width + size > columns and line and piece not in "、。，．」』）)・ーっゃゅょッャュョ":
            yield line.strip()
            line, width = "", 0
        line, width = line + piece, width + size
    if line.strip():
        yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for letter in text:
        if letter.isascii() and not letter.isspace():
            word += letter
            continue
        if word:
            yield word
            word = ""
        yield letter
    if word:
        yield word
