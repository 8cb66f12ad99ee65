"""Write the documentation site: `python tools/docs -o dist/docs`. English at the root, Japanese below ja/.

Pages by hand come from docs/ and the folders' READMEs; the reference of the ontology, the saved queries with their rows, the known
limits, the commands and the Python interface are made from what they describe. Needs `pip install -e '.[docs]'` and Graphviz.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import building
import commands
import limits
import questions
import reference
import staging
from words import LANGUAGES, Book

from g7kg import dataset
from g7kg.errors import Problem
from g7kg.queries import saved_queries
from g7kg.validation import validate_files

ROOT = Path(__file__).parents[2]


def books() -> list[Book]:
    """Return the pages of both languages."""
    graph, queries, findings = dataset.load(), saved_queries(), validate_files()
    made = []
    for language in LANGUAGES:
        book = Book(language, graph)
        reference.write(book, ROOT / "ontology", queries)
        questions.write(book, queries)
        limits.write(book, queries, findings)
        if language == "en":
            commands.write(book)
            staging.stage(book, ROOT)
        else:
            page = (ROOT / "docs" / "ja" / "index.md").read_text(encoding="utf-8")
            book.pages["index.md"] = staging.turned(book, page, "docs/ja/index.md", "index.md", staging.places(ROOT), ROOT)
        made.append(book)
    return made


def main() -> None:
    """Build the site."""
    parser = argparse.ArgumentParser(description="Write the documentation site.")
    parser.add_argument(
        "-o", "--output", type=Path, default=ROOT / "dist" / "docs", help="the folder of the site, replaced as a whole"
    )
    out = parser.parse_args().output.resolve()
    try:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            made = work / "site"
            for book in books():
                building.build(book, work / book.language, made / ("ja" if book.language == "ja" else ""))
            if out.exists():
                shutil.rmtree(out)
            out.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(made, out)
    except Problem as error:
        sys.exit(f"docs: {error}")
    pages = len(list(out.rglob("*.html")))
    print(f"{pages} pages: {out}/index.html (English), {out}/ja/index.html (日本語)")  # noqa: T201


if __name__ == "__main__":
    main()
