"""Puts the documents of the repository where the site has them, with their links turned to that place."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path

from diagrams import from_mermaid
from words import Book

from g7kg.errors import SourceProblem

_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:|#)([^)\s]+)\)")
_MERMAID = re.compile(r"^```mermaid\n(.*?)^```$", re.M | re.S)
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
_MARK = re.compile(r"^<!-- .*? -->\n", re.M)


def places(root: Path) -> dict[str, str]:
    """Return where each document of the repository stands in the English site, by its path."""
    found = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
    found |= {"ontology/README.md": "ontology/model.md", "ontology/STYLE.md": "ontology/style.md", "data/README.md": "data.md"}
    found |= {"queries/README.md": "queries/index.md", "ontology/core.ttl": "ontology/core.md"}
    for kind, folder in (("vocabulary", "vocabularies"), ("alignment", "alignments")):
        for path in (root / "ontology" / folder).glob("*.ttl"):
            found[f"ontology/{folder}/{path.name}"] = f"ontology/{kind}-{path.stem}.md"
    for path in [
        *(root / "docs").glob("*.md"),
        *(root / "docs" / "decisions").glob("*.md"),
        *(root / "benchmarks").glob("*.md"),
    ]:
        name = path.relative_to(root).as_posix()
        found[name] = name.removeprefix("docs/")
    for path in (root / "examples").glob("*/README.md"):
        found[path.relative_to(root).as_posix()] = f"examples/{path.parent.name}.md"
    found["docs/notebook.ipynb"] = "notebook.md"
    return found


def stage(book: Book, root: Path) -> None:
    """Add the documents to an English book.

    Raises:
        SourceProblem: a document links to what the repository does not have.
    """
    where = places(root)
    for name, page in sorted(where.items()):
        if name == "README.md" or name.endswith(".ttl") or page in book.pages:
            continue  # the start page is docs/index.md; the pages of the ontology and queries are generated
        text = _notebook(root / name) if name.endswith(".ipynb") else (root / name).read_text(encoding="utf-8")
        book.pages[page] = turned(book, text, name, page, where, root)
    links = []
    for path in sorted((root / "docs" / "decisions").glob("*.md")):
        links.append(f"- [{path.read_text(encoding='utf-8').splitlines()[0].lstrip('# ')}]({path.name})")
    book.pages["decisions/index.md"] = (
        "# Decisions\n\nWhat was decided, and why; the newest last.\n\n" + "\n".join(links) + "\n"
    )


def turned(book: Book, text: str, name: str, page: str, where: dict[str, str], root: Path) -> str:
    """Return a document with its links turned, its Mermaid drawn and the marks for the tests left out."""
    number = 0

    def drawn(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        stem = posixpath.splitext(posixpath.basename(page))[0]
        return book.picture(page, f"{stem}-{number}", from_mermaid(match[1]), "Diagram")

    def link(match: re.Match[str]) -> str:
        target, sharp, anchor = match[2].partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        there = where.get(path) or path.removeprefix("docs/")
        if path in where or there in book.pages:
            return f"[{match[1]}]({posixpath.relpath(there, posixpath.dirname(page) or '.')}{sharp}{anchor})"
        if not (root / path).exists():
            raise SourceProblem(f"{name}: the link to {match[2]} leads nowhere")
        return match[1]  # a file of the repository that is no page

    text = _MARK.sub("", text)
    parts, at = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(link, text[at : fence.start()]), fence[0]]
        at = fence.end()
    return _MERMAID.sub(drawn, "".join([*parts, _LINK.sub(link, text[at:])]))


def _notebook(path: Path) -> str:
    """Return a notebook's cells as Markdown; its output is not kept in the file, and the tests run it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    parts = []
    for cell in cells:
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
    return "\n\n".join(parts) + "\n"
