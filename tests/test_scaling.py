"""Files read on several Dask workers: the bytes are those of one process, also when a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Run

from g7kg import building, converting, dataset, drafting, scaling
from g7kg.errors import SourceProblem, UsageProblem

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")


@pytest.fixture(scope="module")
def cluster() -> Iterator[distributed.LocalCluster]:
    """Three worker processes on the loopback."""
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as made:
        yield made


def built(graph: dataset.Graph, folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in building.write(graph, folder)}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process builds."""
    return built(dataset.load(), tmp_path_factory.mktemp("alone"))


def test_the_same_bytes(cluster: distributed.LocalCluster, alone: dict[str, bytes], tmp_path: Path) -> None:
    graph = dataset.load(read=scaling.reader(cluster.scheduler_address))
    assert set(graph.read) == set(graph.files)
    assert built(graph, tmp_path) == alone


def test_a_worker_is_killed_in_the_middle(cluster: distributed.LocalCluster, alone: dict[str, bytes], tmp_path: Path) -> None:
    killed = []

    def kill(done: int, total: int) -> None:
        if done == 3:
            pids = [worker.process.pid for worker in cluster.workers.values()]
            os.kill(pids[0], signal.SIGKILL)
            killed.append((pids[0], total))

    graph = dataset.load(read=scaling.reader(cluster.scheduler_address), progress=kill)
    assert len(killed) == 1
    assert killed[0][1] > 50
    assert built(graph, tmp_path) == alone


def test_a_file_that_does_not_parse(cluster: distributed.LocalCluster, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<urn:a> <urn:b> .\n")
    with pytest.raises(SourceProblem, match=r"broken\.ttl: line 1"):
        dataset.load([tmp_path / "broken.ttl"], read=scaling.reader(cluster.scheduler_address))


def test_workers_have_our_versions() -> None:
    with pytest.raises(SourceProblem, match="install the same everywhere"):
        scaling.parsed("urn:g", "a.ttl", b"", version="g7kg 0.0.0")


def test_no_address() -> None:
    with pytest.raises(UsageProblem, match="no Dask scheduler"):
        scaling.reader("localhost:8786")


def test_no_scheduler_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling, "TIMEOUT", 1)
    with pytest.raises(SourceProblem, match="cannot be reached"):
        dataset.load(read=scaling.reader("tcp://127.0.0.1:1"))


def test_the_commands(cluster: distributed.LocalCluster, run: Run, tmp_path: Path) -> None:
    alone, together = (
        run("build", "-o", tmp_path / name, *options)
        for name, options in (("one", []), ("three", ["--scheduler", cluster.scheduler_address]))
    )
    assert together.returncode == alone.returncode, together.stderr
    for path in (tmp_path / "one").glob("*"):
        assert (tmp_path / "three" / path.name).read_bytes() == path.read_bytes()


def test_validation_finds_the_same(cluster: distributed.LocalCluster, run: Run) -> None:
    options = ["validate", "--severity", "info", "--format", "json"]
    alone, together = run(*options), run(*options, "--scheduler", cluster.scheduler_address)
    assert (together.returncode, together.stdout) == (alone.returncode, alone.stdout), together.stderr
    assert run(*options, "data.ttl", "--scheduler", cluster.scheduler_address).returncode == 2


COPIES = sorted((ROOT / "tests" / "drafting").glob("*.txt"))


def test_drafts_of_many_sources_with_a_worker_killed_in_the_middle(
    cluster: distributed.LocalCluster, graph: dataset.Graph
) -> None:
    many = COPIES * 4
    made = scaling.drafts(cluster.scheduler_address, many)
    first = next(made)
    os.kill(next(iter(cluster.workers.values())).process.pid, signal.SIGKILL)
    alone = {copy: drafting.draft(converting.read_any(copy), graph.store) for copy in COPIES}
    assert [first, *made] == [alone[copy] for copy in many]


def test_the_command_drafts_several(cluster: distributed.LocalCluster, run: Run, tmp_path: Path) -> None:
    alone = run("draft", *COPIES, "-o", tmp_path / "one")
    together = run("draft", *COPIES, "-o", tmp_path / "three", "--scheduler", cluster.scheduler_address)
    assert (alone.returncode, together.returncode) == (0, 0), alone.stderr + together.stderr
    assert together.stderr.replace("three", "one") == alone.stderr
    for copy in COPIES:
        single = run("draft", copy, "-o", tmp_path / "single.ttl")
        text = (tmp_path / "single.ttl").read_bytes()
        assert single.returncode == 0
        assert (tmp_path / "one" / f"{copy.stem}.ttl").read_bytes() == text
        assert (tmp_path / "three" / f"{copy.stem}.ttl").read_bytes() == text


def test_several_drafts_go_into_a_folder(run: Run, tmp_path: Path) -> None:
    for options, words in (([], "need a folder"), (["-o", tmp_path], "have one name")):
        done = run("draft", COPIES[0], COPIES[0], *options)
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
