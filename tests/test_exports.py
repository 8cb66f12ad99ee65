"""Exports read back by programs that are not ours: the same nodes, edges and attributes, on the real graph and on odd ones."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pybtex.database
import pyoxigraph as ox
import pytest
import rdflib
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from conftest import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.escape import unescape

from g7kg import __version__, dataset, network
from g7kg.errors import UsageProblem
from g7kg.exports.network import FORMATS, write
from g7kg.exports.network.content import data_date, flat, split, words
from g7kg.namespaces import G7, ID, PREFIXES, expand
from g7kg.queries import saved_query
from g7kg.stores.embedded import EmbeddedStore
from g7kg.tables import csv_text

Table = dict[str, dict[str, str]]
Read = tuple[Table, Table]
NETWORKS = network.networks()


def plain(records: Any) -> Table:
    """Return records by id, each cell as text."""
    return {r["id"]: {k: words(v) for k, v in r.items() if k not in ("id", "_members")} for r in records}


def said(made: network.Network) -> Read:
    return plain(made.nodes()), plain(made.edges())


def of_networkx(graph: Any, name: str | None = None) -> Read:
    """Return a networkx graph as tables; `name` is the attribute that holds the ids, where nodes are called otherwise."""
    own = {n: str(d[name]) if name else str(n) for n, d in graph.nodes(data=True)}
    drop = {"id", "key", "name", "value"}
    nodes = {own[n]: {k: words(v) for k, v in d.items() if k not in drop} for n, d in graph.nodes(data=True)}
    edges = {}
    for a, b, key, d in graph.edges(keys=True, data=True):
        ends = {"source": own[a], "target": own[b]}
        edges[str(d[name]) if name else str(key)] = ends | {k: words(v) for k, v in d.items() if k not in drop}
    return nodes, edges


def of_frame(frame: pd.DataFrame) -> Table:
    table = {}
    for row in frame.to_dict("records"):
        cells = {k: (list(v) if hasattr(v, "tolist") and not isinstance(v, str) else v) for k, v in row.items()}
        kept = {k: v for k, v in cells.items() if isinstance(v, list) or not (pd.isna(v) or v == "")}
        own = str(kept.pop("id"))
        table[own] = {k: words(v) for k, v in kept.items()}
    return table


def read_csv(path: Path) -> Table:
    return of_frame(pd.read_csv(path, dtype=str, keep_default_na=False))


def read_parquet(path: Path) -> Table:
    return plain({k: v for k, v in row.items() if v is not None} for row in pq.read_table(path).to_pylist())


def read_xlsx(path: Path) -> Read:
    book = openpyxl.load_workbook(path)
    tables = []
    for sheet in book.worksheets[:-2]:
        head, *rows = sheet.iter_rows(values_only=True)
        filled = [
            {k: unescape(v) if isinstance(v, str) else v for k, v in zip(head, row, strict=True) if v is not None}
            for row in rows
        ]
        for row in filled:
            if "confidence" in row:  # a sheet knows numbers, not kinds of them
                row["confidence"] = float(row["confidence"])
        tables.append({str(r["id"]): {k: words(v) for k, v in r.items() if k != "id"} for r in filled})
    return (tables[0], tables[1] if len(tables) > 1 else {})


def read_gexf(path: Path) -> Read:
    graph = nx.read_gexf(path)
    multi = graph
    if not graph.is_multigraph():  # networkx gives a simple graph back where no edges are parallel
        multi = nx.MultiDiGraph() if graph.is_directed() else nx.MultiGraph()
        multi.add_nodes_from(graph.nodes(data=True))
        for a, b, d in graph.edges(data=True):
            multi.add_edge(a, b, key=d["id"], **d)
    for *_, d in multi.edges(data=True):
        if "weight" in d:  # the format's own weight is a float
            d["weight"] = int(d["weight"])
    return of_networkx(multi)


def read_dot(path: Path) -> Read:
    if not shutil.which("dot"):
        missing = pytest.fail if os.environ.get("G7KG_NEED_SERVERS") else pytest.skip
        missing("needs Graphviz (tools/install-graphviz)")
    done = subprocess.run(["dot", "-Kpatchwork", "-Tdot_json", str(path)], capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    data = json.loads(done.stdout)
    objects = data.get("objects", [])

    def cells(record: dict[str, Any], *left: str) -> dict[str, str]:
        rest = {k: v for k, v in record.items() if k not in ("_gvid", "name", "shape", "head", "tail", *left)}
        return {k: v.replace("\\\\", "\\") for k, v in rest.items() if v not in ("", "\\N")}

    names = {o["_gvid"]: o["name"].replace("\\\\", "\\") for o in objects}
    nodes = {names[o["_gvid"]]: cells(o) for o in objects}
    edges = {}
    for e in data.get("edges", []):
        ends = {"source": names[e["tail"]], "target": names[e["head"]]}
        edges[e["edge_id"].replace("\\\\", "\\")] = ends | cells(e, "edge_id")
    return nodes, edges


def read_neo4j(path: Path) -> Read:
    """Read the zip as neo4j-admin does, and complain of all that it complains of."""
    with zipfile.ZipFile(path) as made:
        assert made.testzip() is None
        assert set(made.namelist()) == {"README.txt", "metadata.json", "nodes.csv", "edges.csv"}
        text = {n: made.read(n).decode() for n in made.namelist()}
    nodes = _rows(text["nodes.csv"])
    edges = _rows(text["edges.csv"])
    by_id: Table = {}
    for row in nodes:
        own, label = row.pop("id:ID"), row.pop(":LABEL")
        assert own not in by_id, f"duplicate id {own}"
        assert re.fullmatch(r"\w+", label)
        by_id[own] = _typed(row)
    found: Table = {}
    for row in edges:
        ends = {"source": row.pop(":START_ID"), "target": row.pop(":END_ID")}
        assert set(ends.values()) <= by_id.keys(), "dangling edge"
        assert re.fullmatch(r"\w+", row.pop(":TYPE"))
        cells = _typed(row)
        own = cells.pop("id")
        found[own] = ends | cells
    return by_id, found


def _rows(text: str) -> list[dict[str, str]]:
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(head) == len(set(head))
    assert all(re.fullmatch(r"(\w+)?:(\w+)(\[\])?", name) for name in head)
    assert all(len(row) == len(head) for row in rows)
    return [dict(zip(head, row, strict=True)) for row in rows]


def _typed(row: dict[str, str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for head, value in row.items():
        name, kind = head.split(":")
        if value == "":
            continue
        if kind.endswith("[]"):
            members: list[Any] = value.split("\x1f")
            cells[name] = words([int(m) for m in members] if kind == "long[]" else members)
        else:
            check = {"long": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__, "string": str}[kind]
            cells[name] = words(check(value))
    return cells


STRING = r"'(?:[^'\\\n\r]|\\.)*'"
MADE = re.compile(rf"MERGE \(n:`\w+` {{id: ({STRING})}}\) SET n \+= {{(.*)}};\Z")
JOINED = re.compile(
    rf"MATCH \(a {{id: ({STRING})}}\), \(b {{id: ({STRING})}}\) MERGE \(a\)-\[r:`\w+` {{id: ({STRING})}}\]->\(b\)"
    r" SET r \+= {(.*)};\Z"
)
TOKEN = re.compile(rf"`(\w+)`: |({STRING})|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(true|false)|([\[\],]) ?")


def read_cypher(path: Path) -> Read:
    """Read the statements by openCypher's grammar for strings, numbers, lists and maps."""
    nodes: Table = {}
    edges: Table = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("//") or not line:
            continue
        if made := MADE.match(line):
            nodes[_unquoted(made[1])] = _map(made[2])
        else:
            joined = JOINED.match(line)
            assert joined, line
            ends = {"source": _unquoted(joined[1]), "target": _unquoted(joined[2])}
            assert set(ends.values()) <= nodes.keys()
            edges[_unquoted(joined[3])] = ends | _map(joined[4])
    return nodes, edges


