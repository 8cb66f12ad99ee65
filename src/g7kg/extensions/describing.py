"""What an extension says of itself in its ``extension.ttl``, and which files it has.

========================  =====================================================================================
``dcterms:identifier``    its name, in small letters: ``g20-digital``
``dcterms:title``         what it is called, in English and in Japanese
``dcterms:description``   what it is for, in both
``dcterms:license``       the licence of its data
``owl:versionInfo``       its version: ``0.1.0``
``vann:preferredNamespaceUri``, ``vann:preferredNamespacePrefix``  where all names lie that it gives, and their prefix
``schema:softwareRequirements``  what it needs: ``g7kg>=0.1,<0.2``, and other extensions alike
========================  =====================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from g7kg.errors import Problem
from g7kg.extensions.files import FILE, part_of
from g7kg.namespaces import PREFIXES
from g7kg.resources import Part
from g7kg.stores.embedded import parse_file

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
NAMESPACE = re.compile(r"https?://[^\s<>\"{}|\\^`]+[/#]\Z")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*\Z")
_ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ONE = {
    "dcterms:identifier": "its name, e.g. g20-digital",
    "dcterms:license": "the licence of its data",
    "owl:versionInfo": "its version, e.g. 0.1.0",
    "vann:preferredNamespaceUri": "where the names lie that it gives",
    "vann:preferredNamespacePrefix": "the prefix of these names",
}
_WORDS = {"dcterms:title": "what it is called", "dcterms:description": "what it is for"}
_NEEDS = "schema:softwareRequirements"


@dataclass(frozen=True)
class Extension:
    """An extension, as it describes itself.

    Attributes:
        name: by which others need it.
        iri: of the extension; its terms are ``rdfs:isDefinedBy`` this.
        version: its own.
        needs: what it needs, g7kg among it, with ranges of versions.
        title: what it is called, in "en" and "ja"; `description` says what it is for.
        licence: the IRI of the licence of its data.
        prefix: of the names that it gives, which lie in `namespace`.
        part: its files.
    """

    name: str
    iri: str
    version: Version
    needs: tuple[Requirement, ...]
    title: Mapping[str, str]
    description: Mapping[str, str]
    licence: str
    prefix: str
    namespace: str
    part: Part

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.part.folder

    @property
    def file(self) -> Path:
        """Where it describes itself."""
        return self.folder / FILE

    def as_dict(self, state: str) -> dict[str, object]:
        """Return what programs need to know of it, with its state ("in force", "installed")."""
        return {
            "name": self.name,
            "iri": self.iri,
            "version": str(self.version),
            "title": {tag: self.title[tag] for tag in ("en", "ja")},
            "description": {tag: self.description[tag] for tag in ("en", "ja")},
            "needs": [str(need) for need in self.needs],
            "license": self.licence,
            "prefix": self.prefix,
            "namespace": self.namespace,
            "folder": str(self.folder),
            "state": state,
        }


def described(folder: Path, wrong: list[str]) -> Extension | None:
    """Return the extension in a folder, or None where it is malformed; what is wrong is added to `wrong`."""
    file = folder / FILE
    if not file.is_file():
        wrong.append(f"{folder}: no {FILE} in it, by which an extension describes itself; `g7kg new extension DIR` begins one")
        return None
    try:
        quads = parse_file(file)
    except Problem as problem:
        wrong.append(str(problem))
        return None
    before = len(wrong)
    subjects = sorted({q.subject.value for q in quads if q.predicate == _TYPE and q.object == _ONTOLOGY})  # type: ignore[union-attr]
    if len(subjects) != 1:
        wrong.append(f"{file}: describes {len(subjects)} things as owl:Ontology; the extension itself is to be the only one")
        return None
    said = _Said(file, subjects[0], quads, wrong)
    one = {key: said.one(key, about) for key, about in _ONE.items()}
    words = {key: said.words(key, about) for key, about in _WORDS.items()}
    name, namespace = one["dcterms:identifier"], one["vann:preferredNamespaceUri"]
    prefix = one["vann:preferredNamespacePrefix"]
    said.fits("dcterms:identifier", name, NAME, "small letters, digits and hyphens, e.g. g20-digital")
    said.fits("vann:preferredNamespaceUri", namespace, NAMESPACE, "an address that ends in / or #")
    said.fits("vann:preferredNamespacePrefix", prefix, _PREFIX, "small letters, e.g. g20")
    if namespace and not subjects[0].startswith(namespace.rstrip("/#")):
        wrong.append(f"{file}: the extension itself, <{subjects[0]}>, lies outside its namespace <{namespace}>")
    version = said.version(one["owl:versionInfo"])
    needs = said.needs()
    malformed = len(wrong) > before
    part = part_of(folder, name, namespace, wrong)
    if malformed or version is None:
        return None
    return Extension(
        name=name,
        iri=subjects[0],
        version=version,
        needs=needs,
        title=words["dcterms:title"],
        description=words["dcterms:description"],
        licence=one["dcterms:license"],
        prefix=prefix,
        namespace=namespace,
        part=part,
    )


class _Said:
    """What a file says of one thing; what is wrong with it is added to a list."""

    def __init__(self, file: Path, iri: str, quads: list[ox.Quad], wrong: list[str]) -> None:
        self._file, self._wrong = file, wrong
        self._values: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}
        for quad in quads:
            if quad.subject.value == iri:  # type: ignore[union-attr]
                self._values.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]

    def _all(self, key: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        prefix, local = key.split(":")
        return self._values.get(PREFIXES[prefix] + local, [])

    def one(self, key: str, about: str) -> str:
        found = self._all(key)
        if len(found) != 1:
            self._wrong.append(f"{self._file}: {'several' if found else 'no'} {key} ({about}); write one")
        return found[0].value if len(found) == 1 else ""

    def words(self, key: str, about: str) -> dict[str, str]:
        found = {v.language or "": v.value for v in self._all(key) if isinstance(v, ox.Literal)}
        for tag, language in (("en", "English"), ("ja", "Japanese")):
            if not found.get(tag, "").strip():
                self._wrong.append(f"{self._file}: no {key} in {language} ({about}); write one with @{tag}")
        return found

    def fits(self, key: str, value: str, pattern: re.Pattern[str], how: str) -> None:
        if value and not pattern.match(value):
            self._wrong.append(f"{self._file}: {key} “{value}”; write it as {how}")

    def version(self, text: str) -> Version | None:
        try:
            return Version(text)
        except InvalidVersion:
            if text:
                self._wrong.append(f"{self._file}: owl:versionInfo “{text}” is no version; write it as 0.1.0")
            return None

    def needs(self) -> tuple[Requirement, ...]:
        found = []
        for value in sorted(v.value for v in self._all(_NEEDS)):
            try:
                found.append(Requirement(value))
            except InvalidRequirement:
                self._wrong.append(f"{self._file}: {_NEEDS} “{value}” cannot be read; write it as g7kg>=0.1,<0.2")
        readable = len(found) == len(self._all(_NEEDS))
        if readable and not any(need.name == "g7kg" for need in found):
            self._wrong.append(f"{self._file}: no {_NEEDS} says which g7kg it needs; write e.g. “g7kg>=0.1,<0.2”")
        return tuple(found)
