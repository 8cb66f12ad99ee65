"""`g7kg diff`: what a release adds, withdraws and changes, which version that makes it, and released names that must stay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import ROOT, Run

from g7kg import building, differences, naming
from g7kg.dataset import Graph
from g7kg.differences import answers, policy
from g7kg.exports import differences as writers
from g7kg.namespaces import G7, GRAPH, ID, PREFIXES
from g7kg.queries import saved_query
from g7kg.stores import rows
from g7kg.stores.embedded import EmbeddedStore

COMMITMENT = f"{ID}commitment/2017-turin/connect-everyone"
FLOW = f"{ID}commitment/2017-turin/free-flow-of-information"
PERSON = f"{ID}person/hiraki"
SOURCE = ox.NamedNode(GRAPH + "2017-turin/mic-release")
REFERENCE = ox.NamedNode(GRAPH + "reference/people")
ONTOLOGY = ox.NamedNode(GRAPH + "ontology/core")


def n(name: str) -> ox.NamedNode:
    prefix, local = name.split(":", 1)
    return ox.NamedNode(PREFIXES[prefix] + local)


def q(subject: str, prop: str, value: ox.NamedNode | ox.Literal, graph: ox.NamedNode = SOURCE) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), n(prop), value, graph)


def text(value: str, language: str = "en") -> ox.Literal:
    return ox.Literal(value, language=language)


def tombstone(iri: str, successor: str | None = None) -> list[ox.Quad]:
    true = ox.Literal(True)
    return [
        q(iri, "rdfs:label", text("Something withdrawn")),
        q(iri, "rdfs:label", text("廃止されたもの", "ja")),
        q(iri, "owl:deprecated", true),
        *([q(iri, "dcterms:isReplacedBy", ox.NamedNode(successor))] if successor else []),
    ]


def release(quads: Iterable[ox.Quad], version: str = "0.1.0") -> differences.Release:
    return differences.Release(version, list(quads), differences.saved_queries())


@pytest.fixture(scope="module")
def base(graph: Graph) -> differences.Release:
    return release(graph.quads)


Changed = Callable[..., differences.Difference]


@pytest.fixture(scope="module")
def changed(base: differences.Release) -> Changed:
    """Compare the graph with itself after some quads went out and others came in."""

    def compared(out: Callable[[ox.Quad], bool] = lambda _: False, into: Iterable[ox.Quad] = ()) -> differences.Difference:
        return differences.between(base, release([*(quad for quad in base.quads if not out(quad)), *into], "0.2.0"))

    return compared


def about(found: differences.Difference, kind: str = "commitment") -> list[tuple[str, str]]:
    return [(change.thing, change.what) for change in found.things if change.kind == kind]


def test_a_release_does_not_differ_from_itself(base: differences.Release) -> None:
    found = differences.between(base, release(reversed(base.quads)))
    assert (found.level, found.things, found.answers, found.inferences, found.axioms) == ("none", [], [], {}, ([], []))
    assert found.next_version == "0.1.0"


def test_old_and_new_value_of_what_changed(changed: Changed) -> None:
    label = q(COMMITMENT, "rdfs:label", text("Connect everyone, at last"))
    found = changed(
        lambda quad: quad.subject == label.subject and quad.predicate == label.predicate and quad.object.language == "en",
        [label],
    )
    [change] = found.things
    [prop] = change.properties
    assert (change.thing, change.kind, change.what) == (COMMITMENT, "commitment", "changed")
    assert ([v.term.value for v in prop.new], prop.property) == (["Connect everyone, at last"], PREFIXES["rdfs"] + "label")
    assert len(prop.old) == 1
    assert found.level == "major"  # saved queries show labels, so their rows changed
    assert {c.what for c in found.answers} == {"rows"}
    assert "agreements/by-source" in {c.slug for c in found.answers}


def test_what_another_source_says_now_has_changed(changed: Changed, base: differences.Release) -> None:
    said = next(quad for quad in base.quads if quad.subject == ox.NamedNode(COMMITMENT) and quad.predicate == n("g7:about"))
    moved = ox.Quad(*said.triple, ox.NamedNode(GRAPH + "2017-turin/curated"))
    [change] = [c for c in changed(lambda quad: quad == said, [moved]).things if c.thing == COMMITMENT]
    [prop] = change.properties
    sides = [[(v.term, v.graphs) for v in side] for side in (prop.old, prop.new)]
    assert sides == [[(said.object, (SOURCE.value,))], [(said.object, (moved.graph_name.value,))]]


def test_withdrawn_with_a_tombstone_is_no_breach(changed: Changed, base: differences.Release) -> None:
    successor = f"{ID}commitment/2017-turin/deepen-discussion-in-2018"
    gone = ox.NamedNode(COMMITMENT)
    found = changed(lambda quad: gone in (quad.subject, quad.object), tombstone(COMMITMENT, successor))
    [change] = [c for c in found.things if c.thing == COMMITMENT]
    assert (change.what, change.replaced, found.level) == ("withdrawn", (successor,), "major")
    assert [b for b in found.breaches if b.iri == COMMITMENT] == []
    lines = writers.write(found, "md", "en").decode()
    assert "| withdrawn | id:commitment/2017-turin/connect-everyone | Something withdrawn | replaced by |" in lines
    assert (
        "| 廃止 | id:commitment/2017-turin/connect-everyone | 廃止されたもの | 後継 |"
        in writers.write(found, "md", "ja").decode()
    )


@pytest.mark.parametrize(
    ("into", "what"),
    [
        ([], "vanished"),
        ([q(COMMITMENT, "rdf:type", n("g7:Statement"))], "class"),
        (tombstone(COMMITMENT, f"{ID}commitment/2017-turin/no-such-thing"), "successor"),
        (
            [
                q(COMMITMENT, "rdf:type", n("g7:Commitment")),
                q(COMMITMENT, "rdfs:label", text("Quite a bizarre phrase")),
                q(COMMITMENT, "rdfs:label", text("郵便切手の収集", "ja")),
            ],
            "text",
        ),
    ],
)
def test_a_released_name_must_stand(into: list[ox.Quad], what: str, changed: Changed) -> None:
    found = changed(lambda quad: quad.subject == ox.NamedNode(COMMITMENT), into)
    assert [(b.iri, b.what) for b in found.breaches if b.iri == COMMITMENT] == [(COMMITMENT, what)]
    assert found.reasons[0].name == "breaches"


def test_a_withdrawn_name_is_not_used_again(base: differences.Release) -> None:
    old = release([*base.quads, *tombstone(f"{ID}commitment/2017-turin/early")])
    new = release([*base.quads, q(f"{ID}commitment/2017-turin/early", "rdf:type", n("g7:Commitment"))])
    assert [(b.iri.rpartition("/")[2], b.what) for b in differences.between(old, new).breaches] == [("early", "reused")]


def test_a_narrower_class_is_no_change_of_meaning(changed: Changed, base: differences.Release) -> None:
    meeting = ox.NamedNode(f"{ID}meeting/2017-turin")
    kind = next(quad for quad in base.quads if quad.subject == meeting and quad.predicate == n("rdf:type"))
    narrower = f"{G7}DigitalMinisterial"
    term = [q(narrower, "rdf:type", n("owl:Class"), ONTOLOGY), q(narrower, "rdfs:subClassOf", kind.object, ONTOLOGY)]
    found = changed(
        lambda quad: quad == kind, [*term, ox.Quad(meeting, kind.predicate, ox.NamedNode(narrower), kind.graph_name)]
    )
    assert found.breaches == []


def test_what_rules_derive_no_longer(changed: Changed, base: differences.Release) -> None:
    graph = ox.NamedNode(GRAPH + "builds-on/asserted")
    lost = next(quad for quad in base.quads if quad.graph_name == graph and quad.predicate == n("g7:buildsOn"))
    found = changed(lambda quad: quad == lost)
    assert found.inferences == {graph.value: (1, 0)}
    assert ("inferences", "major") in [(r.name, r.level) for r in found.reasons]
    assert found.things == []  # of the things themselves nothing else is told


def test_axioms_of_terms_that_stood_before(changed: Changed) -> None:
    wider = q(f"{G7}Meeting", "rdfs:subClassOf", n("g7:Document"), ONTOLOGY)
    assert changed(into=[wider]).axioms == ([], ["g7:Meeting rdfs:subClassOf g7:Document"])
    own = q(f"{G7}Hearing", "rdf:type", n("owl:Class"), ONTOLOGY)
    found = changed(into=[own, q(f"{G7}Hearing", "rdfs:subClassOf", n("g7:Event"), ONTOLOGY)])
    assert (found.axioms, about(found, "term"), found.level) == (([], []), [(f"{G7}Hearing", "added")], "minor")
    assert found.next_version == "0.2.0"


def test_axioms_with_blank_nodes_do_not_depend_on_their_names(base: differences.Release) -> None:
    names: dict[str, ox.BlankNode] = {}

    def renamed(term: Any) -> Any:
        return names.setdefault(str(term), ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    quads = [ox.Quad(renamed(x.subject), x.predicate, renamed(x.object), x.graph_name) for x in base.quads]
    found = differences.between(base, release(quads))
    assert len(names) > 10
    assert (found.level, found.axioms) == ("none", ([], []))


def test_a_saved_query_withdrawn_added_or_reworded(base: differences.Release) -> None:
    queries = {query.slug: query for query in base.queries}
    gone, new = queries.pop("agreements/by-theme"), queries.pop("continuity/hops")
    told = saved_query("corpus/presidencies")
    other = differences.SavedQuery(told.slug, told.path, "# in other words\n" + told.text, told.parameters, told.header)
    before = differences.Release("1.0.0", base.quads, [gone, *queries.values()])
    after = differences.Release("1.0.0", base.quads, [new, *(other if q.slug == told.slug else q for q in queries.values())])
    found = differences.between(before, after)
    assert [(c.slug, c.what) for c in found.answers] == [
        ("agreements/by-theme", "withdrawn"),
        ("continuity/hops", "added"),
        ("corpus/presidencies", "text"),
    ]
    assert (found.level, found.next_version, found.version_too_low) == ("major", "2.0.0", True)


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ({"breaches": 1, "changed": 2}, "major"),
        ({"withdrawn": 1}, "major"),
        ({"inferences": 1}, "major"),
        ({"axioms": 1}, "major"),
        ({"added": 1, "changed": 1}, "minor"),
        ({"changed": 1}, "patch"),
        ({"statements": 1}, "patch"),
    ],
)
def test_the_policy(counts: dict[str, int], level: str) -> None:
    every = dict.fromkeys(("breaches", "withdrawn", "inferences", "axioms", "added", "changed", "statements"), 0)
    assert policy.reasons(answers={}, **{**every, **counts})[0].level == level
    assert policy.reasons(answers={"rows": 1}, **every)[0].level == "major"
    assert policy.reasons(answers={}, **every) == []


def test_the_policy_is_the_written_one() -> None:
    written = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")
    for level, english, japanese in policy.REASONS.values():
        assert f"| {english} | {japanese} | {level} |" in written


def test_rdf_patch_makes_the_older_into_the_newer(changed: Changed, base: differences.Release) -> None:
    found = changed(lambda quad: quad.subject == ox.NamedNode(PERSON), [q(PERSON, "foaf:name", text("Another"), REFERENCE)])
    lines = "".join(writers.patch(found)).splitlines()
    assert [line.split(" ")[:2] for line in lines[:2]] == [["H", "id"], ["H", "prev"]]
    assert (lines[2], lines[-1]) == ("TX .", "TC .")
    read = {letter: {line[2:] for line in lines[3:-1] if line.startswith(letter + " ")} for letter in "AD"}
    old, new = ({f"{quad} ." for quad in side.canonical} for side in (found.old, found.new))
    assert read["D"] <= old
    assert (old - read["D"]) | read["A"] == new
    for line in read["A"]:
        assert len(list(ox.parse(line, format=ox.RdfFormat.N_QUADS))) == 1
    again = "".join(writers.patch(changed(lambda quad: quad in found.moves[0], found.moves[1]))).splitlines()
    assert again == lines


def test_json_and_csv_hold_all_that_changed(changed: Changed) -> None:
    found = changed(lambda quad: quad.subject == ox.NamedNode(COMMITMENT), tombstone(f"{ID}commitment/2017-turin/early"))
    content = json.loads(writers.write(found, "json", "en"))
    assert {(c["thing"], c["change"]) for c in content["changes"]} == {(c.thing, c.what) for c in found.things}
    assert (content["level"], content["nextVersion"]) == ("major", "0.2.0")
    assert content["statements"] == {"withdrawn": len(found.moves[0]), "added": len(found.moves[1])}
    assert content["old"]["sha256"] != content["new"]["sha256"]
    lines = writers.write(found, "csv", "ja").decode().splitlines()
    assert lines[0] == "kind,change,thing,label,property,before,after"
    assert any("id:commitment/2017-turin/connect-everyone" in line for line in lines[1:])


def test_the_saved_query_finds_the_same_things(base: differences.Release, changed: Changed) -> None:
    """`corpus/changes`, asked of both releases in one store, names the same things as the command."""
    extra = f"{ID}commitment/2017-turin/gone"
    into = [q(extra, "rdf:type", n("g7:Commitment")), q(COMMITMENT, "rdfs:comment", text("more"))]
    found = changed(lambda quad: quad.subject == ox.NamedNode(PERSON), into)
    store, older = EmbeddedStore(), "urn:x-older:"
    store.add(ox.Quad(*x.triple, ox.NamedNode(older + x.graph_name.value.removeprefix(GRAPH))) for x in found.old.quads)
    store.add(found.new.quads)
    kinds = ["g7:Commitment", "foaf:Person"]
    asked = saved_query("corpus/changes").bind({"old": older, "new": GRAPH, "kind": kinds, "lang": "en"})
    told = {(row[3].value, row[0].value) for row in rows(store.query(asked))[1]}  # type: ignore[union-attr]
    assert (
        told == {(c.thing, c.what) for c in found.things} == {(extra, "added"), (COMMITMENT, "changed"), (PERSON, "withdrawn")}
    )


@pytest.fixture(scope="module")
def kept(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a folder of releases: 0.0.9, which calls one commitment otherwise and has a query of its own, and 0.0.10."""
    folder = tmp_path_factory.mktemp("releases")
    label = n("rdfs:label")
    relabelled = {ox.NamedNode(COMMITMENT), ox.NamedNode(FLOW)}
    quads = [quad for quad in graph.quads if quad.subject not in relabelled or quad.predicate != label]
    quads.append(q(FLOW, "rdfs:label", text("flowing otherwise")))
    quads += [
        q(COMMITMENT, "rdfs:label", text("called otherwise")),
        *tombstone(f"{ID}commitment/2017-turin/early", COMMITMENT),
    ]
    for version, some in (("0.0.9", quads), ("0.0.10", graph.quads)):
        (folder / version).mkdir()
        with (folder / version / "g7kg.nq").open("wb") as out:
            ox.serialize(building.canonical_quads(some), out, ox.RdfFormat.N_QUADS)
    shutil.copytree(ROOT / "queries", folder / "0.0.9" / "queries")
    own = folder / "0.0.9" / "queries" / "corpus" / "presidencies.rq"
    own.write_text('SELECT ("as it was asked then" AS ?x) {}', encoding="utf-8")
    return folder


