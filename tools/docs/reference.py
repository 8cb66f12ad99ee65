"""The reference of the ontology, from its files: the index and the core, with their diagrams; `vocabularies` has the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape
from pathlib import Path

import pyoxigraph as ox
from diagrams import digraph, quoted
from terms import DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS, Module, link, links, local, subjects
from vocabularies import alignment, uses_of_concepts, vocabulary
from words import Book, code, facts

from g7kg.namespaces import G7, compact
from g7kg.queries import SavedQuery

KINDS = ("Class", "ObjectProperty", "DatatypeProperty")


def write(book: Book, ontology: Path, queries: list[SavedQuery]) -> None:
    """Write the pages below ontology/: index, core, vocabularies, alignments."""
    core = Module(ontology / "core.ttl", book.language)
    alignments = [Module(path, book.language) for path in sorted((ontology / "alignments").glob("*.ttl"))]
    vocabularies = [Module(path, book.language) for path in sorted((ontology / "vocabularies").glob("*.ttl"))]
    _core(book, core, alignments, queries)
    uses = uses_of_concepts(book)
    for module in vocabularies:
        vocabulary(book, module, uses)
    for module in alignments:
        alignment(book, module, core)
    _index(book, core, vocabularies, alignments)


def _index(book: Book, core: Module, vocabularies: list[Module], alignments: list[Module]) -> None:
    ontology = core.of_type(OWL + "Ontology")[0]
    counts = {kind: len([t for t in core.of_type(OWL + kind) if t.startswith(G7)]) for kind in KINDS}
    say = book.say
    lines = [
        f"# {say('Ontology', 'オントロジー')}\n",
        core.text(ontology, DCTERMS + "description") or core.text(ontology, RDFS + "comment"),
        "",
        say(
            f"{counts['Class']} classes, {counts['ObjectProperty']} relations between things and {counts['DatatypeProperty']} "
            "properties with plain values. Every term has a label, a definition and an example in English and in Japanese. "
            "These pages are made from the files of the ontology each time the site is built.",
            f"クラス{counts['Class']}、もの同士の関係{counts['ObjectProperty']}、値をもつ属性{counts['DatatypeProperty']}。"
            "どの用語にも、英語と日本語の名称・定義・例がある。このページは、サイトを作るたびにオントロジーのファイルから作られる。",
        ),
        "",
        f"- [{say('Core: all classes and properties', '中核：すべてのクラスと属性')}](core.md)",
        "",
        f"## {say('Vocabularies', '語彙')}\n",
    ]
    for module in vocabularies:
        scheme = module.of_type(SKOS + "ConceptScheme")[0]
        number = len(module.of_type(SKOS + "Concept"))
        title = (
            module.text(scheme, SKOS + "prefLabel")
            or module.text(scheme, RDFS + "label")
            or module.text(scheme, DCTERMS + "title")
        )
        lines.append(f"- [{title}](vocabulary-{module.path.stem}.md) ({number})")
    lines += ["", f"## {say('Alignments with other vocabularies', '他の語彙との対応')}\n"]
    for module in alignments:
        title = module.text(module.of_type(OWL + "Ontology")[0], DCTERMS + "title")
        lines.append(f"- [{title}](alignment-{module.path.stem}.md)")
    book.pages["ontology/index.md"] = "\n".join(lines) + "\n"


def _core(book: Book, core: Module, alignments: list[Module], queries: list[SavedQuery]) -> None:
    say = book.say
    page = "ontology/core.md"
    terms = {kind: [t for t in core.of_type(OWL + kind) if t.startswith(G7)] for kind in KINDS}
    out = [f"# {say('Core: classes and properties', '中核：クラスと属性')}\n"]
    out.append(f"{code('g7:')} = {code(G7)}\n")
    out.append(f"## {say('Diagrams', '図')}\n")
    out.append(
        book.picture(
            page,
            "relations",
            _relations(core, terms["ObjectProperty"]),
            say(
                "Which things hang together: relations with one domain and one range",
                "何が何と結び付くか：定義域と値域が一つに定まる関係",
            ),
        )
    )
    out.append(
        book.picture(page, "classes", _hierarchy(core, terms["Class"]), say("Classes under classes", "クラスの上下関係"))
    )
    counts = _counts(book)
    asked = _asked(queries)
    headings = {
        "Class": say("Classes", "クラス"),
        "ObjectProperty": say("Relations", "関係"),
        "DatatypeProperty": say("Properties with plain values", "値をもつ属性"),
    }
    for kind in KINDS:
        out.append(f"## {headings[kind]}\n")
        for term in terms[kind]:
            out.append(_term(book, core, alignments, term, counts.get(term, 0), asked.get(term, [])))
    book.pages[page] = "\n".join(out)


def _counts(book: Book) -> dict[str, int]:
    """Return how often each class and property of ours is used in the graph."""
    text = (
        "SELECT ?t (COUNT(DISTINCT ?s) AS ?n) WHERE { { ?s a ?t } UNION { ?s ?t ?o } "
        f'FILTER(STRSTARTS(STR(?t), "{G7}")) }} GROUP BY ?t'
    )
    return {str(term)[1:-1]: int(getattr(n, "value", 0)) for term, n in book.ask(text)}


def _asked(queries: list[SavedQuery]) -> dict[str, list[str]]:
    """Return the saved queries in which each term of the core stands."""
    found: dict[str, list[str]] = defaultdict(list)
    for query in queries:
        body = re.sub(r"^\s*#.*$", "", query.text, flags=re.M)
        for name in sorted(set(re.findall(r"(?<![\w-])g7:(\w+)", body))):
            found[G7 + name].append(query.slug)
    return found


def _term(book: Book, core: Module, alignments: list[Module], term: str, used: int, asked: list[str]) -> str:
    say = book.say
    tied = [
        f"{code(compact(q.predicate.value))} {link(q.object.value)}"
        for module in alignments
        for q in module.store.quads_for_pattern(ox.NamedNode(term), None, None, None)
        if isinstance(q.object, ox.NamedNode) and q.predicate.value != RDF + "type"
    ]
    of = list(subjects(core, RDFS + "domain", term) + subjects(core, SCHEMA + "domainIncludes", term))
    to = list(subjects(core, RDFS + "range", term) + subjects(core, SCHEMA + "rangeIncludes", term))
    more = [core.text(term, SKOS + p) for p in ("scopeNote", "editorialNote")]
    shown = ", ".join(f'<a href="../queries/{slug}.html">{slug}</a>' for slug in asked)
    heading = f"### {core.text(term, RDFS + 'label')} {{#{local(term)}}}\n"
    body = (
        f"<p>{code(compact(term))} · {escape(core.text(term, RDFS + 'label', book.other))}</p>\n"
        f"<p>{escape(core.text(term, SKOS + 'definition'))}</p>\n"
        + "".join(f"<p>{escape(note)}</p>\n" for note in more if note)
    )
    return f"{heading}\n{body}" + facts(
        [
            (say("Example", "例"), escape("; ".join(core.texts(term, SKOS + "example")))),
            (
                say("Is a kind of", "上位"),
                links(core.values(term, RDFS + "subClassOf") + core.values(term, RDFS + "subPropertyOf")),
            ),
            (
                say("Kinds of it", "下位"),
                links(subjects(core, RDFS + "subClassOf", term) + subjects(core, RDFS + "subPropertyOf", term)),
            ),
            (say("Never also", "同時に成り立たない"), links(core.values(term, OWL + "disjointWith"))),
            (say("From", "主語"), links(core.values(term, RDFS + "domain") or core.values(term, SCHEMA + "domainIncludes"))),
            (say("To", "目的語"), links(core.values(term, RDFS + "range") or core.values(term, SCHEMA + "rangeIncludes"))),
            (say("Properties of it", "もつ属性"), links(sorted(of))),
            (say("Properties that lead to it", "指す属性"), links(sorted(to))),
            (say("Alignments", "他の語彙との対応"), "; ".join(sorted(tied))),
            (
                say("Used in the graph", "グラフでの使用"),
                say(f"by {used:,} things", f"{used:,}件") if used else say("not yet", "まだない"),
            ),
            (say("Asked by", "用いる問い"), shown),
        ]
    )


def _relations(core: Module, properties: list[str]) -> str:
    """Return the diagram of the classes that relations join, one arrow for each pair of classes."""
    between: dict[tuple[str, str], list[str]] = defaultdict(list)
    for term in properties:
        domains, ranges = core.values(term, RDFS + "domain"), core.values(term, RDFS + "range")
        if len(domains) == len(ranges) == 1:
            between[domains[0], ranges[0]].append(core.text(term, RDFS + "label"))
    lines = []
    for name in sorted({end for pair in between for end in pair}):
        target = f", URL={quoted('../core.html#' + local(name))}" if name.startswith(G7) else ", fillcolor=white"
        lines.append(f"{quoted(name)} [label={quoted(core.text(name, RDFS + 'label') or compact(name))}{target}]")
    for (a, b), names in sorted(between.items()):
        lines.append(f"{quoted(a)} -> {quoted(b)} [label={quoted(chr(10).join(names))}]")
    return digraph(*lines)


def _hierarchy(core: Module, classes: list[str]) -> str:
    lines = ["ranksep=0.4"]
    under = [(term, above) for term in classes for above in core.values(term, RDFS + "subClassOf")]
    joined = {end for pair in under for end in pair}
    for term in sorted({*classes, *joined}):
        if term in joined:
            target = f", URL={quoted('../core.html#' + local(term))}" if term.startswith(G7) else ", fillcolor=white"
            lines.append(f"{quoted(term)} [label={quoted(core.text(term, RDFS + 'label') or compact(term))}{target}]")
    lines += [f"{quoted(above)} -> {quoted(term)} [dir=back, arrowtail=empty]" for term, above in under]
    return digraph(*lines)
