"""Saved queries in themselves: how they are found, what their parameters take, and what is wrong said in words."""

from __future__ import annotations

import locale
from pathlib import Path

import pyoxigraph as ox
import pytest

from g7kg.errors import SourceProblem, UsageProblem
from g7kg.headers import Header, read_header
from g7kg.queries import Parameter, SavedQuery, check_known, is_saved, read_query, saved_queries, saved_query
from g7kg.stores.embedded import EmbeddedStore

ID = "https://w3id.org/g7kg/id/"
THEME = "https://w3id.org/g7kg/theme/"
TEXT = """#+ question-en: Which?
#+ question-ja: どれか？
#+ param: theme | iri | the theme | 分野
#+ param: many | integer | how many
#+ param: day | date | which day | 日
#+ param: lang | lang | language | 言語
#+ param: word | string | a word | 語
PREFIX theme: <https://w3id.org/g7kg/theme/>
  PREFIX my:   <x:my/>
SELECT * WHERE {
  VALUES ?theme { theme:a theme:b }
  VALUES ?many { 3 } # a remark
  VALUES ?day { "2017-09-25" }
  VALUES ?lang { "en" }
  VALUES ?word { "w" }
}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for slug, text in {"one/first": TEXT, "one/second": TEXT, "two/first": TEXT, "two/other-thing": TEXT}.items():
        path = tmp_path / "queries" / f"{slug}.rq"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def query(base: Path) -> SavedQuery:
    return saved_query("one/first", base)


def test_a_query_is_read_whole(query: SavedQuery, base: Path) -> None:
    assert (query.slug, query.path, query.text) == ("one/first", base / "queries/one/first.rq", TEXT)
    assert (query.question("en"), query.question("ja")) == ("Which?", "どれか？")
    assert query.prefixes == {"theme": THEME, "my": "x:my/"}
    assert list(query.parameters) == ["theme", "many", "day", "lang", "word"]
    assert query.parameters["theme"] == Parameter("theme", "iri", {"en": "the theme", "ja": "分野"}, "theme:a theme:b")
    assert query.parameters["many"] == Parameter("many", "integer", {"en": "how many", "ja": ""}, "3")


def test_programs_are_told_of_it(query: SavedQuery) -> None:
    told = query.described()
    assert told["slug"] == "one/first"
    assert told["question"] == {"en": "Which?", "ja": "どれか？"}
    assert told["parameters"][0] == {  # type: ignore[index]
        **{"name": "theme", "kind": "iri", "default": "theme:a theme:b"},
        "about": {"en": "the theme", "ja": "分野"},
    }


def test_queries_are_found_by_slug_or_by_a_question_that_one_subject_has(base: Path) -> None:
    assert [q.slug for q in saved_queries(base)] == ["one/first", "one/second", "two/first", "two/other-thing"]
    assert saved_query("two/first", base).slug == "two/first"
    assert saved_query("other-thing", base).slug == "two/other-thing"


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("first", "several queries are called “first”; did you mean one/first or two/first?"),
        ("other-thin", "no saved query is called “other-thin”; did you mean other-thing or two/other-thing?"),
        ("one/frist", "no saved query is called “one/frist”; did you mean one/first or two/first?"),
        ("zzzzzzzz", "no saved query is called “zzzzzzzz”; `g7kg query --list` names them all"),
    ],
)
def test_what_is_not_found_is_said(base: Path, slug: str, said: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        saved_query(slug, base)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("theme", "c", f"  VALUES ?theme {{ <{THEME}c> }}"),
        ("theme", ["c", "theme:d"], f"  VALUES ?theme {{ <{THEME}c> <{THEME}d> }}"),
        ("theme", "my:e", "  VALUES ?theme { <x:my/e> }"),
        ("theme", "meeting/x", f"  VALUES ?theme {{ <{ID}meeting/x> }}"),
        ("many", "-7", '  VALUES ?many { "-7"^^<http://www.w3.org/2001/XMLSchema#integer> } # a remark'),
        ("day", "2018-03-27", '  VALUES ?day { "2018-03-27"^^<http://www.w3.org/2001/XMLSchema#date> }'),
        ("lang", "ja", '  VALUES ?lang { "ja" }'),
        ("word", 'a"b', '  VALUES ?word { "a\\"b" }'),
    ],
)
def test_a_value_takes_the_place_of_the_default(query: SavedQuery, name: str, value: str | list[str], line: str) -> None:
    bound = query.bind({name: value})
    number = next(n for n, text in enumerate(TEXT.splitlines()) if f"VALUES ?{name} " in text)
    assert bound.splitlines()[number] == line
    rest, old = bound.splitlines(), TEXT.splitlines()
    assert rest[:number] + rest[number + 1 :] == old[:number] + old[number + 1 :]
    ox.Store().query(bound)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("many", "three", "parameter many: “three” is no integer; write digits"),
        ("day", "25 September", "parameter day: “25 September” is no date; write it as 2017-09-25"),
        ("lang", "fr", "parameter lang: “fr” is no lang; write en or ja"),
        ("theme", "a[b", "parameter theme: “a[b” cannot be a name; it holds what no IRI may hold"),
        ("mny", "3", "query one/first has no parameter “mny”; it has: theme, many, day, lang, word"),
    ],
)
def test_a_value_of_another_kind_is_said(query: SavedQuery, name: str, value: str, said: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        query.bind({name: value})
    assert str(caught.value) == said


def test_a_query_without_parameters_says_so(tmp_path: Path) -> None:
    path = tmp_path / "one" / "plain.rq"
    path.parent.mkdir()
    path.write_text("SELECT * WHERE {}", encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"query one/plain has no parameter “x”; it has: none"):
        read_query(path).bind({"x": "y"})


def test_a_bare_word_without_a_default_to_look_beside_is_a_thing() -> None:
    assert Parameter("x", "iri", {}, "<x:y>").term("a", {}) == ox.NamedNode(ID + "a")
    assert Parameter("x", "iri", {}, "").term("a", {}) == ox.NamedNode(ID + "a")


@pytest.mark.parametrize("default", ["one:a two:b", ":a two:b"])
def test_a_bare_word_is_looked_up_beside_the_first_default(default: str) -> None:
    declared = {"one": "x:one/", "two": "x:two/", "": "x:one/"}
    assert Parameter("x", "iri", {}, default).term("c", declared) == ox.NamedNode("x:one/c")


@pytest.mark.parametrize("line", ["#+ param: theme | uri | x | y", "#+ param: nobody | iri | x | y"])
def test_a_parameter_that_is_not_in_the_query_or_of_no_kind_is_said(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(f"{line}\nSELECT * {{ VALUES ?theme {{ <x:y> }} }}".replace("{ VALUES", "{\nVALUES"), encoding="utf-8")
    with pytest.raises(UsageProblem) as caught:
        read_query(path)
    name = line.split()[2]
    needs = "needs a kind (iri, string, integer, date, lang) and a line"
    assert str(caught.value) == f"{path}: “#+ param: {name}” {needs} VALUES ?{name} {{ … }}"


def known(*names: str) -> EmbeddedStore:
    raw = ox.Store()
    for name in names:
        raw.add(ox.Quad(ox.NamedNode(THEME + name), ox.NamedNode("x:p"), ox.Literal("x"), ox.NamedNode("x:g")))
    return EmbeddedStore(raw)


def test_a_thing_that_is_not_in_the_graph_is_said_with_what_is_near(query: SavedQuery) -> None:
    check_known(known("openness", "privacy"), query, {"theme": ["openness", "theme:privacy"], "word": ["nobody"]})
    with pytest.raises(UsageProblem) as caught:
        check_known(known("openness", "privacy"), query, {"theme": ["opennes"]})
    assert str(caught.value) == "parameter theme: nothing in the graph is called “opennes”; choose e.g. openness"
    with pytest.raises(UsageProblem, match="“opennes”"):  # the second of two
        check_known(known("openness"), query, {"theme": ["openness", "opennes"]})
    with pytest.raises(UsageProblem) as caught:  # three that are near, and half alike is near enough
        check_known(known("abcd1", "abcd2", "abcd3", "abcd4"), query, {"theme": ["abxcyy"]})
    assert str(caught.value).endswith("choose e.g. abcd4, abcd3, abcd2")
    with pytest.raises(UsageProblem) as caught:
        check_known(known(*(f"t{n:02}" for n in range(20))), query, {"theme": ["zzz"]})
    assert str(caught.value).endswith("choose e.g. " + ", ".join(f"t{n:02}" for n in range(12)))
    with pytest.raises(UsageProblem) as caught:  # the whole of a name is compared, to its last letter
        check_known(known("aa", "bc"), query, {"theme": ["b"]})
    assert str(caught.value).endswith("choose e.g. bc")
    with pytest.raises(UsageProblem) as caught:
        check_known(known(), query, {"theme": ["zzz"]})
    assert str(caught.value) == "parameter theme: nothing in the graph is called “zzz”"


def test_a_header_holds_every_value_of_a_key(tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_text("#+ key: a: b \n#+key:c\n# key: d\n#+ other-key :  e\nSELECT\n", encoding="utf-8")
    header, text = read_header(path)
    assert header == Header((("key", "a: b"), ("key", "c"), ("other-key", "e")))
    assert header.all("key") == ["a: b", "c"]
    assert (header.one("key"), header.one("none")) == ("a: b", "")
    assert text == path.read_text(encoding="utf-8")


def test_a_file_is_utf_8_whatever_the_language_of_the_machine(tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_text("#+ question-ja: どれか？\n", encoding="utf-8")
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        header, _ = read_header(path)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    assert header.one("question-ja") == "どれか？"


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceProblem) as missing:
        read_header(tmp_path / "none.rq")
    assert str(missing.value) == f"{tmp_path / 'none.rq'}: cannot be read (No such file or directory)"
    (tmp_path / "latin.rq").write_bytes("é".encode("latin-1"))
    with pytest.raises(SourceProblem) as latin:
        read_header(tmp_path / "latin.rq")
    assert str(latin.value) == f"{tmp_path / 'latin.rq'}: not UTF-8 text; save it as UTF-8"


def test_what_may_be_an_extensions_query_is_said_so() -> None:
    more = "One of an extension needs that named before the command: g7kg --extension DIR …"
    with pytest.raises(UsageProblem) as caught:
        saved_query("zzzzzzzz")
    assert str(caught.value) == f"no saved query is called “zzzzzzzz”; `g7kg query --list` names them all. {more}"
    with pytest.raises(UsageProblem) as caught:
        saved_query("corpus/presidencie")
    assert str(caught.value).startswith("no saved query is called “corpus/presidencie”; did you mean corpus/presidencies")
    assert str(caught.value).endswith(f"? {more}")


def test_what_has_the_form_of_a_saved_query(tmp_path: Path) -> None:
    (tmp_path / "queries" / "one").mkdir(parents=True)
    (tmp_path / "queries" / "one" / "first.rq").write_text(TEXT, encoding="utf-8")
    assert is_saved("first", tmp_path)
    assert is_saved("no/such", tmp_path)
    assert not is_saved("presidencies", tmp_path)
    assert is_saved("presidencies")
    assert not is_saved("first")