Asked = Callable[..., Any]


@pytest.fixture
def asked(kept: Path, run: Run) -> Asked:
    return lambda *arguments: run(*arguments, G7KG_RELEASES=str(kept))


def test_any_question_is_answered_as_of_a_release(asked: Asked, tmp_path: Path) -> None:
    query = tmp_path / "q.rq"
    query.write_text(f"SELECT ?l {{ <{COMMITMENT}> <{n('rdfs:label').value}> ?l }}", encoding="utf-8")
    assert "called otherwise" in asked("query", query, "--as-of", "0.0.9").stdout
    assert "called otherwise" not in asked("query", query, "--as-of", "0.0.10").stdout
    assert "as it was asked then" in asked("query", "corpus/presidencies", "--as-of", "0.0.9").stdout
    assert "Italy" in asked("query", "corpus/presidencies", "--as-of", "0.0.10").stdout  # it keeps no queries of its own
    assert "called otherwise" in asked("show", "commitment/2017-turin/connect-everyone", "--as-of", "0.0.9").stdout
    assert "flowing otherwise" in asked("trace", "--theme", "free-flow-of-information", "--as-of", "0.0.9").stdout
    done = asked("export", "commitments", "-o", tmp_path / "c.csv", "--as-of", "0.0.9")
    assert done.returncode == 0, done.stderr
    assert "called otherwise" in (tmp_path / "c.csv").read_text(encoding="utf-8")
    assert "called otherwise" not in asked("measures", "survival", "--as-of", "0.0.10").stdout


