"""The graph against what is known of the three meetings: facts from the documents, asked in SPARQL.

Nothing here is taken from the project's code: the names are those of the public contract, the facts those of the sources.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from g7kg.dataset import Graph

PREFIX = """PREFIX g7: <https://w3id.org/g7kg/ontology#>
PREFIX id: <https://w3id.org/g7kg/id/>
PREFIX graph: <https://w3id.org/g7kg/graph/>
PREFIX theme: <https://w3id.org/g7kg/theme/>
PREFIX modality: <https://w3id.org/g7kg/modality/>
PREFIX basis: <https://w3id.org/g7kg/basis/>
PREFIX claim: <https://w3id.org/g7kg/claim/>
PREFIX verification: <https://w3id.org/g7kg/verification/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def ask(graph: Graph, pattern: str) -> bool:
    return bool(graph.store.query(f"{PREFIX} ASK {{ {pattern} }}"))


def values(graph: Graph, select: str) -> set[str]:
    result = graph.store.query(f"{PREFIX} {select}")
    assert isinstance(result, ox.QuerySolutions)
    return {row[0].value.removeprefix("https://w3id.org/g7kg/id/") for row in result}


def thing(path: str) -> str:
    return f"<https://w3id.org/g7kg/id/{path}>"


# The later thing, the earlier one that it takes up, and the document that says so.
EDGES = [
    ("document/2016-takamatsu-declaration", "document/2000-okinawa-charter", "2016-takamatsu-declaration"),
    ("document/2016-takamatsu-declaration", "document/2011-deauville-declaration", "2016-takamatsu-declaration"),
    ("document/2016-takamatsu-declaration", "document/2013-open-data-charter", "2016-takamatsu-declaration"),
    ("document/2016-takamatsu-declaration", "document/2016-takamatsu-charter", "2016-takamatsu-declaration"),
    ("document/2000-okinawa-charter", "meeting/1995-brussels", "2016-mic-slides"),
    ("meeting/2016-takamatsu", "document/2000-okinawa-charter", "2016-mic-slides"),
    ("meeting/2017-turin", "meeting/2016-takamatsu", "2017-jp-white-paper"),
    ("meeting/2017-turin", "meeting/2016-takamatsu", "2017-mic-release"),
    ("meeting/2017-turin", "meeting/2017-taormina", "2017-mic-release"),
    ("event/2018-g7", "meeting/2017-turin", "2017-mic-release"),
    ("event/2018-g7", "meeting/2017-turin", "2017-turin-declaration"),
    ("document/2017-turin-annex-2", "meeting/2016-takamatsu", "2017-turin-annex-2"),
    ("document/2017-turin-annex-2", "document/jp-ai-rd-guidelines", "2017-turin-annex-2"),
    ("document/2017-turin-declaration", "document/2017-i7-chairs-summary", "2017-turin-declaration"),
    ("meeting/2017-turin-i7", "document/2017-taormina-communique", "2017-i7-site"),
    ("document/2018-montreal-annex-b", "document/2016-cancun-declaration", "2018-montreal-annex-b"),
    ("document/2018-montreal-annex-b", "document/2017-taormina-action-plan", "2018-montreal-annex-b"),
    ("document/2018-montreal-annex-b", "document/2017-turin-declaration", "2018-montreal-annex-b"),
    ("document/2018-montreal-annex-b", "document/2017-turin-annex-2", "2018-montreal-annex-b"),
    ("meeting/2018-montreal", "meeting/2016-takamatsu", "2018-montreal-annex-b"),
    ("meeting/2018-montreal", "meeting/2017-turin", "2018-montreal-annex-b"),
    ("document/2018-montreal-annex-a", "event/2017-g7", "2018-montreal-annex-a"),
    ("meeting/2018-montreal", "meeting/2017-turin", "2018-mic-release"),
    ("document/2018-charlevoix-ai-vision", "document/2018-montreal-annex-b", "2018-charlevoix-ai-vision"),
    ("document/2018-charlevoix-ai-vision", "document/2017-turin-declaration", "2018-charlevoix-ai-vision"),
    ("document/2018-canada-france-ai-statement", "document/2018-montreal-annex-b", "2018-canada-france-ai-statement"),
    ("meeting/2018-12-montreal-conference", "meeting/2018-montreal", "2018-12-conference-report"),
    ("meeting/2018-12-montreal-conference", "document/2018-montreal-annex-b", "2018-12-conference-report"),
    ("meeting/2018-montreal", "meeting/2017-turin", "2019-mic-release"),
    ("meeting/2019-paris", "meeting/2018-montreal", "2019-mic-release"),
    ("meeting/2016-12-follow-up", "commitment/2016-takamatsu/jp-follow-up-meeting", "2017-mic-follow-up-release"),
    ("meeting/2021-digital-tech", "meeting/2016-takamatsu", "2022-jp-white-paper"),
    ("document/2021-carbis-bay-communique", "document/2021-digital-tech-annex-1", "2021-carbis-bay-communique"),
    ("document/2021-carbis-bay-communique", "document/2021-digital-tech-annex-3", "2021-carbis-bay-communique"),
    ("document/2021-carbis-bay-communique", "event/2018-g7", "2021-carbis-bay-communique"),
    ("document/2023-takasaki-declaration", "meeting/2022-dusseldorf", "2023-takasaki-declaration"),
    ("meeting/2023-takasaki", "meeting/2016-takamatsu", "2023-jp-white-paper"),
    ("document/2023-hiroshima-communique", "document/2023-takasaki-annex-1", "2023-hiroshima-communique"),
    ("document/2023-hiroshima-communique", "document/2023-takasaki-annex-5", "2023-hiroshima-communique"),
    ("document/2023-ministers-september-statement", "meeting/2023-takasaki", "2023-ministers-september-statement"),
    (
        "document/2023-leaders-october-statement",
        "document/2023-ministers-september-statement",
        "2023-leaders-october-statement",
    ),
    (
        "document/2023-leaders-december-statement",
        "document/2023-ministers-december-statement",
        "2023-leaders-december-statement",
    ),
    ("document/2024-apulia-communique", "meeting/2024-verona-trento", "2024-apulia-communique"),
    ("document/2024-rome-chairs-summary", "document/2024-verona-trento-declaration", "2024-rome-chairs-summary"),
    ("document/2024-rome-chairs-summary", "document/2024-apulia-communique", "2024-rome-chairs-summary"),
    ("meeting/2024-cernobbio", "meeting/2024-verona-trento", "2024-cernobbio-joint-statement"),
    ("document/2025-kananaskis-ai-statement", "event/2024-g7", "2025-kananaskis-ai-statement"),
    ("document/2025-montreal-declaration", "document/2025-kananaskis-ai-statement", "2025-montreal-declaration"),
]


