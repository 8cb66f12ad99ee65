"""Each warning on the released data is explained in docs/known-warnings.md, and nothing stands there that is not found."""

from __future__ import annotations

import re

from conftest import ROOT

from g7kg.namespaces import ID, SHAPE
from g7kg.validation import validate_files


def test_the_warnings_are_those_explained() -> None:
    explained, shape = set(), ""
    for line in (ROOT / "docs" / "known-warnings.md").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## shape:(\S+)", line):
            shape = heading[1]
        elif item := re.fullmatch(r"- `(\S+)`", line):
            explained.add((SHAPE + shape, ID + item[1]))
    found = validate_files()
    assert [f for f in found if f.severity == "Violation"] == []
    assert {(f.shape, f.focus) for f in found if f.severity == "Warning"} == explained
