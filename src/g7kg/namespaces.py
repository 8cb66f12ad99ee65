"""The prefixes of the project, and names for people: CURIEs in, CURIEs out.

>>> expand("meeting/2017-turin")
'https://w3id.org/g7kg/id/meeting/2017-turin'
>>> compact("https://w3id.org/g7kg/theme/openness")
'theme:openness'
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from g7kg.errors import UsageProblem

ROOT = "https://w3id.org/g7kg/"
ID = ROOT + "id/"
G7 = ROOT + "ontology#"
GRAPH = ROOT + "graph/"
SHAPE = ROOT + "shape/"

SCHEMES = (
    *("theme", "modality", "continuity", "basis", "beneficiary", "instrument"),
    *("verification", "role", "evidence", "force", "claim", "translation"),
)

PREFIXES: dict[str, str] = {
    "g7": G7,
    "id": ID,
    "graph": GRAPH,
    "shape": SHAPE,
    "scheme": ROOT + "scheme/",
    **{scheme: f"{ROOT}{scheme}/" for scheme in SCHEMES},
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# Longest namespace first, so that https://w3id.org/g7kg/id/ wins over a shorter one.
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_IRI = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+\Z", re.IGNORECASE)
_LOCAL = re.compile(r"[^\s<>\"{}|\\^`]*\Z")


def register(prefix: str, namespace: str) -> None:
    """Let `prefix` stand for `namespace` from now on, in what people write and in what they are shown."""
    PREFIXES[prefix] = namespace
    _BY_LENGTH[:] = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def forget(prefix: str) -> None:
    """Take back what `register` did."""
    PREFIXES.pop(prefix, None)
    _BY_LENGTH[:] = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def compact(iri: str) -> str:
    """Return `iri` as a CURIE for people (``id:meeting/2017-turin``), or unchanged where no prefix fits."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str, namespace: str = ID, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the full IRI of `name`: an IRI (also in angle brackets), a CURIE, or a path below `namespace`.

    Parameters:
        name: what the user wrote.
        namespace: where a path without a prefix lies.
        prefixes: the prefixes that a CURIE may have.

    Raises:
        UsageProblem: the name has an unknown prefix or characters that no IRI has.
    """
    text = name.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if _IRI.match(text):
        return text
    prefix, colon, local = text.partition(":")
    if colon and prefix in prefixes and _LOCAL.match(local):
        return prefixes[prefix] + local
    if text and not colon and _LOCAL.match(text):
        return namespace + text
    known = ", ".join(prefixes)
    raise UsageProblem(f"“{name}” is no IRI, CURIE or path; write e.g. id:meeting/2017-turin (prefixes: {known})")
