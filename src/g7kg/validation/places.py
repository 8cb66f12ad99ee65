"""Where in a Turtle file a finding is: the line of the value, or of the property, or of the node.

Files are read here as text, because an RDF parser does not tell lines: those statements token by token that are about a node
which something is wrong with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

from g7kg.findings import Finding
from g7kg.namespaces import ID, PREFIXES

_TYPE = PREFIXES["rdf"] + "type"
_TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r\n]+|\#[^\n]*)*+)
    (?:
        (?P<iri><[^>\n]*>)
      | (?P<long>\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]++|\\.|'(?!''))*+''')
      | (?P<string>"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+')
      | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<mark>\^\^|[.;,\[\]()](?![0-9]))
      | (?P<word>(?:[^\s<>"'\[\](),;.\#^\\]++|\.(?=[^\s;,\])\#])|\\.|\#(?<=\w\#))+)
      | (?P<other>.|\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)

# A statement as a whole, up to its full stop; a full stop inside a name or number is none.
_STATEMENT = re.compile(
    r"""(?>[^"'<\#.\\]+
      | <[^<>"\s]*>
      | \"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]++|\\.|'(?!''))*+'''
      | "(?:[^"\\\n]++|\\.)*+" | '(?:[^'\\\n]++|\\.)*+'
      | \#[^\n]*+
      | (?<![>"'\])])\.(?=[\w:%\\.-])
      | [^.])*+\.?""",
    re.VERBOSE | re.DOTALL,
)
_HEAD = re.compile(r"\n([^\s#@]\S*)")  # what a line begins with that is not set in; with “^” it would take four times as long
_FIRST = re.compile(r"(?:\s+|#[^\n]*)*+(\S*)")

Place = tuple[Path, int, int]  # the file, the line, the line of the node
Places = dict[
    tuple[Path | str | None, ...], Place
]  # by file, or None for the first, and node, property, value as far as known


def placed(found: Iterable[Finding], files: Sequence[Path], first: Sequence[Path] = ()) -> list[Finding]:
    """Return the findings, each with its file and line where a file describes its node.

    Parameters:
        found: the findings.
        files: the files that were validated.
        first: files to look in before the others.
    """
    found = list(found)
    wanted = {node for f in found for node in (f.focus, f.graph) if node and not node.startswith("_:")}
    endings = {ending for node in wanted for ending in _endings(node)}
    places: Places = {}
    nodes: set[str] = set()
    later = []
    for path in [*first, *(f for f in files if f not in set(first))] if wanted else []:
        if path.suffix.lower() in (".ttl", ".nt"):
            text = path.read_bytes().decode("utf-8-sig", "replace")
            if any(_name(word) in endings for word in _HEAD.findall(f"\n{text}")):
                nodes |= _read(path, text, endings, wanted, places)
            else:
                later.append(path)
    for path in later if wanted - nodes else []:  # where something begins in the middle of a line
        _read(path, path.read_bytes().decode("utf-8-sig", "replace"), endings, wanted - nodes, places)
    return [_placed(finding, places) for finding in found]


def _read(path: Path, text: str, endings: set[str], wanted: set[str], places: Places) -> set[str]:
    """Note the places in one file; return the nodes that it describes."""
    nodes = set()
    for subject, predicate, value, line, at_subject in statements(_reduced(text, endings)):
        if subject in wanted:
            nodes.add(subject)
            # What is missing is to be written at the node, so the node's own line is the place.
            for key in ((subject,), (subject, predicate), (subject, predicate, value)):
                place = (path, line if len(key) > 1 else at_subject, at_subject)
                places.setdefault((None, *key), place)
                places.setdefault((path, *key), place)
    return nodes


def _placed(finding: Finding, places: Places) -> Finding:
    """Return a finding with the best place: the very statement, then the property, then where the node gets its type.

    What is wrong in one file is there; what is wrong in one named graph is in the file that describes that graph.
    """
    value = finding.value[1:-1] if finding.value.startswith("<") else _lexical(finding.value)
    keys = [(finding.focus, finding.path, value), (finding.focus, finding.path)] if finding.path else []
    graph = places.get((None, finding.graph, _TYPE))
    for file in [finding.file] if finding.file else [graph[0], None] if graph else [None]:
        for key in [*keys, (finding.focus, _TYPE), (finding.focus,)]:
            if (file, *key) in places:
                path, line, at_subject = places[file, *key]
                return finding.at(path, line if key in keys else at_subject)
    return finding


def _reduced(text: str, endings: set[str]) -> str:
    """Return a Turtle text with empty lines in place of the statements about nodes whose IRIs end otherwise, or "".

    To go from full stop to full stop is much quicker than to go from token to token.
    """
    any_kept = False

    def kept(match: re.Match[str]) -> str:
        nonlocal any_kept
        found = _FIRST.match(match[0])
        word = found[1] if found else ""
        name = _name(word)
        if word.lower().lstrip("@") in ("prefix", "base"):
            any_kept = any_kept or word[0] != "@"  # whose statement goes on without a full stop
            return match[0]
        if name in endings or "\\" in word or name.startswith("."):
            any_kept = True
            return match[0]
        return "\n" * match[0].count("\n")

    reduced = _STATEMENT.sub(kept, text)
    return reduced if any_kept else ""


def _name(word: str) -> str:
    """Return the part of a name or IRI, as Turtle writes it, that its prefix or base does not stand for."""
    return (word[1:].partition(">")[0] if word.startswith("<") else word.partition(":")[2]).lstrip("#")


def _endings(iri: str) -> Iterator[str]:
    """Yield an IRI and all that follows a slash or hash in it: what a base or prefix may leave to be written."""
    yield iri
    for mark in re.finditer(r"[/#:]", iri):
        yield iri[mark.end() :]


def statements(text: str) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield (subject, predicate, value, line, line of the subject) of each statement of a Turtle text with an IRI as subject.

    IRIs are full, literals are their lexical form; statements inside ``[…]`` and ``(…)`` are left out.
    """
    prefixes: dict[str, str] = {}
    base = ID
    depth, line = 0, 1
    terms: list[str] = []  # subject, predicate, as far as known
    at_subject = 0
    directive: list[str] = []
    datatype = False  # whether the last word was ^^
    for match in _TOKEN.finditer(text):
        kind, space = match.lastgroup, match["space"]
        word = match[kind or 0]
        line += space.count("\n")
        at = line
        if kind in ("long", "other"):
            line += word.count("\n")
        if kind == "other":
            continue
        if directive or (not terms and word.lower() in ("prefix", "base", "@prefix", "@base")):
            directive.append(word)
            name = directive[0].lower().lstrip("@")
            if name == "base" and len(directive) == 2:
                base, directive = _iri(word, {}, base), []
            elif name == "prefix" and len(directive) == 3:
                prefixes[directive[1].rstrip(":")] = _iri(word, {}, base)
                directive = []
            continue
        if word in ("[", "("):
            depth += 1
        elif word in ("]", ")"):
            depth -= 1
        elif depth or datatype or word == "^^" or kind == "tag":
            datatype = word == "^^"
            continue
        elif word == ".":
            terms = []
        elif word == ";":
            terms = terms[:1]
        elif word == ",":
            continue
        elif len(terms) < 2:
            at_subject = at_subject if terms else at
            terms.append(_iri(word, prefixes, base) if not (word == "a" and terms) else _TYPE)
        else:
            value = _iri(word, prefixes, base) if kind in ("iri", "word") else _unquoted(word)
            yield terms[0], terms[1], value, at, at_subject
        if depth == 0 and word in ("]", ")") and not terms:
            terms.append("_:")
            at_subject = at


def _iri(word: str, prefixes: dict[str, str], base: str) -> str:
    if word.startswith("<"):
        if base.endswith("/") and word[1].isalnum() and ":" not in word:
            return base + word[1:-1]
        return urljoin(base, word[1:-1]) if "://" not in word else word[1:-1]
    prefix, colon, local = word.partition(":")
    if colon and prefix in prefixes:
        return prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)
    return word


def _unquoted(word: str) -> str:
    return _lexical(word if not word.startswith(('"""', "'''")) else '"' + word[3:-3].replace("\n", "\\n") + '"')


def _lexical(value: str) -> str:
    """Return the lexical form of a literal as N-Triples writes it, or the value as it is."""
    try:
        term = next(iter(ox.parse(f"<x:s> <x:p> {value} .", format=ox.RdfFormat.TURTLE))).object
    except (SyntaxError, StopIteration):
        return value
    return getattr(term, "value", value)
