"""The page of known limits. Every number on it is counted in the graph, or found by validation, when the page is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from words import Book, cell, table

from g7kg.namespaces import G7, PREFIXES
from g7kg.queries import SavedQuery, saved_query
from g7kg.validation import Finding

ROOT = Path(__file__).parents[2]
_START = f"PREFIX g7: <{G7}> PREFIX rdfs: <{PREFIXES['rdfs']}> PREFIX skos: <{PREFIXES['skos']}> "


def write(book: Book, queries: Sequence[SavedQuery], findings: Sequence[Finding]) -> None:
    """Write limits.md.

    Parameters:
        book: the pages of a language.
        queries: every saved query.
        findings: what validation finds on the released data.
    """
    say = book.say
    out = [
        f"# {say('Known limits', '分かっている限界')}\n",
        say(
            "What this graph does not know, or knows less well, and where the tools stop. The numbers are counted in the graph of this "
            "version when the page is made.",
            "このグラフが知らないこと、確かでないこと、道具の及ばない範囲をまとめる。数字はページを作るときに、この版のグラフで数えている。",
        ),
        "",
        *_sources(book),
        *_meaning(book),
        *_warnings(book, findings),
        *_tools(book, queries),
        *_languages(book),
    ]
    book.pages["limits.md"] = "\n".join(out) + "\n"


def _number(book: Book, text: str) -> int:
    [[number]] = book.ask(_START + text)
    return int(getattr(number, "value", 0))


def _rows(book: Book, slug: str, **values: str) -> list[dict[str, str]]:
    from g7kg.stores import rows

    query = saved_query(slug)
    given = {"lang": book.language} if "lang" in query.parameters else {}
    columns, found = rows(book.graph.store.query(query.bind({**given, **values})))
    return [{c: getattr(t, "value", "") if t is not None else "" for c, t in zip(columns, row, strict=True)} for row in found]


def _link(text: str, page: str) -> str:
    return f"[{text}]({page})"


def _sources(book: Book) -> list[str]:
    """Say what was read, and what of it."""
    say = book.say
    covered = _rows(book, "corpus/coverage")
    whole = _rows(book, "documents/whole-texts")
    passages = _number(book, "SELECT (COUNT(?p) AS ?n) { ?p a g7:Passage }")
    anchored = _number(book, "SELECT (COUNT(?p) AS ?n) { ?p a g7:Passage ; g7:sha256 ?d }")
    documents = _number(book, "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a/rdfs:subClassOf* g7:Document }")
    few = [row for row in covered if row["paragraphs"].isdigit() and int(row["paragraphs"]) > int(row["read"])]
    coverage = _link(say("coverage of every document", "全文書の収録範囲"), "queries/corpus/coverage.md")
    out = [
        f"## {say('Sources', '資料')}\n",
        say(
            f"- **Few texts are known whole.** Of {documents} documents named in the graph, the whole text of {len(whole)} is known; of the "
            f"others, only places that were read count, and that such an account is silent on a thing proves nothing ({coverage}).",
            f"- **全文が分かる文書は少ない。** グラフにある文書{documents}件のうち、全文が分かるのは{len(whole)}件。"
            f"ほかの文書は読んだ箇所だけが収められ、何かに触れていないことは何の証拠にもならない（{coverage}）。",
        ),
        say(
            f"- **Most passages cannot be checked by machine.** {anchored} of {passages} passages have a place and a digest; the rest name the "
            "place in words, since no copy of the text was at hand.",
            f"- **大半の箇所は機械では照合できない。** {passages}箇所のうち位置とダイジェストがあるのは{anchored}箇所。"
            "ほかは本文の写しが手元になく、場所を言葉で示している。",
        ),
    ]
    if few:
        out.append(
            say(
                "- **Read in part**, where the number of paragraphs is known: ",
                "- **一部だけ読んだもの**（段落数が分かる文書）：",
            )
            + "; ".join(f"{row['documentLabel']} {row['read']}/{row['paragraphs']}" for row in few)
        )
    statuses = book.ask(
        _START
        + "SELECT ?l (COUNT(DISTINCT ?x) AS ?n) { VALUES ?k { g7:Statement g7:ContinuityLink g7:Claim g7:Participation } ?x a ?k ; "
        + f'g7:verificationStatus ?s . ?s skos:prefLabel ?l FILTER(LANG(?l) = "{book.language}") }} GROUP BY ?s ?l ORDER BY DESC(?n)'
    )
    head = [
        say("how it was checked", "確認状況"),
        say("statements, links, claims, participations", "言明・つながり・主張・参加"),
    ]
    unverified = _link("checks/unverified", "queries/checks/unverified.md")
    out += [
        say(
            f"- **Not everything was seen in the document itself** ({unverified}):",
            f"- **すべてを文書そのもので確かめたわけではない**（{unverified}）：",
        ),
        "",
        table(head, [[cell(label), cell(number)] for label, number in statuses]),
    ]
    years = book.ask(
        _START
        + "SELECT ?y (COUNT(DISTINCT ?m) AS ?n) { ?m a/rdfs:subClassOf* g7:Meeting ; g7:heldUnder/g7:year ?y } GROUP BY ?y ORDER BY ?y"
    )
    counted = ", ".join(f"{getattr(y, 'value', '')}: {getattr(n, 'value', '')}" for y, n in years)
    out.append(
        say(
            f"- **Meetings are not complete.** By year of presidency: {counted}. The core is Takamatsu 2016, Turin 2017 and Canada 2018; other "
            "years are there as far as these, or later documents, point to them.\n",
            f"- **会合は網羅していない。** 議長国の年ごとの数：{counted}。中心は高松2016、トリノ2017、カナダ2018で、ほかの年は、"
            "これらの会合や後の文書が触れる範囲にとどまる。\n",
        )
    )
    return out


def _meaning(book: Book) -> list[str]:
    """Say what is judgement."""
    say = book.say
    bases = {
        getattr(b, "value", "").rsplit("/", 1)[1]: getattr(n, "value", "0")
        for b, n in book.ask(
            _START + "SELECT ?b (COUNT(DISTINCT ?l) AS ?n) { ?l a g7:ContinuityLink ; g7:basis ?b } GROUP BY ?b"
        )
    }
    [[low, high, mean]] = book.ask(
        _START + "SELECT (MIN(?c) AS ?a) (MAX(?c) AS ?b) (ROUND(AVG(?c) * 100) / 100 AS ?d) "
        "{ ?l a g7:ContinuityLink ; g7:basis <https://w3id.org/g7kg/basis/curated> ; g7:confidence ?c }"
    )
    low, high, mean = (getattr(term, "value", "") for term in (low, high, mean))  # type: ignore[assignment]
    ambiguities = _number(book, "SELECT (COUNT(?a) AS ?n) { ?a a g7:Ambiguity }")
    rival = len({row.get("concernsLabel", "") for row in _rows(book, "evidence/rival-claims")})
    open_ended = len(_rows(book, "statements/hedged"))
    return [
        f"## {say('Judgement', '判断')}\n",
        say(
            f"- **Links**: {bases.get('asserted', 0)} are asserted by a source, {bases.get('curated', 0)} drawn by the editors (confidence {low} "
            f"to {high}, mean {mean}), {bases.get('inferred', 0)} concluded by a rule. The editors' are one reading; `--basis asserted` leaves "
            "them out. Confidence is a considered number, not a measured one.",
            f"- **つながり**：資料の記述によるもの{bases.get('asserted', 0)}、編者の判断{bases.get('curated', 0)}（確信度{low}〜{high}、平均{mean}）、"
            f"規則による導出{bases.get('inferred', 0)}。編者のものは一つの読み方で、`--basis asserted` で除ける。確信度は考えた数で、測った数ではない。",
        ),
        say(
            f"- **What sources leave open**: {ambiguities} points are registered with how they were read "
            f"({_link('evidence/ambiguities', 'queries/evidence/ambiguities.md')}); on {rival} things the sources differ, and all versions stand "
            f"({_link('evidence/rival-claims', 'queries/evidence/rival-claims.md')}); {open_ended} statements of the release are hedged.",
            f"- **資料が曖昧なままにしていること**：{ambiguities}点を読み方とともに登録した（{_link('evidence/ambiguities', 'queries/evidence/ambiguities.md')}）。"
            f"{rival}件では資料が食い違い、すべての記述を残す（{_link('evidence/rival-claims', 'queries/evidence/rival-claims.md')}）。"
            f"報道発表の言明のうち{open_ended}件は含みを残す。",
        ),
        say(
            "- **A commitment is not kept because it is linked.** A later meeting that takes a thing up says nothing of what was done at home. "
            "Judgements of others (the G7 Research Group) stand apart, and are few.",
            "- **つながりがあることは、守られたことを意味しない。** 後の会合が取り上げても、国内での実施は分からない。"
            "第三者（G7リサーチ・グループ）の評価は別に置かれ、数も少ない。",
        ),
        say(
            "- **The wording is ours.** Statements are said in the project's own words in both languages; for a quotation, go to the source.\n",
            "- **文章は本プロジェクトのもの。** 言明は両言語とも独自の表現で書かれている。引用には資料そのものを用いること。\n",
        ),
    ]


def _warnings(book: Book, findings: Sequence[Finding]) -> list[str]:
    """Say what validation finds."""
    say = book.say
    violations = sum(f.severity == "Violation" for f in findings)
    warnings = [f for f in findings if f.severity == "Warning"]
    by_shape = Counter(f.shape.rsplit("/", 1)[1] for f in warnings)
    lines = [[f"<code>{shape}</code>", str(number)] for shape, number in by_shape.most_common()]
    explained = (
        "" if book.language == "ja" else f" Each is explained on the page {_link('Known warnings', 'known-warnings.md')}."
    )
    return [
        f"## {say('What validation finds', '検証で見つかること')}\n",
        say(
            f"`g7kg validate` finds {violations} violations and {len(warnings)} warnings in the released data.{explained} Shapes "
            f"cannot see whether a true-looking value is the right one: {_link('the mutation run', 'mutants.md')} counts what slips through.\n",
            f"`g7kg validate` は公開データに違反{violations}件、警告{len(warnings)}件を見つける。もっともらしい値が正しいかどうかは、"
            "シェイプでは分からない。\n",
        ),
        table([say("shape", "シェイプ"), say("warnings", "警告")], lines),
    ]


def _tools(book: Book, queries: Sequence[SavedQuery]) -> list[str]:
    say = book.say
    odd = [query for query in queries if query.header.one("portable") == "no"]
    out = [
        f"## {say('Engines and size', 'エンジンと規模')}\n",
        say(
            f"- **{len(odd)} of {len(queries)} saved queries are not alike in every engine** "
            f"({_link('compared in five stores', 'portability.md')}):",
            f"- **保存済みの問い{len(queries)}件のうち{len(odd)}件は、エンジンによって結果が異なる**（説明は英文）：",
        ),
    ]
    for query in odd:
        out.append(f"    - {_link(query.slug, f'queries/{query.slug}.md')}: {query.header.one('portable-why')}")
    if not (ROOT / "releases" / "released.nt").is_file():
        out.append(
            say(
                f"- **No release yet**: names may still change until version 0.1.0 is out ({_link('Versions', 'versions.md')}).",
                "- **まだ公開していない**：0.1.0の公開までは、名前が変わることがある。",
            )
        )
    return [
        *out,
        say(
            f"- **Size**: the graph is held in memory unless told otherwise; what was measured, and up to which size, is in "
            f"{_link('Growing', 'scale.md')}. Speed on a clustered store was not measured.",
            "- **規模**：指定がなければグラフ全体をメモリに置く。クラスタ化したストアでの速度は測っていない。",
        ),
        say(
            "- **Reasoning**: dates and years are left out when a reasoner checks the data, since OWL 2 has no such datatypes; SPARQL and the "
            "shapes check these.",
            "- **推論**：OWL 2に日付と年のデータ型がないため、推論器での検査ではこれらを除く。日付はSPARQLとシェイプが検査する。",
        ),
        say(
            "- **Names on the web**: `https://w3id.org/g7kg/` is planned; until it is registered the names do not resolve, and the explorer and "
            "`g7kg serve` show what they name.",
            "- **ウェブ上の名前**：`https://w3id.org/g7kg/` は登録前で、まだ解決されない。名前の指すものは、エクスプローラーと `g7kg serve` で見られる。",
        ),
        say(
            f"- **Drafting** was tuned on releases of one ministry; {_link('its measure', 'benchmarks/draft.md')} is on the text that it was tuned "
            "on. What it drafts is for an editor to check.\n",
            "- **下書き**は一つの省の報道発表に合わせて作られ、成績も同じ文書で測ったもの。結果は編者が確かめる必要がある。\n",
        ),
    ]


def _languages(book: Book) -> list[str]:
    say = book.say
    return [
        f"## {say('Languages of this site', 'このサイトの言語')}\n",
        say(
            "The reference of the ontology, the saved queries and this page are in English and Japanese, from the same files. The tutorials "
            "are in English; the Japanese pages begin with one walk through all of them. Remarks within queries, decisions and pages on "
            "engineering are in English alone.",
            "オントロジーの参照、保存済みの問い、このページは、同じファイルから英語と日本語の両方で作られる。利用者別の手引は英語で、"
            "日本語版の最初のページがその全体をひと通り案内する。クエリの注記、設計の判断、技術的なページは英語のみである。",
        ),
    ]
