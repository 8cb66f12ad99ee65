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
from g7kg.extensions.faults import Word, fault, unreadable
from g7kg.extensions.files import FILE, part_of
from g7kg.findings import Finding
from g7kg.namespaces import PREFIXES
from g7kg.resources import Part
from g7kg.stores.embedded import parse_file

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
NAMESPACE = re.compile(r"https?://[^\s<>\"{}|\\^`]+[/#]\Z")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*\Z")
_ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ONE = {
    "dcterms:identifier": ("its name, e.g. g20-digital", "拡張の名前、例えば g20-digital"),
    "dcterms:license": ("the licence of its data", "データの利用許諾"),
    "owl:versionInfo": ("its version, e.g. 0.1.0", "版、例えば 0.1.0"),
    "vann:preferredNamespaceUri": ("where the names lie that it gives", "付ける名前を置く名前空間"),
    "vann:preferredNamespacePrefix": ("the prefix of these names", "その接頭辞"),
}
_WORDS = {"dcterms:title": ("what it is called", "名称"), "dcterms:description": ("what it is for", "目的")}
# How some of it is written.
_FORMS: dict[str, tuple[re.Pattern[str], Word]] = {
    "dcterms:identifier": (
        NAME,
        ("small letters, digits and hyphens, e.g. g20-digital", "英小文字・数字・ハイフン（例えば g20-digital）"),
    ),
    "dcterms:license": (_ADDRESS, ("the address of a licence, in angle brackets", "利用許諾のアドレスを山括弧に入れた形")),
    "vann:preferredNamespaceUri": (NAMESPACE, ("an address that ends in / or #", "/ か # で終わるアドレス")),
    "vann:preferredNamespacePrefix": (_PREFIX, ("small letters, e.g. g20", "英小文字（例えば g20）")),
}
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


def described(folder: Path, wrong: list[Finding]) -> Extension | None:
    """Return the extension in a folder, or None where it is malformed; what is wrong is added to `wrong`."""
    file = folder / FILE
    if not file.is_file():
        wrong.append(fault("no-description", folder, what=FILE))
        return None
    try:
        quads = parse_file(file)
    except Problem as problem:
        wrong.append(unreadable(problem, file))
        return None
    before = len(wrong)
    subjects = sorted({q.subject.value for q in quads if q.predicate == _TYPE and q.object == _ONTOLOGY})  # type: ignore[union-attr]
    if len(subjects) != 1:
        wrong.append(fault("not-one-ontology", file, number=str(len(subjects))))
        return None
    said = _Said(file, subjects[0], quads, wrong)
    one = {key: said.one(key, about) for key, about in _ONE.items()}
    words = {key: said.words(key, about) for key, about in _WORDS.items()}
    name, namespace = one["dcterms:identifier"], one["vann:preferredNamespaceUri"]
    prefix = one["vann:preferredNamespacePrefix"]
    for key, (pattern, how) in _FORMS.items():
        if one[key] and not pattern.match(one[key]):
            wrong.append(fault("odd-value", file, key=key, value=one[key], how=how))
    if namespace and not subjects[0].startswith(namespace.rstrip("/#")):
        wrong.append(fault("outside-its-namespace", file, name=subjects[0], space=namespace))
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

    def __init__(self, file: Path, iri: str, quads: list[ox.Quad], wrong: list[Finding]) -> None:
        self._file, self._wrong = file, wrong
        self._values: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}
        for quad in quads:
            if quad.subject.value == iri:  # type: ignore[union-attr]
                self._values.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]

    def _all(self, key: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        prefix, local = key.split(":")
        return self._values.get(PREFIXES[prefix] + local, [])

    def one(self, key: str, about: Word) -> str:
        found = self._all(key)
        if len(found) != 1:
            self._wrong.append(fault("several-values" if found else "no-value", self._file, key=key, about=about))
        return found[0].value if len(found) == 1 else ""

    def words(self, key: str, about: Word) -> dict[str, str]:
        found = {v.language or "": v.value for v in self._all(key) if isinstance(v, ox.Literal)}
        for tag, language in (("en", ("English", "英語")), ("ja", ("Japanese", "日本語"))):
            if not found.get(tag, "").strip():
                self._wrong.append(fault("no-words", self._file, key=key, about=about, language=language, tag=tag))
        return found

    def version(self, text: str) -> Version | None:
        try:
            return Version(text)
        except InvalidVersion:
            if text:
                self._wrong.append(fault("odd-version", self._file, value=text))
            return None

    def needs(self) -> tuple[Requirement, ...]:
        found = []
        for value in sorted(v.value for v in self._all(_NEEDS)):
            try:
                found.append(Requirement(value))
            except InvalidRequirement:
                self._wrong.append(fault("odd-need", self._file, key=_NEEDS, value=value))
        readable = len(found) == len(self._all(_NEEDS))
        if readable and not any(need.name == "g7kg" for need in found):
            self._wrong.append(fault("no-need", self._file, key=_NEEDS))
        return tuple(found)
