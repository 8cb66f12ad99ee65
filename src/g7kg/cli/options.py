"""Options that several commands share, so that they are called and explained alike."""

import contextlib
import os
import signal
import sys
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from g7kg.scaling import Read
    from g7kg.stores import Store


class Language(StrEnum):
    """The language of labels and messages."""

    en = "en"
    ja = "ja"


LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of labels and messages.", envvar="G7KG_LANG")]
BasisOption = Annotated[
    str,
    typer.Option("--basis", help="Which links count: a comma-separated choice of asserted, curated, inferred."),
]
OutputOption = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead of standard output.")]
StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="Ask the on-disk store in this folder (`g7kg build --store`), or a release's N-Quads file."),
]
EndpointOption = Annotated[
    str | None, typer.Option("--endpoint", help="Ask this SPARQL endpoint (`g7kg push` loads one).", envvar="G7KG_ENDPOINT")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="Answer from a release kept beside, by its version (`g7kg release` makes one).")
]
DataOption = Annotated[
    list[Path] | None, typer.Option("--data", help="Ask RDF files of your own together with the released graph (repeatable).")
]
SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", help="Work on the Dask cluster with this scheduler, tcp://host:8786.")
]

ParameterOption = Annotated[
    list[str] | None, typer.Option("-p", "--param", help="A parameter of the saved query: name=value (repeatable).")
]

ALL_BASES = "asserted,curated,inferred"
VOUCHED = "asserted,curated"  # what a source or an editor vouches for; rules only on request


@contextlib.contextmanager
def ending_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process at once and not when the engine comes back to Python, which may be in a minute, or never.

    For what writes nothing.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # and not where Ctrl-C is meant for others, as under nohup
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@ending_at_once()
def store_of(
    folder: Path | None,
    endpoint: str | None,
    rules: Collection[str] | None = None,
    data: Sequence[Path] | None = None,
    as_of: str | None = None,
) -> "Store":
    """Return the store that the user chose: an on-disk one, an endpoint, or the built-in graph in memory.

    Parameters:
        folder: the on-disk store, or a file with a graph (as of an older release, say), if any.
        endpoint: the address of the endpoint, if any.
        rules: the rules that the question needs of the built-in graph; all of them by default.
        data: files to be asked together with the built-in graph.
        as_of: the version of a release that is kept beside.

    Raises:
        UsageProblem: two of them were chosen, or no such release is kept.
        SourceProblem: it cannot be used.
    """
    from g7kg.errors import UsageProblem

    if folder is not None and endpoint == os.environ.get("G7KG_ENDPOINT"):
        endpoint = None  # what stands on the command line goes before the environment
    if folder is not None and endpoint:
        raise UsageProblem("--store and --endpoint are two places to ask; choose one")
    if as_of is not None:
        if folder is not None or data or (endpoint and endpoint != os.environ.get("G7KG_ENDPOINT")):
            raise UsageProblem("--as-of is a graph of its own; choose it, or --store, --endpoint or --data")
        from g7kg import releases

        folder, endpoint = releases.release(as_of) / releases.GRAPH_FILE, None
    if data and (folder is not None or endpoint):
        raise UsageProblem("--data is for the built-in graph; load the file into the store or endpoint instead")
    if folder is not None:
        from g7kg.stores.embedded import FORMATS, EmbeddedStore, load_file

        if folder.is_file() or (folder.suffix.lower() in FORMATS and not folder.exists()):
            held = EmbeddedStore()
            load_file(held.raw, folder, folder.absolute().as_uri())
            return held
        from g7kg.stores.disk import DiskStore

        return DiskStore(folder)
    if endpoint:
        from g7kg.stores.endpoint import EndpointStore

        return EndpointStore(endpoint)
    from g7kg import dataset

    return dataset.load(data or (), rules=rules).store


def reader_at(scheduler: str | None) -> "Read | None":
    """Return what reads files on the cluster that the user chose, or None for this process.

    Raises:
        UsageProblem: the address is none, or Dask is not installed.
    """
    if scheduler is None:
        return None
    from g7kg import scaling

    return scaling.reader(scheduler)


def bases(text: str) -> list[str]:
    """Return the bases named in `text`.

    Raises:
        UsageProblem: one of them is unknown.
    """
    from g7kg.bases import BASES, known
    from g7kg.errors import UsageProblem

    names = known(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise UsageProblem(f"--basis is empty; choose from {', '.join(BASES)}")
    return names


def values_of(parameters: Sequence[str] | None) -> dict[str, list[str]]:
    """Return the values of each parameter of a saved query.

    Raises:
        UsageProblem: one is not written as name=value.
    """
    from g7kg.errors import UsageProblem

    values: dict[str, list[str]] = {}
    for pair in parameters or []:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageProblem(f"parameter “{pair}”: write it as name=value")
        values.setdefault(key, []).append(value)
    return values


class Progress:
    """Says on a terminal how far something is, in one line that it writes over; in a pipe it is silent."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = 0.0

    def __call__(self, done: int, total: int, name: str = "") -> None:
        """Show that `done` of `total` are done, at most ten times a second."""
        import time

        now = time.monotonic()
        if not sys.stderr.isatty() or (now - self._shown < 0.1 and done < total):
            return
        self._shown = now
        sys.stderr.write(f"\r\033[K{self._what}: {done:,} of {total:,} {name}" if done < total else "\r\033[K")
        sys.stderr.flush()