@pytest.mark.parametrize(
    "arguments", [("query", "corpus/presidencies"), ("show", "meeting/2017-turin"), ("trace",), ("compare", "2017-turin")]
)
def test_an_unknown_version_names_those_that_are_kept(arguments: tuple[str, ...], asked: Asked) -> None:
    done = asked(*arguments, "--as-of", "0.3")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "“0.3”" in done.stderr
    assert "there are: 0.0.9, 0.0.10" in done.stderr


def test_as_of_and_another_graph_are_two_places(asked: Asked, kept: Path) -> None:
    done = asked("trace", "--as-of", "0.0.9", "--store", kept / "0.0.10" / "g7kg.nq")
    assert (done.returncode, "--as-of" in done.stderr) == (2, True)


def test_a_withdrawn_thing_says_so_and_no_query_shows_it(asked: Asked, kept: Path) -> None:
    shown = asked("show", "commitment/2017-turin/early", "--as-of", "0.0.9").stdout
    assert "withdrawn; replaced by id:commitment/2017-turin/connect-everyone" in shown
    assert "廃止; 後継は" in asked("show", "commitment/2017-turin/early", "--as-of", "0.0.9", "--lang", "ja").stdout
    store = EmbeddedStore()
    store.raw.load(path=str(kept / "0.0.9" / "g7kg.nq"))
    number = 0
    for query in differences.saved_queries():
        for row in answers.answered(query, store):
            number += 1
            assert not any("Something withdrawn" in term or "/early>" in term for term in row), query.slug
    assert number > 1000


