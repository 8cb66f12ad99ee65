"""The order in which extensions are loaded: each after those it needs; and whether what they need is there."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from g7kg import __version__
from g7kg.extensions.describing import Extension, described
from g7kg.extensions.finding import installed


def in_order(extensions: Iterable[Extension], wrong: list[str]) -> list[Extension]:
    """Return extensions in the order of their needs, then by name; what they need and is not there is added to `wrong`."""
    known: dict[str, Extension] = {}
    for extension in extensions:
        if extension.name in known:
            other = known[extension.name].folder
            wrong.append(f"{extension.file}: the name {extension.name} is taken by the extension in {other}; choose another")
        known.setdefault(extension.name, extension)
    waiting = list(known.values())
    while waiting:
        extension = waiting.pop()
        for need in extension.needs:
            name = canonicalize_name(need.name)
            if name != "g7kg" and name not in known and (found := _installed(name, wrong)):
                known[name] = found
                waiting.append(found)
            if fault := _unmet(need, known):
                wrong.append(f"{extension.file}: {extension.name} {fault}")
    needs = {
        name: [n for n in (canonicalize_name(need.name) for need in extension.needs) if n in known]
        for name, extension in sorted(known.items())
    }
    try:
        return [known[name] for name in TopologicalSorter(needs).static_order()]
    except CycleError as error:
        wrong.append(f"extensions need each other in a circle: {' → '.join(error.args[1])}; take one of the needs out")
        return list(known.values())


def _installed(name: str, wrong: list[str]) -> Extension | None:
    folder = installed().get(name)
    return described(folder, wrong) if folder else None


def _unmet(need: Requirement, known: dict[str, Extension]) -> str:
    name = canonicalize_name(need.name)
    if name == "g7kg":
        there, what = __version__, "this is g7kg"
    elif name in known:
        there, what = str(known[name].version), "there is"
    else:
        return f"needs the extension {need}, which is not there; add --extension with its folder"
    return "" if need.specifier.contains(there, prereleases=True) else f"needs {need}, but {what} {there}"
