"""The documents are walked word for word: every command shown is run, and prints what is shown (`walks`).

``python tests/test_readme.py [FILE…]`` writes the present output into the documents; look at what changed before committing.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from walks import HELD, ROOT, RUN, blocks, walked

DOCUMENTS = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
        *(
            path
            for folder in ("docs", "docs/ja", "docs/decisions", "ontology", "data", "queries")
            for path in (ROOT / folder).glob("*.md")
        ),
        *(ROOT / "examples").glob("*/README.md"),
    ]
)
WALKS = [p for p in DOCUMENTS if any(b.kind in RUN and not b.left_out for b in blocks(p.read_text("utf-8")))]
TUTORIALS = ("researcher", "analyst", "ontologist", "editor", "operator")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", WALKS, ids=name)
def test_the_document_shows_what_is_printed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if "$ curl " in text and not shutil.which("curl") and not os.environ.get("G7KG_NEED_SERVERS"):
        pytest.skip("needs curl")
    assert walked(text, path.name) == text


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_block_is_run_or_says_why_not(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {b.kind for b in blocks(text) if not b.left_out} <= {*RUN, *HELD}, (
        "a block of a kind that nobody runs; mark it or name it"
    )
    prose = text
    for block in reversed(blocks(text)):
        prose = prose[: block.start] + prose[block.end :]
    assert re.findall(r"^ {4,}(?:\$ |g7kg |make |pip |import ).*$", prose, re.M) == [], "a command outside a fence is not run"
    held = [b.body for b in blocks(text) if b.kind in HELD and not b.left_out and not b.file]
    assert [body for body in held if re.search(r"^\$ ", body, re.M)] == [], "a command that is shown but not run"


@pytest.mark.parametrize("reader", TUTORIALS)
def test_each_reader_has_a_walk(reader: str) -> None:
    assert ROOT / "docs" / f"{reader}.md" in WALKS


def test_what_is_not_true_is_noticed() -> None:
    shown = "```console\n$ echo one\ntwo\n```\n"
    assert walked(shown) == "```console\n$ echo one\none\n```\n"
    with pytest.raises(AssertionError, match="false"):
        walked("```sh\nfalse\n```\n")
    with pytest.raises(AssertionError, match="Expected"):
        walked("```pycon\n>>> 1 + 1\n3\n```\n")


def test_a_file_made_above_is_there_below() -> None:
    text = "<!-- file: a/b.txt -->\n```text\nword\n```\n"
    text += "```console\n$ cat a/b.txt\nword\n$ cat <<'END'\n> more\n> END\nmore\n```\n"
    assert walked(text) == text


if __name__ == "__main__":
    for document in [Path(a).resolve() for a in sys.argv[1:]] or WALKS:
        old = document.read_text(encoding="utf-8")
        document.write_text(walked(old, document.name), encoding="utf-8")
