"""Major, minor or patch: the written policy (docs/versions.md), as a list of what each change asks for.

A change of a query's rows, of an inference or of a released name is major; what is only added is minor; the rest is a patch.
While the version begins with 0, a major change raises its second number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEVELS = ("major", "minor", "patch")
REASONS: dict[str, tuple[str, str, str]] = {
    "breaches": ("major", "released names that are gone or mean something else", "なくなったか意味の変わった公開済みの名前"),
    "withdrawn": ("major", "names withdrawn", "廃止された名前"),
    "rows": ("major", "saved queries with other rows", "答えの行が変わった保存済みの問い"),
    "queries-withdrawn": ("major", "saved queries withdrawn", "廃止された保存済みの問い"),
    "inferences": ("major", "rules that derive something else", "導く内容が変わった規則"),
    "axioms": ("major", "axioms about terms that stood before", "既存の語についての公理の変更"),
    "added": ("minor", "things added", "加わったもの"),
    "queries-added": ("minor", "saved queries added", "加わった保存済みの問い"),
    "changed": ("patch", "things changed", "変わったもの"),
    "texts": ("patch", "saved queries in other words, with the same rows", "文言だけが変わった保存済みの問い"),
    "statements": ("patch", "statements that stand in one of the releases alone", "一方の版だけにある文"),
}


@dataclass(frozen=True)
class Reason:
    """Why a version is what it is: one of `REASONS`, and how many there are."""

    name: str
    number: int

    @property
    def level(self) -> str:
        """The level that it asks for."""
        return REASONS[self.name][0]

    def words(self, language: str) -> str:
        """Return it in words, in "en" or "ja"."""
        return REASONS[self.name][2 if language == "ja" else 1]


def reasons(*, answers: Mapping[str, int], **counts: int) -> list[Reason]:
    """Return what was counted as reasons, in the order of `REASONS`, without what did not happen."""
    queries = {"rows": "rows", "queries-withdrawn": "withdrawn", "queries-added": "added", "texts": "text"}
    number = {**counts, **{name: answers.get(what, 0) for name, what in queries.items()}}
    return [Reason(name, number[name]) for name in REASONS if number[name]]


def next_version(version: str, level: str) -> str:
    """Return the lowest version that may follow `version` after a change of `level`.

    >>> next_version("1.2.3", "major"), next_version("0.2.3", "major"), next_version("1.2.3", "none")
    ('2.0.0', '0.3.0', '1.2.3')
    """
    parts = [int(part) if part.isdigit() else 0 for part in version.split(".")[:3]]
    first, second, third = [*parts, 0, 0, 0][:3]
    if level == "major" and first:
        return f"{first + 1}.0.0"
    if level in ("major", "minor"):
        return f"{first}.{second + 1}.0"
    return f"{first}.{second}.{third + 1}" if level == "patch" else version
