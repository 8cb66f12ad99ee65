"""Releases that are kept beside: a folder with one folder per version, as `g7kg release` writes them."""

from __future__ import annotations

import os
from pathlib import Path

from g7kg.errors import UsageProblem
from g7kg.resources import root

GRAPH_FILE = "g7kg.nq"
RECORD = "released.nt"  # the names of the last release, in the folder of releases; a new release is held against it
MARK = "SHA256SUMS"  # a folder with this file was written by us


def folder() -> Path:
    """Return the folder of releases: ``$G7KG_RELEASES``, or ``releases/`` of the checkout, or of the working directory."""
    if chosen := os.environ.get("G7KG_RELEASES"):
        return Path(chosen)
    return (root() if (root() / "pyproject.toml").is_file() else Path()) / "releases"


def versions() -> list[str]:
    """Return the versions that are kept, sorted."""
    place = folder()
    if not place.is_dir():
        return []
    return sorted((p.name for p in place.iterdir() if (p / GRAPH_FILE).is_file()), key=ordered)


def ordered(version: str) -> tuple[tuple[int, str], ...]:
    """Return what a version is sorted by: 0.10.0 comes after 0.9.0."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.replace("-", ".").split("."))


def own_queries(version: str | None) -> Path | None:
    """Return the folder whose saved queries belong to a release that is kept; None where the built-in ones stand in."""
    place = release(version) if version else None
    return place if place and (place / "queries").is_dir() else None


def release(version: str) -> Path:
    """Return the folder of a release that is kept.

    Raises:
        UsageProblem: it is not; says which ones are.
    """
    known = versions()
    if version in known:
        return folder() / version
    has = f"there are: {', '.join(known)}" if known else "there is none; `g7kg release` makes one"
    raise UsageProblem(f"no release “{version}” in {folder()} ({has}; G7KG_RELEASES names another folder)")
