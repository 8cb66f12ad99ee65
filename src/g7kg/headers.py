"""The header of saved queries and rules: lines ``#+ key: value`` before the SPARQL, as grlc writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from g7kg.errors import SourceProblem

# What headers of saved queries and of rules hold.
KEYS = {
    "query": ("question-en", "question-ja", "keywords", "param", "column", "portable", "portable-why"),
    "rule": ("rule", "graph", "label-en", "label-ja", "basis", "needs", "over"),
}
_LINE = re.compile(r"#\+\s*([A-Za-z-]+)\s*:\s*(.*?)\s*\Z")


@dataclass(frozen=True)
class Header:
    """The keys and values of a header; a key may stand several times."""

    values: tuple[tuple[str, str], ...]

    def all(self, key: str) -> list[str]:
        """Return every value of `key`."""
        return [value for name, value in self.values if name == key]

    def one(self, key: str) -> str:
        """Return the first value of `key`, or an empty string."""
        return next(iter(self.all(key)), "")


def read_header(path: Path) -> tuple[Header, str]:
    """Return the header and the whole text of a query file.

    Raises:
        SourceProblem: the file cannot be read or is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SourceProblem(f"{path}: not UTF-8 text; save it as UTF-8") from None
    matches = (_LINE.match(line) for line in text.splitlines())
    return Header(tuple((m[1], m[2]) for m in matches if m)), text
