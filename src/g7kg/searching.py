"""Search over the labels of both languages, without word boundaries, so that it works for Japanese.

Letters count alike in full and half width, capital and small; katakana counts as hiragana, so that a reading finds its word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from g7kg.namespaces import PREFIXES, compact
from g7kg.stores import Store, rows

_LABELS = "rdfs:label|skos:prefLabel|skos:altLabel|dcterms:title|foaf:name"
_HIRAGANA = {ord("ァ") + i: ord("ぁ") + i for i in range(86)}
_QUERY = (
    "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in ("rdfs", "skos", "dcterms", "foaf"))
    + f"SELECT DISTINCT ?thing ?label ?kind WHERE {{ ?thing {_LABELS} ?label ; a ?kind FILTER(ISIRI(?thing)) }}"
)
_FIRST = ("id:meeting/", "id:commitment/", "theme:", "id:party/", "id:person/", "id:document/")  # what people look for
_LAST = ("id:link/", "id:participation/", "id:passage/", "id:image/", "graph:")  # what merely speaks of it


@dataclass(frozen=True)
class Hit:
    """A thing that was found: its name, a label in the language asked for, and its class."""

    name: str
    label: str
    kind: str


@dataclass
class _Entry:
    labels: dict[str, str]  # folded label → language
    shown: dict[str, str]  # language → label
    kind: str


_known: WeakKeyDictionary[Store, dict[str, _Entry]] = WeakKeyDictionary()


def folded(text: str) -> str:
    """Return `text` as it is compared: widths, cases and kana made alike.

    >>> folded("ＡＩ　カイゴウ")
    'ai かいごう'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA).split())


def search(store: Store, text: str, language: str = "en", most: int = 20) -> list[Hit]:
    """Return the things of which a label in any language has all words of `text`.

    First what is called so, then by kind (meetings, commitments, themes …), and within a kind the nearest.

    Parameters:
        store: where to look; its labels are read once.
        text: words, or parts of them.
        language: of the labels in the answer, "en" or "ja".
        most: how many.
    """
    words = folded(text).split()
    found = []
    for iri, entry in _entries(store).items() if words else ():
        fits = [label for label in entry.labels if all(word in label for word in words)]
        if fits:
            nearest = min(fits, key=lambda label: (label != " ".join(words), not label.startswith(words[0]), len(label)))
            name = compact(iri)
            kind = next((place for place, start in enumerate(_FIRST) if name.startswith(start)), len(_FIRST))
            order = kind + name.startswith(_LAST)
            rank = (nearest != " ".join(words), order, not nearest.startswith(words[0]), len(nearest), iri)
            shown = entry.shown.get(language) or next(iter(entry.shown.values()))
            found.append((rank, Hit(name, shown, entry.kind)))
    return [hit for _, hit in sorted(found, key=lambda pair: pair[0])[:most]]


def _entries(store: Store) -> dict[str, _Entry]:
    if store not in _known:
        made: dict[str, _Entry] = {}
        for thing, label, kind in sorted(rows(store.query(_QUERY))[1], key=str):
            assert isinstance(thing, ox.NamedNode)
            assert isinstance(kind, ox.NamedNode)
            if not isinstance(label, ox.Literal):
                continue
            entry = made.setdefault(thing.value, _Entry({}, {}, compact(kind.value)))
            tag = label.language or ""
            entry.labels.setdefault(folded(label.value), tag)
            entry.shown.setdefault(tag, label.value)
        _known[store] = made
    return _known[store]