def _unquoted(text: str) -> str:
    plain = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(r"\\(.)", lambda m: plain.get(m[1], m[1]), text[1:-1])


def _map(text: str) -> dict[str, str]:
    cells: dict[str, Any] = {}
    name, into, at = "", None, 0
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token, text[at : at + 40]
        at = token.end()
        if token[1]:
            name = token[1]
        elif token[5] == "[":
            cells[name] = into = []
        elif token[5] == "]":
            into = None
        elif token[5] is None:
            value: Any = _unquoted(token[2]) if token[2] else json.loads(token[3] or token[4])
            if into is None:
                cells[name] = value
            else:
                into.append(value)
    return {k: words(v) for k, v in cells.items()}


READERS: dict[str, Callable[[Path], Read]] = {
    "xlsx": read_xlsx,
    "json": lambda p: of_networkx(nx.node_link_graph(json.loads(p.read_text(encoding="utf-8")), edges="edges")),
    "graphml": lambda p: of_networkx(nx.read_graphml(p, force_multigraph=True), "name"),
    "gexf": read_gexf,
    "cytoscape": lambda p: of_networkx(nx.cytoscape_graph(json.loads(p.read_text(encoding="utf-8")))),
    "dot": read_dot,
    "neo4j": read_neo4j,
    "cypher": read_cypher,
}
TABLES: dict[str, Callable[[Path], Table]] = {"csv": read_csv, "parquet": read_parquet}


