"""What stands in the columns: each attribute of a node or edge, its kind, and what it means in both languages.

An attribute becomes one column or several. A *thing* or *concept* gives its name and its labels (``theme``, ``theme_en``,
``theme_ja``); *words* give one column a language (``label_en``, ``label_ja``). What may have several values is a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the values of an attribute are."""

    thing = "thing"  # a resource: its CURIE, with labels beside it
    concept = "concept"  # a concept: its name within its scheme, with labels beside it
    reference = "reference"  # a resource: its CURIE alone
    words = "words"  # text in English and Japanese
    text = "text"  # text as it stands
    date = "date"
    number = "number"
    integer = "integer"
    boolean = "boolean"


@dataclass(frozen=True)
class Attribute:
    """An attribute: its name, kind, whether it is a list, and what it means in "en" and "ja"."""

    name: str
    kind: Kind
    many: bool
    en: str
    ja: str

    @property
    def columns(self) -> list[Column]:
        """The columns that it becomes."""
        if self.kind in (Kind.thing, Kind.concept):
            return [
                Column(self.name, Kind.text, self.many, self.en, self.ja),
                Column(f"{self.name}_en", Kind.text, self.many, f"{self.en}: label in English", f"{self.ja}（英語のラベル）"),
                Column(
                    f"{self.name}_ja", Kind.text, self.many, f"{self.en}: label in Japanese", f"{self.ja}（日本語のラベル）"
                ),
            ]
        if self.kind is Kind.words:
            return [
                Column(f"{self.name}_en", Kind.text, self.many, f"{self.en}, in English", f"{self.ja}（英語）"),
                Column(f"{self.name}_ja", Kind.text, self.many, f"{self.en}, in Japanese", f"{self.ja}（日本語）"),
            ]
        kind = Kind.text if self.kind is Kind.reference else self.kind
        return [Column(self.name, kind, self.many, self.en, self.ja)]


@dataclass(frozen=True)
class Column:
    """A column: its name, the kind of its values (text, date, number, integer, boolean), whether each cell is a list."""

    name: str
    kind: Kind
    many: bool
    en: str
    ja: str


