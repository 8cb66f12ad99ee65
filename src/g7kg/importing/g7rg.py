"""The compliance table of the G7 Research Group: which assessments stand in it, and what is wrong with it, record by record.

Nothing is mended. An id that is not YYYY-N, or that stands twice, does not name an assessment: its record number does, and
the id stays beside it as printed. A cell that is no score is no score. Whatever a record says that cannot be taken as it
stands is a `Fault`, with the cell as printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from g7kg.errors import UsageProblem
from g7kg.importing import columns
from g7kg.importing.faults import Fault
from g7kg.importing.grid import Grid, Record

TOLERANCE = Decimal("0.006")  # a mean printed with two decimals may be off by 0.005
_ID = re.compile(r"([0-9]{4})-([0-9]+)\Z")
_BEGINS = re.compile(r"[0-9]{4}-[0-9]")
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DATE = re.compile(
    rf"\d{{1,2}}-({_MONTH})|({_MONTH})-\d{{2,4}}|\d{{4}}-\d\d-\d\d( .*)?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}", re.I
)
_SCORE = re.compile(r"([+-]?)([01])(?:[.,]0+)?")
_MINUS = re.compile(r"[\u2010-\u2015\u2212\ufe63\uff0d]1(?:[.,]0+)?")


@dataclass
class Assessment:
    """One record that was taken: what names it, its cells as printed, its scores by party, and what is wrong with it."""

    record: Record
    name: str
    identifier: str = ""
    year: str = ""
    area: str = ""
    published: Decimal | None = None
    scores: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def computed(self) -> Decimal | None:
        """The mean of the scores, to nine places as the table has it."""
        if not self.scores:
            return None
        mean = round(Decimal(sum(self.scores.values())) / len(self.scores), 9)
        return mean.normalize() if mean else Decimal(0)


@dataclass(frozen=True)
class Table:
    """What was found in a table.

    Attributes:
        assessments: the records that were taken.
        left_out: those that were not, each with the fault that is the reason.
        unread: the columns that were not read, and whether each looks like scores.
        absent: the columns of other tables that this one does not have.
        empty_cells: how many cells of members are empty.
    """

    assessments: list[Assessment]
    left_out: list[Fault]
    unread: dict[str, bool]
    absent: list[str]
    empty_cells: int

    @property
    def faults(self) -> list[Fault]:
        """Every fault, in the order of the records."""
        return sorted([*self.left_out, *(f for a in self.assessments for f in a.faults)], key=lambda f: f.record)

    def years(self) -> list[int]:
        """Return the years that the table prints, sorted."""
        return sorted({int(a.year) for a in self.assessments if a.year})


def read(grid: Grid, name: str, parties: Mapping[str, str], given: Mapping[str, str] | None = None) -> Table:
    """Return the assessments of a table, and its faults.

    Parameters:
        grid: the table.
        name: what it is called in error messages.
        parties: the parties that have scores, by name (as `key` makes it) in any language.
        given: further columns that are members', with the party of each.

    Raises:
        UsageProblem: it has no column for the id or for any member, or two for one thing.
    """
    records = iter(grid.records)
    header = next((record for record in records if not record.empty), None)
    if header is None:
        raise UsageProblem(f"{name}: the table is empty")
    found = columns.columns(header, name)
    members = columns.members(header, name, parties, given or {}, found)
    body = [record for record in records if not record.empty]
    width = len(header.cells)
    taken, left_out = [], []
    for record in body:
        if any(cell.strip() for cell in record.cells[width:]):
            left_out.append(Fault(record.number, "all", "cells-over", str(len(record.cells)), str(width)))
            continue
        reader = _Cells(record, width)
        assessment = _assessment(reader, found, members)
        if assessment.scores or assessment.identifier.strip():
            taken.append(assessment)
        else:
            left_out.append(Fault(record.number, "all", "nothing", ""))
    _name(taken, found["id"][1])
    for assessment in taken:
        _compare(assessment, found)
    used = {at for at, _ in found.values()} | set(members)
    unread = {
        cell.strip() or f"column {at + 1}": _like_scores(body, at)
        for at, cell in enumerate(header.cells)
        if at not in used and (cell.strip() or any(len(r.cells) > at and r.cells[at].strip() for r in body))
    }
    blank = sum(not _Cells(a.record, width)[at].strip() for a in taken for at in members)
    return Table(taken, left_out, unread, [column for column in columns.COLUMNS if column not in found], blank)


def chosen(table: Table, names: Collection[str]) -> list[Assessment]:
    """Return the assessments with these names, all where none is given.

    Raises:
        UsageProblem: one of the names is not in the table.
    """
    known = {assessment.name: assessment for assessment in table.assessments}
    for name in names:
        if name not in known:
            raise UsageProblem(
                f"no assessment “{name}” in the table; write an id that stands once, such as 2018-158, or record-N"
            )
    return [assessment for assessment in table.assessments if not names or assessment.name in names]


class _Cells:
    """The cells of a record by column, "" where the record ends before."""

    def __init__(self, record: Record, width: int) -> None:
        self.record, self.width = record, width

    def __getitem__(self, at: int) -> str:
        return self.record.cells[at] if at < len(self.record.cells) else ""


def _assessment(cells: _Cells, found: Mapping[str, tuple[int, str]], members: Mapping[int, tuple[str, str]]) -> Assessment:
    """Return what a record says; its name comes later, when all ids are known."""
    number = cells.record.number

    def cell(column: str) -> str:
        return cells[found[column][0]] if column in found else ""

    made = Assessment(cells.record, f"record-{number}", cell("id"))
    if len(cells.record.cells) < cells.width:
        made.faults.append(Fault(number, "all", "cells-missing", str(len(cells.record.cells)), str(cells.width)))
    made.area = cell("area").strip()
    year = cell("year").strip()
    if re.fullmatch("[0-9]{4}", year):
        made.year = year
    elif "year" in found:
        made.faults.append(Fault(number, found["year"][1], "year-form", cell("year")))
    if "text" in found and not cell("text").strip():
        made.faults.append(Fault(number, found["text"][1], "text-missing", ""))
    if "average" in found:
        made.published = _mean(cell("average"))
        if made.published is None:
            kind = "mean-form" if cell("average").strip() else "mean-missing"
            made.faults.append(Fault(number, found["average"][1], kind, cell("average")))
    for at, (party, column) in members.items():
        if not (printed := cells[at].strip()):
            continue
        if match := _SCORE.fullmatch(printed):
            made.scores[party] = int(match[2]) * (-1 if match[1] == "-" else 1)
        elif _MINUS.fullmatch(printed):
            made.scores[party] = -1
            made.faults.append(Fault(number, column, "score-sign", cells[at]))
        else:
            made.faults.append(Fault(number, column, "score-form", cells[at]))
    if not made.scores:
        made.faults.append(Fault(number, "all", "score-missing", ""))
    return made


def _mean(printed: str) -> Decimal | None:
    text = printed.strip()
    try:
        value = Decimal(text.replace(",", ".") if re.fullmatch(r"[+-]?\d*,\d+", text) else text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= 1 else None


def _name(assessments: list[Assessment], column: str) -> None:
    """Name each assessment by its id, where that is whole and stands once; the others keep their record's number."""
    counted = Counter(_same(a.identifier) for a in assessments)
    for made in assessments:
        number, printed = made.record.number, made.identifier
        if not printed.strip():
            made.faults.append(Fault(number, column, "id-missing", printed))
            continue
        if printed != printed.strip():
            made.faults.append(Fault(number, column, "id-space", printed))
        whole = _ID.match(printed.strip())
        if not whole:
            kind = (
                "id-date" if _DATE.fullmatch(printed.strip()) else "id-more" if _BEGINS.match(printed.strip()) else "id-form"
            )
            made.faults.append(Fault(number, column, kind, printed))
        if counted[_same(printed)] > 1:
            others = (a.record.number for a in assessments if _same(a.identifier) == _same(printed) and a is not made)
            made.faults.append(Fault(number, column, "id-twice", printed, ", ".join(map(str, others))))
        elif whole:
            made.name = printed.strip()


