"""What one question may cost, and what is said when it costs more."""

from __future__ import annotations

from dataclasses import dataclass

from g7kg.errors import Problem

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of a server.

    Attributes:
        seconds: how long one question may run before its process is ended.
        answer: bytes of one answer.
        body: bytes of a request's body.
        memory: bytes that one question may take beside the graph.
        workers: processes that answer; one of them is kept from queries that strangers wrote.
        queue: questions that may wait for a process; the next ones are turned away.
    """

    seconds: float = 10.0
    answer: int = 32 * MB
    body: int = 1 * MB
    memory: int = 1000 * MB
    workers: int = 4
    queue: int = 200


class Refused(Problem):
    """A question that is not answered; `code` is the HTTP status that says so."""

    code = 400


class NotFound(Refused):
    """There is no such thing."""

    code = 404


class NotAcceptable(Refused):
    """The answer has none of the formats that were asked for."""

    code = 406


class TooLarge(Refused):
    """The answer or the request is larger than the limit."""

    code = 413


class Defect(Refused):
    """Something went wrong that no question should bring about."""

    code = 500

    def __init__(self, message: str = "a defect of g7kg; please report what you asked") -> None:
        super().__init__(message)


class Unavailable(Refused):
    """The question took too long or too much memory, or too many are waiting; `retry` says whether to ask again."""

    code = 503

    def __init__(self, message: str, retry: int | None = None) -> None:
        super().__init__(message)
        self.retry = retry
