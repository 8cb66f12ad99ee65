"""A release as a research object: ``ro-crate-metadata.json`` by RO-Crate 1.1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from g7kg import __version__
from g7kg.counting import ABOUT, KEYWORDS, TITLE
from g7kg.dataset import LICENSE
from g7kg.exports.network.content import HOME
from g7kg.releasing.description import PUBLISHER
from g7kg.releasing.files import File, day, listed

NAME = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_SAID = {
    "g7kg.nq": "The graph as canonical N-Quads (RDFC-1.0); the SHA-256 of this file is the hash of the data set.",
    "g7kg.trig": "The graph with its named graphs, for people.",
    "g7kg.ttl": "The union of the named graphs.",
    "g7kg.jsonld": "The graph with its named graphs, as JSON-LD.",
    "site.zip": "The explorer: unpack it and open index.html.",
    "queries.ttl": "Saved queries and rules as SHACL-SPARQL executables.",
    "names.nt": "Every name that this release gives out, and what it means.",
    "description.ttl": "What the release holds, as DCAT and VoID.",
    "CITATION.cff": "How to cite this version.",
}


def write(made: Path, when: int) -> None:
    """Write ``ro-crate-metadata.json`` into a release that holds all other files but the checksums.

    Parameters:
        made: the folder of the release.
        when: its time, in seconds since 1970.
    """
    files = listed(made)
    entities: list[dict[str, Any]] = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": _SPECIFICATION},
            "license": {"@id": LICENSE},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "identifier": f"{HOME}@{__version__}",
            "name": f"{TITLE['en']} ({TITLE['ja']}), g7kg {__version__}",
            "description": f"{ABOUT['en']} {ABOUT['ja']}",
            "keywords": list(dict.fromkeys([*KEYWORDS["en"], *KEYWORDS["ja"]])),
            "version": __version__,
            "datePublished": day(when),
            "url": HOME,
            "license": {"@id": LICENSE},
            "author": {"@id": PUBLISHER},
            "publisher": {"@id": PUBLISHER},
            "hasPart": [{"@id": file.path} for file in files],
        },
        {
            "@id": LICENSE,
            "@type": "CreativeWork",
            "name": "Creative Commons Attribution 4.0 International",
            "description": "You may share and adapt the work for any purpose if you credit it.",
            "url": LICENSE,
        },
        {"@id": PUBLISHER, "@type": "Organization", "name": "The g7kg editors", "url": HOME},
        *map(_file, files),
    ]
    context = [f"{_SPECIFICATION}/context", {"sha256": "https://schema.org/sha256"}]  # 1.1's own context does not have it
    content = {"@context": context, "@graph": entities}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (made / NAME).write_text(text, encoding="utf-8", newline="\n")


def _file(file: File) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "@id": file.path,
        "@type": "File",
        "name": file.path,
        "encodingFormat": file.media,
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }
    if file.path in _SAID:
        entity["description"] = _SAID[file.path]
    return entity
