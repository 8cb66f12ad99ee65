"""The report of a validation, for people and machines."""

from __future__ import annotations

import json
from collections.abc import Sequence

from g7kg.namespaces import compact
from g7kg.validation.findings import SEVERITIES, Finding

FORMATS = ("text", "json")
_WORDS = {
    "en": {
        "Violation": "violation",
        "Warning": "warning",
        "Info": "info",
        "found": "found",
        "none": "nothing is wrong",
        "rule": "rule",
    },
    "ja": {"Violation": "違反", "Warning": "警告", "Info": "情報", "found": "値", "none": "問題はありません", "rule": "規則"},
}


def write(found: Sequence[Finding], form: str, language: str) -> bytes:
    """Return the report in one of `FORMATS`, in "en" or "ja"."""
    return (_json(found) if form == "json" else _text(found, language)).encode()


def _text(found: Sequence[Finding], language: str) -> str:
    words = _WORDS[language]
    lines: list[str] = []
    place = None
    for finding in sorted(found, key=lambda f: str(f.file or "")):
        here = str(finding.file or "—")
        if here != place:
            lines += ([""] if lines else []) + [here]
            place = here
        path = f" {compact(finding.path)}" if finding.path else ""
        lines.append(f"  {words[finding.severity]}: {compact(finding.focus)}{path}")
        lines.append(f"    {finding.message(language)}")
        if finding.value and finding.value.strip("<>") != finding.focus:
            value = finding.value
            shown = compact(value[1:-1]) if value.startswith("<") else value
            lines.append(f"    {words['found']}: {shown}")
        lines.append(f"    {words['rule']}: {compact(finding.shape)}")
    numbers = [(sum(f.severity == s for f in found), words[s]) for s in SEVERITIES]
    total = ", ".join(f"{n} {w}{'s' if n != 1 and w in ('violation', 'warning') else ''}" for n, w in numbers if n)
    return "\n".join([*lines, *([""] if lines else []), total or words["none"]]) + "\n"


def _json(found: Sequence[Finding]) -> str:
    content = [
        {
            "severity": f.severity,
            "focus": f.focus,
            "path": f.path or None,
            "value": f.value or None,
            "component": f.component,
            "shape": f.shape,
            "messages": dict(f.messages),
            "file": str(f.file) if f.file else None,
        }
        for f in found
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
