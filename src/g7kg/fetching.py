"""Copies of sources from where they are published: download, decoding, HTML and PDF to text.

A page is asked for over http or https alone, within limits of time and size, from public addresses unless asked
otherwise; each hop of a redirect is checked like the first, and the connection goes to the very address that was checked.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from g7kg.errors import SourceProblem, UsageProblem, one_line

LIMIT = 20_000_000
TIMEOUT = 30.0
_REDIRECTS = 6


@dataclass(frozen=True)
class Page:
    """What came from an address: the bytes, the type and charset that the server declared, and where it came from at last."""

    data: bytes
    kind: str
    charset: str
    address: str


def download(address: str, *, limit: int = LIMIT, timeout: float = TIMEOUT, private: bool = False) -> Page:
    """Return the page at an address.

    Parameters:
        address: http or https.
        limit: the most bytes to take.
        timeout: the most seconds, redirects included.
        private: whether addresses of this machine and of private networks may be asked.

    Raises:
        UsageProblem: the address is no http or https address, or a private one.
        SourceProblem: the page cannot be had.
    """
    deadline = time.monotonic() + timeout
    for _ in range(_REDIRECTS):
        connection, path = _connection(address, deadline, private)
        try:
            connection.request(
                "GET", path, headers={"User-Agent": _agent(), "Accept-Encoding": "gzip, identity", "Connection": "close"}
            )
            response = connection.getresponse()
            if response.status in (301, 302, 303, 307, 308) and (target := response.getheader("Location")):
                address = urljoin(address, target)
                continue
            if response.status != 200:
                raise SourceProblem(f"{address}: the server answered {response.status} {response.reason}")
            data = _body(response, address, limit, deadline)
        except (OSError, http.client.HTTPException) as error:
            late = isinstance(error, TimeoutError)
            raise SourceProblem(
                f"{address}: {f'no answer within {timeout:g} s' if late else one_line(error)}; try again later"
            ) from None
        finally:
            connection.close()
        declared = response.getheader("Content-Type") or ""
        charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", declared, re.IGNORECASE)
        return Page(data, declared.split(";")[0].strip().lower(), charset[1] if charset else "", address)
    raise SourceProblem(f"{address}: more than {_REDIRECTS - 1} redirects")


def _agent() -> str:
    from g7kg import __version__

    return f"g7kg/{__version__} (+https://w3id.org/g7kg/)"


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that was asked for."""

    def __init__(self, host: str, port: int, resolved: str, timeout: float, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=timeout)
        self._resolved, self._tls = resolved, tls

    def connect(self) -> None:
        """Connect to the checked address."""
        sock: Any = socket.create_connection((self._resolved, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(sock, server_hostname=self.host) if self._tls else sock


def _connection(address: str, deadline: float, private: bool) -> tuple[_Pinned, str]:
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise UsageProblem(f"“{address}” is no web address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageProblem(f"“{address}”: only http and https addresses are fetched")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceProblem(f"{address}: the name {parts.hostname} is not known ({one_line(error)})") from None
    resolved = [str(entry[4][0]) for entry in found]
    if not private and (bad := next((each for each in resolved if not _public(each)), None)):
        raise UsageProblem(f"{address}: {bad} is a private address; add --private if you mean it")
    left = deadline - time.monotonic()
    if left <= 0:
        raise SourceProblem(f"{address}: no answer in time; try again later")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    return _Pinned(parts.hostname, port, resolved[0], left, tls), path.encode("utf-8").decode("latin-1")


def _public(address: str) -> bool:
    return ipaddress.ip_address(address.split("%")[0]).is_global


def _body(response: http.client.HTTPResponse, address: str, limit: int, deadline: float) -> bytes:
    inflate = zlib.decompressobj(47) if (response.getheader("Content-Encoding") or "").lower() in ("gzip", "deflate") else None
    data = bytearray()
    while chunk := response.read1(65536):
        if time.monotonic() > deadline:
            raise SourceProblem(f"{address}: not all of it came in time; try again later, or with a longer --timeout")
        try:
            data += inflate.decompress(chunk, limit + 1) if inflate else chunk
        except zlib.error:
            raise SourceProblem(f"{address}: the compressed page is broken") from None
        if len(data) > limit:
            raise SourceProblem(
                f"{address}: larger than {limit:,} bytes; raise --limit if it is really wanted".replace(",", " ")
            )
    if (length := response.getheader("Content-Length")) and inflate is None and length.isdigit() and len(data) < int(length):
        raise SourceProblem(f"{address}: the connection broke off after {len(data)} of {length} bytes; try again")
    return bytes(data)
