"""`g7kg site`: the explorer as plain files, for any web host and for ``file://``, and a page for every IRI beside it.

What is written is the same, byte for byte, from the same graph. The page asks the saved queries: of the rows that come with it
(`bundle`), or in the browser with Oxigraph's own build for the web, which starts when it is first needed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from g7kg import building
from g7kg.dataset import Graph
from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.site import bundle, pages

_MARK = "g7kg-site.txt"  # a folder with this file was written by us, and may be written anew
_KEPT = "A site written by g7kg site; writing it again replaces the whole folder.\n"


def write(graph: Graph, folder: Path, progress: Callable[[int, int, str], None] = lambda *_: None) -> dict[str, int]:
    """Write the site into `folder`, whole or not at all; a site that lies there already is replaced.

    Parameters:
        graph: the whole graph, rules applied.
        folder: where; it may be missing, empty, or hold a site from before.
        progress: called with the number of resources written, and of all.

    Returns:
        What was written: the number of resources with pages, of files and of bytes.

    Raises:
        UsageProblem: the folder holds other things.
        SourceProblem: it cannot be written.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageProblem(f"{folder}: is no folder of its own; name a new folder for the site")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise UsageProblem(f"{folder}: holds other things than a site; name a new folder, or an empty one")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise _cannot_write(folder, error) from None
    try:
        quads = building.canonical_quads(graph.quads)
        (made / _MARK).write_text(_KEPT, encoding="utf-8")
        bundle.write(graph, quads, made)
        resources = pages.write(quads, made, progress)
        umask = os.umask(0)
        os.umask(umask)
        made.chmod(0o777 & ~umask)
        files = [path for path in made.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        _put(made, folder)
    except OSError as error:
        raise _cannot_write(folder, error) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return {"resources": resources, "files": len(files), "bytes": size}


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


def _cannot_write(folder: Path, error: OSError) -> SourceProblem:
    return SourceProblem(f"{folder}: cannot be written ({error.strerror or one_line(error)}); nothing was left behind")
