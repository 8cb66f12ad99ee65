"""Measures of continuity, each a table: `g7kg measures NAME`. Definitions, formulas and caveats stand in docs/measures.md.

>>> from g7kg import dataset, measures
>>> found = measures.measure(dataset.load().store, "modality-mix")
>>> found.columns[:2]
('meeting', 'label')
"""

from __future__ import annotations

import datetime as dt
import difflib
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from g7kg.errors import UsageProblem
from g7kg.measures.reading import Links, many, short
from g7kg.network import Record
from g7kg.stores import Store

Cell = str | int | float
Row = dict[str, Cell]


@dataclass(frozen=True)
class Measure:
    """A measure's table: its name, columns, rows (a cell that does not apply is missing) and the queries behind it."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    queries: dict[str, str] = field(repr=False)


def continuity_rate(on: Links) -> Iterator[Row]:
    """Yield, for each theme and pair of meetings, how many commitments of the earlier the later took up, by basis."""
    taken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in on.links:
        for meeting in on.arrivals(link):
            taken[str(link["source"]), meeting].add(str(link["basis"]))
    later_ones = sorted({meeting for _, meeting in taken} | {m for m, _ in on.cohorts()}, key=lambda m: (on.date(m), m))
    for earlier, members in on.cohorts():
        by_theme: dict[str, list[str]] = defaultdict(list)
        for name in members:
            for theme in sorted({t for own in many(on.commitments[name], "theme") for t in on.broader.get(own, (own,))}):
                by_theme[theme].append(name)
        for later in later_ones:
            if not on.date(earlier) < on.date(later):
                continue
            for theme, names in sorted(by_theme.items(), key=lambda item: (-len(item[1]), item[0])):
                found = [taken[name, later] for name in names]
                number = sum(map(bool, found))
                row: Row = {
                    "earlier": short(earlier),
                    "later": short(later),
                    "theme": theme,
                    "label": on.theme_labels.get(theme, theme),
                }
                row |= {"commitments": len(names), "taken_up": number, "not_taken_up": len(names) - number}
                row |= {f"taken_up_{basis}": sum(basis in bases for bases in found) for basis in on.bases}
                yield {**row, "rate": round(number / len(names), 4)}


def survival(on: Links) -> Iterator[Row]:
    """Yield, for each meeting and each later one, the share of its commitments whose line reaches that one or a later one."""
    import networkx as nx

    at: dict[str, list[str]] = {name: many(record, "meeting") for name, record in on.commitments.items()}
    for link in on.links:
        at.setdefault(str(link["target"]), on.arrivals(link))
    cohorts = on.cohorts()
    reached = {end for ends in at.values() for end in ends if on.date(end)}
    for meeting, members in cohorts:
        last: dict[str, str] = {}
        for name in members:
            ends = [on.date(m) for d in nx.descendants(on.chain, name) for m in at.get(d, []) if on.date(m)]
            last[name] = max(ends, default="")
        later_ones = sorted((m for m in reached if on.date(m) > on.date(meeting)), key=lambda m: (on.date(m), m))
        for step, later in enumerate(later_ones, 1):
            alive = sum(last[name] >= on.date(later) for name in members)
            row: Row = {"meeting": short(meeting), "label": on.label(meeting), "step": step, "later": short(later)}
            row["date"] = on.date(later)
            yield row | {"commitments": len(members), "alive": alive, "survival": round(alive / len(members), 4)}


def lag(on: Links) -> Iterator[Row]:
    """Yield, for each basis and type of continuity, the days between the meetings of the two ends."""
    days: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for link in on.links:
        earlier = [str(link["source"])] if link["source"] in on.meetings else many(link, "source_meeting")
        for a in filter(on.date, earlier):
            for b in filter(on.date, on.arrivals(link)):
                gap = (dt.date.fromisoformat(on.date(b)) - dt.date.fromisoformat(on.date(a))).days
                days[str(link["basis"]), str(link["continuity"]), str(link[f"continuity_{on.language}"])].append(gap)
    for (basis, kind, label), found in sorted(days.items()):
        row: Row = {"basis": basis, "continuity": kind, "label": label, "links": len(found), "least": min(found)}
        yield row | {"median": float(statistics.median(found)), "most": max(found)}


def centrality(on: Links) -> Iterator[Row]:
    """Yield, for each thing on the chain, its degrees, betweenness and component."""
    import networkx as nx

    simple = nx.DiGraph(on.chain)
    between = nx.betweenness_centrality(simple, normalized=True)
    component = {node: number for number, nodes in enumerate(_components(simple), 1) for node in nodes}
    labels = {name: str(r["label"]) for name, r in (on.commitments | on.meetings).items()}
    for end in _rest(on, labels):
        labels[str(end["id"])] = str(end["label"])
    order = sorted(simple, key=lambda n: (-between[n], -on.chain.degree(n), n))
    for node in order:
        row: Row = {"thing": node, "label": labels.get(node, node), "in_degree": on.chain.in_degree(node)}
        row |= {"out_degree": on.chain.out_degree(node), "betweenness": round(between[node], 6)}
        yield row | {"component": component[node]}


def _rest(on: Links, known: dict[str, str]) -> Iterator[Record]:
    if any(str(link[end]) not in known for link in on.links for end in ("source", "target")):
        yield from on.read("continuity", filtered=False).nodes()


def _components(graph: Any) -> list[list[str]]:
    import networkx as nx

    return sorted((sorted(nodes) for nodes in nx.weakly_connected_components(graph)), key=lambda c: (-len(c), c))


def components(on: Links) -> Iterator[Row]:
    """Yield the parts of the chain that no link joins, the largest first."""
    for number, nodes in enumerate(_components(on.chain), 1):
        inside = on.chain.subgraph(nodes)
        meetings = {m for n in nodes for m in ([n] if n in on.meetings else many(on.commitments.get(n, {}), "meeting"))}
        dates = sorted(filter(None, map(on.date, meetings)))
        row: Row = {"component": number, "things": len(nodes), "commitments": sum(n in on.commitments for n in nodes)}
        row |= {"links": inside.number_of_edges(), "meetings": len(meetings)}
        yield row | {"from": dates[0] if dates else "", "to": dates[-1] if dates else "", "example": nodes[0]}


def speakers(on: Links) -> Iterator[Row]:
    """Yield who made how many statements on what: a row for each speaker, broad theme and modality."""
    tops = {name for name, above in on.broader.items() if len(above) == 2}
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    for record in on.statements:
        themes = {b for t in many(record, "theme") for b in on.broader.get(t, (t,)) if b in tops} or {"digital-policy"}
        names = zip(many(record, "speaker"), many(record, f"speaker_{on.language}"), strict=True)
        kinds = list(zip(many(record, "modality"), many(record, f"modality_{on.language}"), strict=True))
        for speaker, label in names:
            for theme in themes:
                for modality, said in kinds:
                    counts[speaker, label, theme, modality, said] += 1
    for (speaker, label, theme, modality, said), number in sorted(
        counts.items(), key=lambda item: (item[0][0], -item[1], item[0])
    ):
        row: Row = {"speaker": speaker, "label": label, "theme": theme, "theme_label": on.theme_labels.get(theme, theme)}
        yield row | {"modality": modality, "modality_label": said, "statements": number}


def modality_mix(on: Links) -> Iterator[Row]:
    """Yield, for each meeting, how many of the statements made at it are of which modality."""
    counts: Counter[tuple[str, str, str]] = Counter()
    totals: Counter[str] = Counter()
    names = {"": "会合の外" if on.language == "ja" else "at no meeting"}
    for record in on.statements:
        names |= zip(many(record, "meeting"), many(record, f"meeting_{on.language}"), strict=True)
        for meeting in many(record, "meeting") or [""]:
            for modality, label in zip(many(record, "modality"), many(record, f"modality_{on.language}"), strict=True):
                counts[meeting, modality, label] += 1
                totals[meeting] += 1
    for (meeting, modality, label), number in sorted(counts.items(), key=lambda i: (on.date(i[0][0]), i[0][0], -i[1], i[0])):
        row: Row = {"meeting": short(meeting), "label": names[meeting], "modality": modality, "modality_label": label}
        yield row | {"statements": number, "share": round(number / totals[meeting], 4)}


_Rows = Callable[[Links], Iterable[Row]]
MEASURES: dict[str, tuple[_Rows, tuple[str, ...]]] = {
    "continuity-rate": (
        continuity_rate,
        (
            *("earlier", "later", "theme", "label", "commitments", "taken_up", "not_taken_up"),
            *("taken_up_asserted", "taken_up_curated", "taken_up_inferred", "rate"),
        ),
    ),
    "survival": (survival, ("meeting", "label", "step", "later", "date", "commitments", "alive", "survival")),
    "lag": (lag, ("basis", "continuity", "label", "links", "least", "median", "most")),
    "centrality": (centrality, ("thing", "label", "in_degree", "out_degree", "betweenness", "component")),
    "components": (components, ("component", "things", "commitments", "links", "meetings", "from", "to", "example")),
    "speakers": (speakers, ("speaker", "label", "theme", "theme_label", "modality", "modality_label", "statements")),
    "modality-mix": (modality_mix, ("meeting", "label", "modality", "modality_label", "statements", "share")),
}


def measure(
    store: Store,
    name: str,
    *,
    bases: Sequence[str] = ("asserted", "curated"),
    themes: Sequence[str] = (),
    language: str = "en",
) -> Measure:
    """Return the measure `name`, one of `MEASURES`.

    Parameters:
        store: where to ask.
        name: of the measure.
        bases: whose links count.
        themes: only what is about one of these themes or one below them.
        language: of the labels, "en" or "ja".

    Raises:
        UsageProblem: there is no such measure, theme or basis.
    """
    if name not in MEASURES:
        near = difflib.get_close_matches(name, MEASURES, 1)
        hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(MEASURES)}"
        raise UsageProblem(f"no measure “{name}”; {hint}")
    make, columns = MEASURES[name]
    on = Links(store, tuple(bases), language, tuple(themes))
    rows = list(make(on))
    shown = tuple(c for c in columns if not c.startswith("taken_up_") or c.removeprefix("taken_up_") in bases)
    return Measure(name, shown, rows, on.queries)
