"""The embedded store: Oxigraph in memory (the default). No server, no network, nothing to configure."""

from __future__ import annotations

import contextlib
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from g7kg.errors import SourceProblem, UsageProblem, one_line
from g7kg.namespaces import ID
from g7kg.stores import Result
from g7kg.stores.words import misspelt, names_dataset

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
}


class EmbeddedStore:
    """Oxigraph inside this process."""

    def __init__(self, store: ox.Store | None = None) -> None:
        self.raw = store if store is not None else ox.Store()
        self._parts: dict[frozenset[str], ox.Store] = {}

    def query(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        """Answer `text` over the union of `graphs`, or of all named graphs (see `g7kg.stores.Store.query`)."""
        store = self.raw if graphs is None else self.part(frozenset(graphs))
        try:
            # A query that names its dataset gets that one; with the option, Oxigraph would pass over its FROM.
            return store.query(text, use_default_graph_as_union=not names_dataset(text))
        except SyntaxError as error:
            raise UsageProblem(f"the query does not parse: {syntax_place(error, text)}") from None
        except OSError as error:
            raise SourceProblem(f"the store cannot be read: {one_line(error)}") from None

    def part(self, graphs: frozenset[str]) -> ox.Store:
        """Return a store with these named graphs alone, made once and kept until something is added (by `add`).

        Oxigraph looks every pattern up in one named graph after another; a copy of those that count costs less than the
        first query over a hundred of them. Whether `raw` was changed by other means is not looked at: its size alone
        takes a walk over all of it.
        """
        if graphs not in self._parts:
            self._parts[graphs] = copied(self.raw, graphs)
        return self._parts[graphs]

    def graph_names(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""
        return (name.value for name in self.raw.named_graphs())

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads."""
        self.raw.extend(quads)
        self._parts.clear()


def copied(store: ox.Store, graphs: Iterable[str]) -> ox.Store:
    """Return a store in memory that holds these named graphs of `store`."""
    copy = ox.Store()
    for name in sorted(graphs):
        copy.extend(store.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    return copy


def parse_file(path: Path, graph: str | None = None) -> list[ox.Quad]:
    """Return the statements of an RDF file as quads, exactly as written there.

    Parameters:
        path: a file; its ending says the format (.ttl .nt .nq .trig .jsonld .rdf .owl).
        graph: the named graph for triples that the file puts in none.

    Raises:
        SourceProblem: the file cannot be read, is in no known format, or does not parse (says where).
    """
    with readable(path) as (file, form):
        return _placed(ox.parse(file, format=form, base_iri=ID), graph)


def parse_bytes(content: bytes, path: Path, graph: str | None = None) -> list[ox.Quad]:
    """Return the statements of an RDF file whose content was read from `path` (see `parse_file`)."""
    with _understood(path) as form:
        return _placed(ox.parse(content.removeprefix(BOM_UTF8), format=form, base_iri=ID), graph)


def _placed(found: Iterable[ox.Quad], graph: str | None) -> list[ox.Quad]:
    quads = list(found)
    if graph is None:
        return quads
    name = ox.NamedNode(graph)
    return [ox.Quad(q.subject, q.predicate, q.object, name) if isinstance(q.graph_name, ox.DefaultGraph) else q for q in quads]


def load_file(store: ox.Store, path: Path, graph: str) -> None:
    """Load an RDF file into a store, without a detour through Python objects (see `parse_file`).

    As a transaction: what cannot be read to its end leaves the store as it was. Oxigraph's `bulk_load` is made for disks (see
    `g7kg.storing`); it gathers a million statements before the first goes in, which at 10⁶ takes half as much memory again,
    a tenth more time, and leaves gaps into which later questions put what they need for a moment (docs/scale.md).
    """
    with readable(path) as (file, form):
        datasets = form.supports_datasets
        # By its path, Oxigraph reads it without calling Python for every 2 kB. A byte order mark, and a pipe, are read by us.
        where = {"path": path} if path.is_file() and file.tell() == 0 else {"input": file}
        store.load(**where, format=form, base_iri=ID, to_graph=None if datasets else ox.NamedNode(graph))


@contextlib.contextmanager
def readable(path: Path) -> Iterator[tuple[IO[bytes], ox.RdfFormat]]:
    """Open an RDF file and say its format; what goes wrong in the block becomes a problem with the file's name."""
    with _understood(path) as form, path.open("rb") as file:
        if file.peek(3).startswith(BOM_UTF8):
            file.read(3)
        yield file, form


@contextlib.contextmanager
def _understood(path: Path) -> Iterator[ox.RdfFormat]:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise SourceProblem(f"{path}: no known RDF format; use one of {' '.join(FORMATS)}")
    try:
        yield form
    except SyntaxError as error:
        raise SourceProblem(f"{path}: {syntax_place(error)}") from None
    except MemoryError:
        raise SourceProblem(f"{path}: a single text or name in it is longer than 16 MB; cut it, or close its quotes") from None
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror or one_line(error)})") from None


# What the parser says, and what is mostly the reason.
_REMEDIES = {
    "Invalid UTF-8": "save the file as UTF-8",
    "Invalid IRI code point": "an IRI holds no space; write %20, or another name",
    "“": "write straight quotes",
    "”": "write straight quotes",
    "；": "write ; in half width",
    "，": "write , in half width",
    "、": "write , in half width",
    "。": "write . in half width",
    ": . is not a valid subject or graph name": "PREFIX, unlike @prefix, has no full stop after it",
    "A dot is expected": "perhaps the line before lacks its ; , or .",
    "is not a valid subject or graph name": "perhaps a quote or statement before it is not closed",
    "is not a valid predicate": "perhaps a quote or statement before it is not closed",
    "Line jumps are not allowed": "close the quote, or put a text of several lines between three",
    "Unexpected end of file": "perhaps a quote, bracket or statement is not closed",
}


def syntax_place(error: SyntaxError, text: str = "") -> str:
    """Return "line 3, column 7: what" of a syntax error of Oxigraph's parsers.

    Parameters:
        error: what Oxigraph raised.
        text: the query, so that the words at the place can be shown.
    """
    message = one_line(error.msg if isinstance(error.msg, str) else error)
    if error.lineno is not None:
        remedy = next((f"; {remedy}" for sign, remedy in _REMEDIES.items() if sign in message), "")
        return f"line {error.lineno}, column {error.offset}: {message}{remedy}"
    found = re.match(r"error at (\d+):(\d+): expected (.*)", message)
    if not found:
        return message
    if odd := misspelt(text):
        line, column, word, near = odd
        return f"line {line}, column {column}: “{word}” is no word of SPARQL{f'; did you mean {near}?' if near else ''}"
    line, column = int(found[1]), int(found[2])
    if unknown := _undeclared(text):
        return f"line {line}, column {column}: the prefix “{unknown}:” is used but no PREFIX line declares it"
    rest = "".join(text.splitlines()[line - 1 : line])[column - 1 :].strip()
    here = f"“{one_line(rest, 30)}” does not fit here" if rest else "the query ends too early"
    return f"line {line}, column {column}: {here}"


def _undeclared(query: str) -> str:
    """Return the first prefix that a query uses without declaring it, or "" (IRIs, strings and comments do not count)."""
    bare = re.sub(r"<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*", " ", query)
    declared = set(re.findall(r"(?i)\bPREFIX\s+([\w.-]*):", bare))
    return next((name for name in re.findall(r"(?<![\w:@])([A-Za-z][\w-]*):", bare) if name not in declared), "")
