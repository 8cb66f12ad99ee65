"""Writing projections: `g7kg export PROJECTION -f FORMAT -o FILE`.

Each format has one small writer that reads nodes and edges once, in their fixed order, so that the same graph gives the same
bytes and, where the format allows, memory does not grow with the file. What the export is (version, date of the data, licence,
filters, queries) stands in the file; where the format has no place for it, in ``FILE.meta.json`` beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from g7kg.errors import UsageProblem
from g7kg.exports.network import citing, neo4j, rdf, tabular, text, xml
from g7kg.exports.network.content import Content, Metadata
from g7kg.network import Network
from g7kg.outputs import written

Writer = Callable[[Content, Metadata, IO[bytes]], None]


@dataclass(frozen=True)
class Format:
    """A format of `export`.

    Attributes:
        ending: of its files.
        write: writes nodes and edges with what they are.
        edges: whether it needs a projection with edges.
        one_table: whether a file holds either the nodes or the edges.
        beside: whether what the export is stands in a file of its own.
        things: whether it holds not the cells, but what the graph says of the things that they stand for.
        about: for whom, in English.
    """

    ending: str
    write: Writer
    about: str
    edges: bool = False
    one_table: bool = False
    beside: bool = False
    things: bool = False


FORMATS: dict[str, Format] = {
    "csv": Format("csv", tabular.csv, "spreadsheets, R, pandas", one_table=True, beside=True),
    "xlsx": Format("xlsx", tabular.xlsx, "Excel: a sheet for nodes, for edges, and for what it is"),
    "parquet": Format("parquet", tabular.parquet, "pandas, Polars, DuckDB", one_table=True),
    "json": Format("json", text.node_link, "networkx, D3: node-link JSON"),
    "graphml": Format("graphml", xml.graphml, "yEd, igraph, networkx", edges=True),
    "gexf": Format("gexf", xml.gexf, "Gephi", edges=True),
    "cytoscape": Format("cyjs", text.cytoscape, "Cytoscape and Cytoscape.js", edges=True),
    "dot": Format("dot", text.dot, "Graphviz", edges=True),
    "neo4j": Format("zip", neo4j.archive, "neo4j-admin database import: a zip of CSV files", edges=True),
    "cypher": Format("cypher", neo4j.cypher, "any openCypher database", edges=True),
    "jsonld": Format("jsonld", rdf.json_ld, "what the graph says of the things in it, as JSON-LD", things=True),
    "turtle": Format("ttl", rdf.turtle, "the same as Turtle", things=True),
    "nquads": Format("nq", rdf.n_quads, "the same as N-Quads, with the named graphs", things=True),
    "bibtex": Format("bib", citing.bibtex, "the documents it rests on, for LaTeX", things=True),
    "csl": Format("json", citing.csl, "the same as CSL-JSON, for Zotero and Pandoc", beside=True, things=True),
}


def write(
    content: Content,
    form: str,
    path: Path,
    *,
    part: str | None = None,
    bom: bool = False,
    edition: tuple[str, str] | None = None,
) -> list[Path]:
    """Write `content` to the file `path`; return the files written, that beside it included.

    Parameters:
        content: a projection, or the rows of a saved query.
        form: one of `FORMATS`.
        path: the file; it appears whole or not at all.
        part: "nodes" or "edges", for formats that hold one table.
        bom: whether a CSV begins with a byte-order mark, by which Excel knows UTF-8.
        edition: version and day of the release that it is of, where that is not the built-in graph (`g7kg.counting.edition`).

    Raises:
        UsageProblem: an unknown format, or one that does not fit.
        SourceProblem: the file cannot be written.
    """
    chosen = FORMATS.get(form)
    if chosen is None:
        raise UsageProblem(f"no format “{form}”; choose from {', '.join(FORMATS)}")
    if chosen.edges and not content.edge_columns:
        fits = ", ".join(name for name, f in FORMATS.items() if not f.edges)
        raise UsageProblem(f"{content.name} is a table without edges; as a format choose {fits}")
    if chosen.things and not isinstance(content, Network):
        fits = ", ".join(name for name, f in FORMATS.items() if not (f.things or f.edges))
        raise UsageProblem(f"{content.name} is a saved query, whose rows are a table; as a format choose {fits}")
    if part is not None and not chosen.one_table:
        raise UsageProblem(f"--part is for csv and parquet; {form} holds nodes and edges")
    if part not in (None, "nodes", "edges"):
        raise UsageProblem(f"no part “{part}”; choose nodes or edges")
    if part == "edges" and not content.edge_columns:
        raise UsageProblem(f"{content.name} is a table; it has no edges")
    if bom and form != "csv":
        raise UsageProblem("--bom is for csv")
    metadata = Metadata(content, form, (part or "nodes") if chosen.one_table else None, bom, *(edition or ()))
    try:
        with written(path) as file:
            chosen.write(content, metadata, file)
    except ImportError as error:
        raise UsageProblem(f"{form} needs {error.name}: pip install 'g7kg[analysis]'") from None
    files = [path]
    if chosen.beside and path.is_file():  # beside a device or pipe nothing can stand
        beside = path.with_name(path.name + ".meta.json")
        with written(beside) as file:
            about = metadata.as_table(path.name) if form == "csv" else metadata.as_dict()
            file.write((json.dumps(about, ensure_ascii=False, indent=2) + "\n").encode())
        files.append(beside)
    return files
