"""Damage the real data in every way a tired editor would, and see whether validation finds it.

    python tools/mutate.py --count 1200 --seed 2017 -o docs/mutants.md

Each mutant is one change to one triple or one node of a file in data/. It is caught when validation says something that it
does not say of the undamaged data.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from slips import SLIPS, Slip

from g7kg.namespaces import G7, ID, PREFIXES, compact
from g7kg.resources import graph_files, root
from g7kg.validation import Finding, read_shapes
from g7kg.validation.accounts import Accounts
from g7kg.validation.data import stream
from g7kg.validation.fast import Session

RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
XSD, RDFS, SKOS, DCTERMS = (PREFIXES[name] for name in ("xsd", "rdfs", "skos", "dcterms"))
DATE = XSD + "date"
LOOK_ALIKE = str.maketrans({"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "i": "і"})
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
Quads = list[ox.Quad]


@dataclass(frozen=True)
class Mutant:
    """One damage: its kind, what was done in words, the triples that go and those that come."""

    kind: str
    words: str
    gone: tuple[ox.Quad, ...]
    new: tuple[ox.Quad, ...]
    property: str = ""


class Real:
    """The real data, and what is looked up in it."""

    def __init__(self) -> None:
        data = root() / "data"
        self.quads: Quads = []
        self.data: Quads = []
        self.files: dict[Path, Quads] = {}
        for path, _ in graph_files():
            quads = self.files[path] = list(stream(path))
            self.quads += quads
            self.data += quads if path.is_relative_to(data) else []
        self.data = sorted(set(self.data), key=str)
        self.by: dict[str, Quads] = defaultdict(list)
        for q in self.data:
            self.by[q.predicate.value].append(q)
        self.types = {q.subject: q.object for q in self.quads if q.predicate == RDF_TYPE}
        self.members: dict[object, list[object]] = defaultdict(list)
        for node, kind in self.types.items():
            self.members[kind].append(node)
        self.value = {(q.subject, q.predicate.value): q.object for q in self.quads}

    def one(self, node: object, name: str) -> object:
        """Return a value of a property of a node, or None."""
        return self.value.get((node, name))


def changed(q: ox.Quad, value: object) -> ox.Quad:
    """Return a statement with another object."""
    return ox.Quad(q.subject, q.predicate, value)  # type: ignore[arg-type]


def shown(q: ox.Quad) -> str:
    """Return a statement in short for the table."""
    value = compact(q.object.value) if isinstance(q.object, ox.NamedNode) else str(q.object)[:40]
    return f"{compact(q.subject.value)} {compact(q.predicate.value)} {value}"  # type: ignore[union-attr]


Maker = Callable[[Real, random.Random], Mutant | None]
MAKERS: dict[str, Maker] = {}


def kind(name: str) -> Callable[[Maker], Maker]:
    """Register a way to damage the data."""

    def register(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return register


def swap(name: str, q: ox.Quad, value: object) -> Mutant:
    """Return the mutant in which a statement has another object."""
    new = changed(q, value)
    return Mutant(name, f"{shown(q)} → {shown(new).split(' ', 2)[2]}", (q,), (new,), q.predicate.value)


@kind("drop a statement")
def _drop(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    return Mutant("drop a statement", shown(q), (q,), (), q.predicate.value)


@kind("duplicate with another value")
def _duplicate(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    other = rng.choice(real.by[q.predicate.value])
    if other.object == q.object or q.predicate == RDF_TYPE:
        return None
    new = changed(q, other.object)
    return None if new in real.data else Mutant("duplicate with another value", shown(new), (), (new,), q.predicate.value)


@kind("swap two nodes' values")
def _swap(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    other = rng.choice(real.by[q.predicate.value])
    if other.subject == q.subject or other.object == q.object:
        return None
    new = (changed(q, other.object), changed(other, q.object))
    return Mutant("swap two nodes' values", f"{shown(q)} ⇄ {shown(other)}", (q, other), new, q.predicate.value)


@kind("mistype an IRI")
def _mistype(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.NamedNode) or "w3id.org/g7kg" not in q.object.value:
        return None
    iri = q.object.value
    at = rng.randrange(max(iri.rfind("/"), iri.rfind("#")) + 1, len(iri))
    return swap("mistype an IRI", q, ox.NamedNode(iri[:at] + iri[at + 1 :] if len(iri) - at > 1 else iri + "s"))


@kind("look-alike letter in an IRI")
def _look_alike(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.NamedNode) or "w3id.org/g7kg" not in q.object.value:
        return None
    head, slash, tail = q.object.value.rpartition("/")
    new = tail.translate(LOOK_ALIKE)
    return None if new == tail else swap("look-alike letter in an IRI", q, ox.NamedNode(head + slash + new))


@kind("mistype a property")
def _property(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    name = q.predicate.value
    if q.predicate == RDF_TYPE:
        return None
    at = rng.randrange(max(name.rfind("/"), name.rfind("#")) + 1, len(name))
    new = ox.Quad(q.subject, ox.NamedNode(name[:at] + name[at + 1 :]), q.object)
    return Mutant("mistype a property", f"{shown(q)} as {compact(new.predicate.value)}", (q,), (new,), name)


@kind("wrong language tag")
def _language(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.Literal) or q.object.language not in ("en", "ja"):
        return None
    tag = rng.choice([tag for tag in ("en", "ja", "fr", "jp", "en-GB") if tag != q.object.language])
    return swap("wrong language tag", q, ox.Literal(q.object.value, language=tag))


@kind("ja-Hira only")
def _reading(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[RDFS + "label"])
    if q.object.language != "ja":
        return None
    return swap("ja-Hira only", q, ox.Literal(q.object.value, language="ja-hira"))


@kind("wrong datatype")
def _datatype(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.Literal) or q.object.language:
        return None
    kinds = [XSD + name for name in ("string", "date", "integer", "gYearMonth", "decimal", "boolean")]
    other = rng.choice([name for name in kinds if name != q.object.datatype.value])
    return swap("wrong datatype", q, ox.Literal(q.object.value, datatype=ox.NamedNode(other)))


@kind("full-width digits")
def _wide(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.Literal) or q.object.language or q.object.value.translate(WIDE) == q.object.value:
        return None
    return swap("full-width digits", q, ox.Literal(q.object.value.translate(WIDE), datatype=q.object.datatype))


@kind("day that does not exist")
def _no_day(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.Literal) or q.object.datatype.value != DATE:
        return None
    return swap("day that does not exist", q, ox.Literal(q.object.value[:5] + "02-30", datatype=ox.NamedNode(DATE)))


@kind("date out of order")
def _order(real: Real, rng: random.Random) -> Mutant | None:
    first, last = rng.choice([("startsOn", "endsOn"), ("earliestStart", "latestEnd"), ("earliest", "latest")])
    q = rng.choice(real.by[G7 + first])
    end = real.one(q.subject, G7 + last)
    if not isinstance(end, ox.Literal):
        return None
    return swap("date out of order", q, ox.Literal(f"{int(end.value[:4]) + 1}{end.value[4:]}", datatype=ox.NamedNode(DATE)))


@kind("link reversed in time")
def _reversed(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "earlier"])
    later = real.one(q.subject, G7 + "later")
    old = ox.Quad(q.subject, ox.NamedNode(G7 + "later"), later)  # type: ignore[arg-type]
    new = (changed(q, later), changed(old, q.object))
    return Mutant("link reversed in time", shown(q), (q, old), new, G7 + "earlier")


@kind("annex number twice")
def _annex(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "annexNumber"])
    of = real.one(q.subject, G7 + "annexOf")
    numbers = [n for n in real.by[G7 + "annexNumber"] if real.one(n.subject, G7 + "annexOf") == of and n.object != q.object]
    return swap("annex number twice", q, rng.choice(numbers).object) if numbers else None


@kind("modality from the wrong scheme")
def _modality(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "modality"])
    concepts = [c for c in real.members[ox.NamedNode(SKOS + "Concept")] if "/modality/" not in c.value]  # type: ignore[attr-defined]
    return swap("modality from the wrong scheme", q, rng.choice(sorted(concepts, key=str)))


@kind("concept from the wrong scheme")
def _scheme(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    concept = ox.NamedNode(SKOS + "Concept")
    if real.types.get(q.object) != concept or not q.predicate.value.startswith(G7):
        return None
    scheme = real.one(q.object, SKOS + "inScheme")
    others = [c for c in real.members[concept] if real.one(c, SKOS + "inScheme") != scheme]
    return swap("concept from the wrong scheme", q, rng.choice(sorted(others, key=str)))


@kind("evidence from another document")
def _evidence(real: Real, rng: random.Random) -> Mutant | None:
    q, other = rng.choice(real.by[G7 + "evidence"]), rng.choice(real.by[G7 + "evidence"])
    kinds = {G7 + name for name in ("Statement", "ContinuityLink", "Claim", "Participation")}
    kind_of = real.types.get(q.subject)
    document = [real.one(real.one(e.object, G7 + "passageOf"), G7 + "renditionOf") for e in (q, other)]
    if getattr(kind_of, "value", "") not in kinds or document[0] == document[1]:
        return None
    return swap("evidence from another document", q, other.object)


@kind("passage beyond the end")
def _beyond(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "end"])
    return swap("passage beyond the end", q, ox.Literal("99999", datatype=q.object.datatype))


@kind("passage ends before it starts")
def _empty(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "end"])
    start = real.one(q.subject, G7 + "start")
    return swap("passage ends before it starts", q, start) if start is not None else None


@kind("digest cut short")
def _digest(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "sha256"])
    return swap("digest cut short", q, ox.Literal(q.object.value[:-1]))


@kind("wrong class")
def _class(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[RDF_TYPE.value])
    names = sorted({t.value for t in real.types.values() if t.value.startswith(G7) and t != q.object})  # type: ignore[attr-defined]
    return swap("wrong class", q, ox.NamedNode(rng.choice(names))) if q.object.value.startswith(G7) else None


@kind("value of the wrong class")
def _wrong_value(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.NamedNode) or not q.predicate.value.startswith(G7) or not q.object.value.startswith(ID):
        return None
    other = rng.choice(real.data).subject
    return None if real.types.get(other) == real.types.get(q.object) else swap("value of the wrong class", q, other)


@kind("text in place of an IRI")
def _text(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.NamedNode) or q.predicate == RDF_TYPE:
        return None
    return swap("text in place of an IRI", q, ox.Literal(compact(q.object.value)))


@kind("copy a node under a mistyped IRI")
def _copied(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    subject = ox.NamedNode(q.subject.value[:-1] + "ｘ")
    mine = [o for o in real.data if o.subject == q.subject]
    new = tuple(ox.Quad(subject, o.predicate, o.object) for o in mine)
    return Mutant("copy a node under a mistyped IRI", compact(subject.value), (), new)


@kind("second modality")
def _two(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "modality"])
    new = changed(q, rng.choice(real.by[G7 + "modality"]).object)
    return None if new == q else Mutant("second modality", shown(new), (), (new,), G7 + "modality")


@kind("label in the other language")
def _other_language(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[RDFS + "label"])
    other = next(
        (o for o in real.by[RDFS + "label"] if o.subject == q.subject and o.object.language != q.object.language), None
    )
    if other is None or " " not in q.object.value + other.object.value:
        return None
    return swap("label in the other language", q, ox.Literal(other.object.value, language=q.object.language))


@kind("text blank, torn or in half-width katakana")
def _untidy(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.Literal) or not q.object.language:
        return None
    text = q.object.value
    new = rng.choice(["", " ", text + " ", text[:2] + "\n" + text[2:], "ﾃｷｽﾄ" + text, text + "　"])
    return swap("text blank, torn or in half-width katakana", q, ox.Literal(new, language=q.object.language))


@kind("confidence in percent or with a comma")
def _percent(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "confidence"])
    new = rng.choice([str(float(q.object.value) * 100), q.object.value.replace(".", ","), "1.5", "-0.5"])
    return (
        None
        if new == q.object.value
        else swap("confidence in percent or with a comma", q, ox.Literal(new, datatype=q.object.datatype))
    )


@kind("address not whole")
def _address(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.NamedNode) or q.predicate.value not in (DCTERMS + "source", G7 + "publishedAt"):
        return None
    iri = q.object.value
    if "w3id.org" in iri:
        return swap("address not whole", q, ox.NamedNode(iri.replace("https://", "http://")))
    new = rng.choice([iri.replace("://", ":/"), iri.replace("://", "//", 1), iri.partition("://")[2], "https://" + iri])
    return swap("address not whole", q, ox.NamedNode(new if ":" in new else ID + new))


@kind("http for https in an IRI of ours")
def _scheme_of_iri(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.data)
    if not isinstance(q.object, ox.NamedNode) or not q.object.value.startswith("https://w3id.org/g7kg/"):
        return None
    return swap("http for https in an IRI of ours", q, ox.NamedNode(q.object.value.replace("https", "http", 1)))


@kind("link to itself, or the other way as well")
def _circle(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "earlier"])
    later = real.one(q.subject, G7 + "later")
    if rng.random() < 0.5:
        return swap("link to itself, or the other way as well", q, later)
    node = ox.NamedNode(q.subject.value + "-back")
    ends = {G7 + "earlier": later, G7 + "later": q.object}
    new = [ox.Quad(node, o.predicate, ends.get(o.predicate.value, o.object)) for o in real.data if o.subject == q.subject]
    return Mutant("link to itself, or the other way as well", compact(node.value), (), tuple(new), G7 + "earlier")


@kind("link without a premise, a reason or a type")
def _bare(real: Real, rng: random.Random) -> Mutant | None:
    names = [
        PREFIXES["prov"] + "wasDerivedFrom",
        *(G7 + n for n in ("reason", "continuityType", "basis", "confidence", "earlier")),
    ]
    q = rng.choice(real.by[rng.choice(names)])
    if real.types[q.subject].value != G7 + "ContinuityLink":  # type: ignore[attr-defined]
        return None
    return whole("link without a premise, a reason or a type", real, q)


@kind("presidency of another year")
def _presidency(real: Real, rng: random.Random) -> Mutant | None:
    q, other = rng.choice(real.by[G7 + "heldUnder"]), rng.choice(real.by[G7 + "heldUnder"])
    return None if q.object == other.object else swap("presidency of another year", q, other.object)


@kind("session of another meeting")
def _session(real: Real, rng: random.Random) -> Mutant | None:
    q, other = rng.choice(real.by[G7 + "inSession"]), rng.choice(real.by[G7 + "inSession"])
    same = real.one(q.object, G7 + "partOf") == real.one(other.object, G7 + "partOf")
    return None if same else swap("session of another meeting", q, other.object)


@kind("person for a party, or party for a person")
def _confused(real: Real, rng: random.Random) -> Mutant | None:
    people, parties = (
        [q.subject for q in real.by[RDF_TYPE.value] if q.object.value == c]
        for c in (PREFIXES["foaf"] + "Person", G7 + "MemberState")
    )
    name, others = rng.choice(
        [("madeBy", people), ("onBehalfOf", people), ("heldBy", people), ("inPost", parties), ("inPost", people)]
    )
    return swap("person for a party, or party for a person", rng.choice(real.by[G7 + name]), rng.choice(others))


@kind("block copied under the same IRI")
def _same_iri(real: Real, rng: random.Random) -> Mutant | None:
    node = rng.choice(real.data).subject
    others = [n for n in real.members[real.types.get(node)] if n != node]
    if not others:
        return None
    other = rng.choice(sorted(others, key=str))
    new = {ox.Quad(node, o.predicate, o.object) for o in real.data if o.subject == other} - set(real.data)
    return (
        Mutant("block copied under the same IRI", f"{compact(node.value)} + {compact(other.value)}", (), tuple(new))
        if new
        else None
    )


@kind("statement copied, only its IRI changed")
def _copied_statement(real: Real, rng: random.Random) -> Mutant | None:
    q = rng.choice(real.by[G7 + "modality"])
    node = ox.NamedNode(q.subject.value + ".x")
    new = tuple(ox.Quad(node, o.predicate, o.object) for o in real.data if o.subject == q.subject)
    return Mutant("statement copied, only its IRI changed", compact(node.value), (), new)


@kind("all values of a property gone")
def _whole(real: Real, rng: random.Random) -> Mutant | None:
    return whole("all values of a property gone", real, rng.choice(real.data))


def _registered(name: str, slip: Slip) -> None:
    """Make a slip of the pen (tools/slips.py) one of the ways to damage the data."""

    def make(real: Real, rng: random.Random) -> Mutant | None:
        q = rng.choice(real.data)
        made = slip(q, rng)
        if not made:
            return None
        new, gone = tuple(n for n in made if n != q), () if q in made else (q,)
        return Mutant(name, " and ".join([*(shown(g) + " →" for g in gone), *map(shown, new)]), gone, new, q.predicate.value)

    MAKERS[name] = make


for _name, _slip in SLIPS.items():
    _registered(_name, _slip)


def whole(name: str, real: Real, q: ox.Quad) -> Mutant:
    """Return the mutant in which a node has lost a property altogether."""
    gone = tuple(o for o in real.by[q.predicate.value] if o.subject == q.subject)
    return Mutant(name, shown(q) + (f" and {len(gone) - 1} more" if gone[1:] else ""), gone, (), q.predicate.value)


def mutants(real: Real, count: int, seed: int) -> Iterator[Mutant]:
    """Yield `count` mutants, as many of each kind as of any other, the same from run to run."""
    rng = random.Random(seed)  # noqa: S311 — nothing secret
    names = list(MAKERS)
    for number in range(count):
        maker = MAKERS[names[number % len(names)]]
        made = None
        while made is None:
            made = maker(real, rng)
        yield made


OPEN = "the property points to a thing of any kind"
REASONS = {
    "duplicate with another value": "the property may have several values, and this one is of the right kind",
    "swap two nodes' values": "both values are of the right kind for both nodes; only a reader of the source can tell",
    "link reversed in time": "both ends are of one occasion, or a day is not known: time does not tell which is earlier",
    "wrong class": "both classes take the same properties; only a reader of the source can tell",
}
ON_PROPERTIES = {
    ("label in the other language", RDFS + "label"): "a name in Latin letters may stand in Japanese as well",
    ("wrong language tag", DCTERMS + "title"): "a title may be in any language",
    ("wrong language tag", DCTERMS + "subject"): "words of the assessor may be in any language",
    ("wrong language tag", G7 + "verbAsPrinted"): "words as printed may be in any language",
    ("wrong language tag", G7 + "postAsPrinted"): "words as printed may be in any language",
    ("wrong language tag", G7 + "asPrinted"): "words as printed may be in any language",
    ("wrong language tag", G7 + "deadlineAsPrinted"): "words as printed may be in any language",
    ("wrong language tag", SKOS + "altLabel"): "another name may be in any language",
    (
        "evidence from another document",
        G7 + "evidence",
    ): "what editors conclude, or what is told of in passing, may rest on any document",
    **{("value of the wrong class", G7 + name): OPEN for name in ("concerns", "refersTo", "readAs", "earlier", "later")},
}


def reason(mutant: Mutant, real: Real) -> str:
    """Return why a mutant that survives need not be wrong, or "" where it should have been caught."""
    name = mutant.property
    if set(mutant.new) <= set(real.quads) and not (set(mutant.gone) - set(mutant.new)):
        return "what remains is what other files say as well"
    if mutant.kind in ("drop a statement", "all values of a property gone"):
        node = mutant.gone[0].subject
        if any(q.subject == node and q.predicate.value == name and q not in mutant.gone for q in real.quads):
            return "the node has another value of the property, and any number is allowed"
        return f"{compact(real.types[node].value)} may be without the property; only a reader of the source can tell"  # type: ignore[attr-defined]
    return ON_PROPERTIES.get((mutant.kind, name)) or REASONS.get(mutant.kind, "")


def main() -> None:
    """Make the mutants, check each, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=2017)
    parser.add_argument("-o", "--output", type=Path, help="the table; standard output by default")
    arguments = parser.parse_args()
    real = Real()
    session = Session((q.triple for q in real.quads), read_shapes())
    healthy = session.findings()
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    survivors: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants(real, arguments.count, arguments.seed):
        made[mutant.kind] += 1
        if found(session, mutant, healthy, real):
            caught[mutant.kind] += 1
        else:
            survivors[mutant.kind].append(mutant)
    text = table(real, made, caught, survivors, arguments.seed)
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def found(session: Session, mutant: Mutant, healthy: set[Finding], real: Real) -> set[Finding]:
    """Return the violations and warnings that validation has of a mutant and not of the undamaged data."""
    damaged = session.findings((q.triple for q in mutant.gone), (q.triple for q in mutant.new))
    return {f for f in damaged - healthy if f.severity != "Info"} | unwhole(mutant, real)


