"""Files → quads → rules: the whole graph, one named graph per file, and one per rule for what is derived.

A rule is a SPARQL CONSTRUCT in ``ontology/rules/`` whose header names the graph it writes (``#+ graph:``), the basis of
what it derives (``#+ basis:``, none for mere shortcuts that hold on every basis), the rules it needs (``#+ needs:``) and,
where it does not look at all of them, the graphs it looks at (``#+ over:``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pyoxigraph as ox

from g7kg.bases import BASES as BASES
from g7kg.bases import OWN
from g7kg.bases import graphs_of as graphs_of
from g7kg.errors import SourceProblem
from g7kg.headers import Header, read_header
from g7kg.namespaces import G7, PREFIXES, ROOT, expand
from g7kg.resources import graph_files, in_force, iri_path, rule_files
from g7kg.stores.embedded import EmbeddedStore, load_file, parse_file

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_BASIS = ox.NamedNode(G7 + "basis")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")


@dataclass(frozen=True)
class Rule:
    """One rule: what it is called, the graph it writes, the basis of what it derives, and its CONSTRUCT query.

    `over` names the graphs that it looks at, where it does not look at all of them; `namespace` is where the names that it
    gives lie.
    """

    name: str
    graph: str
    basis: str | None
    needs: tuple[str, ...]
    header: Header
    text: str
    over: tuple[str, ...] = ()
    namespace: str = ROOT

    @property
    def released(self) -> bool:
        """Whether it is the project's own rule, no extension's."""
        return self.namespace == ROOT

    @property
    def iri(self) -> str:
        """The IRI that ``prov:wasGeneratedBy`` names."""
        return f"{self.namespace}id/rule/{self.name}"


@dataclass
class Graph:
    """The whole graph in memory.

    Attributes:
        store: the embedded store, for queries.
        files: the file of each named graph that comes from a file.
        read: the statements of each as N-Quads, where they were read elsewhere.
    """

    store: EmbeddedStore = field(default_factory=EmbeddedStore)
    files: dict[str, Path] = field(default_factory=dict)
    read: dict[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """Every statement, in the exact form of its file (stores normalise literals): what is built and validated."""
        quads: list[ox.Quad] = []
        for name, path in self.files.items():
            quads += ox.parse(self.read[name], format=ox.RdfFormat.N_QUADS) if name in self.read else parse_file(path, name)
        derived = (graph for graph in self.store.raw.named_graphs() if getattr(graph, "value", "") not in self.files)
        for graph in sorted(derived, key=str):
            quads += sorted(self.store.raw.quads_for_pattern(None, None, None, graph), key=str)
        return quads


def read_rules(paths: Iterable[Path] | None = None) -> list[Rule]:
    """Return the rules in an order in which each comes after those it needs, an extension's after the project's own.

    Raises:
        SourceProblem: a header lacks its graph, or rules need each other in a circle.
    """
    spaces = {path: part.namespace for part in in_force() for path in part.rules}
    rules: dict[str, Rule] = {}
    for path in rule_files() if paths is None else paths:
        header, text = read_header(path)
        if not header.one("graph"):
            raise SourceProblem(f"{path}: the rule's header has no “#+ graph:” line; name the graph it writes")
        space = spaces.get(path, ROOT)
        needs = tuple(name.strip() for name in header.one("needs").split(",") if name.strip())
        over = tuple(expand(name.strip(), space + "graph/") for name in header.one("over").split(",") if name.strip())
        graph = f"{space}graph/{header.one('graph')}"
        rules[path.stem] = Rule(path.stem, graph, header.one("basis") or None, needs, header, text, over, space)
    try:
        order = TopologicalSorter({name: rule.needs for name, rule in sorted(rules.items())}).static_order()
        return sorted((rules[name] for name in order), key=lambda rule: not rule.released)
    except CycleError as error:
        raise SourceProblem(f"ontology/rules: rules need each other in a circle: {' → '.join(error.args[1])}") from None
    except KeyError as error:
        raise SourceProblem(f"ontology/rules: no rule {error} although another one needs it") from None


def load(
    extra: Sequence[Path] = (),
    *,
    derive: bool = True,
    rules: Collection[str] | None = None,
    base: Path | None = None,
    into: ox.Store | None = None,
    read: Callable[[Mapping[str, Path]], Iterable[tuple[str, bytes]]] | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Graph:
    """Read the whole graph from its files and apply the rules.

    Parameters:
        extra: further RDF files; a file with the name of a released one stands beside it, in a graph of its own.
        derive: whether to apply the rules.
        rules: the names of those of the project's own to apply, where a question needs no others; all of them by default.
        base: the folder that holds ontology/ and data/; by default the project's own.
        into: an empty store to load into; one in memory by default.
        read: reads the files elsewhere and returns the statements of each as N-Quads, in the same order (`g7kg.scaling`).
        progress: called with the number of files that were read, and of all.

    Raises:
        SourceProblem: a file cannot be read or does not parse.
    """
    graph = Graph(EmbeddedStore(into))
    graph.files = {name: path for path, name in graph_files(base)}
    for path in extra:
        name, number = f"{OWN}{iri_path(Path(path.name))}", 1
        while name in graph.files:
            number += 1
            name = f"{OWN}{iri_path(Path(path.name))}-{number}"
        graph.files[name] = path
    if read is not None:
        for name, content in read(graph.files):
            graph.read[name] = content
            graph.store.raw.load(content, ox.RdfFormat.N_QUADS)
            progress(len(graph.read), len(graph.files))
    else:
        for number, (name, path) in enumerate(graph.files.items(), 1):
            load_file(graph.store.raw, path, name)
            progress(number, len(graph.files))
    if derive:
        wanted = (rule for rule in read_rules() if rules is None or rule.name in rules or not rule.released)
        apply_rules(graph, list(wanted))
    return graph


def apply_rules(graph: Graph, rules: list[Rule] | None = None) -> None:
    """Add what the rules derive, each into its own named graph with a description of that graph and of the rule."""
    for rule in read_rules() if rules is None else rules:
        derived = graph.store.query(rule.text, rule.over or None)
        assert isinstance(derived, ox.QueryTriples)
        # From engine to engine, without Python objects. Lenient: what comes out of a store need not be checked again.
        form, name = ox.RdfFormat.N_TRIPLES, ox.NamedNode(rule.graph)
        content = derived.serialize(format=form) or b""
        graph.store.raw.load(content, form, to_graph=name, lenient=True)
        graph.store.add(_describe(rule))


def _describe(rule: Rule) -> list[ox.Quad]:
    """Return the description of a rule's graph, and of the rule as the activity that generated it."""
    graph, activity = ox.NamedNode(rule.graph), ox.NamedNode(rule.iri)
    prov, dcterms, void = PREFIXES["prov"], PREFIXES["dcterms"], PREFIXES["void"]
    triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (graph, _TYPE, ox.NamedNode(void + "Dataset")),
        (graph, ox.NamedNode(dcterms + "license"), ox.NamedNode(LICENSE)),
        (graph, ox.NamedNode(prov + "wasGeneratedBy"), activity),
        (activity, _TYPE, ox.NamedNode(prov + "Activity")),
    ]
    if rule.basis:
        triples.append((graph, _BASIS, ox.NamedNode(PREFIXES["basis"] + rule.basis)))
    for language in ("en", "ja"):
        label = ox.Literal(rule.header.one(f"label-{language}") or rule.name, language=language)
        triples += [(graph, _LABEL, label), (activity, _LABEL, label)]
    return [ox.Quad(*triple, graph) for triple in triples]
