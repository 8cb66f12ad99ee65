"""The command line as a user meets it: help, exit status, one clear line for each mistake, no half-written file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT, Run

from g7kg import __version__
from g7kg.cli import ALONE

HEAVY = {"rdflib", "pyshacl", "networkx", "SPARQLWrapper", "pyoxigraph", "rich", "shacl"}


def commands() -> list[str]:
    """Return every command and sub-command, from the application itself."""
    import typer

    from g7kg.cli import app, asking, checking, making  # noqa: F401

    def walk(command, path: list[str]):  # type: ignore[no-untyped-def]
        children = getattr(command, "commands", {})
        if not children:
            yield " ".join(path)
        for name, child in children.items():
            yield from walk(child, [*path, name])

    return list(walk(typer.main.get_command(app), []))


def test_version(run: Run) -> None:
    assert run("--version").stdout.strip() == f"g7kg {__version__}"


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help_with_a_sentence(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    assert f"Usage: g7kg {command}".split() == done.stdout.split()[: 2 + len(command.split())] or "Usage:" in done.stdout
    assert len(done.stdout.splitlines()[2].strip()) > 20


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, g7kg.cli as c; sys.argv = ['g7kg', '--help']\n"
        "try:\n    c.main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


BAD = [
    (["nonsense"], 2, "No such command"),
    (["trace", "--nonsense"], 2, "No such option"),
    (["trace", "--theme", "astrology"], 2, "no theme “astrology”"),
    (["trace", "--theme", "artificial-inteligence"], 2, "artificial-intelligence"),
    (["trace", "--from", "2016-takamtsu"], 2, "2016-takamatsu"),
    (["trace", "--basis", "asserted,guessed"], 2, "no basis “guessed”"),
    (["trace", "--basis", ","], 2, "--basis is empty"),
    (["trace", "--format", "pdf"], 2, "no format “pdf”"),
    (["trace", "--lang", "fr"], 2, "--lang"),
    (["query"], 2, "which query?"),
    (["query", "no-such-query"], 2, "no saved query"),
    (["query", "continuity/hops", "-p", "colour=red"], 2, "has no parameter “colour”"),
    (["query", "continuity/hops", "-p", "theme"], 2, "name=value"),
    (["query", "continuity/hops", "-p", "theme=no such:thing"], 2, "no IRI"),
    (["query", "continuity/hops", "--format", "docx"], 2, "no format “docx”"),
    (["query", "continuity/hops", "--format", "turtle"], 2, "rows cannot be written as turtle"),
    (["query", "statements/on-theme", "-p", "theme=opennes"], 2, "openness"),
    (["query", "statements/on-theme", "-p", "meeting=2017-tokyo"], 2, "nothing in the graph is called “2017-tokyo”"),
    (["query", "missing.rq"], 2, "no saved query"),
    (["query", "zzzzzzzz/yyyy"], 2, "`g7kg query --list` names them all. One of an extension needs that named"),
    (["query", "my-list/items"], 2, "One of an extension needs that named before the command: g7kg --extension DIR"),
    (["query", "--extension", "my-list", "items"], 2, "--extension comes before the command: g7kg --extension DIR query"),
    (["sources", "list", "--extension=x"], 2, "g7kg --extension DIR sources list"),
    (["validate", f"{ROOT}/examples/g20-digital"], 2, "is an extension; name it before the command: g7kg --extension /"),
    (["validate", f"{ROOT}/docs"], 2, "docs: is a folder; name the files in it"),
    (["show", "meeting/1066-hastings"], 2, "nothing in the graph is called"),
    (["validate", "missing.ttl"], 3, "missing.ttl"),
    (["validate", "--severity", "grave"], 2, "no severity “grave”"),
    (["validate", "--engine", "steam"], 2, "no validation engine “steam”"),
    (["anchor", "missing.txt", "words"], 3, "missing.txt"),
    (["sources", "check", "--copy", "missing.txt"], 3, "missing.txt"),
    (["trace", "-o", "/proc/nowhere/x.csv"], 3, "/proc/nowhere/x.csv"),
    (["build", "-o", "/proc/nowhere"], 3, "/proc/nowhere"),
]


@pytest.mark.parametrize(("arguments", "status", "words"), BAD, ids=lambda v: " ".join(v) if isinstance(v, list) else None)
def test_a_mistake_is_one_clear_line(run: Run, arguments: list[str], status: int, words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        ("SELECT * WHERE { ?s ?p }", "line 1, column 2"),
        ("SELECT * WHERE { ?s ex:p ?o }", "the prefix “ex:”"),
        ("", "ends too early"),
        (
            "SELECT * WHERE {\n  ?s ?p ?o\n  FILTR(?s = ?o) }",
            "line 3, column 3: “FILTR” is no word of SPARQL; did you mean FILTER?",
        ),
        ("SELECT * # SO\n{ ?o <SO> 'SO' QXZ }", "line 2, column 16: “QXZ” is no word of SPARQL\n"),
        ('SELECT * { ?s ?p "It stays open }', "the query ends too early"),
        ("DROP ALL", "does not parse"),
    ],
)
def test_a_query_that_does_not_parse_says_where(run: Run, sparql: str, words: str) -> None:
    done = run("query", "-", stdin=sparql)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="no /dev/stdin here")
def test_a_query_may_come_through_a_pipe(run: Run) -> None:
    """As `g7kg query <(…)` gives one."""
    done = run("query", "/dev/stdin", "--format", "csv", stdin="SELECT (1 AS ?one) {}")
    assert (done.stdout.split(), done.stderr) == (["one", "1"], "")


def test_a_query_file_that_does_not_parse_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT * WHERE { ?s ?p }", encoding="utf-8")
    assert f"g7kg: {path}: the query does not parse: line 1" in run("query", path).stderr


def test_a_saved_query_is_exported_by_its_question_alone(run: Run, tmp_path: Path) -> None:
    assert run("export", "hops", "-o", tmp_path / "hops.csv").returncode == 0
    assert run("export", "continuity/hops", "-o", tmp_path / "whole.csv").returncode == 0
    assert (tmp_path / "hops.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_turtle_error_says_where(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix g7: <https://w3id.org/g7kg/ontology#> .\n<a> g7:about .\n")
    done = run("validate", bad)
    assert done.returncode == 3
    assert f"{bad}: line 2, column" in done.stderr


def test_a_copy_that_is_no_source_is_refused(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("今日は良い天気です。")
    done = run("sources", "check", "--copy", other)
    assert done.returncode == 3
    assert "right source" in done.stderr


def test_without_a_copy_the_check_says_so(run: Run, tmp_path: Path) -> None:
    done = run("sources", "check", G7KG_CACHE=str(tmp_path))
    assert done.returncode == 3
    assert "no copy; see https://www.soumu.go.jp/" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "g7kg", "trace", "--format", "csv"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "No space left" in done.stderr


def test_a_failed_write_leaves_nothing(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "kept").touch()
    done = run("trace", "--format", "csv", "-o", target)
    assert done.returncode == 3
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m g7kg query continuity/hops --format csv | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_machine_formats_stand_alone_on_standard_output(run: Run) -> None:
    done = run("trace", "--format", "json")
    assert done.stderr == ""
    assert isinstance(json.loads(done.stdout), list)


def test_it_works_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "g7kg", "query", "--list"], cwd="/", capture_output=True, text=True, check=True, env=os.environ
    )
    assert "continuity/hops" in done.stdout


def test_every_command_is_documented() -> None:
    documents = (ROOT / "README.md").read_text() + "".join(p.read_text() for p in (ROOT / "docs").rglob("*.md"))
    missing = [command for command in commands() if f"g7kg {command}" not in documents]
    assert missing == []


def test_commands_that_start_at_once_are_in_the_modules_that_are_named() -> None:
    for command, module in ALONE.items():
        done = subprocess.run(
            [sys.executable, "-c", f"import g7kg.cli.{module}; from g7kg.cli import app; app(['{command}', '--help'])"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, command


def test_a_pipe_or_device_named_as_output_is_written_to_and_stays(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    done = run("export", "links", "-f", "csv", "-o", str(pipe))
    reader.join(30)
    assert done.returncode == 0, done.stderr
    assert pipe.is_fifo()
    assert read[0].startswith(b"id,")
    assert list(tmp_path.iterdir()) == [pipe]
