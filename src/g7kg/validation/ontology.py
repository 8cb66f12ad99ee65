"""The ontology's own check: misspelt targets, dead shapes, unused terms, terms used but not declared, missing messages.

A shape that targets nothing passes whatever the data says; a term that nobody declares is mostly a slip of the pen. Neither
shows up when data are validated, so they are looked for here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from g7kg import fairness
from g7kg.dataset import Graph, load
from g7kg.extensions import Extension, in_use
from g7kg.findings import Finding, finding, in_order, line_naming, line_of
from g7kg.headers import read_header
from g7kg.namespaces import G7, PREFIXES, SHAPE, compact, expand
from g7kg.resources import graph_files, in_force, query_files, root, rule_files, shape_files
from g7kg.validation import check
from g7kg.validation.data import Data, stream
from g7kg.validation.places import placed
from g7kg.validation.questions import wrong_in_queries
from g7kg.validation.reading import read_shapes
from g7kg.validation.scope import scope_of
from g7kg.validation.shapes import SH, TARGETS, Shapes
from g7kg.validation.terms import Terms, exists, is_term, terms_of
from g7kg.validation.vocabularies import in_common_use, prefixes_of, wrong_prefixes

_MESSAGES = {
    "misspelt-target": (
        "the shape points to {term}, which nothing declares; correct the name, or declare the term",
        "シェイプが、どこにも宣言のない {term} を指している。名前を正すか、語を宣言する",
    ),
    "dead-shape": (
        "the shape has nothing to check: no node in the graph is its target, and no other shape refers to it",
        "シェイプの対象となるノードがグラフになく、他のシェイプからも参照されていない",
    ),
    "ignored-target": (
        "sh:target needs SHACL's advanced features and would be ignored in silence; use sh:targetClass or its like",
        "sh:target はSHACLの拡張機能であり、黙って無視される。sh:targetClass などを使う",
    ),
    "unused-term": (
        "{term} is declared, but no data, rule or query uses it; use it or take it out",
        "{term} は宣言されているが、データ、規則、クエリのどれにも使われていない。使うか取り除く",
    ),
    "undeclared-term": (
        "{term} is used, but nothing declares it; correct the name, or declare the term",
        "{term} は使われているが、どこにも宣言がない。名前を正すか、語を宣言する",
    ),
    "defined-elsewhere": (
        "{term} does not say that this extension defines it; write rdfs:isDefinedBy with the extension's IRI",
        "{term} を定義するのがこの拡張であると書かれていない。rdfs:isDefinedBy に拡張のIRIを書く",
    ),
    "term-language": (
        "“{value}” of {term} has the language tag @{tag}; the words of a term are in English (@en) and in Japanese (@ja)",
        "{term} の「{value}」の言語タグは @{tag} である。語の名称・定義・例は英語(@en)と日本語(@ja)で書く",
    ),
    "other-kind": (
        "{term} is declared as {kind}, but the data give it {given}; declare it as {other}, or correct the data",
        "{term} は {kind} と宣言されているが、データでは値が{given}である。{other} と宣言するか、データを正す",
    ),
    "odd-shape-value": (
        "sh:{name} is given {given}, by which the shape checks nothing or something else; write {wanted}",
        "sh:{name} に {given} が書かれており、シェイプは何も検査しないか別のことを検査する。{wanted}を書く",
    ),
    "no-this": (
        "the SPARQL constraint does not say $this, the node that is checked, so it finds nothing; begin it SELECT $this",
        "SPARQL制約に検査対象のノードを表す $this がなく、何も見つからない。SELECT $this と始める",
    ),
    "missing-message": (
        "the constraint has no message in each of English and Japanese; write sh:message for both",
        "制約に英語と日本語のメッセージがそろっていない。両方の sh:message を書く",
    ),
}
_WORDS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "definition", PREFIXES["skos"] + "example")
_NOTE = PREFIXES["skos"] + "editorialNote"
_DEPRECATED = PREFIXES["owl"] + "deprecated"
_DEFINED_BY = PREFIXES["rdfs"] + "isDefinedBy"
# A kind of property, the other one, and what only that has as values.
_KINDS = (
    ("owl:ObjectProperty", "owl:DatatypeProperty", "ISLITERAL", ("text or numbers", "文字列や数")),
    ("owl:DatatypeProperty", "owl:ObjectProperty", "ISIRI", ("things (IRIs)", "もの（IRI）")),
)
_COUNTS = {"minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount"}
_NAMED = {"class", "datatype", "nodeKind", "node", "property", "severity", "not", *TARGETS}
_INTEGER = ox.NamedNode(PREFIXES["xsd"] + "integer")
_NO_CONSTRAINTS = ("path", "property", "sparql", "message", "severity", "name", "description", "order", "group")


def check_ontology(extra: Sequence[Path] = ()) -> list[Finding]:
    """Return what is wrong with the ontology, its shapes, rules and queries.

    Parameters:
        extra: folders with classes, shapes and data of one's own, checked together with the released ones.

    Raises:
        SourceProblem: a file cannot be used.
    """
    scope = scope_of((), extra)
    sources = list(dict.fromkeys([*shape_files(), *scope.shapes]))
    shapes = read_shapes(shape_files(root()), scope.shapes)
    extended = {path for path, _ in graph_files()}
    own = [path for path in scope.own if path not in extended]
    graph = load(extra=own)
    found = [*_shapes(shapes, graph, sources), *_terms(own, sources), *wrong_in_queries(graph)]
    found += (f if f.file else _where_named(f, graph) for f in placed(_checks(graph), list(graph.files.values())))
    found += wrong_prefixes({path: prefixes_of(path) for path in dict.fromkeys([*graph.files.values(), *sources])})
    for extension in in_use():
        found += _of_extension(extension, graph)
    return in_order(found)


def _of_extension(extension: Extension, graph: Graph) -> Iterator[Finding]:
    """Yield the terms of an extension that do not say so, and what is wrong with the words of its terms."""
    files = [path for path, _ in graph_files() if not path.is_relative_to(root() / "data")]
    words = check(Data(tuple(files)), read_shapes([path for path in shape_files(root()) if path.name == "style.ttl"]))
    yield from placed((f for f in words if f.focus.startswith(extension.namespace)), files)
    defined = {q.subject.value: q.object for path in files for q in stream(path) if q.predicate.value == _DEFINED_BY}  # type: ignore[union-attr]
    for iri, path in terms_of(extension.part).items():
        if defined.get(iri) != ox.NamedNode(extension.iri):
            yield _finding("defined-elsewhere", iri, path, iri)
        for kind, other, test, given in _KINDS:
            if _asked(graph, f"ASK {{ <{iri}> a <{expand(kind)}> . ?s <{iri}> ?o FILTER({test}(?o)) }}"):
                yield _finding("other-kind", iri, path, iri, kind=kind, other=other, given=given)
        for quad in stream(path):
            tag = quad.object.language if isinstance(quad.object, ox.Literal) else None
            if getattr(quad.subject, "value", "") == iri and quad.predicate.value in _WORDS and tag not in ("en", "ja", None):
                said = {"term": compact(iri), "value": getattr(quad.object, "value", ""), "tag": tag or ""}
                wrong = finding(
                    *("ontology/term-language", iri, _MESSAGES["term-language"], said),
                    component="OntologyCheck",
                    path=quad.predicate.value,
                    value=str(quad.object),
                )
                yield from placed([wrong], [path])


def _checks(graph: Graph) -> Iterator[Finding]:
    """Yield what the queries in ontology/checks/ find that is not meant so."""
    for result in fairness.check(graph.store):
        for fault in () if result.accepted else result.faults:
            also = {tag: f" ({fault[1]})" if len(fault) > 1 and fault[1] else "" for tag in ("en", "ja")}
            remedies = {tag: words and f"; {words}" for tag, words in result.remedies.items()}
            names = f"{fairness.CATALOGUES[result.catalogue]} {result.name}"
            yield Finding(
                severity="Violation",
                focus=expand(fault[0]),
                path="",
                value="",
                component="FairCheck",
                shape=f"{SHAPE}check/{result.catalogue}/{result.name.lower()}",
                messages={tag: f"{names}: {label}{also[tag]}{remedies.get(tag, '')}" for tag, label in result.labels.items()},
            )


def _where_named(found: Finding, graph: Graph) -> Finding:
    """Return a finding on what no file describes with the place that names it, in an extension's files rather than ours."""
    for path in reversed(graph.files.values()):
        if line := line_naming(path, found.focus):
            return found.at(path, line)
    return found


