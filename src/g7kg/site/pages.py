"""A page for every IRI of the project, in both languages and without scripts, with Turtle, JSON-LD and N-Triples beside it.

The page of ``https://w3id.org/g7kg/id/meeting/2017-turin`` is ``id/meeting/2017-turin.html``; terms of the ontology, whose
IRIs have a fragment, share the page ``ontology.html``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from g7kg.describe import rank
from g7kg.namespaces import PREFIXES, ROOT, compact

FORMS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "nt": ox.RdfFormat.N_TRIPLES}
_NAMES = [PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title", PREFIXES["foaf"] + "name"]
_SHOWN = {"commitment": "commitment", "meeting": "meeting", "event": "meeting", "document": "document", "party": "party"}
_VERSION = PREFIXES["owl"] + "versionIRI"
_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"


class Words:
    """The labels of everything, by IRI and language, and what of the project has a page."""

    def __init__(self, quads: Iterable[ox.Quad], known: set[str]) -> None:
        self.known = known
        self._found: dict[tuple[str, str], tuple[int, str]] = {}
        for quad in quads:
            name = quad.predicate.value
            if name in _NAMES and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                key = (quad.subject.value, quad.object.language or "")
                self._found[key] = min(self._found.get(key, (9, "")), (_NAMES.index(name), quad.object.value))

    def of(self, iri: str, language: str) -> str:
        """Return the label of a thing in a language; without one, its label in no language, or ""."""
        return (self._found.get((iri, language)) or self._found.get((iri, ""), (0, "")))[1]


def path_of(iri: str) -> str:
    """Return where the page of an IRI of the project lies, without its ending."""
    return iri.partition("#")[0].removeprefix(ROOT)


def write(quads: list[ox.Quad], folder: Path, progress: Callable[[int, int, str], None] = lambda *_: None) -> int:
    """Write the pages and the triples of every subject of the project into `folder`; return how many subjects.

    Parameters:
        quads: the canonical quads of the whole graph.
        folder: the folder of the site.
        progress: called with the number of pages written, and of all.

    Raises:
        OSError: a file cannot be written.
    """
    about: dict[str, list[ox.Quad]] = defaultdict(list)
    pointing: dict[str, list[ox.Quad]] = defaultdict(list)
    blank: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            about[quad.subject.value].append(quad)
        else:
            blank[str(quad.subject)].append(quad)
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(ROOT):
            pointing[quad.object.value].append(quad)
    documents: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(name for name in about if name.startswith(ROOT)):
        documents[path_of(iri)].append(iri)
    for quad in quads:  # the IRI of this version leads to the ontology as it is in it
        if quad.predicate.value == _VERSION and isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(ROOT):
            documents.setdefault(path_of(quad.object.value), documents[path_of(getattr(quad.subject, "value", ""))])
    words = Words(quads, {iri for iris in documents.values() for iri in iris})
    for done, (path, iris) in enumerate(documents.items(), 1):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        html = _page(path, iris, about, pointing, words)
        target.with_name(target.name + ".html").write_text(html, encoding="utf-8")
        triples = {quad.triple for iri in iris for quad in _closed(about[iri], blank)}
        ordered = sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
        for ending, form in FORMS.items():
            prefixes = None if ending == "nt" else PREFIXES
            content = ox.serialize(ordered, format=form, prefixes=prefixes)  # to a path it would wait for the disk each time
            target.with_name(f"{target.name}.{ending}").write_bytes(content or b"")
        progress(done, len(documents), path)
    return len(words.known)


def _closed(quads: list[ox.Quad], blank: dict[str, list[ox.Quad]]) -> list[ox.Quad]:
    """Return quads with those of the blank nodes that they lead to."""
    found, frontier, seen = list(quads), list(quads), set()
    while frontier:
        name = str(frontier.pop().object)
        if name.startswith("_:") and name not in seen:
            seen.add(name)
            found += blank[name]
            frontier += blank[name]
    return found


def _page(
    path: str, iris: list[str], about: dict[str, list[ox.Quad]], pointing: dict[str, list[ox.Quad]], words: Words
) -> str:
    up = "../" * path.count("/")
    main = next((iri for iri in iris if "#" not in iri), iris[0])
    parts = [
        _part(iri, about[iri], pointing[iri], words, up, first=iri == main) for iri in sorted(iris, key=lambda i: i != main)
    ]
    files = " ".join(
        f'<a href="{up}{quote(path)}.{ending}">{name}</a>'
        for ending, name in (("jsonld", "JSON-LD"), ("ttl", "Turtle"), ("nt", "N-Triples"))
    )
    title = escape(words.of(main, "en") or compact(main))
    alternates = "".join(
        f'<link rel="alternate" type="{form.media_type}" href="{up}{quote(path)}.{ending}">' for ending, form in FORMS.items()
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title} · g7kg</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{up}style.css">
<link rel="canonical" href="{escape(main)}">
{alternates}
</head>
<body>
<header><div class="bar"><a class="brand" href="{up}index.html">g7kg</a>{_explorer(main, up)}</div></header>
<main class="resource">
{"".join(parts)}</main>
<footer><p>{files}</p><p>CC BY 4.0</p></footer>
</body>
</html>
"""


