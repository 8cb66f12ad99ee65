"""Steps are in order beside g7kg, each with its evidence; what is wrong with one is said; the rule finds how far each got."""

from pathlib import Path

import pandas as pd

import g7kg
from g7kg import extensions, network, validation
from g7kg.exports.network import write
from g7kg.queries import saved_query

HERE = Path(__file__).parents[1]
NAMESPACE = "https://w3id.org/g7kg/extension/commitment-tracking/"
STEP = """@prefix ct: <https://w3id.org/g7kg/extension/commitment-tracking/> .
@prefix g7: <https://w3id.org/g7kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/step> a ct:Step ; rdfs:label "Made up for a test"@en , "試験のための例"@ja ;
  g7:basis <https://w3id.org/g7kg/basis/asserted> ;
  g7:evidence <https://w3id.org/g7kg/id/passage/2018-10-ised-release/1> ;
  g7:verificationStatus <https://w3id.org/g7kg/verification/read-in-document> ;
  ct:latest "2018-12-06"^^<http://www.w3.org/2001/XMLSchema#date> ;
  ct:stage <https://w3id.org/g7kg/extension/commitment-tracking/stage/done> ;
  ct:takenBy <https://w3id.org/g7kg/id/party/canada> ;
  ct:towards <https://w3id.org/g7kg/id/commitment/2018-montreal/multistakeholder-ai-conference> .
"""


def test_the_data_and_the_ontology_are_in_order() -> None:
    with extensions.used(extensions.read([HERE])):
        assert [str(finding) for finding in validation.validate_files() if finding.severity != "Info"] == []
        assert [str(finding) for finding in validation.check_ontology()] == []


FAULTS = {
    "towards nothing": ("  ct:towards", "  rdfs:seeAlso", "shape/step.2"),
    "by a person": ("id/party/canada", "id/person/bains", "shape/step.3"),
    "at no stage": ("stage/done", "stage/perhaps", "shape/step.4"),
    "without evidence": ("g7:evidence", "rdfs:seeAlso", "shape/step.5"),
    "on nobody's word": ("g7:basis", "rdfs:seeAlso", "shape/step.6"),
    "unverified": ("g7:verificationStatus", "rdfs:seeAlso", "shape/step.7"),
    "on no day": ("ct:latest", "ct:earliest", "shape/step.8"),
    "in one language": ('"試験のための例"@ja', '"試験のための例"@zh', "shape/step.1"),
    "before the meeting": ("2018-12-06", "2018-01-06", "shape/step"),
}


def test_each_fault_of_a_step_is_found(tmp_path: Path) -> None:
    """A file with one faulty step for each fault, and a good one: each is found, and by the shape that is meant."""
    path = tmp_path / "steps.ttl"
    steps = [STEP]
    for number, (old, new, _) in enumerate(FAULTS.values()):
        assert old in STEP
        steps.append(STEP.replace(old, new).replace("org/step", f"org/{number}"))
    path.write_text("".join(steps), encoding="utf-8")
    with extensions.used(extensions.read([HERE])):
        found = [f for f in validation.validate_files([path]) if f.severity == "Violation"]
    shapes: dict[str, set[str]] = {}
    for finding in found:
        shapes.setdefault(finding.focus, set()).add(finding.shape.removeprefix(NAMESPACE))
    assert "https://example.org/step" not in shapes
    for number, (name, (_, _, shape)) in enumerate(FAULTS.items()):
        assert shape in shapes[f"https://example.org/{number}"], name


def test_a_step_rests_on_a_passage_of_a_source_in_the_graph() -> None:
    for language, party in (("en", "Canada"), ("ja", "カナダ")):
        rows = g7kg.load(extensions=[HERE], language=language).query("tracking/steps")
        assert [row["partyLabel"] for row in rows].count(party) == 2
        assert {row["passage"].split("/")[0] for row in rows} == {"id:passage"}
        assert len({row["step"] for row in rows}) == 5


def test_the_rule_finds_the_furthest_stage() -> None:
    graph = g7kg.load(extensions=[HERE])
    stages = {row["commitment"]: row.get("stageLabel") for row in graph.query("tracking/progress", meeting="2018-montreal")}
    assert stages["id:commitment/2018-montreal/multistakeholder-ai-conference"] == "done"  # announced, then done
    assert len([stage for stage in stages.values() if stage is None]) == len(stages) - 1
    inferred = f"ASK {{ GRAPH <{NAMESPACE}graph/inferred/furthest-stage> {{ ?c <{NAMESPACE}furthestStage> ?s }} }}"
    assert graph.store.query(inferred)


def test_the_steps_are_exported(tmp_path: Path) -> None:
    graph = g7kg.load(extensions=[HERE])
    with extensions.used(graph.extensions):
        made = network.answer(graph.store, saved_query("tracking/steps"), {})
        write(made, "csv", tmp_path / "steps.csv")
    assert len(pd.read_csv(tmp_path / "steps.csv")) == len(graph.query("tracking/steps")) == 6
    assert {column.ja for column in made.node_columns} > {"取組", "段階", "箇所"}