def _terms(own: Sequence[Path], sources: Sequence[Path]) -> Iterator[Finding]:
    """Yield the terms that are used but not declared, and those that are declared but not used."""
    everything, used = Terms(), Terms()
    data = [root() / "data", *(part.folder / "data" for part in in_force())]
    for path in [*(path for path, _ in graph_files()), *own]:
        everything.read(path)
        used.read(path, uses=path in own or any(path.is_relative_to(folder) for folder in data))
    for path in [*rule_files(), *query_files()]:
        text = read_header(path)[1]
        everything.read_sparql(text, path)
        used.read_sparql(text, path)
    for path in sources:
        everything.read(path)
        for quad in ox.parse(path=str(path)):
            if quad.predicate.value == SH + "select" and isinstance(quad.object, ox.Literal):
                everything.read_sparql(_prefixes() + quad.object.value, path)
    for iri, path in everything.used.items():
        if not exists(iri, everything.declared):
            yield _finding("undeclared-term", iri, path, iri)
    core = next(path for path, _ in graph_files() if path.name == "core.ttl")
    declared = {iri: core for iri in everything.declared if iri.startswith(G7)}
    for part in in_force():
        declared |= terms_of(part)
    explained = _explained([core, *own, *(path for part in in_force() for path, _ in part.graphs)])
    for iri in declared.keys() - used.with_superclasses(used.used) - explained:
        yield _finding("unused-term", iri, declared[iri], iri)


