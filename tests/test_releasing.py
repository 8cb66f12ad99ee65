"""`g7kg release`: the same bytes from the same commit, and all that it says of itself is true."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from conftest import ROOT
from rdflib import Graph as RdflibGraph

import g7kg
from g7kg import network, releasing
from g7kg.dataset import Graph, read_rules
from g7kg.errors import Problem
from g7kg.namespaces import PREFIXES
from g7kg.queries import saved_queries
from g7kg.releasing import executables, files

HERE = "https://example.org/releases/next/"
DCAT = "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#> "
PREFIX = DCAT + "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("void", "dcterms", "sh", "rdfs", "skos"))
DATA = "<https://w3id.org/g7kg/>"
GRAPHS = f"{DATA} void:subset ?g FILTER NOT EXISTS {{ ?g a void:Linkset }}"


@pytest.fixture(scope="module", autouse=True)
def _no_git_needed() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795000000")
        yield


@pytest.fixture(scope="module")
def made(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> releasing.Made:
    return releasing.write(graph, tmp_path_factory.mktemp("release") / "made")


@pytest.fixture(scope="module")
def folder(made: releasing.Made) -> Path:
    return made.folder


Ask = Callable[[str], list[tuple[str, ...]]]


def asker(path: Path) -> Ask:
    store = ox.Store()
    store.load(path=str(path), base_iri=HERE)

    def ask(text: str) -> list[tuple[str, ...]]:
        found = store.query(PREFIX + text)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple(getattr(term, "value", "") for term in row) for row in found]

    return ask


@pytest.fixture(scope="module")
def described(folder: Path) -> Ask:
    return asker(folder / "description.ttl")


def everything(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


def test_another_process_elsewhere_writes_the_same_bytes(folder: Path, made: releasing.Made, tmp_path: Path) -> None:
    """Another working directory, hash seed, time zone, language and umask."""
    done = subprocess.run(
        ["sh", "-c", 'umask 077; exec "$0" -m g7kg release -o "$1"', sys.executable, str(tmp_path / "other")],
        cwd="/",
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "G7KG_LANG": "ja"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert everything(tmp_path / "other") == everything(folder)
    assert made.dataset in done.stdout
    assert made.bundle in done.stdout
    assert "g7kg release:" not in done.stderr  # progress is for terminals


def test_sha256sum_accepts_the_checksums_and_every_file_has_one(folder: Path) -> None:
    assert subprocess.run(["sha256sum", "-c", "--quiet", "--strict", "SHA256SUMS"], cwd=folder, check=False).returncode == 0
    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    assert listed == set(everything(folder)) - {"SHA256SUMS"}


def test_the_hash_is_that_of_the_canonical_dataset(folder: Path, made: releasing.Made) -> None:
    read = ox.Dataset(ox.parse(path=str(folder / "g7kg.jsonld")))  # another order and other blank nodes
    read.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted((ox.serialize(read, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    assert hashlib.sha256(b"".join(lines)).hexdigest() == made.dataset == everything(folder)["g7kg.nq"]


@pytest.mark.slow
def test_another_tool_comes_to_the_same_hash(folder: Path, made: releasing.Made) -> None:
    """PyLD knows the algorithm by its older name; on a data set without control characters both write the same."""
    from pyld import jsonld

    form = "application/n-quads"
    quads = (folder / "g7kg.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    shuffled = "".join(reversed(quads)).replace("_:c14n", "_:other")
    text = jsonld.normalize(shuffled, {"algorithm": "URDNA2015", "inputFormat": form, "format": form})
    assert hashlib.sha256(text.encode()).hexdigest() == made.dataset


def test_void_counts_what_is_there(folder: Path, described: Ask) -> None:
    quads = set(ox.parse(path=str(folder / "g7kg.nq")))
    triples = {quad.triple for quad in quads}
    kind = PREFIXES["rdf"] + "type"
    classes = Counter(t.object.value for t in triples if t.predicate.value == kind and isinstance(t.object, ox.NamedNode))
    properties = Counter(t.predicate.value for t in triples)
    expected = {
        "triples": len(triples),
        "entities": len({t.subject for t in triples if t.predicate.value == kind and isinstance(t.subject, ox.NamedNode)}),
        "distinctSubjects": len({t.subject for t in triples}),
        "distinctObjects": len({t.object for t in triples}),
        "classes": len(classes),
        "properties": len(properties),
    }
    for name, number in expected.items():
        assert described(f"SELECT ?n {{ {DATA} void:{name} ?n }}") == [(str(number),)], name
    parts = "SELECT ?x ?n {{ {0} void:{1}Partition ?part . ?part void:{1} ?x ; void:{2} ?n }}".format
    assert {x: int(n) for x, n in described(parts(DATA, "class", "entities"))} == classes
    assert {x: int(n) for x, n in described(parts(DATA, "property", "triples"))} == properties
    graphs = Counter(quad.graph_name.value for quad in quads)
    found = described(
        f"SELECT ?g ?n {{ {DATA} void:subset ?g . ?g void:triples ?n FILTER NOT EXISTS {{ ?g a void:Linkset }} }}"
    )
    assert {x: int(n) for x, n in found} == graphs
    matches = Counter(t.predicate.value for t in triples if re.fullmatch(r".*core#\w+Match", t.predicate.value))
    sets = described("SELECT ?p ?n { ?l a void:Linkset ; void:linkPredicate ?p ; void:triples ?n }")
    assert {p: sum(int(n) for q, n in sets if q == p) for p, _ in sets} == matches


def test_every_graph_has_a_licence_and_labels(described: Ask) -> None:
    number = len(described(f"SELECT ?g {{ {GRAPHS} }}"))
    assert number > 80
    assert len(described(f"SELECT DISTINCT ?g {{ {GRAPHS} ?g dcterms:license ?l }}")) == number
    for tag in ("en", "ja"):
        assert len(described(f"SELECT DISTINCT ?g {{ {GRAPHS} ?g rdfs:label ?l FILTER(LANG(?l) = '{tag}') }}")) == number


def test_dcat_says_where_each_file_is_and_what_is_in_it(folder: Path, described: Ask) -> None:
    found = described(
        f"SELECT ?url ?media ?size ?sum {{ {DATA} dcat:distribution ?d . ?d dcat:downloadURL ?url ; dcat:mediaType ?media ;"
        " dcat:byteSize ?size ; spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?sum ] }"
    )
    assert len(found) > 40
    for url, media, size, digest in found:
        path = folder / url.removeprefix(HERE)
        assert (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()) == (int(size), digest)
        assert media.removeprefix("https://www.iana.org/assignments/media-types/") == files.MEDIA[path.suffix]


def test_the_crate_knows_every_file(folder: Path) -> None:
    content = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    entities = {entity["@id"]: entity for entity in content["@graph"]}
    assert entities["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    parts = {part["@id"] for part in entities["./"]["hasPart"]}
    digests = everything(folder)
    assert parts == set(digests) - {"SHA256SUMS", "ro-crate-metadata.json"}
    assert {path: entities[path]["sha256"] for path in parts} == {path: digests[path] for path in parts}
    for name in ("license", "author", "publisher"):
        assert entities["./"][name]["@id"] in entities


def test_queries_are_rdf(folder: Path) -> None:
    ask = asker(folder / "queries.ttl")
    texts = {
        iri.removeprefix(HERE): text
        for iri, text in ask("SELECT ?q ?text { ?q a sh:SPARQLExecutable ; sh:select|sh:ask|sh:construct ?text }")
    }
    wanted = [f"queries/{q.slug}.rq" for q in saved_queries()] + [f"ontology/rules/{rule.name}.rq" for rule in read_rules()]
    assert sorted(texts) == sorted(wanted)
    assert all((folder / path).read_text(encoding="utf-8") == text for path, text in texts.items())
    labels = ask("SELECT ?q ?l { ?q a sh:SPARQLExecutable ; rdfs:label ?en, ?l FILTER(LANG(?en) = 'en' && LANG(?l) = 'ja') }")
    assert len(labels) == len(texts)
    defaults = ask("SELECT ?n (COUNT(?d) AS ?c) { ?q sh:parameter ?p . ?p sh:name ?n ; sh:defaultValue ?d } GROUP BY ?n")
    assert {name for name, _ in defaults} == {name for q in saved_queries() for name in q.parameters}
    assert RdflibGraph().parse(folder / "queries.ttl", publicID=HERE)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# ASK\nSELECT ?construct { ?construct ?p 'ASK' }", "SELECT"),
        ("ASK { { SELECT ?s { ?s ?p ?o } } }", "ASK"),
        ("CONSTRUCT { ?s ?p ?o } { { SELECT * { ?s ?p ?o } } }", "CONSTRUCT"),
    ],
)
def test_form_of_a_query(text: str, form: str) -> None:
    assert executables.form_of(text) == form


def test_tables_are_the_same_as_csv_and_parquet(folder: Path) -> None:
    tables = sorted(p.stem for p in (folder / "tables").glob("*.csv"))
    names = [
        n for p in network.PROJECTIONS.values() for n in ([f"{p.name}-nodes", f"{p.name}-edges"] if p.edges else [p.name])
    ]
    assert tables == sorted(names)
    for name in tables:
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            number = sum(1 for _ in csv.reader(file)) - 1
        assert pq.read_metadata(folder / "tables" / f"{name}.parquet").num_rows == number > 0


def test_the_site_is_in_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "site.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert "site/index.html" in names
        assert len({(entry.date_time, entry.external_attr) for entry in archive.infolist()}) == 1
        assert f'"version":"{g7kg.__version__}"' in archive.read("site/data/start.js").decode()
        script = archive.read("site/data/graph.js").decode()
        parts = json.loads(script[script.index("{") : script.rindex("}") + 1])
    # zlib's form: the head of gzip's differs from one version of Python to the next, and with it the hash of the bundle
    statements = [zlib.decompress(base64.b64decode(part)).count(b"\n") for part in parts.values()]
    assert sum(statements) == len(set((folder / "g7kg.nq").read_bytes().splitlines()))


def test_one_version_everywhere(folder: Path, described: Ask, graph: Graph) -> None:
    version = g7kg.__version__
    ontology = "https://w3id.org/g7kg/ontology"
    owl = f"PREFIX owl: <{PREFIXES['owl']}> SELECT ?x {{ <{ontology}> owl:"
    stated = {
        "pyproject.toml": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
        "CITATION.cff": re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.M)[1],  # type: ignore[index]
        "owl:versionInfo": next(iter(graph.store.query(owl + "versionInfo ?x }")))[0].value,  # type: ignore[arg-type, index]
        "owl:versionIRI": next(iter(graph.store.query(owl + "versionIRI ?x }")))[0].value.removeprefix(ontology + "/"),  # type: ignore[arg-type, index]
        "dcat:version": described(f"SELECT ?v {{ {DATA} dcat:version ?v }}")[0][0],
        "RO-Crate": json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"][1]["version"],
    }
    assert stated == dict.fromkeys(stated, version)
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert headings[0] in (version, "Unreleased")
    assert [heading for heading in headings if heading == "Unreleased"] in ([], ["Unreleased"])


def test_what_a_release_cannot_be_made_of(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(Problem, match="holds other things than a release"):
        releasing.write(graph, tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(Problem, match="SOURCE_DATE_EPOCH"):
        releasing.write(graph, tmp_path / "new")
    monkeypatch.setattr(releasing, "find_spec", lambda _: None)
    with pytest.raises(Problem, match=r"pip install 'g7kg\[analysis\]'"):
        releasing.write(graph, tmp_path / "new")
    monkeypatch.setattr(releasing, "in_force", lambda: ("mine",))
    with pytest.raises(Problem, match="leave the extensions out"):
        releasing.write(graph, tmp_path / "new")
    monkeypatch.setattr(releasing, "root", lambda: tmp_path)
    with pytest.raises(Problem, match="made from a checkout"):
        releasing.write(graph, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_what_fails_half_way_leaves_nothing(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(releasing.crate, "write", torn)
    for slow in ("_site", "_tables"):
        monkeypatch.setattr(releasing, slow, lambda *_: None)
    with pytest.raises(Problem, match="No space left on device"):
        releasing.write(graph, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_the_time_is_never_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1500000000")
    assert (files.commit_time(), files.day(files.commit_time())) == (1500000000, "2017-07-14")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        told = subprocess.run(command, capture_output=True, check=True)
        assert files.commit_time() == int(told.stdout)
