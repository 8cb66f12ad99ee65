"""Extensions: a folder with ontology, shapes, rules, data and queries of one's own, beside the project's (docs/extend.md).

>>> from g7kg import extensions
>>> [extension.name for extension in extensions.use([])]
[]

Nothing is done about extensions, and nothing of theirs is imported, unless one is asked for: an installed one too is named
(``g7kg --extension NAME``), so that no other command has to look through what is installed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from g7kg.extensions.beginning import begin
from g7kg.extensions.conflicts import conflicts
from g7kg.extensions.describing import Extension, described
from g7kg.extensions.faults import problem_of
from g7kg.extensions.files import FILE
from g7kg.extensions.finding import folder_of, installed
from g7kg.extensions.order import in_order
from g7kg.findings import Finding
from g7kg.namespaces import forget, register
from g7kg.resources import put_in_force

ENVIRONMENT = "G7KG_EXTENSIONS"

__all__ = [
    "ENVIRONMENT",
    "FILE",
    "Extension",
    "begin",
    "in_use",
    "installed",
    "named_in_environment",
    "read",
    "use",
    "used",
]

_in_use: list[Extension] = []


def read(chosen: Iterable[str | Path]) -> list[Extension]:
    """Return extensions in the order in which they are loaded, each after those that it needs.

    Parameters:
        chosen: folders, or names of installed extensions. An installed one that another needs is taken in by itself.

    Raises:
        UsageProblem: there is no such folder or installed extension.
        ExtensionProblem: one is malformed, needs what is not there, or stands in conflict with the project or another one.
    """
    folders = {folder.resolve(): folder for folder in map(folder_of, chosen)}.values()
    wrong: list[Finding] = []
    found = [extension for folder in folders if (extension := described(folder, wrong)) is not None]
    ordered = in_order(found, wrong)
    wrong += conflicts(ordered)
    if wrong:
        raise problem_of(wrong)
    return ordered


def use(chosen: Iterable[str | Path]) -> list[Extension]:
    """Put extensions in force, and no others, for all that this process does from now on; return them (see `read`)."""
    _put([])
    _put(read(chosen))
    return list(_in_use)


@contextlib.contextmanager
def used(extensions: Iterable[Extension]) -> Iterator[None]:
    """Let these extensions, and no others, be in force within the block."""
    before = list(_in_use)
    _put(extensions)
    try:
        yield
    finally:
        _put(before)


def in_use() -> list[Extension]:
    """Return the extensions in force, in the order in which they are loaded."""
    return list(_in_use)


def named_in_environment() -> list[str]:
    """Return the extensions that the environment variable names, parted like the folders of ``PATH``."""
    return [name for name in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if name]


def _put(extensions: Iterable[Extension]) -> None:
    for extension in _in_use:
        forget(extension.prefix)
    _in_use[:] = extensions
    for extension in _in_use:
        register(extension.prefix, extension.namespace)
    put_in_force(extension.part for extension in _in_use)
