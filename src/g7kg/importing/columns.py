"""Which column of a compliance table holds what: by its name, in any order, however it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from g7kg.errors import UsageProblem
from g7kg.importing.grid import Record

COLUMNS = {
    "id": ("id", "commitment id", "commitment number", "number", "identifier"),
    "year": ("year", "summit year"),
    "area": ("area", "issue", "issue area"),
    "text": ("text", "commitment", "commitment text"),
    "average": ("average", "mean", "average score", "mean score"),
}
MEMBERS = {
    "uk": "united kingdom", "great britain": "united kingdom", "britain": "united kingdom", "u k": "united kingdom",
    "us": "united states", "usa": "united states", "u s": "united states",
    "eu": "european union", "european commission": "european union",
}  # fmt: skip


def key(name: str) -> str:
    """Return a name as it is compared: without case, marks and doubled blanks."""
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())


def is_header(cells: Sequence[str]) -> bool:
    """Return whether these are the column names of such a table."""
    return bool({key(cell) for cell in cells} & set(COLUMNS["id"]))


def columns(header: Record, name: str) -> dict[str, tuple[int, str]]:
    """Return place and printed name of each known column.

    Raises:
        UsageProblem: there is none for the id, or two for one thing.
    """
    found: dict[str, tuple[int, str]] = {}
    for column, names in COLUMNS.items():
        places = [at for at, cell in enumerate(header.cells) if key(cell) in names]
        if len(places) > 1:
            both = ", ".join(f"“{header.cells[at]}”" for at in places)
            raise UsageProblem(f"{name}: record {header.number}: {both} both mean the {column}; rename or remove all but one")
        if places:
            found[column] = (places[0], header.cells[places[0]].strip())
    if "id" not in found:
        have = ", ".join(cell.strip() for cell in header.cells if cell.strip())
        raise UsageProblem(f"{name}: record {header.number}: no column “id”; the columns are {have[:300]}")
    return found


def members(
    header: Record,
    name: str,
    parties: Mapping[str, str],
    given: Mapping[str, str],
    found: Mapping[str, tuple[int, str]],
) -> dict[int, tuple[str, str]]:
    """Return the party and the printed name of each column of a member, by place.

    Raises:
        UsageProblem: there is none, or two of one member, or `given` names a column that is not there.
    """
    own = {key(column): party for column, party in given.items()}
    if missing := [column for column in given if key(column) not in {key(cell) for cell in header.cells}]:
        raise UsageProblem(f"{name}: --member {missing[0]}: the table has no such column")
    taken = {at for at, _ in found.values()}
    chosen: dict[int, tuple[str, str]] = {}
    for at, cell in enumerate(header.cells):
        names = (key(cell), MEMBERS.get(key(cell), ""))
        party = next((p for p in (own.get(names[0]), *(parties.get(n) for n in names if n)) if p), None)
        if party is None or at in taken:
            continue
        if twin := next((other for p, other in chosen.values() if p == party), None):
            raise UsageProblem(
                f"{name}: record {header.number}: “{twin}” and “{cell.strip()}” are both of one member; remove one"
            )
        chosen[at] = (party, cell.strip())
    if not chosen:
        have = ", ".join(cell.strip() for cell in header.cells if cell.strip())
        raise UsageProblem(
            f"{name}: record {header.number}: no column for a member (canada, france …); the columns are {have[:300]}"
        )
    return chosen
