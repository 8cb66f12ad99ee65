"""The canonical layout of the project's Turtle files, so that a diff shows only what changed.

rdflib's long Turtle (one object a line, terms sorted) with the ``id:`` IRIs relative to the base; a leading block of
comments is kept. The shapes, which have
blank nodes, are laid out by hand.

    python -m g7kg.layout FILE…          rewrite in place
    python -m g7kg.layout --check FILE…  list the files that differ, exit status 1
"""

from __future__ import annotations

import re
import sys
from itertools import takewhile
from pathlib import Path

from rdflib import Graph
from rdflib.compare import isomorphic

BASE = "https://w3id.org/g7kg/id/"


def canonical(text: str) -> str:
    """Return Turtle `text` in the canonical layout.

    Raises:
        ValueError: the text is not Turtle, or cannot be laid out without changing what it says.
    """
    head = "".join(takewhile(lambda line: line.startswith("#"), text.splitlines(keepends=True)))
    try:
        graph = Graph(bind_namespaces="none").parse(data=text, format="turtle", publicID=BASE)
    except Exception as error:  # rdflib raises many kinds for bad syntax
        raise ValueError(str(error)) from None
    body = laid_out(graph)
    if not isomorphic(graph, Graph().parse(data=body, format="turtle")):
        raise ValueError("the canonical layout would change what the file says")
    return head + ("\n" if head else "") + body


def laid_out(graph: Graph) -> str:
    """Return a graph in the canonical layout."""
    text = graph.serialize(format="longturtle", base=BASE).replace(f"<{BASE}", "<").replace("BASE <>", f"BASE <{BASE}>")
    head, empty, body = text.partition("\n\n")
    # rdflib declares prefixes as SPARQL does, which readers of Turtle before version 1.1 (the OWL API's own) refuse.
    head = re.sub(r"(?m)^(PREFIX|BASE) (.*)$", lambda line: f"@{line[1].lower()} {line[2]} .", head)
    return (head + empty + body).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Rewrite the files named, or with ``--check`` list those that differ."""
    check = "--check" in arguments
    differ = 0
    for name in (a for a in arguments if a != "--check"):
        path = Path(name)
        old = path.read_text(encoding="utf-8")
        new = canonical(old)
        if new != old:
            differ += 1
            print(name)
            if not check:
                path.write_text(new, encoding="utf-8")
    return 1 if check and differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
