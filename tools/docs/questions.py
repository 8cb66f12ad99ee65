"""A page for each saved query: its question, parameters, picture, rows from the graph, and the SPARQL."""

from __future__ import annotations

import json
import re
from html import escape
from importlib import resources
from itertools import groupby

import pyoxigraph as ox
from patterns import drawing
from words import Book, cell, code, table

from g7kg.queries import SavedQuery
from g7kg.stores import rows

MOST = 12  # rows shown on a page
STRINGS = json.loads((resources.files("g7kg.site") / "assets" / "strings.json").read_text("utf-8"))


def write(book: Book, queries: list[SavedQuery]) -> None:
    """Write the pages below queries/."""
    say = book.say
    index = [
        f"# {say('Saved queries', '保存済みの問い')}\n",
        say(
            f"{len(queries)} questions, each in English and Japanese. Every page shows the question, what can be set, a picture of "
            f"what is looked for, rows from the graph of this version, and the SPARQL, which runs in any SPARQL 1.1 engine. "
            "`g7kg query NAME` asks one.",
            f"問いは{len(queries)}件で、いずれも英語と日本語で書かれている。各ページに、問い、設定できる項目、探すものの図、この版のグラフから得た行、"
            "どのSPARQL 1.1エンジンでも動くSPARQLを示す。`g7kg query 名前 --lang ja` で尋ねる。",
        ),
        "",
    ]
    for subject, group in groupby(queries, key=lambda query: query.slug.split("/")[0]):
        index.append(f"## {subject}\n")
        for query in group:
            index.append(f"- [{query.question(book.language)}]({query.slug}.md) `{query.slug}`")
            book.pages[f"queries/{query.slug}.md"] = _page(book, query)
        index.append("")
    book.pages["queries/index.md"] = "\n".join(index)


def _page(book: Book, query: SavedQuery) -> str:
    say = book.say
    language = book.language
    page = f"queries/{query.slug}.md"
    out = [f"# {query.question(language)}\n", f"`{query.slug}` · {query.question(book.other)}\n"]
    note = " ".join(m[1] for m in re.finditer(r"^# (.*)$", query.text, re.M))
    if note and language == "en":  # remarks in the files are in English
        out.append(f"<p>{escape(note)}</p>\n")
    if query.header.one("portable") == "no":
        why = query.header.one("portable-why")
        out.append(f"<p>{say('Not alike in every engine: ', '一部のエンジンでは結果が異なる（英文）：')}{escape(why)}</p>\n")
    if query.parameters:
        out.append(f"## {say('What can be set', '設定できる項目')}\n")
        head = [say("parameter", "項目"), say("kind", "種類"), say("what it is", "意味"), say("unless set", "設定しない場合")]
        values = query.parameters.values()
        out.append(table(head, [(code(p.name), p.kind, escape(p.about[language]), code(p.default)) for p in values]))
    out.append(f"## {say('Picture', '図')}\n")
    caption = say(
        "Yellow is set, blue is in the rows; dashed need not be there, red must not, a blue arrow is one of several ways. "
        "Labels are left out.",
        "黄は設定する値、青は行に現れるもの。破線は無くてもよいもの、赤は有ってはならないもの、青い矢印はいくつかの道の一つ。名称は省いた。",
    )
    out.append(book.picture(page, query.slug.split("/")[1], drawing(query.text), caption))
    out.append(f"## {say('Rows', '行')}\n")
    out.append(_rows(book, query))
    out.append(f"## SPARQL\n\n```sparql\n{_without_header(query.text)}\n```\n")
    out.append(f"```sh\ng7kg query {query.slug}{' --lang ja' if language == 'ja' else ''}\n```\n")
    return "\n".join(out)


def _column(name: str, language: str) -> str:
    """Return the name of a column for people, as the explorer has it."""
    for known in (f"column.{name}", f"column.{name.removesuffix('Label')}"):
        if known in STRINGS:
            return STRINGS[known][language]
    return name


def _without_header(text: str) -> str:
    return re.sub(r"^#\+.*\n", "", text, flags=re.M).strip()


def _rows(book: Book, query: SavedQuery) -> str:
    """Return the first rows of the answer with the defaults, or the first triples of a graph."""
    say = book.say
    text = query.bind({"lang": book.language}) if "lang" in query.parameters else query.text
    result = book.graph.store.query(text)
    if isinstance(result, ox.QueryTriples):
        triples = sorted(result, key=str)
        head = [say("subject", "主語"), say("property", "述語"), say("object", "目的語")]
        lines = [[cell(t.subject), cell(t.predicate), cell(t.object)] for t in triples]  # type: ignore[arg-type]
    else:
        head, found = rows(result)
        answer = list(found)
        kept = [i for i in range(len(head)) if any(not isinstance(row[i], ox.NamedNode | None) for row in answer)]
        kept = kept or list(range(len(head)))
        head = [_column(head[i], book.language) for i in kept]
        lines = [[cell(row[i]) for i in kept] for row in answer]
    number = len(lines)
    if not number:
        return say("No row: on the released data, nothing is amiss.\n", "該当する行はない。公開データに問題は見つからない。\n")
    more = (
        say(f"{number} rows in all; the first {MOST}:", f"全{number}行のうち最初の{MOST}行：")
        if number > MOST
        else say(f"{number} row{'' if number == 1 else 's'}:", f"{number}行：")
    )
    return f"<p>{more}</p>\n" + table(head, lines[:MOST])
