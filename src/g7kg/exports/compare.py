"""Writers of rival accounts: a layout for people, and JSON, CSV, Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from g7kg.comparing import Comparison
from g7kg.errors import UsageProblem
from g7kg.exports.compare_layout import WORDS, layout, note, state
from g7kg.namespaces import compact
from g7kg.tables import csv_text, markdown

COLUMNS = (
    *("section", "item", "verdict", "account", "what", "said", "place"),
    *("item_id", "account_id", "statement_id"),
)
Writer = Callable[[Comparison, str], Iterator[str]]


def writer(form: str) -> Writer:
    """Return the writer of a format.

    Raises:
        UsageProblem: there is no such format.
    """
    writers: dict[str, Writer] = {"table": layout, "json": _json, "csv": _csv, "md": _markdown}
    if form not in writers:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(writers)}")
    return writers[form]


def _rows(made: Comparison, language: str) -> Iterator[list[str]]:
    """Yield one row for each thing that an account says: a statement on a commitment or theme, a presence, a claim."""
    words = WORDS[language]
    names = {account.iri: account.label for account in made.accounts}
    for section, topics in (("commitments", made.commitments), ("themes", made.themes)):
        for topic in topics:
            for voice in topic.voices:
                yield [
                    *(words[section], topic.label, topic.verdict, names[voice.account], voice.act, voice.label),
                    *("; ".join(voice.places), compact(topic.iri), compact(voice.account), compact(voice.statement)),
                ]
    for person in made.people:
        for account, posts in person.posts.items():
            verdict = "named" if len(person.posts) > 1 else "named-by-one"
            yield [
                *(words["people"], person.label, verdict, names[account], person.event_label, "; ".join(posts), ""),
                *(compact(person.iri), compact(account), ""),
            ]
    for rival in made.rivals:
        yield [
            *(words["rivals"], rival.concerns, "differs", rival.account, rival.kind),
            *(" · ".join(filter(None, (rival.value, rival.printed, rival.claim))), rival.place, "", "", ""),
        ]


def _csv(made: Comparison, language: str) -> Iterator[str]:
    for row in (list(COLUMNS), *_rows(made, language)):
        yield csv_text([row])


def _json(made: Comparison, language: str) -> Iterator[str]:
    content = {"note": note(made, WORDS[language]) or None, **asdict(made)}
    yield json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _markdown(made: Comparison, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield f"# {words['of']}{words['join'].join(made.of)}\n\n"
    if said := note(made, words):
        yield said + "\n\n"
    yield markdown([words["account"], "", ""], [[a.label, *state(a.adopted, a.whole, words)] for a in made.accounts]) + "\n"
    if not all(account.whole for account in made.accounts):
        yield words["silence"] + "\n\n"
    found = list(_rows(made, language))
    for section in ("commitments", "themes", "people", "rivals"):
        cells = [row[1:7] for row in found if row[0] == words[section]]
        if cells:
            yield f"## {words[section]}\n\n" + markdown(COLUMNS[1:7], cells) + "\n"
