"""What the graph is and holds: its title, and the statistics that VoID describes, counted in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from g7kg.namespaces import G7, PREFIXES, ROOT
from g7kg.stores import Store, rows

TITLE = {"en": "What the G7 promised on digital policy", "ja": "G7のデジタル政策に関する約束"}
ABOUT = {
    "en": "What the ministers and leaders of the G7 said on digital policy, what they took on, which later meeting took it "
    "up, who says so, and in which passage of which document that can be checked.",
    "ja": "G7の閣僚と首脳がデジタル政策について述べたこと、引き受けたこと、それを受け継いだ後の会合、"
    "それを述べる者、および確かめられる文書の箇所。",
}
KEYWORDS = {
    "en": ("G7", "digital policy", "commitments", "continuity"),
    "ja": ("G7", "デジタル政策", "コミットメント", "継続性"),
}
_ALL = "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }"
_TOTALS = {
    "triples": f"SELECT (COUNT(*) AS ?n) {{ {{ {_ALL} }} }}",
    "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class FILTER(ISIRI(?s)) }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
}
_PARTITIONS = {
    "classPartition": "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x FILTER(ISIRI(?x)) } GROUP BY ?x ORDER BY ?x",
    "propertyPartition": f"SELECT (?p AS ?x) (COUNT(*) AS ?n) {{ {{ {_ALL} }} }} GROUP BY ?p ORDER BY ?p",
    "graphs": "SELECT (?g AS ?x) (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
}
_LINKSETS = f"""
PREFIX skos: <{PREFIXES["skos"]}>
SELECT ?p ?space (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) (COUNT(*) AS ?n) {{
  {{ SELECT DISTINCT ?s ?p ?o {{
    VALUES ?p {{ skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch }}
    ?s ?p ?o
    FILTER(STRSTARTS(STR(?s), "{ROOT}") && ISIRI(?o) && !STRSTARTS(STR(?o), "{ROOT}"))
  }} }}
  BIND(REPLACE(STR(?o), "^([a-z]+://[^/]+/).*$", "$1") AS ?space)
}}
GROUP BY ?p ?space ORDER BY ?p ?space
"""


@dataclass(frozen=True)
class Linkset:
    """How many triples of one property lead from things of ours to things of one other data set."""

    predicate: str
    space: str
    subjects: int
    objects: int
    triples: int


def _number(row: Sequence[Any], at: int = -1) -> int:
    return int(row[at].value)


def count(store: Store) -> dict[str, list[tuple[str, int]]]:
    """Return what VoID counts over the union of the graphs: under "total" numbers by name, then each partition's by IRI.

    The partitions are "classPartition" (entities of each class), "propertyPartition" (triples of each property) and
    "graphs" (triples of each named graph).
    """

    def found(text: str) -> list[Sequence[Any]]:
        return [*rows(store.query(text))[1]]

    total = [(name, _number(found(text)[0])) for name, text in _TOTALS.items()]
    parts = {name: [(row[0].value, _number(row)) for row in found(text)] for name, text in _PARTITIONS.items()}
    return {"total": total, **parts}


def edition(store: Store) -> tuple[str, str]:
    """Return the version and the day of the last change, as the ontology in the graph states them; "" where it does not."""
    stated = f"<{PREFIXES['owl']}versionInfo> ?version ; <{PREFIXES['dcterms']}modified> ?day"
    text = f"SELECT ?version ?day {{ <{G7.rstrip('#')}> {stated} }}"
    found: list[Sequence[Any]] = [*rows(store.query(text))[1]]
    return (found[0][0].value, found[0][1].value) if found else ("", "")


def linksets(store: Store) -> list[Linkset]:
    """Return the sets of matches (SKOS) with things of other data sets, by property and by where the other data set lies."""
    found: list[Sequence[Any]] = [*rows(store.query(_LINKSETS))[1]]
    return [Linkset(row[0].value, row[1].value, _number(row, 2), _number(row, 3), _number(row)) for row in found]
