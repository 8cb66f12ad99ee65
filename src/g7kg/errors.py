"""The errors a user can meet: each is one clear line and an exit status, never a traceback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["ExtensionProblem", "Problem", "SourceProblem", "UsageProblem", "one_line"]


class Problem(Exception):
    """Something the user can put right; `str()` says what, where and what to do in one line."""

    status = 2

    def lines(self, _language: str = "en") -> list[str]:
        """Return what is wrong, one line for each thing; in "en" or, as far as there are words for it, "ja"."""
        return [one_line(self, 1000)]


class UsageProblem(Problem):
    """A name, parameter or input that the user gave is wrong (exit status 2)."""


class SourceProblem(Problem):
    """A source, file or endpoint could not be used (exit status 3)."""

    status = 3


class ExtensionProblem(SourceProblem):
    """Extensions cannot be used; each line says one thing that is wrong with them, by language (exit status 3)."""

    def __init__(self, lines: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(lines["en"]))
        self._lines = lines

    def lines(self, language: str = "en") -> list[str]:
        """Return what is wrong, one line for each thing, in "en" or "ja"."""
        return [one_line(line, 1000) for line in self._lines[language]]


def one_line(error: object, limit: int = 400) -> str:
    """Return the message of `error` as one line of at most `limit` characters."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
