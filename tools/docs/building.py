"""The site: Markdown pages and pictures in a folder, made into HTML by MkDocs with the theme Material."""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from diagrams import draw
from words import Book

from g7kg.errors import SourceProblem

HERE = Path(__file__).parent
Nav = list[Any]


def navigation(book: Book) -> Nav:
    """Return the navigation of a language; a page that no section names stands under “More”."""
    say = book.say
    subjects: dict[str, Nav] = {}
    for page in book.pages:
        if page.startswith("queries/") and page.count("/") == 2:
            subjects.setdefault(page.split("/")[1], []).append(page)
    questions = ["queries/index.md", *({subject: pages} for subject, pages in sorted(subjects.items()))]
    ontology = [
        "ontology/index.md",
        "ontology/core.md",
        {say("Vocabularies", "語彙"): _all(book, "ontology/vocabulary-")},
        {say("Alignments", "他の語彙との対応"): _all(book, "ontology/alignment-")},
    ]
    if book.language == "ja":
        nav: Nav = [{"はじめに": "index.md"}, {"問い": questions}, {"オントロジー": ontology}, {"限界": ["limits.md"]}]
    else:
        readers: Nav = [
            {"Researcher": ["researcher.md", "versions.md"]},
            {"Analyst": ["analyst.md", {"In a notebook": "notebook.md"}, "measures.md", "attributes.md"]},
            {"Ontologist": ["ontology/model.md", "ontologist.md", "extend.md", "ontology/style.md", *_all(book, "examples/")]},
            {"Editor": ["editor.md", {"Short recipes": "contributing.md"}]},
            {"Operator": ["operator.md", "explorer.md", "scale.md"]},
        ]
        trust = ["limits.md", "known-warnings.md", "fair.md", {"Coverage": "data.md"}, "mutants.md", "portability.md"]
        engineering = ["architecture.md", "api.md", "commands.md", "mutation-testing.md"]
        project = [
            *engineering,
            {"Benchmarks": _all(book, "benchmarks/")},
            {"Decisions": _all(book, "decisions/")},
            "changelog.md",
        ]
        nav = [
            {"Start": "index.md"},
            {"Guides": readers},
            {"Questions": questions},
            {"Ontology": ontology},
            {"How far to trust it": trust},
            {"Inside": project},
        ]
    nav = _existing(nav, book)
    named = set(_pages(nav))
    rest = sorted(page for page in book.pages if page not in named)
    return [*nav, {say("More", "その他"): rest}] if rest else nav


def _all(book: Book, start: str) -> Nav:
    return sorted(
        (page for page in book.pages if page.startswith(start)), key=lambda page: (not page.endswith("index.md"), page)
    )


def _existing(nav: Nav, book: Book) -> Nav:
    """Return the navigation without pages that are not there, such as those of another branch."""
    kept: Nav = []
    for entry in nav:
        if isinstance(entry, str):
            kept += [entry] if entry in book.pages else []
        else:
            [(title, value)] = entry.items()
            value = _existing(value, book) if isinstance(value, list) else value if value in book.pages else None
            kept += [{title: value}] if value else []
    return kept


def _pages(nav: Nav) -> list[str]:
    found = []
    for entry in nav:
        value = next(iter(entry.values())) if isinstance(entry, dict) else entry
        found += _pages(value) if isinstance(value, list) else [value]
    return found


def configuration(book: Book, source: Path, out: Path) -> dict[str, Any]:
    """Return the settings of MkDocs: strict, and nothing from the network."""
    japanese = book.language == "ja"
    up = "../" if japanese else ""
    alternate = [
        {"name": "English", "link": "../index.html" if japanese else "./index.html", "lang": "en"},
        {"name": "日本語", "link": "./index.html" if japanese else "./ja/index.html", "lang": "ja"},
    ]
    checks = {"not_found": "warn", "absolute_links": "warn"}
    docstrings = {"docstring_style": "google", "show_source": False, "show_root_heading": True, "show_root_full_path": True}
    docstrings |= {
        "heading_level": 2,
        "members_order": "source",
        "separate_signature": True,
        "show_signature_annotations": True,
    }
    plugins: list[Any] = [{"search": {"lang": ["ja", "en"] if japanese else "en"}}]
    if not japanese:
        plugins.append(
            {"mkdocstrings": {"handlers": {"python": {"paths": ["src"], "options": docstrings}}, "enable_inventory": False}}
        )
    return {
        "site_name": "g7kg",
        "site_description": book.say("What the G7 promised on digital policy, traced", "G7のデジタル政策の約束をたどる"),
        "site_url": "",
        "docs_dir": str(source),
        "site_dir": str(out),
        "use_directory_urls": False,
        "strict": True,
        "nav": navigation(book),
        "validation": {
            "nav": {**checks, "omitted_files": "warn"},
            "links": {**checks, "anchors": "warn", "unrecognized_links": "warn"},
        },
        "theme": {
            "name": "material",
            "language": book.language,
            "font": False,  # fonts of the reader's own machine
            "features": ["navigation.tabs", "navigation.top", "navigation.indexes", "content.code.copy", "toc.follow"],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default", "primary": "blue grey", "accent": "blue"},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "primary": "blue grey", "accent": "blue"},
            ],
        },
        "extra": {"alternate": alternate, "generator": False, "homepage": f"{up}index.html"},
        "extra_css": ["extra.css"],
        "markdown_extensions": [
            *("attr_list", "md_in_html", "tables", "fenced_code", "admonition"),
            {"toc": {"permalink": True, "toc_depth": 3}},
            {"pymdownx.highlight": {"use_pygments": True}},
            "pymdownx.superfences",
        ],
        "plugins": plugins,
    }


def build(book: Book, work: Path, out: Path) -> None:
    """Write the pages and have MkDocs build them.

    Parameters:
        book: the pages of one language.
        work: an empty folder for what lies between.
        out: the folder of the site; what is there is replaced.

    Raises:
        SourceProblem: MkDocs warns of anything, such as a link that leads nowhere.
    """
    source = work / "pages"
    for page, text in book.pages.items():
        path = source / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(HERE / "extra.css", source / "extra.css")
    draw(book.diagrams, source)
    settings = work / "mkdocs.yml"
    settings.write_text(
        yaml.safe_dump(configuration(book, source, out), allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(settings)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "NO_MKDOCS_2_WARNING": "1"}  # no time of building in the pages
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise SourceProblem(
            f"MkDocs ({book.language}): "
            + " · ".join(line for line in done.stderr.splitlines() if not line.startswith("INFO"))
        )
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (out / name).unlink(missing_ok=True)  # without an address of the site there is nothing in it


def relative(page: str, target: str) -> str:
    """Return the way from a page to another, both below the site's root."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")
