"""The pages of the vocabularies and of the alignments, with a diagram of each."""

from __future__ import annotations

from html import escape

import pyoxigraph as ox
from diagrams import digraph, quoted
from terms import DCTERMS, OWL, RDFS, SKOS, Module, link, links, local, subjects
from words import Book, code, facts, table

from g7kg.namespaces import G7, compact


def uses_of_concepts(book: Book) -> dict[str, int]:
    """Return how many things of the graph name each concept, other concepts apart."""
    text = (
        f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?c a <{SKOS}Concept> . ?s ?p ?c "
        f'FILTER(?p != <{G7}underTheme> && !STRSTARTS(STR(?p), "{SKOS}")) }} GROUP BY ?c'
    )
    return {str(term)[1:-1]: int(getattr(n, "value", 0)) for term, n in book.ask(text)}


def vocabulary(book: Book, module: Module, uses: dict[str, int]) -> None:
    """Write the page of a vocabulary."""
    say = book.say
    name = module.path.stem
    page = f"ontology/vocabulary-{name}.md"
    scheme = module.of_type(SKOS + "ConceptScheme")[0]
    concepts = module.of_type(SKOS + "Concept")
    title = (
        module.text(scheme, SKOS + "prefLabel")
        or module.text(scheme, RDFS + "label")
        or module.text(scheme, DCTERMS + "title")
    )
    about = (
        module.text(scheme, SKOS + "definition")
        or module.text(scheme, DCTERMS + "description")
        or module.text(scheme, RDFS + "comment")
    )
    lines = [f"{quoted(scheme)} [label={quoted(title)}, fillcolor=white, shape=ellipse]"]
    for concept in concepts:
        target = quoted(f"../vocabulary-{name}.html#{local(concept)}")
        lines.append(f"{quoted(concept)} [label={quoted(module.text(concept, SKOS + 'prefLabel'))}, URL={target}]")
        for above in module.values(concept, SKOS + "broader") or [scheme]:
            lines.append(f"{quoted(above)} -> {quoted(concept)} [dir=none]")
    out = [
        f"# {title}\n",
        about,
        "",
        book.picture(page, f"vocabulary-{name}", digraph("ranksep=0.6", *lines), title),
        f"## {say('Concepts', '概念')}\n",
    ]
    for concept in concepts:
        used = uses.get(concept, 0)
        out.append(f"### {module.text(concept, SKOS + 'prefLabel')} {{#{local(concept)}}}\n")
        other = escape(module.text(concept, SKOS + "prefLabel", book.other))
        also = [*module.texts(concept, SKOS + "altLabel"), *module.texts(concept, SKOS + "altLabel", book.other)]
        notes = [module.text(concept, SKOS + p) for p in ("scopeNote", "editorialNote")]
        out.append(
            f"<p>{code(compact(concept))} · {other}</p>\n<p>{escape(module.text(concept, SKOS + 'definition'))}</p>\n"
            + "".join(f"<p>{escape(note)}</p>\n" for note in notes if note)
            + facts(
                [
                    (say("Also called", "別名"), escape("; ".join(also))),
                    (say("Example", "例"), escape("; ".join(module.texts(concept, SKOS + "example")))),
                    (say("Broader", "上位"), _links_here(module.values(concept, SKOS + "broader"))),
                    (say("Narrower", "下位"), _links_here(subjects(module, SKOS + "broader", concept))),
                    (say("Elsewhere the same", "外部の同義"), links(module.values(concept, SKOS + "exactMatch"))),
                    (say("Elsewhere close", "外部の類義"), links(module.values(concept, SKOS + "closeMatch"))),
                    (
                        say("Used in the graph", "グラフでの使用"),
                        say(f"by {used:,} things", f"{used:,}件") if used else say("not yet", "まだない"),
                    ),
                ]
            )
        )
    book.pages[page] = "\n".join(out)


def alignment(book: Book, module: Module, core: Module) -> None:
    """Write the page of an alignment."""
    say = book.say
    name = module.path.stem
    page = f"ontology/alignment-{name}.md"
    ontology = module.of_type(OWL + "Ontology")[0]
    ties = sorted(
        (q.subject.value, q.predicate.value, q.object.value)
        for q in module.store
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(G7) and isinstance(q.object, ox.NamedNode)
    )
    lines = []
    for end in sorted({end for a, _, b in ties for end in (a, b)}):
        ours = end.startswith(G7)
        label = core.text(end, RDFS + "label") if ours else compact(end)
        target = f"../core.html#{local(end)}" if ours else end
        lines.append(
            f"{quoted(end)} [label={quoted(label or compact(end))}, URL={quoted(target)}{'' if ours else ', fillcolor=white'}]"
        )
    lines += [f"{quoted(a)} -> {quoted(b)} [label={quoted(compact(p))}]" for a, p, b in ties]
    title = module.text(ontology, DCTERMS + "title")
    rows = [
        (link(a, "core.html"), escape(core.text(a, RDFS + "label")), code(compact(p)), link(b, "core.html"))
        for a, p, b in ties
    ]
    out = [f"# {title}\n"]
    if ties:
        out.append(book.picture(page, f"alignment-{name}", digraph(*lines), title))
        head = [say("term", "用語"), say("label", "名称"), say("relation", "関係"), say("theirs", "相手の用語")]
        out.append(table(head, rows))
    if comments := module.texts(ontology, RDFS + "comment"):
        out.append(f"## {say('Why so, and what is not tied', '判断の理由と、結び付けないもの')}\n")
        out += [f"- {comment}" for comment in comments]
    book.pages[page] = "\n".join(out) + "\n"


def _links_here(iris: list[str]) -> str:
    """Return links to concepts of the same page."""
    return ", ".join(f'<a href="#{local(iri)}"><code>{escape(compact(iri))}</code></a>' for iri in iris)
