"""Speech acts in Japanese sentences: who agreed on, recognised, stated, exchanged … what.

A sentence may hold several acts ("…を認識するとともに、…に合意いたしました"), an act several contents ("…の促進や…の強化等を
図ること"). An act counts where its word is the predicate of a clause; within a modifier (合意された原則) it is a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from g7kg.drafting.tokens import ends_in_action, ends_in_noun

ACTS = {
    "合意": "agreed",
    "一致": "agreed",
    "承認": "agreed",
    "署名": "agreed",
    "約束": "committed",
    "コミット": "committed",
    "誓約": "committed",
    "決意": "committed",
    "認識": "recognised",
    "共有": "recognised",
    "再確認": "recognised",
    "確認": "recognised",
    "発信": "stated",
    "発言": "stated",
    "説明": "stated",
    "紹介": "stated",
    "提案": "stated",
    "提唱": "stated",
    "提起": "stated",
    "表明": "stated",
    "言及": "stated",
    "主張": "stated",
    "指摘": "stated",
    "強調": "stated",
    "報告": "stated",
    "述べ": "stated",
    "訴え": "stated",
    "意見交換": "exchanged",
    "意見を交換": "exchanged",
    "議論": "exchanged",
    "会談": "exchanged",
    "協議": "exchanged",
    "指示": "instructed",
    "要請": "encouraged",
    "採択": "adopted",
    "発出": "adopted",
    "策定": "adopted",
    "取りまとめ": "adopted",
    "とりまとめ": "adopted",
    "まとめられ": "adopted",
    "公表": "adopted",
    "決定": "decided-to-hold",
    "奨励": "encouraged",
    "推奨": "encouraged",
    "支持": "welcomed",
    "歓迎": "welcomed",
    "評価": "welcomed",
    "期待": "looked-forward",
}
_WORD = re.compile("|".join(sorted(map(re.escape, ACTS), key=len, reverse=True)))
_DONE = (
    r"(?:(?:を|が|も|に|は)?(?:新たに|改めて|共に|ともに)?)?"
    r"(?:(?:いた|致)?し(?:まし|てい|てお|合い?)?(?:た|ます|る|り)*(?:ところ)?(?:です)?|[さら]?れ(?:まし|てい|てお)?(?:た|ます|る|り)*|ました|まし|た|て|(?:いた)?する|"
    r"(?:実施|行い|行わ|行っ|行な|行う|交わ|得|至|達し|なさ|形成|図[らりっ]|示さ|見[らた]|重ね|深め|開始)[ぁ-ん]*|ができ[ぁ-ん]*|(?<=が)あ[りっ][ぁ-ん]*)?"
)
_END = (
    r"(?=(?:もの(?:です|である)|ところ(?:です|である)|とのこと(?:です)?|旨)?(?:。|、|$|\Z|とともに|と共に|ほか|他、|上で|うえで|など[、。]|等[、。]|"
    r"[,.)]))"
)
_PREDICATE = re.compile(rf"{_DONE}{_END}")
_OF = re.compile(
    r"(?:を|に|で|が|(?<!こ)と|も|(?<!に)ついて|について|につき|に関し(?:て|、)?|に関する|旨(?:を|の)?|主に|への|の|意見(?=[がの]\Z)|(?<=[でと])意見)*\Z"
)
_ENDEAVOUR = re.compile(r"努力|努め|努める|目指|めざ|尽力|試み|よう(?:取り組|図)")
_DEED = re.compile(
    r"(?:していく|してゆく|ていく|進める|推進する|取り組む|協力する|連携する|継続する|強化する|深化する|深める|努める|目指す|行う|図る|実施する)こと\Z"
)
_POINTER = re.compile(
    r"(?:以下|下記|上記|別紙|左記)(?:の?(?:とおり|通り|点|よう|内容|事項)|に|、|\Z)|次の?(?:とおり|通り|点|よう|内容|事項)"
)


@dataclass(frozen=True)
class Act:
    """A speech act in a sentence; places are offsets within it.

    Attributes:
        modality: the concept's name.
        verb: the marker word as printed.
        contents: what was agreed, stated …: one (start, end) each.
        predicate: where the verb with its ending stands.
        speaker: where the words that name the speaker stand, or None.
        points: True where the contents follow as a list ("以下について発言しました").
    """

    modality: str
    verb: str
    contents: tuple[tuple[int, int], ...]
    predicate: tuple[int, int]
    speaker: tuple[int, int] | None = None
    points: bool = False


SPEAKER = re.compile(
    r"(?:(?:また|なお|さらに|更に|加えて|その中で|併せて|これに対し|同時に|一方)、?)?"
    r"(?P<who>[^、。「」にをもで]{0,40}?(?:大臣政務官|政務官|副大臣|大臣|審議官|長官|委員長|委員|議長|総裁|総長|代表|次官|我が国|日本(?:側|政府)?|総務省|"
    r"両者|双方|両国|双方の大臣|G7|各国|我々|先方|当方|議長国(?:の?[ァ-ヴー]+)?|両大臣))"
    r"(?:から(?:は|も)?|より(?:は|も)?|は|(?<!国)(?<!本)(?<!7)が(?!議長|提唱|重視|主導)|として(?:は|も)?)、?(?:主に)?(?:、)?"
)
_ATTENDED = re.compile(
    r"[^。「」]*?(?:が|は)(?:出席|参加)し(?:まし)?(?:て|た)?、|[^。「」]{0,25}?(?:に|で)?出席した(?=[^、。]{2,25}から)"
)
_OPENING = re.compile(
    r"(?:(?:また|なお|さらに|更に|加えて|併せて|同時に|その他|このほか|特に|今後|まず|次に|最後に|あわせて|その際|その中で|その上で|そのうえで|一方)、?|"
    r"[^、。]{1,40}(?:との間で|に対し(?:て)?|(?:セッション|会合|G7)(?:では|において(?:も|は)?)|議論(?:では|において)|会談(?:では|において)|(?:会合|宣言|閣僚宣言)(?:において)?(?:では|は|においては)|の中で|との会談では|とは|に関して(?:は)?|については)(?:、|は、|も、|(?=\S))|"
    r"(?:会合の中で|主に)、?)"
)


def acts(text: str) -> list[Act]:
    """Return the speech acts of a sentence, in order."""
    found: list[Act] = []
    begin, speaker = _opening(text, 0)
    for match in _WORD.finditer(text):
        if match.start() < begin or _within_brackets(text, match.start()):
            continue
        predicate = _PREDICATE.match(text, match.end())
        if predicate is None or (not predicate[0] and not _bare(text, match)):
            continue
        start = begin
        new_start, new_speaker = _opening(text, begin)
        if new_speaker is not None:
            start, speaker = new_start, new_speaker
        else:
            start = new_start
        stop = start + len(_OF.sub("", text[start : match.start()]))
        end = predicate.end()
        content = text[start:stop]
        modality = modality_of(match[0], content)
        pointer = _POINTER.search(content, max(0, len(content) - 16))
        points = pointer is not None and (len(content) < 60 or pointer.end() == len(content))
        contents = (
            tuple(
                (start + a, start + b)
                for a, b in split(
                    content,
                    topics=modality == "exchanged" or (modality == "stated" and "ついて" in text[stop : match.start()]),
                )
            )
            if not points
            else ()
        )
        found.append(Act(modality, match[0], contents, (stop, end), speaker, points))
        begin = end + (len(joint[0]) if (joint := _JOINT.match(text, end)) else 0)
    return found


_JOINT = re.compile(r"(?:とともに|と共に|ほか|他|上で|うえで|し|など|等|こと(?:を|に|で|が|と))?[、,]?")


def _opening(text: str, begin: int) -> tuple[int, tuple[int, int] | None]:
    """Return where the content may begin after openings and speaker, and where the speaker stands."""
    speaker = None
    for _ in range(4):
        if (match := _ATTENDED.match(text, begin)) and match.end() > begin:
            who = re.search(r"([^、。\s]{2,30}?)(?:が|は)(?:出席|参加)し", match[0])
            if who and speaker is None:
                head = match[0][: who.end(1)]
                left = max(head.rfind("から"), head.rfind("、"))
                skip = left + (2 if left >= 0 and head[left : left + 2] == "から" else 1)
                speaker = (begin + skip, begin + who.end(1))
            begin = match.end()
        elif (match := SPEAKER.match(text, begin)) and match.end() > begin:
            speaker = (match.start("who"), match.end("who"))
            begin = match.end()
        elif (match := _OPENING.match(text, begin)) and match.end() > begin:
            begin = match.end()
        else:
            break
    return begin, speaker


def _bare(text: str, match: re.Match[str]) -> bool:
    """Return whether an act word without an ending is a predicate: the sentence stops with it ("…で一致。")."""
    before = text[max(0, match.start() - 6) : match.start()]
    return bool(re.search(r"(?:を|に|で|と|が|旨|て)\Z|について\Z", before))


def _within_brackets(text: str, at: int) -> bool:
    opened = sum(text.count(c, 0, at) for c in "「『(")
    closed = sum(text.count(c, 0, at) for c in "」』)")
    return opened > closed


def modality_of(verb: str, content: str) -> str:
    """Return the modality of an act word over its content."""
    modality = ACTS[verb]
    tail = content[-40:]
    if verb in ("一致", "確認", "再確認", "共有"):
        if re.search(r"(?:との|という|の)?(?:共通)?(?:認識|考え|見解|理解)\Z", content):
            modality = "recognised"
        elif _DEED.search(content):
            modality = "agreed"
    if verb == "決定" and not re.search(r"開催(?:すること)?\Z", content):
        modality = "agreed"
    if verb == "策定" and not re.search(
        r"宣言|計画|プラン|憲章|声明|文書|ロードマップ|行動集|原則|ビジョン|ガイドライン|報告書", tail
    ):
        modality = "stated"
    if modality == "agreed" and _ENDEAVOUR.search(tail):
        modality = "agreed-to-endeavour"
    return modality


_ABSTRACT = re.compile(
    r"(?:重要性|必要性|意義|有用性|方向性|可能性|在り方|あり方|枠組み?|関心事項|課題|方策|考え方|方針|現状|状況|動向|展望|影響|役割|施策|政策|取組|取り組み|"
    r"スキーム|ビジョン|原則|計画|プロセス|ルール|事項|問題|事例|期待|懸念|重要|必要)(?:等|など)?\Z"
)
_DEEDS = re.compile(r"(?:こと|もの)(?:等|など)?\Z")
_LIGHT = re.compile(
    r"(?:(?:等|など)?(?:を|に)(?:図|進め|行|推進|実施|促進|強化|取り組|努め|目指)[ぁ-んしす]*(?:る|く|む|う)?(?:こと|旨)?)\Z"
)
_CUT = re.compile(
    r"(?:、|及び|および|並びに|ならびに|や(?=[^、]{4,})|かつ、|又は|または)(?:また、?|及び|および|並びに|さらに、?|更に、?|加えて、?|かつ、?|特に、?)?"
)


def split(content: str, *, topics: bool = False) -> list[tuple[int, int]]:
    """Return where the parts of a content stand that are acts of their own.

    Parts are cut where both sides end alike: clauses (…こと、…こと), abstract nouns (…の重要性、…の必要性) or action nouns
    (…の促進や…の強化). A comma within one of them is left alone.

    Parameters:
        content: the words between speaker and act word.
        topics: True for an exchange of views, whose topics are any nouns.
    """
    body = content
    tail = _LIGHT.search(body)
    head = body[: tail.start()] if tail and ends_in_action(body[: tail.start()]) else body
    kind = _kind(head)
    parts: list[tuple[int, int]] = []
    start = 0
    for cut in _CUT.finditer(head):
        left = head[start : cut.start()]
        if cut.start() <= start or _within_brackets(head, cut.start()) or len(left) < 2:
            continue
        rest = head[cut.end() :]
        if (topics and _topic(left, rest, cut[0])) or (not topics and kind and _kind(left) == kind and len(left) > 4):
            parts.append((start, cut.start()))
            start = cut.end()
    parts.append((start, len(head)))
    if len(parts) > 1 and head is not body:
        pass  # the light verb ("を図ること") belongs to the predicate of all parts
    elif head is not body:
        parts[-1] = (parts[-1][0], len(body))
    return [(a, b) for a, b in parts if body[a:b].strip()]


def _kind(piece: str) -> str:
    if _DEEDS.search(piece):
        return "deed"
    if _ABSTRACT.search(piece):
        return "abstract"
    return "action" if ends_in_action(piece) else ""


_ADVERB = re.compile(
    r"(?:\d+年|\d+月|\d+日|昨年|本年|今年|来年|今後|現在|将来|近年|同日|特に|また|さらに|引き続き|今回|従来|昨今|ため|特|際)\Z"
)
_SHORT = re.compile(r"[^のをにがはで]{1,14}\Z")


def _topic(left: str, rest: str, cut: str) -> bool:
    """Return whether a list of topics may be cut here."""
    if _ADVERB.search(left) or not ends_in_noun(left):
        return False
    first = re.split(r"、|及び|および|並びに", rest, maxsplit=1)[0]
    if cut.startswith(("や", "及び", "および", "並びに", "ならびに")) and not (_kind(left) and _kind(left) == _kind(first)):
        return False
    # examples of an open list belong to what they exemplify ("X、Y等の…")
    return not (_SHORT.fullmatch(left) and re.search(r"(?:等|など|といった|をはじめ)(?:の|に|を|と)", rest[:30]))


def mentions(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (modality, word, start, end) of acts that a sentence mentions in passing: what is planned, and on whose instruction."""
    for match in re.finditer(
        r"((?:本年|今年|来年|同年|\d{4}年|令和\S{1,3}年)?(?:\d{1,2}月|年内|秋|春|夏|冬)?[^、。「」]{0,12}?に?(?:開催(?:が|を)?)?予定(?:されている|している|の|です|となっている)[^、。]{0,30})",
        text,
    ):
        yield "planned", "予定", match.start(), match.end()
    for match in re.finditer(
        r"(?P<by>[^、。]{2,60}?)からの(?:指示|要請|負託)(?:に基づき|を受け(?:て)?|により|を踏まえ(?:て)?)", text
    ):
        yield "instructed", "指示", match.start(), match.end()
