"""What a release tells of other occasions: agreed at another meeting, said in another year."""

from __future__ import annotations

import re

from g7kg.drafting.event import all_dates, group
from g7kg.drafting.links import Reference
from g7kg.drafting.statements import Speech

_AT = re.compile(r"\s*(?:で|において|にて)(?:は|も)?、?")
_ADNOMINAL = re.compile(
    r"(?:た|する|される|なる)(?=[「『A-Zァ-ヴ一-龠])"
)  # 「…で採択された憲章の」: the event belongs to the noun
_WHEN = re.compile(r"(?:の(?:本|同)?会合)?(?:において|に|で)(?:は)?、?")


def move(speech: Speech, mentioned: list[Reference]) -> None:
    """Move statements from the release's meeting to the event, or out of the year, at which the sentence puts them."""
    for draft in speech.drafts:
        text, predicate = draft.sentence.text, draft.predicate
        for reference in mentioned:
            at = _AT.match(text, reference.end)
            if reference.sentence is not draft.sentence or not at or reference.end > predicate:
                continue
            between = text[at.end() : predicate]
            if not re.search("[、。]", between) and not _ADNOMINAL.search(between):
                draft.event, draft.session = reference.path, None
                draft.speakers = [group(speech.book, text[reference.start : reference.end])]
        if draft.event == speech.meeting.path and (held := speech.meeting.starts):
            for dated in all_dates(speech.book, text[:predicate]):
                at = _WHEN.match(text, dated.end)
                if (
                    dated.latest < held
                    and dated.year != held.year
                    and at
                    and not _ADNOMINAL.search(text[at.end() : predicate])
                ):
                    draft.event = draft.session = None
                    draft.unsure.append(
                        (
                            f"Say at which meeting of {dated.year} it was said (g7:madeAt).",
                            f"{dated.year}年のどの会合での発言かを示してください(g7:madeAt)。",
                        )
                    )
