"""Where in a Turtle file a finding is: the line of the value, or of the property, or of the node.

Files are read here as text, token by token, because an RDF parser does not tell lines. Only files that name a node which
something is wrong with are read, and very large ones are only searched for the node.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

from g7kg.namespaces import ID, PREFIXES
from g7kg.validation.findings import Finding

LARGE = 8_000_000  # bytes beyond which a file is searched rather than read token by token
_TYPE = PREFIXES["rdf"] + "type"
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+|\#[^\n]*)
      | (?P<iri><[^>\n]*>)
      | (?P<long>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*''')
      | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<mark>\^\^|[.;,\[\]()](?![0-9]))
      | (?P<word>(?:[^\s<>"'\[\](),;.\#^]|\.(?=[^\s;,\])\#])|\\.|\#(?<=\w\#))+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

Lines = dict[tuple[str, ...], int]


def placed(found: Iterable[Finding], files: Sequence[Path], first: Sequence[Path] = ()) -> list[Finding]:
    """Return the findings, each with its file and line where a file describes its node.

    Parameters:
        found: the findings.
        files: the files that were validated.
        first: files to look in before the others.
    """
    found = list(found)
    nodes = {f.focus: _tail(f.focus) for f in found if not f.focus.startswith("_:")}
    places: list[tuple[Path, Lines]] = []
    for path in [*first, *(f for f in files if f not in set(first))] if nodes else []:
        if lines := _lines(path, nodes):
            places.append((path, lines))
    return [_placed(finding, places) for finding in found]


def _placed(finding: Finding, places: list[tuple[Path, Lines]]) -> Finding:
    """Return a finding with the best place: the very statement, then the property, then where the node gets its type."""
    value = finding.value[1:-1] if finding.value.startswith("<") else _lexical(finding.value)
    keys = [(finding.focus, finding.path, value), (finding.focus, finding.path)] if finding.path else []
    for key in [*keys, (finding.focus, _TYPE), (finding.focus,)]:
        for path, lines in places:
            if key in lines:
                # What is missing is to be written at the node, so the node's own line is the place.
                return finding.at(path, lines[key] if key in keys else lines[(finding.focus,)])
    return finding


def _lines(path: Path, nodes: dict[str, str]) -> Lines:
    """Return the lines of the nodes, of their properties and of their values in a file; the first of each."""
    if path.suffix.lower() not in (".ttl", ".nt"):
        return {}
    data = path.read_bytes()
    text = data.decode("utf-8", "replace")
    wanted = {node for node, tail in nodes.items() if tail in text}
    if not wanted:
        return {}
    if len(data) > LARGE:
        return _searched(text, wanted)
    lines: Lines = {}
    for subject, predicate, value, line, at_subject in statements(text):
        if subject in wanted:
            lines.setdefault((subject,), at_subject)
            lines.setdefault((subject, predicate), line)
            lines.setdefault((subject, predicate, value), line)
    return lines


def _tail(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _searched(text: str, wanted: set[str]) -> Lines:
    lines: Lines = {}
    by_tail = defaultdict(list)
    for node in wanted:
        by_tail[_tail(node)].append(node)
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in " \t#\n":
            continue
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        for node in by_tail.get(_tail(word.strip("<>").rpartition(":")[2] if "/" not in word else word.strip("<>")), ()):
            lines.setdefault((node,), number)
    return lines


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
        kind, word = match.lastgroup, match[0]
        at = line
        line += word.count("\n")
        if kind in ("space", "other"):
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
