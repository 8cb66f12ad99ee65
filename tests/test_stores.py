"""The embedded stores: parts of the graph, the store on disk, and what is left when a load is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import Run

from g7kg import dataset, storing
from g7kg.cli import options
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import GRAPH
from g7kg.stores import Store, disk, rows
from g7kg.stores.disk import DiskStore
from g7kg.stores.embedded import EmbeddedStore, load_file
from g7kg.stores.rdflib_store import RdflibStore

ALL = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(!ISBLANK(?s) && !ISBLANK(?o)) }"
UNION = "SELECT DISTINCT ?s WHERE { ?s a <https://w3id.org/g7kg/ontology#Commitment> }"


def answer(store: Store, text: str, graphs: list[str] | None = None) -> list[str]:
    return sorted(map(str, rows(store.query(text, graphs))[1]))


def quad(name: str, graph: str = "a") -> ox.Quad:
    return ox.Quad(*(ox.NamedNode(f"urn:{name}"),) * 3, ox.NamedNode(GRAPH + graph))


def fill(name: str, number: int = 1) -> disk.Fill:
    def load(store: ox.Store) -> list[str]:
        store.bulk_extend(quad(f"{name}-{n}") for n in range(number))
        return [f"{GRAPH}a"]

    return load


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An on-disk store of the whole graph."""
    made = tmp_path_factory.mktemp("store") / "graph"
    storing.store_graph(made)
    return made


def test_every_store_keeps_the_protocol(folder: Path) -> None:
    assert isinstance(DiskStore(folder), Store)
    assert isinstance(EmbeddedStore(), Store)
    assert isinstance(RdflibStore(), Store)


@pytest.mark.parametrize("bases", [("asserted",), ("asserted", "curated"), ("curated", "inferred"), dataset.BASES])
def test_the_disk_holds_the_same_graph(graph: dataset.Graph, folder: Path, bases: tuple[str, ...]) -> None:
    memory, stored = graph.store, DiskStore(folder)
    chosen = dataset.graphs_of(memory, bases)
    assert dataset.graphs_of(stored, bases) == chosen
    for text in (ALL, UNION):
        assert answer(stored, text, chosen) == answer(memory, text, chosen)


