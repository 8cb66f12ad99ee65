"""A worker process: it opens the graph once, then answers one question after another, within limits that the system keeps."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from g7kg import dataset, extensions
from g7kg.errors import Problem, one_line
from g7kg.serving.limits import Defect, Limits, Refused, Unavailable
from g7kg.stores.disk import DiskStore
from g7kg.stores.embedded import EmbeddedStore

try:
    import resource as system
except ImportError:  # Windows has no such limits; time and size are limited there too
    system = None  # type: ignore[assignment]


def work(pipe: Connection, folder: Path | None, limits: Limits) -> None:
    """Answer what comes through `pipe` until it closes.

    A question is (function, arguments, seconds); what goes back is the number of the thread that works on it, then the value
    or the problem. Each has a thread of its own, since anyone may lower a thread's priority (`lower`) and nobody raise it.
    """
    for stop in (signal.SIGINT, signal.SIGTERM):  # the server's to handle, though Ctrl-C and systemd tell all its processes
        signal.signal(stop, signal.SIG_IGN)
    try:
        store = _opened(folder)
        _limit_memory(limits.memory)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # Oxigraph's last words when it runs out of memory
        pipe.send(None)
    except Problem as problem:
        pipe.send(problem)
        return
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, arguments, seconds = pipe.recv()
            _alarm(seconds + 5)
            answers: list[Any] = []
            asked = (function, store, limits, arguments)
            thread = threading.Thread(target=lambda: answers.append(_answered(*asked)))  # noqa: B023 — it ends before the next
            thread.start()
            pipe.send(thread.native_id)
            thread.join()
            _alarm(0)
            pipe.send(answers[0])


def lower(thread: int) -> None:
    """Let a thread of any process have a tenth of what others have where they compete for a processor (on Linux)."""
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):  # it has just ended
            os.setpriority(os.PRIO_PROCESS, thread, min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19))


def _alarm(seconds: float) -> None:
    """Let the system end this process after some time, in case that the server is no longer there to do so."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _answered(function: Callable[..., Any], store: EmbeddedStore, limits: Limits, arguments: Sequence[Any]) -> Any:
    try:
        return function(store, limits, *arguments)
    except Problem as problem:
        return problem
    except MemoryError:
        return Unavailable("the question took too much memory; ask for less")
    except OSError as error:
        return Unavailable(f"the graph could not be read ({one_line(error, 120)})")
    except RecursionError:
        return Refused("the question is nested too deeply")
    except Exception:  # whatever it is, the next question finds the process as it was
        return Defect()


def _opened(folder: Path | None) -> EmbeddedStore:
    if folder is None:
        if chosen := extensions.named_in_environment():  # the server's process left them there
            extensions.use(chosen)
        return dataset.load().store
    if system is not None:  # Oxigraph keeps all files of a store open, as far as it may
        _, most = system.getrlimit(system.RLIMIT_NOFILE)
        system.setrlimit(system.RLIMIT_NOFILE, (min(most, 65_536) if most > 0 else 65_536, most))
    return DiskStore(folder)


def _limit_memory(more: int) -> None:
    """Let the process take `more` bytes beside what it has; past that, Oxigraph ends it."""
    if system is None:
        return
    system.setrlimit(system.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])  # data and stack
        limit = pages * os.sysconf("SC_PAGE_SIZE") + more
        system.setrlimit(system.RLIMIT_DATA, (limit, limit))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let the process open nothing, neither file nor connection, while a stranger's query runs."""
    if system is None:
        yield
        return
    before = system.getrlimit(system.RLIMIT_NOFILE)
    system.setrlimit(system.RLIMIT_NOFILE, (0, before[1]))
    try:
        yield
    finally:
        system.setrlimit(system.RLIMIT_NOFILE, before)