def rewritten(read: Read, made: network.Network) -> Read:
    """Return what was read, with the ends of undirected edges in the order they were written."""
    nodes, edges = read
    if not made.directed:
        for edge in edges.values():
            edge["source"], edge["target"] = sorted((edge["source"], edge["target"]))
    return nodes, edges


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", NETWORKS)
def test_networks_read_back(name: str, form: str, graph: dataset.Graph, tmp_path: Path) -> None:
    made = network.project(graph.store, name, bases=dataset.BASES)
    path = tmp_path / f"x.{FORMATS[form].ending}"
    write(made, form, path)
    assert said(made) == rewritten(READERS[form](path), made)
    assert min(made.counts.values()) > 0


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize(("name", "part"), [*((n, "edges") for n in NETWORKS), *((n, "nodes") for n in network.PROJECTIONS)])
def test_tables_read_back(name: str, part: str, form: str, graph: dataset.Graph, tmp_path: Path) -> None:
    made = network.project(graph.store, name, bases=dataset.BASES)
    path = tmp_path / f"x.{form}"
    write(made, form, path, part=part)
    assert said(made)[part == "edges"] == TABLES[form](path)


ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "\x00\x01\x1f", 'a "quote" and \\ back\\', "line\nfeed\r\nand\rreturn\ttab", "👩‍👩‍👧 🇯🇵", "שלום עולם ‏abc‏", " ",
            "  spaces  ", "a | b | c", "<b>&amp;</b>", "]]>", "=1+1", "_x0041_", "長い" * 3000, "'; DROP", "NA", "null",
            "1", "true",
            "\r", "\ufffe\uffff", "a;b,c", "\\N", "`tick`", "\u2028", "\x85", "{}", "@x", "-", "\\u0041", "\\", '\\"',
        ]
    ),
)  # fmt: skip


