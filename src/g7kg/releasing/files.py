"""The files of a release: media types, checksums, and the time that stands for all of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from g7kg.errors import UsageProblem
from g7kg.exports.network.content import data_date
from g7kg.releases import MARK
from g7kg.resources import root

MEDIA = {
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".rq": "application/sparql-query",
    ".zip": "application/zip",
    ".cff": "application/yaml",
    ".md": "text/markdown",
}


@dataclass(frozen=True)
class File:
    """A file of a release: its path within it, its media type, size in bytes, and SHA-256 in hexadecimal."""

    path: str
    media: str
    size: int
    sha256: str


def listed(folder: Path) -> list[File]:
    """Return every file below `folder`, by path."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content, name = path.read_bytes(), path.relative_to(folder).as_posix()
            media = MEDIA.get(path.suffix, "text/plain")
            found.append(File(name, media, len(content), hashlib.sha256(content).hexdigest()))
    return sorted(found, key=lambda file: file.path)


def write_sums(folder: Path) -> None:
    """Write the checksums of all files in the form that `sha256sum -c` reads."""
    lines = "".join(f"{file.sha256}  {file.path}\n" for file in listed(folder))
    (folder / MARK).write_text(lines, encoding="utf-8", newline="\n")


def commit_time() -> int:
    """Return the time of the release in seconds since 1970: ``$SOURCE_DATE_EPOCH``, else that of the commit, never now.

    A checkout without Git (an archive of the sources) has the day on which the ontology says that it was changed.

    Raises:
        UsageProblem: ``$SOURCE_DATE_EPOCH`` is no number, or Git does not tell.
    """
    if stated := os.environ.get("SOURCE_DATE_EPOCH"):
        if not stated.isascii() or not stated.isdigit():
            raise UsageProblem(f"SOURCE_DATE_EPOCH: “{stated}” is no number of seconds since 1970")
        return int(stated)
    if not (root() / ".git").exists():
        return int(dt.datetime.fromisoformat(f"{data_date()}T00:00:00+00:00").timestamp())
    try:
        done = _git("log", "-1", "--format=%ct")
    except (OSError, subprocess.CalledProcessError):
        raise UsageProblem("Git does not tell the time of the commit; set SOURCE_DATE_EPOCH to it, in seconds") from None
    return int(done)


def uncommitted() -> bool:
    """Say whether the checkout differs from its commit; False where there is no Git to say so."""
    try:
        return bool((root() / ".git").exists() and _git("status", "--porcelain", "--untracked-files=no").strip())
    except (OSError, subprocess.CalledProcessError):
        return False


def _git(*arguments: str) -> str:
    command = ["git", "-c", f"safe.directory={root()}", "-C", str(root()), *arguments]  # whoever owns the checkout
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 — our own words


def day(when: int) -> str:
    """Return the day of a time, in UTC, as 2026-11-23."""
    return dt.datetime.fromtimestamp(when, dt.UTC).date().isoformat()
