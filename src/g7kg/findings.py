"""One thing that is wrong: where, by which rule, what was found, and what to do, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from g7kg.errors import UsageProblem
from g7kg.namespaces import SHAPE

SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True)
class Finding:
    """A validation result.

    Attributes:
        severity: one of `SEVERITIES`.
        focus: the node that the finding is about (IRI, or a blank node's label).
        path: the property (IRI), or "" where the rule is about the node as a whole.
        value: the value found, as N-Triples writes it, or "".
        component: the constraint component's name, e.g. "MinCountConstraintComponent".
        shape: the IRI of the shape that holds the constraint.
        messages: what to do, by language.
        expected: what the shape asks for, in a few signs, or "".
        file: the file that describes the node, where it is known.
        line: the line in that file, counted from 1, or 0.
        graph: the named graph in which something is wrong, or "" where the rule is about all graphs together.
    """

    severity: str
    focus: str
    path: str
    value: str
    component: str
    shape: str
    messages: Mapping[str, str] = field(compare=False, hash=False, default_factory=dict)
    expected: str = field(compare=False, hash=False, default="")
    file: Path | None = field(compare=False, hash=False, default=None)
    line: int = field(compare=False, hash=False, default=0)
    graph: str = ""

    @property
    def rank(self) -> int:
        """0 for a violation, 1 for a warning, 2 for an info; a severity of someone's own counts as a violation."""
        return SEVERITIES.index(self.severity) if self.severity in SEVERITIES else 0

    def at(self, file: Path | None, line: int = 0) -> Finding:
        """Return the finding with its place."""
        return replace(self, file=file, line=line)

    def message(self, language: str) -> str:
        """Return the message in `language`, or in English where there is none."""
        return self.messages.get(language) or self.messages.get("en") or next(iter(self.messages.values()), self.component)


def finding(
    rule: str,
    focus: str,
    messages: tuple[str, str],
    words: Mapping[str, str | tuple[str, str]],
    *,
    component: str,
    severity: str = "Violation",
    path: str = "",
    value: str = "",
    graph: str = "",
) -> Finding:
    """Return a finding of a check that is no SHACL shape.

    Parameters:
        rule: which rule, e.g. "ontology/dead-shape".
        focus: what the finding is about.
        messages: in English and Japanese, with the names of `words` in braces.
        words: what to fill in, by name; a pair where the languages differ.
        component: which check it is, e.g. "OntologyCheck".
        severity, path, value, graph: see `Finding`.
    """

    def filled(number: int) -> str:
        said = {name: word if isinstance(word, str) else word[number] for name, word in words.items()}
        return re.sub(r"\{(\w+)\}", lambda found: said.get(found[1], found[0]), messages[number])

    return Finding(
        severity=severity,
        focus=focus,
        path=path,
        value=value,
        component=component,
        shape=SHAPE + rule,
        messages={"en": filled(0), "ja": filled(1)},
        graph=graph,
    )


def line_of(path: Path, *patterns: str | re.Pattern[str], last: bool = False) -> int:
    """Return the first line of a file that has a pattern, or the last; of a later pattern where no earlier one is; or 0."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    for pattern in patterns:
        found = [number for number, line in enumerate(lines, 1) if re.search(pattern, line)]
        if found:
            return found[-1 if last else 0]
    return 0


def line_naming(path: Path, iri: str) -> int:
    """Return the first line of a file that names an IRI, whole or by a prefix; else that has its local name; or 0."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    prefixes = re.findall(r"(?i)\bprefix\s+([\w.-]*):\s*<([^>\s]*)>", text)
    names = [f"<{re.escape(iri)}>"]
    names += [
        rf"(?<![\w-]){prefix}:{re.escape(iri[len(space) :])}(?![\w-])" for prefix, space in prefixes if iri.startswith(space)
    ]
    return line_of(path, "|".join(names), rf"[:/#<]{re.escape(re.split('[/#]', iri)[-1])}(?![\w-])")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings worst first, then by file, line, node, property and value; each once."""
    return sorted(
        set(findings),
        key=lambda f: (f.rank, str(f.file or ""), f.line, f.focus, f.path, f.shape, f.value, f.component),
    )


def within(findings: Iterable[Finding], places: Sequence[Path]) -> list[Finding]:
    """Return the findings in certain files or folders.

    Raises:
        UsageProblem: there is no such file or folder.
    """
    whole = [place.resolve() for place in places]
    for place, given in zip(whole, places, strict=True):
        if not place.exists():
            raise UsageProblem(f"{given}: no such file or folder")
    return [f for f in findings if f.file and any(f.file.resolve().is_relative_to(place) for place in whole)]