@st.composite
def odd_stores(draw: st.DrawFn) -> EmbeddedStore:
    """Make a graph of commitments with odd labels, links between them, parallel ones included."""
    store = EmbeddedStore()
    name = ox.NamedNode(PREFIXES["graph"] + "odd")

    def add(s: str, p: str, o: ox.NamedNode | ox.Literal) -> None:
        store.raw.add(ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o, name))

    def node(iri: str) -> ox.NamedNode:
        return ox.NamedNode(iri)

    number = draw(st.integers(1, 4))
    for i in range(number):
        iri = f"{ID}commitment/odd/{i}"
        add(iri, PREFIXES["rdf"] + "type", node(G7 + "Commitment"))
        for tag in draw(st.lists(st.sampled_from(["en", "ja"]), unique=True)):
            add(iri, PREFIXES["rdfs"] + "label", ox.Literal(draw(ODD), language=tag))
        for theme in draw(st.lists(st.integers(0, 2), unique=True)):
            add(iri, G7 + "about", node(f"{PREFIXES['theme']}t{theme}"))
    for theme in range(3):
        add(f"{PREFIXES['theme']}t{theme}", PREFIXES["skos"] + "prefLabel", ox.Literal(draw(ODD), language="en"))
    for i, (a, b) in enumerate(draw(st.lists(st.tuples(st.integers(0, number - 1), st.integers(0, number - 1)), max_size=4))):
        iri = f"{ID}link/odd/{i}"
        add(iri, PREFIXES["rdf"] + "type", node(G7 + "ContinuityLink"))
        add(iri, G7 + "earlier", node(f"{ID}commitment/odd/{a}"))
        add(iri, G7 + "later", node(f"{ID}commitment/odd/{b}"))
        add(iri, G7 + "basis", node(PREFIXES["basis"] + "curated"))
        add(iri, G7 + "reason", ox.Literal(draw(ODD), language="en"))
        if draw(st.booleans()):
            add(
                iri,
                G7 + "confidence",
                ox.Literal(str(draw(st.sampled_from([0.1, 0.5, 1.0]))), datatype=node(PREFIXES["xsd"] + "decimal")),
            )
    return store


