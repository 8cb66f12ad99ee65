"""What may be wrong with an extension, so that it is not used: each kind of fault with what to do, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from g7kg.errors import ExtensionProblem, Problem, one_line
from g7kg.findings import Finding, finding

Word = str | tuple[str, str]

_MESSAGES = {
    # how it describes itself
    "no-description": (
        "no {what} in it, by which an extension describes itself; `g7kg new extension DIR` begins one",
        "拡張が自らを説明する {what} がない。`g7kg new extension DIR` で作り始められる",
    ),
    "not-one-ontology": (
        "describes {number} things as owl:Ontology; the extension itself is to be the only one",
        "owl:Ontology として {number} 個のものが記述されている。拡張そのもの一つだけにする",
    ),
    "no-value": ("no {key} ({about}); write one", "{key}（{about}）がない。一つ書く"),
    "several-values": ("several {key} ({about}); write one", "{key}（{about}）が複数ある。一つにする"),
    "no-words": (
        "no {key} in {language} ({about}); write one with @{tag}",
        "{key}（{about}）が{language}で書かれていない。@{tag} を付けて書く",
    ),
    "odd-value": ("{key} “{value}”; write it as {how}", "{key}「{value}」は書き方が違う。{how}で書く"),
    "outside-its-namespace": (
        "the extension itself, <{name}>, lies outside its namespace <{space}>",
        "拡張そのもの <{name}> が、その名前空間 <{space}> の外にある",
    ),
    "odd-version": (
        "owl:versionInfo “{value}” is no version; write it as 0.1.0",
        "owl:versionInfo「{value}」は版の書き方ではない。0.1.0 のように書く",
    ),
    "odd-need": (
        "{key} “{value}” cannot be read; write it as g7kg>=0.1,<0.2",
        "{key}「{value}」が読み取れない。g7kg>=0.1,<0.2 のように書く",
    ),
    "no-need": (
        "no {key} says which g7kg it needs; write e.g. “g7kg>=0.1,<0.2”",
        "どの版の g7kg を要するかを {key} が示していない。例えば「g7kg>=0.1,<0.2」と書く",
    ),
    "no-declared-prefix": (
        'no sh:declare of its prefix; write sh:declare [ sh:prefix "{prefix}" ; sh:namespace "{space}"^^xsd:anyURI ]',
        '接頭辞の sh:declare がない。sh:declare [ sh:prefix "{prefix}" ; sh:namespace "{space}"^^xsd:anyURI ] と書く',
    ),
    "other-declared-prefix": (
        "sh:declare gives the prefix “{declared}” for <{other}>, but vann:preferredNamespacePrefix and …Uri say {prefix} "
        "for <{space}>; write the same in both",
        "sh:declare では接頭辞「{declared}」が <{other}> を表すが、vann:preferredNamespacePrefix と …Uri では {prefix} が "
        "<{space}> を表す。両方に同じものを書く",
    ),
    # its files
    "stray-file": (
        "lies in none of the folders {folders}, so nothing reads it",
        "{folders} のどのフォルダーにもないため、読まれない",
    ),
    "stray-kind": (
        "in {folder} belong {ending} files, so nothing reads it; {remedy}",
        "{folder} に置くのは {ending} ファイルなので、読まれない。{remedy}",
    ),
    "odd-file-name": (
        "the name of a graph cannot be made of this file's; rename it, in letters, digits and hyphens, without spaces",
        "このファイル名からはグラフの名前を作れない。英数字とハイフンで、空白を入れずに改名する",
    ),
    "odd-query-place": (
        "a saved query lies in queries/<subject>/<question>.rq",
        "保存済みクエリは queries/<主題>/<質問>.rq に置く",
    ),
    "unreadable": ("{why}", "{why}"),
    "undescribed-graph": (
        "does not describe its graph; write <{graph}> a void:Dataset, with its label and licence",
        "ファイルのグラフが記述されていない。<{graph}> a void:Dataset と、その名称と利用許諾を書く",
    ),
    "rule-without-graph": (
        "the rule's header has no “#+ graph:” line; name the graph it writes, e.g. inferred/{name}",
        "規則のヘッダーに「#+ graph:」の行がない。書き込むグラフを、例えば inferred/{name} と書く",
    ),
    "odd-rule-graph": (
        "“#+ graph: {value}” is no name below {own}; write it as inferred/{name}, without spaces",
        "「#+ graph: {value}」は {own} の下に置ける名前ではない。空白を入れず inferred/{name} のように書く",
    ),
    "rule-without-label": (
        "the rule's header does not say in both languages what its graph is; write #+ label-en: and #+ label-ja:",
        "規則のグラフが何かを、ヘッダーが両言語で示していない。#+ label-en: と #+ label-ja: を書く",
    ),
    "broken-rule": ("the rule cannot be run: {why}", "規則を実行できない：{why}"),
    "no-construct": (
        "the rule derives nothing, for it is no CONSTRUCT; write it as CONSTRUCT { … } WHERE { … }",
        "CONSTRUCT でないため、規則から何も導かれない。CONSTRUCT { … } WHERE { … } と書く",
    ),
    "rule-without-need": ("needs the rule {need}, which is not there", "必要な規則 {need} がない"),
    "no-path": (
        "a property shape (sh:property) of {name} has no sh:path; write the property that it is about",
        "{name} のプロパティシェイプ(sh:property)に sh:path がない。どのプロパティについてかを書く",
    ),
    # what it needs
    "missing-extension": (
        "{name} needs the extension {need}, which is not there; add --extension with its folder",
        "{name} に必要な拡張 {need} がない。--extension でそのフォルダーを示す",
    ),
    "unmet-need": ("{name} needs {need}, but {what} {there}", "{name} は {need} を要するが、{what} {there} である"),
    "circle": (
        "extensions need each other in a circle: {way}; take one of the needs out",
        "拡張が互いを必要とし、循環している：{way}。どれか一つを取り除く",
    ),
    # names that are taken
    "taken-extension-name": (
        "the name {name} is taken by the extension in {folder}; choose another",
        "名前 {name} は {folder} の拡張が使っている。別の名前を選ぶ",
    ),
    "taken-prefix": (
        "the prefix {prefix} is taken by {whose} for <{space}>; choose another",
        "接頭辞 {prefix} は、{whose}が <{space}> に使っている。別の接頭辞を選ぶ",
    ),
    "overlapping-namespace": (
        "the namespace <{space}> overlaps <{other}> of {whose}; choose one of your own, e.g. <{free}>",
        "名前空間 <{space}> は、{whose}の <{other}> と重なる。独自のもの、例えば <{free}> を選ぶ",
    ),
    "taken-name": (
        "{what} {name} is taken by {whose}; choose another",
        "{what} {name} は、{whose}が使っている。別の名前を選ぶ",
    ),
    # what is others' to say
    "changed-shape": (
        "changes the shape {name} of g7kg, which would loosen or widen it; write a shape of your own in {own}, "
        "or give it, by sh:property, a shape of a property of your own",
        "g7kg のシェイプ {name} を変えており、緩めたり広げたりすることになる。{own} に独自のシェイプを書くか、"
        "sh:property で独自のプロパティのシェイプを加える",
    ),
    "others-graph": (
        "describes the graph {name}, a name of g7kg; this file's graph is {own}",
        "g7kg の名前であるグラフ {name} を記述している。このファイルのグラフは {own} である",
    ),
    "redefined-term": (
        "redefines {name}, a term of {whose}; define a term of your own in {own}, e.g. narrower than it",
        "{whose}の語 {name} を定義し直している。例えばそれより狭い語を {own} に定義する",
    ),
    "nobodys-namespace": (
        "gives the name {name}, below a namespace that no extension in force has; names of your own lie in {own}",
        "使われているどの拡張のものでもない名前空間に、名前 {name} を付けている。独自の名前は {own} に置く",
    ),
    "others-namespace": (
        "gives the new name {name} in the namespace of {whose}; names of your own lie in {own}",
        "{whose}の名前空間に新しい名前 {name} を付けている。独自の名前は {own} に置く",
    ),
}


def fault(rule: str, file: Path | None, line: int = 0, /, **words: Word) -> Finding:
    """Return one thing that is wrong with an extension, by its rule, with its file (or folder) and line."""
    said = finding(f"extension/{rule}", str(file or ""), _MESSAGES[rule], words, component="ExtensionCheck")
    return said.at(file, line)


def unreadable(problem: Problem, file: Path) -> Finding:
    """Return the fault of a file that cannot be read."""
    return fault("unreadable", file, why=one_line(problem, 1000).removeprefix(f"{file}: "))


def problem_of(wrong: Iterable[Finding]) -> ExtensionProblem:
    """Return faults as the error that tells them."""

    def line(found: Finding, language: str) -> str:
        place = f"{found.file}:{found.line}: " if found.line else f"{found.file}: " if found.file else ""
        return place + found.message(language)

    once = list(wrong)
    return ExtensionProblem({tag: list(dict.fromkeys(line(found, tag) for found in once)) for tag in ("en", "ja")})
