"""Outcome documents: the list of declaration and annexes, or the sentence that names them."""

from __future__ import annotations

import re

from g7kg.drafting.event import Meeting
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.structure import Sentence
from g7kg.drafting.text import Line, Span

_KINDS = [
    ("charter", "Charter", r"憲章|charter"),
    ("annex", "Annex", r"(?:附属書|付属書|附属文書|付属文書|別添|別紙|協調行動集|annex)"),
    ("communique", "Communique", r"コミュニケ|communiqu"),
    ("chairs-summary", "ChairSummary", r"議長(?:サマリー|総括|声明|まとめ)|chair.{0,5} ?summary"),
    ("declaration", "Declaration", r"(?:大臣|閣僚|共同|首脳)?宣言|declaration"),
    ("statement", "Declaration", r"声明|statement"),
    ("action-plan", "ActionPlan", r"行動計画|アクション・?プラン|ロードマップ|action plan|roadmap"),
    ("report", "Report", r"報告書|report"),
]
_NUMBER = re.compile(
    r"(?:附属書|付属書|附属文書|付属文書|別添|別紙|annex)\s*(?:第)?\s*(\d{1,2}|[IVX]{1,4}|[A-H](?![a-z]))?", re.IGNORECASE
)
_SECTION = re.compile(
    r"成果文書|関連(?:資料|文書|リンク)|宣言(?:等|文)|附属書|outcome documents?|related (?:documents|links)", re.IGNORECASE
)
_FURNITURE = re.compile(
    r"\s*(?:\(?PDF(?:ファイル)?\)?|別ウィンドウで開きます|\(?\d+(?:\.\d+)?\s*[KM]B\)?|\[PDF[^\]]*\]|NEW)\s*", re.IGNORECASE
)
_NAMED = re.compile(
    r"「(?P<q>[^「」]{0,60}(?:宣言|憲章|声明|サマリー|原則|計画|コミュニケ|附属書|付属書|行動集|ロードマップ|プラン))」|(?P<n>(?:G7)?[^、。「」()\s]{0,60}?(?:大臣宣言|閣僚宣言|共同宣言|首脳宣言|議長サマリー|議長総括|共同声明|閣僚声明|大臣声明|コミュニケ|憲章))"
    r"(?!の(?:主な|ポイント|議論|採択|附属|付属))"
)
_ANNEX_COUNT = re.compile(r"(\d{1,2})つの(?:附属|付属)(?:文書|書)|(?:附属書|付属書|附属文書|付属文書)")
_TRANSLATION = re.compile(r"仮訳|英文|和文|原文|概要")


def outcomes(book: Notebook, found: Meeting) -> list[str]:
    """Find the outcome documents and say so; return their nodes, in order."""
    lines = _listed(book)
    documents: list[str] = []
    if lines:
        for line, section in lines:
            path = _document(book, found, line.text, line.span, f"{section}.doc", documents)
            if path and path not in documents:
                documents.append(path)
    else:
        for sentence in _adopting(book):
            for text, span in _named(sentence):
                path = _document(book, found, text, span, f"{sentence.name}.doc", documents)
                if path and path not in documents:
                    documents.append(path)
            if documents:
                break
    if documents:
        book.add(found.path, ("g7:adopted", documents))
    else:
        book.lacks("outcome documents", "成果文書")
    return documents


def _kind(text: str) -> tuple[str, str] | None:
    head = re.split(r"[::]", text, maxsplit=1)[0]
    for words in (head, text):
        fits = [
            (match.start(), slug, kind)
            for slug, kind, pattern in _KINDS
            if (match := re.search(pattern, words, re.IGNORECASE))
        ]
        if any(slug == "annex" and at <= 2 for at, slug, _ in fits):
            return "annex", "Annex"
        if fits:
            return max(fits)[1:] if words is head else min(fits)[1:]
    return None


def _listed(book: Notebook) -> list[tuple[Line, str]]:
    """Return the lines that list the documents: bullets or PDF links below a heading or a sentence on outcome documents."""
    listed: list[tuple[Line, str]] = []
    for section in book.release.sections:
        titled = bool(_SECTION.search(section.title))
        announced = titled
        for line in section.lines:
            text = line.text
            if re.search(r"(?:採択|発出|成果文書|以下の(?:文書|とおり))", text) and "。" in text:
                announced = True
                continue
            linked = bool(_FURNITURE.search(text)) and "PDF" in text.upper()
            if (
                (announced or linked)
                and len(text) < 160
                and not text.endswith(("。", "した"))
                and _kind(text)
                and (line.bullet or linked or titled)
            ):
                listed.append((line, section.name))
    return listed


def _adopting(book: Notebook) -> list[Sentence]:
    sentences = list(book.release.sentences())
    adopting = [
        s
        for s in sentences
        if re.search(r"採択|発出|取りまとめ|とりまとめ|まとめられ|公表され|adopted|issued|released|compiled", s.text)
    ]
    return sorted(adopting, key=lambda s: -len(list(_named(s))))


