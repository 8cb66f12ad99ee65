"""Asking a server over HTTP: retries, timeouts, credentials, redirects, and every failure as one clear line.

Credentials come from the environment only: ``G7KG_ENDPOINT_USER`` with ``G7KG_ENDPOINT_PASSWORD`` (basic, or digest where
the server asks for it), or ``G7KG_ENDPOINT_TOKEN`` (bearer). They go to the address that the user gave and nowhere else: a
redirect to another server is refused before anything is sent there.
"""

from __future__ import annotations

import base64
import os
import time
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, HTTPRedirectHandler, Request, build_opener

from g7kg import __version__
from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.stores.deadline import Deadline, PlainHandler, SecureHandler

AGENT = f"g7kg/{__version__} (+https://w3id.org/g7kg/)"
TIMEOUT = 60.0  # seconds for one answer, from the request to its last byte
RETRIES = 4  # after the first try, on 429 and 503
HINTS = {
    401: "set G7KG_ENDPOINT_USER and G7KG_ENDPOINT_PASSWORD, or G7KG_ENDPOINT_TOKEN",
    403: "these credentials may not do this",
    404: "is this the address of the endpoint?",
    405: "is this the address of the endpoint?",
    413: "this is more than the server takes at once",
    414: "this is more than the server takes at once",
    429: "the server is still busy, try later",
    503: "the server is still busy, try later",
}


@dataclass(frozen=True)
class Answer:
    """A server's answer: its body, media type (without parameters) and headers."""

    body: bytes
    kind: str
    headers: HTTPMessage


class Client:
    """Asks one server.

    Parameters:
        url: the address that the user gave; others of the same server may be asked as well.
        timeout: seconds for one answer (``G7KG_ENDPOINT_TIMEOUT``, or a minute).
        pause: seconds before the first retry, doubled for each further one; a server's Retry-After wins. All the pauses
            of a request together are no longer than its timeout.

    Raises:
        UsageProblem: the address is none, or has a password in it.
    """

    def __init__(self, url: str, timeout: float | None = None, pause: float = 1.0) -> None:
        try:
            parts = urlsplit(url)
            origin = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
        except ValueError:
            origin = None
        if not origin:
            raise UsageProblem(f"“{url}” is no endpoint; write its address as http://host:port/sparql")
        if parts.username or parts.password:
            raise UsageProblem(
                "an address with a password in it ends up in logs; set G7KG_ENDPOINT_USER and G7KG_ENDPOINT_PASSWORD"
            )
        self.url = url
        self.timeout = _timeout() if timeout is None else timeout
        self.pause = pause
        passwords = HTTPPasswordMgrWithDefaultRealm()
        if user := os.environ.get("G7KG_ENDPOINT_USER"):
            passwords.add_password(
                None, f"{parts.scheme}://{parts.netloc}/", user, os.environ.get("G7KG_ENDPOINT_PASSWORD", "")
            )
        self._deadline = Deadline()
        handlers = (PlainHandler(self._deadline), SecureHandler(self._deadline), HTTPDigestAuthHandler(passwords))
        self._opener = build_opener(_SameServer(url), *handlers)

    def send(self, request: Request) -> Answer:
        """Return the answer to a request, trying again where the server asks for patience.

        Raises:
            UsageProblem: the server says that the request is wrong (400).
            SourceProblem: the server cannot be reached, is too slow, refuses, redirects elsewhere, or breaks off.
        """
        request.add_header("User-Agent", AGENT)
        if credentials := _credentials():
            request.add_header("Authorization", credentials)
        patience = self.timeout
        for attempt in range(RETRIES + 1):
            try:
                return self._opened(request)
            except HTTPError as error:
                wait = _asked(error.headers) or self.pause * 2**attempt
                if error.code not in (429, 503) or attempt == RETRIES or wait > patience:
                    raise _refused(self.url, error) from None
                patience -= wait
                time.sleep(wait)
            except TimeoutError:
                raise self._slow() from None
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise self._slow() from None
                raise SourceProblem(f"{self.url}: cannot be reached ({one_line(error.reason)})") from None
            except (HTTPException, OSError) as error:
                raise SourceProblem(f"{self.url}: the answer broke off ({one_line(error)}); try again") from None
        raise AssertionError("unreachable")

    def _opened(self, request: Request) -> Answer:
        self._deadline.start(self.timeout)
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                return Answer(answer.read(), answer.headers.get_content_type(), answer.headers)
        except ValueError as error:  # urllib's word for a way of authentication that it does not know
            raise SourceProblem(f"{self.url}: asks for a way to log in that is not supported ({one_line(error)})") from None

    def _slow(self) -> SourceProblem:
        return SourceProblem(
            f"{self.url}: no whole answer within {self.timeout:g} seconds; ask for less, or set G7KG_ENDPOINT_TIMEOUT=seconds"
        )


class _SameServer(HTTPRedirectHandler):
    """Follows a redirect only to the same scheme, host and port, and only for what was asked by GET."""

    def __init__(self, url: str) -> None:
        self.url = url

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        place = urljoin(req.full_url, newurl)
        if _origin(place) != _origin(req.full_url):
            raise SourceProblem(
                f"{self.url}: redirects to {_origin(place)}, which was not asked; give that address if you trust it"
            )
        if req.get_method() != "GET":
            raise SourceProblem(f"{self.url}: redirects to {place}; give that address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    http_error_308 = HTTPRedirectHandler.http_error_302


def _origin(url: str) -> str:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{parts.hostname}:{port}"


def _timeout() -> float:
    text = os.environ.get("G7KG_ENDPOINT_TIMEOUT", "")
    try:
        seconds = float(text or TIMEOUT)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageProblem(f"G7KG_ENDPOINT_TIMEOUT is “{text}”; write a number of seconds")
    return seconds


def _credentials() -> str:
    if token := os.environ.get("G7KG_ENDPOINT_TOKEN"):
        return f"Bearer {token}"
    if user := os.environ.get("G7KG_ENDPOINT_USER"):
        pair = f"{user}:{os.environ.get('G7KG_ENDPOINT_PASSWORD', '')}"
        return "Basic " + base64.b64encode(pair.encode("utf-8")).decode("ascii")
    return ""


def _asked(headers: Message) -> float:
    """Return the seconds that the server asks to wait, 0 where it does not say (a date is not honoured)."""
    asked = headers.get("Retry-After", "")
    return float(asked) if asked.isdigit() else 0.0


def _refused(url: str, error: HTTPError) -> Exception:
    try:
        words = one_line(error.read(2000).decode("utf-8", "replace"), 200)
    except (OSError, HTTPException):
        words = ""
    if "<html" in words.lower() or not words.strip():
        words = str(error.reason)
    where = f"{url}: HTTP {error.code}"
    if error.code == 400:
        return UsageProblem(f"{where}: the server does not accept this: {words}")
    hint = HINTS.get(error.code) or ("the server failed; its own log says more" if error.code >= 500 else "")
    return SourceProblem(f"{where}: {words}{'; ' if hint else ''}{hint}")
