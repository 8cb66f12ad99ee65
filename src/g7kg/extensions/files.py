"""Which files an extension has, and which lie where nothing reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from g7kg.extensions.faults import fault
from g7kg.findings import Finding
from g7kg.resources import Part, iri_path
from g7kg.stores.embedded import FORMATS

FILE = "extension.ttl"
FOLDERS = {"ontology": ".ttl", "shapes": ".ttl", "rules": ".rq", "data": ".ttl", "queries": ".rq"}
_GRAPHS = ("ontology", "data")  # whose files give their graphs their names
_ASIDE = ("tests", "docs")  # folders that may hold such files too, which are not read
_BESIDE = (".md", ".py", ".pyc")  # what may lie in any folder, as a word on it or because a package has it
_READABLE = (*FORMATS, ".rq", ".sparql")


def part_of(folder: Path, name: str, namespace: str, wrong: list[Finding]) -> Part:
    """Return the files of an extension; those that nothing reads are added to `wrong`, each with what to do."""
    found: dict[str, list[Path]] = {key: [] for key in FOLDERS}
    for path in sorted(_files(folder)):
        place = path.relative_to(folder).parts
        if len(place) < 2 or place[0] not in FOLDERS:
            wrong.append(fault("stray-file", path, folders=", ".join(f"{key}/" for key in FOLDERS)))
        elif path.suffix != (ending := FOLDERS[place[0]]):
            wrong.append(fault("stray-kind", path, folder=f"{place[0]}/", ending=ending, remedy=remedy(path, ending)))
        elif place[0] in _GRAPHS and iri_path(Path(*place)) != Path(*place).with_suffix("").as_posix():
            wrong.append(fault("odd-file-name", path))
        elif place[0] == "queries" and len(place) != 3:
            wrong.append(fault("odd-query-place", path))
        else:
            found[place[0]].append(path)
    graphs = [(folder / FILE, f"{namespace}graph/extension")]
    for base, paths in ((folder, found["ontology"]), (folder / "data", found["data"])):
        graphs += [(path, f"{namespace}graph/{iri_path(path.relative_to(base))}") for path in paths]
    return Part(name, folder, namespace, tuple(graphs), tuple(found["shapes"]), tuple(found["rules"]), tuple(found["queries"]))


def remedy(path: Path, ending: str) -> tuple[str, str]:
    """Return what to do with a file that has another ending than the files of its folder, in English and Japanese."""
    bare = path.name.lower().partition(ending)[0] if ending in path.name.lower() else ""
    if bare:
        name = f"{path.name[: len(bare)]}{ending}"
        return f"rename it {name}", f"{name} に改名する"
    return f"save it as {ending}, or move it out of the folder", f"{ending} として保存するか、フォルダーの外に移す"


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in an extension's five folders, and the RDF and SPARQL files that lie elsewhere in it.

    Its description, tests, documents, copies that an editor keeps and what is hidden are left out.
    """
    for path in folder.rglob("*"):
        place = path.relative_to(folder).parts
        if place == (FILE,) or place[0] in _ASIDE or any(part.startswith(".") for part in place) or not path.is_file():
            continue
        inside = len(place) > 1 and place[0] in FOLDERS and not path.name.endswith(("~", *_BESIDE))
        if inside or path.suffix.lower() in _READABLE:
            yield path