def _named(sentence: Sentence) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    if not re.search(r"[ぁ-ん]", sentence.text):
        for match in re.finditer(
            r"(?:(?:the|a|an)\s+)?((?:[A-Z0-9][\w'’]*\s+)*(?:Joint |Ministerial |Ministers['’] )?(?:Declaration|Communiqué|Charter|Statement|Chair['’]s Summary|Annex(?:es)?|Action Plan|Roadmap)(?:\s+(?:by|on|of|for)\s+[^,.;]{3,90}?)?)(?=\s+and\s+|\s+(?:was|were)\s|[,.;]|$)",
            sentence.text,
        ):
            found.append((match[1], sentence.span.part(*match.span(1))))
        return found
    for match in _NAMED.finditer(sentence.text):
        group = "q" if match["q"] else "n"
        words = match[group] if group == "q" else _trimmed(match[group])
        span = sentence.span.part(match.end(group) - len(words), match.end(group))
        annexed = re.search(r"(?:附属書|付属書)として[^。)]{0,40}\Z", sentence.text[: match.start()])
        found.append((f"附属書:{words}" if annexed else words, span))
    for match in re.finditer(r"[^、。「」]{0,30}?(?:附属書|付属書)(?!を含む)", sentence.text):
        words = _trimmed(match[0])
        span = sentence.span.part(match.end() - len(words), match.end())
        apposed = re.search(
            r"」\s*[(（][^()（）]*\Z", sentence.text[: match.end()]
        )  # 「行動集」(宣言の附属書): the same document
        if (
            not apposed
            and not re.match("として|である", sentence.text[match.end() :])
            and not any(span.start < b.end and b.start < span.end for _, b in found)
        ):
            found.append((words, span))
    return sorted(found, key=lambda item: item[1].start)


def _trimmed(words: str) -> str:
    return re.sub(r"^.*(?:及び|および|並びに|ほか|、|や(?!り)|として|成果を|また|併せて)", "", words)


def _document(book: Notebook, found: Meeting, text: str, span: Span, name: str, before: list[str]) -> str | None:
    kind = _kind(text)
    title = _FURNITURE.sub("", text).strip(" :-")
    if kind is None or len(title) < 2:
        return None
    slug, kind_name = kind
    number = None
    if slug == "annex":
        match = _NUMBER.search(text)
        printed = match[1] if match else None
        annexes = sum("-annex" in d for d in before)
        number = int(printed) if printed and printed.isdigit() else annexes + 1
        tail = f"annex-{number}"
    else:
        tail = slug
    language = "en" if book.release.english else "ja"
    path = _known(book, found, slug, number, title) or f"document/{found.slug}-{tail}"
    base, count = path, 1
    while path in before:
        if _TRANSLATION.search(title) or any(title in str(t) for t in book.values(path, "dcterms:title")):
            return path  # the same document in another language or form, or named again
        count += 1
        path = f"{base}-{count}"
    evidence = book.passage(span, name, "body")
    titled = (
        title
        if slug != "annex"
        else re.sub(r"^(?:附属書|付属書|別添|Annex)\s*\w{0,2}\s*[::]?\s*", "", title, flags=re.IGNORECASE) or title
    )
    titled = re.sub(r"(?<=[^\x00-\x7f])\s*:\s*(?=[^\x00-\x7f])", "：", titled)  # as Japanese titles print it
    book.add(path, ("g7:evidence", evidence), ("dcterms:title", (titled, language)))
    if book.values(path, "dcterms:title"):  # a known document whose title is printed otherwise is only named here
        book.add(path, ("rdf:type", f"g7:{kind_name}"))
    if path not in book.known:
        book.add(path, ("g7:verificationStatus", "verification:unverified"))
        what = f"Annex {number}" if number else kind_name
        book.names(
            path,
            f"{what} of {found.slug}",
            f"{found.slug}の{'附属書' + str(number) if number else _JAPANESE.get(slug, '文書')}",
        )
        book.decide(
            path,
            "Give the document's title in the language of issue, and its publisher.",
            "原文の言語での表題と発行者を入れてください。",
        )
    numbered = any(p.startswith(f"document/{found.slug}-annex-") for p in book.known.things)
    if number is not None and path not in book.known and not numbered:
        whole = [d for d in before if "-annex" not in d]
        main = next((d for d in whole if "-declaration" in d), next(iter(whole), None))
        book.add(path, ("g7:annexNumber", number), ("g7:annexOf", main))
    return path


_JAPANESE = {
    "charter": "憲章",
    "communique": "コミュニケ",
    "chairs-summary": "議長総括",
    "declaration": "宣言",
    "statement": "声明",
    "action-plan": "行動計画",
    "report": "報告書",
}


def _known(book: Notebook, found: Meeting, slug: str, number: int | None, title: str) -> str | None:
    """Return the document of the graph that this is: by its title, as the annex of that number, or as the only one of its kind."""
    stem = f"document/{found.slug}-"
    own = [t for t in book.known.things.values() if t.path.startswith(stem) and (slug == "annex") == ("Annex" in t.types)]
    titled = [t.path for t in own if any(title in printed for printed in t.titles.values())]
    if len(titled) == 1:
        return titled[0]
    names = [f"annex-{number}"] if slug == "annex" else [slug, slug.replace("statement", "declaration")]
    return next((stem + name for name in names if stem + name in book.known), None)
