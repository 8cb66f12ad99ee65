"""g7kg: what the G7 promised on digital policy, traced from meeting to meeting, with who says so and where.

`g7kg.load()` gives the graph to a notebook (see `g7kg.api`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from g7kg.api import load as load

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def __getattr__(name: str) -> object:
    # `load` comes when it is asked for, so that importing g7kg stays cheap.
    if name == "load":
        from g7kg.api import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
