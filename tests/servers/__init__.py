"""Real SPARQL servers for the tests: each in a process of its own, on the loopback, with data in a temporary folder.

Where a server is not installed, tests that need it skip and say so; with ``G7KG_NEED_SERVERS=1`` (as in .ci/run, which
installs them: tools/install-servers) they fail instead.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 0
O_DIRECT = 0
CaseMode = 2
DirsAllowed = {allowed}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 2G
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 10
MaxClientConnections = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
DefaultQuery = select distinct ?c where {{ [] a ?c }} limit 10
[Client]
SQL_QUERY_TIMEOUT = 0
SQL_TXN_TIMEOUT = 0
"""


@dataclass(frozen=True)
class Server:
    """A running server: where it answers queries and its process; `sql` is Virtuoso's own port."""

    query: str
    process: subprocess.Popen[bytes]
    folder: Path
    sql: str = ""

    def isql(self, *commands: str) -> str:
        """Run SQL commands in Virtuoso."""
        text = "".join(f"{command};\n" for command in commands)
        done = subprocess.run(
            ["isql-vt", self.sql, "dba", "dba", "VERBOSE=OFF", "BANNER=OFF"],
            input=text,
            capture_output=True,
            text=True,
            timeout=600,
            check=True,
        )
        assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done.stdout


def program(name: str, package: str) -> str:
    """Return the path of a server's program, or skip (fail in CI) where it is not installed."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found:
        return found
    reason = f"needs the server `{name}` ({package}); tools/install-servers installs it"
    if os.environ.get("G7KG_NEED_SERVERS"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def oxigraph(folder: Path, *, union: bool = False) -> Iterator[Server]:
    """Run an `oxigraph` server with an empty store in `folder`; without `union`, its default graph is empty."""
    command, port = program("oxigraph", "PyPI package oxigraph"), free_port()
    options = ["--union-default-graph"] if union else []
    arguments = [command, "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}", *options]
    url = f"http://127.0.0.1:{port}/query"
    with _running(arguments, folder, url) as process:
        yield Server(url, process, folder)


@contextlib.contextmanager
def virtuoso(folder: Path, *, rows: int = 10_000_000, buffers: int = 20_000, allowed: str = "") -> Iterator[Server]:
    """Run a Virtuoso with an empty database in `folder`, writable without a password; `rows` is its limit for one answer."""
    command, port, sql = program("virtuoso-t", "Debian package virtuoso-opensource"), free_port(), free_port()
    ini = folder / "virtuoso.ini"
    dirty, allowed = buffers * 3 // 4, allowed or str(folder)
    values = {
        "folder": folder,
        "port": port,
        "sql_port": sql,
        "rows": rows,
        "buffers": buffers,
        "dirty": dirty,
        "allowed": allowed,
    }
    ini.write_text(VIRTUOSO_INI.format(**values), encoding="utf-8")
    url = f"http://127.0.0.1:{port}/sparql"
    with _running([command, "+configfile", str(ini), "+foreground"], folder, url) as process:
        server = Server(url, process, folder, f"127.0.0.1:{sql}")
        server.isql('GRANT SPARQL_UPDATE TO "SPARQL"')
        yield server


@contextlib.contextmanager
def _running(arguments: list[str], folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(arguments, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(url, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            opener.open(f"{url}?query=ASK%7B%7D", timeout=10).close()
            return
        time.sleep(0.1)
    pytest.fail(f"{url} did not come up: {log.read_text(errors='replace')[-2000:]}")
