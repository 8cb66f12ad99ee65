"""The data set: which file becomes which graph, which rule writes what, and what is wrong with a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from g7kg import dataset, resources
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import G7, GRAPH, PREFIXES
from g7kg.stores.embedded import EmbeddedStore

VOID, PROV, DCTERMS = (PREFIXES[p] for p in ("void", "prov", "dcterms"))
RULE = """#+ graph: inferred/test
#+ basis: inferred
#+ label-en: Test
#+ label-ja: 試し
#+ over: a/one, a/two
CONSTRUCT { ?s <x:new> ?o } WHERE { ?s <x:old> ?o }
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A small project: two files, whose graphs are a/one and a/two."""
    for name in ("one", "two"):
        (tmp_path / "data" / "a").mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / "a" / f"{name}.ttl").write_text(f"<x:{name}> <x:old> <x:thing> .\n", encoding="utf-8")
    return tmp_path


def rules(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name.replace('_', '-')}.rq"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def graphs(graph: dataset.Graph) -> dict[str, int]:
    raw = graph.store.raw
    return {g.value: len(list(raw.quads_for_pattern(None, None, None, g))) for g in raw.named_graphs()}  # type: ignore[union-attr]


def test_one_file_is_one_graph(base: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = dataset.load(base=base, derive=False, progress=lambda done, all_: steps.append((done, all_)))
    assert graphs(made) == {GRAPH + "a/one": 1, GRAPH + "a/two": 1}
    assert made.files == {GRAPH + "a/one": base / "data/a/one.ttl", GRAPH + "a/two": base / "data/a/two.ttl"}
    assert steps == [(1, 2), (2, 2)]


def test_files_of_ones_own_stand_beside_the_released_ones(base: Path, tmp_path: Path) -> None:
    mine = []
    for folder in ("p", "q", "r"):
        (tmp_path / folder).mkdir()
        mine.append(tmp_path / folder / "one.ttl")
        mine[-1].write_text(f"<x:{folder}> <x:old> <x:thing> .\n", encoding="utf-8")
    made = dataset.load(mine, base=base, derive=False)
    named = [GRAPH + "file/one", GRAPH + "file/one-2", GRAPH + "file/one-3"]
    assert [made.files[name] for name in named] == mine
    assert set(graphs(made)) == {GRAPH + "a/one", GRAPH + "a/two", *named}


def test_it_is_loaded_into_the_store_that_is_given(base: Path) -> None:
    store = ox.Store()
    made = dataset.load(base=base, derive=False, into=store)
    assert made.store.raw is store
    assert len(store) == 2


def test_files_may_be_read_elsewhere(base: Path) -> None:
    steps: list[tuple[int, int]] = []

    def read(files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
        for name in files:
            yield name, f'<x:{name[-3:]}> <x:old> "elsewhere" <{name}> .\n'.encode()

    made = dataset.load(base=base, derive=False, read=read, progress=lambda done, all_: steps.append((done, all_)))
    assert {str(q.object) for q in made.store.raw} == {'"elsewhere"'}
    assert {str(q.object) for q in made.quads} == {'"elsewhere"'}
    assert steps == [(1, 2), (2, 2)]


def test_rules_are_applied_unless_left_out() -> None:
    named = {name for name in graphs(dataset.load()) if name.startswith(GRAPH + "inferred/")}
    assert GRAPH + "inferred/under-theme" in named
    assert {n for n in graphs(dataset.load(rules=["under-theme"])) if n.startswith(GRAPH + "inferred/")} == {
        GRAPH + "inferred/under-theme"
    }
    assert not [n for n in graphs(dataset.load(derive=False)) if n.startswith(GRAPH + "inferred/")]


def test_a_rule_is_read_whole(tmp_path: Path) -> None:
    [rule] = dataset.read_rules(rules(tmp_path, test=RULE))
    assert (rule.name, rule.graph, rule.basis, rule.needs) == ("test", GRAPH + "inferred/test", "inferred", ())
    assert rule.over == (GRAPH + "a/one", GRAPH + "a/two")
    assert rule.iri == PREFIXES["id"] + "rule/test"
    [shortcut] = dataset.read_rules(rules(tmp_path, short="#+ graph: inferred/short\nCONSTRUCT {} WHERE {}\n"))
    assert (shortcut.basis, shortcut.over) == (None, ())


def test_a_rule_of_an_extension_has_names_of_its_own_and_comes_after_the_projects(tmp_path: Path) -> None:
    own = "#+ graph: inferred/mine\n#+ over: one, graph:two\nCONSTRUCT {} WHERE {}\n"
    paths = rules(tmp_path, aa_mine=own, zz_released=own)
    part = resources.Part("mine", tmp_path, "x:mine/", (), (), tuple(paths[:1]), ())
    resources.put_in_force([part])
    try:
        released, mine = dataset.read_rules(paths)
        everything = dataset.read_rules()
    finally:
        resources.put_in_force([])
    assert (released.iri, released.graph, released.released) == (
        PREFIXES["id"] + "rule/zz-released",
        GRAPH + "inferred/mine",
        True,
    )
    assert released.over == (GRAPH + "one", GRAPH + "two")
    assert (mine.iri, mine.graph, mine.released) == ("x:mine/id/rule/aa-mine", "x:mine/graph/inferred/mine", False)
    assert mine.over == ("x:mine/graph/one", GRAPH + "two")
    assert [rule.released for rule in everything] == [True] * (len(everything) - 1) + [False]
    assert everything[-1] == mine


def test_without_a_choice_every_rule_is_applied() -> None:
    made = dataset.load(derive=False)
    dataset.apply_rules(made)
    assert graphs(made) == graphs(dataset.load())


def test_rules_come_after_those_they_need(tmp_path: Path) -> None:
    text = "#+ graph: inferred/x\n{}CONSTRUCT {{}} WHERE {{}}\n"
    paths = rules(tmp_path, a=text.format("#+ needs: c, b\n"), b=text.format("#+ needs: c\n"), c=text.format(""))
    assert [rule.name for rule in dataset.read_rules(paths)] == ["c", "b", "a"]
    assert dataset.read_rules(paths)[2].needs == ("c", "b")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"a": "CONSTRUCT {} WHERE {}"}, "a.rq: the rule's header has no “#+ graph:” line; name the graph it writes"),
        (
            {"a": "#+ graph: x\n#+ needs: b\n", "b": "#+ graph: x\n#+ needs: a\n"},
            "rules need each other in a circle: a → b → a",
        ),
        ({"a": "#+ graph: x\n#+ needs: nobody\n"}, "ontology/rules: no rule 'nobody' although another one needs it"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(tmp_path: Path, texts: dict[str, str], said: str) -> None:
    with pytest.raises(SourceProblem) as caught:
        dataset.read_rules(rules(tmp_path, **texts))
    assert said in str(caught.value).replace("b → a → b", "a → b → a")


def test_what_a_rule_derives_stands_in_its_graph_with_a_description(base: Path, tmp_path: Path) -> None:
    (base / "data" / "a" / "three.ttl").write_text("<x:three> <x:old> <x:thing> .\n", encoding="utf-8")
    made = dataset.load(base=base, derive=False)
    dataset.apply_rules(made, dataset.read_rules(rules(tmp_path, test=RULE)))
    graph, rule = GRAPH + "inferred/test", PREFIXES["id"] + "rule/test"
    a = PREFIXES["rdf"] + "type"
    label = PREFIXES["rdfs"] + "label"
    found = {
        (str(q.subject), q.predicate.value, str(q.object))
        for q in made.store.raw.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    }
    described = {
        (f"<{graph}>", a, f"<{VOID}Dataset>"),
        (f"<{graph}>", DCTERMS + "license", f"<{dataset.LICENSE}>"),
        (f"<{graph}>", PROV + "wasGeneratedBy", f"<{rule}>"),
        (f"<{graph}>", G7 + "basis", f"<{PREFIXES['basis']}inferred>"),
        (f"<{rule}>", a, f"<{PROV}Activity>"),
        *((f"<{thing}>", label, text) for thing in (graph, rule) for text in ('"Test"@en', '"試し"@ja')),
    }
    assert described <= found
    derived = {line for line in found if line[1] == "x:new"}  # of the graphs that the rule looks at, and no other
    assert derived == {("<x:one>", "x:new", "<x:thing>"), ("<x:two>", "x:new", "<x:thing>")}
    assert found - described - derived == set()
    assert {str(q) for q in made.quads} == {str(q) for q in made.store.raw}


def described(*bases: str, source: str = "", holder: str = "") -> EmbeddedStore:
    store = ox.Store()
    for basis in bases:
        name = f"x:{basis}"
        text = f"<{name}> a <{VOID}Dataset> ; <{G7}basis> <{PREFIXES['basis']}{basis}> {source} ."
        store.load(text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(holder or name))
    store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal("reference"), ox.NamedNode("x:reference")))
    return EmbeddedStore(store)


def test_the_graphs_of_other_bases_are_left_out() -> None:
    store = described("asserted", "curated", "inferred")
    assert dataset.graphs_of(store, ["asserted"]) == ["x:asserted", "x:reference"]
    assert dataset.graphs_of(store, ["asserted", "curated"]) == ["x:asserted", "x:curated", "x:reference"]
    assert dataset.graphs_of(store, dataset.BASES) is None
    assert dataset.graphs_of(described("asserted"), ["asserted"]) is None


def test_a_sources_own_graph_always_counts() -> None:
    assert dataset.graphs_of(described("curated", source=f"; <{DCTERMS}source> <x:d>"), ["asserted"]) is None


def test_a_file_of_ones_own_counts_as_the_graph_that_it_describes() -> None:
    held = described("curated", holder=GRAPH + "file/mine")
    assert dataset.graphs_of(held, ["asserted"]) == ["x:reference"]
    elsewhere = described("curated", "asserted", holder="x:elsewhere")
    assert dataset.graphs_of(elsewhere, ["asserted"]) is None


def test_an_unknown_basis_is_named() -> None:
    with pytest.raises(UsageProblem) as caught:
        dataset.graphs_of(described(), ["asserted", "assumed", "xyz"])
    assert str(caught.value) == "no basis “assumed”; choose from asserted, curated, inferred"


def test_what_a_graphs_name_cannot_hold_is_percent_encoded(base: Path) -> None:
    folder = base / "data" / "a"
    (folder / "two.ttl").rename(folder / "my two 100%.ttl")
    graph = dataset.load([folder / "one.ttl", folder / "my two 100%.ttl"], base=base, derive=False)
    names = [name for name in graph.files if "two" in name]
    assert names == [f"{GRAPH}a/my%20two%20100%25", f"{dataset.OWN}my%20two%20100%25"]
    assert set(graph.store.graph_names()) == set(graph.files)