@pytest.mark.parametrize(("later", "earlier", "source"), EDGES, ids=[f"{b}<{a}" for a, b, _ in EDGES])
def test_what_a_source_says_is_asserted_with_its_place(graph: Graph, later: str, earlier: str, source: str) -> None:
    said = thing(f"document/{source}")
    assert ask(
        graph,
        f"""GRAPH ?g {{ ?link g7:later {thing(later)} ; g7:earlier {thing(earlier)} ; g7:basis basis:asserted ;
              dcterms:source {said} ; g7:continuityType ?type ; g7:verificationStatus ?status ; g7:evidence ?place }}
            ?g g7:basis basis:asserted . ?place g7:passageOf/g7:renditionOf {said}""",
    )


def test_ai_runs_from_takamatsu_to_the_december_conference(graph: Graph) -> None:
    """Asserted links on AI alone lead from each meeting, or a document of it, to the next."""
    on_ai = """GRAPH ?g { ?link g7:later ?later ; g7:earlier ?earlier ; g7:about ?about }
        ?g g7:basis basis:asserted . ?about skos:broader* theme:artificial-intelligence ."""
    for earlier, later in [
        ("meeting/2016-takamatsu", "document/2017-turin-annex-2"),
        ("meeting/2016-takamatsu", "meeting/2017-turin"),
        ("document/2017-turin-annex-2", "document/2018-montreal-annex-b"),
        ("meeting/2017-turin", "meeting/2018-montreal"),
        ("document/2018-montreal-annex-b", "document/2018-charlevoix-ai-vision"),
        ("meeting/2018-montreal", "meeting/2018-charlevoix"),
        ("document/2018-montreal-annex-b", "meeting/2018-12-montreal-conference"),
    ]:
        assert ask(graph, f"{on_ai} FILTER(?earlier = {thing(earlier)} && ?later = {thing(later)})"), (earlier, later)