def _same(identifier: str) -> tuple[str, ...]:
    """Return an id as it is compared with others: 2014-3 and 2014-03 are one."""
    match = _ID.match(identifier.strip())
    return (match[1], match[2].lstrip("0")) if match else (identifier.strip().casefold(),)


def _compare(made: Assessment, found: Mapping[str, tuple[int, str]]) -> None:
    """Note where id and year, or the two means, do not go together."""
    number = made.record.number
    match = _ID.match(made.identifier.strip())
    if match and made.year and match[1] != made.year:
        made.faults.append(Fault(number, found["year"][1], "year-differs", made.year, match[1]))
    if match and "year" not in found:
        made.year = match[1]
    computed = made.computed
    if made.published is not None and computed is not None and abs(made.published - computed) > TOLERANCE:
        at, column = found["average"]
        made.faults.append(Fault(number, column, "mean-differs", made.record.cells[at].strip(), f"{computed:f}"))


def _like_scores(records: Sequence[Record], at: int) -> bool:
    """Return whether a column that nobody knows looks like a member's."""

    def cells() -> Iterator[str]:
        return (r.cells[at].strip() for r in records if at < len(r.cells) and r.cells[at].strip())

    return any(True for _ in cells()) and all(_SCORE.fullmatch(c) or _MINUS.fullmatch(c) or c == "-" for c in cells())
