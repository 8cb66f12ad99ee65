"""Rival accounts: what only one source says of a meeting, what several say and how strongly, whom each names.

All that is compared are rows of saved queries; here they are only laid side by side.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from g7kg.dataset import BASES, graphs_of
from g7kg.errors import UsageProblem
from g7kg.namespaces import G7, ID, PREFIXES, compact, expand
from g7kg.queries import saved_query
from g7kg.stores import Store, rows

Cell = dict[str, str]
ACCOUNTS, WHOLE, STATEMENTS = "documents/accounts", "documents/whole-texts", "statements/by-account"
PEOPLE, CLAIMS = "participation/compare", "evidence/rival-claims"
VERDICTS = ("agreed", "said-not-agreed", "said", "agreed-not-reported", "said-not-reported")


@dataclass(frozen=True)
class Account:
    """A document that gives an account.

    Attributes:
        iri: the document, `label` its name.
        adopted: whether a meeting adopted it; otherwise it reports.
        whole: whether its whole text is in the graph, so that its silence means something.
    """

    iri: str
    label: str
    adopted: bool
    whole: bool


@dataclass(frozen=True)
class Voice:
    """What one account says: the statement, its speech act, whether that takes something on, and the places."""

    account: str
    statement: str
    label: str
    act: str
    taken_on: bool
    places: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """A commitment or a theme, with what each account says of it.

    `verdict` is one of `VERDICTS`: the accounts that speak all take it on (agreed, committed …); some take it on, some
    only say it; all only say it; or a single account speaks of it, and takes it on or only says it.
    """

    iri: str
    label: str
    verdict: str
    voices: tuple[Voice, ...]

    @property
    def accounts(self) -> list[str]:
        """The accounts that speak of it, in order."""
        return list(dict.fromkeys(voice.account for voice in self.voices))


@dataclass(frozen=True)
class Presence:
    """A person or body at an event: the posts as printed by each account that names it there."""

    iri: str
    label: str
    event: str
    event_label: str
    posts: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rival:
    """One of several claims on one thing that do not fit, or that are to be weighed: who claims what, and where."""

    concerns: str
    kind: str
    value: str
    printed: str
    claim: str
    account: str
    place: str


@dataclass
class Comparison:
    """Accounts side by side.

    Attributes:
        of: names of the meetings that the accounts tell of; `meeting` where one meeting was asked for.
        accounts: the documents compared.
        commitments, themes, people, rivals: what they say.
        apart: whether two documents tell of different meetings, so that silence of one is no disagreement.
    """

    of: list[str]
    meeting: str | None
    accounts: list[Account]
    commitments: list[Topic] = field(default_factory=list)
    themes: list[Topic] = field(default_factory=list)
    people: list[Presence] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)
    apart: bool = False


def compare(
    store: Store, first: str, second: str | None = None, *, bases: Sequence[str] = BASES, language: str = "en"
) -> Comparison:
    """Lay side by side the accounts of one meeting, or two documents.

    Parameters:
        store: where to ask.
        first: a meeting, or the first document (its name, path, CURIE or IRI).
        second: the second document.
        bases: whose graphs count; without "curated", nothing that editors add does.
        language: of the labels, "en" or "ja".

    Raises:
        UsageProblem: nothing is called so, or there are not two documents, or they are one and the same.
    """
    graphs = graphs_of(store, bases)
    meetings, documents = _named(store, "Event"), _named(store, "Document")

    def ask(slug: str, **values: str | Sequence[str]) -> list[Cell]:
        columns, found = rows(store.query(saved_query(slug).bind({"lang": language, **values}), graphs))
        return [
            {name: getattr(term, "value", "") if term is not None else "" for name, term in zip(columns, row, strict=True)}
            for row in found
        ]

    one, is_meeting = _find(first, meetings, documents)
    if is_meeting and second is not None:
        raise UsageProblem(f"“{first}” is a meeting; compare a meeting alone (all its accounts), or two documents")
    if not is_meeting and second is None:
        raise UsageProblem(f"“{first}” is a document; compare it with which other one? or name a meeting for all its accounts")
    if second is None:
        told = ask(ACCOUNTS, meeting=one)
        chosen = [cell["document"] for cell in sorted(told, key=lambda cell: not cell["adoptedBy"])]
    else:
        other, wrong = _find(second, meetings, documents)
        if wrong:
            raise UsageProblem(f"“{second}” is a meeting; compare two documents, or a meeting alone")
        if other == one:
            raise UsageProblem(f"“{first}” and “{second}” are one document; name two")
        told = [cell for cell in ask(ACCOUNTS, meeting=sorted(_named(store, "Meeting"))) if cell["document"] in (one, other)]
        chosen = [one, other]
    meeting = one if is_meeting else None
    names = list(dict.fromkeys(chosen))
    said = [c for c in (ask(STATEMENTS, document=names) if names else []) if meeting in (None, c["meeting"])]
    accounts = _accounts(names, told, said, ask(WHOLE))
    each = [{cell["meetingLabel"] for cell in told if cell["document"] == name} for name in names]
    shared = set.intersection(*each) if each else set()
    result = Comparison(sorted(shared or set().union(*each)), meeting, accounts)
    if not accounts:
        return result
    result.apart = meeting is None and not shared
    result.commitments = _topics(said, "commitment", names)
    result.themes = _topics(said, "theme", names)
    seen = ask(PEOPLE, first=names, second=names[-1])
    result.people = _people([c for c in seen if meeting in (None, c["event"], c["meeting"])], names)
    result.rivals = _rivals(ask(CLAIMS), names, meeting)
    return result


def _named(store: Store, kind: str) -> set[str]:
    """Return the IRIs of all things of a class and those below it."""
    path = f"<{PREFIXES['rdf']}type>/<{PREFIXES['rdfs']}subClassOf>*"
    return {str(row[0])[1:-1] for row in rows(store.query(f"SELECT DISTINCT ?n WHERE {{ ?n {path} <{G7}{kind}> }}"))[1]}


def _find(name: str, meetings: set[str], documents: set[str]) -> tuple[str, bool]:
    """Return the IRI of a meeting or document, and whether it is a meeting."""
    for place in (ID, ID + "meeting/", ID + "document/"):
        iri = expand(name, place)
        if iri in meetings or iri in documents:
            return iri, iri in meetings
    short = {iri.rsplit("/", 1)[1]: compact(iri).removeprefix("id:") for iri in sorted(meetings | documents)}
    near = difflib.get_close_matches(name.rsplit("/", 1)[-1], short, 3, 0.5)
    hint = ", ".join(short[n] for n in near) or "meeting/2017-turin, document/2017-mic-release"
    raise UsageProblem(f"no meeting or document “{name}”; choose e.g. {hint}")


def _accounts(names: list[str], told: list[Cell], said: list[Cell], known: list[Cell]) -> list[Account]:
    """Return what is to be known of the documents."""
    labels = {cell["document"]: cell["documentLabel"] for cell in [*said, *told]}
    adopted = {cell["document"] for cell in told if cell["adoptedBy"]}
    whole = {cell["document"] for cell in known}
    return [Account(name, labels.get(name, compact(name)), name in adopted, name in whole) for name in names]


def _topics(said: list[Cell], kind: str, names: list[str]) -> list[Topic]:
    """Return each commitment or theme with the voices on it; first what several accounts speak of."""
    voices: dict[tuple[str, str], dict[str, dict[str, Cell]]] = {}
    places: dict[str, dict[str, None]] = {}
    for cell in said:
        places.setdefault(cell["statement"], {})[cell["locator"]] = None
        if cell[kind]:
            voices.setdefault((cell[kind], cell[kind + "Label"]), {}).setdefault(cell["document"], {})[cell["statement"]] = (
                cell
            )
    topics = []
    for (iri, label), by_account in voices.items():
        spoken = tuple(
            Voice(
                name,
                statement,
                cell["statementLabel"],
                cell["actLabel"],
                bool(cell["takenOn"]),
                tuple(filter(None, places[statement])),
            )
            for name in names
            for statement, cell in by_account.get(name, {}).items()
        )
        topics.append(Topic(iri, label, _verdict(spoken), spoken))
    return sorted(topics, key=lambda t: (VERDICTS.index(t.verdict), names.index(t.voices[0].account), t.label))


def _verdict(voices: Sequence[Voice]) -> str:
    takers = {voice.account for voice in voices if voice.taken_on}
    speakers = {voice.account for voice in voices}
    if len(speakers) == 1:
        return "agreed-not-reported" if takers else "said-not-reported"
    if takers == speakers:
        return "agreed"
    return "said-not-agreed" if takers else "said"


def _people(seen: list[Cell], names: list[str]) -> list[Presence]:
    found: dict[tuple[str, str], tuple[Cell, dict[str, dict[str, None]]]] = {}
    for cell in seen:
        _, posts = found.setdefault((cell["event"], cell["person"]), (cell, {}))
        posts.setdefault(cell["document"], {})[cell["postAsPrinted"]] = None
    people = [
        Presence(
            person,
            cell["personLabel"],
            event,
            cell["eventLabel"],
            {name: tuple(filter(None, posts[name])) for name in names if name in posts},
        )
        for (event, person), (cell, posts) in found.items()
    ]
    return sorted(people, key=lambda p: (p.event, -len(p.posts), names.index(next(iter(p.posts))), p.label))


def _rivals(claims: list[Cell], names: list[str], meeting: str | None) -> list[Rival]:
    """Return the claims on what these accounts, or any sources that speak of the meeting itself, tell differently.

    Of a meeting, all claims on such a thing are shown, whoever makes them; of two documents, their own.
    """
    groups: dict[tuple[str, str], dict[str, Rival]] = {}
    values: dict[tuple[str, str], set[str]] = {}
    for cell in claims:
        own = cell["document"] in names
        if not own and meeting is None:
            continue
        key = (cell["concerns"], cell["kindLabel"])
        value = cell["quantity"] or "/".join(dict.fromkeys(filter(None, (cell["earliest"], cell["latest"]))))
        rival = Rival(
            *(cell["concernsLabel"], cell["kindLabel"], value, cell["asPrinted"]),
            *(cell["claimLabel"], cell["documentLabel"], cell["locator"]),
        )
        groups.setdefault(key, {}).setdefault(cell["claim"], rival)
        if own or cell["concerns"] == meeting:
            values.setdefault(key, set()).add(value or cell["claim"])
    return [rival for key, group in groups.items() if len(values.get(key, ())) > 1 for rival in group.values()]
