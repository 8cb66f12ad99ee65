"""Saved queries: competency questions in two languages, typed in their parameters, runnable as they stand in any engine.

A parameter is one line ``VALUES ?name { default }`` in the query; to set it, the terms between the braces are replaced by
other terms. The header says its type: ``#+ param: theme | iri | the theme, with those below it | 分野（下位を含む）``.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from g7kg.errors import UsageProblem
from g7kg.headers import Header, read_header
from g7kg.namespaces import PREFIXES, expand
from g7kg.resources import in_force, query_files
from g7kg.stores import Store, Term, rows

KINDS = ("iri", "string", "integer", "date", "lang")
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a saved query: its name, kind (one of `KINDS`), what it means, and its default terms as written."""

    name: str
    kind: str
    about: Mapping[str, str]
    default: str

    def term(self, value: str, declared: Mapping[str, str]) -> Term:
        """Return `value` as a term of this parameter's kind.

        A bare word for an IRI is looked up beside the default: ``openness`` is a theme where the default is one.

        Raises:
            UsageProblem: the value is not of that kind.
        """
        wrong = f"parameter {self.name}: “{value}” is no {self.kind}"
        if self.kind == "iri":
            beside = declared.get(self.default.partition(":")[0], PREFIXES["id"])
            try:
                return ox.NamedNode(expand(value, PREFIXES["id"] if "/" in value else beside, {**PREFIXES, **declared}))
            except ValueError:
                raise UsageProblem(
                    f"parameter {self.name}: “{value}” cannot be a name; it holds what no IRI may hold"
                ) from None
        if self.kind == "integer":
            if not re.fullmatch(r"[+-]?\d+", value):
                raise UsageProblem(f"{wrong}; write digits")
            return ox.Literal(value, datatype=ox.NamedNode(_XSD + "integer"))
        if self.kind == "date":
            try:
                day = dt.date.fromisoformat(value)
            except ValueError:
                raise UsageProblem(f"{wrong}; write it as 2017-09-25") from None
            return ox.Literal(day.isoformat(), datatype=ox.NamedNode(_XSD + "date"))
        if self.kind == "lang" and value not in ("en", "ja"):
            raise UsageProblem(f"{wrong}; write en or ja")
        return ox.Literal(value)


