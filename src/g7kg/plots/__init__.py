"""Pictures for papers: `g7kg plot alluvial -o FILE.svg`.

The colours are those that the colour-blind tell apart (Okabe and Ito), and nothing is said by colour alone. The same graph
gives the same bytes. The extra ``plots`` brings matplotlib and a font for Japanese; in SVG the letters are outlines, so that
they look alike everywhere.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from g7kg import __version__
from g7kg.errors import UsageProblem
from g7kg.exports.network.content import HOME, LICENSE, data_date
from g7kg.outputs import written
from g7kg.plots import alluvial, heatmap, network, timeline
from g7kg.plots.style import Context
from g7kg.stores import Store

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLOTS: dict[str, Callable[[Context], Figure]] = {
    "alluvial": alluvial.draw,
    "timeline": timeline.draw,
    "network": network.draw,
    "heatmap": heatmap.draw,
}
ENDINGS = (".svg", ".png", ".pdf")


def draw(
    store: Store,
    name: str,
    *,
    bases: Sequence[str] = ("asserted", "curated"),
    themes: Sequence[str] = (),
    language: str = "en",
) -> Figure:
    """Return the picture `name` as a matplotlib figure.

    Parameters:
        store: where to ask.
        name: one of `PLOTS`.
        bases: whose links count.
        themes: only what is about one of these themes or one below them.
        language: of the words, "en" or "ja".

    Raises:
        UsageProblem: there is no such picture or theme, nothing to draw, or the extra is not installed.
    """
    if name not in PLOTS:
        near = difflib.get_close_matches(name, PLOTS, 1)
        hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(PLOTS)}"
        raise UsageProblem(f"no picture “{name}”; {hint}")
    try:
        context = Context(store, tuple(bases), tuple(themes), language)
        figure = PLOTS[name](context)
    except ImportError as error:
        raise UsageProblem(f"pictures need {error.name}: pip install 'g7kg[plots]'") from None
    note = f"g7kg {__version__} ({data_date()}), CC BY 4.0, {HOME}"
    figure.text(0.995, 0.005, note, ha="right", va="bottom", fontsize=7, color="#555555")
    return figure


def save(figure: Figure, path: Path, dpi: int = 200) -> None:
    """Write a figure as SVG, PNG or PDF, as the file's ending says; the same figure gives the same bytes.

    Raises:
        UsageProblem: another ending.
        SourceProblem: the file cannot be written.
    """
    import matplotlib as mpl

    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageProblem(f"“{path.name}”: a picture ends in {', '.join(ENDINGS)}")
    about = {
        ".svg": {"Date": None, "Creator": f"g7kg {__version__}", "Rights": LICENSE, "Source": HOME},
        ".png": {"Software": f"g7kg {__version__}", "Copyright": LICENSE, "Creation Time": data_date()},
        ".pdf": {"CreationDate": None, "Creator": f"g7kg {__version__}"},
    }[ending]
    with mpl.rc_context({"svg.hashsalt": "g7kg", "svg.fonttype": "path"}), written(path) as file:
        figure.savefig(file, format=ending[1:], dpi=dpi, metadata=about)
