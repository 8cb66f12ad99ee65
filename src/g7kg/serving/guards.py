"""What stands before every answer: headers for browsers, and the access log."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import time
from collections.abc import Callable
from urllib.parse import quote

import h11
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


HEAD = 15.0  # seconds in which a client must have sent the whole head of a request


class Prompt(H11Protocol):
    """uvicorn's protocol, which closes a connection whose client sends the head of a request too slowly, or never."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._late = self.loop.call_later(HEAD, transport.close)

    def data_received(self, data: bytes) -> None:
        """Wait on, but no longer, while the head of a request is not whole."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._whole()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._whole()
        super().connection_lost(exc)

    def _whole(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Guard:
    """Adds the headers, answers HEAD as GET (the server drops the body), and logs.

    Parameters:
        app: what answers.
        log: takes a line for each answer; None keeps no log.
    """

    def __init__(self, app: ASGIApp, log: Callable[[str], object] | None = None) -> None:
        self._app, self._log = app, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = time.monotonic(), 500, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            size += len(message.get("body", b""))
            await send(message)

        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await self._app(inner, receive, sending)
        finally:
            if self._log is not None:
                self._log(_line(scope, status, size, time.monotonic() - began))


def _line(scope: Scope, status: int, size: int, seconds: float) -> str:
    """Return a line of the log: no query, no words of a failed address, and only the client's network."""
    entry = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "method": scope["method"] if scope["method"].isalpha() and len(scope["method"]) < 8 else "-",
        "path": quote(scope["path"])[:200] if status < 400 else "-",
        "status": status,
        "bytes": size,
        "ms": round(seconds * 1000),
        "client": network((scope.get("client") or ("",))[0]),
    }
    return json.dumps(entry)


def network(address: str) -> str:
    """Return the network of an address: the first three bytes of IPv4, the first 48 bits of IPv6.

    >>> network("203.0.113.7"), network("2001:db8:1:2::3"), network("")
    ('203.0.113.0/24', '2001:db8:1::/48', '-')
    """
    try:
        length = 24 if ipaddress.ip_address(address).version == 4 else 48
    except ValueError:
        return "-"
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))
