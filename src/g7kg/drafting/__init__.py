"""A draft of a release: from the ministry's text to Turtle that needs judgement, not typing.

``draft(text, store)`` reads a release of Japan's communications ministry on a G7 digital ministerial (or its English twin) and
returns Turtle with everything it found, each with its passage, and the list of what a person must decide. Labels are never
taken from the source: they are composed from act and theme, and say so.
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Literal

from g7kg.drafting import agenda, event, exchanges, links, occasions, outcomes, people, statements, writing
from g7kg.drafting.known import Known
from g7kg.drafting.notebook import Decision, Notebook
from g7kg.drafting.structure import Release, read
from g7kg.errors import SourceProblem
from g7kg.layout import canonical
from g7kg.namespaces import GRAPH
from g7kg.sources import digest, normal_text
from g7kg.stores import Store

_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"


@dataclass(frozen=True)
class Drafted:
    """A draft.

    Attributes:
        turtle: the file, in the canonical layout.
        meeting: the meeting's path, "meeting/2017-turin".
        document: the short name of the release's document.
        counts: how many of each kind were found.
        decisions: what a person must decide, and where.
        missing: what the release does not say or the draft did not find, in both languages.
        again: True where the graph had this release already and the draft stands beside it.
    """

    turtle: str
    meeting: str
    document: str
    counts: dict[str, int]
    decisions: tuple[Decision, ...]
    missing: tuple[tuple[str, str], ...]
    again: bool


def draft(text: str, store: Store | None = None, address: str | None = None) -> Drafted:
    """Draft the Turtle of a release.

    Parameters:
        text: the release, as text.
        store: the graph, whose meetings, people, places and documents are used where the release names them.
        address: the page where the release is published.

    Raises:
        SourceProblem: the text is no release on a G7 meeting.
    """
    if len(normal_text(text)) > 400_000:
        raise SourceProblem("the text is far too long for a press release; give the release alone")
    release = read(text)
    _recognise(release)
    known = Known(store)
    issued = event.issued_on(release)
    year = issued.year if issued else _year(release)
    if issued is None and year:
        from datetime import date

        issued = date(year, 12, 31)
    slug = event.meeting(Notebook(release, known, "draft", issued)).slug
    again = f"{GRAPH}{slug}/mic-release" in known
    document = _free(f"{year or 'year'}-mic-release", slug, known, again=again)
    book = Notebook(release, known, document, issued)
    found = event.meeting(book)
    _document(book, found, address, dated=release.issued is not None)
    agenda.sessions(book, found)
    agenda.represented(book, found)
    documents = outcomes.outcomes(book, found)
    delegates = people.delegation(book, found.path, (f"at {found.slug}", f"{found.slug}への出席"))
    exchanged = exchanges.exchanges(book, found, delegates)
    mentioned = links.references(book, found)
    speech = statements.Speech(book, found, exchanged, [p.name for p in delegates], documents)
    speech.collect()
    occasions.move(speech, mentioned)
    for each in speech.drafts:
        each.refers = [
            r.path
            for r in mentioned
            if r.sentence is each.sentence and any(r.sentence.span.part(r.start, r.end) in s for _, s in each.parts)
        ]
    writing.Writer(speech).write()
    links.links(book, found, mentioned)
    _gaps(book, speech)
    book.finish()
    counts = {
        "statements": len(speech.drafts),
        "exchanges": len(exchanged),
        "documents": len(documents),
        "people": len(_subjects(book, "Participation")),
        "sessions": len(_subjects(book, "Session")),
        "links": len(_subjects(book, "ContinuityLink")),
        "events mentioned": len({m.path for m in mentioned}),
    }
    return Drafted(_turtle(book, again), found.path, document, counts, tuple(book.decisions), tuple(book.missing), again)


def report(drafted: Drafted, language: str) -> str:
    """Return what was drafted, what is missing and what is to be decided, for people."""
    japanese = language == "ja"
    lines = [f"{drafted.meeting}: " + ", ".join(f"{number} {kind}" for kind, number in drafted.counts.items())]
    if drafted.again:
        lines.append(
            "グラフに既にある発表です。下書きは別名で並びます。"
            if japanese
            else "The graph has this release already; the draft stands beside it."
        )
    lines += [("見つからないもの：" + ja) if japanese else ("not found: " + en) for en, ja in drafted.missing]
    groups: dict[str, list[str]] = {}
    for decision in drafted.decisions:
        groups.setdefault(decision.ja if japanese else decision.en, []).append(decision.node)
    for words, nodes in groups.items():
        shown = ", ".join(nodes[:3]) + (f" (+{len(nodes) - 3})" if len(nodes) > 3 else "")
        lines.append(("判断：" if japanese else "to decide: ") + f"{words} [{shown}]")
    return "\n".join(lines) + "\n"


def _recognise(release: Release) -> None:
    normal = release.copy.normal
    if not normal:
        raise SourceProblem("the copy is empty")
    if ("G7" not in normal and "G20" not in normal) or not any(
        w in normal for w in ("会合", "サミット", "Meeting", "Ministerial", "会議")
    ):
        raise SourceProblem("the text is no release on a G7 meeting: it names no G7 meeting anywhere")


def _year(release: Release) -> int | None:
    from g7kg.drafting.dates import dates, english_dates

    for sentence in list(release.sentences())[:6]:
        for dated in (english_dates if release.english else dates)(sentence.text, None):
            return dated.year
    return None


def _free(document: str, slug: str, known: Known, *, again: bool) -> str:
    """Return a name for the release's document that the graph does not use."""
    if again:
        document += "-draft"
    elif f"document/{document}" in known:
        document = f"{slug}-mic-release"
    number, name = 1, document
    while f"document/{name}" in known or f"rendition/{name}/ja" in known or f"rendition/{name}/en" in known:
        number += 1
        name = f"{document}-{number}"
    return name


