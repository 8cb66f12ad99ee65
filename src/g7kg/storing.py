"""The graph in an on-disk store: the project's own with its rules, or one that is already built, of any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox

from g7kg.dataset import graphs_of, load
from g7kg.entailing import entail
from g7kg.namespaces import ID
from g7kg.stores import disk
from g7kg.stores.embedded import EmbeddedStore, readable

VOUCHED = ("asserted", "curated")
Progress = Callable[[int, int], None]


def store_graph(folder: Path, progress: Progress = lambda *_: None, profile: str | None = None) -> None:
    """Load the project's files into the on-disk store `folder` and apply the rules there (see `g7kg.stores.disk.create`).

    Parameters:
        folder: where the store is made.
        progress: called with the number of files that were read, and of all.
        profile: "rdfs" or "owlrl", where what follows by it is wanted too (`g7kg.entailing`).
    """

    def fill(store: ox.Store) -> Sequence[str]:
        graph = load(into=store, progress=progress)
        if profile is not None:
            entail(graph, profile)
        return graphs_of(graph.store, VOUCHED) or ()

    disk.create(folder, fill)


def store_file(folder: Path, path: Path, progress: Progress = lambda *_: None) -> None:
    """Load a built graph (N-Quads or TriG) into the on-disk store `folder` (see `g7kg.stores.disk.create`).

    Parameters:
        folder: where the store is made.
        path: the file.
        progress: called with the bytes that were read, and of all.
    """

    def fill(store: ox.Store) -> Sequence[str]:
        with readable(path) as (file, form):
            store.bulk_load(_Counted(file, path.stat().st_size, progress), form, base_iri=ID)  # type: ignore[arg-type]
        return graphs_of(EmbeddedStore(store), VOUCHED) or ()

    disk.create(folder, fill)


class _Counted:
    """A file that says how far it was read."""

    def __init__(self, file, total: int, progress: Progress) -> None:  # type: ignore[no-untyped-def]
        self._file, self._total, self._progress, self._done = file, total, progress, 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._file.read(size)
        self._done += len(data)
        self._progress(self._done, self._total)
        return data
