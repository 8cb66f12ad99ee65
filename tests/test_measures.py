"""The measures: worked out by hand on a small graph, and what must hold on the real one."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run

from g7kg import dataset, measures
from g7kg.errors import UsageProblem
from g7kg.namespaces import ID, PREFIXES
from g7kg.stores.embedded import EmbeddedStore

# Three meetings a year apart. Of a's commitments 1 and 2, b takes up 1 (asserted and curated), in b3; c takes up b3.
SMALL = """
PREFIX : <https://w3id.org/g7kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX theme: <https://w3id.org/g7kg/theme/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://w3id.org/g7kg/id/>
:Meeting rdfs:subClassOf :Event .
<meeting/a> a :Meeting ; rdfs:label "A"@en ; :startsOn "2001-01-01"^^xsd:date .
<meeting/b> a :Meeting ; rdfs:label "B"@en ; :startsOn "2002-01-01"^^xsd:date .
<meeting/c> a :Meeting ; rdfs:label "C"@en ; :startsOn "2003-01-01"^^xsd:date .
theme:digital-policy skos:inScheme <https://w3id.org/g7kg/scheme/theme> ; skos:prefLabel "digital policy"@en .
theme:openness skos:inScheme <https://w3id.org/g7kg/scheme/theme> ; skos:prefLabel "openness"@en ;
  skos:broader theme:digital-policy .
<c/a1> a :Commitment ; rdfs:label "a1"@en ; :adoptedAt <meeting/a> ; :about theme:digital-policy .
<c/a2> a :Commitment ; rdfs:label "a2"@en ; :adoptedAt <meeting/a> ; :about theme:openness .
<c/b3> a :Commitment ; rdfs:label "b3"@en ; :adoptedAt <meeting/b> ; :about theme:openness .
<l/1> a :ContinuityLink ; :earlier <c/a1> ; :later <c/b3> ; :basis <https://w3id.org/g7kg/basis/asserted> ;
  :continuityType <https://w3id.org/g7kg/continuity/continues> .
<l/2> a :ContinuityLink ; :earlier <c/a1> ; :later <c/b3> ; :basis <https://w3id.org/g7kg/basis/curated> ;
  :continuityType <https://w3id.org/g7kg/continuity/deepens> .
<l/3> a :ContinuityLink ; :earlier <c/b3> ; :later <meeting/c> ; :basis <https://w3id.org/g7kg/basis/curated> ;
  :continuityType <https://w3id.org/g7kg/continuity/realises> .
<s/1> a :Statement ; rdfs:label "s1"@en ; :madeAt <meeting/a> ; :madeBy <party/x> ; :about theme:openness ;
  :modality <https://w3id.org/g7kg/modality/agreed> .
<s/2> a :Statement ; rdfs:label "s2"@en ; :madeAt <meeting/a> ; :madeBy <party/x> ; :about theme:openness ;
  :modality <https://w3id.org/g7kg/modality/stated> .
