"""Lines of descent: which commitment of which meeting took up which earlier one, who says so, and where.

The hops are the rows of the saved query ``continuity/hops``; here they are only strung together (`g7kg.lines`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from g7kg.bases import BASES, graphs_of, known
from g7kg.errors import UsageProblem
from g7kg.lines import End, Hop, Link, Section
from g7kg.namespaces import G7, GRAPH, PREFIXES, compact, expand
from g7kg.queries import saved_query
from g7kg.stores import Store, rows

HOPS = "continuity/hops"
RULES = ("under-theme",)  # the rules whose triples that query reads
TOP = PREFIXES["theme"] + "digital-policy"  # the theme above all others
TOGETHER = 500  # links up to which the hops of several themes are asked for at once


def trace(
    store: Store,
    thing: str | None = None,
    *,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
    bases: Sequence[str] = ("asserted", "curated", "inferred"),
    language: str = "en",
) -> Iterator[Section]:
    """Yield the hops from meeting to meeting, by theme, the theme with most links first.

    Which themes there are, and with how many links, is asked first; the hops of a theme are asked for when its turn comes.

    Parameters:
        store: where to ask.
        thing: only the lines that lead to this commitment (statement, document, meeting) or on from it, over all themes.
        theme: only links on this theme or one below it (name, CURIE or IRI); when None, one section for each broad theme.
        start: only what leads on from this meeting (the meeting's name, CURIE or IRI).
        end: only what leads to this meeting.
        bases: which links count.
        language: of the labels, "en" or "ja".

    Raises:
        UsageProblem: a theme, meeting, thing or basis is unknown, or both a thing and a theme are given.
    """
    if thing is not None and theme is not None:
        raise UsageProblem("a commitment is traced over all themes; leave --theme out")
    asking = _Asking(store, graphs_of(store, bases), tuple(bases), language)
    if thing is not None:
        sections = _of_thing(asking, _known_thing(store, thing))
    elif theme is not None:
        sections = _of_theme(
            asking, _known(store, theme, "theme", f"<{PREFIXES['skos']}inScheme> <{PREFIXES['scheme']}theme>")
        )
    else:
        sections = _of_every_theme(asking)
    for name, forward in ((start, True), (end, False)):
        if name is not None:
            kind = f"<{PREFIXES['rdf']}type>/<{PREFIXES['rdfs']}subClassOf>* <{PREFIXES['g7']}Event>"
            sections = _cut(sections, _known(store, name, "meeting", kind), forward)
    return (section for section in sections if section.hops)


@dataclass(frozen=True)
class _Asking:
    """Asks the saved query for the hops, over certain links."""

    store: Store
    graphs: Sequence[str] | None
    bases: tuple[str, ...]
    language: str

    def hops(self, relation: str, names: Sequence[str]) -> dict[str, list[Hop]]:
        """Return the hops of the links that stand in `relation` to each of `names`, in the order of the query."""
        values: dict[str, str | Sequence[str]] = {"lang": self.language, "basis": self.bases, "theme": names}
        query = saved_query(HOPS).bind({**values, "relation": G7 + relation})
        return _hops(self.store, query, self.graphs)

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Return the name of each thing or theme that has one."""
        wanted = " ".join(f"<{iri}>" for iri in iris)
        text = (
            f"SELECT ?node ?label WHERE {{ VALUES ?node {{ {wanted} }} "
            f"?node <{PREFIXES['skos']}prefLabel>|<{PREFIXES['rdfs']}label> ?label "
            f'FILTER(LANG(?label) = "{self.language}") }}'
        )
        return {node.value: label.value for node, label in rows(self.store.query(text))[1]}  # type: ignore[union-attr]


def _of_theme(asking: _Asking, theme: str) -> Iterator[Section]:
    hops = asking.hops("underTheme", [theme]).get(theme, [])
    yield Section(theme, asking.labels([theme]).get(theme, compact(theme)), tuple(hops))


def _of_every_theme(asking: _Asking) -> Iterator[Section]:
    """Yield a section for each theme right below the whole field; what is on the field as a whole comes last."""
    members = _links_by_theme(asking)
    labels = asking.labels(members)
    order = sorted(members, key=lambda theme: (theme == TOP, -len(members[theme]), labels.get(theme, theme)))
    batch: list[str] = []
    for number, theme in enumerate(order):
        batch.append(theme)
        following = order[number + 1 :][:1]
        if following and TOP not in following and sum(len(members[t]) for t in [*batch, *following]) <= TOGETHER:
            continue
        found = asking.hops("about" if theme == TOP else "underTheme", batch)
        for one in batch:
            own = (
                replace(hop, links=tuple(link for link in hop.links if link.iri in members[one])) for hop in found.get(one, [])
            )
            yield Section(one, labels.get(one, compact(one)), tuple(hop for hop in own if hop.links))
        batch = []


def _links_by_theme(asking: _Asking) -> dict[str, set[str]]:
    """Return the links on each theme right below the whole field, and those on the field as a whole alone."""
    bases = " ".join(f"<{PREFIXES['basis']}{basis}>" for basis in asking.bases)
    text = (
        f"SELECT ?theme ?link WHERE {{ VALUES ?basis {{ {bases} }} {{ ?theme <{PREFIXES['skos']}broader> <{TOP}> . "
        f"?link <{G7}underTheme> ?theme }} UNION {{ VALUES ?theme {{ <{TOP}> }} ?link <{G7}about> ?theme }} "
        f"?link a <{G7}ContinuityLink> ; <{G7}basis> ?basis }}"
    )
    members: dict[str, set[str]] = defaultdict(set)
    for theme, link in rows(asking.store.query(text, asking.graphs))[1]:
        members[theme.value].add(link.value)  # type: ignore[union-attr]
    members[TOP] -= set().union(*(links for theme, links in members.items() if theme != TOP))
    return {theme: links for theme, links in members.items() if links}


def _of_thing(asking: _Asking, thing: str) -> Iterator[Section]:
    """Yield one section with all lines that lead to a thing and on from it, step by step."""
    hops: dict[tuple[str, str], Hop] = {}
    for relation in ("later", "earlier"):
        frontier, seen = [thing], {thing}
        while frontier:
            found = [hop for some in asking.hops(relation, frontier).values() for hop in some]
            hops |= {(hop.earlier.iri, hop.later.iri): hop for hop in found}
            ends = {(hop.earlier if relation == "later" else hop.later).iri for hop in found}
            frontier = sorted(ends - seen)
            seen |= ends
    ordered = sorted(hops.values(), key=lambda h: (h.earlier.date, h.later.date, h.earlier.iri, h.later.iri))
    yield Section("", asking.labels([thing]).get(thing, compact(thing)), tuple(ordered))


def _cut(sections: Iterable[Section], meeting: str, forward: bool) -> Iterator[Section]:
    for section in sections:
        yield replace(section, hops=tuple(_reach(section.hops, meeting, forward=forward)))


def descent(store: Store, bases: Sequence[str] = BASES) -> Iterator[tuple[str, str]]:
    """Yield every pair (later, earlier) such that the later thing goes back to the earlier one over links of these bases.

    The path ``g7:buildsOn+`` is the definition, and ``g7:descendsFrom`` holds its pairs for those who ask in SPARQL. Here the
    links are asked for, a few thousand rows where the pairs are hundreds of thousands, and walked: an engine that hands the
    pairs over spends most of its time on spelling the same IRIs again and again.

    Raises:
        UsageProblem: a basis is unknown.
    """
    before: dict[str, set[str]] = defaultdict(set)
    for basis in known(bases):
        text = f"SELECT ?later ?earlier WHERE {{ GRAPH <{GRAPH}builds-on/{basis}> {{ ?later <{G7}buildsOn> ?earlier }} }}"
        for one, other in rows(store.query(text))[1]:
            before[one.value].add(other.value)  # type: ignore[union-attr]
    for later, direct in before.items():
        reached = set(direct)
        way = list(direct)
        for thing in way:  # which grows as it is walked
            for further in before.get(thing, ()):
                if further not in reached:
                    reached.add(further)
                    way.append(further)
        yield from zip(repeat(later), way)


def _known(store: Store, name: str, kind: str, pattern: str) -> str:
    """Return the IRI of the theme or meeting called `name`, or say which there are."""
    namespace = PREFIXES["theme"] if kind == "theme" else f"{PREFIXES['id']}{kind}/"
    iri = expand(name, namespace)
    _, found = rows(store.query(f"SELECT DISTINCT ?node WHERE {{ ?node {pattern} }}"))
    known = {row[0].value for row in found}  # type: ignore[union-attr]
    if iri not in known:
        import difflib

        names = sorted(k.removeprefix(namespace) for k in known if k.startswith(namespace))
        near = difflib.get_close_matches(name, names) or names
        raise UsageProblem(f"no {kind} “{name}”; choose from {', '.join(near)}")
    return iri


def _known_thing(store: Store, name: str) -> str:
    """Return the IRI of the commitment (or another thing) called `name`, or say what is near."""
    for namespace in (PREFIXES["id"] + "commitment/", PREFIXES["id"]):
        iri = expand(name, namespace)
        if store.query(f"ASK {{ <{iri}> ?p ?o }}"):
            return iri
    return _known(store, name, "commitment", f"a <{G7}Commitment>")


def _hops(store: Store, query: str, graphs: Sequence[str] | None) -> dict[str, list[Hop]]:
    """Return the hops for each theme (or whatever the links were chosen by), in the order of the query."""
    columns, found = rows(store.query(query, graphs))
    ends: dict[tuple[str, str, str], tuple[End, End]] = {}
    links: dict[tuple[str, str, str], dict[Link, list[tuple[str, str]]]] = {}
    for row in found:
        cell = {name: getattr(term, "value", "") for name, term in zip(columns, row, strict=True)}
        key = (cell["theme"], cell["earlier"], cell["later"])
        ends.setdefault(key, (_end(cell, "earlier"), _end(cell, "later")))
        basis = cell["basis"].removeprefix(PREFIXES["basis"])
        link = Link(cell["link"], cell["type"], cell["typeLabel"], basis, cell["confidence"], cell["reason"], ())
        entry = links.setdefault(key, {}).setdefault(link, [])
        evidence = (cell["documentTitle"] or compact(cell["document"]), cell["locator"])
        if evidence not in entry and any(evidence):
            entry.append(evidence)
    hops: dict[str, list[Hop]] = defaultdict(list)
    for key, both in ends.items():
        told = tuple(replace(link, evidence=tuple(evidence)) for link, evidence in links[key].items())
        hops[key[0]].append(Hop(*both, told))
    return hops


def _end(cell: dict[str, str], side: str) -> End:
    names = ("", "Label", "Meeting", "MeetingLabel", "Place", "Date")
    return End(*(cell[side + name] for name in names))


def _reach(hops: Sequence[Hop], meeting: str, *, forward: bool) -> list[Hop]:
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