def test_the_chain_holds_without_the_editors(graph: Graph) -> None:
    for later in ("document/2018-charlevoix-ai-vision", "meeting/2018-12-montreal-conference"):
        path = f"{thing(later)} g7:buildsOn+ {thing('document/2017-turin-annex-2')} , {thing('meeting/2016-takamatsu')}"
        assert ask(graph, f"GRAPH graph:builds-on\\/asserted {{ {path} }}"), later


def test_agreed_and_looked_forward_stand_side_by_side_on_the_way_to_canada(graph: Graph) -> None:
    handing_on = thing("commitment/2017-turin/deepen-discussion-in-2018")
    release, declaration = thing("document/2017-mic-release"), thing("document/2017-turin-declaration")
    both = f"""SELECT DISTINCT ?act WHERE {{ ?s g7:expresses {handing_on} ; g7:modality ?act ; g7:reportedIn ?d
        FILTER(?d IN ({release}, {declaration})) }}"""
    assert {act.rsplit("/", 1)[1] for act in values(graph, both)} == {"agreed", "looked-forward"}


def test_the_offer_of_the_united_states_is_no_predecessor_of_2025(graph: Graph) -> None:
    offer, year = thing("commitment/2016-takamatsu/us-global-connect"), thing("commitment/2017-turin/connect-everyone")
    assert values(graph, f"SELECT ?who WHERE {{ {offer} g7:undertakenBy ?who }}") == {"party/united-states"}
    assert ask(graph, f"{offer} g7:hasTarget ?t . ?t g7:quantity 1500000000")
    assert not ask(graph, f"?link g7:earlier {offer} ; g7:later {year}")
    assert not ask(graph, f"{year} g7:buildsOn|g7:descendsFrom {offer}")


@pytest.mark.parametrize("offer", ["us-global-connect", "jp-quality-infrastructure", "jp-follow-up-meeting"])
def test_offers_of_single_members_are_not_the_groups(graph: Graph, offer: str) -> None:
    assert not ask(graph, f"{thing('commitment/2016-takamatsu/' + offer)} g7:undertakenBy {thing('party/g7')}")


RIVALS = [
    ("event/ict-ministerial-before-takamatsu", "interval", "g7:quantity", {"20", "21"}),
    ("event/ict-ministerial-before-takamatsu", "date", "g7:earliest", {"1995-01-01", "1995-02-01", "1996-01-01"}),
    ("meeting/2018-12-montreal-conference", "participants", "g7:quantity", {"150", "200"}),
]


@pytest.mark.parametrize(("concerned", "kind", "value", "said"), RIVALS, ids=[f"{a}-{b}" for a, b, _, _ in RIVALS])
def test_conflicting_reports_are_claims(graph: Graph, concerned: str, kind: str, value: str, said: set[str]) -> None:
    claims = f"""?c a g7:Claim ; g7:concerns {thing(concerned)} ; g7:claimKind claim:{kind} ; {value} ?v ;
        g7:reportedIn ?d ; g7:evidence ?p"""
    assert said <= values(graph, f"SELECT DISTINCT ?v WHERE {{ {claims} }}")
    for one in said:
        assert ask(graph, f'{claims} FILTER(STR(?v) = "{one}")'), one
    assert len(values(graph, f"SELECT DISTINCT ?d WHERE {{ {claims} }}")) >= len(said)


