"""What is validated: RDF files, or a graph in memory; read once, in the two forms that the fast engine needs.

The engine for SHACL Core reads Turtle itself: the files go to it as they are, one behind the other. All else is read here,
statement by statement: what the store gets that the SPARQL constraints are asked of, and what the other checks look at.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from g7kg.errors import SourceProblem, one_line
from g7kg.namespaces import ID, PREFIXES
from g7kg.stores.embedded import readable

if TYPE_CHECKING:
    from g7kg.dataset import Graph

Watcher = Callable[[Path | None, list[ox.Quad], list[str]], None]  # the file, statements, and their predicates
_BATCH = 4096
_LINES = (".ttl", ".nt", ".nq", ".trig")  # the formats that write the label of a blank node as “_:”


@dataclass
class Data:
    """What is validated.

    Attributes:
        files: the files, where it comes from files.
        quads: the statements, where they are in memory already.
        watchers: who looks at the statements while an engine reads them, batch by batch, each batch from one file.
        prefixes: what each file declares, once it has been read with the watchers.
    """

    files: tuple[Path, ...] = ()
    quads: list[ox.Quad] | None = None
    watchers: tuple[Watcher, ...] = ()
    prefixes: dict[Path, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: Graph, watchers: tuple[Watcher, ...] = ()) -> Data:
        """Return a graph in memory as data."""
        return cls(quads=graph.quads, watchers=watchers)

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

    def read(self, *, watched: bool = True) -> Iterator[tuple[list[ox.Quad], list[str]]]:
        """Yield every statement, in batches with their predicates; blank nodes of different files stay apart.

        Parameters:
            watched: whether the watchers see them; an engine reads once with and, where it has to, again without.

        Raises:
            SourceProblem: a file does not parse (says which and where).
        """
        declared = {path: self.prefixes.setdefault(path, {}) for path in self.files}
        for path, found in [(None, iter(self.quads or ())), *((path, stream(path, declared[path])) for path in self.files)]:
            labels = path is not None and _has_labels(path)
            while batch := list(islice(found, _BATCH)):
                predicates = [quad.predicate.value for quad in batch]
                for watcher in self.watchers if watched else ():
                    watcher(path, batch, predicates)
                yield [_apart(quad, path) for quad in batch] if path is not None and labels else batch, predicates


def stream(path: Path, prefixes: dict[str, str] | None = None) -> Iterator[ox.Quad]:
    """Yield the statements of a file as they are read.

    Parameters:
        path: the file.
        prefixes: gets the prefixes that the file declares, once it has been read.

    Raises:
        SourceProblem: the file cannot be read, is in no known format, or does not parse (says where).
    """
    with readable(path) as (file, form):
        parser = ox.parse(file, format=form, base_iri=ID)
        yield from parser
        if prefixes is not None:
            prefixes.update(parser.prefixes)


def _has_labels(path: Path) -> bool:
    """Return whether blank nodes may have labels: Oxigraph keeps these, and numbers the unlabelled ones at random."""
    if path.suffix.lower() not in _LINES:
        return True
    with path.open("rb") as file:
        return any(b"_:" in part or part.endswith(b"_") for part in iter(lambda: file.read(1 << 20), b""))


def _append(path: Path, out: IO[bytes], labels: bool) -> bool:
    """Add a file to the data; return whether blank nodes have labels by now."""
    if path.suffix.lower() in (".ttl", ".nt"):
        try:
            text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        except OSError as error:
            raise SourceProblem(f"{path}: cannot be read ({error.strerror or one_line(error)})") from None
        has = b"_:" in text
        if not (has and labels):
            out.write(b"\n@base <%s> .\n" % ID.encode())
            out.write(text)
            out.write(b"\n")
            return labels or has
    # Turtle with prefixes takes a third of the memory of N-Triples, which the engine holds as text.
    ox.serialize((_apart(q, path).triple for q in stream(path)), out, ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return True


def _apart(quad: ox.Quad, path: Path) -> ox.Quad:
    """Return a statement whose blank nodes' labels are this file's own."""
    if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode):
        return quad
    mark = f"f{abs(hash(str(path))):x}"
    subject, value = (
        ox.BlankNode(mark + term.value) if isinstance(term, ox.BlankNode) else term for term in (quad.subject, quad.object)
    )
    return ox.Quad(subject, quad.predicate, value, quad.graph_name)  # type: ignore[arg-type]
