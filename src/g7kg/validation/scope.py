"""Which files a validation is over: the released ones, and those of one's own beside or instead of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from g7kg.errors import UsageProblem
from g7kg.namespaces import GRAPH
from g7kg.resources import graph_files, in_force, root
from g7kg.stores.embedded import FORMATS
from g7kg.validation.data import stream
from g7kg.validation.shapes import RDF, SH, TARGETS

_VOID = "http://rdfs.org/ns/void#Dataset"
_SHAPE_CLASSES = (SH + "NodeShape", SH + "PropertyShape")


@dataclass(frozen=True)
class Scope:
    """The files of a validation.

    Attributes:
        files: all data files.
        own: those that the user named.
        replacing: those of `own` that stand in for a released file.
        shapes: further shapes.
        graphs: the named graph that each file is by its place; a user's file has none.
    """

    files: tuple[Path, ...]
    own: tuple[Path, ...] = ()
    replacing: frozenset[Path] = frozenset()
    shapes: tuple[Path, ...] = ()
    graphs: Mapping[Path, str] = field(default_factory=dict)


def scope_of(files: Sequence[Path], extra: Sequence[Path]) -> Scope:
    """Return the files that a validation of `files`, the folders `extra` and the extensions in force is over.

    Raises:
        UsageProblem: a folder is missing or has no RDF files.
        SourceProblem: a file cannot be read.
    """
    places = dict(graph_files(root()))
    released = {name: path for path, name in places.items()}
    shapes = [path for part in in_force() for path in part.shapes]
    own = [*dict.fromkeys(files), *(path for part in in_force() for path, _ in part.graphs)]
    for path in _files_in(extra):
        if _has_shapes(path):
            shapes.append(path)
        if path not in own and not (path in shapes and _only_shapes(path)):
            own.append(path)
    replacing = set()
    for path in own:
        # A huge file is no edited copy of a released one; its first megabyte says which graph it describes.
        for name in _graphs_described(path):
            if name in released:
                released.pop(name)
                replacing.add(path)
    mine = {path.resolve() for path in own}
    others = [path for path in released.values() if not mine or path.resolve() not in mine]
    graphs = {path: places[path] for path in others} | {p: places[p.resolve()] for p in own if p.resolve() in places}
    graphs.update(named for part in in_force() for named in part.graphs)
    return Scope((*others, *own), tuple(own), frozenset(replacing), tuple(shapes), graphs)


def _files_in(folders: Iterable[Path]) -> list[Path]:
    found = []
    for folder in folders:
        if not folder.exists():
            raise UsageProblem(f"{folder}: no such folder")
        inside = [folder] if folder.is_file() else sorted(p for p in folder.rglob("*") if p.suffix.lower() in FORMATS)
        if not inside:
            raise UsageProblem(f"{folder}: no RDF files in it ({' '.join(FORMATS)})")
        found += inside
    return found


def _has_shapes(path: Path) -> bool:
    targets = {SH + name for name in TARGETS}
    return any(q.predicate.value in targets or getattr(q.object, "value", "") in _SHAPE_CLASSES for q in stream(path))


def _only_shapes(path: Path) -> bool:
    """Return whether a file says nothing but shapes: no types other than SHACL's."""
    types = (q.object for q in stream(path) if q.predicate.value == RDF + "type")
    return all(getattr(t, "value", "").startswith(SH) for t in types)


def _graphs_described(path: Path) -> list[str]:
    """Return the released-style named graphs that a Turtle file describes, by its text."""
    if path.suffix.lower() != ".ttl":
        return []
    try:
        with path.open("rb") as file:
            head = file.read(1 << 20).decode("utf-8", "replace")
    except OSError:
        return []  # reading the file in earnest says what is wrong
    pattern = (
        rf"(?:<({re.escape(GRAPH)}[^>]*)>|(?<!\w)graph:([\w/-]+))\s+(?:a|rdf:type)\s+(?:void:Dataset|<{re.escape(_VOID)}>)"
    )
    return [full or GRAPH + local for full, local in re.findall(pattern, head)]
