"""The commitments as a network in layers: a column for each meeting, in the order of time, a line for each link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from g7kg.errors import UsageProblem
from g7kg.measures.reading import many
from g7kg.plots.style import BASES, COLOURS, GREY, Context

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(on: Context) -> Figure:
    """Draw the commitments that a link joins to another; those that none joins are counted below their column."""
    from matplotlib.lines import Line2D

    data = on.data
    edges = [e for e in data.links if e["source"] in data.commitments and e["target"] in data.commitments]
    joined = {str(e[end]) for e in edges for end in ("source", "target")}
    if not edges:
        raise UsageProblem(on.words("none"))
    columns = [(meeting, sorted(n for n in names if n in joined), len(names)) for meeting, names in data.cohorts()]
    columns = [entry for entry in columns if entry[1]]
    order = _ordered([names for _, names, _ in columns], [(str(e["source"]), str(e["target"])) for e in edges])
    most = max(len(names) for names in order)
    figure = on.figure(3.9 * len(columns) + 0.6, 0.82 * most + 1.7)
    axes = figure.add_axes((0.01, 0.05, 0.98, 0.88))
    place = {}
    for column, names in enumerate(order):
        for index, name in enumerate(names):
            place[name] = (float(column), (index + 0.5) * most / len(names))
    axes.set_xlim(-0.08, len(columns) - 0.28)
    axes.set_ylim(most + 0.6, -0.75)
    tops = sorted({t for n in place for t in on.broad(many(data.commitments[n], "theme"))[:1]})
    colours = {theme: COLOURS[i % len(COLOURS)] for i, theme in enumerate(tops)}
    edge_of: dict[str, float] = {}  # where the words beside a node end
    for name, (x, y) in place.items():
        themes = on.broad(many(data.commitments[name], "theme"))
        axes.plot([x], [y], "o", markersize=8, color=colours[themes[0]] if themes else GREY, zorder=3)
        words = on.wrap(str(data.commitments[name]["label"]), 32 if on.language == "en" else 34)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85}
        text = axes.text(x + 0.03, y, words, fontsize=7.5, va="center", ha="left", bbox=box, zorder=2, linespacing=1.15)
        edge_of[name] = float(axes.transData.inverted().transform(text.get_window_extent())[1][0])
    for edge in edges:
        colour, style = BASES[str(edge["basis"])]
        (x1, y1), (x2, y2) = place[str(edge["source"])], place[str(edge["target"])]
        _curve(axes, max(x1, edge_of[str(edge["source"])]) + 0.01, y1, x2 - 0.02, y2, colour, style)
    for column, (meeting, names, number) in enumerate(columns):
        axes.text(column, -0.25, on.short(meeting), fontsize=11, ha="left", va="bottom")
        alone = number - len(names)
        if alone:
            words = f"and {alone} more that no link joins" if on.language == "en" else f"ほかにリンクのないもの {alone}件"
            axes.text(column, most + 0.15, words, fontsize=7.5, ha="left", va="center", color="#555555")
    axes.axis("off")
    on.legend(figure, {str(e["basis"]) for e in edges}, loc="upper right", ncols=3)
    named = [Line2D([], [], color=colours[t], marker="o", linestyle="", markersize=8, label=on.tops[t]) for t in tops]
    figure.legend(handles=named, loc="lower left", ncols=len(named), frameon=False, fontsize=9, bbox_to_anchor=(0.005, 0.0))
    title = "Commitments and the links between them" if on.language == "en" else "コミットメントとその間の継承リンク"
    figure.text(0.012, 0.99, title, fontsize=12, va="top")
    return figure


def _curve(axes, x1: float, y1: float, x2: float, y2: float, colour: str, style: object) -> None:  # type: ignore[no-untyped-def]
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    bend = max(0.12, (x2 - x1) / 2)
    path = Path([(x1, y1), (x1 + bend, y1), (x2 - bend, y2), (x2, y2)], [Path.MOVETO, *[Path.CURVE4] * 3])
    axes.add_patch(PathPatch(path, fill=False, edgecolor=colour, linestyle=style, linewidth=1.1, alpha=0.8, zorder=1))


def _ordered(columns: list[list[str]], edges: list[tuple[str, str]]) -> list[list[str]]:
    """Return the columns with their members near what they are joined to (barycentres, forth and back)."""
    near: dict[str, list[str]] = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    for sweep in range(12):
        sequence = range(len(columns)) if sweep % 2 == 0 else range(len(columns) - 1, -1, -1)
        for i in sequence:
            at = {n: (y + 0.5) / len(c) for c in columns for y, n in enumerate(c)}
            columns[i] = sorted(columns[i], key=lambda n: (sum(at[m] for m in near[n]) / len(near[n]), n))
    return columns
