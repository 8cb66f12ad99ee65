"""Turtle whose names are relative to the file: a release describes its own files wherever it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

BASE = "release://here/"  # stands for the folder while the triples are made, and never in what is written


def here(path: str) -> ox.NamedNode:
    """Return the name of a file of the release, or with "#" of a thing in it."""
    return ox.NamedNode(BASE + path)


def turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return triples as Turtle, in a fixed order, their names below `BASE` written as relative ones."""
    ordered = sorted(set(triples), key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    text = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes), base_iri=BASE) or b""
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith(b"@base ")]
    return b"".join(kept)
