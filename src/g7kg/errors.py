"""The errors a user can meet: each is one clear line and an exit status, never a traceback."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["ExtensionProblem", "Problem", "SourceProblem", "UsageProblem", "one_line"]


class Problem(Exception):
    """Something the user can put right; `str()` says what, where and what to do in one line."""

    status = 2

    @property
    def lines(self) -> list[str]:
        """What is wrong, one line for each thing."""
        return [one_line(self, 1000)]


class UsageProblem(Problem):
    """A name, parameter or input that the user gave is wrong (exit status 2)."""


class SourceProblem(Problem):
    """A source, file or endpoint could not be used (exit status 3)."""

    status = 3


class ExtensionProblem(SourceProblem):
    """Extensions cannot be used; each of `lines` says one thing that is wrong with them (exit status 3)."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self._lines = list(lines)

    @property
    def lines(self) -> list[str]:
        """What is wrong, one line for each thing."""
        return [one_line(line, 1000) for line in self._lines]


def one_line(error: object, limit: int = 400) -> str:
    """Return the message of `error` as one line of at most `limit` characters."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