<party/x> rdfs:label "X"@en .
"""


@pytest.fixture(scope="module")
def small() -> EmbeddedStore:
    store = EmbeddedStore()
    store.raw.load(SMALL.encode(), ox.RdfFormat.TURTLE, base_iri=ID, to_graph=ox.NamedNode(PREFIXES["graph"] + "small"))
    return store


def table(store: EmbeddedStore, name: str, *columns: str, **options: object) -> list[tuple[object, ...]]:
    return [tuple(row.get(c, "") for c in columns) for row in measures.measure(store, name, **options).rows]  # type: ignore[arg-type]


def test_continuity_rate(small: EmbeddedStore) -> None:
    found = table(
        small, "continuity-rate", "earlier", "later", "theme", "commitments", "taken_up", "taken_up_asserted", "rate"
    )
    assert found == [
        ("a", "b", "digital-policy", 2, 1, 1, 0.5),
        ("a", "b", "openness", 1, 0, 0, 0.0),
        ("a", "c", "digital-policy", 2, 0, 0, 0.0),
        ("a", "c", "openness", 1, 0, 0, 0.0),
        ("b", "c", "digital-policy", 1, 1, 0, 1.0),
        ("b", "c", "openness", 1, 1, 0, 1.0),
    ]


def test_survival(small: EmbeddedStore) -> None:
    found = table(small, "survival", "meeting", "step", "later", "commitments", "alive", "survival")
    assert found == [("a", 1, "b", 2, 1, 0.5), ("a", 2, "c", 2, 1, 0.5), ("b", 1, "c", 1, 1, 1.0)]
    asserted = table(small, "survival", "meeting", "later", "alive", bases=("asserted",))
    assert ("a", "b", 1) in asserted


def test_lag(small: EmbeddedStore) -> None:
    found = table(small, "lag", "basis", "continuity", "links", "least", "median", "most")
    assert found == [
        ("asserted", "continues", 1, 365, 365.0, 365),
        ("curated", "deepens", 1, 365, 365.0, 365),
        ("curated", "realises", 1, 365, 365.0, 365),
    ]


def test_centrality_and_components(small: EmbeddedStore) -> None:
    found = table(small, "centrality", "thing", "in_degree", "out_degree", "betweenness", "component")
    # n = 4 (a1, a2, b3, c): b3 lies on the one path between others, of 3 · 2 ordered pairs.
    assert found == [
        ("id:c/b3", 2, 1, round(1 / 6, 6), 1),
        ("id:c/a1", 0, 2, 0.0, 1),
        ("id:meeting/c", 1, 0, 0.0, 1),
        ("id:c/a2", 0, 0, 0.0, 2),
    ]
    parts = table(small, "components", "component", "things", "commitments", "links", "meetings", "from", "to")
    assert parts == [(1, 3, 2, 3, 3, "2001-01-01", "2003-01-01"), (2, 1, 1, 0, 1, "2001-01-01", "2001-01-01")]


def test_speakers_and_modalities(small: EmbeddedStore) -> None:
    assert table(small, "speakers", "label", "theme", "modality", "statements") == [
        ("X", "openness", "agreed", 1),
        ("X", "openness", "stated", 1),
    ]
    assert table(small, "modality-mix", "meeting", "modality", "share") == [("a", "agreed", 0.5), ("a", "stated", 0.5)]


def test_on_the_real_graph(graph: dataset.Graph) -> None:
    rate = measures.measure(graph.store, "continuity-rate", bases=dataset.BASES).rows
    assert rate
    for row in rate:
        assert row["commitments"] == row["taken_up"] + row["not_taken_up"]  # type: ignore[operator]
        parts = [row[f"taken_up_{basis}"] for basis in dataset.BASES]
        assert max(parts) <= row["taken_up"] <= sum(parts)  # type: ignore[type-var,arg-type]
    whole = {(r["earlier"], r["later"]): r for r in rate if r["theme"] == "digital-policy"}
    assert whole["2016-takamatsu", "2017-turin"]["taken_up"] > 0  # type: ignore[operator]

    curves = defaultdict(list)
    for row in measures.measure(graph.store, "survival").rows:
        curves[row["meeting"]].append(row["survival"])
    assert all(curve == sorted(curve, reverse=True) for curve in curves.values())  # type: ignore[type-var]

    shares: Counter[object] = Counter()
    for row in measures.measure(graph.store, "modality-mix").rows:
        shares[row["meeting"]] += row["share"]  # type: ignore[assignment,operator]
    assert all(abs(total - 1) < 0.01 for total in shares.values())


@pytest.mark.parametrize("name", measures.MEASURES)
def test_rows_have_their_columns_in_both_languages(name: str, graph: dataset.Graph) -> None:
    for language in ("en", "ja"):
        found = measures.measure(graph.store, name, language=language)
        assert found.rows
        assert all(set(row) == set(found.columns) for row in found.rows)


@pytest.mark.parametrize("name", measures.MEASURES)
def test_defined_in_the_docs(name: str) -> None:
    from conftest import ROOT

    assert f"\n## {name}\n" in (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")


def test_command(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "x.csv"
    done = run("measures", "survival", "-f", "csv", "-o", path)
    assert done.returncode == 0, done.stderr
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    about = json.loads((tmp_path / "x.csv.meta.json").read_text(encoding="utf-8"))
    assert about["license"].startswith("https://creativecommons.org")
    assert "SELECT" in about["queries"]["links"]
    shown = json.loads(run("measures", "survival", "-f", "json").stdout)
    assert len(lines) == len(shown["rows"])
    assert f"{len(lines)} rows" in run("measures", "survival").stdout
    assert run("measures", "survive").returncode == 2


def test_unknown(small: EmbeddedStore) -> None:
    with pytest.raises(UsageProblem, match="did you mean survival"):
        measures.measure(small, "survivals")
