"""Every saved query in every store, and whether the rows are those of the embedded one; writes docs/portability.md.

    python benchmarks/conformance.py

tests/test_stores_conformance.py holds the same in the tests; this writes the table. It needs the servers
(tools/install-servers).
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import report  # noqa: E402
import servers  # noqa: E402
import test_stores_conformance as conformance  # noqa: E402

from g7kg import dataset, queries, storing  # noqa: E402
from g7kg.errors import Problem  # noqa: E402
from g7kg.stores import Store  # noqa: E402
from g7kg.stores.disk import DiskStore  # noqa: E402
from g7kg.stores.embedded import EmbeddedStore  # noqa: E402
from g7kg.stores.rdflib_store import RdflibStore  # noqa: E402

NOT_ASKED = "not asked (says why in its header)"
FINE = {"=", NOT_ASKED}


@contextlib.contextmanager
def stores(graph: dataset.Graph, folder: Path) -> Iterator[dict[str, Store]]:
    """Yield the whole graph in every store, the servers loaded by a push."""
    storing.store_graph(folder / "store")
    rdflib = RdflibStore()
    rdflib.add(graph.store.raw)
    homes = [folder / name for name in ("oxigraph", "virtuoso")]
    for home in homes:
        home.mkdir()
    with servers.oxigraph(homes[0]) as oxigraph, servers.virtuoso(homes[1]) as virtuoso:
        yield {
            "in memory": graph.store,
            "on disk": DiskStore(folder / "store"),
            "rdflib": rdflib,
            "oxigraph server": conformance.pushed(oxigraph, graph),
            "Virtuoso": conformance.pushed(virtuoso, graph),
        }


def cell(store: Store, saved: queries.SavedQuery, expected: object) -> str:
    """Return "=" where the rows are the expected ones; a query that is not portable is asked of our own engine alone."""
    if saved.header.one("portable") == "no" and not isinstance(store, EmbeddedStore):
        return NOT_ASKED
    try:
        return "=" if conformance.found(store, saved.text) == expected else "≠"
    except Problem as error:
        return str(error)[:60]


def main() -> int:
    """Write the table."""
    graph = dataset.load()
    rows = []
    with tempfile.TemporaryDirectory() as folder, stores(graph, Path(folder)) as made:
        for saved in queries.saved_queries():
            expected = conformance.found(graph.store, saved.text)
            cells = [cell(store, saved, expected) for store in made.values()]
            print(saved.slug, *cells, file=sys.stderr, flush=True)  # noqa: T201
            rows.append([f"`{saved.slug}`", str(len(expected)) if isinstance(expected, list) else str(expected), *cells])
        head = ["query", "rows", *made]
    same, wrong = sum(set(row[2:]) == {"="} for row in rows), sum(not set(row[2:]) <= FINE for row in rows)
    text = f"""# The same rows everywhere

Written by `python benchmarks/conformance.py`; do not edit. Every saved query, with its defaults, over the whole graph in five
stores: embedded Oxigraph in memory and on disk, rdflib, an `oxigraph` server and Virtuoso 7 (both loaded by `g7kg push`). “=”:
the very rows of the embedded store, in any order. {same} of {len(rows)} queries are equal everywhere.

"""
    path = HERE.parent / "docs" / "portability.md"
    path.write_text(text + report.table(head, rows).rstrip() + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
