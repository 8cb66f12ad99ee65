"""The embedded store on disk: Oxigraph in a folder, for graphs larger than memory.

A load goes into a new subfolder; only when it is complete does the marker file name it, in one atomic step. Whoever stops the
load, by whatever means, leaves the store as it was; the next load clears the remains away. Queries open it read-only, several
at once, also while the next load goes on.

Beside the whole graph the folder holds the part that rests on sources and editors alone, which `g7kg trace` asks unless told
otherwise: Oxigraph looks a pattern up in one named graph after another, and there may be thousands.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.outputs import written
from g7kg.stores import Result
from g7kg.stores.embedded import EmbeddedStore

MARKER = "g7kg-store.json"
LAYOUT = 1
FEW = 200_000  # statements up to which a part is copied into memory instead of being looked up graph by graph

Fill = Callable[[ox.Store], Sequence[str]]


class _Marker(NamedTuple):
    generation: str
    part: frozenset[str] | None


class DiskStore(EmbeddedStore):
    """An on-disk store, opened read-only.

    Parameters:
        folder: where `create` made it.

    Raises:
        SourceProblem: there is no complete store in the folder, or it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        marker = _marker(folder)
        if marker is None:
            raise SourceProblem(f"{folder}: holds no store; `g7kg build --store {folder}` makes one")
        self._vouched: ox.Store | None = None
        self._marker = marker
        self._home = folder / marker.generation
        self._few: dict[frozenset[str], bool] = {}
        super().__init__(_opened(self._home / "all"))

    def part(self, graphs: frozenset[str]) -> ox.Store:
        """Return a store with these named graphs alone."""
        if graphs == self._marker.part:
            self._vouched = self._vouched or _opened(self._home / "part")
            return self._vouched
        return super().part(graphs)

    def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        """Answer `text` over the union of `graphs`, or of all named graphs (see `g7kg.stores.Store.query`)."""
        if graphs is None or self._beside(frozenset(graphs)):
            return super().query(text, graphs)
        names: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(name) for name in graphs]
        try:
            return self.raw.query(text, default_graph=[*names], named_graphs=names)
        except SyntaxError:
            return super().query(text, None)  # says what is wrong

    def _beside(self, graphs: frozenset[str]) -> bool:
        """Return whether a part is there beside the whole, or small enough for a copy in memory."""
        if graphs not in self._few:
            quads = (quad for name in graphs for quad in self.raw.quads_for_pattern(None, None, None, ox.NamedNode(name)))
            self._few[graphs] = graphs == self._marker.part or next(islice(quads, FEW, None), None) is None
        return self._few[graphs]


def create(folder: Path, fill: Fill) -> None:
    """Make a store in `folder`, or put a new one in the place of the old.

    Parameters:
        folder: where; a folder of its own.
        fill: loads an empty store, and returns the named graphs that rest on sources and editors (or on nothing).

    Raises:
        UsageProblem: the folder holds something else.
        SourceProblem: it cannot be written, or another process is loading it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / MARKER).exists() and not (folder / ".loading").exists():
            raise UsageProblem(f"{folder}: is not empty and no store of g7kg; give a folder of its own")
        with _only_one(folder):
            old = _marker(folder)
            _clear(folder, keep=old.generation if old else "")
            home = Path(tempfile.mkdtemp(prefix="generation-", dir=folder))
            store = ox.Store(str(home / "all"))
            graphs = frozenset(fill(store))
            _finish(store)
            _cut(store, home / "part", graphs)
            del store
            with written(folder / MARKER) as file:
                content = {"layout": LAYOUT, "generation": home.name, "part": sorted(graphs)}
                file.write(json.dumps(content, indent=1).encode())
            _clear(folder, keep=home.name)
    except OSError as error:
        raise SourceProblem(f"{folder}: the store cannot be written ({one_line(error)}); what was there stays") from None


def _cut(store: ox.Store, path: Path, graphs: frozenset[str]) -> None:
    """Make a store with these named graphs alone: a copy without the others.

    The copy shares its files with `store` and costs nothing; what rules derived is a small share, so to take it away costs
    less than to write the rest again. Statement by statement, as a whole graph may not fit into memory.
    """
    store.backup(str(path))
    part = ox.Store(str(path))
    others = (name for name in store.named_graphs() if name.value not in graphs)
    for name in (ox.DefaultGraph(), *others):
        for quad in store.quads_for_pattern(None, None, None, name):
            part.remove(quad)
        part.remove_graph(name)
    _finish(part)


def _finish(store: ox.Store) -> None:
    store.optimize()
    store.flush()


def _marker(folder: Path) -> _Marker | None:
    try:
        content = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SourceProblem(f"{folder / MARKER}: cannot be read ({one_line(error)}); build the store again") from None
    if content.get("layout") != LAYOUT:
        raise SourceProblem(f"{folder}: was made by another version of g7kg; build the store again")
    return _Marker(content["generation"], frozenset(content["part"]))


def _opened(path: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(path))
    except OSError as error:
        raise SourceProblem(f"{path}: the store cannot be opened ({one_line(error)}); build it again") from None


def _clear(folder: Path, keep: str) -> None:
    """Remove what stopped loads and former stores left."""
    for left in folder.glob("generation-*"):
        if left.name != keep:
            shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it when the process ends, however it ends."""
    with (folder / ".loading").open("w") as lock:
        try:
            import fcntl
        except ImportError:  # Windows: RocksDB's own lock guards each subfolder
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SourceProblem(f"{folder}: is being loaded by another g7kg; wait for it") from None
        yield
