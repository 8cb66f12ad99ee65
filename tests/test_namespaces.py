"""CURIEs and paths in, CURIEs out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g7kg.errors import UsageProblem
from g7kg.namespaces import ID, PREFIXES, compact, expand, forget, register


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("meeting/2017-turin", ID + "meeting/2017-turin"),
        ("id:meeting/2017-turin", ID + "meeting/2017-turin"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("id:a:b", ID + "a:b"),
        ("theme:openness", "https://w3id.org/g7kg/theme/openness"),
    ],
)
def test_expand(name: str, iri: str) -> None:
    assert expand(name) == iri


@pytest.mark.parametrize("name", ["", "nope:thing", "a b", "<a>b", 'x"y', "<https://example.org/a", "https://example.org/a>"])
def test_expand_refuses(name: str) -> None:
    with pytest.raises(UsageProblem, match="no IRI"):
        expand(name)


def test_what_is_refused_is_named_with_the_prefixes_there_are() -> None:
    with pytest.raises(UsageProblem) as caught:
        expand("nope:thing", prefixes={"one": "x:one/", "two": "x:two/"})
    said = "“nope:thing” is no IRI, CURIE or path; write e.g. id:meeting/2017-turin (prefixes: one, two)"
    assert str(caught.value) == said


@pytest.mark.parametrize("iri", ["https://example.org/a", PREFIXES["skos"]])
def test_an_iri_that_no_prefix_fits_stays_as_it_is(iri: str) -> None:
    """Nor is a namespace alone a CURIE: nothing would stand behind the colon."""
    assert compact(iri) == iri


def test_a_prefix_stands_for_its_namespace_until_it_is_forgotten() -> None:
    before, narrow, wide = dict(PREFIXES), ID + "meeting/mine/", "https://w3id.org/"
    register("zz-narrow", narrow)
    register("aa-wide", wide)
    try:
        assert expand("zz-narrow:a") == narrow + "a"
        assert [compact(iri) for iri in (narrow + "a", ID + "a", wide + "a")] == ["zz-narrow:a", "id:a", "aa-wide:a"]
        forget("zz-narrow")
        assert [compact(iri) for iri in (narrow + "a", ID + "a", wide + "a")] == ["id:meeting/mine/a", "id:a", "aa-wide:a"]
        with pytest.raises(UsageProblem, match="zz-narrow:a"):
            expand("zz-narrow:a")
        forget("zz-narrow")  # which is not there any more
    finally:
        forget("zz-narrow")
        forget("aa-wide")
    assert before == PREFIXES
    assert compact(wide + "a") == wide + "a"


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[a-z][a-z0-9./-]{0,20}", fullmatch=True))
def test_compact_is_undone_by_expand(prefix: str, local: str) -> None:
    iri = PREFIXES[prefix] + local
    assert expand(compact(iri)) == iri
