"""The chain in time: meetings in their order, an arc for what leads from one to another."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from g7kg.errors import UsageProblem
from g7kg.measures.reading import many
from g7kg.plots.style import BASES, Context

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(on: Context) -> Figure:
    """Draw the arcs; the more links, the thicker, with their number where there are several."""
    arcs: Counter[tuple[str, str, str]] = Counter()
    data = on.data
    for link in data.links:
        earlier = [str(link["source"])] if link["source"] in data.meetings else many(link, "source_meeting")
        for a in earlier:
            for b in data.arrivals(link):
                if data.date(a) and data.date(b) and a != b:
                    arcs[a, b, str(link["basis"])] += 1
    if not arcs:
        raise UsageProblem(on.words("none"))
    meetings = sorted({end for a, b, _ in arcs for end in (a, b)}, key=lambda m: (data.date(m), m))
    at = {meeting: number for number, meeting in enumerate(meetings)}
    width = max(9.0, 0.95 * len(meetings) + 2)
    figure = on.figure(width + 2, 9.0)
    axes = figure.add_axes((0.03, 0.44, 0.95, 0.51))
    from matplotlib.patches import Arc

    order = list(BASES)
    ranked: Counter[tuple[str, str]] = Counter()
    for (a, b, basis), number in sorted(arcs.items(), key=lambda i: (i[0][0], i[0][1], order.index(i[0][2]))):
        span = abs(at[b] - at[a])
        height = 2.0 * span**0.8 + 0.5 * ranked[a, b]
        rank = ranked[a, b]
        ranked[a, b] += 1
        colour, style = BASES[basis]
        middle = (at[a] + at[b]) / 2
        axes.add_patch(
            Arc(
                (middle, 0),
                span,
                height,
                theta1=0,
                theta2=180,
                color=colour,
                linestyle=style,
                linewidth=0.8 + 0.7 * number**0.7,
            )
        )
        if number > 1:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
            turn = math.radians(100 - 20 * rank)  # beside each other where several arcs span the same two
            x, y = middle + span / 2 * math.cos(turn), height / 2 * math.sin(turn)
            axes.text(x, y, str(number), ha="center", va="center", fontsize=8, color=colour, bbox=box)
    axes.axhline(0, color="#333333", linewidth=1, zorder=0)
    axes.plot(range(len(meetings)), [0] * len(meetings), "o", color="#333333", markersize=6)
    for meeting, place in at.items():
        kind = str(data.meetings[meeting].get("kind", ""))
        name = on.wrap(data.label(meeting), 56)
        text = f"{data.date(meeting)}  {name}" if on.language == "en" else f"{data.date(meeting)}　{name}"
        axes.text(
            place, -0.25, text, rotation=-52, ha="left", va="top", fontsize=8, rotation_mode="anchor", color=_shade(kind)
        )
    axes.set_xlim(-0.6, len(meetings) + 2.6)
    top = max(2.0 * abs(at[b] - at[a]) ** 0.8 for a, b, _ in arcs) / 2
    axes.set_ylim(-0.15, top * 1.12 + 0.4)
    axes.axis("off")
    on.legend(axes, {basis for *_, basis in arcs}, loc="upper left")
    title = "Continuity from meeting to meeting" if on.language == "en" else "会合から会合への継承"
    figure.text(0.02, 0.985, title, fontsize=12, va="top")
    return figure


def _shade(kind: str) -> str:
    return "#000000" if kind in ("MinisterialMeeting", "Summit") else "#555555"
