"""What a shape asks for, in a few signs, and words for the shapes that bring no message of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox

from g7kg.findings import Finding
from g7kg.namespaces import compact
from g7kg.validation.shapes import Shapes, fill

# The shape's parameter that each constraint component goes by, and how what it asks for is shown.
_ASKS = {
    "ClassConstraintComponent": ("class", "a {}"),
    "DatatypeConstraintComponent": ("datatype", "{}"),
    "NodeKindConstraintComponent": ("nodeKind", "{}"),
    "MinCountConstraintComponent": ("minCount", "≥ {} ×"),
    "MaxCountConstraintComponent": ("maxCount", "≤ {} ×"),
    "QualifiedMinCountConstraintComponent": ("qualifiedMinCount", "≥ {} ×"),
    "QualifiedMaxCountConstraintComponent": ("qualifiedMaxCount", "≤ {} ×"),
    "MinInclusiveConstraintComponent": ("minInclusive", "≥ {}"),
    "MaxInclusiveConstraintComponent": ("maxInclusive", "≤ {}"),
    "MinExclusiveConstraintComponent": ("minExclusive", "> {}"),
    "MaxExclusiveConstraintComponent": ("maxExclusive", "< {}"),
    "MinLengthConstraintComponent": ("minLength", "≥ {} characters"),
    "MaxLengthConstraintComponent": ("maxLength", "≤ {} characters"),
    "PatternConstraintComponent": ("pattern", "/{}/"),
    "LessThanConstraintComponent": ("lessThan", "< {}"),
    "LessThanOrEqualsConstraintComponent": ("lessThanOrEquals", "≤ {}"),
    "EqualsConstraintComponent": ("equals", "= {}"),
    "DisjointConstraintComponent": ("disjoint", "≠ {}"),
    "HasValueConstraintComponent": ("hasValue", "{}"),
    "InConstraintComponent": ("in", "{}"),
    "LanguageInConstraintComponent": ("languageIn", "@{}"),
}
_MESSAGES = {
    "ClassConstraintComponent": (
        "the value has the wrong class, or is described nowhere",
        "値のクラスが違うか、値がどこにも記述されていない",
    ),
    "DatatypeConstraintComponent": (
        "the value has the wrong datatype, or is not written as it asks",
        "値のデータ型または書き方が違う",
    ),
    "NodeKindConstraintComponent": ("the value is of the wrong kind (IRI or literal)", "値の種類（IRIかリテラルか）が違う"),
    "MinCountConstraintComponent": ("the property is missing, or has too few values", "プロパティがないか、値が足りない"),
    "MaxCountConstraintComponent": ("the property has too many values", "値が多すぎる"),
    "UniqueLangConstraintComponent": ("two values have the same language", "同じ言語の値が二つある"),
    "PatternConstraintComponent": ("the value is not written in the form that is asked for", "値の書き方が求める形に合わない"),
    "ClosedConstraintComponent": (
        "the property does not belong on this node; perhaps it is misspelt",
        "このノードにはないはずのプロパティ（つづりの誤りか）",
    ),
    "InConstraintComponent": ("the value is none of those that are allowed", "許された値ではない"),
}
_OTHERWISE = ("the value does not meet the rule", "値が規則に合わない")


def explained(found: Iterable[Finding], shapes: Shapes) -> Iterator[Finding]:
    """Yield the findings with what was asked for, and with a message where the shape has none."""
    for finding in found:
        english, japanese = _MESSAGES.get(finding.component, _OTHERWISE)
        messages = finding.messages or shapes.messages(shapes.root(finding.shape)) or {"en": english, "ja": japanese}
        if not finding.component.startswith("SPARQL"):
            words = {"this": compact(finding.focus), "value": shown(finding.value), "path": compact(finding.path)}
            messages = {language: fill(message, words) for language, message in messages.items()}
        yield replace(finding, messages=messages, expected=_expected(finding, shapes))


def shown(value: str) -> str:
    """Return a term in N-Triples as people read it: a CURIE, or a literal with a CURIE as datatype."""
    if value.startswith("_:"):
        return "[ ]"
    if value.startswith("<"):
        return compact(value[1:-1])
    text, mark, datatype = value.rpartition("^^<")
    return f"{text}^^{compact(datatype[:-1])}" if mark else value


def _expected(finding: Finding, shapes: Shapes) -> str:
    parameter, pattern = _ASKS.get(finding.component, ("", ""))
    values = shapes.about.get(ox.NamedNode(finding.shape), {}).get(parameter, []) if parameter else []
    if parameter in ("in", "languageIn"):
        values = [member for head in values for member in shapes.list_of(head)]
    words = [compact(v.value) if isinstance(v, ox.NamedNode) else v.value for v in values]
    if len(words) > 8:
        words = [*words[:8], "…"]
    return " | ".join(pattern.format(word) for word in words)
