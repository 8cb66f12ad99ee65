"""Whether data use the vocabularies that they mean: prefixes that stand for something else, names that nobody declares.

A prefix that stands for another namespace than in the project makes other names of all that is written with it, and a name
in a namespace of nobody means nothing to anybody: both pass the shapes, which look at other names.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from g7kg.findings import Finding, finding, line_of
from g7kg.namespaces import PREFIXES, ROOT, compact
from g7kg.resources import in_force
from g7kg.validation.data import stream

_TYPE = PREFIXES["rdf"] + "type"
_OURS = ROOT.partition("://")[2].rstrip("/")
_OTHERS = tuple(space for space in PREFIXES.values() if _OURS not in space)
_DECLARING = (PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["rdf"])  # whose classes are those of classes and properties
# Whose properties the shape known-property looks at.
_DESCRIBED = re.compile(r"/(id|graph)/")
# Vocabularies in common use that neither the project nor rdflib has a prefix for.
_COMMON = (
    *("http://creativecommons.org/ns#", "http://dbpedia.org/ontology/", "http://dbpedia.org/property/"),
    *("http://data.europa.eu/eli/ontology#", "http://datashapes.org/dash#", "http://lexvo.org/ontology#"),
    *(
        "http://purl.org/NET/c4dm/event.owl#",
        "http://purl.org/ontology/bibo/",
        "http://purl.org/pav/",
        "http://purl.org/spar/",
    ),
    *("http://purl.org/vocab/frbr/core#", "http://rdfs.org/sioc/ns#", "http://www.geonames.org/ontology#"),
    *("http://www.openarchives.org/ore/terms/", "http://www.w3.org/2003/01/geo/wgs84_pos#", "http://www.w3.org/2003/11/swrl#"),
    *("http://www.w3.org/2006/vcard/ns#", "http://www.w3.org/2008/05/skos-xl#", "http://www.w3.org/ns/"),
    *("http://www.wikidata.org/", "http://wikiba.se/ontology#", "http://publications.europa.eu/ontology/"),
)
_MESSAGES = {
    "other-namespace": (
        "The prefix {prefix}: stands for <{space}> here, but for <{ours}> elsewhere; "
        "write <{ours}>, or choose another prefix.",
        "接頭辞 {prefix}: は、ここでは <{space}> を、ほかでは <{ours}> を表しています。"
        "<{ours}> と書くか、別の接頭辞を選んでください。",
    ),
    "declared-name": (
        "{name} is in the namespace of an extension in force, but nothing declares it; correct its spelling, or declare it in "
        "the extension's ontology/.",
        "{name} は有効な拡張の名前空間にありますが、どこにも宣言がありません。"
        "綴りを直すか、拡張の ontology/ で宣言してください。",
    ),
    "known-namespace": (
        "{name} lies in the namespace <{space}>, of neither the project nor an extension in force nor a vocabulary in common "
        "use, and nothing declares it; correct the namespace, or declare the name in the ontology.",
        "{name} の名前空間 <{space}> は、このプロジェクトのものでも、有効な拡張のものでも、広く使われる語彙のものでもなく、"
        "この名前はどこにも宣言がありません。名前空間を直すか、名前をオントロジーで宣言してください。",
    ),
}


class Vocabularies:
    """The classes and properties that files use and declare, noted as they are read."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}  # names of known vocabularies, and whether what has them as a class is declared
        self._used: dict[tuple[Path | None, str], ox.Quad] = {}  # each with the first statement of the file that uses it
        self._declared: set[str] = set()

    def see(self, path: Path | None, quads: list[ox.Quad], predicates: list[str]) -> None:
        """Note what some statements of one file use and declare."""
        known = self._known
        for quad in [quad for quad, predicate in zip(quads, predicates, strict=True) if predicate == _TYPE]:
            name = getattr(quad.object, "value", "")
            if name not in known and not self._is_known(name):
                self._note(path, name, quad)
            elif known[name]:
                self._declared.add(quad.subject.value)  # type: ignore[union-attr]
        for name in set(predicates) - known.keys():
            if self._is_known(name):
                continue
            for quad in (quad for quad, predicate in zip(quads, predicates, strict=True) if predicate == name):
                if not _DESCRIBED.search(getattr(quad.subject, "value", "")):
                    self._note(path, name, quad)

    def _is_known(self, name: str) -> bool:
        """Return whether a name is of a vocabulary that the project has a prefix for.

        The shapes declared-property and described-reference look at the names of the project itself.
        """
        if _OURS in name or name.startswith(_OTHERS):
            self._known[name] = name.startswith(_DECLARING)
        return name in self._known

    def _note(self, path: Path | None, name: str, quad: ox.Quad) -> None:
        kept = self._used.setdefault((path, name), quad)
        if isinstance(kept.subject, ox.BlankNode):
            self._used[path, name] = quad  # what is named can be found in the file

    def findings(self) -> Iterator[Finding]:
        """Yield the names that nothing declares and that are no common vocabulary's."""
        for (path, name), quad in self._used.items():
            if name in self._declared:
                continue
            own = name.startswith(tuple(part.namespace for part in in_force()))
            if own or not in_common_use(name):
                yield _unknown("declared-name" if own else "known-namespace", name, quad, path)


def wrong_prefixes(declared: Mapping[Path, Mapping[str, str]]) -> Iterator[Finding]:
    """Yield the prefixes of the project and of extensions in force that stand for something else in a file.

    Parameters:
        declared: the prefixes that each file declares.
    """
    for path, prefixes in declared.items():
        for prefix, namespace in prefixes.items():
            ours = PREFIXES.get(prefix, namespace)
            if ours != namespace:
                line = line_of(path, rf"(?i)prefix\s+{re.escape(prefix)}:\s*<", last=True)
                words = {"prefix": prefix, "space": namespace, "ours": ours}
                rule = "other-namespace"
                found = finding(rule, namespace, _MESSAGES[rule], words, component="Vocabulary", value=f'"{prefix}"')
                yield found.at(path, line)


def prefixes_of(path: Path) -> dict[str, str]:
    """Return the prefixes that an RDF file declares, at its end (see `g7kg.validation.data.stream`)."""
    declared: dict[str, str] = {}
    deque(stream(path, declared), maxlen=0)
    return declared


def in_common_use(name: str) -> bool:
    """Return whether a name lies in the namespace of a vocabulary in common use."""
    return name.startswith(_OTHERS) or name.startswith(_common())


@cache
def _common() -> tuple[str, ...]:
    """Return the namespaces of vocabularies in common use; to ask rdflib takes time, so only where something is unknown."""
    from rdflib import Graph
    from rdflib.namespace import NamespaceManager

    known = (str(space) for _, space in NamespaceManager(Graph(), bind_namespaces="rdflib").namespaces())
    return (*known, *_COMMON)


def _unknown(rule: str, name: str, quad: ox.Quad, path: Path | None) -> Finding:
    typed = quad.predicate.value == _TYPE
    words = {"name": compact(name), "space": re.sub(r"[^/#:]*$", "", name)}
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else f"_:{getattr(quad.subject, 'value', '')}"
    found = finding(
        *(rule, subject, _MESSAGES[rule], words),
        component="Vocabulary",
        severity="Violation" if rule == "declared-name" else "Warning",
        path=quad.predicate.value,
        value=f"<{name}>" if typed else "",
    )
    # A node without a name cannot be found in the file, but its statement can.
    local = rf"(?i)[:/#<]{re.escape(re.split('[/#:]', name)[-1])}(?![\w-])"
    return found.at(path, line_of(path, local, last=True)) if path else found
