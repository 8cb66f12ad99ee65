"""Whether values are written as their datatypes ask: a day that is none ("27.11.2026"^^xsd:date) sorts and filters as nothing.

Our own shapes name the datatype of each property of ours; this is for the properties of files of one's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from g7kg.findings import Finding, finding
from g7kg.namespaces import PREFIXES, compact

_XSD = PREFIXES["xsd"]
# Written as, for instance; these are the datatypes to which Oxigraph converts, and says by this what is none.
_EXAMPLES = {
    **{_XSD + "date": "2026-11-27", _XSD + "dateTime": "2026-11-27T09:30:00", _XSD + "time": "09:30:00"},
    **{_XSD + "gYear": "2026", _XSD + "gYearMonth": "2026-11", _XSD + "duration": "P1D"},
    **{_XSD + "integer": "12", _XSD + "decimal": "1.5", _XSD + "double": "1.5e0", _XSD + "boolean": "true"},
}
_MESSAGE = (
    "“{value}” is no {name}; write it as “{example}”, or without ^^{name}.",
    "「{value}」は {name} の書き方ではありません。「{example}」のように書くか、^^{name} を取ってください。",
)


class Literals:
    """The values with a datatype in files of one's own, noted as they are read."""

    def __init__(self, own: Iterable[Path]) -> None:
        self._own = frozenset(own)
        self._found: dict[str, list[ox.Quad]] = {}

    def see(self, path: Path | None, quads: list[ox.Quad], _: list[str]) -> None:
        """Note what some statements of one file give as values."""
        for quad in quads if path in self._own else ():
            if isinstance(quad.object, ox.Literal) and quad.object.datatype.value in _EXAMPLES:
                self._found.setdefault(quad.object.datatype.value, []).append(quad)

    def findings(self) -> Iterator[Finding]:
        """Yield the values that are none of their datatype."""
        for datatype, quads in self._found.items():
            texts = {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
            wrong = {text for text in texts if not _fits(text, datatype)}
            yield from (_finding(quad, datatype) for quad in quads if getattr(quad.object, "value", "") in wrong)


def _fits(text: str, datatype: str) -> bool:
    return bool(_NOTHING.query(f"ASK {{ BIND(<{datatype}>({ox.Literal(text)}) AS ?value) FILTER(BOUND(?value)) }}"))


_NOTHING = ox.Store()


def _finding(quad: ox.Quad, datatype: str) -> Finding:
    words = {"value": getattr(quad.object, "value", ""), "name": compact(datatype), "example": _EXAMPLES[datatype]}
    return finding(
        *("written-as-its-datatype", getattr(quad.subject, "value", ""), _MESSAGE, words),
        component="Datatype",
        path=quad.predicate.value,
        value=str(quad.object),
    )
