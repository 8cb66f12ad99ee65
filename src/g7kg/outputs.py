"""Writing files and streams whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from g7kg.errors import SourceProblem, one_line


@contextlib.contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """Open a binary file beside `path` that takes its place when the block ends well, and vanishes when not.

    Folders on the way are made. A device or a pipe is written to as it stands: a file must not take its place.

    Raises:
        SourceProblem: the file cannot be written (no room, no permission).
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as file:
                yield file
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from None
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        made.chmod(0o666 & ~umask)
        made.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            made.unlink()


@contextlib.contextmanager
def output(path: Path | None) -> Iterator[IO[bytes]]:
    """Open `path` as `written` does, or standard output when None.

    Raises:
        SourceProblem: it cannot be written.
    """
    if path is not None:
        with written(path) as file:
            yield file
        return
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SourceProblem(f"standard output: cannot be written ({error.strerror or one_line(error)})") from None


def _cannot_write(path: Path, error: OSError) -> SourceProblem:
    return SourceProblem(f"{path}: cannot be written ({error.strerror or one_line(error)}); nothing was left behind")
