"""`g7kg mcp`: the graph for assistants, over the Model Context Protocol; read-only, with the same limits as the server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from g7kg import __version__, queries
from g7kg.errors import Problem
from g7kg.serving import work
from g7kg.serving.limits import Limits
from g7kg.serving.pool import Pool

INSTRUCTIONS = """What the G7 promised on digital policy, as a knowledge graph: meetings, documents, statements, commitments,
and the links from one commitment to a later one. Answer with the evidence: every statement names its source and place, every
link its basis (asserted: a source says so; curated: the editors; inferred: a rule). Keep the three apart. Begin with
list_queries or search; run a saved query where one fits, and write SPARQL only where none does."""
Language = Annotated[Literal["en", "ja"], Field(description="language of the labels")]
Bases = Annotated[list[Literal["asserted", "curated", "inferred"]], Field(description="whose links count", min_length=1)]
Format = Annotated[Literal["csv", "json"], Field(description="format of the rows")]
Theme = Annotated[str | None, Field(description="a theme, with those below it, e.g. artificial-intelligence")]
Meeting = Annotated[str | None, Field(description="a meeting, e.g. 2017-turin")]
_MEDIA = {"csv": "text/csv, application/n-triples;q=0.5", "json": "application/sparql-results+json, application/ld+json;q=0.5"}


def server(pool: Pool) -> MCPServer[Any]:
    """Return the server; its tools ask `pool`."""
    made: MCPServer[Any] = MCPServer("g7kg", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
    tool = made.tool(annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False), structured_output=False)

    async def ask(function: Callable[..., Any], *arguments: Any, foreign: bool = False) -> Any:
        try:
            return await pool.ask(function, *arguments, foreign=foreign)
        except Problem as problem:
            raise ToolError(str(problem)) from None

    @tool
    async def list_queries() -> str:
        """List the saved queries: slug, question in English and Japanese, parameters with kind, meaning and default."""
        return json.dumps([query.described() for query in queries.saved_queries()], ensure_ascii=False)

    @tool
    async def run_query(
        slug: Annotated[str, Field(description="the query, e.g. documents/compare")],
        parameters: Annotated[dict[str, str | list[str]] | None, Field(description="values by parameter name")] = None,
        basis: Bases = ["asserted", "curated", "inferred"],  # noqa: B006 — it becomes the schema's default
        language: Language = "en",
        format: Format = "csv",  # noqa: A002 — the name that assistants see
    ) -> str:
        """Run a saved query; parameters that are not given keep their defaults."""
        try:
            query = queries.saved_query(slug)
        except Problem as problem:
            raise ToolError(str(problem)) from None
        values = {name: [one] if isinstance(one, str) else one for name, one in (parameters or {}).items()}
        if "lang" in query.parameters:
            values.setdefault("lang", [language])
        if "basis" in query.parameters:
            values.setdefault("basis", [*basis])
        _, body = await ask(work.saved, query, values, basis, _MEDIA[format])
        return str(body.decode())

    @tool
    async def trace(
        theme: Theme = None,
        start: Meeting = None,
        end: Meeting = None,
        basis: Bases = ["asserted", "curated"],  # noqa: B006
        language: Language = "en",
    ) -> str:
        """Follow the commitments from meeting to meeting; each hop says who says that it continues, and where."""
        return str(await ask(work.trace, theme, start, end, basis, language, "tree"))

    @tool
    async def show(
        name: Annotated[str, Field(description="an IRI, a CURIE or a path, e.g. commitment/2017-turin/connect-everyone")],
        language: Language = "en",
    ) -> str:
        """Show one thing: its labels, what is said of it and by which source, its evidence, and what points to it."""
        return str(await ask(work.show, name, language))

    @tool
    async def search(
        words: Annotated[str, Field(description="words, or parts of them, in English or Japanese", max_length=500)],
        language: Language = "en",
        limit: Annotated[int, Field(ge=1, le=200, description="how many")] = 20,
    ) -> str:
        """Find things by their labels: meetings, documents, commitments, statements, themes, people, terms."""
        return json.dumps(await ask(work.search, words, language, limit), ensure_ascii=False)

    @tool
    async def sparql(
        query: Annotated[str, Field(description="a SPARQL 1.1 query; patterns outside GRAPH see all named graphs")],
        format: Format = "csv",  # noqa: A002
    ) -> str:
        """Answer a SPARQL query of your own; it is stopped at the time limit, and large answers are refused.

        Declare the prefixes that you use: PREFIX g7: <https://w3id.org/g7kg/ontology#> for classes and properties,
        PREFIX id: <https://w3id.org/g7kg/id/> for things, PREFIX theme: <https://w3id.org/g7kg/theme/> for themes. What a term
        means is told by `show`, e.g. of g7:Statement.
        """
        _, body = await ask(work.sparql, query, _MEDIA[format], foreign=True)
        return str(body.decode())

    return made


async def serve(folder: Path | None, limits: Limits) -> None:
    """Serve an assistant over standard input and output until the input ends.

    Parameters:
        folder: the on-disk store; the project's own graph in memory when None.
        limits: what a question may cost.

    Raises:
        SourceProblem: the graph cannot be opened.
    """
    async with Pool(folder, limits) as pool:
        await server(pool).run_stdio_async()
