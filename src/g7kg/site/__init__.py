"""`g7kg site`: the explorer as plain files, for any web host and for ``file://``, and a page for every IRI beside it.

What is written is the same, byte for byte, from the same graph. The page asks the saved queries: of the rows that come with it
(`bundle`), or in the browser with Oxigraph's own build for the web, which starts when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from g7kg import building
from g7kg.dataset import Graph
from g7kg.outputs import folder_written
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
    with folder_written(folder, _MARK, "site") as made:
        quads = building.canonical_quads(graph.quads)
        (made / _MARK).write_text(_KEPT, encoding="utf-8")
        bundle.write(graph, quads, made)
        resources = pages.write(quads, made, progress)
        files = [path for path in made.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
    return {"resources": resources, "files": len(files), "bytes": size}
