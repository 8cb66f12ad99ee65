"""Run the W3C SHACL Core and SPARQL test suites with both engines, and say where they differ from the suite or each other.

    git clone https://github.com/w3c/data-shapes
    python tools/w3c_shacl.py data-shapes/data-shapes-test-suite/tests

`--raw` leaves out the routing: it shows what the fast engine would answer if pySHACL did not take over.
The suite is not part of this project (W3C Test Suite Licence); benchmarks/VALIDATION.md has the result of the last run.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox
import rdflib
from rdflib import BNode, Graph, Literal, Namespace
from rdflib.namespace import RDF

from g7kg.errors import Problem
from g7kg.findings import Finding
from g7kg.validation import fast, reference
from g7kg.validation.data import Data
from g7kg.validation.reading import shapes_of

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
REFUSED = "refused"
Key = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One test: its name, the files with data and shapes, and the results it expects (None: a failure)."""

    name: str
    data: Path
    shapes: Path
    expected: Counter[Key] | None


def cases(folder: Path) -> Iterator[Case]:
    """Yield the tests below `folder`."""
    for path in sorted(folder.rglob("*.ttl")):
        rdflib.NORMALIZE_LITERALS = False  # pySHACL switches it on again
        graph = Graph().parse(path, format="turtle", publicID=path.resolve().as_uri())
        for test in graph.subjects(RDF.type, SHT.Validate):
            action = graph.value(test, MF.action)
            data, shapes = (_file(graph.value(action, p)) for p in (SHT.dataGraph, SHT.shapesGraph))
            result = graph.value(test, MF.result)
            expected = None if result == SHT.Failure else Counter(_expected(graph, result))
            yield Case(f"{path.parent.parent.name}/{path.parent.name}/{path.stem}", data, shapes, expected)


def _file(iri: object) -> Path:
    return Path(unquote(urlparse(str(iri)).path))


def _expected(graph: Graph, report: object) -> Iterator[Key]:
    for result in graph.objects(report, SH.result):  # type: ignore[arg-type]
        path = graph.value(result, SH.resultPath)
        yield (
            _term(graph.value(result, SH.focusNode)),
            "(path)" if isinstance(path, BNode) else _term(path),
            _term(graph.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH)),
            _term(graph.value(result, SH.resultSeverity)).removeprefix(str(SH)),
            _term(graph.value(result, SH.value)),
            _term(graph.value(result, SH.sourceShape)),
        )


def _term(node: object) -> str:
    if node is None:
        return ""
    if isinstance(node, BNode):
        return "_:"
    return f'"{node}"' if isinstance(node, Literal) else str(node)


def key(finding: Finding, blank: frozenset[str]) -> Key:
    """Return what of a finding is compared; blank nodes are all alike."""
    value = finding.value
    if value.startswith('"'):
        value = value[: value.rindex('"') + 1]
    return (
        "_:" if finding.focus.startswith("_:") else _plain(finding.focus),
        finding.path if finding.path == "" or "://" in finding.path[:8] or finding.path.startswith("urn") else "(path)",
        finding.component.removeprefix(str(SH)),
        finding.severity,
        "_:" if value.startswith("_:") else value.strip("<>"),
        "_:" if finding.shape in blank or finding.shape.startswith("_:") else finding.shape,
    )


def _plain(focus: str) -> str:
    return focus[: focus.rindex('"') + 1] if focus.startswith('"') else focus


def parse(path: Path) -> list[ox.Quad]:
    """Return the statements of a file, relative IRIs against its address."""
    return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=path.resolve().as_uri()))


def verdict(case: Case, engine: str) -> Counter[Key] | str:
    """Return the findings of an engine, or what kept it from finding any."""
    try:
        shapes = shapes_of([q.triple for q in parse(case.shapes)])
        blank = frozenset(shapes.roots) | {s for s in shapes.targeted if s.startswith("urn:g7kg:shape:")}
        data = Data(quads=parse(case.data))
        found = list(fast.findings(data, shapes) if engine == "fast" else reference.findings(data, shapes))
        return Counter(key(f, blank) for f in found)
    except Problem as problem:
        return f"{REFUSED}: {problem}"
    except OSError as problem:  # a SERVICE clause, which routing would have kept from the store
        return f"{REFUSED}: {problem}"


def say(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(line + "\n")


def main() -> int:
    """Print what differs, and a line of totals; exit status 1 when the engines differ from each other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--raw", action="store_true", help="without routing")
    arguments = parser.parse_args()
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    if arguments.raw:
        fast.routed = lambda _shapes: {}
    totals: Counter[str] = Counter()
    for case in cases(arguments.folder):
        both = {engine: verdict(case, engine) for engine in ("fast", "pyshacl")}
        totals["tests"] += 1
        for engine, found in both.items():
            right = isinstance(found, str) if case.expected is None else found == case.expected
            totals[f"{engine} as the suite expects"] += right
            if not right:
                say(f"{case.name}: {engine} differs from the suite: {_difference(found, case.expected)}")
        same = both["fast"] == both["pyshacl"] or all(isinstance(f, str) for f in both.values())
        totals["engines agree"] += same
        if not same:
            say(f"{case.name}: the engines differ: {_difference(both['fast'], both['pyshacl'])}")
    say(", ".join(f"{number} {name}" for name, number in totals.items()))
    return 0 if totals["engines agree"] == totals["tests"] else 1


def _difference(found: Counter[Key] | str, expected: Counter[Key] | str | None) -> str:
    if isinstance(found, Counter) and isinstance(expected, Counter):
        return f"too many {sorted((found - expected).elements())}, missing {sorted((expected - found).elements())}"
    left, right = (v if isinstance(v, str) else "a failure" if v is None else f"{len(v)} results" for v in (found, expected))
    return f"{left}, not {right}"


if __name__ == "__main__":
    sys.exit(main())
