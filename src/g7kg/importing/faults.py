"""What can be wrong in a record of a compliance table, in English and Japanese."""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {
    "id-missing": ("the id is empty; named by its record", "番号が空である。記録の番号で名付けた"),
    "id-form": (
        "“{printed}” is not of the form YYYY-N; named by its record",
        "「{printed}」は YYYY-N の形でない。記録の番号で名付けた",
    ),
    "id-more": (
        "“{printed}” is more than YYYY-N; named by its record",
        "「{printed}」は YYYY-N だけでない。記録の番号で名付けた",
    ),
    "id-date": (
        "“{printed}” is not of the form YYYY-N and looks like an id that a spreadsheet took for a date; named by its record",
        "「{printed}」は YYYY-N の形でなく、表計算ソフトが日付と取り違えた番号に見える。記録の番号で名付けた",
    ),
    "id-space": ("“{printed}” has white space around it", "「{printed}」の前後に空白がある"),
    "id-twice": (
        "“{printed}” stands in record {others} too; named by its record",
        "「{printed}」は記録{others}にもある。記録の番号で名付けた",
    ),
    "year-form": ("“{printed}” is no year", "「{printed}」は年でない"),
    "year-differs": ("the year is “{printed}”, the id says {others}", "年は「{printed}」であるが、番号は{others}年とする"),
    "mean-missing": ("no mean is printed", "平均が印刷されていない"),
    "mean-form": (
        "“{printed}” is no mean from -1 to 1; none is taken",
        "「{printed}」は-1から1までの平均でない。平均は取らなかった",
    ),
    "mean-differs": (
        "the mean is printed as {printed}, the scores give {others}",
        "平均は{printed}と印刷されているが、評点からは{others}となる",
    ),
    "score-form": (
        "“{printed}” is none of -1, 0 and 1; no score is taken",
        "「{printed}」は-1、0、1のどれでもない。評点は取らなかった",
    ),
    "score-sign": ("“{printed}” is read as -1", "「{printed}」は-1と読んだ"),
    "score-missing": ("no member has a score", "評点のあるメンバーがない"),
    "text-missing": ("the text of the commitment is empty", "コミットメントの本文が空である"),
    "cells-missing": (
        "has {printed} cells of {others}; the rest count as empty",
        "{others}のうち{printed}のセルしかない。残りは空とした",
    ),
    "cells-over": (
        "has {printed} cells where the header has {others}, so that no cell is sure to be in its column; left out",
        "見出しの{others}に対して{printed}のセルがあり、どのセルの列も確かでない。取り込まなかった",
    ),
    "nothing": ("has neither an id nor a score; left out", "番号も評点もない。取り込まなかった"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in a record: its number, the column, the kind (a key of `WORDS`), and the cell as printed."""

    record: int
    column: str
    kind: str
    printed: str
    others: str = ""

    def words(self, language: str = "en") -> str:
        """Return what is wrong, in English or Japanese."""
        return WORDS[self.kind][language == "ja"].format(printed=self.printed, others=self.others)

    def __str__(self) -> str:
        """Return the fault as people read it."""
        return f"record {self.record}, column {self.column}: {self.words()}"
