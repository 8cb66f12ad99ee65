"""Validation: SHACL shapes over the whole graph, and a report that an editor can act on.

Two engines give one verdict: pySHACL is the reference; the fast engine (a Rust validator for SHACL Core, and each SPARQL
constraint once as a set query in Oxigraph) is the default where it is installed. Tests hold their findings equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from g7kg.errors import SourceProblem, UsageProblem
from g7kg.findings import SEVERITIES, Finding, in_order, within
from g7kg.resources import graph_files, in_force, root, shape_files
from g7kg.validation.accounts import Accounts
from g7kg.validation.data import Data
from g7kg.validation.headings import headings
from g7kg.validation.leftovers import left_to_do, unread
from g7kg.validation.literals import Literals
from g7kg.validation.places import placed
from g7kg.validation.reading import read_shapes
from g7kg.validation.scope import Scope, scope_of
from g7kg.validation.shapes import Shapes
from g7kg.validation.vocabularies import Vocabularies, prefixes_of, wrong_prefixes
from g7kg.validation.wording import explained

if TYPE_CHECKING:
    from g7kg.dataset import Graph
    from g7kg.validation.ontology import check_ontology as check_ontology

ENGINES = ("auto", "fast", "pyshacl")

__all__ = [
    "ENGINES",
    "SEVERITIES",
    "Data",
    "Finding",
    "Shapes",
    "check",
    "check_ontology",
    "read_shapes",
    "validate",
    "validate_files",
    "within",
]


def __getattr__(name: str) -> object:
    # The ontology's own check needs the whole dataset; validation of files starts without it.
    if name == "check_ontology":
        from g7kg.validation.ontology import check_ontology

        return check_ontology
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def validate(graph: Graph, shapes: Shapes | None = None, engine: str = "auto") -> list[Finding]:
    """Return what is wrong with a graph, worst first, then by file and node.

    Parameters:
        graph: the graph, with the ontology in it (classes count with their subclasses).
        shapes: the shapes; the project's own by default.
        engine: "fast", "pyshacl", or "auto" for the fast one where it is installed.

    Raises:
        UsageProblem: there is no such engine, or it is not installed.
        SourceProblem: the shapes cannot be used.
    """
    accounts, vocabularies = Accounts(), Vocabularies()
    found = check(Data.of(graph, (accounts.see, vocabularies.see)), shapes or read_shapes(), engine)
    if shapes is None:
        found += [*accounts.findings(), *vocabularies.findings()]
    return in_order(placed(found, list(graph.files.values())))


def validate_files(
    files: Sequence[Path] = (), extra: Sequence[Path] = (), engine: str = "auto", *, least: str = "Info"
) -> list[Finding]:
    """Return what is wrong with the released files, or what files of one's own and the extensions in force bring with them.

    Parameters:
        files: files of one's own, checked against the released graph; only what they bring is returned. One that describes
            a released named graph stands in for that graph's file.
        extra: folders (or files) with classes, shapes and data of one's own, checked together with the released ones.
        engine: see `validate`.
        least: the least severity that is returned; to find the places of fewer findings takes less time.

    Raises:
        UsageProblem: there is no such engine, or it is not installed; a folder has no RDF files.
        SourceProblem: a file cannot be used.
    """
    scope = scope_of(files, extra)
    try:
        found = _found(scope.files, read_shapes(shape_files(root()), scope.shapes), engine, scope.graphs, scope.own)
    except SourceProblem:
        _blame(scope.shapes, engine)
        raise
    found += wrong_prefixes({path: prefixes_of(path) for path in scope.shapes})
    found = _worth(found, least)
    if found and (scope.own or scope.shapes):
        graphs = dict(graph_files(root()))
        released = _found(tuple(graphs), read_shapes(shape_files(root())), engine, graphs)
        found = _brought(placed(found, scope.files, first=scope.own), set(released), scope)
    else:
        found = placed(found, scope.files)
    left = unread(root()) if not (files or extra or in_force()) else (f for part in in_force() for f in left_to_do(part))
    return in_order([*found, *_worth(list(left), least)])


def _found(
    files: tuple[Path, ...], shapes: Shapes, engine: str, graphs: Mapping[Path, str], own: tuple[Path, ...] = ()
) -> list[Finding]:
    accounts, vocabularies, literals = Accounts(), Vocabularies(), Literals(own)
    data = Data(files, watchers=(accounts.see, vocabularies.see, literals.see))
    found = check(data, shapes, engine)
    told = {(f.focus, f.path, f.value) for f in found}  # by the shape of the property
    found += (f for f in literals.findings() if (f.focus, f.path, f.value) not in told)
    found += headings(accounts.described(), graphs)
    return [*found, *accounts.findings(), *vocabularies.findings(), *wrong_prefixes(data.prefixes)]


def _blame(shapes: Sequence[Path], engine: str) -> None:
    """Raise the problem of the first file of shapes that cannot be used by itself, with its name."""
    for path in shapes:
        try:
            check(Data(quads=[]), read_shapes(shape_files(root()), [path]), engine)
        except SourceProblem as problem:
            raise SourceProblem(f"{path}: {str(problem).removeprefix(f'{path}: ')}") from None


def _worth(found: list[Finding], least: str) -> list[Finding]:
    """Return the findings that are at least so severe."""
    return [f for f in found if f.rank <= SEVERITIES.index(least)]


def _brought(found: list[Finding], released: set[Finding], scope: Scope) -> list[Finding]:
    """Return the findings that are not the release's as well; a released file's own ones count where it was asked for."""
    return [f for f in found if f not in released or f.file in scope.replacing]


def check(data: Data, shapes: Shapes, engine: str = "auto") -> list[Finding]:
    """Return what is wrong with `data`, in no particular order and without places (see `validate`)."""
    if engine not in ENGINES:
        raise UsageProblem(f"no validation engine “{engine}”; choose from {', '.join(ENGINES)}")
    if engine != "pyshacl":
        try:
            from g7kg.validation import fast
        except ImportError:
            if engine == "fast":
                raise UsageProblem("the fast engine needs the package “shacl”; pip install shacl") from None
        else:
            return _once(explained(fast.findings(data, shapes), shapes))
    from g7kg.validation import reference

    return _once(explained(reference.findings(data, shapes), shapes))


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Return each finding once; of several messages, of which an engine gives any first, that which sorts first."""
    return list(dict.fromkeys(sorted(found, key=lambda finding: finding.message("en"))))
