"""The passages and renditions of the graph, as the source checks need them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import ID, PREFIXES, compact
from g7kg.sources import Passage, check, digest, normal_text
from g7kg.stores import Store, rows

_PREFIX = f"PREFIX g7: <{PREFIXES['g7']}> PREFIX dcterms: <{PREFIXES['dcterms']}> "


@dataclass(frozen=True)
class Rendition:
    """One concrete text of a document.

    Attributes:
        iri: its IRI.
        title: its title, in its own language.
        language: the language's code as the EU's authority table has it, e.g. "JPN".
        address: the page where it is published, or "".
        sha256: the digest of its normal text, or "" where no full copy was read.
        length: how many code points that has, or 0.
    """

    iri: str
    title: str
    language: str
    address: str
    sha256: str
    length: int = 0

    @property
    def name(self) -> str:
        """The name that people write: "2017-mic-release/ja", of an extension's too; the whole IRI where it is no such path."""
        return self.iri.rpartition("/rendition/")[2]

    def cache_file(self) -> Path:
        """Return where the user's copy is kept, outside the repository."""
        return cache_folder() / (self.iri.removeprefix(ID).removeprefix("rendition/").replace("/", ".") + ".txt")


def cache_folder() -> Path:
    """Return the folder of the user's copies: ``G7KG_CACHE``, or ``g7kg/sources`` in the user's cache folder."""
    if own := os.environ.get("G7KG_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "g7kg" / "sources"


def renditions(store: Store) -> list[Rendition]:
    """Return every rendition in the graph, by IRI."""
    text = (
        _PREFIX + "SELECT ?r (SAMPLE(?t) AS ?title) (SAMPLE(?l) AS ?language)"
        " (SAMPLE(?a) AS ?address) (SAMPLE(?s) AS ?sha256)"
        " (SAMPLE(?n) AS ?length)"
        " WHERE { ?r a g7:Rendition OPTIONAL { ?r dcterms:title ?t } OPTIONAL { ?r dcterms:language ?l }"
        " OPTIONAL { ?r g7:publishedAt ?a } OPTIONAL { ?r g7:sha256 ?s } OPTIONAL { ?r g7:length ?n } }"
        " GROUP BY ?r ORDER BY ?r"
    )
    return [
        Rendition(iri, title, language.rsplit("/", 1)[-1], address, sha256, int(length or 0))
        for iri, title, language, address, sha256, length in (
            [_word(term) for term in row] for row in rows(store.query(text))[1]
        )
    ]


def passages(store: Store, rendition: str, language: str = "en") -> list[Passage]:
    """Return the passages of a rendition that have a place in its text, in the order of the text."""
    text = _PREFIX + (
        f"SELECT ?p ?start ?end ?sha256 ?locator WHERE {{ ?p g7:passageOf {ox.NamedNode(rendition)} ; g7:start ?start ;"
        f' g7:end ?end ; g7:sha256 ?sha256 ; g7:locator ?locator FILTER(LANG(?locator) = "{language}") }}'
        " ORDER BY ?start ?end ?p"
    )
    found = ([_word(term) for term in row] for row in rows(store.query(text))[1])
    return [Passage(iri, int(start), int(end), sha256, locator) for iri, start, end, sha256, locator in found]


def passage_counts(store: Store) -> dict[str, int]:
    """Return how many passages with a place each rendition has."""
    text = _PREFIX + "SELECT ?r (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p g7:passageOf ?r ; g7:start ?s } GROUP BY ?r ORDER BY ?r"
    return {_word(r): int(_word(n)) for r, n in rows(store.query(text))[1]}


def named_rendition(store: Store, name: str, *, checkable: bool = False) -> Rendition:
    """Return the rendition called `name`: its IRI, CURIE, or a path such as 2017-mic-release/ja, or its document's name.

    Raises:
        UsageProblem: there is none, or several.
    """
    known = [r for r in renditions(store) if r.sha256 or not checkable]
    short = name.strip("/").removeprefix("document/").removeprefix("id:document/")
    fits = [r for r in known if name in (r.iri, compact(r.iri), r.iri.removeprefix(ID), r.name)]
    fits = fits or [r for r in known if r.name.rsplit("/", 1)[0] == short]
    if len(fits) > 1:
        raise UsageProblem(f"several renditions “{name}”; write one of {', '.join(compact(r.iri) for r in fits[:6])}")
    if not fits:
        near = [r.name for r in known if short.split("/")[0] in r.name] or [r.name for r in known if r.sha256]
        raise UsageProblem(
            f"no rendition “{name}”; write one of {', '.join(near[:6])}, or describe a new one as a g7:Rendition first"
        )
    return fits[0]


def rendition_of(store: Store, copy: str) -> Rendition:
    """Return the rendition that `copy` is a copy of: by digest, or the one most of whose passages it has.

    Parameters:
        store: where to ask.
        copy: the text of the copy.

    Raises:
        SourceProblem: the copy is of none that the graph knows.
    """
    known = [r for r in renditions(store) if r.sha256]
    text = normal_text(copy)
    own = digest(text)
    for rendition in known:
        if rendition.sha256 == own:
            return rendition
    if len(text) > 400_000:
        raise SourceProblem(f"the copy has {len(text)} characters, more than any source here; is it the right one?")
    shares = [(sum(f.state != "changed" for f in check(text, passages(store, r.iri))), r) for r in known]
    best = max(shares, key=lambda share: share[0], default=(0, None))
    if best[1] is None or best[0] == 0:
        raise SourceProblem(
            "the copy has no passage of any rendition in the graph; is it the right source? If it is new, name it: --rendition"
        )
    return best[1]


def _word(term: object) -> str:
    return getattr(term, "value", "") if term is not None else ""


def turtle(rendition: Rendition, name: str, places: list[tuple[int, int, str]], copy: str) -> str:
    """Return the passages at `places` of a rendition as Turtle, ready to be put into a data file.

    Of a rendition whose whole text nobody has measured, that is told as well: by it, copies are known again.

    Parameters:
        rendition: what they are passages of.
        name: the passage's name within its document; several places are numbered.
        places: (start, end, sha256) of each.
        copy: the text in which they are.
    """
    base, mark, rest = rendition.iri.rpartition("rendition/")
    if not mark:
        base, rest = rendition.iri[: rendition.iri.rfind("/") + 1], rendition.iri.rpartition("/")[2] + "/"
    document = rest.rpartition("/")[0]
    parts = [f"@base <{base}> .\n@prefix g7: <{PREFIXES['g7']}> .\n@prefix xsd: <{PREFIXES['xsd']}> .\n"]
    node = f"<{rendition.iri.removeprefix(base)}>"
    if not rendition.sha256:
        text = normal_text(copy)
        parts.append(f'\n{node}\n    g7:length {len(text)} ;\n    g7:sha256 "{digest(text)}" ;\n.\n')
    for number, (start, end, sha256) in enumerate(places, 1):
        tail = f"{name}.{number}" if len(places) > 1 else name
        parts.append(
            f"\n<passage/{document}/{tail}>\n    a g7:Passage ;\n    g7:end {end} ;\n"
            f"    g7:passageOf {node} ;\n"
            f'    g7:sha256 "{sha256}" ;\n    g7:start {start} ;\n.\n'
        )
    return "".join(parts)
