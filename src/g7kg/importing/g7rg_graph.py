"""Assessments of the G7 Research Group as a graph: who says so (the table), where (a record), and what the members got.

The table's words stay in the table: a record is a passage, with place and digest, as of any source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS, VOID, XSD

from g7kg.errors import UsageProblem
from g7kg.importing.columns import key
from g7kg.importing.g7rg import Assessment, Table
from g7kg.importing.grid import Grid
from g7kg.layout import laid_out
from g7kg.namespaces import G7, GRAPH, ID, PREFIXES
from g7kg.stores import Store, rows

UNKNOWN = "http://rightsstatements.org/vocab/CNE/1.0/"  # nobody has looked into the rights
ENGLISH = URIRef("http://publications.europa.eu/resource/authority/language/ENG")
RUSSIA = f"{ID}party/russia"
BODIES = {"leaders": ("leaders", "首脳")}
ASSESSOR = f"{ID}organization/g7rg"

Labels = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Edition:
    """Which table this is.

    Attributes:
        name: what tells it from other editions, such as 2020.
        body: whose commitments it numbers, such as leaders; ids of two bodies mean different things.
        address: where it is published, if that is known.
        license: the licence under which the Turtle may be passed on; by default, that nobody has looked into the rights.
        periods: the first and last day judged, by year, where the importing person gives them.
    """

    name: str
    body: str = "leaders"
    address: str = ""
    license: str = UNKNOWN
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that both make names.

        Raises:
            UsageProblem: one of them does not.
        """
        for what, value in (("edition", self.name), ("body", self.body)):
            if not re.fullmatch("[a-z0-9]+([.-][a-z0-9]+)*", value):
                raise UsageProblem(f"--{what} “{value}”: write small letters, digits, hyphens and dots, such as 2020")

    @property
    def slug(self) -> str:
        """The name of the table's document, and of its file."""
        return f"g7rg-{self.body}-{self.name}"

    @property
    def place(self) -> str:
        """The name of its graph, and where its assessments lie."""
        return f"g7rg/{self.body}-{self.name}"