def _subjects(book: Notebook, kind: str) -> set[str]:
    from rdflib import RDF, URIRef

    from g7kg.namespaces import expand

    return {str(s) for s in book.graph.subjects(RDF.type, URIRef(expand(f"g7:{kind}")))}


def _document(book: Notebook, found: event.Meeting, address: str | None, *, dated: bool) -> None:
    """Describe the graph, the release and its rendition."""
    release, document = book.release, f"document/{book.document}"
    language = "ENG" if release.english else "JPN"
    tag = "en" if release.english else "ja"
    title = release.copy.plain(release.title) if release.title else None
    heads = [(release.crumb, "P.1"), (release.genre, "P.2"), (release.issued, "P.3"), (release.title, "P.4")]
    evidence = [book.passage(span, name, "page-head") for span, name in heads if span]
    book.add(
        document,
        ("rdf:type", "g7:PressRelease"),
        ("dcterms:language", _LANGUAGES + language),
        ("dcterms:publisher", "organization/jp-mic"),
        ("dcterms:title", (title, tag) if title else None),
        ("dcterms:issued", book.issued if dated else None),
        ("g7:reportsOn", found.path),
        ("g7:evidence", evidence),
        ("g7:verificationStatus", "verification:read-in-document"),
    )
    when = book.issued.isoformat() if book.issued and dated else ""
    book.names(
        document,
        f"Release of Japan's communications ministry on {found.slug} {when}".strip(),
        f"{found.slug}に関する総務省の報道発表{when}",
    )
    book.add(
        book.rendition,
        ("rdf:type", "g7:Rendition"),
        ("g7:renditionOf", document),
        ("dcterms:language", _LANGUAGES + language),
        ("dcterms:title", (title, tag) if title else None),
        ("g7:translationStatus", "translation:status-unknown" if release.english else "translation:original"),
        ("g7:sha256", Literal(digest(release.copy.normal))),
        ("g7:length", len(release.copy.normal)),
        ("g7:publishedAt", address),
    )
    book.names(book.rendition, f"Text of the release on {found.slug} ({tag})", f"{found.slug}に関する報道発表の本文（{tag}）")
    if address is None:
        book.decide(
            book.rendition,
            "Add the page where it is published (g7:publishedAt).",
            "掲載ページ(g7:publishedAt)を入れてください。",
        )
    if not dated:
        book.decide(
            document,
            "Add the day of issue (dcterms:issued); the copy has none.",
            "発表日(dcterms:issued)を入れてください。写しにはありません。",
        )
        book.lacks("the day of issue", "発表日")
    if title is None:
        book.lacks("the title", "表題")
    graph = f"{GRAPH}{found.slug}/mic-release" + ("-draft" if f"{GRAPH}{found.slug}/mic-release" in book.known else "")
    book.add(
        graph,
        ("rdf:type", "void:Dataset"),
        ("dcterms:license", "https://creativecommons.org/licenses/by/4.0/"),
        ("dcterms:source", document),
        ("g7:basis", "basis:asserted"),
    )
    if graph not in book.known:
        book.add(
            graph,
            (
                "rdfs:label",
                [
                    (f"What Japan's communications ministry says about {found.slug} (draft)", "en"),
                    (f"{found.slug}について総務省が述べること（下書き）", "ja"),
                ],
            ),
        )
    if "organization/jp-mic" not in book.known:
        book.add("organization/jp-mic", ("rdf:type", "org:Organization"))
        book.names("organization/jp-mic", "Ministry of Internal Affairs and Communications of Japan", "総務省")


def _gaps(book: Notebook, speech: statements.Speech) -> None:
    release = book.release
    if release.unfinished:
        book.lacks("the end of the release: the copy breaks off in the middle", "発表の末尾。写しが途中で切れている")
    if not release.contact:
        book.lacks("the contact", "連絡先")
    if len(release.sections) == 1:
        book.lacks("numbered sections", "番号付きの節")
    if not speech.drafts:
        book.lacks("any speech act", "言語行為")


def _turtle(book: Notebook, again: bool) -> str:
    head = [
        "# DRAFT, made by the tool from a copy of the release; every label is composed and wants the editor's own words.",
        "# 下書き：発表の写しからツールが作ったもの。名称は組み立てたもので、編集者の言葉に直す。",
    ]
    if again:
        head.append("# The graph has this release already: the draft stands beside it under names of its own.")
    for en, ja in book.missing:
        head.append(f"# Not found: {en} / 見つからないもの：{ja}")
    for decision in book.decisions:
        if not decision.en.startswith("The label is composed"):
            head.append(f"# To decide: {decision.node}: {decision.en}")
    return canonical("\n".join(head) + "\n\n" + book.graph.serialize(format="longturtle"))
