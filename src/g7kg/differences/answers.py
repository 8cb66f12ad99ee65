"""The rows of every saved query in two releases: each answers by its own text, from its own data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from g7kg.queries import SavedQuery
from g7kg.stores import Store, rows

LANGUAGES = ("en", "ja")
Rows = list[tuple[str, ...]]
Answers = Callable[[SavedQuery], Rows]


@dataclass(frozen=True)
class Change:
    """A saved query that is new, withdrawn, or answers otherwise.

    Attributes:
        slug: its name.
        what: "added", "withdrawn", "rows" (it has other rows), or "text" (other words or parameters, the same rows).
        questions: its question by language.
        less: how many rows it has no longer, over both languages.
        more: how many rows are new.
    """

    slug: str
    what: str
    questions: dict[str, str]
    less: int = 0
    more: int = 0


def between(
    old: Iterable[SavedQuery], old_rows: Answers, new: Iterable[SavedQuery], new_rows: Answers, *, same_data: bool
) -> list[Change]:
    """Return the saved queries that are new, withdrawn, or answer otherwise, asked with their defaults in both languages.

    Parameters:
        old: the queries of the older release.
        old_rows: answers them from its data, as `answered` does.
        new: the queries of the newer one.
        new_rows: answers them.
        same_data: whether both hold the same, so that a query of the same text need not be asked.
    """
    before, after = {q.slug: q for q in old}, {q.slug: q for q in new}
    found = []
    for slug in sorted(before.keys() | after.keys()):
        was, now = before.get(slug), after.get(slug)
        named = now or was
        assert named is not None
        questions = {language: named.question(language) for language in LANGUAGES}
        if was is None or now is None:
            found.append(Change(slug, "added" if was is None else "withdrawn", questions))
            continue
        if same_data and was.text == now.text:
            continue
        less, more = _compared(old_rows(was), new_rows(now))
        if less or more:
            found.append(Change(slug, "rows", questions, less, more))
        elif was.text != now.text:
            found.append(Change(slug, "text", questions))
    return found


def answered(query: SavedQuery, store: Store) -> Rows:
    """Return the rows of a query in both languages, the names of its columns first; of triples each is a row."""
    languages: Sequence[str | None] = LANGUAGES if "lang" in query.parameters else (None,)
    found: Rows = []
    for language in languages:
        result = store.query(query.bind({"lang": language}) if language else query.text)
        if isinstance(result, ox.QuerySolutions):
            columns, answer = rows(result)
            found += [tuple(columns), *(tuple(map(str, row)) for row in answer)]
        elif isinstance(result, ox.QueryBoolean):
            found.append((str(bool(result)),))
        else:
            triples = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in result)
            triples.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            found += [(str(quad),) for quad in triples]
    return found


def _compared(old: Rows, new: Rows) -> tuple[int, int]:
    before, after = Counter(old), Counter(new)
    return (before - after).total(), (after - before).total()
