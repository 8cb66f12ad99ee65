"""How good a draft is: precision and recall against the encoding of the same release, by kind.

    python benchmarks/draft.py COPY [--plain]

The draft is made from a copy of the release on Turin and a graph without the file that encodes it. Things are paired by
their evidence: two statements are one when their passages overlap by half of the shorter one; each is paired at most once.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef

ROOT = Path(__file__).parents[1]
G7 = Namespace("https://w3id.org/g7kg/ontology#")
ENCODED = ROOT / "data" / "2017-turin" / "mic-release.ttl"


def store_without_the_release():  # type: ignore[no-untyped-def]
    """Return a store with every graph file but the one that encodes the release."""
    from g7kg.resources import graph_files
    from g7kg.stores.embedded import EmbeddedStore, load_file

    store = EmbeddedStore()
    for path, name in graph_files():
        if path != ENCODED:
            load_file(store.raw, path, name)
    return store


def places(graph: Graph, node: URIRef, *, content: bool = True) -> list[tuple[int, int]]:
    """Return the places of a node's evidence; of a statement, those of its content rather than of verb and speaker."""
    passages = [p for p in graph.objects(node, G7.evidence) if graph.value(p, G7.start) is not None]
    if content:
        kept = [p for p in passages if str(p).rsplit(".", 1)[-1] not in ("verb", "speaker", "partner")]
        passages = kept or passages
    return sorted((int(str(graph.value(p, G7.start))), int(str(graph.value(p, G7.end)))) for p in passages)


