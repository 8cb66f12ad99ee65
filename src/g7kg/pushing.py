"""`g7kg push`: a release into an endpoint's named graphs, each whole or not at all.

A graph is uploaded in chunks under a temporary name, compared there with what was sent (number and digest of its statements),
and moved to its own name in one step. A run that was stopped is taken up by the next: graphs that are in place are left, a
half-uploaded one goes on at the chunk where it stopped. Nothing but our graphs (`g7kg.resources.is_ours`) is ever touched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import Request

import pyoxigraph as ox

from g7kg.dataset import load
from g7kg.errors import Problem, SourceProblem, UsageProblem
from g7kg.namespaces import GRAPH, compact
from g7kg.resources import is_ours
from g7kg.stores.embedded import parse_file
from g7kg.stores.endpoint import UPLOADS, EndpointStore

CHUNK = 1000  # statements in one request
SUBJECTS = 200  # subjects looked up in one request
AT_ONCE = 5000  # statements fetched in one request: many servers cut an answer at 10 000
# Beside the address for queries, the one for updates and the one of the Graph Store Protocol, by their last part.
UPDATES = {"query": "update"}
GRAPH_STORES = {"query": "store", "sparql": "sparql-graph-crud", "sparql-auth": "sparql-graph-crud-auth"}

# Virtuoso keeps a whole number beyond 2³¹ as a decimal.
_WHOLE = re.compile(r'"(-?\d+)(?:\.0*)?"\^\^<http://www\.w3\.org/2001/XMLSchema#decimal> \.\Z')
_AS_INTEGER = r'"\1"^^<http://www.w3.org/2001/XMLSchema#integer> .'

State = Literal["new", "changed", "same"]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Part:
    """One named graph of a release."""

    name: str
    triples: tuple[ox.Triple, ...]

    @cached_property
    def lines(self) -> list[str]:
        """Its statements as stores keep them: literals normalised, blank nodes named canonically, sorted."""
        return _normal(self.triples)

    @cached_property
    def sha256(self) -> str:
        """The digest of its statements."""
        return _digest(self.lines)

    @property
    def upload(self) -> str:
        """The temporary name: another one for another content."""
        return f"{UPLOADS}{self.sha256[:16]}/{self.name.split('/graph/', 1)[-1]}"

    @cached_property
    def chunks(self) -> list[list[str]]:
        """Its lines in chunks: first all with blank nodes, which mean nothing beyond one request, the others by subject."""
        blank = [line for line in self.lines if _has_blank(line)]
        chunks: list[list[str]] = [[]]
        for lines in _by_subject(line for line in self.lines if not _has_blank(line)):
            if len(chunks[-1]) + len(lines) > CHUNK:
                chunks.append([])
            chunks[-1] += lines
        return [chunk for chunk in (blank, *chunks) if chunk]


@dataclass(frozen=True)
class Step:
    """What a push does with one graph."""

    part: Part
    state: State


def parts(quads: Iterable[ox.Quad]) -> list[Part]:
    """Return the named graphs of a release, sorted by name.

    Raises:
        UsageProblem: a statement is in no graph of ours; nothing that is not ours is ever pushed.
    """
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        graphs.setdefault(getattr(quad.graph_name, "value", ""), []).append(quad.triple)
    for name in graphs:
        if not is_ours(name) or name.startswith(UPLOADS):
            raise UsageProblem(f"“{name or 'the default graph'}” is no graph of ours ({GRAPH}…); nothing was pushed")
    return [Part(name, tuple(triples)) for name, triples in sorted(graphs.items())]


def release(path: Path | None = None) -> list[Part]:
    """Return the named graphs of a built file, or of the graph as it is built now."""
    return parts(parse_file(path) if path else load().quads)


class Target:
    """An endpoint that is pushed to.

    Parameters:
        url: its address for queries.
        update: its address for updates; by default worked out from `url`.
        graph_store: its address of the Graph Store Protocol; by default worked out from `url`, and done without where it
            is not there.
        timeout: seconds for one answer.
    """

    def __init__(
        self, url: str, update: str | None = None, graph_store: str | None = None, timeout: float | None = None
    ) -> None:
        self.store = EndpointStore(url, timeout)
        self.url = url
        self._update = update or _sibling(url, UPDATES) or url
        self._graph_store = graph_store or _sibling(url, GRAPH_STORES)
        for address in (self._update, self._graph_store or url):
            if urlsplit(address)[:2] != urlsplit(url)[:2]:
                raise UsageProblem(f"{address} is on another server than {url}; credentials go to one server only")

    def counts(self) -> dict[str, int]:
        """Return the number of statements of each of our graphs there, uploads included."""
        text = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        found = self.store.ask(text)
        assert isinstance(found, ox.QuerySolutions)
        numbers = {s["g"].value: int(s["n"].value) for s in found if s["g"] is not None}
        return {name: number for name, number in numbers.items() if is_ours(name) and number}

    def count(self, name: str) -> int:
        """Return the number of statements of one graph there."""
        found = self.store.ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {_iri(name)} {{ ?s ?p ?o }} }}")
        assert isinstance(found, ox.QuerySolutions)
        return int(next(found)["n"].value)

    def holds(self, part: Part, name: str) -> bool:
        """Say whether the graph `name` there has the very statements of `part`."""
        if self.count(name) != len(part.lines):
            return False
        found: list[ox.Triple] = []
        for pattern in _patterns(part):
            text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {_iri(name)} {{ {pattern}?s ?p ?o }} }}"
            found += self.store.ask(text)  # type: ignore[arg-type]
        return _digest(_normal(found)) == part.sha256

    def add(self, name: str, lines: Sequence[str]) -> None:
        """Add statements (as N-Triples) to a graph."""
        if self._graph_store:
            try:
                self._send(f"{self._graph_store}?graph={quote(_ours(name), safe='')}", "text/turtle", "\n".join(lines))
            except Problem:
                self._graph_store = None  # not there, or not for us: SPARQL Update says what is wrong if that fails too
            else:
                return
        # Virtuoso takes blank nodes in a template, not in INSERT DATA.
        head, tail = ("INSERT", " WHERE {}") if any(map(_has_blank, lines)) else ("INSERT DATA", "")
        self.update(f"{head} {{ GRAPH {_iri(name)} {{\n" + "\n".join(lines) + "\n} }" + tail)

    def drop(self, name: str) -> None:
        """Remove a graph."""
        self.update(f"DROP SILENT GRAPH {_iri(name)}")

    def move(self, name: str, to: str) -> None:
        """Let a graph take the place of another one."""
        self.update(f"MOVE GRAPH {_iri(name)} TO GRAPH {_iri(to)}")

    def update(self, text: str) -> None:
        """Do one SPARQL update."""
        self._send(self._update, "application/sparql-update", text)

    def _send(self, url: str, kind: str, text: str) -> None:
        request = Request(url, data=text.encode("utf-8"), headers={"Content-Type": kind}, method="POST")  # noqa: S310
        try:
            self.store.client.send(request)
        except UsageProblem as error:  # what we send is right; a server that cannot take it cannot be used
            raise SourceProblem(str(error)) from None


def plan(target: Target, release: Sequence[Part]) -> list[Step]:
    """Return what a push would do; nothing is changed."""
    there = target.counts()
    steps = []
    for part in release:
        number = there.get(part.name, 0)
        same = number == len(part.lines) and target.holds(part, part.name)
        steps.append(Step(part, "same" if same else "changed" if number else "new"))
    return steps


def push(target: Target, steps: Sequence[Step], progress: Progress = lambda *_: None) -> None:
    """Upload the graphs that are not in place yet, each whole or not at all.

    Parameters:
        target: the endpoint.
        steps: what `plan` returned.
        progress: called with a graph's name, the statements of it that were sent, and how many there are.

    Raises:
        SourceProblem: the endpoint cannot be used, or what arrived is not what was sent; graphs that were moved stay.
    """
    there = target.counts()
    wanted = [step.part for step in steps if step.state != "same"]
    for part in wanted:
        _upload(target, part, there.get(part.upload, 0), progress)
        if not target.holds(part, part.upload):
            target.drop(part.upload)
            raise SourceProblem(
                f"{target.url}: {compact(part.name)} did not arrive as it was sent; the graph there was left as it is"
            )
        target.move(part.upload, part.name)
        if not target.holds(part, part.name):
            raise SourceProblem(f"{target.url}: {compact(part.name)} is not what was moved there; push again")
    for name in there:
        if name.startswith(UPLOADS) and name not in {part.upload for part in wanted}:
            target.drop(name)  # left by a push of something else that was stopped


def _upload(target: Target, part: Part, there: int, progress: Progress) -> None:
    """Send the chunks that are not there yet."""
    sent = 0
    if there not in {sum(map(len, part.chunks[:n])) for n in range(len(part.chunks) + 1)}:
        target.drop(part.upload)
        there = 0
    for chunk in part.chunks:
        if sent >= there:
            target.add(part.upload, chunk)
        sent += len(chunk)
        progress(part.name, sent, len(part.lines))


def _patterns(part: Part) -> Iterator[str]:
    """Yield what narrows `?s ?p ?o` so that no answer is longer than `AT_ONCE`; all of them together fetch the graph."""
    if len(part.lines) <= AT_ONCE or any(map(_has_blank, part.lines)):  # a blank node cannot be asked for by name
        yield ""
        return
    group: list[str] = []
    size = 0
    for lines in _by_subject(part.lines):
        if group and (len(group) == SUBJECTS or size + len(lines) > AT_ONCE):
            yield f"VALUES ?s {{ {' '.join(group)} }} "
            group, size = [], 0
        group.append(lines[0].split(" ", 1)[0])
        size += len(lines)
    yield f"VALUES ?s {{ {' '.join(group)} }} "


def _by_subject(lines: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        if group and line.split(" ", 1)[0] != group[0].split(" ", 1)[0]:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _normal(triples: Iterable[ox.Triple]) -> list[str]:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad.triple} ." for quad in dataset)


def _digest(lines: Iterable[str]) -> str:
    """Return the digest of statements, whether a whole number stands there as an integer or as a decimal."""
    lines = sorted(_WHOLE.sub(_AS_INTEGER, line) for line in lines)
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("utf-8")).hexdigest()


def _has_blank(line: str) -> bool:
    """Say whether a line of N-Triples has a blank node (and not only the characters in a literal)."""
    words = line.split(" ", 2)
    return words[0].startswith("_:") or words[2].startswith("_:")


def _iri(name: str) -> str:
    return str(ox.NamedNode(_ours(name)))


def _ours(name: str) -> str:
    if not is_ours(name):
        raise UsageProblem(f"“{name}” is no graph of ours; it is left alone")
    return name


def _sibling(url: str, names: dict[str, str]) -> str | None:
    parts = urlsplit(url)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    return urlunsplit(parts._replace(path=f"{folder}/{names[last]}", query="")) if last in names else None
