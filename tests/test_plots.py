"""Pictures: nothing cut or overlapping at the real data's size, the right letters, the same bytes, in both languages."""

from __future__ import annotations

import itertools
import math
import warnings
from pathlib import Path

import pytest
from conftest import Run
from lxml import etree
from matplotlib.text import Text

from g7kg import dataset, plots
from g7kg.errors import UsageProblem

EACH = pytest.mark.parametrize(("name", "language"), list(itertools.product(plots.PLOTS, ("en", "ja"))))


@EACH
def test_no_words_are_cut_or_overlap(name: str, language: str, graph: dataset.Graph) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a letter that the font has not
        figure = plots.draw(graph.store, name, language=language)
        figure.canvas.draw()
    sheet = figure.bbox
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    assert len(texts) > 10
    boxes = []
    for text in texts:
        box = text.get_window_extent()
        assert box.x0 >= sheet.x0, text.get_text()
        assert box.x1 <= sheet.x1, text.get_text()
        assert box.y0 >= sheet.y0, text.get_text()
        assert box.y1 <= sheet.y1, text.get_text()
        if not text.get_rotation():  # the box of slanted words is larger than the words
            boxes.append((box.padded(-1), text.get_text()))
    overlapping = [(a, b) for (x, a), (y, b) in itertools.combinations(boxes, 2) if x.overlaps(y)]
    assert overlapping == []


@EACH
def test_slanted_words_keep_their_distance(name: str, language: str, graph: dataset.Graph) -> None:
    """Rotated labels lie side by side: the lines they stand on are further apart than a label is high."""
    figure = plots.draw(graph.store, name, language=language)
    figure.canvas.draw()
    slanted = [t for t in figure.findobj(Text) if t.get_rotation() and t.get_text().strip() and t.get_visible()]
    starts = [(t.get_transform().transform(t.get_position())[0], t) for t in slanted]
    starts.sort(key=lambda pair: pair[0])
    for (x, a), (y, _) in itertools.pairwise(starts):
        angle = math.radians(a.get_rotation())
        lines = a.get_text().count("\n") + 1
        high = a.get_fontsize() * figure.dpi / 72 * 1.3 * lines
        assert abs(math.sin(angle)) * (y - x) > high * 0.8, a.get_text()


@pytest.mark.parametrize("ending", plots.ENDINGS)
def test_twice_is_byte_identical(ending: str, graph: dataset.Graph, tmp_path: Path) -> None:
    made = []
    for number in (1, 2):
        path = tmp_path / f"{number}{ending}"
        plots.save(plots.draw(graph.store, "heatmap", language="ja"), path, dpi=50)
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert made[0][:4] == {".svg": b"<?xm", ".png": b"\x89PNG", ".pdf": b"%PDF"}[ending]


def test_svg_is_xml_and_says_what_it_is(graph: dataset.Graph, tmp_path: Path) -> None:
    plots.save(plots.draw(graph.store, "network"), tmp_path / "x.svg")
    tree = etree.parse(tmp_path / "x.svg")
    text = "".join(tree.getroot().itertext()) + etree.tostring(tree).decode()
    assert "creativecommons.org/licenses/by/4.0" in text
    assert "g7kg 0." in text


def test_command(tmp_path: Path, run: Run) -> None:
    done = run("plot", "alluvial", "--lang", "ja", "-o", tmp_path / "x.svg")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.svg").stat().st_size > 10_000
    done = run("plot", "alluvial", "-o", tmp_path / "x.gif")
    assert done.returncode == 2
    assert "ends in .svg" in done.stderr


def test_unknown_picture(graph: dataset.Graph) -> None:
    with pytest.raises(UsageProblem, match="did you mean timeline"):
        plots.draw(graph.store, "time-line")
