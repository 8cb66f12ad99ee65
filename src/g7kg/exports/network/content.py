"""What is written (nodes, edges, columns) and what an export says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from g7kg import __version__
from g7kg.network import Record, Value
from g7kg.network.attributes import Column, Kind
from g7kg.resources import root

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
HOME = "https://w3id.org/g7kg/"


class Content(Protocol):
    """A projection as the writers take it; `g7kg.network.Network` is one."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def directed(self) -> bool:
        """Whether edges have a direction."""

    @property
    def language(self) -> str:
        """Language of the column `label`."""

    @property
    def bases(self) -> Sequence[str]:
        """Whose links count."""

    @property
    def filters(self) -> Mapping[str, Sequence[str]]:
        """What was asked for."""

    @property
    def queries(self) -> Mapping[str, str]:
        """The SPARQL behind it, by name."""

    @property
    def node_columns(self) -> list[Column]:
        """The columns of a node."""

    @property
    def edge_columns(self) -> list[Column]:
        """The columns of an edge."""

    def nodes(self) -> Iterator[Record]:
        """Yield the nodes."""

    def edges(self) -> Iterator[Record]:
        """Yield the edges."""

    def things(self) -> Iterator[str]:
        """Yield the IRIs of what it is about."""


@cache
def data_date() -> str:
    """Return the day the data was last changed, as the ontology states it: never today's."""
    import re

    stated = re.search(r'dcterms:modified\s+"([0-9-]+)"', (root() / "ontology" / "core.ttl").read_text(encoding="utf-8"))
    return stated[1] if stated else ""


@dataclass(frozen=True)
class Metadata:
    """What an export says of itself; its version and day are those of the built-in graph, unless it is of another release."""

    content: Content
    form: str
    part: str | None = None
    bom: bool = False
    version: str = __version__
    modified: str = field(default_factory=data_date)

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return f"g7kg {self.version}: {self.content.name}" + (f" ({self.part})" if self.part == "edges" else "")

    def flat(self) -> dict[str, str]:
        """Return all but the queries, as words."""
        filters = "; ".join(f"{name}: {', '.join(values)}" for name, values in sorted(self.content.filters.items()))
        return {
            "title": self.title,
            "generator": f"g7kg {__version__}",
            "home": HOME,
            "version": self.version,
            "modified": self.modified,
            "license": LICENSE,
            "projection": self.content.name,
            "basis": ", ".join(self.content.bases),
            "filters": filters or "none",
            "language": self.content.language,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return all of it."""
        return {**self.flat(), "queries": dict(self.content.queries)}

    def lines(self) -> list[str]:
        """Return all of it as lines, for formats with comments."""
        lines = [f"{name}: {' '.join(value.split())}" for name, value in self.flat().items()]
        for name, text in self.content.queries.items():
            lines += [f"query {name}:", *(f"  {line}".rstrip() for line in text.splitlines())]
        return lines

    @property
    def columns(self) -> list[Column]:
        """The columns of the one table that the file holds."""
        return self.content.edge_columns if self.part == "edges" else self.content.node_columns

    def records(self) -> Iterator[Record]:
        """Yield the rows of the one table that the file holds."""
        return self.content.edges() if self.part == "edges" else self.content.nodes()

    def as_table(self, url: str) -> dict[str, Any]:
        """Return all of it as metadata of a CSV file by the W3C's “CSV on the Web”."""
        types = {Kind.number: "double", Kind.integer: "integer", Kind.boolean: "boolean"}
        described = []
        for column in self.columns:
            entry: dict[str, Any] = {
                "name": column.name,
                "titles": column.name,
                "dc:description": [{"@value": column.en, "@language": "en"}, {"@value": column.ja, "@language": "ja"}],
                "datatype": "string" if column.many else types.get(column.kind, "string"),
            }
            described.append(entry)
        about = self.as_dict()
        return {
            "@context": "http://www.w3.org/ns/csvw",
            "url": url,
            "dc:title": about.pop("title"),
            "dc:license": {"@id": about.pop("license")},
            "dc:modified": {"@value": about.pop("modified"), "@type": "xsd:date"},
            "dialect": {"encoding": "utf-8", "header": True},
            "tableSchema": {"columns": described},
            "notes": [about],
        }


SEPARATOR = " | "


def flat(value: Value) -> str | int | float | bool:
    """Return a cell as one value: the members of a list joined with “ | ”; a backslash goes before “|” and “\u005c” in them.

    >>> flat(["a", "b"])
    'a | b'
    """
    if isinstance(value, list):
        return SEPARATOR.join(str(member).replace("\\", "\\\\").replace("|", "\\|") for member in value)
    return value


def split(cell: str) -> list[str]:
    """Return the members of a list that `flat` joined."""
    members, current, at = [], "", 0
    while at < len(cell):
        if cell[at] == "\\" and at + 1 < len(cell):
            current += cell[at + 1]
            at += 2
        elif cell.startswith(SEPARATOR, at):
            members.append(current)
            current, at = "", at + len(SEPARATOR)
        else:
            current += cell[at]
            at += 1
    return [*members, current]


def words(value: Value) -> str:
    """Return a cell as text, as XML and CSV write it."""
    value = flat(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
