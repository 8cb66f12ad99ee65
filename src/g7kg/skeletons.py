"""A commented skeleton of a new meeting, to be filled in by hand."""

from __future__ import annotations

import re

from g7kg.errors import UsageProblem
from g7kg.namespaces import ID, PREFIXES

_USED = (
    "basis",
    "dcterms",
    "evidence",
    "g7",
    "modality",
    "rdfs",
    "role",
    "skos",
    "theme",
    "translation",
    "verification",
    "void",
    "xsd",
)
_BODY = """
# The graph of this file: one file is one source is one named graph.
<https://w3id.org/g7kg/graph/{slug}/mic-release>
    a void:Dataset ;
    rdfs:label "What the ministry's release says about {slug}"@en , "{slug}について総務省の発表が述べること"@ja ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:source <document/{year}-mic-release> ;
    g7:basis basis:asserted ;
.

# The meeting. Its name, place and presidency belong into data/reference/meetings.ttl; here stands what the release says of it.
# TODO: correct the days; add g7:heldIn <place/…>, g7:heldUnder <presidency/{year}-…>, g7:evidence <passage/…>.
<meeting/{slug}>
    a g7:MinisterialMeeting ;
    rdfs:label "TODO name in English ({slug})"@en , "会合の名称を入れる（{slug}）"@ja ;
    g7:earliestStart "{year}-01-01"^^xsd:date ;
    g7:latestEnd "{year}-12-31"^^xsd:date ;
.

# The release and its text. `g7kg draft COPY` writes all of this from a copy, with digest and length.
# TODO: dcterms:issued, dcterms:title; g7:publishedAt <address of the page>.
<document/{year}-mic-release>
    a g7:PressRelease ;
    rdfs:label "Release on {slug}"@en , "{slug}に関する報道発表"@ja ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/JPN> ;
    dcterms:publisher <organization/jp-mic> ;
    g7:reportsOn <meeting/{slug}> ;
    g7:verificationStatus verification:read-in-document ;
.

<rendition/{year}-mic-release/ja>
    a g7:Rendition ;
    g7:translationStatus translation:original ;
    rdfs:label "Japanese text of the release on {slug}"@en , "{slug}に関する報道発表の日本語本文"@ja ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/JPN> ;
    g7:renditionOf <document/{year}-mic-release> ;
.

# A place in the text. `g7kg anchor COPY "the words" --name 1.s1` prints it with start, end and digest.
<passage/{year}-mic-release/1.s1>
    a g7:Passage ;
    g7:passageOf <rendition/{year}-mic-release/ja> ;
    g7:evidenceKind evidence:body ;
    g7:locator "1, sentence 1"@en , "1、第1文"@ja ;
.

# A statement: who said what, with which speech act, and where it stands. One sentence in your own words in each language.
# modality: agreed, agreed-to-endeavour, committed, recognised, stated, exchanged, instructed, adopted, decided-to-hold,
# planned, encouraged, welcomed, looked-forward. What is agreed expresses a commitment (g7:expresses <commitment/…>).
<statement/{year}-mic-release/1.s1>
    a g7:Statement ;
    rdfs:label "TODO what was recognised"@en , "認識されたことを書く"@ja ;
    g7:modality modality:recognised ;
    g7:madeBy <party/g7> ;
    g7:madeAt <meeting/{slug}> ;
    g7:about theme:digital-policy ;
    g7:reportedIn <document/{year}-mic-release> ;
    g7:evidence <passage/{year}-mic-release/1.s1> ;
    g7:verificationStatus verification:read-in-document ;
.
"""


def meeting(slug: str) -> str:
    """Return the skeleton of a meeting's release as Turtle.

    Raises:
        UsageProblem: the name is not like "2027-lyon".
    """
    if not re.fullmatch(r"\d{4}-[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise UsageProblem(f"“{slug}”: name the meeting by year and place in plain letters, e.g. 2027-lyon")
    head = (
        f"# The meeting {slug}, as the ministry's release has it. Fill in what is marked TODO, then: g7kg validate FILE.\n\n"
    )
    prefixes = f"@base <{ID}> .\n" + "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _USED)
    return head + prefixes + _BODY.format(slug=slug, year=slug[:4])
