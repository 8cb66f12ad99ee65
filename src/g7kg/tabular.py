"""Statements as a table, for editors who do not write Turtle: a template out, Turtle in, errors by row and column.

The columns are those of ``g7kg export statements -f csv``; columns that only repeat a name (``iri``, ``theme_en`` …)
are ignored on the way in, so an exported table can be edited and read again. Several values in a cell stand between " | ".
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import XSD

from g7kg import sources
from g7kg.errors import SourceProblem, UsageProblem
from g7kg.layout import canonical
from g7kg.namespaces import G7, ID, PREFIXES, expand
from g7kg.stores import Store, rows
from g7kg.tables import csv_text

REQUIRED = ("id", "label_en", "label_ja", "modality", "speaker", "document", "theme")
COLUMNS = (
    *("id", "label_en", "label_ja", "modality", "verb", "speaker", "meeting", "session", "theme", "commitment"),
    *("beneficiary", "instrument", "open_ended", "status", "document", "locator_en", "locator_ja", "words"),
)
_SCHEMES = {
    "modality": "modality",
    "theme": "theme",
    "beneficiary": "beneficiary",
    "instrument": "instrument",
    "status": "verification",
}
_PROPERTIES = {
    "modality": "modality", "speaker": "madeBy", "meeting": "madeAt", "session": "inSession", "theme": "about",
    "commitment": "expresses",
    "beneficiary": "beneficiary", "instrument": "instrument", "status": "verificationStatus", "document": "reportedIn",
}  # fmt: skip
_SINGLE = ("modality", "meeting", "session", "document", "status")
_EXAMPLE = {
    "id": "id:statement/2027-my-release/1.s1",
    "label_en": "The G7 agreed to promote open data, in your own words.",
    "label_ja": "G7は、オープンデータを進めることに合意した（自分の言葉で）。",
    "modality": "agreed",
    "speaker": "id:party/g7",
    "theme": "open-data",
    "document": "id:document/2017-mic-release",
    "locator_en": "section 1, sentence 1",
    "locator_ja": "1、第1文",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell; `row` counts from 1 with the header as row 1, as spreadsheets do."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        """Return the fault as people read it."""
        return f"row {self.row}, column {self.column}: {self.words}"


def template() -> bytes:
    """Return an empty table as CSV, with one example row."""
    text = csv_text([COLUMNS, [_EXAMPLE.get(column, "") for column in COLUMNS]])
    return ("\ufeff" + text).encode("utf-8")  # the mark makes spreadsheets read it as UTF-8


def template_xlsx(store: Store) -> bytes:
    """Return the template as a workbook, with the values that a cell may hold on a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "statements"
    sheet.append(list(COLUMNS))
    sheet.append([_EXAMPLE.get(name, "") for name in COLUMNS])
    sheet.freeze_panes = "B2"
    values = book.create_sheet("values")
    names = {column: sorted(_concepts(store, scheme)) for column, scheme in _SCHEMES.items()}
    values.append(list(names))
    for number in range(max(map(len, names.values()))):
        values.append([each[number] if number < len(each) else "" for each in names.values()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_table(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the columns of a table and its rows with their numbers.

    Raises:
        SourceProblem: the file cannot be read.
        UsageProblem: it is no table of this kind.
    """
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        lines = list(_workbook(path))
    else:
        text = sources.read_copy(path)
        delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ";" if text.split("\n", 1)[0].count(";") > 5 else ","
        lines = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)]
    if not lines:
        raise UsageProblem(f"{path}: the table is empty; `g7kg new table` makes a template")
    columns = [name.strip() for name in lines[0][1]]
    if missing := [name for name in REQUIRED if name not in columns]:
        raise UsageProblem(f"{path}: row 1: no column {', '.join(missing)}; `g7kg new table` makes a template")
    found = [
        (n, {c: v.strip() for c, v in zip(columns, row, strict=False)}) for n, row in lines[1:] if any(v.strip() for v in row)
    ]
    return columns, found


def _workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except FileNotFoundError:
        raise SourceProblem(f"{path}: cannot be read (no such file)") from None
    except Exception:  # openpyxl and zipfile raise many kinds
        raise SourceProblem(f"{path}: not a workbook; save it as .xlsx or .csv") from None
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, ["" if value is None else str(value) for value in row]


def turtle(path: Path, store: Store, copy: str | None = None) -> tuple[str, list[Fault], int]:
    """Return the Turtle of a table, what is wrong in it, and how many statements it has.

    Parameters:
        path: the table, CSV or XLSX.
        store: the graph, for the names that cells may hold and the passages of statements that it has already.
        copy: a copy of the source, in which the ``words`` column is anchored.
    """
    _, table = read_table(path)
    reader = _Reader(store, copy)
    for number, row in table:
        reader.row(number, row)
    graph = reader.graph
    for prefix, namespace in PREFIXES.items():
        if prefix != "id":
            graph.bind(prefix, namespace)
    text = canonical("# Statements read from a table.\n\n" + graph.serialize(format="longturtle")) if len(graph) else ""
    return text, reader.faults, len(table)


class _Reader:
    def __init__(self, store: Store, copy: str | None) -> None:
        self.store, self.copy = store, copy
        self.graph = Graph(bind_namespaces="none")
        self.faults: list[Fault] = []
        self.seen: dict[str, int] = {}
        self.concepts = {column: _concepts(store, scheme) for column, scheme in _SCHEMES.items()}
        self.named = {_value(row[0]) for row in rows(store.query("SELECT DISTINCT ?s WHERE { ?s a ?t }"))[1]}

    def row(self, number: int, row: dict[str, str]) -> None:
        """Read one row."""
        before = len(self.faults)
        for name in REQUIRED:
            if not row.get(name):
                self.faults.append(Fault(number, name, "is empty; every statement needs it"))
        node = self._node(number, "id", row.get("id", ""))
        if node is None:
            return
        if not str(node).startswith(f"{ID}statement/"):
            self.faults.append(
                Fault(number, "id", f"“{row['id']}” is no name of a statement; write id:statement/DOCUMENT/PLACE")
            )
        if str(node) in self.seen:
            self.faults.append(Fault(number, "id", f"“{row['id']}” stands in row {self.seen[str(node)]} too"))
        self.seen[str(node)] = number
        triples: list[tuple[URIRef, URIRef | Literal]] = [(RDF.type, URIRef(G7 + "Statement"))]
        triples += [(RDFS.label, Literal(row[f"label_{tag}"], lang=tag)) for tag in ("en", "ja") if row.get(f"label_{tag}")]
        for column, name in _PROPERTIES.items():
            values = [v.strip() for v in row.get(column, "").split("|") if v.strip()]
            if column in _SINGLE and len(values) > 1:
                self.faults.append(Fault(number, column, f"{len(values)} values; a statement has one"))
            for value in values:
                target = self._concept(number, column, value) if column in _SCHEMES else self._thing(number, column, value)
                if target is not None:
                    triples.append((URIRef(G7 + name), target))
        if verb := row.get("verb"):
            triples += [(URIRef(G7 + "verbAsPrinted"), Literal(v.strip(), lang=_tag(v))) for v in verb.split("|") if v.strip()]
        if open_ended := row.get("open_ended", "").lower():
            if open_ended not in ("true", "false", "1", "0", "yes", "no"):
                self.faults.append(Fault(number, "open_ended", f"“{open_ended}” is neither true nor false"))
            elif open_ended in ("true", "1", "yes"):
                triples.append((URIRef(G7 + "openEnded"), Literal(True)))
        if len(self.faults) == before:
            for prop, value in triples:
                self.graph.add((node, prop, value))
            self._evidence(number, node, row)

    def _node(self, number: int, column: str, value: str) -> URIRef | None:
        if not value:
            return None
        try:
            return URIRef(expand(value))
        except UsageProblem as problem:
            self.faults.append(Fault(number, column, str(problem)))
            return None

    def _concept(self, number: int, column: str, value: str) -> URIRef | None:
        name = value.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        if name in self.concepts[column]:
            return URIRef(PREFIXES[_SCHEMES[column]] + name)
        near = difflib.get_close_matches(name, self.concepts[column], 2)
        hint = f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(sorted(self.concepts[column])[:6])} …"
        self.faults.append(Fault(number, column, f"no {column} “{value}”; {hint}"))
        return None

    def _thing(self, number: int, column: str, value: str) -> URIRef | None:
        node = self._node(number, column, value)
        if node is not None and str(node) not in self.named:
            self.faults.append(Fault(number, column, f"nothing in the graph is called “{value}”; add it first, or correct it"))
            return None
        return node

    def _evidence(self, number: int, node: URIRef, row: dict[str, str]) -> None:
        """Give the statement its passages: found from its words, those that it has in the graph, or one by its locator."""
        evidence, text = URIRef(G7 + "evidence"), ""
        if words := row.get("words"):
            if self.copy is None:
                self.faults.append(Fault(number, "words", "needs the source: add --copy FILE"))
                return
            try:
                places = sources.anchor(self.copy, words)
            except UsageProblem as problem:
                self.faults.append(Fault(number, "words", str(problem)))
                return
            self._passage(node, row, places[0])
            return
        text = f"SELECT DISTINCT ?p WHERE {{ <{node}> <{evidence}> ?p }} ORDER BY ?p"
        held = [URIRef(_value(r[0])) for r in rows(self.store.query(text))[1]]
        if held:
            for passage in held:
                self.graph.add((node, evidence, passage))
        elif row.get("locator_en") and row.get("locator_ja"):
            self._passage(node, row, None)
        else:
            self.faults.append(
                Fault(number, "words", "no words, and no locator_en and locator_ja: say where the source says it")
            )

    def _passage(self, node: URIRef, row: dict[str, str], place: tuple[int, int, str] | None) -> None:
        passage = URIRef(str(node).replace(f"{ID}statement/", f"{ID}passage/"))
        document = expand(row["document"]).removeprefix(f"{ID}document/")
        text = f"SELECT ?r WHERE {{ ?r <{G7}renditionOf> <{ID}document/{document}> }} ORDER BY ?r"
        known = [_value(r[0]) for r in rows(self.store.query(text))[1]]
        rendition = URIRef(known[0] if known else f"{ID}rendition/{document}/ja")
        self.graph.add((node, URIRef(G7 + "evidence"), passage))
        self.graph.add((passage, RDF.type, URIRef(G7 + "Passage")))
        self.graph.add((passage, URIRef(G7 + "passageOf"), rendition))
        self.graph.add((passage, URIRef(G7 + "evidenceKind"), URIRef(PREFIXES["evidence"] + "body")))
        tail = str(passage).rsplit("/", 1)[1]
        for tag in ("en", "ja"):
            self.graph.add((passage, URIRef(G7 + "locator"), Literal(row.get(f"locator_{tag}") or tail, lang=tag)))
        if place is not None:
            for name, value in (("start", place[0]), ("end", place[1])):
                self.graph.add((passage, URIRef(G7 + name), Literal(value, datatype=XSD.integer)))
            self.graph.add((passage, URIRef(G7 + "sha256"), Literal(place[2])))


def _concepts(store: Store, scheme: str) -> set[str]:
    base = PREFIXES[scheme]
    text = f"SELECT DISTINCT ?c WHERE {{ ?c a <{PREFIXES['skos']}Concept> }} ORDER BY ?c"
    return {_value(r[0]).removeprefix(base) for r in rows(store.query(text))[1] if _value(r[0]).startswith(base)}


def _value(term: object) -> str:
    return getattr(term, "value", "") if term is not None else ""


def _tag(word: str) -> str:
    return "ja" if re.search(r"[ぁ-んァ-ヶ一-龠]", word) else "en"
