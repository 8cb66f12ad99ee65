"""The documents that a projection rests on, as BibTeX and as CSL-JSON."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import IO, Any

from g7kg.exports.network.content import Content, Metadata
from g7kg.network import Network, Record
from g7kg.network.reading import bound, records

BATCH = 500
_LANGUAGES = {"ENG": "en", "JPN": "ja", "FRA": "fr", "ITA": "it", "DEU": "de"}
_TYPES = {"PressRelease": "webpage", "Report": "report", "ChairSummary": "report"}


def documents(content: Content) -> list[Record]:
    """Return the documents that report, assert, adopt or vouch for what the projection is about."""
    if not isinstance(content, Network):
        return []
    cited: set[str] = set()
    things = iter(content.things())
    while batch := list(islice(things, BATCH)):
        for row in content.reading.ask(bound("cited", {"only": batch})):
            cited.add(getattr(row["document"], "value", ""))
    return list(records(content.reading, "documents", sorted(cited), content.language))


def _first(record: Record, name: str) -> str:
    value = record.get(name, "")
    return str(value[0] if isinstance(value, list) else value)


def _title(record: Record, language: str) -> str:
    """Return the title as issued, or the name that the graph gives the document where it has none."""
    titles = record.get("title")
    return (
        str(titles[0])
        if isinstance(titles, list) and len(titles) == 1
        else str(record.get(f"label_{language}", record["label"]))
    )


def csl(content: Content, metadata: Metadata, file: IO[bytes]) -> None:  # noqa: ARG001 — every writer takes both
    """Write CSL-JSON; what it is stands beside it, for the format is a bare list."""
    items = []
    for record in documents(content):
        item: dict[str, Any] = {
            "id": _key(record),
            "type": _TYPES.get(str(record.get("kind")), "document"),
            "title": _title(record, content.language),
        }
        if publisher := _first(record, f"publisher_{content.language}"):
            item["author"] = [{"literal": publisher}]
        if parts := [int(p) for p in re.findall(r"\d+", _first(record, "issued"))][:3]:
            item["issued"] = {"date-parts": [parts]}
        if address := _first(record, "address"):
            item["URL"] = address
        if language := _LANGUAGES.get(_first(record, "language")):
            item["language"] = language
        items.append({**item, "note": str(record["iri"])})
    file.write((json.dumps(items, ensure_ascii=False, indent=2) + "\n").encode())


def bibtex(content: Content, metadata: Metadata, file: IO[bytes]) -> None:
    """Write BibTeX in UTF-8; lines before the first entry say what it is."""
    for line in metadata.lines():
        file.write(f"% {line.replace('@', '(at)')}".rstrip().encode() + b"\n")
    for record in documents(content):
        fields = {
            "title": "{" + _tex(_title(record, content.language)) + "}",
            "author": "{" + _tex(name) + "}" if (name := _first(record, f"publisher_{content.language}")) else "",
            "year": _first(record, "issued")[:4],
            "date": _first(record, "issued"),
            "url": _first(record, "address"),
            "langid": {"en": "english", "ja": "japanese", "fr": "french", "it": "italian", "de": "german"}.get(
                _LANGUAGES.get(_first(record, "language"), ""), ""
            ),
            "note": _tex(str(record["iri"])),
        }
        body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        file.write(f"\n@misc{{{_key(record)},\n{body}}}\n".encode())


def _key(record: Record) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", str(record["id"]).rsplit("/", 1)[-1])


_TEX = {c: "\\" + c for c in "&%$#_"} | {"{": "\\{", "}": "\\}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
_TEX["\\"] = "\\textbackslash{}"


def _tex(text: str) -> str:
    return " ".join("".join(_TEX.get(c, c) for c in text).split())
