"""Reading or drafting many sources on a Dask cluster: one file is one task, and the result is that of one process.

Files are sent to the workers, so they need no common disk; each sends back its file's statements exactly as written. A task
whose worker dies is done again by another. Rules look across files, so they run afterwards, on the merged store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from g7kg import __version__, converting, drafting
from g7kg.dataset import load
from g7kg.drafting import Drafted
from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.stores import Store
from g7kg.stores.embedded import parse_bytes

TIMEOUT = 30  # seconds to reach the scheduler
Read = Callable[[Mapping[str, Path]], Iterator[tuple[str, bytes]]]


def reader(address: str) -> Read:
    """Return a function that reads files on the cluster whose scheduler is at `address` (see `g7kg.dataset.load`).

    Raises:
        UsageProblem: the address is none, or `distributed` is not installed.
    """
    _check(address)

    def read(files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
        contents = [(name, str(path), _content(path)) for name, path in files.items()]
        yield from zip(files, _spread(address, parsed, contents), strict=True)

    return read


def drafts(address: str, copies: Sequence[Path], page: str | None = None) -> Iterator[Drafted]:
    """Yield the draft of each copy of a release, made on the cluster whose scheduler is at `address`, in order.

    Parameters:
        address: of the scheduler.
        copies: the copies (see `g7kg.converting.read_any`).
        page: where the release is published (see `g7kg.drafting.draft`).

    Raises:
        UsageProblem: the address is none, or `distributed` is not installed; a copy is no release.
        SourceProblem: the cluster cannot be used, or a copy cannot be read.
    """
    _check(address)
    return _spread(address, drafted, [(str(path), _content(path), page) for path in copies])


def _check(address: str) -> None:
    if not address.startswith(("tcp://", "tls://", "ucx://", "ws://", "wss://", "inproc://")):
        raise UsageProblem(f"“{address}” is no Dask scheduler; write its address as tcp://host:8786")
    if find_spec("distributed") is None:
        raise UsageProblem("--scheduler needs Dask; pip install 'g7kg[cluster]'")


def _spread(address: str, task: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    """Yield what `task` makes of each of `arguments` on the workers, in order."""
    import distributed

    try:
        client = distributed.Client(address, timeout=TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise SourceProblem(f"{address}: the scheduler cannot be reached ({one_line(error, 150)})") from None
    with client:
        tasks = client.map(task, *zip(*arguments, strict=True), version=_versions(), retries=3, pure=False)
        for one in tasks:
            yield _result(one, address)


def parsed(name: str, path: str, content: bytes, version: str) -> bytes:
    """Return the statements of one file as N-Quads; this is what a worker does.

    Raises:
        SourceProblem: the file does not parse, or the worker has other versions than the client.
    """
    _same(version)
    return ox.serialize(parse_bytes(content, Path(path), name), format=ox.RdfFormat.N_QUADS) or b""


def drafted(name: str, content: bytes, page: str | None, version: str) -> Drafted:
    """Return the draft of one copy; this is what a worker does.

    Raises:
        SourceProblem: the copy cannot be read, or the worker has other versions than the client.
        UsageProblem: it is no release.
    """
    _same(version)
    return drafting.draft(converting.text_of(content, name), _known(), page)


@cache
def _known() -> Store:
    """Return the released graph, which a worker loads once."""
    return load(derive=False).store


def _same(version: str) -> None:
    if version != _versions():
        raise SourceProblem(f"a Dask worker has {_versions()}, this is {version}; install the same everywhere")


def _versions() -> str:
    return f"g7kg {__version__} with pyoxigraph {ox.__version__}"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror or one_line(error)})") from None


def _result(task: Any, address: str) -> Any:
    try:
        return task.result()
    except (SourceProblem, UsageProblem):
        raise
    except Exception as error:  # Dask raises many kinds: cancelled, killed worker, lost scheduler
        raise SourceProblem(f"{address}: the cluster failed ({type(error).__name__}: {one_line(error, 150)})") from None
