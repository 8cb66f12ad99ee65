"""A new extension to begin with: a whole one of five small files and a test, to be filled in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from g7kg.errors import UsageProblem
from g7kg.extensions.describing import NAME, NAMESPACE
from g7kg.namespaces import PREFIXES, ROOT
from g7kg.outputs import written

_SKELETON = Path(__file__).parent / "skeleton"
_NAMED = "new-extension"
_DAY = "2026-11-27"  # when the skeleton was begun


def begin(folder: Path, namespace: str | None = None) -> list[Path]:
    """Write a new extension into `folder`, which gives it its name; return the files.

    Parameters:
        folder: a new folder, or an empty one.
        namespace: where its names lie; by default ``https://w3id.org/g7kg/extension/<name>/``.

    Raises:
        UsageProblem: the folder holds something, or its name cannot be an extension's, or the namespace is none or taken.
        SourceProblem: a file cannot be written.
    """
    name = folder.resolve().name
    if not NAME.match(name):
        raise UsageProblem(f"“{name}”: an extension is named in small letters, digits and hyphens, e.g. reading-list")
    if name in PREFIXES:
        raise UsageProblem(f"“{name}”: the prefix {name} is taken for <{PREFIXES[name]}>; choose another name")
    own = namespace or f"{ROOT}extension/{name}/"
    if not NAMESPACE.match(own):
        raise UsageProblem(f"--namespace “{own}”: write it as an address that ends in / or #, e.g. {ROOT}extension/{name}/")
    for taken in PREFIXES.values():
        if taken.startswith(own) or own.startswith(taken):
            raise UsageProblem(f"--namespace “{own}”: overlaps <{taken}>, which is taken; choose one of your own")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageProblem(f"{folder}: is not empty; name a new folder")
    made = []
    for source in sorted(path for path in _SKELETON.rglob("*") if path.suffix in (".ttl", ".rq", ".txt")):
        target = folder / str(source.relative_to(_SKELETON)).replace(_NAMED, name).removesuffix(".txt")
        text = source.read_text(encoding="utf-8").replace(_DAY, dt.date.today().isoformat())
        text = text.replace(f"{ROOT}extension/{_NAMED}/", own)
        with written(target) as file:
            file.write(text.replace(_NAMED, name).encode("utf-8"))
        made.append(target)
    return made
