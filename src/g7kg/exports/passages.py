"""How the passages of a rendition stand in a copy, for people."""

from __future__ import annotations

from collections.abc import Sequence

from g7kg.evidence import Rendition
from g7kg.namespaces import compact
from g7kg.sources import Finding

_WORDS = {
    "en": {"found": "found in place", "moved": "moved", "changed": "changed", "copy": "no copy", "at": "to", "from": "see"},
    "ja": {"found": "原位置で確認", "moved": "移動", "changed": "変更", "copy": "写しなし", "at": "移動先", "from": "入手先"},
}


def report(rendition: Rendition, found: Sequence[Finding] | None, language: str) -> str:
    """Return the report: one line for what is in place, one line for each passage that is not; None means no copy."""
    words = _WORDS[language]
    name = f"{compact(rendition.iri)}  {rendition.title}"
    if found is None:
        return f"{name}\n  {words['copy']}; {words['from']} {rendition.address}\n"
    lines = [name, f"  {sum(f.state == 'found' for f in found)}/{len(found)} {words['found']}"]
    for finding in found:
        if finding.state != "found":
            where = f" ({words['at']} {finding.at})" if finding.at is not None else ""
            lines.append(f"  {words[finding.state]}: {compact(finding.passage.iri)}  {finding.passage.locator}{where}")
    return "\n".join(lines) + "\n"
