"""The fixtures of the shapes: what each is checked with, what is found in it, and the report beside it.

    python tests/shape_fixtures.py --update

writes `<fixture>.report.txt` beside each fixture that has findings: the report as a person sees it, in English and Japanese.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from g7kg.exports.findings import write
from g7kg.findings import in_order
from g7kg.resources import root
from g7kg.validation import Data, Finding, Shapes, check, read_shapes
from g7kg.validation.data import stream
from g7kg.validation.places import placed

FOLDER = Path(__file__).parent / "shapes"
BASE = FOLDER / "base.ttl"
ID = "https://w3id.org/g7kg/id/"
OWL = "http://www.w3.org/2002/07/owl#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def fixtures() -> list[Path]:
    """Return every fixture."""
    return sorted(path for path in FOLDER.glob("*/*.ttl"))


def expected(path: Path) -> str:
    """Return the shape that a fixture is to be caught by, or "" where none is to."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("# expect:").strip() if first.startswith("# expect:") else ""


@cache
def surroundings() -> tuple[ox.Quad, ...]:
    """Return what every fixture is checked together with: the ontology, what its alignments declare, the base."""
    ontology = root() / "ontology"
    files = [ontology / "core.ttl", *sorted((ontology / "vocabularies").glob("*.ttl")), BASE]
    declared = (
        q
        for path in sorted((ontology / "alignments").glob("*.ttl"))
        for q in stream(path)
        if q.predicate.value == TYPE and q.object.value.startswith(OWL)
    )
    return (*(quad for path in files for quad in stream(path)), *declared)


@cache
def shapes() -> Shapes:
    """Return the project's shapes."""
    return read_shapes()


@cache
def found_in_surroundings() -> frozenset[Finding]:
    """Return the findings in the surroundings alone: hints about themes, nothing worse."""
    return frozenset(check(Data(quads=list(surroundings())), shapes(), "fast"))


def found_in(path: Path, rules: Shapes | None = None) -> list[Finding]:
    """Return the findings that a fixture brings."""
    found = check(Data(quads=[*surroundings(), *stream(path)]), rules or shapes(), "fast")
    return [f for f in found if f not in found_in_surroundings()]


def report(path: Path, found: list[Finding]) -> str:
    """Return the report of a fixture as a person sees it, in English and in Japanese."""
    here = [f.at(Path(f.file.name), f.line) if f.file else f for f in placed(found, [path, BASE])]
    return "\n".join(write(in_order(here), "text", language).decode() for language in ("en", "ja"))


def report_file(path: Path) -> Path:
    """Return the file with the expected report of a fixture."""
    return path.with_suffix(".report.txt")


def world(path: Path, number: int) -> list[ox.Quad]:
    """Return base and fixture as a world of their own: everything they describe is renamed, so that worlds do not touch."""
    quads = [*stream(BASE), *stream(path)]
    described = {q.subject for q in quads}

    def renamed(term):  # type: ignore[no-untyped-def]
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(f"w{number}{term.value}")
        return ox.NamedNode(f"{term.value}-w{number}") if isinstance(term, ox.NamedNode) and term in described else term

    return [ox.Quad(renamed(q.subject), q.predicate, renamed(q.object)) for q in quads]


def main() -> None:
    """Write the expected reports."""
    for path in fixtures():
        found = found_in(path)
        if found:
            report_file(path).write_text(report(path, found), encoding="utf-8")
        else:
            report_file(path).unlink(missing_ok=True)


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit(__doc__)
    main()
