"""The report of a validation, for people and machines.

`text` for people, grouped by file, with lines; `json`; `turtle`, the standard ``sh:ValidationReport``; `github`, annotations
that appear beside the changed lines; `junit`, for whatever shows test results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from g7kg.errors import UsageProblem
from g7kg.exports.findings import graph, machines, text
from g7kg.findings import Finding

_WRITERS: dict[str, Callable[[Sequence[Finding], str], str]] = {
    "text": text.text,
    "json": machines.json_report,
    "turtle": graph.turtle,
    "github": machines.github,
    "junit": machines.junit,
}
FORMATS = tuple(_WRITERS)


def write(found: Sequence[Finding], form: str, language: str) -> bytes:
    """Return the report in one of `FORMATS`, in "en" or "ja".

    Raises:
        UsageProblem: there is no such format.
    """
    if form not in _WRITERS:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(FORMATS)}")
    return _WRITERS[form](found, language).encode()
