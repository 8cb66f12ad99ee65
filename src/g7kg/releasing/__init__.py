"""`g7kg release`: everything that a release holds, the same bytes from the same commit.

======================================  ================================================================
``g7kg.nq``                             the graph as canonical N-Quads (RDFC-1.0): its SHA-256 is the data set's hash
``g7kg.trig``, ``.ttl``, ``.jsonld``    the same for people, and as triples
``tables/``                             every projection of `g7kg export` as CSV and Parquet
``site.zip``                            the explorer
``ontology/``, ``queries/``             what it was built with: ontology, shapes, rules, saved queries
``queries.ttl``                         queries and rules as SHACL-SPARQL executables
``names.nt``                            every name that is released, with what it means
``description.ttl``                     DCAT and VoID
``ro-crate-metadata.json``              RO-Crate
``SHA256SUMS``                          checksums of all of them
======================================  ================================================================
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from g7kg import building, network, releases, site
from g7kg.dataset import Graph
from g7kg.errors import UsageProblem
from g7kg.exports import network as exports
from g7kg.naming import names, write_names
from g7kg.outputs import folder_written
from g7kg.releasing import archives, crate, description, executables, files
from g7kg.resources import in_force, root

PAPERS = ("CITATION.cff", "CHANGELOG.md", "LICENSE", "LICENSE-DATA")
STORE = "g7kg-store.zip"
_FOLDERS = {"ontology": (".ttl", ".rq"), "queries": (".rq",)}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Made:
    """A release that was written: where, how many files, and its hashes.

    Attributes:
        folder: where it lies.
        files: how many files it holds.
        dataset: the SHA-256 of the data set's canonical N-Quads (RDFC-1.0).
        bundle: the SHA-256 of the list of checksums, so one hash of everything.
    """

    folder: Path
    files: int
    dataset: str
    bundle: str


def write(graph: Graph, folder: Path, *, store: bool = False, progress: Progress = lambda *_: None) -> Made:
    """Write a release into `folder`, whole or not at all; a release that lies there is replaced.

    Parameters:
        graph: the whole graph, rules applied, without findings.
        folder: where.
        store: whether to add an on-disk store as ``g7kg-store.zip``; RocksDB's files are never twice the same, so it has
            a checksum of its own and stands in no list.
        progress: called with the number of steps done, of all, and what is done now.

    Raises:
        UsageProblem: this is no checkout, extensions are in force, pyarrow is missing, or the folder holds other things.
        SourceProblem: the folder cannot be written.
    """
    if not (root() / PAPERS[0]).is_file():
        raise UsageProblem(
            "a release is made from a checkout (it holds CITATION.cff and the licences); this is an installed g7kg"
        )
    if in_force():
        raise UsageProblem("a release holds the project's own graph; leave the extensions out (--extension, G7KG_EXTENSIONS)")
    if find_spec("pyarrow") is None:
        raise UsageProblem("a release holds Parquet, which needs pyarrow: pip install 'g7kg[analysis]'")
    when = files.commit_time()
    with folder_written(folder, releases.MARK, "release") as made:
        steps = list(_steps(graph, made, when, store))
        for number, (name, step) in enumerate(steps):
            progress(number, len(steps), name)
            step()
        progress(len(steps), len(steps), "")
        sums = made / releases.MARK
        number = sum(1 for path in made.rglob("*") if path.is_file())
        hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (made / releases.GRAPH_FILE, sums)]
    return Made(folder, number, *hashes)


def _steps(graph: Graph, made: Path, when: int, store: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "graph", lambda: building.write(graph, made)
    yield "names", lambda: write_names(names(graph.quads), made / "names.nt")
    yield "ontology and queries", lambda: _copies(made)
    for name in network.PROJECTIONS:
        yield f"tables: {name}", lambda name=name: _tables(graph, name, made / "tables")  # type: ignore[misc]
    yield "site", lambda: _site(graph, made, when)
    yield "description", lambda: description.write(graph, made, when)
    yield "RO-Crate", lambda: crate.write(made, when)
    yield "checksums", lambda: files.write_sums(made)
    if store:
        yield "store", lambda: _store(made, when)


def _copies(made: Path) -> None:
    for name, endings in _FOLDERS.items():
        for path in sorted((root() / name).rglob("*")):
            if path.suffix in endings:
                target = made / path.relative_to(root())
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
    for name in PAPERS:
        (made / name).write_bytes((root() / name).read_bytes())
    executables.write(made)


def _tables(graph: Graph, name: str, folder: Path) -> None:
    content = network.project(graph.store, name, bases=("asserted", "curated", "inferred"))
    for part in ("nodes", "edges") if content.edge_columns else (None,):
        stem = f"{name}-{part}" if part else name
        for form in ("csv", "parquet"):
            exports.write(content, form, folder / f"{stem}.{form}", part=part)


def _site(graph: Graph, made: Path, when: int) -> None:
    with tempfile.TemporaryDirectory(dir=made) as name:
        site.write(graph, Path(name) / "site")
        archives.pack(Path(name) / "site", made / "site.zip", when)


def _store(made: Path, when: int) -> None:
    from g7kg import storing

    with tempfile.TemporaryDirectory(dir=made) as name:
        storing.store_file(Path(name) / "store", made / releases.GRAPH_FILE)
        archives.pack(Path(name) / "store", made / STORE, when)
    digest = hashlib.sha256((made / STORE).read_bytes()).hexdigest()
    (made / f"{STORE}.sha256").write_text(f"{digest}  {STORE}\n", encoding="utf-8")
