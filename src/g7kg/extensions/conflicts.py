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
from g7kg.extensions.faults import Word, fault, unreadable
from g7kg.findings import Finding, line_naming
from g7kg.headers import Header, read_header
from g7kg.namespaces import G7, GRAPH, PREFIXES, ROOT, SCHEMES, SHAPE, compact
from g7kg.resources import graph_files, query_files, root, rule_files
from g7kg.stores.embedded import parse_file, syntax_place

_FREE = ROOT + "extension/"  # below this, names are nobody's until an extension has them
_TERMS = (G7, ROOT + "ontology", ROOT + "scheme/", *(f"{ROOT}{scheme}/" for scheme in SCHEMES))
_GRAPH = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)*", re.ASCII)  # the name of a rule's graph
_SH = PREFIXES["sh"]
_DATASET = ox.NamedNode(PREFIXES["void"] + "Dataset")
# What says something of both its ends.
_BOTH = {PREFIXES["owl"] + name for name in ("equivalentClass", "equivalentProperty", "sameAs")}


def conflicts(extensions: Sequence[Extension]) -> Iterator[Finding]:
    """Yield what is in conflict, one finding for each; `extensions` are in the order in which they are loaded."""
    taken = _Taken()
    for extension in extensions:
        yield from taken.by(extension)
    names = _Names(extensions)
    for extension in extensions:
        yield from _of_statements(extension, names)


class _Taken:
    """The names that are taken: by the project, and by each extension in its turn."""

    def __init__(self) -> None:
        ours: Word = "g7kg"
        self._prefixes: dict[str, tuple[str, Word]] = {prefix: (namespace, ours) for prefix, namespace in PREFIXES.items()}
        self._queries: dict[str, Word] = {_slug(path): ours for path in query_files(root())}
        self._rules: dict[str, Word] = {path.stem: ours for path in rule_files(root())}
        self._graphs: dict[str, Word] = dict.fromkeys((name for _, name in graph_files(root())), ours)

    def by(self, extension: Extension) -> Iterator[Finding]:
        """Take an extension's names; yield those that are taken already."""
        file, holder = extension.file, _named(extension)
        if extension.prefix in self._prefixes:
            namespace, whose = self._prefixes[extension.prefix]
            yield fault("taken-prefix", file, prefix=extension.prefix, whose=whose, space=namespace)
        else:
            yield from _of_prefix(extension)
        for namespace, whose in self._prefixes.values():
            if namespace.startswith(extension.namespace) or extension.namespace.startswith(namespace):
                free = f"{_FREE}{extension.name}/"
                yield fault("overlapping-namespace", file, space=extension.namespace, other=namespace, whose=whose, free=free)
                break
        self._prefixes.setdefault(extension.prefix, (extension.namespace, holder))
        for path in extension.part.queries:
            yield from _take(self._queries, _slug(path), path, ("the query name", "クエリ名"), holder)
        for path, name in extension.part.graphs:
            yield from _take(self._graphs, name, path, ("the graph name", "グラフ名"), holder)
        for path in extension.part.rules:
            try:
                header, text = read_header(path)
            except Problem as problem:
                yield unreadable(problem, path)
                continue
            yield from _take(self._rules, path.stem, path, ("the rule name", "規則名"), holder)
            if not header.one("graph"):
                yield fault("rule-without-graph", path, name=path.stem)
                continue
            if not _GRAPH.fullmatch(header.one("graph")):
                own = f"<{extension.namespace}graph/>"
                yield fault("odd-rule-graph", path, value=header.one("graph"), name=path.stem, own=own)
                continue
            yield from _of_rule(path, header, text)
            name = f"{extension.namespace}graph/{header.one('graph')}"
            yield from _take(self._graphs, name, path, ("the graph name", "グラフ名"), holder)
            for need in (need.strip() for need in header.one("needs").split(",")):
                if need and need not in self._rules and need not in {rule.stem for rule in extension.part.rules}:
                    yield fault("rule-without-need", path, need=need)