def _explained(paths: Iterable[Path]) -> set[str]:
    """Return what says itself, in both languages, why nothing uses it yet (``skos:editorialNote``), and what is withdrawn."""
    languages: dict[str, set[str | None]] = defaultdict(set)
    for path in paths:
        for quad in stream(path):
            if quad.predicate.value == _DEPRECATED and isinstance(quad.subject, ox.NamedNode):
                languages[quad.subject.value] |= {"en", "ja"}
            elif (
                quad.predicate.value == _NOTE
                and isinstance(quad.subject, ox.NamedNode)
                and isinstance(quad.object, ox.Literal)
            ):
                languages[quad.subject.value].add(quad.object.language)
    return {iri for iri, found in languages.items() if {"en", "ja"} <= found}


def _shapes(shapes: Shapes, graph: Graph, sources: Sequence[Path]) -> Iterator[Finding]:
    """Yield what keeps a shape from checking anything, and constraints without words."""
    declared = Terms()
    for path in [*graph.files.values()]:
        declared.read(path, uses=False)
    explained = _explained(sources)
    reached = {inner for shape in shapes.targeted for inner in shapes.closure(shape)}
    for node, properties in shapes.about.items():
        if not isinstance(node, ox.NamedNode):
            continue
        shape, file = node.value, _file_of(shapes.root(node.value), sources)
        if "target" in properties:
            yield _finding("ignored-target", shape, file)
        for name in (*TARGETS[:1], *TARGETS[2:], "path", "class"):
            for value in properties.get(name, []):
                if isinstance(value, ox.NamedNode) and not _means(value.value, declared.declared):
                    yield _finding("misspelt-target", shape, file, value.value)
        for name in properties:
            counted = name in _COUNTS
            for value in properties[name] if counted or name in _NAMED else ():
                if isinstance(value, ox.Literal) != counted or (counted and getattr(value, "datatype", None) != _INTEGER):
                    wanted = ("a whole number without quotes", "引用符のない整数") if counted else ("a name", "名前")
                    found = _finding("odd-shape-value", shape, file, name=name, given=str(value), wanted=wanted)
                    yield found.at(file, line_of(file, rf"sh:{name}\s+.*{re.escape(value.value)}") if file else 0)
        if shape in explained:
            continue
        if shape in shapes.targeted:
            if not _asked(graph, f"ASK {{ {shapes.targets(shape)} }}"):
                yield _finding("dead-shape", shape, file)
        elif shape not in reached and shape not in shapes.roots and not {"declare", "select"} & set(properties):
            yield _finding("dead-shape", shape, file)
    for shape in sorted(shapes.reporting):
        yield from _without_words(shape, shapes, sources)
        for constraint in shapes.constraints([shape]):
            if not re.search(r"[$?]this\b", constraint.query):
                yield _finding("no-this", shape, _file_of(shapes.root(shape), sources))


def _means(iri: str, declared: set[str]) -> bool:
    """Return whether a term is declared, or of a vocabulary that has it or whose terms are not known here."""
    return iri in declared or (exists(iri, declared) and (is_term(iri) or in_common_use(iri)))


def _without_words(shape: str, shapes: Shapes, sources: Sequence[Path]) -> Iterator[Finding]:
    properties = shapes.about.get(ox.NamedNode(shape), {})
    own = shapes.messages(shape) or shapes.messages(shapes.root(shape))
    constraining = set(properties) - {
        *TARGETS,
        "path",
        "property",
        "sparql",
        "message",
        "severity",
        "name",
        "description",
        "order",
    }
    wordless = bool(constraining) and not {"en", "ja"} <= set(own)
    wordless |= any(not {"en", "ja"} <= set(c.messages) for c in shapes.constraints([shape]))
    if wordless:
        yield _finding("missing-message", shape, _file_of(shapes.root(shape), sources))


def _asked(graph: Graph, query: str) -> bool:
    return bool(graph.store.query(query))


def _prefixes() -> str:
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


def _finding(rule: str, focus: str, file: Path | None, term: str = "", **words: str | tuple[str, str]) -> Finding:
    found = finding(
        *(f"ontology/{rule}", focus, _MESSAGES[rule], {"term": compact(term), **words}),
        component="OntologyCheck",
        value=f"<{term}>" if term else "",
    )
    return found.at(file, line_naming(file, term or focus) if file else 0)


def _file_of(shape: str, sources: Sequence[Path]) -> Path | None:
    """Return the file that describes a shape, the first where several do."""
    return next((path for path in sources if shape in _subjects(path)), None)


@cache
def _subjects(path: Path) -> frozenset[str]:
    return frozenset(quad.subject.value for quad in stream(path) if isinstance(quad.subject, ox.NamedNode))
