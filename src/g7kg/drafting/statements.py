"""Statements and commitments: each speech act of the release with its content, speaker, occasion and evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from g7kg.drafting import english, places
from g7kg.drafting.acts import Act, acts, mentions, modality_of
from g7kg.drafting.clauses import OUTCOME, last_clause
from g7kg.drafting.event import Meeting, group
from g7kg.drafting.exchanges import Exchange
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.structure import Section, Sentence
from g7kg.drafting.text import Span

_ABOUT = re.compile(r"(?:等|など)?(?:について|に関し|につき|をめぐ|に係る|on\b|about|regarding)")
_POINTS = re.compile(r"(?:主な)?(?:成果|ポイント|宣言|合意事項)|outcome|highlights|points", re.IGNORECASE)
_JAPANESE_SPEAKER = re.compile(
    r"総務|経済産業|デジタル(?:副)?大臣|我が国|日本|当方|MIC|Japan|Internal Affairs|Policy Coordination", re.IGNORECASE
)
MAIN = re.compile(
    r"宣言|文書|附属書|付属書|憲章|声明|コミュニケ|総括|サマリー|declaration|document|communiqu|summary|statement",
    re.IGNORECASE,
)
_BY_THE_GROUP = ("adopted", "agreed", "agreed-to-endeavour", "decided-to-hold", "recognised")
_BOTH = re.compile(r"双方|両者|両国|両大臣|both|the two|they", re.IGNORECASE)
_GROUP = re.compile(r"G7|各国|我々|閣僚|大臣(?:会合|宣言|たち)|ministers|members|we\b|participants", re.IGNORECASE)


@dataclass
class Draft:
    """One statement before it is written; `parts` are the places of its words."""

    name: str
    modality: str
    verb: str
    sentence: Sentence
    parts: list[tuple[str, Span]]
    content: str
    speakers: list[str]
    event: str | None
    session: str | None
    unsure: list[tuple[str, str]] = field(default_factory=list)
    refers: list[str] = field(default_factory=list)
    predicate: int = 0  # where the verb's phrase begins in the sentence


class Speech:
    """The statements of a release, collected sentence by sentence and then written."""

    def __init__(
        self, book: Notebook, found: Meeting, exchanged: list[Exchange], delegates: list[str], documents: list[str]
    ) -> None:
        self.book, self.meeting, self.exchanged = book, found, exchanged
        self.delegates, self.documents = delegates, documents
        self.group = group(book, found.name)
        self.drafts: list[Draft] = []
        self.slugs: set[str] = set()

    def collect(self) -> None:
        """Read every sentence and bullet."""
        pending: tuple[Act, Sentence] | None = None
        english_text = self.book.release.english
        for sentence in self.book.release.sentences():
            found = english.acts(sentence.text) if english_text else acts(sentence.text)
            if pending and (pending[1].section is not sentence.section or (not sentence.bullet and found)):
                pending = None
            if pending and sentence.bullet:  # what is told of within the point is no act of its own: 「…で合意した原則の実装」
                found = [act for act in found if act.predicate[1] >= len(sentence.text.rstrip("。 ")) - 2]
            kept = [self._act(act, sentence, found) for act in found if not act.points]
            if pending and sentence.bullet and not any(kept):
                self._point(sentence, pending[0].modality, pending[0].verb, pending[0], pending[1])
            elif (
                sentence.bullet and not any(kept) and self._outcome_point(sentence.section) and not self._is_document(sentence)
            ):
                self._point(sentence, _plain(sentence.text), "", None, sentence)
            if points := [act for act in found if act.points]:
                pending = (points[-1], sentence) if points[-1].modality not in ("adopted", "exchanged") else None
            if not english_text:
                self._mentions(sentence)
        self._merge()

    def _is_document(self, sentence: Sentence) -> bool:
        return bool(
            "PDF" in sentence.text.upper() or re.search(r"成果文書|関連", sentence.section.title) or len(sentence.text) < 12
        )

    def _outcome_point(self, section: Section) -> bool:
        return (
            bool(_POINTS.search(section.title) or (section.parent and _POINTS.search(section.parent.title)))
            and self._exchange(section) is None
        )

    def _exchange(self, section: Section, sentence: Sentence | None = None) -> Exchange | None:
        for exchange in self.exchanged:
            if sentence is not None and sentence in exchange.sentences:
                return exchange
        return next(
            (e for e in self.exchanged if e.section is section and section.heading is not None and not e.sentences), None
        )

    def _session(self, sentence: Sentence) -> str | None:
        sessions = self.meeting.sessions
        section: Section | None = sentence.section
        while section is not None:
            if section.name in sessions:
                return sessions[section.name]
            section = section.parent
        return None

    def _act(self, act: Act, sentence: Sentence, all_acts: list[Act]) -> bool:
        text = sentence.text
        exchange = self._exchange(sentence.section, sentence)
        predicate = text[slice(*act.predicate)]
        contents = act.contents
        if act.modality == "exchanged":
            if exchange is None and act.verb in ("議論", "協議", "会談"):
                return True
            if not _ABOUT.match(predicate) and not self.book.release.english:
                return True
            if exchange is None:
                return True
        content = " ".join(text[a:b] for a, b in contents)
        if act.modality == "adopted" and not OUTCOME.search(content + predicate):
            return act.verb != "adopted"
        if not contents:
            return False
        if not self.book.release.english:
            contents = tuple((last_clause(text, a, b, act.modality), b) for a, b in contents)
        for place, (a, b) in enumerate(contents):
            part = text[a:b]
            modality = modality_of(act.verb, part) if not self.book.release.english else act.modality
            if act.modality == "stated":
                modality = "stated"
            span = sentence.span.part(a, b)
            name = (
                sentence.name
                if len(all_acts) == 1 and len(contents) == 1
                else f"{sentence.name}.{_letter(self._count(sentence))}"
            )
            with_verb = sentence.span.part(min(a, act.predicate[0]), max(b, act.predicate[1]))
            last = place == len(contents) - 1 and modality != "stated" and not self.book.release.english
            parts = [("", with_verb if len(contents) == 1 or last else span)]
            if sentence.span.part(*act.predicate) not in parts[0][1]:
                parts.append(("verb", sentence.span.part(*act.predicate)))
            if act.speaker and (len(contents) > 1 or a - act.speaker[1] > 8) and modality not in ("adopted", "exchanged"):
                parts.append(("speaker", sentence.span.part(*act.speaker)))
            elif act.speaker and len(contents) == 1 and a - act.speaker[1] <= 8:
                parts[0] = ("", Span(min(with_verb.start, sentence.span.start + act.speaker[0]), with_verb.end))
            draft = Draft(name, modality, act.verb, sentence, parts, part, [], None, None, predicate=act.predicate[0])
            self._who(draft, act, exchange)
            if act.verb in ("一致", "確認", "再確認", "共有") and modality in ("recognised", "agreed"):
                draft.unsure.append(
                    (
                        f"Decide between agreed and recognised; the release prints {act.verb}.",
                        f"「{act.verb}」を合意と見るか認識と見るかを判断してください。",
                    )
                )
            self.drafts.append(draft)
        return True

    def _count(self, sentence: Sentence) -> int:
        return sum(d.sentence is sentence for d in self.drafts)

    def _who(self, draft: Draft, act: Act | None, exchange: Exchange | None) -> None:
        """Say who speaks and where."""
        text = draft.sentence.text
        said = text[slice(*act.speaker)] if act and act.speaker else ""
        draft.event = exchange.path if exchange else self.meeting.path
        draft.session = None if exchange else self._session(draft.sentence)
        japanese = bool(_JAPANESE_SPEAKER.search(said)) or any(d and d in said for d in self.delegates)
        if exchange:
            both = [places.JAPAN.path, *(p.path for p in exchange.partners)]
            if said and japanese and draft.modality != "exchanged" and not _BOTH.search(said):
                draft.speakers = [places.JAPAN.path]
            elif said and not _BOTH.search(said) and draft.modality != "exchanged" and re.search(r"先方|相手|側", said):
                draft.speakers = both[1:]
            else:
                draft.speakers = both
            return
        if draft.modality == "stated" or (said and japanese and draft.modality not in _BY_THE_GROUP):
            named = [n for n, _, _ in places.find(said)] if said and not japanese else []
            if named:
                draft.speakers = [named[0].path]
            elif said and not japanese and _GROUP.search(said):
                draft.speakers = [self.group]
            else:
                draft.speakers = [places.JAPAN.path]
                if not said and draft.modality == "stated":
                    draft.unsure.append(
                        ("Check who spoke; the sentence does not say.", "発言者を確認してください。文中に示されていません。")
                    )
            return
        draft.speakers = [self.group]
        if draft.modality == "decided-to-hold":
            draft.event = None
            draft.unsure.append(
                ("Say who decided; the release does not.", "決定した主体を示してください。発表には書かれていません。")
            )

    def _point(self, sentence: Sentence, modality: str, verb: str, act: Act | None, owner: Sentence) -> None:
        """Take a bullet as one statement under the act that announces it."""
        parts = [("", sentence.span)]
        draft = Draft(sentence.name, modality, verb, sentence, parts, sentence.text, [], None, None)
        source = Draft(owner.name, modality, verb, owner, [], owner.text, [], None, None)
        self._who(source, act, self._exchange(sentence.section, sentence))
        draft.speakers, draft.event, draft.session = source.speakers, source.event, self._session(sentence)
        if act is None:
            draft.unsure.append(
                (
                    "Decide the speech act of this point; it names none.",
                    "この項目の言語行為を判断してください。動詞がありません。",
                )
            )
        self.drafts.append(draft)

    def _mentions(self, sentence: Sentence) -> None:
        for modality, verb, start, end in mentions(sentence.text):
            text = sentence.text[start:end]
            if modality == "planned" and self._named(sentence, start, end) is None:
                continue
            span = sentence.span.part(start, end)
            draft = Draft(
                f"{sentence.name}.{_letter(self._count(sentence))}",
                modality,
                verb,
                sentence,
                [("", span)],
                text,
                [self.group],
                None,
                None,
            )
            if modality == "instructed":
                rest = re.match(
                    r"、?(.*?(?:こと(?:と)?(?:され|なり|し)[^、。]*|(?:を|に)[^、。]{1,12}ました))", sentence.text[end:]
                )
                if rest:
                    draft.parts.append(("what", sentence.span.part(end + rest.start(1), end + rest.end(1))))
                    draft.content += rest[1]
                draft.unsure.append(
                    (
                        "Say who instructed and where (g7:madeBy, g7:madeAt).",
                        "指示した主体と場(g7:madeBy、g7:madeAt)を示してください。",
                    )
                )
            else:
                draft.unsure.append(("Say who planned it.", "予定した主体を示してください。"))
                draft.speakers = [places.JAPAN.path]
            self.drafts.append(draft)

    def _named(self, sentence: Sentence, start: int, end: int) -> str | None:
        text = sentence.text[start : min(len(sentence.text), end + 20)]
        match = re.search(r"(?:会合|サミット|対話|会議|大会|フォーラム|総会)", text)
        return match[0] if match else None

    def _merge(self) -> None:
        """Take what lead and body report of one act as one statement with several places."""
        kept: list[Draft] = []
        for draft in sorted(self.drafts, key=lambda d: d.sentence.section.name == "L"):
            same = next((k for k in kept if _same(k, draft)), None)
            if same is None:
                kept.append(draft)
            else:
                same.parts += [(f"also-{draft.name}", span) for _, span in draft.parts[:1]]
        self.drafts = sorted(kept, key=lambda d: d.parts[0][1])


def _letter(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else f"x{number}"


def _plain(text: str) -> str:
    """Return the modality of an outcome point that names no speech act."""
    return "recognised" if re.search(r"(?:重要|必要)(?:性|である|だ)?。?\Z|important", text) else "committed"


def _same(one: Draft, other: Draft) -> bool:
    if one.modality != other.modality or one.event != other.event or one.sentence is other.sentence:
        return False
    if one.modality == "adopted":
        return one.event is not None and all(MAIN.search(d.content) for d in (one, other))
    if "L" not in (one.sentence.section.name, other.sentence.section.name):
        return False
    a, b = _pairs(one.content), _pairs(other.content)
    return bool(a and b) and 2 * len(a & b) / (len(a) + len(b)) > 0.75


def _pairs(text: str) -> set[str]:
    text = "".join(text.split())
    return {text[i : i + 2] for i in range(len(text) - 1)}
