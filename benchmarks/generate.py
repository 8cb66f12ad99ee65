"""Large graphs in the shape of the real one, the same bytes from run to run.

    python benchmarks/generate.py 1e6 FILE.nq [--faults 0.0005]

The real graph is copied as often as it takes: meetings, documents, passages, statements, commitments and links get a number
each time, while parties, people, places and vocabularies stay the shared ones; labels and dates differ from copy to copy.
Eight copies make one series: the meetings and commitments that end a copy are taken up by those that begin the next, so that
chains grow long. The first copy is the real data itself: the defaults of the saved queries find something at every size.
Below the size of the real graph, sources are left out.

With ``--faults`` a share of the statements is damaged as a tired editor would: left out, a letter or a digit mistyped, another
language, another datatype; the ontology and what all copies share stay whole. The same statements are damaged in the same way
from run to run.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from g7kg.building import canonical_quads
from g7kg.resources import graph_files
from g7kg.stores.embedded import parse_file

ID = "https://w3id.org/g7kg/id/"
G7 = "https://w3id.org/g7kg/ontology#"
SHARED = ("party", "person", "organization", "post", "place", "presidency", "rule", "series", "role")
SERIES = 8  # copies that continue one another
LINKS = 24  # commitments that go over from one copy to the next
SMALL = ("2017-turin/mic-release", "2017-turin/declaration", "2017-turin/curated", "2016-takamatsu/charter")

_RESOURCE = re.compile(rf"<{ID}(?!(?:{'|'.join(SHARED)})/)([^/>]+/[^/>]+)")
_GRAPH = re.compile(r"<https://w3id\.org/g7kg/graph/(\d{4}-[^/>]+|reference/[^/>]+)")
_WORDS = re.compile(r'"@(en|ja) ')
_DATE = re.compile(r'"(\d{4})(-\d\d-\d\d"\^\^<http://www\.w3\.org/2001/XMLSchema#date>)')


def base() -> tuple[str, str]:
    """Return the shared statements (ontology, vocabularies, reference data) and those of the sources, as N-Quads."""
    shared, sources = [], []
    for path, name in graph_files():
        if "/data/" in path.as_posix() and ("/reference/" not in name or name.endswith(("/meetings", "/documents"))):
            sources += parse_file(path, name)
        else:
            shared += parse_file(path, name)
    return _text(shared), _text(sources)


def _text(quads: list[ox.Quad]) -> str:
    return (ox.serialize(canonical_quads(quads), format=ox.RdfFormat.N_QUADS) or b"").decode("utf-8")


def template(text: str) -> str:
    """Return the sources with marks where a copy differs: its suffix, its number in a label, its year."""
    text = _RESOURCE.sub(lambda m: f"<{ID}{m[1]}\0", text)
    text = _GRAPH.sub(lambda m: f"<https://w3id.org/g7kg/graph/{m[1]}\0", text)
    text = _WORDS.sub(lambda m: f'\1"@{m[1]} ', text)
    return _DATE.sub(lambda m: f'"\2{m[1]}{m[2]}', text)


def own(marked: str) -> str:
    """Return what a further copy says anew: what is said of shared things stands in the first copy already."""
    return "".join(line for line in marked.splitlines(keepends=True) if "\0" in line.split(" ", 1)[0])


def copy(marked: str, number: int) -> str:
    """Return the copy `number` of the sources."""
    suffix = f"-k{number}" if number else ""
    text = marked.replace("\0", suffix).replace("\1", f" [{number}]" if number else "")
    shift = 30 * (number % SERIES)
    return re.sub("\x02(\\d{4})", lambda m: f"{int(m[1]) + shift:04}", text)


def chains(commitments: list[str], meetings: list[str], number: int) -> str:
    """Return the links by which the copy `number` takes up the one before it."""
    later, earlier = f"-k{number}", f"-k{number - 1}" if number > 1 else ""
    graph = f"<https://w3id.org/g7kg/graph/chain-k{number}/curated>"
    prefix = "https://w3id.org/g7kg/"
    lines = [
        f"{graph} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://rdfs.org/ns/void#Dataset>",
        f"{graph} <{G7}basis> <{prefix}basis/curated>",
    ]
    pairs = [(meetings[-1], meetings[0]), *zip(commitments[-LINKS:], commitments[:LINKS], strict=True)]
    for place, (before, after) in enumerate((a.replace("\0", earlier), b.replace("\0", later)) for a, b in pairs):
        link = f"<{ID}link/chain-k{number}/{place}>"
        lines += [
            f"{link} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{G7}ContinuityLink>",
            f"{link} <{G7}basis> <{prefix}basis/curated>",
            f"{link} <{G7}continuityType> <{prefix}continuity/continues>",
            f"{link} <{G7}about> <{prefix}theme/artificial-intelligence>",
            f'{link} <{G7}confidence> "0.8"^^<http://www.w3.org/2001/XMLSchema#decimal>',
            f"{link} <http://www.w3.org/ns/prov#wasAttributedTo> <{ID}organization/g7kg-editors>",
            f"{link} <{G7}earlier> <{before}>",
            f"{link} <{G7}later> <{after}>",
            f'{link} <http://www.w3.org/2000/01/rdf-schema#label> "Chain {number}.{place}"@en',
            f'{link} <http://www.w3.org/2000/01/rdf-schema#label> "連鎖{number}.{place}"@ja',
        ]
    return "".join(f"{line} {graph} .\n" for line in lines)


def generate(size: int) -> Iterator[str]:
    """Yield N-Quads of about `size` statements, before any rule is applied."""
    shared, sources = base()
    yield shared
    number = shared.count("\n")
    if number + sources.count("\n") > size:
        rest: dict[str, list[str]] = {}
        for line in sources.splitlines(keepends=True):
            name = line.rsplit("<https://w3id.org/g7kg/graph/", 1)[1].split(">", 1)[0]
            rest.setdefault(name, []).append(line)
        for name in [*SMALL, *(n for n in sorted(rest) if n not in SMALL)]:
            lines = rest.get(name, [])
            if number + len(lines) <= size or name == SMALL[0]:
                number += len(lines)
                yield "".join(lines)
        return
    marked = template(sources)
    commitments, meetings = (
        sorted(set(re.findall(rf"^<({ID}{kind}/[^>]+)> <[^>]*> <{G7}{of}>", marked, re.M)))
        for kind, of in (("commitment", "Commitment"), ("meeting", "MinisterialMeeting"))
    )
    copies = 0
    while number < size:
        yield copy(marked, copies)
        number += marked.count("\n")
        if not copies:
            marked = own(marked)
        if copies % SERIES:
            text = chains(commitments, meetings or commitments[:1], copies)
            number += text.count("\n")
            yield text
        copies += 1


# One way to damage a line of N-Quads each: what is looked for, and what is written in its place.
DAMAGES = (
    (re.compile(r"^.*\n"), ""),
    (re.compile(r"(?<= )<https(?=://w3id\.org/g7kg/id/[^>]*> <[^>]*> \.$)"), "<http"),
    (re.compile(r"(\w)(?=> <[^>]*> \.$)"), r"\1\1"),
    (re.compile(r"(?<=> )<(https://w3id\.org/g7kg/ontology#\w+)(?=> )"), r"<\1x"),
    (re.compile(r'(?<=")@(?:en|ja)\b'), "@fr"),
    (re.compile(r'(?<=")@ja\b'), "@ja-hira"),
    (re.compile(r'[0-9a-f](?="(?: |\^))'), "x"),
    (re.compile(r"(?<=XMLSchema#)\w+"), "gYearMonth"),
)


def damaged(lines: Iterable[str], share: float) -> Iterator[str]:
    """Yield the lines, a share of them with a fault; the same ones from run to run."""
    rng = random.Random(2017)  # noqa: S311 — nothing secret
    for line in lines:
        if rng.random() < share:
            fitting = [(pattern, new) for pattern, new in DAMAGES if pattern.search(line)]
            pattern, new = rng.choice(fitting)
            line = pattern.sub(new, line, count=1)
        yield line


def main() -> None:
    """Write a graph of the size asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("size", type=float, help="the number of statements, about")
    parser.add_argument("file", type=Path)
    parser.add_argument("--faults", type=float, default=0.0, help="the share of statements that are damaged")
    arguments = parser.parse_args()
    arguments.file.parent.mkdir(parents=True, exist_ok=True)
    with arguments.file.open("w", encoding="utf-8") as file:
        parts = generate(int(arguments.size))
        file.write(next(parts))  # what is shared
        file.writelines(damaged((line for text in parts for line in text.splitlines(keepends=True)), arguments.faults))


if __name__ == "__main__":
    main()
