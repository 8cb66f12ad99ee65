"""Modality by broad theme: how many statements say it how, on what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from g7kg.errors import UsageProblem
from g7kg.measures.reading import many
from g7kg.plots.style import Context

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(on: Context) -> Figure:
    """Draw the heat map; a statement on several broad themes counts once under each."""
    counts: Counter[tuple[str, str]] = Counter()
    labels: dict[str, str] = {}
    for record in on.data.statements:
        labels |= zip(many(record, "modality"), many(record, f"modality_{on.language}"), strict=True)
        for theme in on.broad(many(record, "theme")):
            counts.update((modality, theme) for modality in many(record, "modality"))
    if not counts:
        raise UsageProblem(on.words("none"))
    modalities = sorted({m for m, _ in counts}, key=lambda m: (-sum(n for k, n in counts.items() if k[0] == m), m))
    themes = sorted({t for _, t in counts}, key=lambda t: (-sum(n for k, n in counts.items() if k[1] == t), t))
    width, height = 3.2 + 0.85 * len(themes), 2.9 + 0.42 * len(modalities)
    figure = on.figure(width, height)
    axes = figure.add_axes((1.9 / width, 0.4 / height, (width - 3.2) / width, (height - 2.4) / height))
    cells = [[counts[m, t] for t in themes] for m in modalities]
    most = max(map(max, cells))
    from matplotlib.colors import PowerNorm

    axes.imshow(cells, cmap="Blues", aspect="auto", norm=PowerNorm(0.5, 0, most))
    for row, line in enumerate(cells):
        for column, number in enumerate(line):
            if number:
                dark = (number / most) ** 0.5 > 0.55
                axes.text(column, row, str(number), ha="center", va="center", fontsize=9, color="white" if dark else "black")
    axes.set_yticks(range(len(modalities)), [labels[m] for m in modalities], fontsize=9)
    axes.xaxis.tick_top()
    names = [on.wrap(on.tops[t], 16 if on.language == "en" else 14) for t in themes]
    axes.set_xticks(range(len(themes)), names, fontsize=9, rotation=40, ha="left", rotation_mode="anchor")
    axes.tick_params(length=0)
    axes.set_frame_on(False)
    title = "Statements by modality and broad theme" if on.language == "en" else "発言の種類と大分野ごとの発言数"
    figure.text(0.01, 0.985, title, fontsize=12, va="top")
    return figure