def _of_rule(path: Path, header: Header, text: str) -> Iterator[Finding]:
    """Yield what keeps a rule from being run, and what its header lacks."""
    if not (header.one("label-en") and header.one("label-ja")):
        yield fault("rule-without-label", path)
    try:
        result = ox.Store().query(text)
    except SyntaxError as error:
        yield fault("broken-rule", path, why=syntax_place(error, text))
    else:
        if not isinstance(result, ox.QueryTriples):
            yield fault("no-construct", path)


def _take(taken: dict[str, Word], name: str, path: Path, what: Word, holder: Word) -> Iterator[Finding]:
    if name in taken:
        yield fault("taken-name", path, what=what, name=compact(name), whose=taken[name])
    taken.setdefault(name, holder)


def _named(extension: Extension) -> Word:
    return f"the extension {extension.name}", f"拡張 {extension.name} "


def _slug(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _of_statements(extension: Extension, names: _Names) -> Iterator[Finding]:
    """Yield the statements about what is not the extension's own to define."""
    graphs: dict[Path, str] = dict(extension.part.graphs)
    for path in (*graphs, *extension.part.shapes):
        try:
            quads = parse_file(path)
        except Problem as problem:
            yield unreadable(problem, path)
            continue
        if path in graphs and not any(q.subject == ox.NamedNode(graphs[path]) and q.object == _DATASET for q in quads):
            yield fault("undescribed-graph", path, graph=graphs[path])
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
                    yield from names.faults(term.value, extension, path)


def _of_prefix(extension: Extension) -> Iterator[Finding]:
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
    words = {"prefix": extension.prefix, "space": extension.namespace}
    line = line_naming(extension.file, _SH + "declare")
    for prefix, namespace in wrong:
        yield fault("other-declared-prefix", extension.file, line, declared=prefix, other=namespace, **words)
    if wanted not in declared and not wrong:
        yield fault("no-declared-prefix", extension.file, **words)


def _without_path(file: Path, quads: Sequence[ox.Quad]) -> Iterator[Finding]:
    """Yield the shapes whose property shapes do not say of which property."""
    described = {quad.subject for quad in quads}
    have = {quad.subject for quad in quads if quad.predicate.value == _SH + "path"}
    for quad in quads:
        # What is named may be described in another file.
        inner = isinstance(quad.object, ox.BlankNode) or quad.object in described
        if quad.predicate.value == _SH + "property" and inner and quad.object not in have:
            name = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            whose: Word = compact(name) if name else ("a shape", "あるシェイプ")
            yield fault("no-path", file, line_naming(file, name) if name else 0, name=whose)


class _Names:
    """What the project and each extension define (terms, shapes) and describe (things)."""

    def __init__(self, extensions: Sequence[Extension]) -> None:
        self._extensions = extensions
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def faults(self, iri: str, extension: Extension, path: Path) -> Iterator[Finding]:
        """Yield what is wrong with a statement of `extension`, in the file `path`, about `iri`."""
        if iri.startswith(extension.namespace) or iri == extension.iri:
            return
        other = next((e for e in self._extensions if iri.startswith(e.namespace) or iri == e.iri), None)
        if other is None and not iri.startswith(ROOT):
            return
        terms, things = self._of(other)
        own = f"<{extension.namespace}>"
        if other is None and iri.startswith(_FREE):
            rule = "nobodys-namespace"
        elif other is None and iri.startswith(SHAPE):
            rule = "changed-shape"
        elif other is None and iri.startswith(GRAPH):
            rule, own = "others-graph", f"<{extension.namespace}graph/…>"
        elif iri in terms or (other is None and iri.startswith(_TERMS) and iri in things):
            rule = "redefined-term"
        elif iri not in things:
            rule = "others-namespace"
        else:
            return
        whose: Word = _named(other) if other else "g7kg"
        yield fault(rule, path, line_naming(path, iri), name=compact(iri), whose=whose, own=own)

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
