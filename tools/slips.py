"""Slips of the pen in one statement: what `tools/mutate.py` does besides the damages that need a look at the whole graph.

Each takes a statement and a source of chance, and gives the statements that come in its place, or None where it does not fit.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

import pyoxigraph as ox

from g7kg.namespaces import G7, ID, PREFIXES

Slip = Callable[[ox.Quad, random.Random], list[ox.Quad] | None]
SLIPS: dict[str, Slip] = {}

XSD, RDF, RDFS, SKOS, OWL, DCTERMS = (PREFIXES[name] for name in ("xsd", "rdf", "rdfs", "skos", "owl", "dcterms"))
TYPE = RDF + "type"
OURS = {RDFS + "label", SKOS + "note", G7 + "locator", G7 + "reason", G7 + "reading"}  # texts in our own words
DAYS = {G7 + name for name in ("startsOn", "endsOn", "earliestStart", "latestEnd", "earliest", "latest", "deadlineLatest")}
NUMBERS = {G7 + name for name in ("start", "end", "length", "annexNumber", "order")}
UNSEEN = "\u200b\ufeff\u00ad\u202e\u0007\u0000\ufffd\u2028\u00a0".replace("\u0000", "")


def slip(name: str) -> Callable[[Slip], Slip]:
    """Register a slip."""

    def register(made: Slip) -> Slip:
        SLIPS[name] = made
        return made

    return register


def _with(q: ox.Quad, value: object) -> list[ox.Quad] | None:
    return None if value == q.object else [ox.Quad(q.subject, q.predicate, value)]  # type: ignore[arg-type]


def _text(q: ox.Quad, change: Callable[[str], str], only: set[str] | None = None) -> list[ox.Quad] | None:
    if not isinstance(q.object, ox.Literal) or not q.object.language or (only and q.predicate.value not in only):
        return None
    return _with(q, ox.Literal(change(q.object.value), language=q.object.language))


def _typed(q: ox.Quad, value: str, datatype: str = "") -> list[ox.Quad] | None:
    return _with(q, ox.Literal(value, datatype=ox.NamedNode(XSD + datatype) if datatype else q.object.datatype))  # type: ignore[union-attr]


def _own(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(ID)


@slip("invisible, control or lost character in a text")
def _unseen(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    def change(text: str) -> str:
        at = rng.randrange(len(text) + 1)
        return text[:at] + rng.choice(UNSEEN) + text[at:]

    return _text(q, change)


@slip("marks of another format in a text")
def _marks(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    before, after = rng.choice([("<b>", "</b>"), ("**", "**"), ("", " &amp;"), ("&nbsp;", ""), ("<p>", "")])
    return _text(q, lambda text: before + text + after)


@slip("text in the wrong encoding")
def _encoding(q: ox.Quad, _rng: random.Random) -> list[ox.Quad] | None:
    return _text(q, lambda text: text.encode().decode("cp1252", "replace"), OURS)


@slip("stand-in for a text")
def _stand_in(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    return _text(q, lambda _: rng.choice(["TODO", "???", "xxx", "未定", "要確認", "tbd", ID + "x"]))


@slip("letters taken apart, tied together, of another script or full-width")
def _letters(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    changes = [
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace("fi", "ﬁ", 1),
        lambda t: re.sub("(?<=[A-Za-z])[aeo](?=[A-Za-z])", lambda m: {"a": "а", "e": "е", "o": "о"}[m[0]], t, count=1),
        lambda t: re.sub("[A-Za-z0-9]", lambda m: chr(ord(m[0]) + 0xFEE0), t, count=1),
    ]
    return _text(q, rng.choice(changes), OURS)


@slip("language tag gone, regional or of no language")
def _tag(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if q.predicate.value not in OURS or not isinstance(q.object, ox.Literal):
        return None
    tag = rng.choice([None, "en-us", "ja-jp", "jp", "x-default", "en-gb"])
    return _with(q, ox.Literal(q.object.value, language=tag) if tag else ox.Literal(q.object.value))


@slip("number negative, with a zero or sign before it, broken or as text")
def _number(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if q.predicate.value not in NUMBERS or not isinstance(q.object, ox.Literal):
        return None
    text = q.object.value
    value, datatype = rng.choice(
        [("-" + text, ""), ("0" + text, ""), ("+" + text, ""), (text + ".0", "decimal"), (text, "string")]
    )
    return _typed(q, value, datatype)


@slip("day with a zone or time, a month only, or in another order")
def _day(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if q.predicate.value not in DAYS or not isinstance(q.object, ox.Literal):
        return None
    year, month, day = q.object.value.split("-")
    ways = [
        (f"{year}-{month}-{day}Z", ""),
        (f"{year}-{month}-{day}T00:00:00", "dateTime"),
        (f"{year}-{month}", "gYearMonth"),
        (f"{day}/{month}/{year}", ""),
        (f"{year}年{int(month)}月{int(day)}日", ""),
        (f"{year}-{month}-{day}", "string"),
    ]
    return _typed(q, *rng.choice(ways))


@slip("first or last day a year off, or with exchanged digits")
def _year(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if q.predicate.value not in (G7 + "startsOn", G7 + "endsOn") or not isinstance(q.object, ox.Literal):
        return None
    text = q.object.value
    years = (str(int(text[:4]) + 1), str(int(text[:4]) - 1), text[:2] + text[3] + text[2])
    return _typed(q, rng.choice(years) + text[4:])


@slip("digest in capitals, not hexadecimal, too long or with a space")
def _digest(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if q.predicate.value != G7 + "sha256" or not isinstance(q.object, ox.Literal):
        return None
    text = q.object.value
    return _typed(q, rng.choice([text.upper(), "g" + text[1:], "0" + text, text + " ", "sha256:" + text]))


@slip("IRI with a slash, capitals, an escape, a fragment or www")
def _iri(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if not _own(q.object):
        return None
    iri = q.object.value  # type: ignore[union-attr]
    names = (iri + "/", ID + iri[len(ID) :].upper(), iri.replace("-", "%2D", 1), iri + "#it", iri.replace("w3id", "www.w3id"))
    return _with(q, ox.NamedNode(rng.choice(names)))


@slip("property in other letters, or of another namespace")
def _property(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    iri = q.predicate.value
    base, local = re.fullmatch(r"(.*[/#])(.*)", iri).groups()  # type: ignore[union-attr]
    names = [
        base + local[:1].upper() + local[1:],
        G7 + re.sub("([A-Z])", lambda m: "_" + m[1].lower(), local) + "_",
        iri.replace("https://", "http://") if iri.startswith("https") else iri.replace("http://", "https://"),
        "http://purl.org/dc/elements/1.1/" + local,
        "https://example.org/" + local,
    ]
    chosen = rng.choice(names)
    return None if iri == TYPE or chosen == iri else [ox.Quad(q.subject, ox.NamedNode(chosen), q.object)]


@slip("class in small letters, misspelt or of another namespace")
def _class(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if q.predicate.value != TYPE or not isinstance(q.object, ox.NamedNode) or not q.object.value.startswith(G7):
        return None
    local = q.object.value[len(G7) :]
    names = (G7 + local.lower(), G7 + local + "s", G7.replace("https", "http") + local, "https://example.org/" + local)
    return _with(q, ox.NamedNode(rng.choice(names)))


@slip("statement the wrong way round")
def _round(q: ox.Quad, _rng: random.Random) -> list[ox.Quad] | None:
    if not _own(q.object) or not q.predicate.value.startswith(G7):
        return None
    return [ox.Quad(q.object, q.predicate, q.subject)]  # type: ignore[arg-type]


@slip("value is the thing itself, nameless, empty, or an address as text")
def _nothing(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if not _own(q.object):
        return None
    address = ox.Literal(q.object.value, datatype=ox.NamedNode(XSD + "anyURI"))  # type: ignore[union-attr]
    return _with(q, rng.choice([q.subject, ox.BlankNode("nameless"), ox.NamedNode(RDF + "nil"), ox.Literal(""), address]))


@slip("thing in place of a text or number")
def _thing(q: ox.Quad, _rng: random.Random) -> list[ox.Quad] | None:
    return _with(q, ox.NamedNode(ID + "meeting/2017-turin")) if isinstance(q.object, ox.Literal) else None


@slip("owl:sameAs, or a property of no vocabulary, beside the rest")
def _beside(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    term = ox.NamedNode("http://www.wikidata.org/entity/Q1")
    names = [(OWL + "sameAs", term), ("https://example.org/p", ox.Literal("x")), ("http://schema.org/name", ox.Literal("x"))]
    name, value = rng.choice(names)
    return [q, ox.Quad(q.subject, ox.NamedNode(name), value)]


@slip("second class, of another kind")
def _second(q: ox.Quad, rng: random.Random) -> list[ox.Quad] | None:
    if q.predicate.value != TYPE or not isinstance(q.object, ox.NamedNode) or not q.object.value.startswith(G7):
        return None
    kinds = [G7 + n for n in ("Statement", "Passage", "Commitment", "ContinuityLink", "Presidency", "Participation")]
    return [q, ox.Quad(q.subject, q.predicate, ox.NamedNode(rng.choice([k for k in kinds if k != q.object.value])))]
