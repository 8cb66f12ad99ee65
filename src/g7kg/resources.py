"""Where ontology, data and queries lie: in a checkout, or in the installed wheel; never in the working directory.

The files of extensions that are in force (`g7kg.extensions`) come after the project's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from g7kg.errors import SourceProblem
from g7kg.namespaces import GRAPH

_GRAPH_FOLDERS = {
    ("data",): (),
    ("ontology", "vocabularies"): ("vocabulary",),
    ("ontology", "alignments"): ("alignment",),
    ("ontology",): ("ontology",),
}


@dataclass(frozen=True)
class Part:
    """The files that an extension adds.

    Attributes:
        name: of the extension.
        folder: where they lie.
        namespace: where its own names lie.
        graphs: the files that are in the graph, with the IRIs of their named graphs.
        shapes: the files with SHACL shapes; `rules` those with rules, `queries` those with saved queries.
    """

    name: str
    folder: Path
    namespace: str
    graphs: tuple[tuple[Path, str], ...]
    shapes: tuple[Path, ...]
    rules: tuple[Path, ...]
    queries: tuple[Path, ...]


_NOT_IN_IRIS = re.compile(r"[\x00-\x20%<>\"{}|\\^`?#\ud800-\udfff]")

_in_force: tuple[Part, ...] = ()


def in_force() -> tuple[Part, ...]:
    """Return what the extensions in force add, in the order in which they are loaded."""
    return _in_force


def put_in_force(parts: Iterable[Part]) -> None:
    """Let the files of these extensions, and of no others, stand beside the project's own from now on."""
    global _in_force
    _in_force = tuple(parts)


@cache
def root() -> Path:
    """Return the folder that holds ``ontology/``, ``data/`` and ``queries/``.

    Raises:
        SourceProblem: neither the wheel nor a checkout has them.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_resources", package.parents[1]):
        if (folder / "ontology" / "core.ttl").is_file():
            return folder
    raise SourceProblem(f"the ontology is missing beside {package}; install g7kg again")


def graph_name(path: Path, base: Path) -> str:
    """Return the IRI of the named graph that the Turtle file `path` below `base` (a folder like `root()`) is.

    One file is one source is one graph: ``data/2017-turin/mic-release.ttl`` is ``graph:2017-turin/mic-release``.
    """
    folders = tuple(iri_path(path.relative_to(base)).split("/"))
    for place, name in _GRAPH_FOLDERS.items():
        if folders[: len(place)] == place:
            return GRAPH + "/".join((*name, *folders[len(place) :]))
    raise ValueError(f"{path} is no graph's file")


def iri_path(path: Path) -> str:
    """Return a relative path without its ending as it stands in an IRI: what an IRI cannot hold (a space) is percent-encoded.

    >>> iri_path(Path("readings/my list.ttl"))
    'readings/my%20list'
    """
    return _NOT_IN_IRIS.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogateescape")),
        path.with_suffix("").as_posix(),
    )


def is_ours(graph: str) -> bool:
    """Return whether a named graph is the project's or one of an extension in force."""
    return graph.startswith((GRAPH, *(f"{part.namespace}graph/" for part in _in_force)))


def graph_files(base: Path | None = None) -> Iterator[tuple[Path, str]]:
    """Yield (file, graph IRI) of everything that is in the graph: data, core ontology, vocabularies, alignments; sorted.

    The shapes and rules are not part of the graph.

    Parameters:
        base: a folder like `root()`, for what lies there alone; by default the project's own files and the extensions'.
    """
    folder = base or root()
    for pattern in ("ontology/*.ttl", "ontology/vocabularies/*.ttl", "ontology/alignments/*.ttl", "data/*/*.ttl"):
        for path in sorted(folder.glob(pattern)):
            yield path, graph_name(path, folder)
    if base is None:
        for part in _in_force:
            yield from part.graphs


def shape_files(base: Path | None = None) -> list[Path]:
    """Return the files with SHACL shapes, sorted (see `graph_files`)."""
    own = sorted((base or root()).glob("ontology/shapes/*.ttl"))
    return own if base else [*own, *(path for part in _in_force for path in part.shapes)]


def rule_files(base: Path | None = None) -> list[Path]:
    """Return the files with rules (SPARQL CONSTRUCT), sorted (see `graph_files`)."""
    own = sorted((base or root()).glob("ontology/rules/*.rq"))
    return own if base else [*own, *(path for part in _in_force for path in part.rules)]


def query_files(base: Path | None = None) -> list[Path]:
    """Return the files with saved queries, sorted (see `graph_files`)."""
    own = sorted((base or root()).glob("queries/*/*.rq"))
    return own if base else [*own, *(path for part in _in_force for path in part.queries)]


def check_files(base: Path | None = None) -> list[Path]:
    """Return the files with checks of the ontology (SPARQL SELECT that finds faults), sorted; extensions have none."""
    return sorted((base or root()).glob("ontology/checks/*/*.rq"))
