"""Reading many sources on a Dask cluster: one file is one task, and the result is that of one process, byte for byte.

Files are sent to the workers, so they need no common disk; each sends back its file's statements exactly as written. A task
whose worker dies is done again by another. Rules look across files, so they run afterwards, on the merged store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from g7kg import __version__
from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.stores.embedded import parse_bytes

TIMEOUT = 30  # seconds to reach the scheduler
Read = Callable[[Mapping[str, Path]], Iterator[tuple[str, bytes]]]


def reader(address: str) -> Read:
    """Return a function that reads files on the cluster whose scheduler is at `address` (see `g7kg.dataset.load`).

    Raises:
        UsageProblem: the address is none, or `distributed` is not installed.
    """
    if not address.startswith(("tcp://", "tls://", "ucx://", "ws://", "wss://", "inproc://")):
        raise UsageProblem(f"“{address}” is no Dask scheduler; write its address as tcp://host:8786")
    try:
        import distributed
    except ImportError:
        raise UsageProblem("--scheduler needs Dask; pip install 'g7kg[cluster]'") from None

    def read(files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
        try:
            client = distributed.Client(address, timeout=TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            raise SourceProblem(f"{address}: the scheduler cannot be reached ({one_line(error, 150)})") from None
        with client:
            contents = [(name, str(path), _content(path)) for name, path in files.items()]
            tasks = client.map(parsed, *zip(*contents, strict=True), version=_versions(), retries=3, pure=False)
            for name, task in zip(files, tasks, strict=True):
                yield name, _result(task, address)

    return read


def parsed(name: str, path: str, content: bytes, version: str) -> bytes:
    """Return the statements of one file as N-Quads; this is what a worker does.

    Raises:
        SourceProblem: the file does not parse, or the worker has other versions than the client.
    """
    if version != _versions():
        raise SourceProblem(f"a Dask worker has {_versions()}, this is {version}; install the same everywhere")
    return ox.serialize(parse_bytes(content, Path(path), name), format=ox.RdfFormat.N_QUADS) or b""


def _versions() -> str:
    return f"g7kg {__version__} with pyoxigraph {ox.__version__}"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror or one_line(error)})") from None


def _result(task: Any, address: str) -> bytes:
    try:
        result: bytes = task.result()
    except (SourceProblem, UsageProblem):
        raise
    except Exception as error:  # Dask raises many kinds: cancelled, killed worker, lost scheduler
        raise SourceProblem(f"{address}: the cluster failed ({type(error).__name__}: {one_line(error, 150)})") from None
    return result
