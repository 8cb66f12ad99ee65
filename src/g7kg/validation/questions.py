"""What is wrong with saved queries and rules that an engine would answer in silence, with no rows or an empty column.

A prefix that stands for another namespace than everywhere else, a namespace in which nothing lies, a column that nothing
binds, a header line that nobody reads: all are valid SPARQL.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from g7kg.dataset import Graph
from g7kg.errors import Problem, one_line
from g7kg.findings import Finding, finding, line_of
from g7kg.headers import KEYS, Header, read_header
from g7kg.namespaces import PREFIXES, ROOT
from g7kg.queries import read_query
from g7kg.resources import in_force, query_files, rule_files
from g7kg.stores.embedded import syntax_place
from g7kg.stores.words import bare, prefixes

_MESSAGES = {
    "no-question": (
        "the saved query {term} has no question in each of English and Japanese; write #+ question-en: and #+ question-ja:",
        "保存済みクエリ {term} に英語と日本語の質問がそろっていない。#+ question-en: と #+ question-ja: を書く",
    ),
    "odd-parameter": ("{why}", "引数の指定が正しくない：{why}"),
    "unreadable-query": ("{term} cannot be asked: {why}", "{term} は実行できない：{why}"),
    "other-namespace": (
        "{prefix}: stands for another namespace here than everywhere else; write PREFIX {prefix}: <{known}>",
        "{prefix}: がここだけ別の名前空間を表している。PREFIX {prefix}: <{known}> と書く",
    ),
    "unknown-namespace": (
        "nothing in the graph has a name in this namespace; {hint}",
        "この名前空間の名前を持つものがグラフにない。{hint}",
    ),
    "unbound-column": (
        "the query gives a column that nothing in its pattern binds, so it stays empty; correct the name",
        "クエリの返す列に、パターンのどこでも値が付かず、空になる。名前を正す",
    ),
    "unknown-column": (
        "the header explains a column that the query does not give; it gives {known}",
        "ヘッダーの説明する列を、クエリは返さない。返すのは {known}",
    ),
    "one-language": (
        "the header line does not explain in both languages; write #+ {how}",
        "ヘッダー行の説明が英語と日本語でそろっていない。#+ {how} と書く",
    ),
    "no-rows": (
        "the query, asked as it stands, is answered by nothing; look at its pattern, filters and limit",
        "クエリをそのまま実行しても結果が一行もない。パターン、フィルター、件数の制限を確かめる",
    ),
    "no-order": (
        "the query leaves open in which order its rows come, so that it may be another one each time; write ORDER BY",
        "結果の順序が決まっておらず、実行のたびに変わりうる。ORDER BY を書く",
    ),
    "repeated-header": (
        "the header has this line several times, of which only the first is read; keep one",
        "ヘッダーに同じ行が複数あり、最初のものしか読まれない。一つにする",
    ),
    "question-language": (
        "the question is not in the language of its key; write #+ question-en: in English, #+ question-ja: in Japanese",
        "質問の言語がキーと違う。#+ question-en: は英語で、#+ question-ja: は日本語で書く",
    ),
    "no-language-parameter": (
        "VALUES ?lang sets the language, but the header does not name it, so --lang does nothing; "
        "write #+ param: lang | lang | English | 日本語",
        "VALUES ?lang で言語を決めているが、ヘッダーになく、--lang が働かない。"
        "#+ param: lang | lang | English | 日本語 と書く",
    ),
    "unknown-header": (
        "nothing reads this header line; {hint}",
        "このヘッダー行はどこでも読まれない。{hint}",
    ),
}
_FOREIGN = (
    "correct it, or name the extension that it belongs to, before the command: g7kg --extension DIR",
    "正すか、それを持つ拡張をコマンドの前に示す：g7kg --extension DIR",
)
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龯]")
_HOW = {"param": "param: name | kind | English | 日本語", "column": "column: name | English | 日本語"}


def wrong_in_queries(graph: Graph) -> Iterator[Finding]:
    """Yield what is wrong with the saved queries and rules, the extensions' among them.

    Parameters:
        graph: the whole graph, in which the names are looked up.
    """
    for kind, files in (("query", query_files()), ("rule", rule_files())):
        for path in files:
            yield from _in_file(path, graph, kind)


def _in_file(path: Path, graph: Graph, kind: str) -> Iterator[Finding]:
    header, text = read_header(path)
    name = f"{path.parent.name}/{path.stem}" if kind == "query" else path.stem
    try:
        query = read_query(path)
        if kind == "query" and not (query.question("en") and query.question("ja")):
            yield _finding("no-question", name, path, term=name)
    except Problem as problem:
        why = one_line(problem).removeprefix(f"{path}: ")
        yield _finding("odd-parameter", name, path, why.partition("” ")[0].strip("“"), why=why)
    yield from _header_lines(name, path, text, kind)
    for key in _HOW:
        for line in header.all(key):
            parts = [part.strip() for part in line.split("|")]
            if len(parts) != _HOW[key].count("|") + 1 or not all(parts[-2:]):
                yield _finding("one-language", name, path, line, _text(f"#+ {key}: {line}"), how=_HOW[key])
    try:
        result = ox.Store().query(text)
    except SyntaxError as error:
        why = syntax_place(error, text)
        place = re.match(r"line (\d+)", why)
        yield _finding("unreadable-query", name, path, int(place[1]) if place else 0, term=name, why=why)
        return
    yield from _namespaces(name, path, text, graph)
    if kind == "query":
        yield from _of_question(name, path, text, header)
        solutions = isinstance(result, ox.QuerySolutions)
        given = [variable.value for variable in result.variables] if isinstance(result, ox.QuerySolutions) else []
        yield from _columns(name, path, text, given, [line.partition("|")[0].strip() for line in header.all("column")])
        if solutions and not re.search(r"(?i)\bORDER\s+BY\b", bare(text)):
            yield _finding("no-order", name, path, re.compile("(?i)^SELECT"))
        if solutions and any(path in part.queries for part in in_force()) and not _answered(graph, text):
            yield replace(_finding("no-rows", name, path, re.compile("(?i)^SELECT")), severity="Warning")


def _answered(graph: Graph, text: str) -> bool:
    answer = graph.store.query(text)
    return not isinstance(answer, ox.QuerySolutions) or next(answer, None) is not None


def _of_question(name: str, path: Path, text: str, header: Header) -> Iterator[Finding]:
    """Yield what is wrong with the question in words, and with the language in which it is asked."""
    for key in ("question-en", "question-ja"):
        if len(header.all(key)) > 1:
            yield _finding("repeated-header", name, path, f"#+ {key}", _text(key))
        if header.one(key) and bool(_JAPANESE.search(header.one(key))) != key.endswith("ja"):
            yield _finding("question-language", name, path, f"#+ {key}", _text(header.one(key)))
    parameters = [line.partition("|")[0].strip() for line in header.all("param")]
    if "lang" not in parameters and re.search(r"VALUES\s+[?$]lang\b", text):
        yield _finding("no-language-parameter", name, path, re.compile(r"VALUES\s+[?$]lang\b"))


def _header_lines(name: str, path: Path, text: str, kind: str) -> Iterator[Finding]:
    """Yield the header lines that nothing reads."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        key, colon, _ = line[2:].partition(":")
        if not colon or key.strip() not in KEYS[kind]:
            near = difflib.get_close_matches(key.strip(), KEYS[kind], 1)
            known = ", ".join(KEYS[kind])
            hint = _meant(f"#+ {near[0]}:") if near else (f"the keys are {known}", f"使えるキーは {known}")
            yield _finding("unknown-header", name, path, number, _text(line), hint=hint)


