"""The explorer in a real browser: what is on the screen is what the queries give, for everybody, from anywhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from browser import chromium, hosted, needed, settled, size, wait
from wheels import unpacked

import g7kg.site
from g7kg import dataset
from g7kg.dataset import Graph
from g7kg.queries import saved_queries, saved_query

pytestmark = needed
AXE = "axe-playwright-python==0.1.8"  # its wheel carries axe-core, which checks accessibility
VIEWS = [
    *("chain", "meetings", "meeting/2017-turin", "commitment/2017-turin/connect-everyone", "themes", "theme/digital-divide"),
    *("people", "party/japan", "compare", "documents", "document/2017-mic-release", "quality", "ask/continuity/hops", "ask"),
    "search",
]
LEVELS = {"asserted": ["asserted"], "curated": ["asserted", "curated"], "inferred": list(dataset.BASES)}


@pytest.fixture(scope="module")
def site(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("host") / "deep" / "down"
    g7kg.site.write(graph, folder)
    return folder


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """A plain web host with the site under a path of its own."""
    with hosted(site.parents[1]) as address:
        yield f"{address}/deep/down"


@pytest.fixture(scope="module")
def page(site: Path) -> Iterator[Any]:
    with chromium() as driver:
        size(driver, 1280)
        driver.get(f"file://{site}/index.html#/chain?lang=en&basis=curated")
        settled(driver)
        yield driver


def show(page: Any, view: str, language: str = "en", basis: str = "curated", more: str = "") -> None:
    if view == "search" and not more:
        more = "&q=AI"
    address = f"#/{view}?lang={language}&basis={basis}{more}"
    page.execute_script("location.hash = arguments[0]", address)
    settled(page)
    assert page.execute_script("return document.querySelectorAll('.wrong').length") == 0, view


# Identifiers in a table for what has a name; what is known by its place in a text has none.
NAMELESS = """
return [...document.querySelectorAll("td a")].map((a) => a.textContent)
  .filter((text) => /^[\\w-]+:[^\\s/]/.test(text) && !/^id:(passage|link|participation|rendition|image)\\//.test(text));
"""
SECTIONS = """
const all = [];
const save = G7.save;
for (const box of document.querySelectorAll("[data-query]")) {
  let text = null;
  G7.save = (name, content) => { text = content; };
  box.querySelector("button.csv")?.click();
  all.push({ slug: box.dataset.query, count: Number(box.querySelector("[data-rows]").dataset.rows),
             drawn: box.querySelectorAll("tbody tr").length, sparql: box.querySelector("pre.sparql").textContent, csv: text });
}
G7.save = save;
return all;
"""


@pytest.mark.parametrize("view", [v for v in VIEWS if v not in ("ask", "search", "ask/continuity/hops")])
def test_screen_csv_and_sparql_agree(page: Any, graph: Graph, view: str) -> None:
    for language, basis in (("ja", "asserted"), ("en", "curated"), ("ja", "inferred")):
        show(page, view, language, basis)
        found = page.execute_script(SECTIONS)
        assert found, view
        for one in found:
            result = graph.store.query(one["sparql"], dataset.graphs_of(graph.store, LEVELS[basis]))
            assert isinstance(result, ox.QuerySolutions)
            rows = [["" if term is None else getattr(term, "value", str(term)) for term in row] for row in result]
            assert one["count"] == one["drawn"] == len(rows), (view, basis, one["slug"])
            if rows:
                saved = list(csv.reader(io.StringIO(one["csv"], newline="")))
                assert saved == [[v.value for v in result.variables], *rows], (view, basis, one["slug"])


def test_the_chain_draws_every_commitment_and_link(page: Any, graph: Graph) -> None:
    for basis, bases in LEVELS.items():
        show(page, "chain", "en", basis)
        wait(page, "document.querySelectorAll('.chain .ribbon').length")
        text = saved_query("continuity/hops").bind({"basis": bases})
        result = graph.store.query(text, dataset.graphs_of(graph.store, bases))
        links = {(s["link"].value, s["basis"].value.rsplit("/", 1)[1]) for s in result}  # type: ignore[union-attr]
        drawn = page.execute_script(
            "return [...document.querySelectorAll('.chain [data-link]')].map((e) => [e.dataset.link, e.classList[1]])"
        )
        assert sorted(map(tuple, drawn)) == sorted(links)
        legend = page.execute_script(
            "return Object.fromEntries([...document.querySelectorAll('.key [data-links]')]"
            ".map((e) => [e.dataset.links, Number(e.textContent)]))"
        )
        assert legend == {name: sum(basis == name for _, basis in links) for name in bases}
        nodes = set(
            page.execute_script("return [...document.querySelectorAll('.chain [data-node]')].map((e) => e.dataset.node)")
        )
        listed = graph.store.query(saved_query("corpus/commitments").text, dataset.graphs_of(graph.store, bases))
        commitments = {s["commitment"].value for s in listed}  # type: ignore[union-attr]
        assert commitments <= nodes
        assert page.execute_script("return Number(document.querySelector('[data-commitments]').textContent)") == len(
            commitments
        )


def test_a_line_of_descent_by_keyboard(page: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    show(page, "chain")
    iri = "https://w3id.org/g7kg/id/commitment/2017-turin/connect-everyone"
    node = page.execute_script("const e = document.querySelector(`[data-node='${arguments[0]}']`); e.focus(); return e", iri)
    node.send_keys(Keys.ENTER)
    steps = wait(page, "document.querySelectorAll('.panel .steps li').length")
    assert steps == page.execute_script("return document.querySelectorAll('.chain .ribbon.on').length") > 0
    assert "focus=id%3Acommitment%2F2017-turin%2Fconnect-everyone" in page.current_url
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert page.execute_script("return document.querySelector('.panel')") is None
    assert page.execute_script("return document.activeElement.dataset.node") == iri


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_overflows_and_axe_finds_nothing_serious(page: Any, language: str) -> None:
    [axe] = unpacked(AXE, "axe.min.js", "G7KG_NEED_BROWSER").glob("**/axe.min.js")
    page.execute_script(axe.read_text(encoding="utf-8") + "; window.axe = axe")
    run = (
        "const done = arguments[arguments.length - 1];"
        "window.axe.run(document, { resultTypes: ['violations'], preload: false })"
        ".then((r) => done(r.violations.filter((v) => ['serious', 'critical'].includes(v.impact))"
        ".map((v) => [v.id, v.nodes[0].html, v.nodes[0].failureSummary])))"
    )
    for view in VIEWS:
        show(page, view, language)
        for width in (390, 1280):
            size(page, width)
            assert page.execute_script("return document.documentElement.scrollWidth - innerWidth") <= 0, (view, width)
        if view == "chain":  # from the phone back to the desk, the ribbons end where the chain ends
            tall = (
                "const [a, b] = ['.chain', '.chain svg'].map((s) => document.querySelector(s).getBoundingClientRect().height)"
            )
            wait(page, f"(() => {{ {tall}; return Math.abs(a - b) < 2; }})()")
        assert page.execute_script(NAMELESS) == [], view
        page.execute_script("document.querySelectorAll('tbody tr:nth-child(n+9)').forEach((row) => row.remove())")  # all alike
        assert page.execute_async_script(run) == [], view
    assert page.execute_script("return document.documentElement.lang") == language


def test_parameters_are_set_as_the_command_line_sets_them(page: Any) -> None:
    names = {"theme": "openness", "meeting": "2018-montreal", "kind": "x", "party": "japan", "first": "2017-mic-release"}
    for query in saved_queries():
        values: dict[str, Any] = {}
        for name, parameter in query.parameters.items():
            if parameter.kind == "iri":
                term = parameter.term(names.get(name, "something"), query.prefixes)
                values[name] = [str(term)[1:-1], "https://example.org/b"]
            else:
                values[name] = {"integer": "12", "date": "2017-09-25", "lang": "ja", "string": 'a"b\\c\n'}[parameter.kind]
        ours = page.execute_script("return G7.bind(G7.saved(arguments[0]), arguments[1])", query.slug, values)
        assert ours == query.bind(values), query.slug


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("人工知能", "theme:artificial-intelligence"),
        ("じんこうちのう", "theme:artificial-intelligence"),
        ("ジンコウチノウ", "theme:artificial-intelligence"),
        ("ｼﾞﾝｺｳﾁﾉｳ", "theme:artificial-intelligence"),
        ("artificial intelligense", "theme:artificial-intelligence"),
        ("ＡＲＴＩＦＩＣＩＡＬ　ＩＮＴＥＬＬＩＧＥＮＣＥ", "theme:artificial-intelligence"),
        ("2025年 誰もが", "id:commitment/2017-turin/connect-everyone"),
        ("everyone online 2025", "id:commitment/2017-turin/connect-everyone"),
        ("connect-everyone", "id:commitment/2017-turin/connect-everyone"),
        ("Turin", "id:meeting/2017-turin"),
        ("privacy", "theme:privacy-and-data-protection"),
        ("USA", "id:party/united-states"),
        ("広島プロセス", "id:meeting/2023-09-hiroshima-ai-process"),
    ],
)
def test_search_finds_it_first(page: Any, asked: str, first: str) -> None:
    found = page.execute_async_script(
        "const done = arguments[1]; G7.find(arguments[0]).then(({ found }) => done(found.map(({ thing }) => thing.id)))", asked
    )
    assert found[:1] == [first]


def test_search_counts_by_kind_what_it_shows(page: Any) -> None:
    show(page, "search", "ja", more="&q=データ")
    chips = page.execute_script(
        "return Object.fromEntries([...document.querySelectorAll('.chip')].map((e) => [e.dataset.kind,"
        " Number(e.querySelector('.n').textContent)]))"
    )
    assert chips[""] == sum(number for kind, number in chips.items() if kind) > 10
    for kind in ("theme", "commitment"):
        show(page, "search", "ja", more=f"&q=データ&kind={kind}")
        assert page.execute_script("return document.querySelectorAll('.found li').length") == chips[kind] > 0


def test_facets_narrow_the_rows_and_the_csv_alike(page: Any) -> None:
    show(page, "documents")
    option = page.execute_script(
        "const s = document.querySelector('[data-facet]'); s.value = s.options[1].value;"
        " s.dispatchEvent(new Event('change')); return document.querySelector('[data-facet]').selectedOptions[0].textContent"
    )
    [one] = page.execute_script(SECTIONS)
    expected = int(option.rsplit("(", 1)[1].rstrip(")"))
    assert one["count"] == one["drawn"] == len(list(csv.reader(io.StringIO(one["csv"])))) - 1 == expected
    address = page.current_url
    page.get("about:blank")
    page.get(address)
    settled(page)
    assert page.execute_script(SECTIONS)[0]["count"] == expected


def test_language_and_basis_hold_from_view_to_view(page: Any) -> None:
    show(page, "chain", "ja", "asserted")
    for name in ("themes", "quality", "ask"):
        page.execute_script("document.querySelector(`[data-view='${arguments[0]}']`).click()", name)
        wait(page, "G7.state.view === arguments[0]", name)
        settled(page)
        assert page.execute_script("return [G7.state.lang, G7.state.basis, document.documentElement.lang]") == [
            *("ja", "asserted", "ja")
        ]


def test_own_sparql_completion_and_a_mistake(page: Any) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    show(page, "ask")
    area = page.find_element(By.ID, "sparql")
    area.clear()
    area.send_keys("SELECT ?x WHERE { ?x a g7:Presid")
    wait(page, "!document.querySelector('.complete').hidden")
    area.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    area.send_keys(" } ORDER BY ?x")
    assert page.execute_script("return arguments[0].value", area) == (
        "PREFIX g7: <https://w3id.org/g7kg/ontology#>\nSELECT ?x WHERE { ?x a g7:Presidency } ORDER BY ?x"
    )
    area.send_keys(Keys.CONTROL, Keys.ENTER)
    assert wait(page, "document.querySelectorAll('.answer tbody tr').length") > 10
    page.execute_script("const a = document.getElementById('sparql'); a.value = 'SELECT nonsense'")
    page.execute_script("document.querySelector('form.editor').requestSubmit()")
    assert "error" in wait(page, "document.querySelector('.answer .wrong')?.textContent")


def test_a_query_without_end_is_stopped_and_the_next_one_answered(page: Any) -> None:
    show(page, "ask")
    page.execute_script(
        "const a = document.getElementById('sparql');"
        "a.value = 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }';"
        "document.querySelector('form.editor').requestSubmit()"
    )
    wait(page, "document.querySelector('.answer .waiting button')")
    page.execute_script("document.querySelector('.answer .waiting button').click()")
    wait(page, "document.querySelector('.answer .wrong')")
    page.execute_script(
        "document.getElementById('sparql').value = 'ASK { ?s ?p ?o }'; document.querySelector('form.editor').requestSubmit()"
    )
    assert wait(page, "document.querySelector('.answer tbody td')?.textContent") == "true"


def test_from_a_host_under_a_path_and_nothing_from_elsewhere(host: str) -> None:
    with chromium() as driver:
        driver.get(f"{host}/index.html#/commitment/2017-turin/connect-everyone?lang=ja&basis=inferred")
        settled(driver)
        assert driver.execute_script("return document.querySelectorAll('tbody tr').length") > 2
        asked = driver.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)")
        assert [name for name in asked if not name.startswith((host, "blob:", "data:"))] == []
        assert [one for one in driver.get_log("browser") if one["level"] == "SEVERE"] == []
        links = driver.execute_script("return [...document.querySelectorAll('.forms a')].map((e) => e.href)")
        for link in links:
            driver.get(link)
            assert "connect-everyone" in driver.page_source


def test_the_page_from_a_file_says_nothing_wrong(page: Any, site: Path) -> None:
    assert [one for one in page.get_log("browser") if one["level"] == "SEVERE"] == []
    page.get(f"file://{site}/id/meeting/2017-turin.html")
    assert page.execute_script("return getComputedStyle(document.querySelector('dl')).display") == "grid"
    assert [one for one in page.get_log("browser") if one["level"] == "SEVERE"] == []
