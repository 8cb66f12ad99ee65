"""The page and its scripts: classic scripts alone, so that it works from ``file://`` too, where a browser fetches nothing.

========================  ==========================================================================
``index.html``            the page; the first view needs ``app.js``, the strings, queries and rows of one language
``data/start.js``         words on screen, saved queries, and where each kind of thing is shown
``data/rows-en.js``       the rows that the views show first, in one language
``data/labels.js``        labels and readings of everything, for the search and for choices
``data/graph.js``         the graph as N-Quads, compressed and in base64, parted by who says so
``data/engine.js``        Oxigraph for the web and the worker around it
========================  ==========================================================================
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import g7kg
from g7kg.dataset import BASES, Graph, graphs_of
from g7kg.errors import SourceProblem
from g7kg.namespaces import PREFIXES, ROOT, compact
from g7kg.queries import SavedQuery, saved_queries, saved_query
from g7kg.stores import rows

HERE = Path(__file__).parent
SCRIPTS = ("core", "query", "table", "search", "chain", "views", "picture", "complete", "ask", "app")
LANGUAGES = ("en", "ja")
VOUCHED = ("asserted", "curated")
READY = (  # what the views show first, asked with its defaults; anything else is asked of the engine
    *("continuity/hops", "corpus/commitments", "corpus/presidencies", "corpus/coverage"),
    *("participation/at-several-meetings", "agreements/of-single-members"),
)
_LABELS = [
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["rdfs"] + "label",
    PREFIXES["dcterms"] + "title",
    PREFIXES["foaf"] + "name",
]
_DEPRECATED = PREFIXES["owl"] + "deprecated"
_ALSO = PREFIXES["skos"] + "altLabel"
_UNSOUGHT = tuple(f"id:{kind}/" for kind in ("passage", "rendition", "link", "participation", "image"))  # known by others


def write(graph: Graph, quads: list[ox.Quad], folder: Path) -> None:
    """Write the page, its scripts and its data into `folder`.

    Parameters:
        graph: the whole graph, for the rows of the saved queries.
        quads: the same as canonical quads.
        folder: the folder of the site.

    Raises:
        SourceProblem: the build of Oxigraph that lies in ``vendor/`` is not the one that `classic` knows.
        OSError: a file cannot be written.
    """
    data = folder / "data"
    data.mkdir(parents=True)
    queries = saved_queries()
    (folder / "index.html").write_bytes((HERE / "assets" / "index.html").read_bytes())
    (folder / "style.css").write_bytes((HERE / "assets" / "style.css").read_bytes())
    parts = ((HERE / "assets" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    (folder / "app.js").write_text("\n".join(parts), encoding="utf-8")
    strings = json.loads((HERE / "assets" / "strings.json").read_text(encoding="utf-8"))
    for query in queries:  # those of extensions bring the names of their columns along
        for name, about in query.columns.items():
            strings.setdefault(f"column.{re.sub('(Label|Title)$', '', name)}", about)
    start = {"version": g7kg.__version__, "strings": strings, "prefixes": PREFIXES, "queries": [*map(_saved, queries)]}
    _deliver(data / "start.js", "start", start)
    for language in LANGUAGES:
        _deliver(data / f"rows-{language}.js", f"rows-{language}", ready_rows(graph, language))
    _deliver(data / "labels.js", "labels", labels(quads))
    _deliver(data / "graph.js", "graph", _packed(graph, quads))
    _deliver(data / "engine.js", "engine", _engine())


def _deliver(path: Path, name: str, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(f"G7.deliver({json.dumps(name)},{text});\n", encoding="utf-8")


def _saved(query: SavedQuery) -> dict[str, Any]:
    return {
        "slug": query.slug,
        "question": {language: query.question(language) for language in LANGUAGES},
        "parameters": [{"name": p.name, "kind": p.kind, "about": p.about} for p in query.parameters.values()],
        "text": query.text,
    }


def ready_rows(graph: Graph, language: str) -> dict[str, Any]:
    """Return the rows of the queries in `READY` with their defaults, on the bases that sources and editors vouch for.

    Cells are numbers of strings that stand once: ``<`` and an IRI, or ``"`` and the text of a literal; -1 is none. With them
    come the names of what stands there without a label beside it.
    """
    strings: dict[str, int] = {}
    tables = {}
    bare: set[ox.NamedNode] = set()
    graphs = graphs_of(graph.store, VOUCHED)
    for query in map(saved_query, READY):
        given = {name: value for name, value in (("lang", language), ("basis", VOUCHED)) if name in query.parameters}
        result = graph.store.query(query.bind(given), graphs)
        if isinstance(result, ox.QuerySolutions):
            columns, answers = rows(result)
            found = [*answers]
            cells = [[-1 if term is None else strings.setdefault(cell(term), len(strings)) for term in row] for row in found]
            tables[query.slug] = {"columns": columns, "rows": cells}
            unnamed = [at for at, name in enumerate(columns) if not {f"{name}Label", f"{name}Title"} & {*columns}]
            bare |= {node for row in found for at in unnamed if isinstance(node := row[at], ox.NamedNode)}
    names = {node.value: name for node in bare if (name := _name(graph, node, language))}
    return {"strings": list(strings), "tables": tables, "names": names}


def _name(graph: Graph, node: ox.NamedNode, language: str) -> str:
    for prop in _LABELS if not compact(node.value).startswith(_UNSOUGHT) else ():
        for quad in graph.store.raw.quads_for_pattern(node, ox.NamedNode(prop), None):
            if isinstance(quad.object, ox.Literal) and quad.object.language == language:
                return quad.object.value
    return ""


def cell(term: object) -> str:
    """Return a term as the page holds it."""
    if isinstance(term, ox.Literal):
        return '"' + term.value
    return "<" + (term.value if isinstance(term, ox.NamedNode) else str(term))


def labels(quads: Sequence[ox.Quad]) -> list[dict[str, Any]]:
    """Return what the search finds: each thing of the project with its labels, other labels, readings and kind."""
    found: dict[str, dict[str, Any]] = {}
    withdrawn = {quad.subject for quad in quads if quad.predicate.value == _DEPRECATED}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode) or not quad.subject.value.startswith(ROOT) or quad.subject in withdrawn:
            continue
        name, prop, value = compact(quad.subject.value), quad.predicate.value, quad.object
        one = found.setdefault(name, {"also": set(), "kinds": set()})
        if prop == PREFIXES["rdf"] + "type" and isinstance(value, ox.NamedNode):
            one["kinds"].add(compact(value.value))
        elif isinstance(value, ox.Literal) and prop in _LABELS:
            tag = (value.language or "")[:2]
            if prop != _LABELS[2] and value.language in LANGUAGES and tag not in one:
                one[tag] = value.value
            else:
                one["also"].add(value.value)
        elif isinstance(value, ox.Literal) and prop == _ALSO:
            one["also"].add(value.value)
    things = []
    for name, one in sorted(found.items()):
        if ("en" not in one and "ja" not in one) or name.startswith(_UNSOUGHT):
            continue
        also = sorted(one["also"] - {one.get("en"), one.get("ja")})
        things.append(
            {"id": name, "en": one.get("en", ""), "ja": one.get("ja", ""), "also": also, "kinds": sorted(one["kinds"])}
        )
    return things


def _packed(graph: Graph, quads: list[ox.Quad]) -> dict[str, str]:
    """Return the graph in parts, compressed and in base64: what always counts, and what counts with one basis only."""
    part_of: dict[str, str] = {}
    for basis in BASES:
        kept = graphs_of(graph.store, [b for b in BASES if b != basis])
        if kept is not None:
            part_of |= dict.fromkeys(set(graph.store.graph_names()) - set(kept), basis)
    parts: dict[str, list[ox.Quad]] = {"common": [], **{basis: [] for basis in BASES}}
    for quad in quads:
        parts[part_of.get(getattr(quad.graph_name, "value", ""), "common")].append(quad)
    form = ox.RdfFormat.N_QUADS
    return {name: _base64(ox.serialize(some, format=form) or b"") for name, some in parts.items()}


def _base64(content: bytes) -> str:
    # zlib's own format, for the head of gzip's tells which version of Python wrote it.
    return base64.b64encode(zlib.compress(content, 9)).decode()


def _engine() -> dict[str, str]:
    worker = (HERE / "assets" / "worker.js").read_text(encoding="utf-8")
    return {
        "code": classic((HERE / "vendor" / "oxigraph.js").read_text(encoding="utf-8")) + worker,
        "wasm": _base64((HERE / "vendor" / "oxigraph_bg.wasm").read_bytes()),
    }


def classic(module: str) -> str:
    """Return Oxigraph's module as a classic script: no export, and no address of its own to fetch from.

    Raises:
        SourceProblem: the module is not laid out as the one we know.
    """
    text, last = re.subn(r"^export \{ initSync, __wbg_init as default \};$", "", module, flags=re.M)
    text, address = re.subn(r"new URL\('web_bg\.wasm', import\.meta\.url\)", "undefined", text)
    text = re.sub(r"^export (?=(?:class|function) )", "", text, flags=re.M)
    if last != 1 or address != 1 or re.search(r"^(?:export|import)\b|import\.meta", text, re.M):
        raise SourceProblem("vendor/oxigraph.js: is not the build of Oxigraph that g7kg.site knows; install g7kg again")
    return text
