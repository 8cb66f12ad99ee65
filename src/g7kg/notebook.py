"""What a notebook is given: rows, which become data frames, and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from g7kg.errors import UsageProblem

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from matplotlib.figure import Figure

__all__ = ["Picture", "Rows"]


class Rows(Sequence[dict[str, Any]]):
    """Rows of a table: a sequence of dictionaries that knows its columns.

    Attributes:
        columns: their names.
        sparql: the queries behind the rows, by name.
    """

    def __init__(self, columns: Iterable[str], found: Iterable[dict[str, Any]], sparql: dict[str, str]) -> None:
        self.columns = tuple(columns)
        self._rows = list(found)
        self.sparql = sparql

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """Return the row at a place, or the rows of a slice."""
        return self._rows[at]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the rows."""
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """Return the table as notebooks show it."""
        from html import escape

        def line(cells: Iterable[object], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

        shown = self._rows[:50]
        body = "".join(line([row.get(column, "") for column in self.columns], "td") for row in shown)
        more = f"<p>{len(self)} rows</p>" if len(self) > len(shown) else ""
        return f"<table>{line(self.columns, 'th')}{body}</table>{more}"

    def pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas DataFrame; what is missing is missing there, too.

        Raises:
            UsageProblem: pandas is not installed.
        """
        return _needed("pandas").DataFrame(self._rows, columns=list(self.columns))

    def polars(self) -> pl.DataFrame:
        """Return the rows as a Polars DataFrame.

        Raises:
            UsageProblem: Polars is not installed.
        """
        rows = [{column: row.get(column) for column in self.columns} for row in self._rows]
        made: pl.DataFrame = _needed("polars").DataFrame(rows, schema=list(self.columns), infer_schema_length=None)
        return made


class Picture:
    """A picture that notebooks show; `figure` is matplotlib's."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def save(self, path: str | Path) -> None:
        """Write the picture as SVG, PNG or PDF, as the file's ending says."""
        from g7kg import plots

        plots.save(self.figure, Path(path))

    def _repr_png_(self) -> bytes:
        """Return the picture as notebooks show it."""
        import io

        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=80)
        return out.getvalue()


def _needed(name: str) -> Any:
    """Return a library of the extra ``analysis``."""
    try:
        return import_module(name)
    except ImportError:
        raise UsageProblem(f"this needs {name}: pip install 'g7kg[analysis]'") from None
