"""Linked data: each name's own address redirects to a document about it, in the format that the client prefers.

``/id/meeting/2017-turin`` answers 303 to ``/id/meeting/2017-turin.html``, ``.ttl``, ``.jsonld``, ``.nt`` or ``.rdf``.
"""

from __future__ import annotations

import mimetypes
import re
from html import escape
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from g7kg.namespaces import PREFIXES, ROOT
from g7kg.serving import formats, work
from g7kg.serving.answers import answer, ask
from g7kg.serving.limits import NotFound, Refused
from g7kg.serving.pool import Pool

SPACES = {"alignment", *(re.split("[#/]", space[len(ROOT) :])[0] for space in PREFIXES.values() if space.startswith(ROOT))}
DOCUMENTS = {"text/html": ".html", **{media: ending for ending, media in formats.ENDINGS.items()}}
for _ending, _media in formats.ENDINGS.items():
    mimetypes.add_type(_media, _ending)  # for the site's files
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} – g7kg</title>{links}</head>
<body><main><h1>{title}</h1><p>{formats}</p><pre style="white-space: pre-wrap">{body}</pre></main></body></html>
"""
_INDEX = """id/meeting/2017-turin
sparql
api/queries
api/openapi.json
.well-known/void
health"""


class Linked:
    """Answers at every other address: files of the site, then names of things.

    Parameters:
        pool: what knows the things.
        site: the folder of the static site, if there is one.
    """

    def __init__(self, pool: Pool, site: Path | None) -> None:
        self._pool = pool
        self._files: StaticFiles | None = None
        if site is not None:
            self.show(site)

    def show(self, site: Path) -> None:
        """Serve the files of a site from now on."""
        self._files = StaticFiles(directory=site, html=True)

    async def answer(self, request: Request) -> Response:
        """Answer a request."""
        path = request.path_params["path"]
        if "\0" in path:
            raise Refused("the address holds a NUL")
        if self._files is not None and (found := await self._file(request)):
            return found
        if not path:
            links = "".join(f'<li><a href="/{one}">{one}</a></li>' for one in _INDEX.split())
            return answer(request, f"<!doctype html><title>g7kg</title><h1>g7kg</h1><ul>{links}</ul>", "text/html")
        return await self._thing(request, path)

    async def _file(self, request: Request) -> Response | None:
        assert self._files is not None
        try:
            return await self._files.get_response(self._files.get_path(request.scope), request.scope)
        except HTTPException:
            return None

    async def _thing(self, request: Request, path: str) -> Response:
        base, dot, ending = path.rpartition(".")
        about = base if dot and f".{ending}" in DOCUMENTS.values() else path
        if about.split("/", 1)[0] not in SPACES:
            raise NotFound("there is nothing at this address; / leads on")
        if about != path:
            return await self._document(request, about, f".{ending}")
        if not await ask(request, self._pool, work.exists, _iri(path)):
            raise NotFound(f"nothing in the graph is called {_iri(path)}")
        media = formats.chosen(", ".join(request.headers.getlist("accept")), {"text/turtle": "", **DOCUMENTS})
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{quote(path)}{DOCUMENTS[media]}{query}", 303, {"Vary": "Accept"})

    async def _document(self, request: Request, path: str, ending: str) -> Response:
        iri = _iri(path)
        others = {media: f"/{quote(path)}{other}" for media, other in DOCUMENTS.items() if other != ending}
        links = {"Link": ", ".join(f'<{where}>; rel="alternate"; type="{media}"' for media, where in others.items())}
        if ending != ".html":
            media = formats.ENDINGS[ending]
            body = await ask(request, self._pool, work.about, iri, formats.GRAPHS[media])
            return answer(request, body, media, links)
        language = _language(request.query_params, request.headers.get("accept-language", ""))
        text = await ask(request, self._pool, work.about, iri, "text", language)
        page = _PAGE.format(
            language=language,
            title=escape(path),
            links="".join(f'<link rel="alternate" type="{m}" href="{escape(w)}">' for m, w in others.items()),
            formats=" ".join(f'<a href="{escape(w)}">{w.rpartition(".")[2]}</a>' for w in others.values()),
            body=escape(text.decode()),
        )
        return answer(request, page, "text/html", links)


def _iri(path: str) -> str:
    try:
        return ox.NamedNode(ROOT + path).value
    except ValueError:
        raise NotFound("nothing in the graph has such a name") from None


def _language(query: QueryParams, accepted: str) -> str:
    asked = query.get("lang") or ("ja" if accepted.strip().lower().startswith("ja") else "en")
    return asked if asked in ("en", "ja") else "en"
