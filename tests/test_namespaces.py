"""CURIEs and paths in, CURIEs out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g7kg.errors import UsageProblem
from g7kg.namespaces import ID, PREFIXES, compact, expand


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("meeting/2017-turin", ID + "meeting/2017-turin"),
        ("id:meeting/2017-turin", ID + "meeting/2017-turin"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("theme:openness", "https://w3id.org/g7kg/theme/openness"),
    ],
)
def test_expand(name: str, iri: str) -> None:
    assert expand(name) == iri


@pytest.mark.parametrize("name", ["", "nope:thing", "a b", "<a>b", 'x"y'])
def test_expand_refuses(name: str) -> None:
    with pytest.raises(UsageProblem, match="no IRI"):
        expand(name)


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[a-z][a-z0-9./-]{0,20}", fullmatch=True))
def test_compact_is_undone_by_expand(prefix: str, local: str) -> None:
    iri = PREFIXES[prefix] + local
    assert expand(compact(iri)) == iri
