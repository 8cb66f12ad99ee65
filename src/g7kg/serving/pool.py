"""Processes that answer questions, each with the graph open; one that runs past the limit is ended and replaced.

Oxigraph gives no way to stop a query within a process. Each worker has its own pipe, so that ending one touches no other. A
question that is not answered at once goes on at a low priority, so that it delays no other.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import multiprocessing.context
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from g7kg.errors import Problem, SourceProblem
from g7kg.serving.limits import Limits, Unavailable
from g7kg.serving.process import lower, work

START = 120.0  # seconds that opening the graph may take
QUICK = 0.05  # seconds after which a question steps back behind the others


class Worker:
    """One process and the pipe to it."""

    def __init__(self, context: multiprocessing.context.BaseContext, folder: Path | None, limits: Limits) -> None:
        self._pipe: Connection
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, folder, limits), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()

    def opened(self) -> None:
        """Wait until the process has opened the graph.

        Raises:
            Problem: it cannot be opened.
            TimeoutError: it took too long.
            EOFError: the process ended.
        """
        self._wait(START)

    def ask(self, function: Callable[..., Any], arguments: tuple[Any, ...], seconds: float) -> Any:
        """Return what ``function(store, limits, *arguments)`` returns in the process.

        Raises:
            Problem: what it raises.
            TimeoutError: it took longer; the process is ended.
            EOFError: the process ended.
        """
        try:
            self._pipe.send((function, arguments, seconds))
        except OSError:
            raise EOFError from None
        thread = self._wait(seconds)
        quick = min(QUICK, seconds)
        if not self._answers(quick):
            lower(thread)
        return self._wait(seconds - quick)

    def _answers(self, seconds: float) -> bool:
        try:
            return self._pipe.poll(seconds)
        except OSError:
            raise EOFError from None

    def _wait(self, seconds: float) -> Any:
        try:
            answer = self._pipe.recv() if self._answers(seconds) else TimeoutError()
        except OSError:
            raise EOFError from None
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def end(self) -> None:
        """End the process, whatever it does."""
        with contextlib.suppress(ValueError):  # it is buried already
            self._process.kill()

    def bury(self) -> None:
        """Wait until the process is gone, and let go of what it held."""
        self.end()
        with contextlib.suppress(ValueError):  # another thread was first
            self._process.join()
            self._process.close()
        self._pipe.close()


class Pool:
    """Workers that questions are handed to, in the order in which they come.

    Parameters:
        folder: the on-disk store; the graph in memory when None.
        limits: what a question may cost.
    """

    def __init__(self, folder: Path | None, limits: Limits) -> None:
        self.limits = limits
        self._folder = folder
        names = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in names else "spawn")
        if "forkserver" in names:
            self._context.set_forkserver_preload(["g7kg.serving.work"])
        self._threads = ThreadPoolExecutor(2 * limits.workers, thread_name_prefix="g7kg-worker")
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._waiting: list[tuple[asyncio.Future[Worker], int]] = []
        self._replacing: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Pool:
        """Start the workers.

        Raises:
            SourceProblem: the graph cannot be opened.
        """
        for made in await asyncio.gather(
            *(self._run(self._start) for _ in range(self.limits.workers)), return_exceptions=True
        ):
            if isinstance(made, BaseException):
                await self.__aexit__()
                raise made if isinstance(made, Problem) else SourceProblem(f"no process could be started ({made!r})")
            self._idle.append(made)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the workers."""
        self._closed = True  # first: from here on nobody starts a process that nobody would end
        for task in self._replacing:
            task.cancel()
        for worker in list(self._all):
            worker.end()
        await asyncio.gather(*(self._run(worker.bury) for worker in list(self._all)), return_exceptions=True)
        self._threads.shutdown(wait=False)

    @property
    def state(self) -> dict[str, int]:
        """How many workers there are, how many are idle, and how many questions wait."""
        return {"workers": len(self._all), "idle": len(self._idle), "waiting": len(self._waiting)}

    async def ask(self, function: Callable[..., Any], *arguments: Any, foreign: bool = False, seconds: float = 0) -> Any:
        """Return what ``function(store, limits, *arguments)`` returns in a worker.

        Parameters:
            function: a function of `g7kg.serving.work`.
            arguments: what it is called with.
            foreign: it runs a stranger's query, for which the last idle worker is not taken.
            seconds: another limit than the usual one.

        Raises:
            Problem: what the function raises.
            Unavailable: it took too long or too much memory, or too many questions wait.
        """
        seconds = seconds or self.limits.seconds
        worker = await self._take(1 if foreign and self.limits.workers > 1 else 0)
        asking = self._threads.submit(worker.ask, function, arguments, seconds)
        whole = False
        try:
            answer = await asyncio.wrap_future(asking)
            whole = True
        except Problem:
            whole = True
            raise
        except TimeoutError:
            raise Unavailable(f"the question took longer than {seconds:g} seconds and was stopped; ask for less") from None
        except EOFError:
            raise Unavailable("the question took too much memory and was stopped; ask for less") from None
        finally:  # also when the client has gone: then the process still runs, and is ended
            self._give_back(worker) if whole else self._replace(worker, asking)
        return answer

    async def _take(self, spare: int) -> Worker:
        """Return an idle worker when its turn comes, leaving `spare` of them idle."""
        if len(self._waiting) >= self.limits.queue:
            raise Unavailable("too many questions are waiting; ask again in a moment", retry=2)
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, spare))
        self._hand_out()
        try:
            await asyncio.wait({turn}, timeout=2 * self.limits.seconds)
        except asyncio.CancelledError:
            if turn.done():
                self._give_back(turn.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove((turn, spare))
        if not turn.done():
            raise Unavailable("all processes are busy; ask again in a moment", retry=5)
        return turn.result()

    def _give_back(self, worker: Worker) -> None:
        self._idle.append(worker)
        self._hand_out()

    def _hand_out(self) -> None:
        for waiting in [*self._waiting]:
            turn, spare = waiting
            if len(self._idle) > spare and not turn.done():
                turn.set_result(self._idle.pop())
                self._waiting.remove(waiting)

    def _replace(self, worker: Worker, asking: Future[Any]) -> None:
        def bury() -> None:
            wait([asking])  # its thread still reads the pipe
            worker.bury()
            self._all.discard(worker)

        async def replace() -> None:
            await self._run(bury)
            while True:
                try:
                    self._give_back(await self._run(self._start))
                    return
                except (Problem, OSError, EOFError):
                    await asyncio.sleep(1)  # no memory, no process, a store that is being replaced: try again

        worker.end()
        if self._closed:
            return
        task = asyncio.get_running_loop().create_task(replace())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    def _start(self) -> Worker:
        worker = Worker(self._context, self._folder, self.limits)
        self._all.add(worker)  # before the look at `_closed`: either this sees it, or the one who closes sees the worker
        try:
            if self._closed:
                raise EOFError
            worker.opened()
        except BaseException:
            worker.bury()
            self._all.discard(worker)
            raise
        return worker

    async def _run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)
