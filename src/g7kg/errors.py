"""The errors a user can meet: each is one clear line and an exit status, never a traceback."""

from __future__ import annotations


class Problem(Exception):
    """Something the user can put right; `str()` says what, where and what to do in one line."""

    status = 2


class UsageProblem(Problem):
    """A name, parameter or input that the user gave is wrong (exit status 2)."""


class SourceProblem(Problem):
    """A source, file or endpoint could not be used (exit status 3)."""

    status = 3


def one_line(error: object, limit: int = 400) -> str:
    """Return the message of `error` as one line of at most `limit` characters."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
