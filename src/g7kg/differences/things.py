"""What was added, withdrawn and changed: each thing with its label and, where it changed, the values of its properties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from g7kg.describe import rank
from g7kg.namespaces import G7, PREFIXES, ROOT, SCHEMES
from g7kg.naming import DEPRECATED, REPLACED, TYPE

KINDS = ("term", "commitment", "statement", "link", "other")
WHATS = ("added", "withdrawn", "changed")
_TERMS = tuple(PREFIXES[prefix] for prefix in ("g7", "scheme", *SCHEMES))
_CLASSES = {G7 + "Commitment": "commitment", G7 + "Statement": "statement", G7 + "ContinuityLink": "link"}
_EDITION = tuple(PREFIXES["owl"] + name for name in ("versionInfo", "versionIRI"))  # these say which release it is, no more
_NAMES = tuple(
    PREFIXES[prefix] + local
    for prefix, local in (("skos", "prefLabel"), ("rdfs", "label"), ("dcterms", "title"), ("foaf", "name"))
)


@dataclass(frozen=True)
class Value:
    """A value of a property, with the named graphs that say it where these alone changed."""

    term: ox.NamedNode | ox.Literal
    graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class PropertyChange:
    """The values of one property that a thing has no longer, and has newly."""

    property: str
    old: tuple[Value, ...]
    new: tuple[Value, ...]


@dataclass(frozen=True)
class Change:
    """What became of a thing.

    Attributes:
        thing: its IRI.
        kind: one of `KINDS`.
        what: one of `WHATS`.
        labels: its label by language, in the newer release where it has one.
        replaced: where it was withdrawn, what takes its place.
        properties: where it changed, which properties.
    """

    thing: str
    kind: str
    what: str
    labels: dict[str, str]
    replaced: tuple[str, ...] = ()
    properties: tuple[PropertyChange, ...] = ()


_About = dict[tuple[str, object], set[str]]  # (property, value) → the graphs that say so


def between(old: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> list[Change]:
    """Return what became of every thing of the project, in the order of kinds and IRIs.

    Values that are blank nodes are passed over: their names mean nothing (`g7kg.differences.axioms` looks at them).
    """
    before, after = _about(old), _about(new)
    found = (_change(thing, before.get(thing, {}), after.get(thing, {})) for thing in before.keys() | after.keys())
    return sorted((c for c in found if c), key=lambda c: (KINDS.index(c.kind), WHATS.index(c.what), c.thing))


def _about(quads: Iterable[ox.Quad]) -> dict[str, _About]:
    found: dict[str, _About] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        if subject.startswith(ROOT) and not isinstance(quad.object, ox.BlankNode):
            found[subject][quad.predicate.value, quad.object].add(str(quad.graph_name)[1:-1])
    return found


def _change(thing: str, old: _About, new: _About) -> Change | None:
    kind = _kind(thing, [*old, *new])
    labels = {**_labels(old), **_labels(new)}
    if not old:
        return Change(thing, kind, "added", labels)
    if not new or (_withdrawn(new) and not _withdrawn(old)):
        replaced = (value.value for prop, value in new if prop == REPLACED and isinstance(value, ox.NamedNode))
        return Change(thing, kind, "withdrawn", labels, tuple(sorted(replaced)))
    properties = tuple(_properties(old, new))
    return Change(thing, kind, "changed", labels, (), properties) if properties else None


def _properties(old: _About, new: _About) -> Iterator[PropertyChange]:
    changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key) and key[0] not in _EDITION}
    for prop in sorted({prop for prop, _ in changed}, key=lambda name: (rank(name), name)):
        keys = sorted((key for key in changed if key[0] == prop), key=str)
        sides = [tuple(_value(key, side, other) for key in keys if key in side) for side, other in ((old, new), (new, old))]
        yield PropertyChange(prop, *sides)


def _value(key: tuple[str, object], side: _About, other: _About) -> Value:
    assert isinstance(key[1], ox.NamedNode | ox.Literal)
    return Value(key[1], tuple(sorted(side[key])) if key in other else ())


def _withdrawn(about: _About) -> bool:
    return any(prop == DEPRECATED and getattr(value, "value", "") in ("true", "1") for prop, value in about)


def _kind(thing: str, about: Iterable[tuple[str, object]]) -> str:
    if thing.startswith(_TERMS):
        return "term"
    types = {getattr(value, "value", "") for prop, value in about if prop == TYPE}
    return next((kind for name, kind in _CLASSES.items() if name in types), "other")


def _labels(about: _About) -> dict[str, str]:
    found = [
        (value.language or "", -_NAMES.index(prop), value.value)
        for prop, value in about
        if prop in _NAMES and isinstance(value, ox.Literal)
    ]
    return {language: text for language, _, text in sorted(found)}
