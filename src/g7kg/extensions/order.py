"""The order in which extensions are loaded: each after those it needs; and whether what they need is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from g7kg import __version__
from g7kg.extensions.describing import Extension, described
from g7kg.extensions.faults import fault
from g7kg.extensions.finding import installed
from g7kg.findings import Finding


def in_order(extensions: Iterable[Extension], wrong: list[Finding]) -> list[Extension]:
    """Return extensions in the order of their needs, then by name; what they need and is not there is added to `wrong`."""
    known: dict[str, Extension] = {}
    for extension in extensions:
        if extension.name in known:
            other = str(known[extension.name].folder)
            wrong.append(fault("taken-extension-name", extension.file, name=extension.name, folder=other))
        known.setdefault(extension.name, extension)
    waiting = list(known.values())
    while waiting:
        extension = waiting.pop()
        for need in extension.needs:
            name = canonicalize_name(need.name)
            if name != "g7kg" and name not in known and (found := _installed(name, wrong)):
                known[name] = found
                waiting.append(found)
            wrong += _unmet(need, known, extension)
    needs = {
        name: [n for n in (canonicalize_name(need.name) for need in extension.needs) if n in known]
        for name, extension in sorted(known.items())
    }
    try:
        return [known[name] for name in TopologicalSorter(needs).static_order()]
    except CycleError as error:
        wrong.append(fault("circle", None, way=" → ".join(error.args[1])))
        return list(known.values())


def _installed(name: str, wrong: list[Finding]) -> Extension | None:
    folder = installed().get(name)
    return described(folder, wrong) if folder else None


def _unmet(need: Requirement, known: dict[str, Extension], extension: Extension) -> Iterator[Finding]:
    name = canonicalize_name(need.name)
    words = {"name": extension.name, "need": str(need)}
    if name == "g7kg":
        there, what = __version__, ("this is g7kg", "これは g7kg")
    elif name in known:
        there, what = str(known[name].version), ("there is", "あるのは")
    else:
        yield fault("missing-extension", extension.file, **words)
        return
    if not need.specifier.contains(there, prereleases=True):
        yield fault("unmet-need", extension.file, what=what, there=there, **words)