def parties(store: Store) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return the parties that can have a score: their IRIs by their names, and their labels (en, ja) by their IRIs.

    Russia, which is no member in the graph, is among them: the tables have its scores from the years of the G8.
    """
    text = f"""SELECT ?party ?name ?kind WHERE {{
        VALUES ?class {{ <{G7}MemberState> <{G7}SupranationalMember> }}
        VALUES (?property ?kind) {{ (<{RDFS.label}> "label") (<{SKOS.altLabel}> "other") }}
        ?party a ?class ; ?property ?name }} ORDER BY ?party ?kind ?name"""
    names: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {RUSSIA: {"en": "Russia", "ja": "ロシア"}}
    for party, name, kind in rows(store.query(text))[1]:
        iri, word = getattr(party, "value", ""), getattr(name, "value", "")
        names.setdefault(key(word), iri)
        if getattr(kind, "value", "") == "label":
            labels.setdefault(iri, {})[getattr(name, "language", "") or "en"] = word
    names.setdefault("russia", RUSSIA)
    return names, {iri: (each.get("en", iri), each.get("ja", iri)) for iri, each in labels.items()}


def turtle(table: Table, grid: Grid, chosen: Sequence[Assessment], edition: Edition, labels: Labels) -> str:
    """Return the Turtle of some assessments of a table, in the canonical layout."""
    writer = _Writer(edition, labels)
    writer.document(table, grid)
    for assessment in chosen:
        writer.assessment(assessment)
    graph = writer.graph
    for prefix, namespace in PREFIXES.items():
        if prefix != "id":
            graph.bind(prefix, namespace)
    head = (
        f"# The G7 Research Group's judgement of the {edition.body}' commitments, read from its table by `g7kg import g7rg`.\n"
        "# The judgements are the group's own; the table's words are not here, its faults are kept as printed.\n\n"
    )
    return head + laid_out(graph)


class _Writer:
    def __init__(self, edition: Edition, labels: Labels) -> None:
        self.edition, self.labels = edition, labels
        self.graph = Graph(bind_namespaces="none")
        self.source = URIRef(f"{ID}document/{edition.slug}")
        self.rendition = URIRef(f"{ID}rendition/{edition.slug}/en")

    def add(self, node: URIRef, prop: str, value: URIRef | Literal) -> None:
        name = prop if "://" in prop else G7 + prop
        self.graph.add((node, URIRef(name), value))

    def both(self, node: URIRef, prop: str, english: str, japanese: str) -> None:
        self.add(node, prop, Literal(english, lang="en"))
        self.add(node, prop, Literal(japanese, lang="ja"))

    def document(self, table: Table, grid: Grid) -> None:
        """Say what the table is, and what its graph is."""
        years = table.years()
        span = (f", {years[0]} to {years[-1]}", f"、{years[0]}〜{years[-1]}年") if years else ("", "")
        body = BODIES.get(self.edition.body, (self.edition.body, self.edition.body))
        about = (
            f"the {body[0]}' commitments{span[0]} (edition {self.edition.name})",
            f"{body[1]}のコミットメント{span[1]}({self.edition.name}版)",
        )
        english, japanese = (
            f"G7 Research Group, table of compliance with {about[0]}",
            f"G7リサーチグループの履行評価表、{about[1]}",
        )
        node = URIRef(GRAPH + self.edition.place)
        self.add(node, RDF.type, VOID.Dataset)
        self.both(
            node, RDFS.label, f"Judgements by the G7 Research Group of {about[0]}", f"G7リサーチグループによる評価、{about[1]}"
        )
        self.add(node, DCTERMS.license, URIRef(self.edition.license))
        self.add(node, DCTERMS.source, self.source)
        self.add(node, "basis", URIRef(PREFIXES["basis"] + "asserted"))
        self.add(self.source, RDF.type, URIRef(G7 + "Document"))
        self.both(self.source, RDFS.label, english, japanese)
        self.add(self.source, DCTERMS.language, ENGLISH)
        self.add(self.source, DCTERMS.creator, URIRef(ASSESSOR))
        self.add(self.source, "verificationStatus", URIRef(PREFIXES["verification"] + "read-in-document"))
        self.add(self.rendition, RDF.type, URIRef(G7 + "Rendition"))
        self.both(self.rendition, RDFS.label, f"{english}: English text", f"{japanese}(英語)")
        self.add(self.rendition, DCTERMS.language, ENGLISH)
        self.add(self.rendition, "renditionOf", self.source)
        self.add(self.rendition, "translationStatus", URIRef(PREFIXES["translation"] + "original"))
        if self.edition.address:
            self.add(self.rendition, "publishedAt", URIRef(self.edition.address))
        if grid.sha256 and grid.records[-1].place is not None:
            self.add(self.rendition, "sha256", Literal(grid.sha256))
            self.add(self.rendition, "length", Literal(grid.length))

    def assessment(self, made: Assessment) -> None:
        """Write one assessment with its scores and its passage."""
        number = made.record.number
        node = URIRef(f"{ID}assessment/{self.edition.place}/{made.name}")
        passage = URIRef(f"{ID}passage/{self.edition.slug}/record-{number}")
        if made.name.startswith("record-"):
            printed = (f" (“{made.identifier}”)", f"(「{made.identifier}」)") if made.identifier else ("", "")
            english, japanese = f"record {number}{printed[0]}", f"記録{number}{printed[1]}"
        else:
            english = japanese = made.name
        self.add(node, RDF.type, URIRef(G7 + "Assessment"))
        self.both(
            node, RDFS.label, f"Judgement of {english} by the G7 Research Group", f"G7リサーチグループによる{japanese}の評価"
        )
        self.add(node, "assessor", URIRef(ASSESSOR))
        self.add(node, "evidence", passage)
        self.add(node, "verificationStatus", URIRef(PREFIXES["verification"] + "read-in-document"))
        if made.identifier:
            self.add(node, DCTERMS.identifier, Literal(made.identifier))
        if made.area:
            self.add(node, DCTERMS.subject, Literal(made.area, lang="en"))
        if made.year:
            self.add(node, DCTERMS.temporal, Literal(made.year, datatype=XSD.gYear))
        self.period(node, made.year)
        for prop, mean in (("publishedMean", made.published), ("computedMean", made.computed)):
            if mean is not None:
                self.add(node, prop, Literal(f"{mean:f}" if "." in f"{mean:f}" else f"{mean:f}.0", datatype=XSD.decimal))
        for fault in made.faults:
            at = (
                (f"Column {fault.column}: ", f"{fault.column}の列:")
                if fault.column != "all"
                else ("The record ", "この記録は、")
            )
            self.both(node, SKOS.note, at[0] + fault.words("en") + ".", at[1] + fault.words("ja") + "。")
        for party, score in made.scores.items():
            self.score(node, URIRef(party), score, (english, japanese))
        self.passage(passage, made)

    def period(self, node: URIRef, year: str) -> None:
        if year not in self.edition.periods:
            return
        for prop, day in zip(("periodStart", "periodEnd"), self.edition.periods[year], strict=True):
            self.add(node, prop, Literal(day, datatype=XSD.date))
        self.both(
            node,
            SKOS.note,
            f"The table prints the year {year} alone; the first and the last day were given at the import.",
            f"表が示すのは{year}年という年だけであり、評価期間の初日と末日は取り込みの際に与えられた。",
        )

    def score(self, assessment: URIRef, party: URIRef, score: int, of: tuple[str, str]) -> None:
        if str(party) == RUSSIA:
            self.russia()
        names = self.labels.get(str(party), (str(party), str(party)))
        node = URIRef(f"{assessment}/{str(party).rsplit('/', 1)[-1].lower()}")
        self.add(node, RDF.type, URIRef(G7 + "MemberScore"))
        self.both(node, RDFS.label, f"{names[0]} on {of[0]}: {score}", f"{of[1]}についての{names[1]}の評点:{score}")
        self.add(node, "member", party)
        self.add(node, "score", Literal(score))
        self.add(node, "scoreOf", assessment)

    def russia(self) -> None:
        """Name Russia, which belonged to the G8 of 1998 to 2013, as a party: the graph has the members of today."""
        node = URIRef(RUSSIA)
        self.add(node, RDF.type, URIRef(G7 + "Party"))
        self.both(node, RDFS.label, *self.labels[RUSSIA])
        self.add(node, DCTERMS.source, self.source)
        self.add(node, "verificationStatus", URIRef(PREFIXES["verification"] + "read-in-document"))

    def passage(self, node: URIRef, made: Assessment) -> None:
        number = made.record.number
        self.add(node, RDF.type, URIRef(G7 + "Passage"))
        self.add(node, "passageOf", self.rendition)
        self.add(node, "evidenceKind", URIRef(PREFIXES["evidence"] + "body"))
        self.both(node, "locator", f"record {number}", f"記録{number}")
        if made.record.place is not None:
            start, end, sha256 = made.record.place
            self.add(node, "start", Literal(start))
            self.add(node, "end", Literal(end))
            self.add(node, "sha256", Literal(sha256))
