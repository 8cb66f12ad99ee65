"""Rival accounts as people read them: the accounts numbered, then what they say under one heading after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from g7kg.comparing import VERDICTS, Comparison, Topic, Voice
from g7kg.tables import rendered

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

WORDS = {
    "en": {
        "of": "Accounts of: ",
        "join": "; ",
        "account": "account",
        "adopted": "adopted text",
        "report": "report",
        "whole": "whole text in the graph",
        "parts": "known in part",
        "silence": "Known in part: that such an account is silent on a thing proves nothing.",
        "none": "The graph knows no document that gives an account of this meeting.",
        "one": "Only one document gives an account of this meeting, so there is nothing to compare; what it says:",
        "apart": "The two documents tell of no common meeting: that only one speaks of a thing is no disagreement.",
        "commitments": "Commitments",
        "themes": "Themes",
        "people": "Who was there",
        "rivals": "Rival claims",
        "agreed": "taken on in all accounts that speak of it",
        "said-not-agreed": "taken on in one account, in another only said",
        "said": "only said, in several accounts",
        "agreed-not-reported": "taken on in one account, not reported in any other",
        "said-not-reported": "only said, and in one account alone",
        "both": "spoken of in several accounts",
        "single": "spoken of in one account alone",
        "above": "above",
        "comma": ", ",
    },
    "ja": {
        "of": "比べる会合：",
        "join": "；",
        "account": "文書",
        "adopted": "採択文書",
        "report": "報告",
        "whole": "全文を収録",
        "parts": "一部のみ収録",
        "silence": "一部のみ収録の文書が何かに触れていなくても、そのことは何も示しません。",
        "none": "この会合について述べる文書は、グラフにありません。",
        "one": "この会合について述べる文書は一つしかなく、比べる相手がありません。その内容は次のとおりです。",
        "apart": "二つの文書に共通する会合はないため、一方だけが触れていても食い違いではありません。",
        "commitments": "コミットメント",
        "themes": "分野",
        "people": "出席者",
        "rivals": "並び立つ主張",
        "agreed": "触れている文書はいずれも引き受けたとする",
        "said-not-agreed": "引き受けたとする文書と、述べただけとする文書がある",
        "said": "複数の文書にあるが、述べただけとする",
        "agreed-not-reported": "引き受けたとする文書が一つあるが、ほかの文書にはない",
        "said-not-reported": "一つの文書だけにあり、述べただけとする",
        "both": "複数の文書が触れている",
        "single": "一つの文書だけが触れている",
        "above": "上記",
        "comma": "、",
    },
}
_STYLES = {"agreed": "green", "said-not-agreed": "red", "said": "yellow"}


def note(made: Comparison, words: dict[str, str]) -> str:
    """Return what is to be known before reading on, or ""."""
    if not made.accounts:
        return words["none"]
    if len(made.accounts) == 1:
        return words["one"]
    return words["apart"] if made.apart else ""


def state(adopted: bool, whole: bool, words: dict[str, str]) -> tuple[str, str]:
    """Return whether an account is an adopted text or a report, and whether its whole text is known."""
    return words["adopted" if adopted else "report"], words["whole" if whole else "parts"]


def layout(made: Comparison, language: str) -> Iterator[str]:
    """Yield the comparison as people read it: accounts numbered, then what they say under one heading after another."""
    from rich.text import Text

    words = WORDS[language]
    numbers = {account.iri: str(n) for n, account in enumerate(made.accounts, 1)}
    head = _grid()
    for account in made.accounts:
        standing = " · ".join(state(account.adopted, account.whole, words))
        head.add_row(Text(numbers[account.iri], style="bold cyan"), Text(account.label).append(f"  {standing}", style="dim"))
    yield rendered(Text(words["of"], style="dim").append(words["join"].join(made.of), style="bold not dim"))
    if said := note(made, words):
        yield rendered(Text(said, style="yellow"))
    if made.accounts:
        yield rendered(head)
    if not all(account.whole for account in made.accounts):
        yield rendered(Text(words["silence"], style="dim"))
    pair = len(made.accounts) <= 2
    bound = {voice.statement for topic in made.commitments for voice in topic.voices}
    for verdict in VERDICTS:
        topics = [topic for topic in made.commitments if topic.verdict == verdict]
        yield from _topics(words["commitments"], words[verdict], topics, numbers, verdict, None, words)
    several = sorted((t for t in made.themes if len(t.accounts) > 1), key=lambda t: (-len(t.accounts), t.label))
    single = [topic for topic in made.themes if len(topic.accounts) == 1]
    yield from _topics(words["themes"], words["both"], several, numbers, "", bound if pair else set(), words)
    yield from _single(single, numbers, bound | {v.statement for t in several for v in t.voices}, words, listed=pair)
    yield from _people(made, numbers, words)
    yield from _rivals(made, words)


def _grid() -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", min_width=4, no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _head(section: str, about: str, number: int, style: str = "") -> str:
    from rich.text import Text

    return "\n" + rendered(Text(section, style="bold").append(f" · {about} ({number})", style=style or "not bold"))


def _topics(
    section: str,
    about: str,
    topics: Sequence[Topic],
    numbers: dict[str, str],
    verdict: str,
    bound: set[str] | None,
    words: dict[str, str],
) -> Iterator[str]:
    """Yield the topics under a heading; with `bound`, statements on those commitments are only counted.

    An empty `bound` counts all statements: where many accounts are compared, a theme shows how often each speaks, and how.
    """
    from rich.text import Text

    if not topics:
        return
    yield _head(section, about, len(topics), _STYLES.get(verdict, ""))
    for topic in topics:
        grid = _grid()
        grid.add_row("", Text(topic.label))
        for account in topic.accounts:
            own = [voice for voice in topic.voices if voice.account == account]
            mark = Text(numbers[account], style="bold cyan")
            counted = [v for v in own if bound is not None and (not bound or v.statement in bound)]
            for voice in own:
                if voice in counted:
                    continue
                grid.add_row(mark, _voice(voice, label=bound is not None))
            if counted:
                acts = ", ".join(f"{act} ×{n}" if n > 1 else act for act, n in Counter(v.act for v in counted).items())
                grid.add_row(mark, Text(acts, style="dim").append(f" ({words['above']})" if bound else ""))
        yield rendered(grid)


def _single(
    topics: Sequence[Topic], numbers: dict[str, str], shown: set[str], words: dict[str, str], *, listed: bool
) -> Iterator[str]:
    """Yield the themes that one account alone speaks on, account by account; `listed`, with what is not yet shown."""
    from rich.text import Text

    if not topics:
        return
    yield _head(words["themes"], words["single"], len(topics))
    grid = _grid()
    for account, number in numbers.items():
        own = [topic for topic in topics if topic.accounts == [account]]
        if not own:
            continue
        grid.add_row(Text(number, style="bold cyan"), Text(words["comma"].join(topic.label for topic in own)))
        voices = {voice.statement: voice for topic in own for voice in topic.voices}
        for statement, voice in voices.items():
            if listed and statement not in shown:
                grid.add_row("", _voice(voice, label=True))
    yield rendered(grid)


def _voice(voice: Voice, *, label: bool) -> Text:
    """Return what an account says: the act, the statement, and the shortest of its places, which is the most general."""
    from rich.text import Text

    line = Text(voice.act, style="green" if voice.taken_on else "yellow")
    if label:
        line.append(f"  {voice.label}", style="default")
    return line.append(f" · {min(voice.places, key=len)}" if voice.places else "", style="dim")


def _people(made: Comparison, numbers: dict[str, str], words: dict[str, str]) -> Iterator[str]:
    from rich.text import Text

    for event, label in dict.fromkeys((p.event, p.event_label) for p in made.people):
        there = [person for person in made.people if person.event == event]
        yield _head(words["people"], label, len(there))
        grid = _grid()
        for person in there:
            line = Text(person.label)
            for account, posts in person.posts.items():
                line.append("  ").append(numbers[account], style="bold cyan").append(
                    "".join(f" {p}" for p in posts), style="dim"
                )
            grid.add_row("", line)
        yield rendered(grid)


def _rivals(made: Comparison, words: dict[str, str]) -> Iterator[str]:
    from rich.text import Text

    for concerns, kind in dict.fromkeys((r.concerns, r.kind) for r in made.rivals):
        group = [rival for rival in made.rivals if (rival.concerns, rival.kind) == (concerns, kind)]
        yield _head(words["rivals"], f"{concerns} · {kind}", len(group))
        grid = _grid()
        for rival in group:
            line = Text(" · ".join(filter(None, (rival.printed or rival.value, rival.claim))))
            line.append(f"\n{rival.account}{', ' if rival.place else ''}{rival.place}", style="dim")
            grid.add_row(Text(rival.value if len(rival.value) <= 4 else "", style="bold"), line)
        yield rendered(grid)
