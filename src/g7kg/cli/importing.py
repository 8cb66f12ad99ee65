"""Commands that read other people's data into Turtle: `g7kg import …`. Each of them adds itself to `import_app`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from g7kg.cli import app

if TYPE_CHECKING:
    from g7kg.importing.g7rg import Assessment, Table

import_app = typer.Typer(help="Read tables and other data, and write Turtle.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(import_app, name="import")


@import_app.command("g7rg")
def import_g7rg(
    table: Annotated[Path, typer.Argument(help="The compliance table of the G7 Research Group, .csv or .xlsx.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file, or a folder to name it in; standard output by default.")
    ] = None,
    faults: Annotated[
        Path | None, typer.Option(help="Write what is wrong in the table to this CSV file, instead of to the screen.")
    ] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--id", help="Only this assessment: an id, such as 2018-158, or record-N (repeatable).")
    ] = None,
    edition: Annotated[
        str | None, typer.Option(help="What tells the table from others; by default the last year in it.")
    ] = None,
    body: Annotated[
        str, typer.Option(help="Whose commitments it numbers; ids of two bodies mean different things.")
    ] = "leaders",
    member: Annotated[
        list[str] | None, typer.Option(help="COLUMN=PARTY, for a member's column that is not known by its name (repeatable).")
    ] = None,
    period: Annotated[
        list[str] | None,
        typer.Option(help="YEAR=FIRST/LAST, the days judged for commitments of a year; the table has none (repeatable)."),
    ] = None,
    address: Annotated[str, typer.Option(help="Where the table is published.")] = "",
    license_: Annotated[
        str | None,
        typer.Option("--license", help="The licence of what is written; by default, that nobody looked into the rights."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of a CSV file: utf-8, utf-16, cp1252, mac_roman …; by default it is told by the bytes.")
    ] = None,
) -> None:
    """Turn a compliance table into assessments: every record is taken, or named with the reason why not (exit status 1).

    Nothing in the table is mended: what is wrong is named by record and column, and kept as printed. Records are numbered
    as a spreadsheet numbers its rows. The table's words stay in the table.
    """
    from g7kg import dataset
    from g7kg.importing import columns, g7rg, g7rg_graph, grid
    from g7kg.outputs import output as opened

    store = dataset.load(derive=False).store
    names, labels = g7rg_graph.parties(store)
    found = grid.read_grid(table, encoding, columns.is_header)
    read = g7rg.read(found, str(table), names, _members(member or [], set(names.values())))
    chosen = g7rg.chosen(read, ids or [])
    which = g7rg_graph.Edition(
        edition or _last(read, table),
        body,
        _iri(address, "--address"),
        _iri(license_ or g7rg_graph.UNKNOWN, "--license"),
        _periods(period or []),
    )
    text = g7rg_graph.turtle(read, found, chosen, which, labels)
    if output is not None and (output.is_dir() or not output.suffix):
        output = output / f"{which.slug}.ttl"
    with opened(output) as out:
        out.write(text.encode("utf-8"))
    _say(table, read, chosen, found.notices, faults)
    raise typer.Exit(1 if read.left_out else 0)


def _last(read: "Table", path: Path) -> str:
    from g7kg.errors import UsageProblem

    if years := read.years():
        return str(years[-1])
    raise UsageProblem(f"{path}: no year in the table tells which edition it is; name it with --edition")


def _members(pairs: list[str], known: set[str]) -> Mapping[str, str]:
    """Return the parties that the user gave to columns.

    Raises:
        UsageProblem: a pair is not COLUMN=PARTY, or nothing in the graph is called so.
    """
    from g7kg.errors import UsageProblem
    from g7kg.namespaces import ID, expand

    given = {}
    for pair in pairs:
        column, _, party = pair.partition("=")
        iri = expand(party if "/" in party or ":" in party else f"party/{party}") if party else ""
        if not column or iri not in known:
            names = ", ".join(sorted(iri.removeprefix(f"{ID}party/") for iri in known))
            raise UsageProblem(f"--member {pair}: write COLUMN=PARTY, the party one of {names}")
        given[column] = iri
    return given


def _periods(pairs: list[str]) -> Mapping[str, tuple[str, str]]:
    """Return first and last day by year.

    Raises:
        UsageProblem: a pair is not YEAR=FIRST/LAST, or ends before it begins.
    """
    import datetime
    import re

    from g7kg.errors import UsageProblem

    given = {}
    for pair in pairs:
        match = re.fullmatch(r"([0-9]{4})=([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})", pair)
        try:
            days = [datetime.date.fromisoformat(day) for day in match.groups()[1:]] if match else []
        except ValueError:
            days = []
        if match is None or not days or days[1] < days[0]:
            raise UsageProblem(f"--period {pair}: write YEAR=FIRST/LAST, such as 2018=2018-06-10/2019-07-25")
        given[match[1]] = (match[2], match[3])
    return given


def _iri(value: str, option: str) -> str:
    import re

    from g7kg.errors import UsageProblem

    if value and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value):
        raise UsageProblem(f"{option} “{value}”: write an address that begins with https:// or http://")
    return value


def _say(path: Path, read: "Table", chosen: "list[Assessment]", notices: tuple[str, ...], faults: Path | None) -> None:
    """Say on standard error what was taken, what was not, and what is wrong with the table."""
    from collections import Counter

    from g7kg.outputs import written

    def say(words: str) -> None:
        typer.echo(f"g7kg: {path}: {words}", err=True)

    for notice in notices:
        say(notice)
    if read.absent:
        say(f"no column {', '.join(read.absent)}")
    for column, like_scores in read.unread.items():
        say(f"column “{column}” is not read" + (f"; if it is a member's: --member {column}=PARTY" if like_scores else ""))
    if faults is None:
        for fault in read.faults:
            say(str(fault))
    else:
        with written(faults) as file:
            file.write(_faults_csv(read))
    kinds = Counter(fault.kind for fault in read.faults)
    taken = len(read.assessments)
    scores = sum(len(a.scores) for a in read.assessments)
    say(
        f"{taken + len(read.left_out):,} records: {taken:,} taken with {scores:,} scores, {len(read.left_out):,} left out; "
        f"{read.empty_cells:,} cells of members are empty"
    )
    if len(chosen) < taken:
        say(f"written: {len(chosen):,} of them, as chosen by --id")
    if kinds:
        counted = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        say(f"{sum(kinds.values()):,} faults, named by record, none mended: {counted}")


def _faults_csv(read: "Table") -> bytes:
    from g7kg.tables import csv_text

    head = ["record", "column", "kind", "printed", "en", "ja"]
    return csv_text(
        [head, *([f.record, f.column, f.kind, f.printed, f.words("en"), f.words("ja")] for f in read.faults)]
    ).encode()