@pytest.mark.parametrize("form", [*READERS, *TABLES])
@settings(
    max_examples=int(os.environ.get("G7KG_EXAMPLES", "6")),
    derandomize="G7KG_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(store=odd_stores())
def test_odd_graphs_read_back(form: str, tmp_path_factory: pytest.TempPathFactory, store: EmbeddedStore) -> None:
    made = network.project(store, "commitments", bases=dataset.BASES)
    path = tmp_path_factory.mktemp("odd") / f"x.{FORMATS[form].ending}"
    write(made, form, path)
    if form in TABLES:
        assert said(made)[0] == TABLES[form](path)
    elif form == "xlsx":  # a line break in a cell is a line feed
        broken = json.dumps(said(made)).replace("\\r\\n", "\\n").replace("\\r", "\\n")
        assert json.loads(broken) == list(read_xlsx(path))
    else:
        assert said(made) == READERS[form](path)


@given(st.lists(ODD, min_size=1))
def test_lists_come_apart_again(members: list[str]) -> None:
    assert members == split(str(flat(members)))


def test_what_no_file_can_hold_is_replaced() -> None:
    assert network.clean("a\x00b\ud800c\td\ne\ufffe") == "a�b�c\td\ne�"


@pytest.mark.parametrize(
    ("name", "form"),
    [("commitments", "turtle"), ("links", "jsonld"), ("meetings", "nquads"), ("documents", "nquads"), ("themes", "turtle")],
)
def test_rdf_reads_back(name: str, form: str, graph: dataset.Graph, tmp_path: Path) -> None:
    made = network.project(graph.store, name)
    path = tmp_path / f"x.{FORMATS[form].ending}"
    write(made, form, path)
    read = rdflib.Dataset(default_union=True).parse(path, format={"jsonld": "json-ld"}.get(form, form))
    found = {(str(s), str(p), str(o)) for s, p, o, _ in read.quads()}
    things = set(made.things())
    wanted = {
        (q.subject.value, q.predicate.value, getattr(q.object, "value", ""))
        for thing in things
        for q in graph.store.raw.quads_for_pattern(ox.NamedNode(thing), None, None, None)
        if made.reading.graphs is None or q.graph_name.value in made.reading.graphs
    }
    assert wanted == {t for t in found if t[0] in things}
    assert {expand(str(node["id"])) for node in made.nodes()} <= {s for s, _, _ in found}


@pytest.fixture(scope="module")
def twice() -> list[EmbeddedStore]:
    return [dataset.load().store, dataset.load().store]


@pytest.mark.parametrize("form", FORMATS)
def test_twice_is_byte_identical(form: str, twice: list[EmbeddedStore], tmp_path: Path) -> None:
    made = []
    for number, store in enumerate(twice):
        content = network.project(store, "continuity")
        files = write(content, form, tmp_path / str(number) / f"x.{FORMATS[form].ending}")
        made.append([path.read_bytes() for path in files])
    assert made[0] == made[1]


@pytest.mark.parametrize("form", FORMATS)
def test_says_what_it_is(form: str, graph: dataset.Graph, tmp_path: Path) -> None:
    path = tmp_path / f"x.{FORMATS[form].ending}"
    files = write(network.project(graph.store, "commitments", filters={"theme": ["data"]}), form, path)
    if form == "xlsx":
        about = "\n".join(str(c) for row in openpyxl.load_workbook(path)["about"].iter_rows(values_only=True) for c in row)
    elif form == "neo4j":
        about = zipfile.ZipFile(path).read("metadata.json").decode()
    elif form == "parquet":
        about = "\n".join(f"{k.decode()} {v.decode()}" for k, v in pq.read_schema(path).metadata.items())
    else:
        about = files[-1].read_text(encoding="utf-8")
    assert __version__ in about
    assert data_date() in about
    assert "creativecommons.org/licenses/by/4.0" in about
    assert "SELECT DISTINCT ?id ?attribute ?value" in about
    assert f"{PREFIXES['theme']}data" in about or "theme:data" in about


def test_date_is_the_data_s() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", data_date())


NAME = '<data type="NMTOKEN"/>'
# The rules of the two formats for what we write, in RELAX NG, after their specifications (GraphML 1.0, GEXF 1.3).
GRAPHML = f"""
<element name="graphml" ns="http://graphml.graphdrawing.org/xmlns" xmlns="http://relaxng.org/ns/structure/1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <attribute name="schemaLocation" ns="http://www.w3.org/2001/XMLSchema-instance"/>
  <zeroOrMore><element name="key"><attribute name="id">{NAME}</attribute>
    <attribute name="for"><choice><value>graph</value><value>node</value><value>edge</value></choice></attribute>
    <attribute name="attr.name">{NAME}</attribute>
    <attribute name="attr.type"><choice><value>boolean</value><value>int</value><value>long</value><value>float</value>
      <value>double</value><value>string</value></choice></attribute>
    <optional><element name="desc"><text/></element></optional></element></zeroOrMore>
  <element name="graph"><attribute name="id">{NAME}</attribute>
    <attribute name="edgedefault"><choice><value>directed</value><value>undirected</value></choice></attribute>
    <zeroOrMore><choice>
      <element name="data"><attribute name="key">{NAME}</attribute><text/></element>
      <element name="node"><attribute name="id">{NAME}</attribute>
        <zeroOrMore><element name="data"><attribute name="key">{NAME}</attribute><text/></element></zeroOrMore></element>
      <element name="edge"><attribute name="source">{NAME}</attribute><attribute name="target">{NAME}</attribute>
        <zeroOrMore><element name="data"><attribute name="key">{NAME}</attribute><text/></element></zeroOrMore></element>
    </choice></zeroOrMore></element></element>"""
VALUES = """<optional><element name="attvalues"><oneOrMore><element name="attvalue">
  <attribute name="for"/><attribute name="value"/>
  </element></oneOrMore></element></optional>"""
GEXF = f"""
<element name="gexf" ns="http://gexf.net/1.3" xmlns="http://relaxng.org/ns/structure/1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><attribute name="version"><value>1.3</value></attribute>
  <element name="meta"><attribute name="lastmodifieddate"><data type="date"/></attribute>
    <element name="creator"><text/></element><element name="description"><text/></element></element>
  <element name="graph"><attribute name="defaultedgetype"><choice><value>directed</value><value>undirected</value></choice>
    </attribute><attribute name="mode"><value>static</value></attribute>
    <zeroOrMore><element name="attributes"><attribute name="class"><choice><value>node</value><value>edge</value></choice>
      </attribute><attribute name="mode"><value>static</value></attribute>
      <zeroOrMore><element name="attribute"><attribute name="id"/><attribute name="title"/><attribute name="type"><choice>
        <value>long</value><value>double</value><value>boolean</value><value>string</value></choice></attribute></element>
      </zeroOrMore></element></zeroOrMore>
    <element name="nodes"><zeroOrMore><element name="node"><attribute name="id"/><attribute name="label"/>{VALUES}</element>
      </zeroOrMore></element>
    <element name="edges"><zeroOrMore><element name="edge"><attribute name="id"/><attribute name="source"/>
      <attribute name="target"/><optional><attribute name="label"/></optional>
      <optional><attribute name="weight"><data type="double"/></attribute></optional>{VALUES}</element></zeroOrMore></element>
  </element></element>"""


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(("form", "rules"), [("graphml", GRAPHML), ("gexf", GEXF)])
def test_xml_keeps_the_formats_rules(name: str, form: str, rules: str, graph: dataset.Graph, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    write(network.project(graph.store, name, bases=dataset.BASES), form, path)
    schema = etree.RelaxNG(etree.fromstring(rules))
    schema.assertValid(etree.parse(path))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_xml_by_the_official_schema(form: str, graph: dataset.Graph, tmp_path: Path) -> None:
    """Holds each network against the schema its format's makers publish.

    GEXF: the folder specs/1.3 of github.com/gephi/gexf as gexf/. GraphML: the files of
    http://graphml.graphdrawing.org/xmlns/1.1/ as graphml/, what they include named by file name alone.
    """
    folder = os.environ.get("G7KG_SCHEMAS")
    if not folder:
        pytest.skip("needs a folder with gexf/gexf.xsd and graphml/graphml.xsd as G7KG_SCHEMAS")
    schema = etree.XMLSchema(etree.parse(Path(folder) / form / f"{form}.xsd"))
    for name in NETWORKS:
        path = tmp_path / f"{name}.{form}"
        write(network.project(graph.store, name, bases=dataset.BASES), form, path)
        schema.assertValid(etree.parse(path))


def test_counts_agree(graph: dataset.Graph, tmp_path: Path, run: Run) -> None:
    """Row counts on screen, in the file and in SPARQL are the same."""
    for name, kind in (("commitments", "Commitment"), ("statements", "Statement"), ("links", "ContinuityLink")):
        asked = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a <{G7}{kind}> }}"
        result = graph.store.query(asked)
        assert isinstance(result, ox.QuerySolutions)
        number = int(next(iter(result))["n"].value)
        path = tmp_path / f"{name}.csv"
        done = run("export", name, "-o", path, "--basis", "asserted,curated,inferred", "--bom")
        assert done.returncode == 0, done.stderr
        assert f"{number} rows" in done.stderr
        assert number == len(read_csv(path))
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_bibliography(graph: dataset.Graph, tmp_path: Path) -> None:
    made = network.project(graph.store, "links")
    write(made, "csl", tmp_path / "x.json")
    write(made, "bibtex", tmp_path / "x.bib")
    items = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    entries = pybtex.database.parse_file(tmp_path / "x.bib").entries  # refuses a key that comes twice
    assert len(entries) > 10
    assert sorted(entries) == sorted(item["id"] for item in items)
    for item in items:
        fields = entries[item["id"]].fields
        assert fields["title"].replace(r"\&", "&") == "{" + item["title"] + "}"
        assert fields.get("url") == item.get("URL")
    cited = {d for row in made.nodes() for d in (row.get("document") or [])}
    assert {expand(str(d)) for d in cited} <= {item["note"] for item in items}


