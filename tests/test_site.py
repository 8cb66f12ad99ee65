"""The site: whole, the same from run to run, a page and triples for every IRI, and what is vendored as it was published."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from conftest import Run

import g7kg.site
from g7kg import dataset
from g7kg.dataset import Graph
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import PREFIXES, ROOT, compact
from g7kg.queries import saved_queries, saved_query
from g7kg.site import bundle, pages
from g7kg.stores.embedded import load_file

MINI = Path(__file__).parent / "mini" / "graph.trig"
ASSETS = Path(g7kg.site.__file__).parent / "assets"
VENDOR = ASSETS.parent / "vendor"


@pytest.fixture(scope="module")
def mini() -> Graph:
    graph = Graph()
    load_file(graph.store.raw, MINI, "https://w3id.org/g7kg/graph/mini")
    dataset.apply_rules(graph)
    return graph


@pytest.fixture(scope="module")
def site(mini: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "made"
    g7kg.site.write(mini, folder)
    return folder


def delivered(folder: Path, name: str):  # type: ignore[no-untyped-def]
    text = (folder / "data" / f"{name}.js").read_text(encoding="utf-8")
    head = f"G7.deliver({json.dumps(name)},"
    assert text.startswith(head)
    return json.loads(text[len(head) :].rstrip().removesuffix(");"))


class Links(HTMLParser):
    """The addresses that a page links to, and its anchors."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.to: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.to.append(value)
            if name == "id" and value:
                self.anchors.add(value)


def test_twice_the_same_bytes(mini: Graph, site: Path, tmp_path: Path) -> None:
    g7kg.site.write(mini, tmp_path / "again")
    files = sorted(p.relative_to(site) for p in site.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file())
    assert [f for f in files if (site / f).read_bytes() != (tmp_path / "again" / f).read_bytes()] == []


def test_every_iri_has_a_page_and_its_triples(mini: Graph, site: Path) -> None:
    about: dict[str, set[str]] = {}
    for quad in mini.quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ROOT):
            about.setdefault(quad.subject.value, set()).add(str(quad.triple))
    assert len(about) > 50
    for iri, triples in about.items():
        path = site / pages.path_of(iri)
        assert f"<code>{iri}</code>" in path.with_name(path.name + ".html").read_text(encoding="utf-8")
        for ending, form in pages.FORMS.items():
            read = {str(q.triple) for q in ox.parse(path=str(path.with_name(f"{path.name}.{ending}")), format=form)}
            assert {t for t in triples if "_:" not in t} <= read, (iri, ending)


def test_no_link_on_a_page_leads_nowhere(site: Path) -> None:
    read = {path.resolve(): Links(path) for path in site.rglob("*.html")}
    wrong = []
    for path, links in read.items():
        for address in links.to:
            target, _, fragment = address.partition("#")
            if re.match(r"[a-z]+:", address) or (path.name == "index.html" and fragment == "main"):
                continue
            there = (path.parent / unquote(target)).resolve() if target else path
            lost = fragment and there.name != "index.html" and fragment not in read[there].anchors
            if path.name != "index.html" and (not there.is_file() or lost):
                wrong.append((path.name, address))
    assert wrong == []
    assert sum(len(links.to) for links in read.values()) > 1000


def test_the_rows_that_come_with_the_page_are_those_of_the_saved_queries(mini: Graph, site: Path) -> None:
    for language in bundle.LANGUAGES:
        held = delivered(site, f"rows-{language}")
        assert set(held["tables"]) == set(bundle.READY)
        for query in map(saved_query, bundle.READY):
            given = {"lang": language, "basis": bundle.VOUCHED}
            text = query.bind({k: v for k, v in given.items() if k in query.parameters})
            result = mini.store.query(text, dataset.graphs_of(mini.store, bundle.VOUCHED))
            rows = [["" if term is None else bundle.cell(term) for term in row] for row in result]  # type: ignore[union-attr]
            ours = [["" if at < 0 else held["strings"][at] for at in row] for row in held["tables"][query.slug]["rows"]]
            assert ours == rows, query.slug
        label = {"en": "Presidency of Italy, 2017", "ja": "イタリア議長国2017年"}[language]
        assert held["names"][PREFIXES["id"] + "presidency/2017-italy"] == label


def test_words_are_there_in_both_languages_and_none_is_unused() -> None:
    strings = json.loads((ASSETS / "strings.json").read_text(encoding="utf-8"))
    assert [key for key, both in strings.items() if not both.get("en") or not both.get("ja")] == []
    code = "".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js"))
    used = set(re.findall(r'G7\.t\(\s*"([\w.-]+)"', code)) | set(re.findall(r'\bS\("([\w.]+)"', code))
    assert {key for key in used if not key.endswith(".")} - set(strings) == set()
    prefixes = ("column.", "kind.", "word.", "nav.", "level.", "basis.", "term.")
    assert {key.removesuffix(".one") for key in strings if not key.startswith(prefixes)} - used == set()
    assert {key for key in strings if f'"{key.removesuffix(".one")}"' in code or key.startswith(prefixes)} == set(strings)


