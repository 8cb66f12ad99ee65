"""A table as records: CSV in any usual encoding and dialect, or a workbook; each record with its number and its place.

Records are counted as spreadsheets number rows: the first line is 1, an empty line counts, a cell with line breaks does not
add to the count.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.sources import digest, normal_text

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FALLBACK = "cp1252"


@dataclass(frozen=True)
class Record:
    """One record: its number, its cells as printed, and start, end and digest in the table's normal text, where it has one."""

    number: int
    cells: tuple[str, ...]
    place: tuple[int, int, str] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """A table: its records (empty ones too), digest and length of its normal text, and what is to be known of the reading."""

    records: tuple[Record, ...]
    sha256: str = ""
    length: int = 0
    notices: tuple[str, ...] = ()


def read_grid(path: Path, encoding: str | None = None, wanted: Callable[[Sequence[str]], bool] = lambda _: True) -> Grid:
    """Return the records of a table.

    Parameters:
        path: CSV (also with tabs or semicolons) or XLSX.
        encoding: that of a CSV file; told by its byte order mark, else UTF-8, else Windows-1252, by default.
        wanted: whether a header is that of the sheet to read, in a workbook with several.

    Raises:
        SourceProblem: the file cannot be read.
        UsageProblem: it is no table, or the encoding is unknown.
    """
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _workbook(path, wanted)
    text, notices = _decoded(path, encoding)
    if not text.strip():
        raise UsageProblem(f"{path}: the table is empty")
    head = next(line for line in text.splitlines() if line.strip())
    delimiter = max(",;\t", key=head.count)
    try:
        records = tuple(_records(text, delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise UsageProblem(f"{path}: a quotation mark is opened and never closed; {_where(text, delimiter)}") from None
        try:
            records = tuple(_records(text, delimiter, strict=False))
        except csv.Error as worse:
            raise UsageProblem(f"{path}: not a table ({one_line(worse)}); {_where(text, delimiter)}") from None
        notices += (f"quotation marks stand within quoted cells ({one_line(error)}); {_where(text, delimiter)}",)
    whole = normal_text(text)
    if records[-1].place is None or records[-1].place[1] != len(whole):  # the places would be wrong; none is better
        records = tuple(Record(record.number, record.cells) for record in records)
    return Grid(records, digest(whole), len(whole), notices)


def _decoded(path: Path, encoding: str | None) -> tuple[str, tuple[str, ...]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror})") from None
    if data.startswith(b"PK\x03\x04"):
        raise UsageProblem(f"{path}: a workbook, not text; give it the ending .xlsx, or save it as .csv")
    charsets = [encoding] if encoding else [charset for mark, charset in _BOMS if data.startswith(mark)] or ["utf-8"]
    try:
        return data.decode(charsets[0]), ()
    except LookupError:
        raise UsageProblem(f"no encoding “{encoding}”; utf-8, utf-16, cp1252 and mac_roman are usual") from None
    except UnicodeDecodeError as error:
        place = error.start
    if not encoding:
        try:
            return data.decode(_FALLBACK), (f"not UTF-8 (byte {place}); read as Windows-1252, --encoding says otherwise",)
        except UnicodeDecodeError:
            pass
    raise SourceProblem(f"{path}: not {charsets[0]} text (byte {place}); name its encoding with --encoding") from None


def _records(text: str, delimiter: str, *, strict: bool) -> Iterator[Record]:
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    at = 0
    for number, cells in enumerate(csv.reader(lines(), delimiter=delimiter, strict=strict), 1):
        words = normal_text("".join(taken))
        taken.clear()
        yield Record(number, tuple(cells), (at, at + len(words), digest(words)) if words else None)
        at += len(words)


def _where(text: str, delimiter: str) -> str:
    """Return words for the last record that reads strictly: what is wrong stands after it."""
    last = 0
    try:
        for record in _records(text, delimiter, strict=True):
            last = record.number
    except csv.Error:
        pass
    return f"look at record {last + 1}"


def _workbook(path: Path, wanted: Callable[[Sequence[str]], bool]) -> Grid:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = {
            sheet.title: tuple(
                Record(number, tuple(_printed(value) for value in row))
                for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
            )
            for sheet in book.worksheets
        }
    except FileNotFoundError:
        raise SourceProblem(f"{path}: cannot be read (no such file)") from None
    except Exception:  # openpyxl and zipfile raise many kinds
        raise SourceProblem(f"{path}: not a workbook; save it as .xlsx or .csv") from None
    filled = {title: records for title, records in sheets.items() if any(not record.empty for record in records)}
    if not filled:
        raise UsageProblem(f"{path}: the table is empty")
    fitting = [t for t, records in filled.items() if wanted(next(r.cells for r in records if not r.empty))]
    chosen = (fitting or list(filled))[0]
    notices = (f"{len(filled)} sheets; read: “{chosen}”",) if len(filled) > 1 else ()
    return Grid(filled[chosen], notices=notices)


def _printed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