def test_bibliography_is_set_by_a_citation_processor(graph: dataset.Graph, tmp_path: Path) -> None:
    write(network.project(graph.store, "links"), "csl", tmp_path / "x.json")
    items = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the processor warns of a field or a type it does not know
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        works = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            works.register(Citation([CitationItem(item["id"])]))
        lines = [str(line) for line in works.bibliography()]
    assert len(lines) == len(items)
    for item in items:
        assert any(item["title"] in line for line in lines), item["title"]


def test_what_does_not_fit_is_one_line(graph: dataset.Graph, tmp_path: Path) -> None:
    made = network.project(graph.store, "statements")
    with pytest.raises(UsageProblem, match="table without edges"):
        write(made, "gexf", tmp_path / "x")
    with pytest.raises(UsageProblem, match="no format"):
        write(made, "xls", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_every_csv_of_ours_keeps_odd_cells_whole() -> None:
    lines = [["a", "b"], ["lone\rreturn", 'a "quote", a comma'], ["line\nfeed", ""]]
    assert list(csv.reader(io.StringIO(csv_text(lines), newline=""))) == lines


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json"])
def test_the_rows_of_a_saved_query_are_a_table_too(form: str, graph: dataset.Graph, tmp_path: Path) -> None:
    query = saved_query("assessments/by-member")
    made = network.answer(graph.store, query, {}, language="ja")
    path = tmp_path / f"rows.{form}"
    write(made, form, path)
    kinds = {column.name: column.kind for column in made.node_columns}
    assert (kinds["judged"], kinds["memberLabel"]) == ("integer", "text")
    rows = list(made.nodes())
    assert made.counts["nodes"] == len(rows) > 1
    if form == "json":
        found = json.loads(path.read_text("utf-8"))["nodes"]
    elif form == "csv":
        found = pd.read_csv(path).to_dict("records")
    else:
        found = (pd.read_excel(path) if form == "xlsx" else pd.read_parquet(path)).to_dict("records")
    assert found == rows


def test_a_saved_query_is_exported_with_the_rows_that_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    name, out = "agreements/by-theme", tmp_path / "rows.csv"
    done = run("export", name, "-p", "meeting=2017-turin", "-o", out, "--lang", "ja")
    assert (done.returncode, "links that rules infer" in done.stderr) == (0, False)
    asked = run("query", name, "-p", "meeting=2017-turin", "--format", "json", "--lang", "ja")
    assert len(pd.read_csv(out)) == len(json.loads(asked.stdout)["results"]["bindings"]) > 1
    about = json.loads((tmp_path / "rows.csv.meta.json").read_text("utf-8"))["notes"][0]
    assert "VALUES ?meeting { <https://w3id.org/g7kg/id/meeting/2017-turin> }" in about["queries"][name]
    for arguments, said in (
        (("export", name, "--theme", "openness", "-o", out), "--theme is for projections"),
        (("export", "links", "-p", "lang=ja", "-o", out), "-p is for saved queries"),
        (("export", name, "-p", "nothing=1", "-o", out), "has no parameter “nothing”"),
        (("export", name, "-o", tmp_path / "x.bib"), "choose csv, xlsx, parquet, json"),
        (("export", name, "-o", tmp_path / "x.gexf"), "choose csv, xlsx, parquet, json"),
        (("export", "agreements/nothing", "-o", out), "no saved query is called"),
    ):
        done = run(*arguments)
        assert (done.returncode, said in done.stderr, len(done.stderr.splitlines())) == (2, True, 1)