_T, _C, _W = Kind.thing, Kind.concept, Kind.words
_ALL = (
    Attribute("kind", Kind.text, False, "class of the thing in the ontology", "オントロジーでのクラス"),
    Attribute("label", _W, False, "its name", "名称"),
    Attribute("title", Kind.text, True, "its title as issued", "発行時の標題"),
    Attribute("meeting", _T, True, "the meeting it belongs to", "属する会合"),
    Attribute("date", Kind.date, False, "first day of its meeting", "会合の初日"),
    Attribute("starts", Kind.date, False, "first day (or the earliest possible)", "初日（または可能な最も早い日）"),
    Attribute("ends", Kind.date, False, "last day (or the latest possible)", "最終日（または可能な最も遅い日）"),
    Attribute("issued", Kind.date, False, "day of issue", "発行日"),
    Attribute("place", _T, True, "where it was held", "開催地"),
    Attribute("presidency", _T, True, "the presidency it was held under", "開催時の議長国年"),
    Attribute("chair", _T, True, "the party that held the presidency", "議長国"),
    Attribute("part_of", _T, True, "the event it was a part of", "上位の行事"),
    Attribute("theme", _C, True, "what it is about", "分野"),
    Attribute("broader", _C, True, "the broader theme", "上位の分野"),
    Attribute("beneficiary", _C, True, "for whom", "受益者"),
    Attribute("instrument", _C, True, "by what means", "手段"),
    Attribute("force", _C, False, "how strongly the group binds itself", "拘束の強さ"),
    Attribute("party", _T, True, "who undertook it", "引き受けた主体"),
    Attribute("speaker", _T, True, "who made the statement", "発言の主体"),
    Attribute("session", _T, True, "the session it was made in", "行われたセッション"),
    Attribute("modality", _C, True, "how it was said (agreed, recognised, …)", "発話の種類（合意、認識など）"),
    Attribute("verb", Kind.text, True, "the marker word as printed", "原文の標識となる語"),
    Attribute("open_ended", Kind.boolean, False, "whether the source says “etc.”", "出典に「等」があるか"),
    Attribute("status", _C, True, "how far it was verified", "検証の状況"),
    Attribute("goal", _T, True, "its target", "目標"),
    Attribute("deadline", Kind.date, False, "the latest day of its deadline", "期限の最も遅い日"),
    Attribute("statement", Kind.reference, True, "the statements that belong to it", "属する発言"),
    Attribute("commitment", Kind.reference, True, "the commitments that belong to it", "属するコミットメント"),
    Attribute("document", _T, True, "the documents that say so", "根拠となる文書"),
    Attribute("locator", _W, True, "where in the document", "文書内の位置"),
    Attribute("continuity", _C, False, "type of continuity", "継承の種類"),
    Attribute(
        "basis",
        _C,
        False,
        "who says so: asserted, curated or inferred",
        "判断の根拠（asserted 出典、curated 編者、inferred 規則）",
    ),
    Attribute("confidence", Kind.number, False, "0 to 1; curated and inferred only", "確度（0〜1。編者と規則のみ）"),
    Attribute("reason", _W, False, "why the editors or a rule say so", "編者または規則による理由"),
    Attribute("attributed_to", _T, True, "the editors that say so", "判断した編者"),
    Attribute("rule", _T, True, "the rule that says so", "導いた規則"),
    Attribute("source_meeting", _T, True, "the meeting of the earlier end", "先行する側の会合"),
    Attribute("target_meeting", _T, True, "the meeting of the later end", "後続の側の会合"),
    Attribute("publisher", _T, True, "who published it", "発行者"),
    Attribute("language", Kind.text, True, "language of the document", "文書の言語"),
    Attribute("annex_of", _T, True, "the document it is an annex of", "附属先の文書"),
    Attribute("reports_on", _T, True, "the event it reports on", "報告の対象"),
    Attribute("adopted_by", _T, True, "the event that adopted it", "採択した会合"),
    Attribute("address", Kind.text, True, "where it is published", "公開場所"),
    Attribute("unit_of", _T, True, "the organisation it is a unit of", "上位の組織"),
    Attribute("role", _C, True, "role in the event", "役割"),
    Attribute("post", _T, True, "post held", "役職"),
    Attribute("post_as_printed", Kind.text, True, "post as printed in the source", "出典に記された役職"),
    Attribute("on_behalf_of", _T, True, "for whom", "代表した主体"),
    Attribute("relation", Kind.text, False, "what the edge says", "関係の種類"),
    Attribute("weight", Kind.integer, False, "how many links, things or statements the edge counts", "辺が数える件数"),
    Attribute(
        "theme_weight", Kind.integer, True, "how many of them for each theme, in the same order", "分野ごとの件数（同じ順）"
    ),
    Attribute(
        "modality_weight",
        Kind.integer,
        True,
        "how many of them for each modality, in the same order",
        "発話の種類ごとの件数（同じ順）",
    ),
    Attribute("statements", Kind.integer, False, "how many of them are statements", "そのうち発言の件数"),
    Attribute("commitments", Kind.integer, False, "how many of them are commitments", "そのうちコミットメントの件数"),
)
ATTRIBUTES = {attribute.name: attribute for attribute in _ALL}

ID = Column(
    "id",
    Kind.text,
    False,
    "the thing's name (CURIE: id: is https://w3id.org/g7kg/id/)",
    "名前（CURIE。id: は https://w3id.org/g7kg/id/）",
)
IRI = Column("iri", Kind.text, False, "its full IRI", "完全な IRI")
LABEL = Column("label", Kind.text, False, "its name in the language asked for (--lang)", "指定の言語（--lang）での名称")
SOURCE = Column("source", Kind.text, False, "id of the node where the edge begins", "始点のノードの id")
TARGET = Column("target", Kind.text, False, "id of the node where the edge ends", "終点のノードの id")
NODE = (ID, IRI, LABEL)
EDGE = (ID, SOURCE, TARGET)


def columns(names: Iterable[str]) -> list[Column]:
    """Return the columns of the attributes called `names`, each once, in their order."""
    return [column for name in dict.fromkeys(names) for column in ATTRIBUTES[name].columns]
