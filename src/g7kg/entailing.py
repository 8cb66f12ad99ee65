"""What follows from the graph by RDFS or OWL 2 RL, in a named graph of its own: `g7kg build --entail owlrl`.

No saved query needs it: these walk the hierarchy themselves. It is for those who ask in the words of another vocabulary
(`?event a prov:Activity`) or load the graph where no property paths are. The reasoner is *reasonable*, which knows OWL 2 RL;
for RDFS it is given no axiom of OWL, and what is left of the rules are RDFS's own (docs/decisions/0011).

Left out is what tells nothing: what is asserted already, that a thing is a thing or is itself, what RDF, RDFS and OWL say of
themselves, and whatever is about a blank node. Blank nodes of the ontology take part in the reasoning all the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from g7kg.dataset import LICENSE, Graph
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.namespaces import G7, GRAPH, ID, PREFIXES, compact

PROFILES = {"rdfs": "RDFS", "owlrl": "OWL 2 RL"}
_RDF, _RDFS, _OWL, _XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd"))
_CLASH = f"""SELECT ?thing ?one ?other WHERE {{
  {{ ?one <{_OWL}disjointWith> ?other }} UNION
  {{ ?all <{_OWL}members> ?list . ?list <{_RDF}rest>*/<{_RDF}first> ?one , ?other FILTER(STR(?one) < STR(?other)) }}
  ?thing a ?one , ?other
}} ORDER BY ?thing ?one ?other LIMIT 1"""


def entail(graph: Graph, profile: str) -> int:
    """Add what follows from a graph to it, in ``graph:entailed/<profile>``; return the number of statements.

    Links that rules infer are among the premises, so the new graph stands on the basis *inferred*.

    Raises:
        UsageProblem: there is no such profile, or the reasoner is not installed.
        SourceProblem: the graph contradicts itself.
    """
    if profile not in PROFILES:
        raise UsageProblem(f"no entailment “{profile}”; choose from {', '.join(PROFILES)}")
    asserted = {quad.triple for quad in graph.quads}
    new = sorted(follows(asserted, profile), key=str)
    _refuse_contradiction([*asserted, *new])
    name = ox.NamedNode(f"{GRAPH}entailed/{profile}")
    graph.store.add(ox.Quad(t.subject, t.predicate, t.object, name) for t in [*new, *_described(name, profile)])
    graph.__dict__.pop("quads", None)  # they are read again, with these
    return len(new)


def follows(asserted: set[ox.Triple], profile: str) -> Iterator[ox.Triple]:
    """Yield what follows from `asserted` and tells something, in no order.

    Raises:
        UsageProblem: the reasoner is not installed.
    """
    given = [t for t in asserted if profile == "owlrl" or not _of_owl(t)]
    held = {(t.subject, t.predicate) for t in asserted}
    for subject, predicate, value in _closure(given):
        triple = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
        # A literal said of the same thing by the same property is that one in another spelling.
        if isinstance(value, ox.Literal) and (triple.subject, triple.predicate) in held:
            continue
        if triple not in asserted and _tells(triple):
            yield triple


def _of_owl(triple: ox.Triple) -> bool:
    return triple.predicate.value.startswith(_OWL) or getattr(triple.object, "value", "").startswith(_OWL)


def _tells(triple: ox.Triple) -> bool:
    if isinstance(triple.object, ox.Literal):
        return True
    ends = (getattr(triple.subject, "value", ""), getattr(triple.object, "value", ""))
    return ends[0] != ends[1] and not any(end.startswith((_RDF, _RDFS, _OWL, _XSD)) for end in ends)


def _closure(given: Iterable[ox.Triple]) -> Iterator[tuple[str, str, Any]]:
    """Yield the closure as (subject, predicate, object), the object a term of Oxigraph; without blank nodes."""
    try:
        from reasonable import PyReasoner
    except ImportError:
        raise UsageProblem("--entail needs reasonable: pip install 'g7kg[reasoning]'") from None
    from rdflib import Literal, URIRef

    reasoner = PyReasoner()
    with tempfile.TemporaryDirectory(prefix="g7kg-") as folder:
        path = Path(folder) / "given.ttl"
        path.write_bytes(ox.serialize(given, format=ox.RdfFormat.N_TRIPLES) or b"")
        reasoner.load_file(str(path))
    for subject, predicate, value in reasoner.reason():
        if not isinstance(subject, URIRef):
            continue
        if isinstance(value, Literal):
            datatype = None if value.language or value.datatype is None else ox.NamedNode(str(value.datatype))
            yield str(subject), str(predicate), ox.Literal(str(value), datatype=datatype, language=value.language)
        elif isinstance(value, URIRef):
            yield str(subject), str(predicate), ox.NamedNode(str(value))


def _refuse_contradiction(triples: Iterable[ox.Triple]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    found = store.query(_CLASH)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        thing, one, other = (compact(getattr(term, "value", str(term))) for term in row)
        raise SourceProblem(f"the graph contradicts itself: {thing} is a {one} and a {other}, which are disjoint")


def _described(name: ox.NamedNode, profile: str) -> list[ox.Triple]:
    """Return the description of the new graph, and of the activity that generated it."""
    activity = ox.NamedNode(f"{ID}rule/entailment-{profile}")
    labels = [
        ox.Literal(f"What follows by {PROFILES[profile]}", language="en"),
        ox.Literal(f"{PROFILES[profile]} による帰結", language="ja"),
    ]
    kind, label = ox.NamedNode(_RDF + "type"), ox.NamedNode(_RDFS + "label")
    return [
        ox.Triple(name, kind, ox.NamedNode(PREFIXES["void"] + "Dataset")),
        ox.Triple(name, ox.NamedNode(PREFIXES["dcterms"] + "license"), ox.NamedNode(LICENSE)),
        ox.Triple(name, ox.NamedNode(G7 + "basis"), ox.NamedNode(PREFIXES["basis"] + "inferred")),
        ox.Triple(name, ox.NamedNode(PREFIXES["prov"] + "wasGeneratedBy"), activity),
        ox.Triple(activity, kind, ox.NamedNode(PREFIXES["prov"] + "Activity")),
        *(ox.Triple(thing, label, words) for thing in (name, activity) for words in labels),
    ]
