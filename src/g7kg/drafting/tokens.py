"""What the words at a place are: from SudachiPy where it is installed (``pip install g7kg[drafting]``), else from their letters.

Three questions are asked: does this piece end in a noun that names an action (促進), does it end in a noun at all, and how
is this name read. The fallback knows common action nouns and that Japanese writes particles and endings in hiragana.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Any

_ACTIONS = (
    "促進|強化|整備|推進|確保|拡大|向上|支援|育成|構築|実現|実施|導入|活用|利用|利活用|普及|展開|開発|研究|保護|解消|連携|協力|協調|参加|参画|"
    "共有|改善|醸成|発展|深化|創出|形成|策定|検討|議論|対話|交流|意見交換|維持|対応|対策|対処|防止|削減|充実|投資|加速|具体化|標準化|最大化|高度化|"
    "円滑化|透明化|運用|管理|評価|調和|統合|提供|整合|推奨|是正|撤廃|排除|遵守|尊重|啓発|教育|訓練|流通|移転|調達|認証|監視|分析|公表|公開|継続|"
    "前進|実装|適用|立ち上げ|取組|取り組み|働きかけ|呼びかけ"
)
_ACTION = re.compile(rf"(?:{_ACTIONS})(?:等|など|\([^()]*\))?\Z")
_KANA_NOUN = re.compile(
    r"(?:こと|もの|あり方|在り方|まとめ|取組み|取り組み|枠組み|仕組み|つながり|働きかけ|呼びかけ|立ち上げ|など|ルール)(?:等|など)?\Z"
)


@cache
def _tokenizer() -> Any | None:
    if os.environ.get("G7KG_PLAIN"):
        return None
    try:
        from sudachipy import Dictionary, SplitMode
    except ImportError:
        return None
    for size in ("small", "core", "full"):
        try:
            dictionary = Dictionary(dict=size)
        except Exception:  # noqa: S112 — that dictionary is not installed: try the next
            continue
        make = getattr(dictionary, "tokenizer", None) or dictionary.create
        return make(mode=SplitMode.C)
    return None


def available() -> bool:
    """Return whether the tokenizer is there."""
    return _tokenizer() is not None


def _last(piece: str) -> tuple[str, tuple[str, ...]] | None:
    tokenizer = _tokenizer()
    if tokenizer is None:
        return None
    words = [m for m in tokenizer.tokenize(re.sub(r"(?:\([^()]*\)|等|など)\Z", "", piece)[-40:]) if m.surface().strip()]
    return (words[-1].surface(), tuple(words[-1].part_of_speech())) if words else None


def ends_in_action(piece: str) -> bool:
    """Return whether a piece ends in a noun that names an action."""
    if _ACTION.search(piece):
        return True
    last = _last(piece)
    return last is not None and last[1][0] == "名詞" and "サ変" in last[1][2]


def ends_in_noun(piece: str) -> bool:
    """Return whether a piece ends in a noun, so that a list may go on after it."""
    if _KANA_NOUN.search(piece):
        return True
    last = _last(piece)
    if last is not None:
        return last[1][0] in ("名詞", "接尾辞", "代名詞", "記号") and not last[1][2].startswith("副詞可能")
    return bool(re.search(r"[^ぁ-ん、。]\Z", piece))


def reading(name: str) -> str:
    """Return how a name is read, in katakana; "" where that is not known."""
    if re.fullmatch(r"[ァ-ヶー・=\s]+", name):
        return name
    tokenizer = _tokenizer()
    if tokenizer is None:
        return ""
    read = "".join(m.reading_form() for m in tokenizer.tokenize(name))
    return read if re.fullmatch(r"[ァ-ヶー・]+", read) else ""


_KANA = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ",
        [
            "a",
            "i",
            "u",
            "e",
            "o",
            "ka",
            "ki",
            "ku",
            "ke",
            "ko",
            "sa",
            "shi",
            "su",
            "se",
            "so",
            "ta",
            "chi",
            "tsu",
            "te",
            "to",
            "na",
            "ni",
            "nu",
            "ne",
            "no",
            "ha",
            "hi",
            "fu",
            "he",
            "ho",
            "ma",
            "mi",
            "mu",
            "me",
            "mo",
            "ya",
            "yu",
            "yo",
            "ra",
            "ri",
            "ru",
            "re",
            "ro",
            "wa",
            "i",
            "e",
            "o",
            "n",
            "ga",
            "gi",
            "gu",
            "ge",
            "go",
            "za",
            "ji",
            "zu",
            "ze",
            "zo",
            "da",
            "ji",
            "zu",
            "de",
            "do",
            "ba",
            "bi",
            "bu",
            "be",
            "bo",
            "pa",
            "pi",
            "pu",
            "pe",
            "po",
            "vu",
        ],
        strict=True,
    )
)
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}


def latin(kana: str) -> str:
    """Return katakana in Latin letters (Hepburn, long vowels not marked), for IRIs and working labels.

    >>> latin("トレント"), latin("ヴェローナ"), latin("ショウ")
    ('torento', 'verona', 'sho')
    """
    out, double = "", False
    for letter in kana:
        if letter in _SMALL and out:
            vowel = _SMALL[letter]
            if vowel[0] == "y":
                out = out[:-1] + (vowel[1:] if out.endswith(("shi", "chi", "ji")) else vowel)
            else:
                out = out[:-1] + vowel
            continue
        if letter == "ッ":
            double = True
            continue
        sound = _KANA.get(letter, "-" if letter in "・= " else "")
        out += (("t" if sound.startswith("ch") else sound[0]) if double and sound else "") + sound
        double = False
    return re.sub(r"(?<=o)u|(?<=o)o|(?<=u)u", "", out).strip("-")
