"""Where an extension stands in conflict with the project, or with another extension.

Each gives names in a namespace of its own. What others have named it may use and refer to, and of others' things (meetings,
documents …) it may tell what its own sources say; others' terms, shapes and graphs it leaves as they are. So a query that is
answered without an extension means the same with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import Problem
from g7kg.extensions.describing import Extension
from g7kg.headers import read_header
from g7kg.namespaces import G7, GRAPH, PREFIXES, ROOT, SCHEMES, SHAPE, compact
from g7kg.resources import graph_files, query_files, root, rule_files
from g7kg.stores.embedded import parse_file

_FREE = ROOT + "extension/"  # below this, names are nobody's until an extension has them
_TERMS = (G7, ROOT + "ontology", ROOT + "scheme/", *(f"{ROOT}{scheme}/" for scheme in SCHEMES))
_SH = PREFIXES["sh"]
_DATASET = ox.NamedNode(PREFIXES["void"] + "Dataset")
# What says something of both its ends.
_BOTH = {PREFIXES["owl"] + name for name in ("equivalentClass", "equivalentProperty", "sameAs")}


def conflicts(extensions: Sequence[Extension]) -> Iterator[str]:
    """Yield what is in conflict, one line for each; `extensions` are in the order in which they are loaded."""
    taken = _Taken()
    for extension in extensions:
        yield from taken.by(extension)
    names = _Names(extensions)
    for extension in extensions:
        yield from _of_statements(extension, names)


class _Taken:
    """The names that are taken: by the project, and by each extension in its turn."""

    def __init__(self) -> None:
        ours = "g7kg"
        self._prefixes = {prefix: (namespace, ours) for prefix, namespace in PREFIXES.items()}
        self._queries = {_slug(path): ours for path in query_files(root())}
        self._rules = {path.stem: ours for path in rule_files(root())}
        self._graphs = dict.fromkeys((name for _, name in graph_files(root())), ours)

    def by(self, extension: Extension) -> Iterator[str]:
        """Take an extension's names; yield those that are taken already."""
        file, holder = extension.file, f"the extension {extension.name}"
        if extension.prefix in self._prefixes:
            namespace, whose = self._prefixes[extension.prefix]
            yield f"{file}: the prefix {extension.prefix} is taken by {whose} for <{namespace}>; choose another"
        else:
            yield from _of_prefix(extension)
        for namespace, whose in self._prefixes.values():
            if namespace.startswith(extension.namespace) or extension.namespace.startswith(namespace):
                yield (
                    f"{file}: the namespace <{extension.namespace}> overlaps <{namespace}> of {whose}; "
                    f"choose one of your own, e.g. <{_FREE}{extension.name}/>"
                )
                break
        self._prefixes.setdefault(extension.prefix, (extension.namespace, holder))
        for path in extension.part.queries:
            yield from _take(self._queries, _slug(path), path, "the query name", holder)
        for path, name in extension.part.graphs:
            yield from _take(self._graphs, name, path, "the graph name", holder)
        for path in extension.part.rules:
            try:
                header, _ = read_header(path)
            except Problem as problem:
                yield str(problem)
                continue
            yield from _take(self._rules, path.stem, path, "the rule name", holder)
            if not header.one("graph"):
                yield f"{path}: the rule's header has no “#+ graph:” line; name the graph it writes, e.g. inferred/{path.stem}"
                continue
            name = f"{extension.namespace}graph/{header.one('graph')}"
            yield from _take(self._graphs, name, path, "the graph name", holder)
            for need in (need.strip() for need in header.one("needs").split(",")):
                if need and need not in self._rules and need not in {rule.stem for rule in extension.part.rules}:
                    yield f"{path}: needs the rule {need}, which is not there"


def _take(taken: dict[str, str], name: str, path: Path, what: str, holder: str) -> Iterator[str]:
    if name in taken:
        yield f"{path}: {what} {compact(name)} is taken by {taken[name]}; choose another"
    taken.setdefault(name, holder)


