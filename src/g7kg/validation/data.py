"""What is validated: RDF files, or a graph in memory; read once, in the two forms that the fast engine needs.

The engine for SHACL Core reads Turtle itself, and so does the store that the SPARQL constraints are asked of; the files go to
both as they are, one behind the other, and no triple becomes a Python object.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from g7kg.dataset import Graph
from g7kg.errors import SourceProblem, one_line
from g7kg.namespaces import ID
from g7kg.stores.embedded import FORMATS, EmbeddedStore, syntax_place

# What a query says besides its patterns is cut out before predicates are looked for.
_HEAD = re.compile(r"\b(SELECT|GROUP\s+BY|ORDER\s+BY|HAVING)\b[^{}]*", re.IGNORECASE)
_TERM = r"(?:[?$]\w+|<|\w*:|\"|'|\[|\()"
_ANY_PREDICATE = re.compile(rf"(?:[?$]\w+|>|\w*:[\w./%-]*|\])\s+[?$]\w+\s+{_TERM}|;\s*[?$]\w|!\s*\(?\s*(?:<|\w*:|\^|a\b)")
_IRIS = re.compile(r"<([^<>\"{}|^`\\\s]*)>|(?<![\w?$])(\w[\w.-]*)?:([\w.%-]*[\w%-])?")
_PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"


@dataclass
class Data:
    """What is validated.

    Attributes:
        files: the files, where it comes from files.
        quads: the statements, where they are in memory already.
    """

    files: tuple[Path, ...] = ()
    quads: list[ox.Quad] | None = None

    @classmethod
    def of(cls, graph: Graph) -> Data:
        """Return a graph in memory as data."""
        return cls(quads=graph.quads)

    @contextlib.contextmanager
    def opened(self) -> Iterator[Path]:
        """Give the path of a Turtle file with all triples.

        Raises:
            SourceProblem: a file cannot be read, or is in no known format.
        """
        descriptor, name = tempfile.mkstemp(prefix="g7kg-", suffix=".ttl")
        try:
            with os.fdopen(descriptor, "wb") as out:
                labels = False  # whether blank nodes have been given labels, which would clash between files
                for path in self.files:
                    labels = _append(path, out, labels)
                if self.quads is not None:
                    ox.serialize({q.triple for q in self.quads}, out, ox.RdfFormat.N_TRIPLES)
            yield Path(name)
        finally:
            Path(name).unlink()

    def store(self, path: Path, predicates: set[str] | None) -> EmbeddedStore:
        """Return a store with the triples of the file that `opened` gave.

        Parameters:
            path: that file.
            predicates: where the data are in memory, only triples with one of these (None: all).

        Raises:
            SourceProblem: a file does not parse (says which and where).
        """
        store = EmbeddedStore()
        if self.quads is not None and not self.files:
            store.raw.extend(_chosen(self.quads, predicates))
            return store
        try:
            store.raw.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=ID)
        except SyntaxError as error:
            self.parse()
            raise SourceProblem(f"the files together do not parse: {syntax_place(error)}") from None
        return store

    def parse(self) -> None:
        """Read every file for nothing but its mistakes.

        Raises:
            SourceProblem: a file does not parse (says which and where).
        """
        for path in self.files:
            _read_alone(path)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple; blank nodes of different files stay apart."""
        if self.quads is not None:
            yield from (q.triple for q in self.quads)
        for path in self.files:
            # Oxigraph keeps labels as written and numbers the unlabelled ones at random.
            yield from (_apart(q.triple, path) for q in stream(path))


def stream(path: Path) -> Iterator[ox.Quad]:
    """Yield the statements of a file as they are read.

    Raises:
        SourceProblem: the file cannot be read, is in no known format, or does not parse (says where).
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise SourceProblem(f"{path}: no known RDF format; use one of {' '.join(FORMATS)}")
    try:
        with path.open("rb") as file:
            yield from ox.parse(file, format=form, base_iri=ID)
    except SyntaxError as error:
        raise SourceProblem(f"{path}: {syntax_place(error)}") from None
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror or one_line(error)})") from None


def predicates_of(queries: Iterable[str]) -> set[str] | None:
    """Return the predicates that queries can touch, or None where one asks for any predicate."""
    found = {_TYPE, _SUBCLASS}
    for query in queries:
        prefixes = dict(_PREFIX.findall(query))
        body = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", '""', _PREFIX.sub("", query))
        body = re.sub(r"(?m)(?<![\w/<])#[^\n>]*$", "", body)
        if _ANY_PREDICATE.search(_HEAD.sub("", body)):
            return None
        for iri, prefix, local in _IRIS.findall(body):
            found.add(iri or prefixes.get(prefix, "") + local)
    return found


def _append(path: Path, out: IO[bytes], labels: bool) -> bool:
    """Add a file to the data; return whether blank nodes have labels by now."""
    if path.suffix.lower() in (".ttl", ".nt"):
        try:
            text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        except OSError as error:
            raise SourceProblem(f"{path}: cannot be read ({error.strerror or one_line(error)})") from None
        has = b"_:" in text
        if not (has and labels):
            if path.suffix.lower() == ".ttl":
                _read_alone(path)  # or a prefix that it forgets would be taken from the file before
            out.write(b"\n@base <%s> .\n" % ID.encode())
            out.write(text)
            out.write(b"\n")
            return labels or has
    ox.serialize((_apart(q.triple, path) for q in stream(path)), out, ox.RdfFormat.N_TRIPLES)
    return True


def _read_alone(path: Path) -> None:
    for _ in stream(path):
        pass


def _chosen(quads: Iterable[ox.Quad], predicates: set[str] | None) -> Iterator[ox.Quad]:
    default = ox.DefaultGraph()
    for q in quads:
        if predicates is None or q.predicate.value in predicates:
            yield ox.Quad(q.subject, q.predicate, q.object, default)


def _apart(triple: ox.Triple, path: Path) -> ox.Triple:
    """Return a triple whose blank nodes' labels are this file's own."""
    if not isinstance(triple.subject, ox.BlankNode) and not isinstance(triple.object, ox.BlankNode):
        return triple
    mark = f"f{abs(hash(str(path))):x}"
    subject, value = (
        ox.BlankNode(mark + term.value) if isinstance(term, ox.BlankNode) else term for term in (triple.subject, triple.object)
    )
    return ox.Triple(subject, triple.predicate, value)  # type: ignore[arg-type]