def _explorer(iri: str, up: str) -> str:
    """Return the links to the view of the explorer that shows a thing."""
    scheme, _, rest = compact(iri).partition(":")
    kind, _, name = rest.partition("/")
    if scheme == "theme":
        view = f"theme/{rest}"
    elif scheme == "id" and kind in _SHOWN:
        view = f"{_SHOWN[kind]}/{name if _SHOWN[kind] == kind else f'{kind}:{name}'}"
    else:
        return ""
    address = f"{up}index.html#/{quote(view)}"
    return f'<a href="{address}?lang=en">Explore</a> <a lang="ja" href="{address}?lang=ja">エクスプローラで見る</a>'


def _part(iri: str, said: list[ox.Quad], by: list[ox.Quad], words: Words, up: str, *, first: bool) -> str:
    level = "h1" if first else "h2"
    english, japanese = words.of(iri, "en"), words.of(iri, "ja")
    names = f"<span>{escape(english or compact(iri))}</span>"
    if japanese and japanese != english:
        names += f'<span class="second" lang="ja">{escape(japanese)}</span>'
    rows = _rows([(q.predicate.value, q.object, q.graph_name) for q in said], words, up)
    pointed = _rows([(q.predicate.value, q.subject, q.graph_name) for q in by], words, up, most=40)
    anchor = f' id="{escape(iri.partition("#")[2])}"' if "#" in iri else ""
    more = ""
    if pointed:
        deeper = "h2" if first else "h3"
        more = f'<{deeper}>Pointed to by <span lang="ja">／ 参照元</span></{deeper}>\n<dl>{pointed}</dl>\n'
    return (
        f'<section{anchor}>\n<{level}>{names}</{level}>\n<p class="forms"><code>{escape(iri)}</code></p>\n'
        f"{_withdrawn(said, words, up)}<dl>{rows}</dl>\n{more}</section>\n"
    )


def _withdrawn(said: list[ox.Quad], words: Words, up: str) -> str:
    """Return the line that says of a withdrawn thing that it is, and what took its place."""
    about = [(quad.predicate.value, quad.object) for quad in said]
    if not any(prop == PREFIXES["owl"] + "deprecated" and getattr(value, "value", "") == "true" for prop, value in about):
        return ""
    values = dict.fromkeys(_value(value, words, up) for prop, value in about if prop == PREFIXES["dcterms"] + "isReplacedBy")
    replaced = f": {', '.join(values)}" if values else ""
    return f'<p><strong>Withdrawn</strong> <span lang="ja">／ 廃止</span>{replaced}</p>\n'


def _rows(said: list[tuple[str, object, object]], words: Words, up: str, most: int | None = None) -> str:
    """Return what is said as rows of a list; of more than `most` values for a property, the first and how many there are."""
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for prop, value, graph in said:
        groups[prop][_value(value, words, up)].add(compact(getattr(graph, "value", "")).removeprefix("graph:"))
    out = []
    for prop in sorted(groups, key=lambda name: (rank(name), name)):
        values = "".join(
            f'<p>{shown} <span class="graph">{escape(", ".join(sorted(graphs)))}</span></p>'
            for shown, graphs in sorted(groups[prop].items())[:most]
        )
        if most is not None and len(groups[prop]) > most:
            values += f"<p>… ({len(groups[prop])})</p>"
        out.append(f"<dt>{_term(prop, words, up)}</dt><dd>{values}</dd>\n")
    return "".join(out)


def _term(iri: str, words: Words, up: str) -> str:
    names = [f"<code>{escape(compact(iri))}</code>"]
    if english := words.of(iri, "en"):
        names.append(escape(english))
    if japanese := words.of(iri, "ja"):
        names.append(f'<span lang="ja">{escape(japanese)}</span>')
    return _link(iri, words, up, names[0]) + " " + " ／ ".join(names[1:])


def _value(value: object, words: Words, up: str) -> str:
    if isinstance(value, ox.Literal):
        tag = f' lang="{escape(value.language)}"' if value.language else ""
        mark = f" @{escape(value.language)}" if value.language else ""
        return f"<span{tag}>{escape(value.value)}</span>{mark}"
    if not isinstance(value, ox.NamedNode):
        return "<code>[]</code>"
    iri = value.value
    english, japanese = words.of(iri, "en"), words.of(iri, "ja")
    text = escape(english or japanese or compact(iri))
    shown = _link(iri, words, up, text)
    return shown if not japanese or japanese == english else f'{shown} ／ <span lang="ja">{escape(japanese)}</span>'


def _link(iri: str, words: Words, up: str, shown: str) -> str:
    if not iri.startswith(("http://", "https://")):
        return shown
    if iri not in words.known:
        return f'<a href="{escape(iri)}" rel="noreferrer">{shown}</a>'
    _, _, fragment = iri.partition("#")
    path = path_of(iri)
    return f'<a href="{up}{quote(path)}.html{f"#{escape(fragment)}" if fragment else ""}">{shown}</a>'
