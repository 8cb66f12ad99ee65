"""`g7kg push` into real servers: whole graphs only, compared afterwards, taken up again, nobody else's graphs touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run
from servers import Server, oxigraph, virtuoso

from g7kg import dataset, pushing
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import G7, GRAPH, ID, PREFIXES
from g7kg.stores.endpoint import UPLOADS

FOREIGN = "http://example.org/foreign"
NAME = f"{GRAPH}test/big"


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    start = {"oxigraph": oxigraph, "virtuoso": virtuoso}[request.param]
    with start(tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(params=["graph store", "update"])
def target(server: Server, request: pytest.FixtureRequest) -> pushing.Target:
    """An endpoint with somebody else's graph in it, and none of ours."""
    made = pushing.Target(server.query)
    if request.param == "update":
        made._graph_store = None
    for name in made.counts():
        made.drop(name)
    made.update(f'CLEAR SILENT GRAPH <{FOREIGN}> ; INSERT DATA {{ GRAPH <{FOREIGN}> {{ <urn:a> <urn:b> "theirs" }} }}')
    return made


def big(word: str = "old", number: int = 2500) -> list[pushing.Part]:
    """A release of one graph that takes several chunks."""
    name, prop = ox.NamedNode(NAME), ox.NamedNode("urn:p")
    return pushing.parts(
        ox.Quad(ox.NamedNode(f"urn:{n // 2}"), prop, ox.Literal(f"{word} {n} 会合", language="ja"), name)
        for n in range(number)
    )


def push(target: pushing.Target, release: Sequence[pushing.Part]) -> list[str]:
    steps = pushing.plan(target, release)
    pushing.push(target, steps)
    return [step.state for step in steps]


def foreign(target: pushing.Target) -> int:
    result = target.store.ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{FOREIGN}> {{ ?s ?p ?o }} }}")
    assert isinstance(result, ox.QuerySolutions)
    return int(next(result)["n"].value)


def test_the_whole_graph(target: pushing.Target, graph: dataset.Graph) -> None:
    release = pushing.parts(graph.quads)
    assert set(push(target, release)) == {"new"}
    assert target.counts() == {part.name: len(part.lines) for part in release}
    assert set(push(target, release)) == {"same"}
    assert foreign(target) == 1


def test_whole_numbers_arrive_as_what_they_are(target: pushing.Target) -> None:
    kinds = (ox.NamedNode(PREFIXES["xsd"] + kind) for kind in ("decimal", "integer"))
    decimal, integer = (ox.Literal(value, datatype=kind) for value, kind in zip("23", kinds, strict=True))
    subject, prop, name = ox.NamedNode(f"{ID}meeting/2017-turin"), ox.NamedNode(f"{G7}quantity"), ox.NamedNode(NAME)
    push(target, pushing.parts(ox.Quad(subject, prop, number, name) for number in (decimal, integer)))
    result = target.store.ask(f"SELECT ?n WHERE {{ GRAPH <{NAME}> {{ ?s ?p ?n }} }}")
    found = {solution["n"] for solution in result}  # type: ignore[union-attr,index]
    assert {number.value for number in found} == {"2", "3"}
    assert found == {decimal, integer} or target.url.endswith("/sparql"), "Virtuoso keeps whole decimals as integers"


def test_a_change_replaces_its_graph(target: pushing.Target) -> None:
    push(target, big("old"))
    assert push(target, big("new")) == ["changed"]
    assert target.holds(big("new")[0], NAME)
    assert list(target.counts()) == [NAME]
    assert foreign(target) == 1


def test_a_dry_run_changes_nothing(target: pushing.Target) -> None:
    steps = pushing.plan(target, big())
    assert [step.state for step in steps] == ["new"]
    assert target.counts() == {}


def test_a_stopped_push_goes_on_where_it_was(target: pushing.Target, monkeypatch: pytest.MonkeyPatch) -> None:
    push(target, big("old"))
    release = big("new")

    def stop(_name: str, done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pushing.push(target, pushing.plan(target, release), stop)
    assert target.holds(big("old")[0], NAME), "the graph there is the old one, whole"
    sent: list[int] = []
    add = target.add
    monkeypatch.setattr(target, "add", lambda name, lines: (sent.append(len(lines)), add(name, lines)))
    assert push(target, release) == ["changed"]
    assert sent == [len(release[0].chunks[-1])]
    assert target.holds(release[0], NAME)
    assert list(target.counts()) == [NAME]


KILLED = """
import sys
from test_push import big
from g7kg import pushing
def stop(name, done, total):
    print("sent", flush=True)
    sys.stdin.read()
target = pushing.Target(sys.argv[1])
pushing.push(target, pushing.plan(target, big("new")), stop)
"""


def test_killed_in_the_middle(target: pushing.Target) -> None:
    push(target, big("old"))
    command = [sys.executable, "-c", KILLED, target.url]
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "sent\n"
        os.kill(process.pid, signal.SIGKILL)
    assert target.holds(big("old")[0], NAME)
    assert push(target, big("new")) == ["changed"]
    assert target.holds(big("new")[0], NAME)


def test_what_another_push_left_is_cleared_away(target: pushing.Target) -> None:
    target.add(f"{UPLOADS}0123/test/big", ["<urn:a> <urn:b> <urn:c> ."])
    push(target, big())
    assert list(target.counts()) == [NAME]


def test_what_arrives_changed_is_not_moved(target: pushing.Target, monkeypatch: pytest.MonkeyPatch) -> None:
    push(target, big("old"))
    add = target.add
    monkeypatch.setattr(target, "add", lambda name, lines: add(name, [line.replace("new 7 ", "now 7 ") for line in lines]))
    with pytest.raises(SourceProblem, match="did not arrive"):
        push(target, big("new"))
    assert target.holds(big("old")[0], NAME)


def test_the_command(target: pushing.Target, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "release.nq"
    file.write_text("".join(f"{line[:-1]} <{NAME}> .\n" for line in big()[0].lines), encoding="utf-8")
    dry = run("push", target.url, "--from", file, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "nothing was sent" in dry.stdout
    assert target.counts() == {}
    done = run("push", target.url, "--from", file)
    assert done.returncode == 0, done.stderr
    assert "1 new" in done.stdout
    assert done.stderr == ""
    assert target.counts() == {NAME: 2500}


@pytest.mark.parametrize("name", [FOREIGN, "", f"{UPLOADS}x", "https://w3id.org/g7kg/id/x"])
def test_only_our_graphs_are_pushed(name: str) -> None:
    graph = ox.NamedNode(name) if name else ox.DefaultGraph()
    quad = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"), graph)
    with pytest.raises(UsageProblem, match="no graph of ours"):
        pushing.parts([quad])


def test_only_our_graphs_are_touched() -> None:
    target = pushing.Target("http://127.0.0.1:1/query")
    for act in (lambda: target.drop(FOREIGN), lambda: target.add(FOREIGN, []), lambda: target.move(FOREIGN, NAME)):
        with pytest.raises(UsageProblem, match="left alone"):
            act()


def test_credentials_stay_with_one_server() -> None:
    with pytest.raises(UsageProblem, match="another server"):
        pushing.Target("http://127.0.0.1:1/query", update="http://127.0.0.1:2/update")


def test_an_endpoint_that_is_down(run: Run) -> None:
    done = run("push", "http://127.0.0.1:1/query")
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr
