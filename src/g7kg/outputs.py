"""Writing files, folders and streams whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from g7kg.errors import SourceProblem, UsageProblem, one_line


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
def folder_written(folder: Path, mark: str, what: str) -> Iterator[Path]:
    """Give an empty folder beside `folder` that takes its place when the block ends well, and vanishes when not.

    Parameters:
        folder: where; it may be missing, empty, or hold what was written before.
        mark: the name of a file by which such a folder is known; a folder without it is left alone.
        what: what is written, e.g. "site".

    Raises:
        UsageProblem: the folder holds other things.
        SourceProblem: it cannot be written.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageProblem(f"{folder}: is no folder of its own; name a new folder for the {what}")
    try:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
            raise UsageProblem(f"{folder}: holds other things than a {what}; name a new folder, or an empty one")
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise _cannot_write(folder, error) from None
    try:
        yield made
        umask = os.umask(0)
        os.umask(umask)
        made.chmod(0o777 & ~umask)
        _put(made, folder)
    except OSError as error:
        raise _cannot_write(folder, error) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _put(made: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one."""
    if not folder.exists():
        made.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    try:
        folder.rename(old)  # an empty folder is replaced
        try:
            made.rename(folder)
        except OSError:
            old.rename(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


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
