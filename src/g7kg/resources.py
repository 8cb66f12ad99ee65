"""Where ontology, data and queries lie: in a checkout, or in the installed wheel; never in the working directory."""

from __future__ import annotations

from collections.abc import Iterator
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
    folders = path.relative_to(base).with_suffix("").parts
    for place, name in _GRAPH_FOLDERS.items():
        if folders[: len(place)] == place:
            return GRAPH + "/".join((*name, *folders[len(place) :]))
    raise ValueError(f"{path} is no graph's file")


def graph_files(base: Path | None = None) -> Iterator[tuple[Path, str]]:
    """Yield (file, graph IRI) of everything that is in the graph: data, core ontology, vocabularies, alignments; sorted.

    The shapes and rules are not part of the graph.
    """
    base = base or root()
    for pattern in ("ontology/*.ttl", "ontology/vocabularies/*.ttl", "ontology/alignments/*.ttl", "data/*/*.ttl"):
        for path in sorted(base.glob(pattern)):
            yield path, graph_name(path, base)


def shape_files(base: Path | None = None) -> list[Path]:
    """Return the files with SHACL shapes, sorted."""
    return sorted((base or root()).glob("ontology/shapes/*.ttl"))


def rule_files(base: Path | None = None) -> list[Path]:
    """Return the files with rules (SPARQL CONSTRUCT), sorted."""
    return sorted((base or root()).glob("ontology/rules/*.rq"))


def query_files(base: Path | None = None) -> list[Path]:
    """Return the files with saved queries, sorted."""
    return sorted((base or root()).glob("queries/*/*.rq"))
