"""One thing that is wrong: where, by which rule, what was found, and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

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
        file: the file that describes the node, where it is known.
    """

    severity: str
    focus: str
    path: str
    value: str
    component: str
    shape: str
    messages: Mapping[str, str] = field(compare=False, hash=False, default_factory=dict)
    file: Path | None = field(compare=False, hash=False, default=None)

    def at(self, file: Path | None) -> Finding:
        """Return the finding with its file."""
        return replace(self, file=file)

    def message(self, language: str) -> str:
        """Return the message in `language`, or in English where there is none."""
        return self.messages.get(language) or self.messages.get("en") or next(iter(self.messages.values()), self.component)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings worst first, then by file, node, property and value; each once."""
    return sorted(
        set(findings),
        key=lambda f: (SEVERITIES.index(f.severity), str(f.file or ""), f.focus, f.path, f.shape, f.value, f.component),
    )
