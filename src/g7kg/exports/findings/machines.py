"""The report for machines that show it elsewhere: JSON, GitHub annotations, JUnit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from g7kg.exports.findings.text import compact_path, near
from g7kg.findings import Finding
from g7kg.namespaces import compact

_COMMANDS = {"Violation": "error", "Warning": "warning", "Info": "notice"}


def json_report(found: Sequence[Finding], _language: str) -> str:
    """Return a list of objects, one for each finding, with the messages in every language."""
    content = [
        {
            "severity": f.severity,
            "focus": f.focus,
            "path": f.path or None,
            "value": f.value or None,
            "expected": f.expected or None,
            "component": f.component,
            "shape": f.shape,
            "messages": dict(f.messages),
            "file": str(near(f.file)) if f.file else None,
            "line": f.line or None,
        }
        for f in found
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def github(found: Sequence[Finding], language: str) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a change."""
    lines = []
    for f in found:
        properties = {"title": compact(f.shape)}
        if f.file:
            properties = {"file": str(near(f.file)), **({"line": str(f.line)} if f.line else {}), **properties}
        shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        lines.append(f"::{_COMMANDS.get(f.severity, 'error')} {shown}::{_data(_sentence(f, language))}\n")
    return "".join(lines)


def junit(found: Sequence[Finding], language: str) -> str:
    """Return a JUnit report: a suite for each file, a case for each finding; only violations are failures."""
    from xml.sax.saxutils import quoteattr  # takes as long to import as the report of a graph without faults

    suites = []
    for file, group in groupby(sorted(found, key=lambda f: str(f.file or "")), key=lambda f: f.file):
        cases = [_case(f, str(near(file)) if file else "—", language) for f in group]
        failures = sum("<failure" in case for case in cases)
        name = quoteattr(str(near(file)) if file else "—")
        suites.append(
            f'  <testsuite name={name} tests="{len(cases)}" failures="{failures}">\n{"".join(cases)}  </testsuite>\n'
        )
    if not suites:
        suites = ['  <testsuite name="g7kg validate" tests="1" failures="0">\n    <testcase name="shapes"/>\n  </testsuite>\n']
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="g7kg validate">\n{"".join(suites)}</testsuites>\n'


def _case(f: Finding, file: str, language: str) -> str:
    from xml.sax.saxutils import escape, quoteattr

    path = f" {compact_path(f.path)}" if f.path else ""
    name, rule = quoteattr(f"{compact(f.focus)}{path}"), quoteattr(compact(f.shape))
    place = f' file={quoteattr(file)} line="{f.line}"' if f.line else ""
    words = _clean(_sentence(f, language))
    if f.severity in ("Warning", "Info"):
        inside = f"<system-out>{escape(f.severity.lower())}: {escape(words)}</system-out>"
    else:
        inside = f"<failure type={quoteattr(f.component)} message={quoteattr(words)}/>"
    return f"    <testcase classname={rule} name={name}{place}>{inside}</testcase>\n"


def _sentence(f: Finding, language: str) -> str:
    path = f" {compact_path(f.path)}" if f.path else ""
    return f"{compact(f.focus)}{path}: {f.message(language)}"


def _clean(words: str) -> str:
    """Return text without the control characters that XML cannot hold."""
    return "".join(c for c in words if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
