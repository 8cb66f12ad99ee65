"""The documentation site is built strictly, works without network, and has in Japanese what it promises."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT
from lxml import etree, html

from g7kg.queries import saved_queries

sys.path.insert(0, str(ROOT / "tools" / "docs"))  # where the generator's modules are

pytestmark = pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz (tools/install-graphviz)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run([sys.executable, ROOT / "tools" / "docs", "-o", out], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.parse(str(path)).getroot() for path in sorted(site.rglob("*.html"))}


def test_every_internal_link_and_anchor_leads_somewhere(site: Path, pages: dict[Path, html.HtmlElement]) -> None:
    anchors = {path: {*page.xpath("//@id"), *page.xpath("//a/@name")} for path, page in pages.items()}
    broken = defaultdict(list)
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # its links are from the host's root
        for link in page.xpath("//a/@href | //img/@src | //link/@href | //script/@src"):
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto", "data") or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if (
                not target.is_relative_to(site)
                or not target.is_file()
                or (parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target] | {"__codelineno"})
            ):
                broken[str(path.relative_to(site))].append(link)
    assert dict(broken) == {}


def test_the_links_in_diagrams_lead_somewhere(site: Path, pages: dict[Path, html.HtmlElement]) -> None:
    broken = []
    for path in site.rglob("pictures/*.svg"):
        for link in etree.parse(str(path)).xpath("//@*[local-name()='href']"):
            target, _, anchor = link.partition("#")
            page = (path.parent / target).resolve()
            if not link.startswith("http") and (page not in pages or anchor not in pages[page].xpath("//@id")):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_fetched_from_the_network(site: Path, pages: dict[Path, html.HtmlElement]) -> None:
    fetched = {
        link
        for page in pages.values()
        for link in page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src | //iframe/@src | //object/@data")
        if urlsplit(link).netloc
    }
    assert fetched == set()
    assert [p.name for p in site.rglob("*.css") if re.search(r"url\(['\"]?https?:", p.read_text("utf-8"))] == []


def test_the_reference_and_the_questions_are_in_both_languages(site: Path, pages: dict[Path, html.HtmlElement]) -> None:
    english = {str(p.relative_to(site)) for p in pages if "ja" not in p.relative_to(site).parts}
    japanese = {str(p.relative_to(site / "ja")) for p in pages if p.is_relative_to(site / "ja")}
    promised = {
        *("index.html", "limits.html", "queries/index.html", "ontology/index.html", "ontology/core.html"),
        *(f"queries/{query.slug}.html" for query in saved_queries()),
        *(f"ontology/vocabulary-{p.stem}.html" for p in (ROOT / "ontology" / "vocabularies").glob("*.ttl")),
        *(f"ontology/alignment-{p.stem}.html" for p in (ROOT / "ontology" / "alignments").glob("*.ttl")),
    }
    assert promised - english == set()
    assert promised - japanese == set()
    for path, page in pages.items():
        language = "ja" if path.is_relative_to(site / "ja") else "en"
        assert page.get("lang") == language
        if path.name != "404.html":
            heading = page.xpath("string(//article//h1)")
            wants = language == "ja" and "alignment-" not in path.name
            assert not wants or re.search(r"[ぁ-んァ-ン一-龥]", heading), f"{path}: {heading}"


@pytest.mark.parametrize(
    "name", ["researcher", "analyst", "ontologist", "editor", "operator", "limits", "architecture", "api"]
)
def test_each_reader_finds_the_page_from_the_start(site: Path, pages: dict[Path, html.HtmlElement], name: str) -> None:
    assert f"{name}.html" in pages[site / "index.html"].xpath("//nav//a/@href")


def test_each_question_has_its_picture_and_its_rows(site: Path, pages: dict[Path, html.HtmlElement]) -> None:
    empty = []
    for query in saved_queries():
        for folder in (site, site / "ja"):
            page = pages[folder / "queries" / f"{query.slug}.html"]
            [picture] = page.xpath("//figure[@class='diagram']//img/@src")
            drawn = (folder / "queries" / query.slug).parent / picture
            assert len(etree.parse(str(drawn)).xpath("//*[local-name()='g'][@class='edge']")) >= 1, query.slug
            if not page.xpath("//article//table[not(ancestor::figure)]//td"):
                empty.append(query.slug)
    assert {slug for slug in empty if not slug.startswith("checks/")} == set()


def test_a_link_that_leads_nowhere_stops_the_building() -> None:
    import staging
    from words import Book

    from g7kg.dataset import Graph
    from g7kg.errors import SourceProblem

    book, where = Book("en", Graph()), staging.places(ROOT)
    turned = staging.turned(book, "[a](editor.md#x) [b](../pyproject.toml)", "docs/analyst.md", "analyst.md", where, ROOT)
    assert turned == "[a](editor.md#x) b"
    with pytest.raises(SourceProblem, match=r"docs/analyst.md: the link to nowhere.md"):
        staging.turned(book, "[a](nowhere.md)", "docs/analyst.md", "analyst.md", where, ROOT)


def test_a_diagram_in_mermaid_is_drawn_or_refused() -> None:
    from diagrams import from_mermaid

    from g7kg.errors import SourceProblem

    dot = from_mermaid("flowchart LR\n  A -- is in --> B[Big] -. may .-> C\n")
    assert '"A" -> "B" [label="is in"]' in dot
    assert '"B" -> "C" [label="may", style=dashed]' in dot
    assert '"B" [label="Big"]' in dot
    with pytest.raises(SourceProblem, match="subgraph x"):
        from_mermaid("flowchart LR\n  subgraph x\n")
