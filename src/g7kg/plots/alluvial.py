"""Broad themes from meeting to meeting: a block for each theme of a meeting's commitments, ribbons for what is taken up."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from g7kg.errors import UsageProblem
from g7kg.measures.reading import many
from g7kg.plots.style import COLOURS, GREY, Context

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 0.05  # of a block; columns are 1 apart
Spans = dict[tuple[int, str], tuple[float, float]]
GAP = 0.35  # between blocks, in commitments
SHOWN = len(COLOURS)


def draw(on: Context) -> Figure:
    """Draw the alluvial; a commitment on several broad themes counts in parts, so that a column's height is its number."""
    data = on.data
    cohorts = data.cohorts()
    total: Counter[str] = Counter()
    share: dict[str, dict[str, float]] = {}
    for name, record in data.commitments.items():
        themes = on.broad(many(record, "theme")) or ["other"]
        share[name] = {theme: 1 / len(themes) for theme in themes}
        total.update(themes)
    shown = [t for t, _ in sorted(total.items(), key=lambda i: (-i[1], i[0])) if t != "other"][:SHOWN]
    colours = dict(zip(shown, COLOURS, strict=False)) | {"other": GREY}
    flows: Counter[tuple[int, int, str]] = Counter()
    column = {name: number for number, (_, names) in enumerate(cohorts) for name in names}
    for link in data.links:
        a, b = str(link["source"]), str(link["target"])
        if a in column and b in column and column[a] != column[b]:
            both = {_key(t, shown) for t in share[a]} & {_key(t, shown) for t in share[b]} or {
                _key(t, shown) for t in share[b]
            }
            flows.update((column[a], column[b], theme) for theme in both)
    if not flows:
        raise UsageProblem(on.words("none"))
    heights: list[dict[str, float]] = []
    numbers: list[Counter[str]] = []
    for _, names in cohorts:
        height: dict[str, float] = defaultdict(float)
        number: Counter[str] = Counter()
        for name in names:
            for theme, part in share[name].items():
                height[_key(theme, shown)] += part
            number.update({_key(t, shown) for t in share[name]})
        heights.append(height)
        numbers.append(number)
    most = max(sum(h.values()) + GAP * len(h) for h in heights)
    figure = on.figure(3.0 * len(cohorts) + 0.8, 8.5)
    axes = figure.add_axes((0.01, 0.04, 0.98, 0.87))
    spans: dict[tuple[int, str], tuple[float, float]] = {}
    for x, height in enumerate(heights):
        y = (most - sum(height.values()) - GAP * (len(height) - 1)) / 2
        for theme in [*shown, "other"]:
            if theme in height:
                spans[x, theme] = (y, y + height[theme])
                y += height[theme] + GAP
    _ribbons(axes, flows, spans, colours)
    _blocks(on, axes, spans, numbers, colours)
    for x, (meeting, names) in enumerate(cohorts):
        count = f"{len(names)} commitment{'s' if len(names) > 1 else ''}" if on.language == "en" else f"{len(names)}件"
        axes.text(x, -0.3, f"{on.short(meeting)}\n{count}", ha="left", va="bottom", fontsize=10)
    axes.set_xlim(-0.05, len(cohorts) - 1 + 0.75)
    axes.set_ylim(most + 0.2, -1.4)
    axes.axis("off")
    title = (
        "Themes of the commitments, and what later meetings took up"
        if on.language == "en"
        else "コミットメントの分野と後の会合による継承"
    )
    figure.text(0.012, 0.985, title, fontsize=13, va="top")
    return figure


def _key(theme: str, shown: list[str]) -> str:
    return theme if theme in shown else "other"


def _ribbons(axes: Axes, flows: Counter[tuple[int, int, str]], spans: Spans, colours: dict[str, str]) -> None:
    """Draw the ribbons: at each end a block is shared out among its ribbons by their numbers of links."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    leaving: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    coming: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for (a, b, theme), number in sorted(flows.items()):
        if (a, theme) in spans and (b, theme) in spans:
            leaving[a, theme].append((b, number))
            coming[b, theme].append((a, number))

    def part(of: dict[tuple[int, str], list[tuple[int, int]]], at: tuple[int, str], other: int) -> tuple[float, float]:
        low, high = spans[at]
        each = (high - low) / sum(n for _, n in of[at])
        before = sum(n for o, n in of[at] if o < other)
        own = sum(n for o, n in of[at] if o == other)
        return low + each * before, low + each * (before + own)

    for a, b, theme in sorted(flows):
        if (a, theme) not in leaving or (b, theme) not in coming:
            continue
        y1, y2 = part(leaving, (a, theme), b)
        y3, y4 = part(coming, (b, theme), a)
        x1, x2 = a + WIDTH, float(b)
        m = (x1 + x2) / 2
        points = [(x1, y1), (m, y1), (m, y3), (x2, y3), (x2, y4), (m, y4), (m, y2), (x1, y2), (x1, y1)]
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        axes.add_patch(PathPatch(Path(points, codes), facecolor=colours[theme], edgecolor="none", alpha=0.35, zorder=1))


def _blocks(on: Context, axes: Axes, spans: Spans, numbers: list[Counter[str]], colours: dict[str, str]) -> None:
    """Draw the blocks with their names and how many commitments are on each theme."""
    from matplotlib.patches import Rectangle

    for (x, theme), (low, high) in spans.items():
        axes.add_patch(Rectangle((x, low), WIDTH, high - low, facecolor=colours[theme], edgecolor="white", zorder=3))
        name = on.tops.get(theme, on.words("other"))
        text = on.wrap(f"{name} ({numbers[x][theme]})" if on.language == "en" else f"{name}（{numbers[x][theme]}）", 30)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.75}
        axes.text(x + WIDTH + 0.02, (low + high) / 2, text, fontsize=8, va="center", bbox=box, zorder=4, linespacing=1.0)