def _slug(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _of_statements(extension: Extension, names: _Names) -> Iterator[str]:
    """Yield the statements about what is not the extension's own to define."""
    graphs: dict[Path, str] = dict(extension.part.graphs)
    for path in (*graphs, *extension.part.shapes):
        try:
            quads = parse_file(path)
        except Problem as problem:
            yield str(problem)
            continue
        if path in graphs and not any(q.subject == ox.NamedNode(graphs[path]) and q.object == _DATASET for q in quads):
            yield f"{path}: does not describe its graph; write <{graphs[path]}> a void:Dataset, with its label and licence"
        paths: dict[object, str] = {
            q.subject: getattr(q.object, "value", "") for q in quads if q.predicate.value == _SH + "path"
        }
        yield from _without_path(path, quads)
        seen: set[str] = set()
        for quad in quads:
            if quad.predicate.value == _SH + "property" and paths.get(quad.object, "").startswith(extension.namespace):
                continue  # a shape of ours is opened for a property of the extension's own, and for nothing else
            for term in (quad.subject, quad.object) if quad.predicate.value in _BOTH else (quad.subject,):
                if isinstance(term, ox.NamedNode) and term.value not in seen:
                    seen.add(term.value)
                    if fault := names.fault(term.value, extension):
                        yield f"{path}:{line_of(path, term.value)}: {fault}"


def _of_prefix(extension: Extension) -> Iterator[str]:
    """Yield what is wrong with the prefix that an extension declares for SPARQL constraints (``sh:declare``)."""
    quads = parse_file(extension.file)
    said: dict[object, dict[str, str]] = {}
    for quad in quads:
        said.setdefault(quad.subject, {})[quad.predicate.value] = getattr(quad.object, "value", "")
    declared = {
        (said.get(quad.object, {}).get(_SH + "prefix", ""), said.get(quad.object, {}).get(_SH + "namespace", ""))
        for quad in quads
        if quad.predicate.value == _SH + "declare"
    }
    wanted = extension.prefix, extension.namespace
    others = sorted(declared - {wanted})
    wrong = [pair for pair in others if pair[0] == wanted[0] or (pair[1] == wanted[1] and wanted not in declared)]
    place = f"{extension.file}:{line_of(extension.file, _SH + 'declare')}"
    for prefix, namespace in wrong:
        yield (
            f"{place}: sh:declare gives the prefix “{prefix}” for <{namespace}>, "
            f"but vann:preferredNamespacePrefix and …Uri say {wanted[0]} for <{wanted[1]}>; write the same in both"
        )
    if wanted not in declared and not wrong:
        yield (
            f"{extension.file}: no sh:declare of its prefix; write sh:declare "
            f'[ sh:prefix "{wanted[0]}" ; sh:namespace "{wanted[1]}"^^xsd:anyURI ]'
        )


def _without_path(file: Path, quads: Sequence[ox.Quad]) -> Iterator[str]:
    """Yield the shapes whose property shapes do not say of which property."""
    described = {quad.subject for quad in quads}
    have = {quad.subject for quad in quads if quad.predicate.value == _SH + "path"}
    for quad in quads:
        # What is named may be described in another file.
        inner = isinstance(quad.object, ox.BlankNode) or quad.object in described
        if quad.predicate.value == _SH + "property" and inner and quad.object not in have:
            name = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            yield (
                f"{file}:{line_of(file, name) if name else 0}: a property shape (sh:property) of {compact(name) or 'a shape'} "
                "has no sh:path; write the property that it is about"
            )


class _Names:
    """What the project and each extension define (terms, shapes) and describe (things)."""

    def __init__(self, extensions: Sequence[Extension]) -> None:
        self._extensions = extensions
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def fault(self, iri: str, extension: Extension) -> str:
        """Return what is wrong with a statement of `extension` about `iri`, or ""."""
        if iri.startswith(extension.namespace) or iri == extension.iri:
            return ""
        name, own = compact(iri), f"<{extension.namespace}>"
        other = next((e for e in self._extensions if iri.startswith(e.namespace) or iri == e.iri), None)
        if other is None and (not iri.startswith(ROOT) or iri.startswith(_FREE)):
            return ""
        whose = f"the extension {other.name}" if other else "g7kg"
        if other is None and iri.startswith(SHAPE):
            return (
                f"changes the shape {name} of g7kg, which would loosen or widen it; write a shape of your own in {own}, "
                "or give it, by sh:property, a shape of a property of your own"
            )
        if other is None and iri.startswith(GRAPH):
            return f"describes the graph {name}, a name of g7kg; this file's graph is <{extension.namespace}graph/…>"
        terms, things = self._of(other)
        if iri in terms or (other is None and iri.startswith(_TERMS) and iri in things):
            return f"redefines {name}, a term of {whose}; define a term of your own in {own}, e.g. narrower than it"
        if iri not in things:
            return f"gives the new name {name} in the namespace of {whose}; names of your own lie in {own}"
        return ""

    def _of(self, extension: Extension | None) -> tuple[frozenset[str], frozenset[str]]:
        """Return the terms and the things of an extension, or the things of the project."""
        name = extension.name if extension else ""
        if name not in self._known:
            if extension is None:
                self._known[name] = frozenset(), _subjects(path for path, _ in graph_files(root()))
            else:
                files = [path for path, _ in extension.part.graphs]
                told = [path for path in files if path.relative_to(extension.folder).parts[0] == "data"]
                defined = [path for path in (*files, *extension.part.shapes) if path not in told]
                self._known[name] = _subjects(defined), _subjects(told)
        return self._known[name]


def _subjects(paths: Iterable[Path]) -> frozenset[str]:
    return frozenset(q.subject.value for path in paths for q in parse_file(path) if isinstance(q.subject, ox.NamedNode))


def line_of(path: Path, iri: str) -> int:
    """Return the first line of a file that names an IRI, whole or by a prefix; else that has its local name, or 0."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    prefixes = re.findall(r"(?i)\bprefix\s+([\w.-]*):\s*<([^>\s]*)>", text)
    names = [f"<{re.escape(iri)}>"]
    names += [
        rf"(?<![\w-]){prefix}:{re.escape(iri[len(space) :])}(?![\w-])" for prefix, space in prefixes if iri.startswith(space)
    ]
    local = rf"[:/#<]{re.escape(re.split(r'[/#]', iri)[-1])}(?![\w-])"
    lines = text.splitlines()
    for pattern in (re.compile("|".join(names)), re.compile(local)):
        for number, line in enumerate(lines, 1):
            if pattern.search(line):
                return number
    return 0
