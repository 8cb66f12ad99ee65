"""How the passages of a rendition stand in a copy, for people."""

from __future__ import annotations

from collections.abc import Sequence

from g7kg.evidence import Rendition
from g7kg.namespaces import compact
from g7kg.sources import Finding

_WORDS = {
    "en": {
        "found": "found in place",
        "moved": "moved, words unchanged",
        "changed": "changed",
        "copy": "no copy",
        "from": "see",
        "all": "all found",
    },
    "ja": {
        "found": "原位置で確認",
        "moved": "位置は動いたが文言は同じ",
        "changed": "変更",
        "copy": "写しなし",
        "from": "入手先",
        "all": "すべて確認",
    },
}


def report(rendition: Rendition, found: Sequence[Finding] | None, language: str) -> str:
    """Return the report: how many stand in place, how many have moved, and one line for each that changed; None: no copy."""
    words = _WORDS[language]
    name = f"{compact(rendition.iri)}  {rendition.title}"
    if found is None:
        return f"{name}\n  {words['copy']}; {words['from']} {rendition.address} (g7kg sources fetch {rendition.name})\n"
    lines = [name, f"  {sum(f.state == 'found' for f in found)}/{len(found)} {words['found']}"]
    if moved := [f for f in found if f.state == "moved"]:
        shown = ", ".join(f"{f.passage.locator} → {f.at}" for f in moved[:3]) + (" …" if len(moved) > 3 else "")
        lines.append(f"  {len(moved)} {words['moved']}: {shown}")
    lines += [f"  {words['changed']}: {compact(f.passage.iri)}  {f.passage.locator}" for f in found if f.state == "changed"]
    return "\n".join(lines) + "\n"


def listing(known: Sequence[tuple[Rendition, int, str]], language: str) -> tuple[list[str], list[list[str]]]:
    """Return columns and rows of the list of renditions: (rendition, passages with a place, "cached" or "")."""
    columns = ["rendition", "title", "language", "address", "licence", "digest", "passages", "copy"]
    if language == "ja":
        columns = ["版", "表題", "言語", "掲載先", "利用条件", "ダイジェスト", "該当箇所", "写し"]
    note = {"en": "the publisher's terms; not part of this project", "ja": "発行者の利用規約による（本計画の外）"}[language]
    return columns, [
        [r.name, r.title, r.language, r.address, note if r.address else "", r.sha256[:12], str(number or ""), cached]
        for r, number, cached in known
    ]
