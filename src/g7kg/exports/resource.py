"""One resource for people (`g7kg show`) and machines."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyoxigraph as ox

from g7kg.describe import Said
from g7kg.namespaces import PREFIXES, compact
from g7kg.tables import GRAPH_FORMATS, text

FORMATS = ("text", "json", *GRAPH_FORMATS)
_WORDS = {"en": ("said by", "pointed to by"), "ja": ("出典", "これを指すもの")}


def write(iri: str, said: list[Said], form: str, language: str) -> bytes:
    """Return the description of a resource in one of `FORMATS`."""
    if form == "text":
        return _text(iri, said, language).encode()
    if form == "json":
        content = {
            "id": iri,
            "statements": [
                {
                    "property": compact(s.property),
                    "value": text(s.value),
                    **({"language": s.value.language} if isinstance(s.value, ox.Literal) and s.value.language else {}),
                    **({"label": s.label} if s.label else {}),
                    "graph": compact(s.graph),
                    "direction": "in" if s.inverse else "out",
                }
                for s in said
            ],
        }
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    triples = sorted({_triple(iri, s) for s in said}, key=str)
    return ox.serialize(triples, format=getattr(ox.RdfFormat, GRAPH_FORMATS[form]), prefixes=PREFIXES) or b""


def _triple(iri: str, said: Said) -> ox.Triple:
    node, prop = ox.NamedNode(iri), ox.NamedNode(said.property)
    if said.inverse:
        assert isinstance(said.value, (ox.NamedNode, ox.BlankNode))
        return ox.Triple(said.value, prop, node)
    return ox.Triple(node, prop, said.value)


def _text(iri: str, said: list[Said], language: str) -> str:
    source, pointed = _WORDS[language]
    lines = [compact(iri)]
    names = {t for s in said if not s.inverse and compact(s.property) in _NAMES for t in [s.value] if _is(t, language)}
    lines += [f"  {getattr(t, 'value', '')}" for t in sorted(names, key=str)]
    lines += _withdrawn(said, language)
    for inverse in (False, True):
        part = [s for s in said if s.inverse is inverse]
        if inverse and part:
            lines += ["", f"{pointed}:"]
        for prop, value, label, graphs in _grouped(part):
            words = f"{value}  {label}" if label and label != value else value
            lines.append(f"  {prop:<24} {words}  [{source} {', '.join(graphs)}]")
    return "\n".join(lines) + "\n"


def _withdrawn(said: list[Said], language: str) -> list[str]:
    """Return the line that says of a withdrawn thing that it is, and what took its place."""
    own = [(compact(s.property), text(s.value)) for s in said if not s.inverse]
    if ("owl:deprecated", "true") not in own:
        return []
    withdrawn, replaced, nothing = _TOMBSTONE[language]
    successors = list(dict.fromkeys(value for name, value in own if name == "dcterms:isReplacedBy"))
    return [f"  {withdrawn}; {replaced} {', '.join(successors)}" if successors else f"  {withdrawn}; {nothing}"]


_TOMBSTONE = {
    "en": ("withdrawn", "replaced by", "nothing took its place"),
    "ja": ("廃止", "後継は", "後継はない"),
}
_NAMES = ("rdfs:label", "skos:prefLabel", "dcterms:title", "foaf:name")


def _is(term: object, language: str) -> bool:
    return isinstance(term, ox.Literal) and term.language == language


def _grouped(part: Iterable[Said]) -> list[tuple[str, str, str, list[str]]]:
    """Return (property, value, label, graphs), the graphs that say the same in one row."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for s in part:
        tag = f" @{s.value.language}" if isinstance(s.value, ox.Literal) and s.value.language else ""
        groups.setdefault((compact(s.property), text(s.value) + tag, s.label), []).append(
            compact(s.graph).removeprefix("graph:")
        )
    return [(*key, graphs) for key, graphs in groups.items()]


def words(behind: list[tuple[str, str, str, str, str]], language: str) -> str:
    """Return the words that a resource rests on, each between the words around it, or why they cannot be shown."""
    title = {"en": "the words it rests on", "ja": "根拠となる文言"}[language]
    lines = ["", f"{title}:"]
    for place, before, printed, after, note in behind:
        lines.append(f"  {place}" + ("" if printed else f": {note}"))
        if printed:
            lines.append(f"    …{before} ⟨{printed}⟩ {after}…")
    return "\n".join(lines) + "\n"
