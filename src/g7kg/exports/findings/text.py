"""The report as a person reads it: by file, each finding with its line, what to do, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from g7kg.findings import SEVERITIES, Finding
from g7kg.namespaces import compact
from g7kg.validation.wording import shown

_WORDS = {
    "en": {
        "Violation": "violation",
        "Warning": "warning",
        "Info": "info",
        "found": "found",
        "expected": "expected",
        "none": "nothing is wrong",
        "rule": "rule",
        "nowhere": "described in no file",
    },
    "ja": {
        "Violation": "違反",
        "Warning": "警告",
        "Info": "情報",
        "found": "値",
        "expected": "求める値",
        "none": "問題はありません",
        "rule": "規則",
        "nowhere": "記述したファイルなし",
    },
}


def text(found: Sequence[Finding], language: str) -> str:
    """Return the report as text."""
    words = _WORDS[language]
    lines: list[str] = []
    ordered = sorted(found, key=lambda f: (f.file is None, str(f.file or "")))
    for file, group in groupby(ordered, key=lambda f: f.file):
        lines += [""] * bool(lines) + [str(near(file)) if file else words["nowhere"]]
        for finding in sorted(group, key=lambda f: f.line):
            lines += _entry(finding, words, language)
    numbers = [(sum(f.severity == s for f in found), words[s]) for s in SEVERITIES]
    others = len(found) - sum(number for number, _ in numbers)
    total = ", ".join(f"{n} {w}{'s' if n != 1 and w in ('violation', 'warning') else ''}" for n, w in numbers if n)
    total += f"{', ' if total and others else ''}{others} {words['rule']}" * bool(others)
    return "\n".join([*lines, *([""] if lines else []), total or words["none"]]) + "\n"


def _entry(finding: Finding, words: dict[str, str], language: str) -> list[str]:
    place = f"{finding.line}: " if finding.line else ""
    path = f" {compact_path(finding.path)}" if finding.path else ""
    lines = [f"  {place}{words.get(finding.severity, compact(finding.severity))}: {named(finding.focus)}{path}"]
    lines.append(f"    {finding.message(language)}")
    if finding.value and finding.value.strip("<>") != finding.focus:
        lines.append(f"    {words['found']}: {shown(finding.value)}")
    if finding.expected:
        lines.append(f"    {words['expected']}: {finding.expected}")
    lines.append(f"    {words['rule']}: {compact(finding.shape)}")
    return lines


def named(focus: str) -> str:
    """Return a node as people read it; a node without an IRI is ``[ ]``, for its label means nothing outside one run."""
    return "[ ]" if focus.startswith("_:") else compact(focus)


def compact_path(path: str) -> str:
    """Return a property, or a path as SPARQL writes it, with CURIEs."""
    if "<" not in path:
        return compact(path)
    parts = path.replace(">", "<").split("<")
    return "".join(compact(part) if number % 2 else part for number, part in enumerate(parts))


def near(file: Path) -> Path:
    """Return a file's path as seen from the working directory where it lies below it."""
    try:
        return file.resolve().relative_to(Path.cwd())
    except ValueError:
        return file
