"""The extension is in order beside g7kg, and its chain reaches from the G20 to the G7."""

from pathlib import Path

import g7kg
from g7kg import extensions, validation

HERE = Path(__file__).parents[1]
AIM = "g20:id/commitment/2017-dusseldorf/internet-for-everyone"
TURIN = "id:commitment/2017-turin/connect-everyone"


def test_the_data_and_the_ontology_are_in_order() -> None:
    with extensions.used(extensions.read([HERE])):
        assert [str(finding) for finding in validation.validate_files() if finding.severity != "Info"] == []
        assert [str(finding) for finding in validation.check_ontology()] == []


def test_the_guests_are_those_that_the_presidency_invited() -> None:
    for language, first in (("en", "Netherlands"), ("ja", "オランダ")):
        rows = g7kg.load(extensions=[HERE], language=language).query("g20/guests")
        assert [row["guest"].rsplit("/", 1)[1] for row in rows] == ["netherlands", "norway", "singapore", "spain"]
        assert rows[0]["guestLabel"] == first


def test_what_ties_the_g20_to_the_g7_and_who_says_so() -> None:
    graph = g7kg.load(extensions=[HERE], bases=["asserted", "curated"])
    rows = graph.query("g20/and-the-g7")
    assert {(row["earlier"], row["later"]) for row in rows} == {
        (AIM, TURIN),
        ("id:meeting/2016-takamatsu", "g20:id/meeting/2017-dusseldorf"),
    }
    assert {row["basisLabel"] for row in rows} == {"curated by editors"}
    assert len(graph.query("g20/and-the-g7", basis="asserted")) == 0  # no source that was read says so


def test_the_chain_of_turin_begins_in_dusseldorf_too() -> None:
    def before(*folders: Path) -> set[str]:
        (section, *_) = g7kg.load(extensions=folders).trace("2017-turin/connect-everyone")
        return {hop.earlier.label for hop in section.hops}

    assert before(HERE) - before() == {"Bring the Internet to everyone by 2025"}


def test_every_statement_of_the_g20_has_a_passage_and_a_status() -> None:
    graph = g7kg.load(extensions=[HERE])
    rows = graph.query("""
        PREFIX g7: <https://w3id.org/g7kg/ontology#>
        SELECT ?statement ?passage ?status WHERE {
          ?statement a g7:Statement ; g7:madeBy <https://w3id.org/g7kg/extension/g20-digital/id/party/g20>
          OPTIONAL { ?statement g7:evidence ?passage } OPTIONAL { ?statement g7:verificationStatus ?status }
        }""")
    assert len(rows) == 9
    assert all(row.keys() == {"statement", "passage", "status"} for row in rows)