def test_the_command(asked: Asked, kept: Path, tmp_path: Path) -> None:
    done = asked("diff", "0.0.9", "0.0.10")
    assert done.returncode == 0, done.stderr
    assert "called otherwise@en" in "".join(done.stdout.split("\n")) or "otherwise@en" in done.stdout
    broken = asked("diff", "0.0.9", "0.0.10", "--check")
    assert broken.returncode == 1
    assert asked("diff", "0.0.10", "--format", "json").returncode == 0
    assert asked("diff", "0.0.10", "--check").returncode == 0
    assert asked("diff", "0.0.10", "--format", "yaml").returncode == 2


def test_names_are_checked_against_a_record(asked: Asked, run: Run, base: differences.Release, tmp_path: Path) -> None:
    record = tmp_path / "released.nt"
    naming.write_names(naming.names(base.quads), record)
    assert asked("diff", record).returncode == 0
    lost = f"<{ID}commitment/2017-turin/lost> <{PREFIXES['rdf']}type> <{G7}Commitment> .\n"
    record.write_text(record.read_text(encoding="utf-8") + lost, encoding="utf-8")
    done = asked("diff", record)
    assert (done.returncode, "commitment/2017-turin/lost is gone" in done.stdout) == (1, True)
    done = run("release", "-o", tmp_path / "new", G7KG_RELEASES=str(tmp_path))
    assert (done.returncode, "commitment/2017-turin/lost is gone" in done.stdout) == (1, True)
    assert not (tmp_path / "new").exists()


def test_the_names_of_the_last_release_stand(base: differences.Release) -> None:
    """The record begins with the first release; from then on it is kept in Git, and no name in it may vanish."""
    record = ROOT / "releases" / "released.nt"
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert record.is_file() == (headings[-1] != "## Unreleased"), "CHANGELOG.md and releases/released.nt disagree on a release"
    if record.is_file():
        assert naming.breaches(naming.read_names(record), naming.names(base.quads)) == []


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("missing.nq", None, 2),
        ("empty.nq", "", 3),
        ("torn.nq", "<a> <b", 3),
        ("other.ttl", "<x:a> <x:b> <x:c> .", 3),
        ("torn.nt", "<a> <b", 3),
    ],
)
def test_what_is_no_release_is_one_line(name: str, content: str | None, status: int, tmp_path: Path, run: Run) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = run("diff", str(path))
    assert (done.returncode, len(done.stderr.splitlines())) == (status, 1)
    assert name in done.stderr
