"""Media types: which one an answer has, by the client's `Accept` header."""

from __future__ import annotations

from collections.abc import Mapping

import mimeparse

from g7kg.serving.limits import NotAcceptable, Refused

# Each names a format of `g7kg.tables`; the first is what a client gets that accepts all alike.
RESULTS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/trig": "trig",
    "application/n-quads": "nquads",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
}
ENDINGS = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
}


def short(offered: Mapping[str, str]) -> dict[str, str]:
    """Return the media type of each format's short name."""
    return {name: media for media, name in [*offered.items()][::-1]}


def chosen(accept: str, offered: Mapping[str, object]) -> str:
    """Return the media type of `offered` that an `Accept` header prefers.

    Parameters:
        accept: the header; empty where all is accepted.
        offered: media types, the best first.

    Raises:
        Refused: the header cannot be read.
        NotAcceptable: none of them is accepted.
    """
    try:
        best = mimeparse.best_match([*offered][::-1], accept or "*/*")
    except (mimeparse.MimeTypeParseException, ValueError):
        raise Refused("the Accept header cannot be read; write e.g. Accept: text/csv, */*;q=0.1") from None
    if not best:
        raise NotAcceptable(f"the answer comes as {', '.join(offered)}; accept one of them")
    return str(best)


def content_type(media: str) -> str:
    """Return the Content-Type of a media type: text is UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