@dataclass(frozen=True)
class SavedQuery:
    """A saved query.

    Attributes:
        slug: subject and question, e.g. ``agreements/by-theme``.
        text: the SPARQL as it stands in the file.
        parameters: its parameters by name.
        header: what the file says of itself.
    """

    slug: str
    path: Path
    text: str
    parameters: Mapping[str, Parameter]
    header: Header

    def question(self, language: str) -> str:
        """Return the question in words, in "en" or "ja"."""
        return self.header.one(f"question-{language}")

    def described(self) -> dict[str, object]:
        """Return what programs need to know of the query: slug, question in both languages, parameters."""
        return {
            "slug": self.slug,
            "question": {"en": self.question("en"), "ja": self.question("ja")},
            "parameters": [
                {"name": p.name, "kind": p.kind, "default": p.default, "about": dict(p.about)}
                for p in self.parameters.values()
            ],
        }

    @property
    def columns(self) -> dict[str, dict[str, str]]:
        """What its columns are, by their names, in "en" and "ja", as far as the header says."""
        lines = ((line + "||").split("|")[:3] for line in self.header.all("column"))
        return {name.strip(): {"en": english.strip(), "ja": japanese.strip()} for name, english, japanese in lines}

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the query declares."""
        return {m[1]: m[2] for m in re.finditer(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", self.text, re.M | re.I)}

    def bind(self, values: Mapping[str, str | Sequence[str]]) -> str:
        """Return the query with parameters set.

        Parameters:
            values: for each parameter one value, or several of which any may hold.

        Raises:
            UsageProblem: the query has no such parameter, or a value is not of its kind.
        """
        text = self.text
        declared = self.prefixes
        for name, value in values.items():
            parameter = self.parameters.get(name)
            if parameter is None:
                has = ", ".join(self.parameters) or "none"
                raise UsageProblem(f"query {self.slug} has no parameter “{name}”; it has: {has}")
            several = [value] if isinstance(value, str) else list(value)
            terms = " ".join(str(parameter.term(one, declared)) for one in several)
            place = _values_line(name).search(text)
            assert place is not None  # read_query checked it
            text = f"{text[: place.start(2)]}{terms} {text[place.start(3) :]}"
        return text


def check_known(store: Store, query: SavedQuery, values: Mapping[str, Sequence[str]]) -> None:
    """Make sure that the things that parameters name are in the graph, so that a typing error is not taken for "no rows".

    Raises:
        UsageProblem: one of them is not; says what is near.
    """
    for name, several in values.items():
        parameter = query.parameters[name]
        for value in several if parameter.kind == "iri" else ():
            node = parameter.term(value, query.prefixes)
            if store.query(f"ASK {{ {node} ?p ?o }}"):
                continue
            space = str(node)[1:].rsplit("/", 1)[0] + "/"
            text = f"SELECT DISTINCT ?n WHERE {{ ?n ?p ?o FILTER(STRSTARTS(STR(?n), {ox.Literal(space)})) }} ORDER BY ?n"
            known = [str(row[0])[1:-1].removeprefix(space) for row in rows(store.query(text))[1]]
            near = difflib.get_close_matches(str(node)[1:-1].removeprefix(space), known, 3, 0.5) or known[:12]
            hint = f"; choose e.g. {', '.join(near)}" if near else ""
            raise UsageProblem(f"parameter {name}: nothing in the graph is called “{value}”{hint}")


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(rf"(^\s*VALUES\s+\?{re.escape(name)}\s*\{{\s*)(.*?)(\}}\s*(?:#.*)?$)", re.M)


def read_query(path: Path) -> SavedQuery:
    """Read a saved query from its file.

    Raises:
        SourceProblem: the file cannot be read.
        UsageProblem: a parameter in the header has no VALUES line in the query, or its kind is unknown.
    """
    header, text = read_header(path)
    parameters = {}
    for line in header.all("param"):
        name, kind, english, japanese = (part.strip() for part in (line + "|||").split("|")[:4])
        found = _values_line(name).search(text)
        if kind not in KINDS or not found:
            raise UsageProblem(
                f"{path}: “#+ param: {name}” needs a kind ({', '.join(KINDS)}) and a line VALUES ?{name} {{ … }}"
            )
        parameters[name] = Parameter(name, kind, {"en": english, "ja": japanese}, found[2].strip())
    return SavedQuery(f"{path.parent.name}/{path.stem}", path, text, parameters, header)


def saved_queries(base: Path | None = None) -> list[SavedQuery]:
    """Return every saved query, in the order of the slugs."""
    return sorted((read_query(path) for path in query_files(base)), key=lambda query: query.slug)


def is_saved(name: str, base: Path | None = None) -> bool:
    """Return whether `name` has the form of a saved query's slug, or is the question of one."""
    return "/" in name or any(path.stem == name for path in query_files(base))


def saved_query(slug: str, base: Path | None = None) -> SavedQuery:
    """Return the saved query `slug`; the question alone is enough where no other subject has it.

    Raises:
        UsageProblem: there is none, or several.
    """
    paths = {f"{path.parent.name}/{path.stem}": path for path in query_files(base)}
    fits = [name for name, path in paths.items() if slug in (name, path.stem)]
    if len(fits) == 1:
        return read_query(paths[fits[0]])
    near = fits or difflib.get_close_matches(slug, sorted({*paths, *(path.stem for path in paths.values())}))
    hint = f"did you mean {' or '.join(near)}?" if near else "`g7kg query --list` names them all"
    if base is None and not fits and not in_force():
        hint += f"{'' if near else '.'} One of an extension needs that named before the command: g7kg --extension DIR …"
    raise UsageProblem(f"{'several queries are' if fits else 'no saved query is'} called “{slug}”; {hint}")
