"""HTTP connections with one deadline for the whole answer: a socket's own timeout starts anew with every byte."""

from __future__ import annotations

import io
import socket
import time
from http import client
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request

# Virtuoso answers with one header for each graph that a query names; Python gives up after a hundred.
client._MAXHEADERS = 100_000  # type: ignore[attr-defined]


class Deadline:
    """The moment by which an answer must be whole; `start` it for each request."""

    def __init__(self) -> None:
        self._end = float("inf")

    def start(self, seconds: float) -> None:
        """Begin to count."""
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: there are none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Reader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Sock:
    """What http.client reads an answer from."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 — http.client's call
        return io.BufferedReader(_Reader(self._sock, self._deadline))


def _connection(kind: type[HTTPConnection], deadline: Deadline) -> Any:
    def answer(sock: socket.socket, *arguments: Any, **options: Any) -> HTTPResponse:
        return HTTPResponse(_Sock(sock, deadline), *arguments, **options)  # type: ignore[arg-type]

    def connect(*arguments: Any, **options: Any) -> HTTPConnection:
        made = kind(*arguments, **options)
        made.response_class = answer  # type: ignore[assignment]
        return made

    return connect


class PlainHandler(HTTPHandler):
    """Opens http addresses with a deadline."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: Request) -> HTTPResponse:
        """Open the address."""
        return self.do_open(_connection(HTTPConnection, self._deadline), req)


class SecureHandler(HTTPSHandler):
    """Opens https addresses with a deadline."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, req: Request) -> HTTPResponse:
        """Open the address."""
        return self.do_open(_connection(HTTPSConnection, self._deadline), req)
