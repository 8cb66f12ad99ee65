"""What lies between two releases, for people (table, Markdown) and machines (JSON, CSV, RDF Patch)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from g7kg.differences import Difference, Release
from g7kg.differences.things import KINDS, WHATS, Change, Value
from g7kg.errors import UsageProblem
from g7kg.namespaces import ROOT, compact
from g7kg.naming import BREACHES, Breach
from g7kg.tables import csv_text, grid, markdown

FORMATS = ("table", "md", "json", "csv", "patch")
_WORDS: dict[str, tuple[str, str]] = {
    "title": ("What {new} changes against {old}", "{old} から {new} への変更"),
    "level": (
        "This is a change of kind: {level}. The next version is {next} or higher.",
        "変更の種別：{level}。次の版は {next} 以上。",
    ),
    "none": ("Nothing changed.", "変更なし。"),
    "low": ("The newer release calls itself {new}, which is too low.", "新しい版の版番号 {new} は低すぎる。"),
    "why": ("Why", "理由"),
    "level-word": ("kind", "種別"),
    "number": ("number", "件数"),
    "breaches": ("Released names gone or changed in meaning", "なくなったか意味の変わった公開済みの名前"),
    "term": ("Terms", "語"),
    "commitment": ("Commitments", "コミットメント"),
    "statement": ("Statements", "言明"),
    "link": ("Links", "リンク"),
    "other": ("Everything else", "その他"),
    "added": ("added", "追加"),
    "withdrawn": ("withdrawn", "廃止"),
    "changed": ("changed", "変更"),
    "thing": ("thing", "対象"),
    "label": ("label", "名称"),
    "property": ("property", "プロパティ"),
    "old": ("before", "変更前"),
    "new": ("after", "変更後"),
    "change": ("change", "変更"),
    "replaced": ("replaced by", "後継"),
    "answers": ("Saved queries", "保存済みの問い"),
    "query": ("query", "問い"),
    "rows": ("other rows: {less} less, {more} more", "答えの行：{less} 行減、{more} 行増"),
    "text": ("other words, the same rows", "文言のみ"),
    "inferences": ("What rules derive", "規則が導くもの"),
    "graph": ("graph", "グラフ"),
    "less": ("less", "減"),
    "more": ("more", "増"),
    "axioms": ("Axioms about terms that stood before", "既存の語についての公理"),
    "says": ("in", "グラフ"),
}


def write(found: Difference, form: str, language: str) -> bytes:
    """Return a difference in one of `FORMATS`, for people in "en" or "ja".

    Raises:
        UsageProblem: no such format.
    """
    if form == "json":
        return (json.dumps(_content(found), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "csv":
        columns = ["kind", "change", "thing", "label", "property", "before", "after"]
        return csv_text([columns, *_rows(found, language)]).encode()
    if form == "patch":
        return "".join(patch(found)).encode()
    if form not in ("table", "md"):
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(FORMATS)}")
    return _document(found, form, language).encode()


def _w(name: str, language: str, **values: object) -> str:
    return _WORDS[name][1 if language == "ja" else 0].format(**values)


def _document(found: Difference, form: str, language: str) -> str:
    """Return what people read: a heading per part, a table below it."""

    def heading(text: str, level: int) -> str:
        return f"{'#' * level} {text}\n\n" if form == "md" else f"{text}\n"

    def table(columns: list[str], cells: list[list[str]]) -> str:
        names = [_w(column, language) for column in columns]
        return (markdown(names, cells) if form == "md" else grid(names, cells)) + "\n"

    old, new = found.old.version, found.new.version
    parts = [heading(_w("title", language, old=old, new=new), 1)]
    if found.level == "none":
        return parts[0] + _w("none", language) + "\n"
    parts.append(_w("level", language, level=found.level, next=found.next_version) + "\n")
    if found.version_too_low:
        parts.append(_w("low", language, new=new) + "\n")
    parts.append("\n")
    why = [[reason.words(language), str(reason.number), reason.level] for reason in found.reasons]
    parts += [heading(_w("why", language), 2), table(["why", "number", "level-word"], why)]
    if found.breaches:
        cells = [[compact(breach.iri), _breach(breach, language)] for breach in found.breaches]
        parts += [heading(_w("breaches", language), 2), table(["thing", "change"], cells)]
    for kind in KINDS:
        cells = [_cells(row) for row in _rows(found, language, kind)]
        if cells:
            counts = Counter(change.what for change in found.things if change.kind == kind)
            numbers = ", ".join(f"{counts[what]} {_w(what, language)}" for what in WHATS if counts[what])
            parts.append(heading(f"{_w(kind, language)} ({numbers})", 2))
            parts.append(table(["change", "thing", "label", "property", "old", "new"], cells))
    if found.answers:
        cells = [[c.slug, c.questions[language], _w(c.what, language, less=c.less, more=c.more)] for c in found.answers]
        parts += [heading(_w("answers", language), 2), table(["query", "label", "change"], cells)]
    if found.inferences:
        cells = [[compact(graph), str(less), str(more)] for graph, (less, more) in found.inferences.items()]
        parts += [heading(_w("inferences", language), 2), table(["graph", "less", "more"], cells)]
    if any(found.axioms):
        cells = [
            [_w(what, language), axiom] for what, side in zip(("old", "new"), found.axioms, strict=True) for axiom in side
        ]
        parts += [heading(_w("axioms", language), 2), table(["change", "axioms"], cells)]
    return "".join(parts).rstrip("\n") + "\n"


def _cells(row: list[str]) -> list[str]:
    return row[1:]


def _breach(breach: Breach, language: str) -> str:
    return BREACHES[breach.what][1 if language == "ja" else 0].format(more=breach.more)


def told(breach: Breach, language: str) -> str:
    """Return a breach as one line."""
    return f"{compact(breach.iri)} {_breach(breach, language)}"


def _rows(found: Difference, language: str, kind: str | None = None) -> Iterator[list[str]]:
    """Yield one row for each thing added or withdrawn, and one for each property that changed."""
    for change in found.things:
        if kind is not None and change.kind != kind:
            continue
        label = change.labels.get(language) or next(iter(change.labels.values()), "")
        head = [change.kind, _w(change.what, language), compact(change.thing), label]
        if change.replaced:
            yield [*head, _w("replaced", language), "", ", ".join(map(compact, change.replaced))]
        elif not change.properties:
            yield [*head, "", "", ""]
        for prop in change.properties:
            sides = ["; ".join(_text(value, language) for value in side) for side in (prop.old, prop.new)]
            yield [*head, compact(prop.property), *sides]


def _text(value: Value, language: str) -> str:
    term = value.term
    text = compact(term.value) if isinstance(term, ox.NamedNode) else term.value
    tag = f"@{term.language}" if isinstance(term, ox.Literal) and term.language else ""
    graphs = f" [{_w('says', language)} {', '.join(map(compact, value.graphs))}]" if value.graphs else ""
    return text + tag + graphs


def _content(found: Difference) -> dict[str, Any]:
    return {
        "old": {"version": found.old.version, "sha256": digest(found.old)},
        "new": {"version": found.new.version, "sha256": digest(found.new)},
        "level": found.level,
        "nextVersion": found.next_version,
        "versionTooLow": found.version_too_low,
        "reasons": [{"reason": r.name, "level": r.level, "number": r.number} for r in found.reasons],
        "changes": [_change(change) for change in found.things],
        "queries": [
            {"query": c.slug, "change": c.what, "question": c.questions, "rowsLess": c.less, "rowsMore": c.more}
            for c in found.answers
        ],
        "inferences": [{"graph": graph, "less": n[0], "more": n[1]} for graph, n in found.inferences.items()],
        "axioms": {"withdrawn": found.axioms[0], "added": found.axioms[1]},
        "breaches": [{"thing": b.iri, "breach": b.what, "more": b.more} for b in found.breaches],
        "statements": {"withdrawn": len(found.moves[0]), "added": len(found.moves[1])},
    }


def _change(change: Change) -> dict[str, Any]:
    made: dict[str, Any] = {"thing": change.thing, "kind": change.kind, "change": change.what, "label": change.labels}
    if change.what == "withdrawn":
        made["replacedBy"] = list(change.replaced)
    if change.properties:
        made["properties"] = [
            {"property": p.property, "before": [*map(_value, p.old)], "after": [*map(_value, p.new)]}
            for p in change.properties
        ]
    return made


def _value(value: Value) -> dict[str, Any]:
    term = value.term
    made: dict[str, Any] = {"type": "uri" if isinstance(term, ox.NamedNode) else "literal", "value": term.value}
    if isinstance(term, ox.Literal):
        if term.language:
            made["xml:lang"] = term.language
        else:
            made["datatype"] = term.datatype.value
    if value.graphs:
        made["graphs"] = list(value.graphs)
    return made


def digest(release: Release) -> str:
    """Return the SHA-256 of a release's canonical N-Quads (RDFC-1.0)."""
    lines = sorted(f"{quad} .\n" for quad in release.canonical)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def patch(found: Difference) -> Iterator[str]:
    """Yield the lines of an RDF Patch that makes the older release into the newer one.

    The identifiers of the patch and of the one before it are made of the hashes of the two data sets. Blank nodes are those of
    the canonical N-Quads.
    """
    ids = [uuid.uuid5(uuid.NAMESPACE_URL, f"{ROOT}sha256/{digest(release)}") for release in (found.new, found.old)]
    yield f"H id <urn:uuid:{ids[0]}> .\nH prev <urn:uuid:{ids[1]}> .\nTX .\n"
    for letter, quads in zip("DA", found.moves, strict=True):
        for quad in quads:
            yield f"{letter} {quad} .\n"
    yield "TC .\n"
