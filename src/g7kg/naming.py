"""The names that a release gives out, and the check that none of them vanishes or comes to mean something else.

An IRI of the project, once released, is never reused. What is withdrawn leaves a *tombstone*: the IRI with its label,
``owl:deprecated true`` and, where something took its place, ``dcterms:isReplacedBy``, and nothing else, so that no saved query
finds it. What a name means is kept in few triples (`KEPT`), so that the record of a release is small.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from g7kg.namespaces import PREFIXES, ROOT, compact
from g7kg.outputs import written
from g7kg.stores.embedded import parse_file

TYPE = PREFIXES["rdf"] + "type"
LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
DEFINITION = PREFIXES["skos"] + "definition"
BROADER = PREFIXES["rdfs"] + "subClassOf"
DEPRECATED = PREFIXES["owl"] + "deprecated"
REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
MAKER = PREFIXES["prov"] + "wasGeneratedBy"
VERSION = PREFIXES["owl"] + "versionInfo"
KEPT = (TYPE, *LABELS, DEFINITION, BROADER, DEPRECATED, REPLACED, VERSION)
ALIKE = 0.2  # two texts that share less of their pairs of letters than this say something else


@dataclass
class Name:
    """What a released IRI means: its classes, its label and definition by language, and whether it is withdrawn."""

    types: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    deprecated: bool = False
    replaced: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Breach:
    """A released name that vanished or means something else: which, what happened (a key of `BREACHES`), and more on it."""

    iri: str
    what: str
    more: str = ""


BREACHES = {
    "vanished": (
        "is gone; leave a tombstone (owl:deprecated, dcterms:isReplacedBy)",
        "なくなっている。廃止の印（owl:deprecated、dcterms:isReplacedBy）を残す",
    ),
    "reused": ("was withdrawn and is used again; give the new thing a new IRI", "廃止後に再び使われている。新しいIRIを付ける"),
    "class": (
        "is no longer of the class {more}; give the new thing a new IRI",
        "クラス {more} でなくなった。新しいIRIを付ける",
    ),
    "text": (
        "has another label and definition altogether; give the new thing a new IRI",
        "名称と定義がまったく別のものになった。新しいIRIを付ける",
    ),
    "successor": ("is replaced by {more}, which is not in the graph; correct it", "後継の {more} がグラフにない。正す"),
}


def parted(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return what files say, and what rules derive from it, which is known by the description of its graph.

    What describes a rule's graph, and the rule itself, belongs to the first.
    """
    every = list(quads)
    makers = {(q.graph_name, q.object) for q in every if q.subject == q.graph_name and q.predicate.value == MAKER}
    graphs = {graph for graph, _ in makers}
    told: list[ox.Quad] = []
    derived: list[ox.Quad] = []
    for quad in every:
        own = quad.graph_name not in graphs or quad.subject == quad.graph_name or (quad.graph_name, quad.subject) in makers
        (told if own else derived).append(quad)
    return told, derived


def names(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return the triples of `KEPT` about IRIs of the project: what a release's names are and mean.

    What rules derive is left out: the names of such links are made of their premises, and come and go with them.
    """
    found = {
        quad.triple
        for quad in parted(quads)[0]
        if quad.predicate.value in KEPT
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(ROOT)
        and not isinstance(quad.object, ox.BlankNode)
    }
    return sorted(found, key=str)


def read_names(path: Path) -> list[ox.Triple]:
    """Return the record of a release's names that `write_names` wrote.

    Raises:
        SourceProblem: it cannot be read or does not parse.
    """
    return [quad.triple for quad in parse_file(path)]


def write_names(triples: Iterable[ox.Triple], path: Path) -> None:
    """Write the record of a release's names as sorted N-Triples."""
    with written(path) as file:
        ox.serialize(triples, file, ox.RdfFormat.N_TRIPLES)


def meanings(triples: Iterable[ox.Triple]) -> dict[str, Name]:
    """Return what each released IRI means, from the triples of `names`."""
    found: dict[str, Name] = defaultdict(Name)
    for triple in triples:
        assert isinstance(triple.subject, ox.NamedNode)
        name, prop, value = found[triple.subject.value], triple.predicate.value, triple.object
        if prop == TYPE and isinstance(value, ox.NamedNode):
            name.types.add(value.value)
        elif prop in (*LABELS, DEFINITION) and isinstance(value, ox.Literal):
            name.texts[value.language or ""] += value.value
        elif prop == DEPRECATED and isinstance(value, ox.Literal):
            name.deprecated |= value.value in ("true", "1")
        elif prop == REPLACED and isinstance(value, ox.NamedNode):
            name.replaced.add(value.value)
    return dict(found)


def breaches(old: Iterable[ox.Triple], new: Iterable[ox.Triple]) -> list[Breach]:
    """Return the released names that vanished, are used again, or mean something else.

    Parameters:
        old: the names of the older release (`names`).
        new: those of the newer one.
    """
    after = list(new)
    wider: dict[str, set[str]] = defaultdict(set)
    for triple in after:
        if triple.predicate.value == BROADER and isinstance(triple.object, ox.NamedNode):
            wider[getattr(triple.subject, "value", "")].add(triple.object.value)
    now = meanings(after)
    return sorted(_breaches(meanings(old), now, wider), key=lambda breach: (breach.iri, breach.what))


def _breaches(old: Mapping[str, Name], new: Mapping[str, Name], wider: Mapping[str, set[str]]) -> Iterator[Breach]:
    for iri, was in old.items():
        now = new.get(iri)
        if now is None:
            yield Breach(iri, "vanished")
        elif now.deprecated:
            yield from (Breach(iri, "successor", compact(other)) for other in sorted(now.replaced - set(new)))
        elif was.deprecated:
            yield Breach(iri, "reused")
        else:
            for lost in sorted(was.types - _with_wider(now.types, wider)):
                yield Breach(iri, "class", compact(lost))
            pairs = [(text, now.texts[tag]) for tag, text in was.texts.items() if tag in now.texts]
            if pairs and all(alike(*pair) < ALIKE for pair in pairs):
                yield Breach(iri, "text")


def _with_wider(types: Iterable[str], wider: Mapping[str, set[str]]) -> set[str]:
    found, todo = set(types), list(types)
    while todo:
        new = wider.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found


def alike(one: str, other: str) -> float:
    """Return how much two texts share, from 0 to 1: Dice's coefficient of their pairs of letters.

    >>> alike("a longer label", "a longer label")
    1.0
    >>> alike("abc", "xyz")
    0.0
    """
    first, second = _pairs(one), _pairs(other)
    both = sum((first & second).values())
    total = sum(first.values()) + sum(second.values())
    return 2 * both / total if total else 1.0


def _pairs(text: str) -> Counter[str]:
    folded = " ".join(text.casefold().split())
    return Counter(folded[i : i + 2] for i in range(max(1, len(folded) - 1)))