def _columns(name: str, path: Path, text: str, given: list[str], explained: list[str]) -> Iterator[Finding]:
    """Yield the columns that nothing binds, and those that are explained but not there."""
    text = bare(text)
    pattern = text[text.find("{") : text.rfind("}")]
    bound = set(re.findall(r"[?$](\w+)", pattern)) | set(re.findall(r"(?i)\bAS\s+[?$](\w+)", text))
    for column in given:
        if column not in bound:
            yield _finding("unbound-column", name, path, re.compile(rf"[?$]{column}\b"), _text(column))
    for column in explained:
        if column not in given:
            place = re.compile(rf"#\+\s*column\s*:\s*{re.escape(column)}")
            yield _finding("unknown-column", name, path, place, _text(column), known=", ".join(given) or ("none", "なし"))


def _namespaces(name: str, path: Path, text: str, graph: Graph) -> Iterator[Finding]:
    """Yield the prefixes that stand for another namespace than everywhere else, and the namespaces with nothing in them."""
    declared = prefixes(text)
    whole = {re.match(r".*[/#]|", iri)[0] for iri in re.findall(r"<([^<>\s]+)>", bare(text))}  # type: ignore[index]
    for prefix, namespace in [*declared, *(("", namespace) for namespace in sorted(whole - {n for _, n in declared}))]:
        known = PREFIXES.get(prefix, namespace)
        if namespace != known:
            yield _finding("other-namespace", name, path, f"<{namespace}", _text(namespace), prefix=prefix, known=known)
        elif namespace.startswith(ROOT) and namespace not in PREFIXES.values() and not _has_names(graph, namespace):
            near = difflib.get_close_matches(namespace, PREFIXES.values(), 1, 0.9)
            hint = _meant(f"<{near[0]}>") if near else _FOREIGN
            yield _finding("unknown-namespace", name, path, f"<{namespace}", _text(namespace), hint=hint)


def _has_names(graph: Graph, namespace: str) -> bool:
    return bool(graph.store.query(f"ASK {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), {ox.Literal(namespace)})) }}"))


def _meant(name: str) -> tuple[str, str]:
    return f"did you mean {name}?", f"{name} のことか"


def _text(found: str) -> str:
    return str(ox.Literal(one_line(found, 80)))


def _finding(
    rule: str,
    focus: str,
    path: Path,
    place: int | str | re.Pattern[str] = 0,
    value: str = "",
    **words: str | tuple[str, str],
) -> Finding:
    """Return a finding; its line is given, or the first that has the words or pattern."""
    if not isinstance(place, int):
        place = line_of(path, re.escape(place) if isinstance(place, str) else place)
    return finding(f"ontology/{rule}", focus, _MESSAGES[rule], words, component="OntologyCheck", value=value).at(path, place)
