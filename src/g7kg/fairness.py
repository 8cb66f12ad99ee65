"""What FOOPS! and OOPS! ask of an ontology, as queries (docs/fair.md).

Each check is a SELECT in ``ontology/checks/<catalogue>/<id>.rq`` that finds faults: no rows is a pass. Its header says in both
languages what is asked (``#+ label-en:``) and, where what it finds is meant so, why (``#+ accepted-en:``). The catalogues are
those of FOOPS! (tests) and OOPS! (pitfalls), and ``graph``, our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from g7kg.headers import read_header
from g7kg.namespaces import GRAPH, compact
from g7kg.resources import check_files, in_force
from g7kg.stores import Store, rows

CATALOGUES = {"foops": "FOOPS!", "oops": "OOPS!", "graph": "Our own"}
_ONTOLOGY = tuple(GRAPH + part for part in ("ontology/", "alignment/", "vocabulary/"))
_NETWORK = "asks the network; the permanent name has no host yet"
_HUMAN = "OOPS! has no program for it either; it takes a reader (ontology/STYLE.md)"
# What no query can say, by catalogue: the name, what is asked, and what holds it instead or why nothing does.
ELSEWHERE: dict[str, dict[str, tuple[str, str]]] = {
    "foops": {
        "URI1": ("The ontology's URI resolves", _NETWORK),
        "VER2": ("The version IRI resolves", _NETWORK),
        "OM4.2": ("The licence resolves", "asks the network; the licence is CC BY 4.0 at its own address"),
        "FIND2": ("The prefix is in prefix.cc or LOV", "asks the network; it is not registered there yet"),
        "FIND3": ("The ontology is in a community registry", "asks the network; it is not registered yet"),
        "FIND_3_BIS": ("Metadata are accessible even when the ontology is not", "asks the network; it is in no registry yet"),
        "CN1": (
            "Content negotiation for RDF",
            "held by tests/test_w3id.py and tests/test_serve.py, in a real Apache and server",
        ),
        "RDF1": ("The ontology is available in RDF", "held by tests/test_reasoning.py: the OWL API loads it"),
        "DOC1": ("HTML documentation", "held by tests/test_site.py: a page for every IRI, the ontology's among them"),
    },
    "oops": {
        "P01": ("Creating polysemous elements", _HUMAN),
        "P09": ("Missing domain information", _HUMAN),
        "P14": ("Misusing owl:allValuesFrom", _HUMAN),
        "P15": ("Using “some not” for “not some”", _HUMAN),
        "P16": ("Using a primitive class for a defined one", _HUMAN),
        "P17": ("Overspecialising a hierarchy", _HUMAN),
        "P18": ("Overspecialising the domain or range", _HUMAN),
        "P23": ("Duplicating a datatype of the language", _HUMAN),
        "P30": (
            "Equivalent classes not declared",
            "compares words with WordNet; the ties are in ontology/alignments/, by reading",
        ),
        "P37": ("The ontology is not on the Web", _NETWORK),
        "P40": (
            "Namespace hijacking",
            "held by tests/test_ontology.py (undeclared-term): terms are looked up in their vocabularies",
        ),
    },
}


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes:
        catalogue: a key of `CATALOGUES`.
        name: of the check, e.g. "OM1".
        labels: what is asked, by language.
        accepted: why what it finds is meant so, by language; empty where it should find nothing.
        faults: what it found: the thing, and the value or property where one is told.
        remedies: what to do about it, by language, where the check says so.
    """

    catalogue: str
    name: str
    labels: dict[str, str]
    accepted: dict[str, str]
    faults: list[tuple[str, ...]]
    remedies: dict[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether it found nothing, or only what is meant so."""
        return not self.faults or bool(self.accepted)


def check(store: Store) -> list[Result]:
    """Ask all checks, and return what each found.

    Parameters:
        store: the whole graph; FOOPS! and OOPS! see the ontology, its alignments and vocabularies alone.
    """
    return [asked(path, store) for path in check_files()]


def asked(path: Path, store: Store) -> Result:
    """Ask one check, by its file (see `check`)."""
    spaces = [*_ONTOLOGY]
    if path.parent.name == "oops":  # what FOOPS! asks of an ontology's file, an extension says in its own way
        spaces += [f"{part.namespace}graph/ontology/" for part in in_force()]
    ontology = [name for name in sorted(store.graph_names()) if name.startswith(tuple(spaces))]
    graphs = None if path.parent.name == "graph" else ontology
    header, text = read_header(path)
    found = rows(store.query(text, graphs))[1]
    both = {key: {tag: header.one(f"{key}-{tag}") for tag in ("en", "ja")} for key in ("label", "remedy", "accepted")}
    accepted = {tag: words for tag, words in both["accepted"].items() if words}
    faults = [tuple(_text(term) for term in row) for row in found]
    name = path.stem if path.parent.name == "graph" else path.stem.upper()
    return Result(path.parent.name, name, both["label"], accepted, faults, both["remedy"])


def _text(term: object) -> str:
    return compact(term.value) if isinstance(term, ox.NamedNode) else getattr(term, "value", "")


def document(results: list[Result]) -> str:
    """Return docs/fair.md: what was asked, by which query, and what came out."""
    return "".join(_lines(results))


def _lines(results: list[Result]) -> Iterator[str]:
    yield f"# Findable, accessible, interoperable, reusable\n\n{_INTRODUCTION}"
    for catalogue, title in CATALOGUES.items():
        own = [result for result in results if result.catalogue == catalogue]
        others = ELSEWHERE.get(catalogue, {})
        clean = sum(not result.faults for result in own)
        yield f"\n## {title}\n\n{len(own)} queries: {clean} pass, {len(own) - clean} find what stands for the reason given."
        yield f" {len(others)} are no queries.\n" if others else "\n"
        yield "\n| check | what is asked | 内容 | by | result |\n|---|---|---|---|---|\n"
        table = {result.name: _row(result) for result in own}
        table |= {name: f"| {name} | {asked} | | – | {why} |\n" for name, (asked, why) in others.items()}
        yield from (table[name] for name in sorted(table))


def _row(result: Result) -> str:
    by = f"`{result.catalogue}/{result.name.lower()}.rq`"
    if not result.faults:
        outcome = "pass"
    else:
        named = {fault[-1] for fault in result.faults}
        what = ", ".join(f"`{name}`" for name in sorted(named)) if len(named) < 6 else f"{len(result.faults)} found"
        outcome = f"not met, {what}: {result.accepted['en']}" if result.accepted else f"FAILS: {what}"
    return f"| {result.name} | {result.labels['en']} | {result.labels['ja']} | {by} | {outcome} |\n"


_INTRODUCTION = """What [FOOPS!](https://w3id.org/foops/) tests of an ontology, and the pitfalls of
[OOPS!](https://oops.linkeddata.es/), as far as a query can tell: each is a SELECT in `ontology/checks/` that finds faults, so
no rows is a pass. `g7kg validate --ontology` asks them; a test holds that each finds a fault where there is one, and that this
page is current (`make indexes` writes it). They are our reading of what the two tools say they test, not their programs.
"""