def unwhole(mutant: Mutant, real: Real) -> set[Finding]:
    """Return what is missing in the accounts of the sources that a mutant takes something away from; they are whole before."""
    gone, findings = set(mutant.gone), set()
    for path, quads in real.files.items():
        if gone.intersection(quads):
            accounts = Accounts()
            left = [*(q for q in quads if q not in gone), *mutant.new]
            accounts.see(path, left, [q.predicate.value for q in left])
            findings |= set(accounts.findings())
    return findings


def table(real: Real, made: Counter[str], caught: Counter[str], survivors: dict[str, list[Mutant]], seed: int) -> str:
    """Return the table of mutants, and the survivors with the reason."""
    lines = [
        "# Mutants",
        "",
        f"Written by `python tools/mutate.py --count {sum(made.values())} --seed {seed} -o docs/mutants.md`.",
        "Each mutant is the real data with one damage. It is caught when validation reports a violation or warning that the",
        "undamaged data do not have.",
        "",
        "| damage | made | caught | survived |",
        "|---|---|---|---|",
    ]
    lines += [f"| {name} | {made[name]} | {caught[name]} | {made[name] - caught[name]} |" for name in MAKERS if made[name]]
    total, got = sum(made.values()), sum(caught.values())
    lines += [f"| **all** | **{total}** | **{got}** | **{total - got}** |", "", "## Survivors", ""]
    for name, group in survivors.items():
        by_reason: dict[str, list[Mutant]] = defaultdict(list)
        for mutant in group:
            by_reason[reason(mutant, real) or "**not explained: a rule is missing**"].append(mutant)
        for why, ones in by_reason.items():
            properties = Counter(compact(m.property) for m in ones if m.property)
            listed = ", ".join(f"{p} {n}" for p, n in properties.most_common())
            lines += [f"- {name}, {len(ones)}: {why}" + (f" ({listed})" if listed else "")]
            lines += [f"    - `{m.words}`" for m in ones[: 3 if not why.startswith("**") else None]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