def overlap(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> float:
    """Return how much of the shorter of two sets of places lies in the other."""
    a = {at for start, end in one for at in range(start, end)}
    b = {at for start, end in other for at in range(start, end)}
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def paired(ours: Graph, theirs: Graph, kind: URIRef) -> list[tuple[URIRef, URIRef]]:
    """Return pairs (drafted, encoded), the best overlaps first."""
    drafted = [(s, places(ours, s)) for s in ours.subjects(RDF.type, kind)]  # type: ignore[arg-type]
    encoded = [(s, places(theirs, s)) for s in theirs.subjects(RDF.type, kind)]  # type: ignore[arg-type]
    scores = sorted(((overlap(a, b), str(s), str(t)) for s, a in drafted for t, b in encoded), reverse=True)
    used: set[str] = set()
    pairs = []
    for score, s, t in scores:
        if score >= 0.5 and s not in used and t not in used:
            used |= {s, t}
            pairs.append((URIRef(s), URIRef(t)))
    return pairs


def keys(graph: Graph, what: str) -> set[tuple[str, ...]]:
    """Return what can be compared by value: the things of a kind as tuples."""

    def tail(node: object) -> str:
        return str(node).rsplit("/id/", 1)[-1]

    def of(kind: URIRef, *properties: URIRef) -> set[tuple[str, ...]]:
        return {
            tuple(tail(v) if (v := graph.value(s, p)) is not None else "" for p in properties)
            for s in graph.subjects(RDF.type, kind)
        }

    if what == "participants":
        return of(G7.Participation, G7.participant, G7.inEvent)
    if what == "outcome documents":
        return {(tail(o),) for o in graph.objects(None, G7.adopted)}
    if what == "links":
        return of(G7.ContinuityLink, G7.earlier, G7.later, G7.continuityType)
    if what == "bilateral exchanges":
        return {(tail(s), tail(graph.value(s, G7.startsOn))) for s in graph.subjects(RDF.type, G7.BilateralExchange)}
    if what == "sessions":
        return of(G7.Session, G7.order, G7.about)
    if what == "targets":
        return of(G7.Target, G7.deadlineLatest)
    if what == "presidencies":
        return {(tail(o),) for o in graph.objects(None, G7.heldUnder)}
    return set()


def mentioned_events(graph: Graph) -> set[str]:
    """Return the events that have evidence in the release."""
    return {
        str(s).rsplit("/id/", 1)[-1]
        for s in graph.subjects(G7.evidence, None)
        if "/id/meeting/" in str(s) or "/id/event/" in str(s)
    }


def main(arguments: list[str]) -> int:
    """Draft, compare, print the table."""
    if "--plain" in arguments:
        os.environ["G7KG_PLAIN"] = "1"
    copy = next(a for a in arguments if not a.startswith("--"))
    from g7kg import drafting
    from g7kg.drafting import tokens

    store = store_without_the_release()
    began = time.perf_counter()
    draft = drafting.draft(Path(copy).read_text(encoding="utf-8"), store)
    took = time.perf_counter() - began
    ours, theirs = Graph().parse(data=draft.turtle, format="turtle"), Graph().parse(ENCODED)
    rows = []
    pairs = paired(ours, theirs, G7.Statement)
    drafted, encoded = (len(set(g.subjects(RDF.type, G7.Statement))) for g in (ours, theirs))
    rows.append(("statements", drafted, encoded, len(pairs)))
    right = sum(ours.value(a, G7.modality) == theirs.value(b, G7.modality) for a, b in pairs)
    rows.append(("… with the right modality", len(pairs), len(pairs), right))
    speakers = sum(
        set(ours.objects(a, G7.madeBy)) == set(theirs.objects(b, G7.madeBy))
        for a, b in pairs
        if (b, G7.madeBy, None) in theirs
    )
    spoken = sum((b, G7.madeBy, None) in theirs for _, b in pairs)
    rows.append(("… with the right speakers", spoken, spoken, speakers))
    about = [(set(ours.objects(a, G7.about)), set(theirs.objects(b, G7.about))) for a, b in pairs]
    rows.append(
        ("… themes of those", sum(len(a) for a, _ in about), sum(len(b) for _, b in about), sum(len(a & b) for a, b in about))
    )
    for what in ("participants", "outcome documents", "bilateral exchanges", "sessions", "links", "targets", "presidencies"):
        a, b = keys(ours, what), keys(theirs, what)
        rows.append((what, len(a), len(b), len(a & b)))
    a, b = mentioned_events(ours), mentioned_events(theirs)
    rows.append(("events with evidence", len(a), len(b), len(_same_events(a, b))))
    print(f"tokenizer: {'yes' if tokens.available() else 'no'}; {took:.2f} s\n")  # noqa: T201
    print("| kind | drafted | encoded | both | precision | recall |\n|---|---:|---:|---:|---:|---:|")  # noqa: T201
    for name, drafted, encoded, both in rows:
        print(f"| {name} | {drafted} | {encoded} | {both} | {both / max(1, drafted):.2f} | {both / max(1, encoded):.2f} |")  # noqa: T201
    if "--differences" in arguments:
        _differences(ours, theirs, pairs)
    return 0


def _same_events(ours: set[str], theirs: set[str]) -> set[str]:
    """Return the encoded events that were found; one without a node yet goes by its year and number."""

    def key(path: str) -> tuple[str, ...]:
        import re

        return tuple(sorted(re.findall(r"\d+", path)))

    named = ours & theirs
    return named | {
        t
        for t in theirs - named
        for o in ours - named
        if o.startswith("event/") and t.startswith("event/") and set(key(t)) <= set(key(o)) and key(t)
    }


def _differences(ours: Graph, theirs: Graph, pairs: list[tuple[URIRef, URIRef]]) -> None:
    left, right = {a for a, _ in pairs}, {b for _, b in pairs}
    print("drafted only:", sorted(str(s) for s in set(ours.subjects(RDF.type, G7.Statement)) - left))  # noqa: T201
    print("encoded only:", sorted(str(s) for s in set(theirs.subjects(RDF.type, G7.Statement)) - right))  # noqa: T201
    for a, b in pairs:
        if ours.value(a, G7.modality) != theirs.value(b, G7.modality):
            print("modality:", a, ours.value(a, G7.modality), b, theirs.value(b, G7.modality))  # noqa: T201
        if set(ours.objects(a, G7.madeBy)) != set(theirs.objects(b, G7.madeBy)):
            print("speaker:", a, list(ours.objects(a, G7.madeBy)), list(theirs.objects(b, G7.madeBy)))  # noqa: T201
    for what in ("participants", "outcome documents", "bilateral exchanges", "sessions", "links", "targets", "presidencies"):
        print(  # noqa: T201
            what,
            "drafted only",
            sorted(keys(ours, what) - keys(theirs, what)),
            "encoded only",
            sorted(keys(theirs, what) - keys(ours, what)),
        )
    print("events", sorted(mentioned_events(ours) ^ mentioned_events(theirs)))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