def test_who_called_the_december_conference_is_told_twice(graph: Graph) -> None:
    conference = thing("meeting/2018-12-montreal-conference")
    told = values(graph, f"SELECT ?d WHERE {{ ?c g7:concerns {conference} ; g7:claimKind claim:mandate ; g7:reportedIn ?d }}")
    assert {"document/2018-10-ised-release", "document/2018-france-strategie"} <= told, "the ministers of March"
    assert "document/2018-internet-governance-radar" in told, "the leaders at Charlevoix"


def test_no_source_is_made_to_say_what_rests_on_memory(graph: Graph) -> None:
    remembered = """SELECT DISTINCT ?x WHERE {
        VALUES ?kind { g7:Statement g7:Commitment g7:Claim g7:ContinuityLink g7:Participation }
        GRAPH ?g { ?x a ?kind ; g7:verificationStatus verification:unverified } ?g g7:basis basis:asserted }"""
    assert values(graph, remembered) == set()


def test_the_twelve_items_of_charlevoix(graph: Graph) -> None:
    items = f"?c a g7:Commitment ; g7:adoptedAt {thing('meeting/2018-charlevoix')} ; g7:verificationStatus verification:"
    for status, number in (("read-in-document", 1), ("secondary-source", 9), ("unverified", 2)):
        assert len(values(graph, f"SELECT ?c WHERE {{ {items}{status} }}")) == number, status


@pytest.mark.parametrize("kind", ["Statement", "Claim", "Participation", "ContinuityLink"])
def test_everything_said_has_a_source_a_locator_and_a_status(graph: Graph, kind: str) -> None:
    of_people = "?x a g7:" + kind + " FILTER NOT EXISTS { ?x g7:basis basis:inferred }"
    drawn = of_people + " FILTER NOT EXISTS { ?x g7:basis basis:curated }"
    assert len(values(graph, f"SELECT DISTINCT ?x WHERE {{ {drawn} }}")) > 40
    assert values(graph, f"SELECT ?x WHERE {{ {of_people} FILTER NOT EXISTS {{ ?x g7:verificationStatus ?s }} }}") == set()
    place = """?x g7:evidence ?p . ?p g7:locator ?en , ?ja ; g7:passageOf/g7:renditionOf ?d
        FILTER(LANG(?en) = 'en' && LANG(?ja) = 'ja')"""
    assert values(graph, f"SELECT ?x WHERE {{ {drawn} FILTER NOT EXISTS {{ {place} }} }}") == set()


def test_a_curated_link_is_no_better_known_than_its_ends(graph: Graph) -> None:
    drawn = "?link g7:basis basis:curated ; g7:verificationStatus ?own ; g7:reason ?why"
    end = f"{drawn} ; g7:earlier|g7:later ?end . ?end g7:verificationStatus ?weak"
    weaker = "?weak = verification:unverified || ?own = verification:read-in-document"
    found = values(graph, f"SELECT DISTINCT ?link WHERE {{ {end} FILTER(?own != ?weak && ({weaker})) }}")
    assert found == set()
    assert len(values(graph, f"SELECT DISTINCT ?link WHERE {{ {drawn} }}")) >= 39


def test_what_is_exchanged_has_two_sides(graph: Graph) -> None:
    one_sided = """SELECT ?s WHERE { ?s g7:modality modality:exchanged FILTER NOT EXISTS { ?s g7:madeBy ?g . ?g a g7:Group }
        FILTER NOT EXISTS { ?s g7:madeBy ?a , ?b FILTER(?a != ?b) } }"""
    assert values(graph, one_sided) == set()