def test_a_part_has_its_graphs_alone(graph: dataset.Graph) -> None:
    name = f"{GRAPH}2017-turin/mic-release"
    found = rows(graph.store.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", [name]))[1]
    assert [row[0].value for row in found] == [name]  # type: ignore[union-attr]


def test_a_part_follows_what_is_added() -> None:
    store = EmbeddedStore()
    store.add([quad("one")])
    text, names = "SELECT ?s WHERE { ?s ?p ?o }", [f"{GRAPH}a"]
    assert len(answer(store, text, names)) == 1
    store.add([quad("two"), quad("three", "b")])
    assert len(answer(store, text, names)) == 2


def test_queries_are_read_only(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="read-write"):
        DiskStore(folder).raw.add(quad("new"))


def test_many_graphs_are_looked_up_where_they_are_too_large_to_copy(
    folder: Path, graph: dataset.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "FEW", 10)
    chosen = dataset.graphs_of(graph.store, ["asserted"])
    assert answer(DiskStore(folder), UNION, chosen) == answer(graph.store, UNION, chosen)
    with pytest.raises(UsageProblem, match="does not parse"):
        DiskStore(folder).query("SELECT WHERE", chosen)


def test_a_new_load_takes_the_place_of_the_old(tmp_path: Path) -> None:
    disk.create(tmp_path, fill("old"))
    reader = DiskStore(tmp_path)
    disk.create(tmp_path, fill("new"))
    assert "urn:new" in str(answer(DiskStore(tmp_path), ALL))
    assert "urn:old" in str(answer(reader, ALL)), "who has the old store open keeps it"
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_a_load_that_fails_changes_nothing(tmp_path: Path) -> None:
    def broken(store: ox.Store) -> list[str]:
        store.add(quad("new"))
        raise SourceProblem("the source is broken")

    disk.create(tmp_path, fill("old"))
    with pytest.raises(SourceProblem, match="broken"):
        disk.create(tmp_path, broken)
    assert "urn:old" in str(answer(DiskStore(tmp_path), ALL))


KILLED = """
import sys
from pathlib import Path
from g7kg import storing
def stop(done, total):
    if done >= total // 2:
        print("half", flush=True)
        sys.stdin.read()
storing.store_file(Path(sys.argv[1]), Path(sys.argv[2]), stop)
"""


@pytest.mark.parametrize("before", [True, False])
def test_killed_in_the_middle_of_a_load(tmp_path: Path, before: bool) -> None:
    store, source = tmp_path / "store", tmp_path / "big.nq"
    source.write_text("".join(f"{quad(f'new-{n}')} .\n" for n in range(20_000)), encoding="utf-8")
    if before:
        disk.create(store, fill("old"))
    load = [sys.executable, "-c", KILLED, str(store), str(source)]
    with subprocess.Popen(load, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        with pytest.raises(SourceProblem, match="being loaded by another"):
            disk.create(store, fill("third"))
        os.kill(process.pid, signal.SIGKILL)
    if before:
        assert "urn:old" in str(answer(DiskStore(store), ALL))
    else:
        with pytest.raises(SourceProblem, match="holds no store"):
            DiskStore(store)
    storing.store_file(store, source)
    assert len(answer(DiskStore(store), ALL)) == 20_000
    assert len(list(store.glob("generation-*"))) == 1


def test_someone_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageProblem, match="not empty"):
        disk.create(tmp_path, fill("new"))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_store_of_another_layout(tmp_path: Path) -> None:
    disk.create(tmp_path, fill("old"))
    (tmp_path / disk.MARKER).write_text('{"layout": 0}')
    with pytest.raises(SourceProblem, match="another version"):
        DiskStore(tmp_path)
    (tmp_path / disk.MARKER).write_text("{")
    with pytest.raises(SourceProblem, match="build the store again"):
        DiskStore(tmp_path)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("pipe", [False, True])
def test_a_file_is_read_whole_with_a_mark_of_byte_order_or_from_a_pipe(tmp_path: Path, mark: bytes, pipe: bool) -> None:
    path, content = tmp_path / "some.ttl", mark + b"<urn:a> <urn:b> <urn:c> ."
    if pipe:
        os.mkfifo(path)
        threading.Thread(target=path.write_bytes, args=(content,), daemon=True).start()
    else:
        path.write_bytes(content)
    store = ox.Store()
    load_file(store, path, "urn:g")
    assert [str(quad) for quad in store] == ["<urn:a> <urn:b> <urn:c> <urn:g>"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_cannot_be_read_to_its_end_is_not_read_in_part(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "some.nt"
    path.write_bytes(mark + b"<urn:a> <urn:b> <urn:c> .\n" * 2 + b"<urn:a> <urn:b> c .\n")
    store = ox.Store()
    with pytest.raises(SourceProblem, match=r"some\.nt: line 3"):
        load_file(store, path, "urn:g")
    assert len(store) == 0


@pytest.mark.parametrize("set_before", [signal.default_int_handler, signal.SIG_IGN])
def test_ctrl_c_ends_the_load_of_a_file_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_before: Any) -> None:
    """Python's own handler waits until the engine comes back; who started us with Ctrl-C ignored meant it for others."""
    before, seen = signal.signal(signal.SIGINT, set_before), list[object]()
    for load in ("g7kg.stores.embedded.load_file", "g7kg.dataset.load_file"):
        monkeypatch.setattr(load, lambda *_: seen.append(signal.getsignal(signal.SIGINT)))
    (tmp_path / "x.nq").touch()
    try:
        options.store_of(tmp_path / "x.nq", None)
        options.store_of(None, None, data=[tmp_path / "x.nq"])
        assert set(seen) == {signal.SIG_IGN if set_before is signal.SIG_IGN else signal.SIG_DFL}
        assert len(seen) > 1
        assert signal.getsignal(signal.SIGINT) is set_before
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_a_question_at_once(tmp_path: Path) -> None:
    """One that would take the engine days."""
    (tmp_path / "long.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    command = [sys.executable, "-m", "g7kg", "query", str(tmp_path / "long.rq")]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        # A machine so slow that it has not begun after three seconds stops before.
        assert (process.returncode, said) in ((-signal.SIGINT, ""), (130, "g7kg: stopped\n"))
    finally:
        process.kill()
        process.wait()


def test_a_broken_file_says_where(tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("<urn:a> <urn:b> .\n")
    with pytest.raises(SourceProblem, match=r"x\.nq: line 1"):
        storing.store_file(tmp_path / "store", tmp_path / "x.nq")


def test_commands_ask_the_store(folder: Path, run: Run) -> None:
    for arguments in (["trace"], ["query", "agreements/by-theme", "--format", "csv"], ["show", "meeting/2017-turin"]):
        stored, memory = run(*arguments, "--store", folder), run(*arguments)
        assert (stored.returncode, stored.stdout) == (0, memory.stdout), stored.stderr
        assert stored.stderr == ""


def test_the_command_loads_a_built_graph_of_any_size(run: Run, graph: dataset.Graph, tmp_path: Path) -> None:
    built, store = tmp_path / "built.nq", tmp_path / "store"
    with built.open("wb") as file:
        graph.store.raw.dump(file, ox.RdfFormat.N_QUADS)
    done = run("build", "--store", store, "--from", built)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(DiskStore(store).raw) == len(graph.store.raw)
    assert run("trace", "--store", store).stdout == run("trace").stdout
    for more in ([], ["--store", store, "-o", tmp_path / "dist"]):
        wrong = run("build", *more, "--from", built)
        assert wrong.returncode == 2
        assert "--from fills an on-disk store" in wrong.stderr


def test_commands_say_where_there_is_no_store(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "no"
    for path, what in ((tmp_path, "holds no store"), (missing, "holds no store"), (tmp_path / "no.nq", "cannot be read")):
        done = run("trace", "--store", path)
        assert done.returncode == 3
        assert f"{path}: {what}" in done.stderr
        assert done.stderr.count("\n") == 1


def test_one_place_to_ask(run: Run, folder: Path) -> None:
    done = run("trace", "--store", folder, "--endpoint", "http://127.0.0.1:1/sparql")
    assert done.returncode == 2
    assert "choose one" in done.stderr
    assert run("trace", "--store", folder, G7KG_ENDPOINT="http://127.0.0.1:1/sparql").returncode == 0


def test_an_endpoint_that_is_down(run: Run) -> None:
    for arguments in (["trace"], ["query", "agreements/by-theme"], ["show", "meeting/2017-turin"]):
        done = run(*arguments, "--endpoint", "http://127.0.0.1:1/sparql")
        assert done.returncode == 3
        assert "cannot be reached" in done.stderr
        assert done.stderr.count("\n") == 1
