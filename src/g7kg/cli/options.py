"""Options that several commands share, so that they are called and explained alike."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """The language of labels and messages."""

    en = "en"
    ja = "ja"


LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of labels and messages.", envvar="G7KG_LANG")]
BasisOption = Annotated[
    str,
    typer.Option("--basis", help="Which links count: a comma-separated choice of asserted, curated, inferred."),
]
OutputOption = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead of standard output.")]

ALL_BASES = "asserted,curated,inferred"
VOUCHED = "asserted,curated"  # what a source or an editor vouches for; rules only on request


def bases(text: str) -> list[str]:
    """Return the bases named in `text`.

    Raises:
        UsageProblem: one of them is unknown.
    """
    from g7kg.dataset import BASES
    from g7kg.errors import UsageProblem

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in BASES:
            raise UsageProblem(f"no basis “{name}”; choose from {', '.join(BASES)}")
    if not names:
        raise UsageProblem(f"--basis is empty; choose from {', '.join(BASES)}")
    return names
