"""Our own server for tests: `g7kg serve` in a process of its own, on a free port of the loopback."""

from __future__ import annotations

import contextlib
import http.client
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

START = 90


@dataclass
class Answer:
    """An answer: status, headers (names in small letters), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Ours:
    """A running `g7kg serve`."""

    url: str
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    @property
    def sparql(self) -> str:
        return self.url + "sparql"

    def ask(
        self, path: str = "/sparql", method: str = "GET", body: bytes | None = None, timeout: float = 60, **headers: str
    ) -> Answer:
        """Send one request; header names are given with underscores."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=timeout)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def query(self, text: str, *more: tuple[str, str], timeout: float = 60, **headers: str) -> Answer:
        """Send a query by GET."""
        return self.ask(f"/sparql?{urlencode([('query', text), *more])}", timeout=timeout, **headers)


@contextlib.contextmanager
def ours(*options: object, cwd: Path | None = None) -> Iterator[Ours]:
    """Run `g7kg serve` with options."""
    command = [sys.executable, "-m", "g7kg", "serve", "--port", "0", "--no-explorer", *map(str, options)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=cwd) as process:
        server = Ours("", process)
        ready = threading.Event()

        def read() -> None:
            assert process.stderr is not None
            for line in process.stderr:
                server.log.append(line)
                if found := re.search(r"serves (http://\S+/)", line):
                    server.url = found[1]
                    ready.set()
            ready.set()

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        try:
            ready.wait(START)
            assert server.url, "".join(server.log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                process.kill()
                thread.join(5)