def test_terms_of_other_vocabularies_have_a_name_and_none_is_unused(graph: Graph) -> None:
    strings = json.loads((ASSETS / "strings.json").read_text(encoding="utf-8"))
    named = {key.removeprefix("term.") for key in strings if key.startswith("term.")}
    used = {compact(quad.predicate.value) for quad in graph.quads if quad.subject.value.startswith(PREFIXES["id"])}
    types = graph.store.query("SELECT DISTINCT ?t { ?s a ?t FILTER(STRSTARTS(STR(?s), 'https://w3id.org/g7kg/id/')) }")
    used |= {compact(row["t"].value) for row in types}  # type: ignore[union-attr]
    assert {name for name in used if not name.startswith(("g7:", "void:"))} - named == {"rdfs:label"}
    assert named - {compact(term.value) for quad in graph.quads for term in (quad.predicate, quad.object)} == set()


def test_every_column_of_a_saved_query_has_a_heading(mini: Graph) -> None:
    strings = json.loads((ASSETS / "strings.json").read_text(encoding="utf-8"))
    results = [mini.store.query(query.text) for query in saved_queries() if "CONSTRUCT" not in query.text]
    columns = {re.sub("(Label|Title)$", "", v.value) for result in results for v in result.variables}  # type: ignore[union-attr]
    assert {name for name in columns if f"column.{name}" not in strings} == set()  # add it to site/assets/strings.json


def test_views_ask_only_saved_queries_that_are_there() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js"))
    asked = set(
        re.findall(r'"((?:agreements|checks|continuity|corpus|documents|evidence|participation|statements)/[a-z-]+)"', code)
    )
    assert len(asked) > 20
    assert asked - {query.slug for query in saved_queries()} == set()


def test_the_engine_is_the_published_one() -> None:
    table = (VENDOR / "README.md").read_text(encoding="utf-8")
    digests = dict(re.findall(r"\| `([\w.]+)` \| `[\w.]+` \| `([0-9a-f]{64})` \|", table))
    assert {n: hashlib.sha256((VENDOR / n).read_bytes()).hexdigest() for n in digests} == digests
    assert set(digests) == {"oxigraph.js", "oxigraph_bg.wasm"}


def test_another_layout_of_the_engine_is_noticed() -> None:
    with pytest.raises(SourceProblem, match=r"oxigraph\.js"):
        bundle.classic("export default function () {}")


def test_a_folder_with_other_things_is_left_alone(mini: Graph, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageProblem, match="holds other things"):
        g7kg.site.write(mini, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_site_is_replaced_whole(mini: Graph, site: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "g7kg-site.txt").write_text("")
    (target / "stale.html").write_text("old")
    g7kg.site.write(mini, target)
    assert not (target / "stale.html").exists()
    assert (target / "index.html").is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("site", "-o", str(tmp_path / "file" / "site"))
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(r"g7kg: .*cannot be written.*\n", done.stderr)


def test_prefixes_of_the_page_are_those_of_the_project(site: Path) -> None:
    assert delivered(site, "start")["prefixes"] == PREFIXES


def test_what_is_withdrawn_has_a_page_that_says_so_and_is_not_found_by_the_search(tmp_path: Path) -> None:
    early, later = f"{ROOT}id/commitment/2017-hilltop/early", f"{ROOT}id/commitment/2017-hilltop/flow"
    graph = Graph()
    load_file(graph.store.raw, MINI, "https://w3id.org/g7kg/graph/mini")
    graph.store.raw.load(
        f"""<{early}> <{PREFIXES["rdfs"]}label> "Something withdrawn"@en , "廃止されたもの"@ja ;
            <{PREFIXES["owl"]}deprecated> true ; <{PREFIXES["dcterms"]}isReplacedBy> <{later}> .""",
        ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode("https://w3id.org/g7kg/graph/mini"),
    )
    quads = list(graph.store.raw)
    pages.write(quads, tmp_path)
    page = (tmp_path / "id/commitment/2017-hilltop/early.html").read_text(encoding="utf-8")
    assert re.search(r"<strong>Withdrawn</strong>.*廃止.*href=\"[./]*id/commitment/2017-hilltop/flow.html", page)
    assert "Withdrawn" not in (tmp_path / "id/commitment/2017-hilltop/flow.html").read_text(encoding="utf-8")
    found = {thing["id"] for thing in bundle.labels(quads)}
    assert {compact(later)} <= found
    assert compact(early) not in found


def test_the_iri_of_a_version_leads_to_the_ontology(tmp_path: Path) -> None:
    graph = Graph()
    load_file(graph.store.raw, MINI.parents[2] / "ontology" / "core.ttl", "https://w3id.org/g7kg/graph/ontology/core")
    pages.write(list(graph.store.raw), tmp_path)
    for ending in ("ttl", "jsonld", "nt"):
        own = (tmp_path / f"ontology/{g7kg.__version__}.{ending}").read_bytes()
        assert own == (tmp_path / f"ontology.{ending}").read_bytes()
    page = tmp_path / f"ontology/{g7kg.__version__}.html"
    for address in Links(page).to:
        if not address.startswith(("http", "data:", "#")) and "index.html" not in address and "style.css" not in address:
            assert (page.parent / unquote(address.partition("#")[0])).resolve().is_file(), address


def test_weight_without_the_engine(graph: Graph, tmp_path: Path) -> None:
    g7kg.site.write(graph, tmp_path / "whole")
    first = ["index.html", "style.css", "app.js", "data/start.js", "data/rows-ja.js"]
    assert sum((tmp_path / "whole" / name).stat().st_size for name in first) < 500_000
