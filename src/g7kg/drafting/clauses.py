"""Where the clause of an act begins within its sentence."""

from __future__ import annotations

import re

OUTCOME = re.compile(
    r"宣言|附属|付属|成果|文書|サマリー|総括|憲章|声明|コミュニケ|行動計画|プラン|ロードマップ|原則|報告書|ビジョン|declaration|annex|communiqu|statement|summary|outcome|charter|roadmap|plan",
    re.IGNORECASE,
)
_DONE_BEFORE = re.compile(
    r"(?:議論|意見交換|意見を交換|開催|出席|参加|検討|協議)(?:を?(?:行い|し|するとともに|行うとともに|実施し|され|重ね|深め))、|(?:ものであり|であり|深化し|行われ|示され|述べられ|あり)、"
)


def last_clause(text: str, start: int, end: int, modality: str) -> int:
    """Return where the clause begins that an act belongs to; what was done before ("…を議論し、") is no part of it."""
    for match in _DONE_BEFORE.finditer(text, start, end):
        if end - match.end() > 3:
            start = match.end()
    if modality == "adopted":
        pieces = [m.end() for m in re.finditer("、", text[start:end])]
        for at in reversed([0, *pieces]):
            chunk = re.match(r"[^、]*", text[start + at : end])
            if (
                chunk
                and not OUTCOME.search(chunk[0])
                and len(chunk[0]) > 12
                and at != 0
                and OUTCOME.search(text[start + at + len(chunk[0]) : end])
            ):
                return start + at + len(chunk[0]) + 1
    return start
