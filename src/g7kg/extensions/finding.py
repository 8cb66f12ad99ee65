"""Where an extension lies: in a folder, or in an installed package that says so by the entry point ``g7kg.extensions``."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from g7kg.errors import UsageProblem

GROUP = "g7kg.extensions"


def folder_of(chosen: str | Path) -> Path:
    """Return the folder of an extension: itself, or that of an installed one by its name.

    Raises:
        UsageProblem: there is neither.
    """
    folder = Path(chosen).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_file():
        raise UsageProblem(f"{chosen}: an extension is a folder with an extension.ttl; name the folder")
    if "," in str(chosen):
        raise UsageProblem(
            f"{chosen}: name several one by one, each after --extension, or parted by “{os.pathsep}” in G7KG_EXTENSIONS"
        )
    if len(folder.parts) > 1:
        raise UsageProblem(f"{chosen}: no such folder; `g7kg new extension {chosen}` begins an extension there")
    known = installed()
    if str(chosen) not in known:
        hint = f"installed are {', '.join(known)}" if known else "none is installed"
        raise UsageProblem(f"no extension “{chosen}”: no folder here is called so, and {hint}")
    return known[str(chosen)]


def installed() -> dict[str, Path]:
    """Return the folders of the installed extensions by name; their code is not run.

    An entry point names the package whose folder holds the ``extension.ttl``: ``g20-digital = "g7kg_g20_digital"``.
    """
    from importlib.metadata import entry_points

    found: dict[str, Path] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        spec = find_spec(point.module.partition(".")[0])
        for place in (spec.submodule_search_locations or ()) if spec else ():
            folder = Path(place).joinpath(*point.module.split(".")[1:])
            if folder.is_dir():
                found.setdefault(point.name, folder.resolve())
    return found