HEADS = [
    ("2016-takamatsu", "takaichi", "japan"),
    ("2016-takamatsu", "ansip", "european-union"),
    ("2016-takamatsu", "giacomelli", "italy"),
    ("2017-turin", "calenda", "italy"),
    ("2017-turin", "ansip", "european-union"),
    ("2017-turin", "bains", "canada"),
    ("2017-turin", "mahjoubi", "france"),
    ("2017-turin", "machnig", "germany"),
    ("2017-turin", "hancock", "united-kingdom"),
    ("2017-turin", "okuno", "japan"),
    ("2018-montreal", "bains", "canada"),
    ("2018-montreal", "machnig", "germany"),
    ("2018-montreal", "tominaga", "japan"),
]


@pytest.mark.parametrize(("meeting", "person", "party"), HEADS, ids=[f"{m}-{p}" for m, p, _ in HEADS])
def test_those_known_to_have_come_are_there_with_their_posts(graph: Graph, meeting: str, person: str, party: str) -> None:
    came = f"g7:inEvent {thing('meeting/' + meeting)} ; g7:participant {thing('person/' + person)}"
    who = f"{came} ; g7:onBehalfOf {thing('party/' + party)}"
    named = "?post rdfs:label ?en , ?ja FILTER(LANG(?en) = 'en' && LANG(?ja) = 'ja')"
    assert ask(graph, f"?p {who} ; g7:role ?role ; g7:inPost ?post ; g7:evidence ?place . {named}")


TITLES = {
    "2016-takamatsu-charter": {"en", "ja"},
    "2016-takamatsu-declaration": {"en", "ja"},
    "2016-takamatsu-annex": {"en", "ja"},
    "2017-turin-declaration": {"en", "it", "ja"},
    "2017-turin-annex-1": {"en", "ja"},
    "2017-turin-annex-2": {"en", "ja"},
    "2017-turin-annex-3": {"en", "ja"},
    "2018-montreal-chairs-summary": {"en", "fr"},
    "2018-montreal-annex-a": {"en"},
    "2018-montreal-annex-b": {"en", "fr"},
    "2018-montreal-annex-c": {"en"},
    "2018-charlevoix-ai-vision": {"en", "ja"},
    "2018-12-conference-report": {"en"},
    "2017-taormina-action-plan": {"en"},
    "2016-mic-release": {"ja"},
    "2017-mic-follow-up-release": {"ja"},
    "2018-mic-release": {"ja"},
    "2017-meti-release": {"ja"},
}


@pytest.mark.parametrize("document", TITLES)
def test_documents_have_their_titles_in_the_languages_of_issue(graph: Graph, document: str) -> None:
    node = thing("document/" + document)
    title = f"{{ {node} dcterms:title ?t }} UNION {{ ?r g7:renditionOf {node} ; dcterms:title ?t }}"
    assert TITLES[document] <= values(graph, f"SELECT DISTINCT (LANG(?t) AS ?l) WHERE {{ {title} }}")
    assert ask(graph, f"?r g7:renditionOf {node} ; g7:translationStatus ?status ; dcterms:language ?language")


def test_english_is_authentic_and_italian_a_working_translation(graph: Graph) -> None:
    text = thing("rendition/2017-turin-declaration/")[:-1]
    assert ask(graph, f"{text}en> g7:authentic true")
    assert ask(
        graph, f"{text}it> g7:authentic false ; g7:translationStatus <https://w3id.org/g7kg/translation/working-translation>"
    )


def test_the_declaration_of_turin_has_58_paragraphs_of_which_few_were_read(graph: Graph) -> None:
    declaration = thing("document/2017-turin-declaration")
    counted = f"?c g7:concerns {declaration} ; g7:claimKind claim:paragraphs ; g7:quantity ?n"
    assert values(graph, f"SELECT ?n WHERE {{ {counted} }}") == {"58"}
    for number in (1, 2, 3, 7, 58):
        located = f"?p g7:passageOf/g7:renditionOf {declaration} ; g7:locator ?l . ?s g7:evidence ?p ; a g7:Statement"
        assert ask(graph, f'{located} FILTER(LANG(?l) = "en" && REGEX(?l, "^paragraph {number}\\\\b"))'), number
