"""Lines of descent: which commitment of which meeting took up which earlier one, who says so, and where.

The hops are the rows of the saved query ``continuity/hops``; here they are only strung together: a line of descent is a
longest chain in which each hop begins at the very thing (commitment, statement, document, meeting) where the one before ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from g7kg.dataset import BASES, graphs_of
from g7kg.errors import UsageProblem
from g7kg.namespaces import G7, GRAPH, PREFIXES, compact, expand
from g7kg.queries import saved_query
from g7kg.stores import Result, Store, rows

HOPS = "continuity/hops"
RULES = ("under-theme",)  # the rules whose triples that query reads
TOP = PREFIXES["theme"] + "digital-policy"  # the theme above all others


@dataclass(frozen=True)
class End:
    """One end of a hop: a thing, and the meeting that it belongs to (itself, where it is a meeting).

    Attributes:
        iri: the thing, `label` its name.
        meeting: the meeting, `meeting_label` its name; a document of no meeting stands for itself.
        place: the town where the meeting was held, or "".
        date: the first day, as 2017-09-25, or "".
    """

    iri: str
    label: str
    meeting: str
    meeting_label: str
    place: str
    date: str

    @property
    def occasion(self) -> str:
        """The meeting in short, "Turin 2017", or its name where its place is not known."""
        return f"{self.place} {self.date[:4]}".rstrip() if self.place else self.meeting_label


@dataclass(frozen=True)
class Link:
    """One continuity link with its evidence.

    Attributes:
        iri: the link.
        type: the continuity type's IRI, `type_label` its name.
        basis: "asserted", "curated" or "inferred".
        confidence: 0 to 1 as written, or "" for what a source asserts.
        reason: why an editor or a rule says so, or "".
        evidence: (document or author, locator) of each place that says so.
    """

    iri: str
    type: str
    type_label: str
    basis: str
    confidence: str
    reason: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Hop:
    """A step from an earlier to a later thing, with every link that takes it."""

    earlier: End
    later: End
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Section:
    """The hops on one theme and the themes below it."""

    theme: str
    label: str
    hops: tuple[Hop, ...] = field(repr=False)

    @property
    def span(self) -> int:
        """How many meetings its hops touch."""
        return len({end.meeting for hop in self.hops for end in (hop.earlier, hop.later)})

    def lines(self) -> Iterator[tuple[Hop, ...]]:
        """Yield the lines of descent, earliest beginning first."""
        after: dict[str, list[Hop]] = defaultdict(list)
        for hop in self.hops:
            after[hop.earlier.iri].append(hop)
        reached = {hop.later.iri for hop in self.hops}
        for hop in self.hops:
            if hop.earlier.iri not in reached:
                yield from _onward((hop,), after)


def _onward(line: tuple[Hop, ...], after: dict[str, list[Hop]]) -> Iterator[tuple[Hop, ...]]:
    passed = {hop.earlier.iri for hop in line}
    following = [hop for hop in after.get(line[-1].later.iri, []) if hop.later.iri not in passed]
    if not following:
        yield line
    for hop in following:
        yield from _onward((*line, hop), after)


def trace(
    store: Store,
    *,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
    bases: Sequence[str] = ("asserted", "curated", "inferred"),
    language: str = "en",
) -> list[Section]:
    """Return the hops from meeting to meeting, by theme.

    Parameters:
        store: where to ask.
        theme: only links on this theme or one below it (name, CURIE or IRI); when None, one section for each broad theme.
        start: only what leads on from this meeting (the meeting's name, CURIE or IRI).
        end: only what leads to this meeting.
        bases: which links count.
        language: of the labels, "en" or "ja".

    Raises:
        UsageProblem: a theme, meeting or basis is unknown.
    """
    graphs = graphs_of(store, bases)
    asked = TOP
    if theme is not None:
        asked = _known(store, theme, "theme", f"<{PREFIXES['skos']}inScheme> <{PREFIXES['scheme']}theme>")
    values: dict[str, str | Sequence[str]] = {"lang": language, "basis": list(bases), "theme": asked}
    hops = {asked: _hops(store, saved_query(HOPS).bind(values), graphs)}
    if theme is None:
        hops = _by_broad_theme(store, hops[TOP])
    for name, forward in ((start, True), (end, False)):
        if name is not None:
            meeting = _known(
                store, name, "meeting", f"<{PREFIXES['rdf']}type>/<{PREFIXES['rdfs']}subClassOf>* <{PREFIXES['g7']}Event>"
            )
            hops = {key: _reach(found, meeting, forward=forward) for key, found in hops.items()}
    labels = _labels(store, list(hops), language)
    sections = [Section(key, labels.get(key, compact(key)), tuple(found)) for key, found in hops.items() if found]
    return sorted(sections, key=lambda s: (-s.span, s.label))


def descent(store: Store, bases: Sequence[str] = BASES) -> Result:
    """Return every pair (later, earlier) such that the later thing goes back to the earlier one over links of these bases.

    The path ``g7:buildsOn+`` is the definition. Where the bases are the strongest ones (asserted; asserted and curated; all),
    the pairs that a rule stored when the graph was built are read off; for another choice the path is walked.

    Raises:
        UsageProblem: a basis is unknown.
    """
    wanted = [basis for basis in BASES if basis in set(bases)]
    if tuple(wanted) == BASES[: len(wanted)] and wanted and len(wanted) == len(set(bases)):
        stored = f"GRAPH <{GRAPH}lineage/{wanted[-1]}> {{ ?later <{G7}descendsFrom> ?earlier }}"
        return store.query(f"SELECT ?later ?earlier WHERE {{ {stored} }}")
    graphs = graphs_of(store, bases)
    return store.query(f"SELECT DISTINCT ?later ?earlier WHERE {{ ?later <{G7}buildsOn>+ ?earlier }}", graphs)


def _known(store: Store, name: str, kind: str, pattern: str) -> str:
    """Return the IRI of the theme or meeting called `name`, or say which there are."""
    namespace = PREFIXES["theme"] if kind == "theme" else PREFIXES["id"] + "meeting/"
    iri = expand(name, namespace)
    _, found = rows(store.query(f"SELECT DISTINCT ?node WHERE {{ ?node {pattern} }}"))
    known = {row[0].value for row in found}  # type: ignore[union-attr]
    if iri not in known:
        import difflib

        names = sorted(k.removeprefix(namespace) for k in known if k.startswith(namespace))
        near = difflib.get_close_matches(name, names, 3) or names
        raise UsageProblem(f"no {kind} “{name}”; choose from {', '.join(near)}")
    return iri


def _hops(store: Store, query: str, graphs: Sequence[str] | None) -> list[Hop]:
    """Return the hops, in the order of the query."""
    columns, found = rows(store.query(query, graphs))
    ends: dict[tuple[str, str], tuple[End, End]] = {}
    links: dict[tuple[str, str], dict[Link, list[tuple[str, str]]]] = {}
    for row in found:
        cell = {name: getattr(term, "value", "") if term is not None else "" for name, term in zip(columns, row, strict=True)}
        key = (cell["earlier"], cell["later"])
        ends.setdefault(key, (_end(cell, "earlier"), _end(cell, "later")))
        basis = cell["basis"].rsplit("/", 1)[-1]
        link = Link(cell["link"], cell["type"], cell["typeLabel"], basis, cell["confidence"], cell["reason"], ())
        entry = links.setdefault(key, {}).setdefault(link, [])
        evidence = (cell["documentTitle"] or compact(cell["document"]), cell["locator"])
        if evidence not in entry and any(evidence):
            entry.append(evidence)
    return [
        Hop(*both, tuple(replace(link, evidence=tuple(evidence)) for link, evidence in links[key].items()))
        for key, both in ends.items()
    ]


def _end(cell: dict[str, str], side: str) -> End:
    names = ("", "Label", "Meeting", "MeetingLabel", "Place", "Date")
    return End(*(cell[side + name] for name in names))


def _reach(hops: list[Hop], meeting: str, *, forward: bool) -> list[Hop]:
    """Return the hops on lines that lead on from `meeting` (forward) or to it."""
    frontier = {e.iri for h in hops for e in (h.earlier, h.later) if meeting in (e.meeting, e.iri)}
    seen = set(frontier)
    while frontier:
        if forward:
            frontier = {h.later.iri for h in hops if h.earlier.iri in frontier} - seen
        else:
            frontier = {h.earlier.iri for h in hops if h.later.iri in frontier} - seen
        seen |= frontier
    return [h for h in hops if (h.earlier.iri if forward else h.later.iri) in seen]


def _by_broad_theme(store: Store, hops: list[Hop]) -> dict[str, list[Hop]]:
    """Return the hops on each theme right below the whole field; what is on the field as a whole stays at the top."""
    text = (
        f"SELECT ?link ?theme WHERE {{ ?theme <{PREFIXES['skos']}broader> <{TOP}> . "
        f"?link <{PREFIXES['g7']}underTheme> ?theme ; a <{PREFIXES['g7']}ContinuityLink> }} ORDER BY ?theme ?link"
    )
    members: dict[str, set[str]] = defaultdict(set)
    for link, theme in rows(store.query(text))[1]:
        members[theme.value].add(link.value)  # type: ignore[union-attr]
    placed = set().union(*members.values())
    members[TOP] = {link.iri for hop in hops for link in hop.links} - placed
    parts = {}
    for name, links in members.items():
        own = (replace(hop, links=tuple(link for link in hop.links if link.iri in links)) for hop in hops)
        parts[name] = [hop for hop in own if hop.links]
    return parts


def _labels(store: Store, iris: list[str], language: str) -> dict[str, str]:
    wanted = " ".join(f"<{iri}>" for iri in iris)
    text = (
        f"SELECT ?node ?label WHERE {{ VALUES ?node {{ {wanted} }} ?node <{PREFIXES['skos']}prefLabel> ?label "
        f'FILTER(LANG(?label) = "{language}") }}'
    )
    return {node.value: label.value for node, label in rows(store.query(text))[1]}  # type: ignore[union-attr]
