"""What the measures look at: commitments, meetings, themes, statements and links, read once and as asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from g7kg.network import Network, Record, project
from g7kg.stores import Store

if TYPE_CHECKING:
    import networkx as nx


@dataclass
class Links:
    """What the measures look at: commitments, meetings, themes, statements and links, read once and as asked for."""

    store: Store
    bases: Sequence[str]
    language: str
    themes: Sequence[str] = ()
    queries: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, *, filtered: bool = True) -> Network:
        """Return a projection, of the themes asked for unless `filtered` is False, and remember its queries."""
        filters = {"theme": self.themes} if self.themes and filtered else {}
        made = project(self.store, name, filters=filters, bases=self.bases, language=self.language)
        self.queries.update(made.queries)
        return made

    @cached_property
    def commitments(self) -> dict[str, Record]:
        """The commitments by id."""
        return {str(n["id"]): n for n in self.read("commitments").nodes()}

    @cached_property
    def links(self) -> list[Record]:
        """The continuity links of the bases asked for."""
        return list(self.read("links").nodes())

    @cached_property
    def statements(self) -> list[Record]:
        """The statements."""
        return list(self.read("statements").nodes())

    @cached_property
    def meetings(self) -> dict[str, Record]:
        """The meetings by id."""
        return {str(n["id"]): n for n in self.read("meetings", filtered=False).nodes()}

    @cached_property
    def broader(self) -> dict[str, tuple[str, ...]]:
        """For each theme its own name and those of all broader themes."""
        records = {str(n["id"]).removeprefix("theme:"): n for n in self.read("themes", filtered=False).nodes()}
        self.theme_labels = {name: str(record["label"]) for name, record in records.items()}
        above: dict[str, tuple[str, ...]] = {}
        for name in records:
            found, frontier = [name], [name]
            while frontier:
                frontier = [str(b) for f in frontier for b in many(records.get(f, {}), "broader") if b not in found]
                found += frontier
            above[name] = tuple(dict.fromkeys(found))
        return above

    def label(self, meeting: str) -> str:
        """Return the name of a meeting."""
        return str(self.meetings[meeting]["label"]) if meeting in self.meetings else meeting

    def date(self, meeting: str) -> str:
        """Return the first day of a meeting, or ""."""
        return str(self.meetings.get(meeting, {}).get("starts", ""))

    def cohorts(self) -> list[tuple[str, list[str]]]:
        """Return the meetings that adopted commitments, in the order of time, with these."""
        of: dict[str, list[str]] = defaultdict(list)
        for name, record in self.commitments.items():
            for meeting in many(record, "meeting"):
                of[meeting].append(name)
        return sorted(of.items(), key=lambda item: (self.date(item[0]), item[0]))

    def arrivals(self, link: Record) -> list[str]:
        """Return the meetings that a link leads to: its later end, or that end's meeting."""
        later = str(link["target"])
        return [later] if later in self.meetings else many(link, "target_meeting")

    @cached_property
    def chain(self) -> nx.MultiDiGraph[str]:
        """Everything that links join, each link an edge from the earlier to the later."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        graph.add_nodes_from(self.commitments)
        for link in self.links:
            graph.add_edge(link["source"], link["target"], key=link["id"], basis=link["basis"])
        return graph


def short(meeting: str) -> str:
    """Return the name of a meeting as people type it: ``2017-turin``."""
    return meeting.removeprefix("id:").removeprefix("meeting/")


def many(record: Record, name: str) -> list[str]:
    """Return the members of a cell, none where it is empty."""
    value = record.get(name, [])
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
