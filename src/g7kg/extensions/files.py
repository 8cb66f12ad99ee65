"""Which files an extension has, and which lie where nothing reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from g7kg.resources import Part, iri_path
from g7kg.stores.embedded import FORMATS

FILE = "extension.ttl"
FOLDERS = {"ontology": ".ttl", "shapes": ".ttl", "rules": ".rq", "data": ".ttl", "queries": ".rq"}
_GRAPHS = ("ontology", "data")  # whose files give their graphs their names
_ASIDE = ("tests", "docs")  # folders that may hold such files too, which are not read
_BESIDE = (".md", ".py", ".pyc")  # what may lie in any folder, as a word on it or because a package has it
_READABLE = (*FORMATS, ".rq", ".sparql")


def part_of(folder: Path, name: str, namespace: str, wrong: list[str]) -> Part:
    """Return the files of an extension; those that nothing reads are added to `wrong`, each with what to do."""
    found: dict[str, list[Path]] = {key: [] for key in FOLDERS}
    for path in sorted(_files(folder)):
        place = path.relative_to(folder).parts
        if len(place) < 2 or place[0] not in FOLDERS:
            wrong.append(f"{path}: lies in none of the folders {', '.join(f'{key}/' for key in FOLDERS)}, so nothing reads it")
        elif path.suffix != (ending := FOLDERS[place[0]]):
            wrong.append(f"{path}: in {place[0]}/ belong {ending} files, so nothing reads it; {_remedy(path, ending)}")
        elif place[0] in _GRAPHS and iri_path(Path(*place)) != Path(*place).with_suffix("").as_posix():
            wrong.append(
                f"{path}: the name of a graph cannot be made of this file's; rename it, in letters, digits and hyphens, "
                "without spaces"
            )
        elif place[0] == "queries" and len(place) != 3:
            wrong.append(f"{path}: a saved query lies in queries/<subject>/<question>.rq")
        else:
            found[place[0]].append(path)
    graphs = [(folder / FILE, f"{namespace}graph/extension")]
    for base, paths in ((folder, found["ontology"]), (folder / "data", found["data"])):
        graphs += [(path, f"{namespace}graph/{iri_path(path.relative_to(base))}") for path in paths]
    return Part(name, folder, namespace, tuple(graphs), tuple(found["shapes"]), tuple(found["rules"]), tuple(found["queries"]))


def _remedy(path: Path, ending: str) -> str:
    bare = path.name.lower().partition(ending)[0] if ending in path.name.lower() else ""
    if bare:
        return f"rename it {path.name[: len(bare)]}{ending}"
    return f"save it as {ending}, or move it out of the folder"


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
