"""People, posts and delegations, as releases print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from g7kg.drafting import places
from g7kg.drafting.notebook import Notebook
from g7kg.drafting.tokens import latin, reading

_RANK = (
    r"(?:大臣政務官|政務官|副大臣|大臣|総務審議官|審議官|事務総長|事務局長|事務次長|上級副委員長|副委員長|委員長|上級委員|委員|大統領補佐官|政務次官|次官|閣外相|総局長|局長|"
    r"総裁|長官|代表|次長|大使|担当相|副首相|首相|大統領)"
)
_MINISTRY = r"(?:総務|経済産業|デジタル|外務|厚生労働|文部科学|財務|内閣府|農林水産|国土交通|環境|防衛|法務|内閣官房)"
_KATAKANA_POST = r"(?:デジタル|イノベーション|サイバー|メディア|スポーツ|インフラ|テクノロジー|データ|サービス|エネルギー|コミュニケーション|トランスフォーメーション|インターネット|ビジネス)"
PERSON = re.compile(
    rf"(?P<jname>[一-龠々ヶ]{{1,4}}?)(?P<jpost>{_MINISTRY}(?:省)?(?:[^、。\s()]{{0,6}}?)?{_RANK})"
    rf"|(?P<fname>(?:(?!{_KATAKANA_POST})[ァ-ヴー]+(?:[・=\s](?!{_KATAKANA_POST})[ァ-ヴー]+)*?))[\s・]*(?P<fpost>(?:OECD|ITU|国連)?(?:{_KATAKANA_POST}|[一-龠]|[・、及び兼](?=[一-龠ァ-ヴ])|[・]){{0,30}}?{_RANK})(?![一-龠])"
)
ENGLISH = re.compile(
    r"(?:(?:Mr|Ms|Mrs|Dr|H\.E)\.?\s+)?(?P<name>(?:[A-Z]{3,}\s+[A-Z][a-z]+|[A-Z][a-z]+\s+[A-Z]{3,}|(?:Mr|Ms|Mrs|Dr)\.\s+[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*)),?\s+(?:the\s+)?"
    r"(?P<post>(?:[A-Z][\w-]+\s+){0,4}?(?:Vice[- ])?(?:Minister|President|Commissioner|Secretary(?:-General)?|Director(?:-General)?)(?:\s+(?:for|of)\s+(?:the\s+)?(?:(?:[A-Z][\w-]+|and|of|the)[ ,]?(?:\s)?){1,9})?)"
)
_JAPANESE_ORGANISATIONS = {
    "総務省": "organization/jp-mic",
    "経済産業省": "organization/jp-meti",
    "デジタル庁": "organization/jp-digital-agency",
    "外務省": "organization/jp-mofa",
}
_POSTS = {
    "大臣": ("minister", "Minister"),
    "副大臣": ("state-minister", "State Minister"),
    "大臣政務官": ("parliamentary-vice-minister", "Parliamentary Vice-Minister"),
    "政務官": ("parliamentary-vice-minister", "Parliamentary Vice-Minister"),
    "審議官": ("vice-minister-policy-coordination", "Vice-Minister for Policy Coordination"),
}
_MINISTRIES = {
    "総務": ("jp-mic", "Internal Affairs and Communications"),
    "経済産業": ("jp-meti", "Economy, Trade and Industry"),
    "デジタル": ("jp-digital-agency", "Digital Affairs"),
    "外務": ("jp-mofa", "Foreign Affairs"),
}


@dataclass(frozen=True)
class Person:
    """Someone named with a post."""

    name: str
    post: str
    start: int
    end: int
    japanese: bool


def people(text: str, *, english: bool = False) -> Iterator[Person]:
    """Yield the people whom a text names with their posts."""
    if english:
        for m in ENGLISH.finditer(text):
            name = re.sub(r"^(?:Mr|Ms|Mrs|Dr)\.\s+", "", m["name"])
            japanese = bool(re.search(r"Internal Affairs|MIC|Policy Coordination|State Minister|Parliamentary", m["post"]))
            yield Person(name, m["post"].strip(" ,"), m.start("name"), m.end(), japanese)
        return
    for m in PERSON.finditer(text):
        if m["jpost"]:
            yield Person(m["jname"], m["jpost"], m.start(), m.end(), True)
        else:
            name = m["fname"].strip("・ ")
            for country, start, end in places.find(name):  # "イタリア カレンダ…": the country is not part of the name
                if start == 0 and end < len(name) and name[end] in " ・" and country:
                    name = name[end:].strip("・ ")
                    break
            yield Person(name, m["fpost"].strip("・ "), m.end("fname") - len(name), m.end(), False)


def person_node(book: Notebook, person: Person) -> str:
    """Return the node of a person: one of the graph, or a new one."""
    known = book.known.person(person.name)
    if known:
        return known.path
    english = book.release.english
    words = person.name.split()
    surname = next((w for w in words if w.isupper()), words[-1]) if english and words else ""
    slug = surname.lower() if english else latin(reading(person.name).replace(" ", "・"))
    certain = bool(slug)
    slug = re.sub(r"[^a-z0-9]+", "-", slug).strip("-").rsplit("-", 1)[-1] or f"name-{sum(map(ord, person.name)) % 997}"
    path = f"person/{slug}"
    shown = person.name if english else (slug.title() if certain else person.name)
    book.add(path, ("rdf:type", "foaf:Person"))
    book.names(path, shown, person.name)
    if path not in book.known:
        book.decide(
            path,
            "Check the spelling of the name in Latin letters, and the given name."
            if not english
            else "Give the name in Japanese.",
            "氏名の綴りと名を確認してください。",
        )
    return path


def post_node(book: Notebook, person: Person, of: places.Named | None) -> str:
    """Return the node of a post: one of the graph, or a new one."""
    english = book.release.english
    if not english and (known := book.known.named("Post", person.post)):
        return known.path
    ministry = next((m for m in _MINISTRIES if person.post.startswith(m)), "")
    rank = next((r for r in sorted(_POSTS, key=len, reverse=True) if person.post.endswith(r)), "")
    if person.japanese and ministry and rank:
        organisation, of_what = _MINISTRIES[ministry]
        slug, title = _POSTS[rank]
        path = f"post/{organisation}-{slug}"
        book.add(path, ("rdf:type", "org:Post"), ("org:postIn", f"organization/{organisation}"))
        return book.names(path, f"{title} for {of_what} (Japan)", person.post)
    owner = "jp-mic" if person.japanese else of.slug if of else "unknown"
    slug = (
        re.sub(r"[^a-z0-9]+", "-", person.post.lower()).strip("-") if english else f"post-{sum(map(ord, person.post)) % 997}"
    )
    path = f"post/{owner}-{slug}"
    shown = person.post if english else f"Post no. {slug.removeprefix('post-')} ({of.en if of else 'party not known'})"
    book.add(path, ("rdf:type", "org:Post"))
    book.names(path, shown, person.post)
    book.decide(
        path,
        "Name this post in both languages and say whose it is (org:postIn).",
        "職名を両言語で書き、所属(org:postIn)を示してください。",
    )
    return path


def take_part(
    book: Notebook, person: Person, event: str, of: places.Named | None, role: str, evidence: str, *, named: tuple[str, str]
) -> str:
    """Say that a person took part in an event; said again, it only gains evidence."""
    who = person_node(book, person)
    path = f"participation/{event.split('/', 1)[1].replace('/', '-')}/{who.rsplit('/', 1)[1]}"
    party = of.path if of else None
    language = "en" if book.release.english else "ja"
    if path not in book.known:
        book.add(
            path,
            ("rdf:type", "g7:Participation"),
            ("g7:participant", who),
            ("g7:inEvent", event),
            ("g7:inPost", post_node(book, person, of)),
            ("g7:postAsPrinted", (person.post, language)),
            ("g7:onBehalfOf", party),
            ("g7:verificationStatus", "verification:read-in-document"),
        )
        if not any(book.graph.objects(_iri(path), _iri("g7:role"))):
            book.add(path, ("g7:role", f"role:{role}"))
        slug = who.rsplit("/", 1)[1].title()
        book.names(path, f"{slug}: {named[0]}", f"{person.name}：{named[1]}")
    book.add(path, ("g7:evidence", evidence))
    if of is None:
        book.decide(
            path, "Say for whom this person took part (g7:onBehalfOf).", "誰を代表した出席か(g7:onBehalfOf)を示してください。"
        )
    return path


def _iri(name: str):  # type: ignore[no-untyped-def]
    from rdflib import URIRef

    from g7kg.namespaces import expand

    return URIRef(expand(name))


_ATTENDED = re.compile(r"(?:出席|参加|臨)(?:いた)?(?:し|み|んで)|attended|participated|took part")


def delegation(book: Notebook, meeting: str, named: tuple[str, str]) -> list[Person]:
    """Find who attended for Japan, and say so; return everyone found."""
    release = book.release
    found: list[Person] = []
    for sentence in release.sentences():
        if not _ATTENDED.search(sentence.text):
            continue
        for person in people(sentence.text, english=release.english):
            before, after = sentence.text[: person.start], sentence.text[person.end :]
            near = after[:45] + (before[-10:] if release.english else "")
            if (
                not (re.match(r"[^。]{0,60}?(?:出席|参加|臨)", after) or (release.english and _ATTENDED.search(near)))
                or not person.japanese
            ):
                continue
            span = sentence.span.part(*_clause(sentence.text, person.start, person.end))
            kind = "lead" if sentence.section.name == "L" else "body"
            evidence = book.passage(span, f"{sentence.name}.delegation", kind, sentence.section)
            take_part(book, person, meeting, places.JAPAN, "attendee", evidence, named=named)
            if all(p.name != person.name for p in found):
                found.append(person)
    if not found:
        book.lacks("who attended for Japan", "日本からの出席者")
    return found


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    left = max((text.rfind(mark, 0, start) for mark in "、。("), default=-1) + 1
    right = min((at for mark in "、。)" if (at := text.find(mark, end)) >= 0), default=len(text))
    return left, right
