"""Speech acts in English sentences, for the English twins of the releases."""

from __future__ import annotations

import re

from g7kg.drafting.acts import Act

_VERBS = [
    (r"agreed? to (?:endeavou?r|strive|seek|try|make efforts)", "agreed-to-endeavour"),
    (r"(?:agreed|reached (?:an )?agreement)(?: (?:that|on|to|upon|with))?|concurred(?: (?:that|on))?|endors(?:ed|ing)|approved", "agreed"),
    (r"committed(?: themselves)? to|pledged(?: to)?|resolved to", "committed"),
    (r"(?:recogni[sz]ed|acknowledged|reaffirmed|affirmed|confirmed|shared (?:the|a|their) (?:view|recognition|understanding))(?: (?:that|of))?", "recognised"),
    (r"(?:exchanged (?:views|opinions)|held (?:talks|discussions)|had (?:a |an )?(?:exchange of views|discussions?))(?: with [^,]{2,60})? (?:on|about|regarding|concerning)", "exchanged"),
    (r"(?:instructed|directed|tasked)", "instructed"),
    (r"(?:was|were) (?:also )?(?:adopted|issued|released|compiled|published)|(?:adopted|issued|released|compiled|published)", "adopted"),
    (r"decided to (?:hold|convene|host)", "decided-to-hold"),
    (r"(?:is|are) (?:scheduled|planned) (?:to|for)", "planned"),
    (r"encouraged|called (?:on|for|upon)|urged|requested", "encouraged"),
    (r"welcomed|supported|expressed (?:its |their |his |her )?support for|appreciated", "welcomed"),
    (r"look(?:ed|s|ing)? forward to|expressed (?:the |his |her |their )?(?:hope|expectation)s? (?:that|for)", "looked-forward"),
    (r"(?:stated|mentioned|commented|said|emphasi[sz]ed|stressed|explained|introduced|proposed|presented|expressed|pointed out|noted|conveyed|advocated|asserted|shared information|"
     r"referred to|made remarks|spoke|outlined|described|highlighted)(?: (?:that|on|about|regarding))?", "stated"),
]  # fmt: skip
_COMPILED = [(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), modality) for pattern, modality in _VERBS]
_SUBJECT = re.compile(
    r"(?P<who>(?:the |The )?(?:[A-Z][\w.'-]*\s?|of |for |and |the ){1,12}|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|[Bb]oth (?:sides|ministers|parties)|[Tt]he (?:two|ministers|digital ministers|participants|members)(?: \w+)?)\s*(?:also |further |then |jointly |,[^,]{3,80},\s)?\Z"
)
_SPLIT = re.compile(
    r";\s*|,\s*and\s+(?=(?:the (?:importance|need|necessity|significance)|that|to)\b)|,\s*(?=the (?:importance|need|necessity|significance) of)|\s+and\s+(?=(?:the (?:importance|need|necessity|significance) of|that\b|to [a-z]+\b))|,?\s+as well as\s+"
)


def acts(text: str) -> list[Act]:
    """Return the speech acts of an English sentence, in order."""
    hits: list[tuple[int, int, str, str]] = []
    for pattern, modality in _COMPILED:
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b, _, _ in hits):
                continue
            if not _finite(text, match):
                continue
            hits.append((match.start(), match.end(), modality, match[0]))
    hits.sort()
    found: list[Act] = []
    for number, (start, end, modality, verb) in enumerate(hits):
        stop = hits[number + 1][0] if number + 1 < len(hits) else len(text)
        passive = bool(re.match(r"(?:was|were)\b", verb, re.IGNORECASE))
        subject = _SUBJECT.search(text[:start])
        speaker = (subject.start("who"), subject.end("who")) if subject and not passive else None
        if passive:
            left = max(text.rfind(",", 0, start), text.rfind(";", 0, start)) + 1
            pieces = [(left, start)]
        else:
            tail = re.sub(
                r"(?:,?\s*(?:and|but|while)?\s*(?:he|she|they|it|also|the [\w ]{3,40})?\s*)\Z|[.,;\s]+\Z", "", text[end:stop]
            )
            pieces = _parts(text, end, end + len(tail))
        pieces = [(a + len(text[a:b]) - len(text[a:b].lstrip()), b) for a, b in pieces if text[a:b].strip(" .,;:")]
        if modality == "agreed" and re.search(r"\b(?:endeavou?r|strive|make efforts?|aim(?:ing)? to)\b", text[end : end + 60]):
            modality = "agreed-to-endeavour"
        points = bool(re.search(r"following|as follows|below", text[end : end + 40]))
        found.append(
            Act(
                modality,
                verb.split()[0].lower() if not passive else verb.split()[-1],
                tuple(pieces) if not points else (),
                (start, end),
                speaker,
                points,
            )
        )
    return found


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts, at = [], start
    for cut in _SPLIT.finditer(text, start, end):
        if cut.start() - at > 15:
            parts.append((at, cut.start()))
            at = cut.end()
    return [*parts, (at, end)]


def _finite(text: str, match: re.Match[str]) -> bool:
    """Return whether the verb stands for an act here, and not in a modifier ("the declaration issued at …")."""
    before = text[: match.start()].rstrip()
    if re.search(r"\b(?:that|which|who) (?:[A-Z]\w+ |the \w+ )?\Z", before + " "):
        return False  # "a concept that Japan advocated"
    if re.search(r"\b(?:to|be|been|being|the|a|an|of|by|as|have|has)\Z", before, re.IGNORECASE) and not re.search(
        r"\b(?:has|have)\Z", before
    ):
        return False
    word = match[0].lower()
    if word in ("adopted", "issued", "released", "compiled", "published"):
        return bool(re.search(r"(?:ministers|members|and|also|they|G7|meeting|countries)\Z", before, re.IGNORECASE))
    return not (
        word.endswith("ed")
        and re.match(r"\s+(?:at|by|in)\b", text[match.end() :])
        and not _SUBJECT.search(text[: match.start()])
    )
