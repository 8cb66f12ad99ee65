"""`g7kg show`: one resource with its labels, what is said of it and by which source, its evidence, and what points to it."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from g7kg.errors import UsageProblem
from g7kg.namespaces import PREFIXES, compact, expand
from g7kg.stores import Store, Term, rows

_LABEL = f"<{PREFIXES['rdfs']}label>|<{PREFIXES['skos']}prefLabel>|<{PREFIXES['dcterms']}title>|<{PREFIXES['foaf']}name>"


@dataclass(frozen=True)
class Said:
    """One thing said of a resource: property, value, the value's label, and the named graph that says it.

    `inverse` is True where the resource is the value, and `value` the subject that points to it.
    """

    property: str
    value: Term
    label: str
    graph: str
    inverse: bool


def find(store: Store, name: str) -> str:
    """Return the IRI of the resource called `name` (IRI, CURIE, path below id:, or the end of one).

    Raises:
        UsageProblem: there is none, or several.
    """
    iri = expand(name)
    if _exists(store, iri):
        return iri
    tail = name.strip("<>/").removeprefix("id:")
    columns = "SELECT DISTINCT ?node WHERE { ?node ?p ?o . "
    literal = str(ox.Literal("/" + tail))
    _, found = rows(store.query(f"{columns} FILTER(ISIRI(?node) && STRENDS(STR(?node), {literal})) }} ORDER BY ?node"))
    nodes = [row[0].value for row in found if isinstance(row[0], ox.NamedNode)]
    if len(nodes) == 1:
        return nodes[0]
    if nodes:
        raise UsageProblem(f"“{name}” may be any of {', '.join(map(compact, nodes[:5]))}; write more of it")
    raise UsageProblem(f"nothing in the graph is called “{name}”; write e.g. meeting/2017-turin")


def _exists(store: Store, iri: str) -> bool:
    return bool(store.query(f"ASK {{ {ox.NamedNode(iri)} ?p ?o }}"))


def describe(store: Store, iri: str, language: str, graphs: list[str] | None = None) -> list[Said]:
    """Return all that the graph says of a resource, and what points to it, with labels in `language`.

    Parameters:
        store: where to ask.
        iri: the resource.
        language: "en" or "ja"; the other one stands in where a label is missing.
        graphs: the named graphs to ask; all when None.
    """
    node = ox.NamedNode(iri)
    said = []
    for inverse, pattern in ((False, f"{node} ?property ?value"), (True, f"?value ?property {node}")):
        text = f"""SELECT ?property ?value ?graph ?label WHERE {{
          GRAPH ?graph {{ {pattern} }}
          OPTIONAL {{ ?value {_LABEL} ?label }}
        }}"""
        best: dict[tuple[str, str, str], tuple[Term, str, str]] = {}
        for prop, value, graph, label in rows(store.query(text, graphs))[1]:
            assert isinstance(prop, ox.NamedNode)
            assert isinstance(graph, ox.NamedNode)
            assert value is not None
            key = (prop.value, str(value), graph.value)
            tag = label.language or "" if isinstance(label, ox.Literal) else ""
            words = label.value if isinstance(label, ox.Literal) else ""
            if key not in best or (tag == language and best[key][2] != language):
                best[key] = (value, words, tag)
        said += [Said(p, value, words, g, inverse) for (p, _, g), (value, words, _) in best.items()]
    return sorted(said, key=lambda s: (s.inverse, rank(s.property), s.property, str(s.value), s.graph))


_FIRST = ("rdf:type", "rdfs:label", "skos:prefLabel", "dcterms:title", "skos:definition")


def rank(iri: str) -> int:
    """Return where a property stands among others: what a thing is and is called comes first."""
    name = compact(iri)
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)
