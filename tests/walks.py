"""Runs a document as its reader would: block by block, in one folder of its own, so that a file made above is there below.

=====================  ======================================================================================
fence                  what happens
=====================  ======================================================================================
``console``            each line after ``$ `` is run (``> `` goes on with it); what it prints is what is shown
``sh``                 run as it stands; it must succeed
``pycon``              Python with what it prints, held as doctest holds it; one session for the document
``python``             run in that session; it must not fail
any, after a mark      ``<!-- file: NAME -->`` writes the block into that file
any, after a mark      ``<!-- not run here: REASON -->`` leaves it out, with the reason
=====================  ======================================================================================

A server that a block starts (`g7kg serve … &`) is waited for, and ended with the document; its port 8080 is any free one.
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"(?:^<!-- (?P<mark>[^>]*?) -->\n)?^```(?P<kind>[\w-]*)[^\n]*\n(?P<body>(?:.*\n)*?)```$", re.M)
RUN = ("console", "sh", "python", "pycon")
HELD = ("mermaid", "sparql", "turtle", "json", "nginx", "text", "yaml", "toml")  # shown, not run; files where a mark says so


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, its text, the mark before it, and where the text stands in the document."""

    kind: str
    body: str
    mark: str
    start: int
    end: int

    @property
    def left_out(self) -> str:
        """Why the block is not run, or nothing."""
        return self.mark.removeprefix("not run here:").strip() if self.mark.startswith("not run here:") else ""

    @property
    def file(self) -> str:
        """The file that the block is written into, or nothing."""
        return self.mark.removeprefix("file:").strip() if self.mark.startswith("file:") else ""


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a document."""
    return [Block(m["kind"], m["body"], m["mark"] or "", m.start("body"), m.end("body")) for m in FENCE.finditer(text)]


def commands(body: str) -> Iterator[str]:
    """Yield the commands of a console block, each with the lines that go on with it."""
    command: list[str] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            if command:
                yield "\n".join(command)
            command = [line]
        elif line.startswith("> ") and command and _goes_on(command):
            command.append(line)
    if command:
        yield "\n".join(command)


def _goes_on(command: list[str]) -> bool:
    """Whether the shell waits for more: after a backslash, or until a here-document ends."""
    lines = [line[2:] for line in command]
    end = re.search(r"<<\s*'?(\w+)'?", lines[0])
    return lines[-1].endswith("\\") or (end is not None and lines[-1] != end[1])


def walked(text: str, name: str = "document") -> str:
    """Return a document with what its console blocks print now.

    Raises:
        AssertionError: a block that shows no output failed, or Python printed something else.
    """
    found = [block for block in blocks(text) if not block.left_out]
    with tempfile.TemporaryDirectory(prefix="g7kg-walk-") as folder:
        place = Path(folder)
        (place / "home").mkdir()
        work = place / "work"
        work.mkdir()
        for link in ("examples",):
            if (ROOT / link).exists():
                (work / link).symlink_to(ROOT / link)
        script, shown = _script(found, place)
        port = _free_port() if "8080" in script else "8080"
        done = _run(script.replace("8080", port), place, work)
        assert done == 0, f"{name}: the block after {(place / 'last').read_text('utf-8')!r} failed: {_tail(place)}"
        _python(found, work, name)
        parts, at = [], 0
        for block, outputs in shown:
            parts += [
                text[at : block.start],
                "".join(f"{c}\n{o.read_text('utf-8').replace(port, '8080')}" for c, o in outputs),
            ]
            at = block.end
        return "".join([*parts, text[at:]])


def _script(found: list[Block], place: Path) -> tuple[str, list[tuple[Block, list[tuple[str, Path]]]]]:
    """Return the shell script of a document, and the file with the output of each command of each console block."""
    lines, shown, number = [], [], 0
    for block in found:
        if block.file:
            target = shlex.quote(block.file)
            source = place / f"file-{len(lines)}"
            source.write_text(block.body, encoding="utf-8")
            lines.append(f'mkdir -p "$(dirname {target})" && cp {source} {target} || exit 1')
        elif block.kind == "sh":
            number += 1
            lines.append(
                f"printf %s {shlex.quote(block.body)} > {place}/last\n(set -e\n{block.body}) > {place}/{number} 2>&1 || exit 1"
            )
        elif block.kind == "console":
            outputs = []
            for command in commands(block.body):
                number += 1
                out = place / str(number)
                shell = "\n".join(line[2:] for line in command.splitlines())
                lines.append(f"{{ {shell}\n}} > {out} 2>&1 < /dev/null")
                if shell.endswith("&"):
                    lines.append(
                        "for i in $(seq 300); do (: < /dev/tcp/127.0.0.1/8080) 2> /dev/null && break; sleep 0.1; done"
                    )
                outputs.append((command, out))
            shown.append((block, outputs))
    return "\n".join([*lines, "exit 0"]), shown


def _run(script: str, place: Path, work: Path) -> int:
    """Run the script with `g7kg` as the command of this interpreter; end what it left running."""
    binaries = place / "bin"
    binaries.mkdir()
    (binaries / "g7kg").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m g7kg "$@"\n', encoding="utf-8")
    (binaries / "g7kg").chmod(0o755)
    environment = {**os.environ, "COLUMNS": "120", "PATH": f"{binaries}:{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment |= {"XDG_CACHE_HOME": str(place / "home"), "LC_ALL": "C.UTF-8"}  # no copies of sources but those of the walk
    with subprocess.Popen(["bash", "-c", script], cwd=work, env=environment, start_new_session=True) as process:
        try:
            return process.wait(timeout=300)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def _python(found: list[Block], work: Path, name: str) -> None:
    """Run the Python of a document in one session."""
    names: dict[str, object] = {"__name__": "__main__"}
    before = Path.cwd()
    os.chdir(work)
    try:
        for number, block in enumerate(found, 1):
            if block.kind == "python":
                exec(compile(block.body, f"{name}, block {number}", "exec"), names)  # noqa: S102
            elif block.kind == "pycon":
                test = doctest.DocTestParser().get_doctest(block.body, names, f"{name}, block {number}", name, 0)
                runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
                said: list[str] = []
                runner.run(test, out=said.append, clear_globs=False)
                names |= test.globs
                assert not runner.failures, "".join(said)
    finally:
        os.chdir(before)


def _tail(place: Path) -> str:
    newest = max((p for p in place.iterdir() if p.name.isdigit()), key=lambda p: int(p.name))
    return newest.read_text("utf-8")[-500:]


def _free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])
