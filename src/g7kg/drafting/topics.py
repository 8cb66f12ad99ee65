"""What a passage is about, for whom and by what means; and working labels composed from that, in both languages.

Keywords lead to the concepts of the project's vocabularies; a narrower concept wins over the broader one that it lies under.
"""

from __future__ import annotations

import re

_THEMES = """human-centric-ai: 人間中心.{0,12}(?:AI|人工知能)|(?:AI|人工知能).{0,40}人間中心|人間中心の考え方|human[- ]cent(?:ric|red|ered)
ai-ethics: AI倫理|(?:責任ある|信頼できる|安全・安心で信頼できる|安全、安心で信頼できる)AI|AI(?:の開発)?原則|responsible AI|trustworthy AI|AI principles
ai-adoption: AIの(?:導入|利活用|活用|採用)|AI adoption
artificial-intelligence: AI(?![A-Za-z])|人工知能|artificial intelligence
business-cybersecurity: 企業.{0,16}サイバーセキュリティ|cybersecurity of (?:businesses|compan)|cybersecurity in business
iot-security: IoT.{0,8}セキュリティ|IoT.{0,12}security
critical-infrastructure-protection: 重要インフラ|critical infrastructure
cybersecurity: サイバーセキュリティ|サイバー・?レジリエンス|サイバー攻撃|情報セキュリティ|cyber ?security|cyber resilience|cyberattack
security: (?<!サイバー)(?<!情報)セキュリティの確保|安全性(?!向上)|(?<!cyber)security and resilience
free-flow-of-information: 情報の自由な流通|データの自由な流通|自由なデータ流通|データ流通|DFFT|越境(?:移転|データ)|free flow|cross-border data
data-localisation: データ・?ローカライゼーション|data locali[sz]ation
privacy-and-data-protection: プライバシー|個人情報|データ保護|privacy|data protection|personal data
big-data: ビッグデータ|big data
open-data: オープンデータ|open data
internet-of-things: IoT(?!.{0,8}セキュリティ)|モノのインターネット|internet of things
fifth-generation-mobile: 5G|第5世代|Beyond ?5G|6G|Open ?RAN|O-RAN
quality-ict-infrastructure: 質の高い.{0,4}(?:ICT)?インフラ|quality (?:ICT )?infrastructure
broadband: ブロードバンド|海底ケーブル|光ファイバ|broadband|submarine cable
connectivity-and-infrastructure: デジタルインフラ|通信インフラ|ネットワーク(?:インフラ)?|HAPS|衛星|接続性|サプライチェーン|connectivity|digital infrastructure|networks?\\b
digital-divide: デジタル・?ディバイド|デジタル・?デバイド|情報格差|全ての(?:人|者)を?.{0,12}インターネット|誰もが.{0,12}インターネット|digital divide|everyone .{0,20}internet
small-and-medium-enterprises: 中小企業|SMEs?\\b|small and medium
entrepreneurship: ベンチャー|スタートアップ|起業|start-?ups?|entrepreneur
ict-investment: ICT投資|ICTへの投資|ICT investment|investment in ICT
research-and-development: 研究開発|研究・開発|R&D|research and development
standardisation: 標準化|国際標準|技術標準|standardi[sz]ation|technical standards
next-production-revolution: 次世代生産革命|next production revolution
digital-transformation: デジタル・?トランスフォーメーション|DX(?![A-Za-z])|産業のデジタル化|社会経済のデジタル化|デジタル社会|digital transformation|digitali[sz]ation
innovation: イノベーション|新興技術|量子|innovation|emerging technolog|quantum
digital-industry: デジタル競争|デジタル市場|プラットフォーム|オンライン市場|市場の規制|digital competition|digital market|platforms?\\b
open-markets: 保護主義|開かれた市場|市場の開放|open market
digital-taxation: 課税|taxation
intellectual-property-enforcement: 権利行使|知的財産.{0,8}(?:行使|執行)|enforcement of (?:intellectual|rights)
intellectual-property: 知的財産|著作権|intellectual property|copyright
trade-secrets: 営業秘密|trade secret
digital-literacy: リテラシー|デジタルスキル|digital literacy|digital skill
future-of-work: 仕事の未来|未来の仕事|働き方|テレワーク|future of work|telework
employment: 雇用|employment|\\bjobs\\b
skills-and-work: 人材育成|技能|skills
gender-equality: ジェンダー|男女|女性|gender|women
sustainable-development: SDGs|持続可能な開発|2030アジェンダ|sustainable development
ageing-society: 高齢|ageing|aging
disaster-resilience: 防災|災害|disaster
health: 健康|医療|感染症|health|pandemic
education: 教育|education
human-rights: 人権|human rights
democracy-and-information: 偽情報|誤情報|民主主義|情報操作|disinformation|misinformation|democra
freedom-of-expression: 表現の自由|freedom of expression
online-safety: 有害(?:情報|コンテンツ)|違法.{0,3}有害|オンラインの?安全|eSafety|インターネット.{0,6}安全|online safety|harmful content
consumer-protection: 消費者|consumer
terrorism-and-crime-online: テロ|犯罪|terror|crime
internet-governance: インターネット.{0,8}ガバナンス|IGF|自由で開かれた.{0,20}インターネット|自由でオープンなインターネット|分断のない.{0,8}インターネット|internet governance|governance of the internet|open internet|free, open
multistakeholder-approach: マルチ・?ステークホルダー|multi-?stakeholder
governance: ガバナンス(?!.{0,4}インターネット)|広島AIプロセス|governance|Hiroshima AI Process
g7-digital-process: 会合(?:が|を)?開催|会合.{0,40}開催|関連の議論|次回(?:の)?会合|次のG7|来年.{0,12}G7|G7として(?:の)?議論|next G7|next year
international-cooperation: 国際.{0,6}連携|国際.{0,4}協力|国際的な(?:官民|議論|協調)|国際機関|二国間|分野(?:における|での|の)(?:連携|協力)|政策対話|関心事項|協力の?(?:強化|促進|推進)|cooperation|collaboration|partnership
inclusiveness: 包摂|inclusi
openness: オープン性|openness
data: データ|\\bdata\\b
skills-and-work: 労働市場|labour market"""
_BENEFICIARIES = """smes-and-others: 中小企業(?:・[^、]{2,12})?等|SMEs and others
small-and-medium-enterprises: 中小企業(?!等|・)|SMEs|small and medium
businesses: (?<!中小)(?<!ベンチャー)企業(?:\\(|における|の|へ|に|が)|businesses|companies
start-ups: ベンチャー|スタートアップ|start-?ups
everyone: 全ての人|すべての人|全ての者|あらゆる人|誰もが|誰一人|everyone
women-and-girls: 女性|女児|women|girls
workers: 労働者|働く人|workers
consumers: 消費者|consumers
rights-holders: 権利者|権利行使|rights holders
developing-countries: 途上国|新興国|グローバル・?サウス|developing countries|Global South
older-people: 高齢者|older people|elderly
persons-with-disabilities: 障(?:害|がい)者|障害のある|disabilit"""
_INSTRUMENTS = """public-private-partnership: 官民|public[-–]private
multistakeholder-dialogue: マルチ・?ステークホルダー.{0,10}(?:議論|対話|アプローチ|協力)|multi-?stakeholder
standardisation: 標準化の(?:取組|活動)|標準化活動|standardi[sz]ation activit
investment: 投資の?(?:促進|拡大)|promot\\w+ (?:of )?.{0,20}investment
research-funding: 研究(?:開発)?(?:への)?(?:支援|助成)|research funding
international-organisations: 国際機関(?:と|も|を)|with (?:relevant )?international organi[sz]ations
best-practice-exchange: ベストプラクティス|優良事例|best practice|good practice
legal-framework: (?:法的|権利行使のための|規制の?|法)枠組み|legal framework
skills-programme: 人材育成(?:プログラム|の取組|支援)|training program
action-plan: アクションプラン|行動計画|ロードマップ|action plan|roadmap
infrastructure-building: インフラ(?:の整備|を整備|を通じ|の構築|構築)|infrastructure (?:development|building)
information-sharing: 情報(?:の)?共有|information sharing
conference: (?:会議|シンポジウム|フォーラム)の開催|hold(?:ing)? a conference"""


def _compiled(table: str, flags: int = 0) -> list[tuple[str, re.Pattern[str]]]:
    rows = (row.split(": ", 1) for row in table.splitlines())
    return [(name, re.compile(pattern.replace("\\\\", "\\"), flags)) for name, pattern in rows]


THEMES = _compiled(_THEMES)
_BY_CASE = {"ai-ethics", "artificial-intelligence", "ai-adoption", "fifth-generation-mobile", "internet-of-things"}
THEMES = [(n, p if n in _BY_CASE else re.compile(p.pattern, re.IGNORECASE)) for n, p in THEMES]
BENEFICIARIES, INSTRUMENTS = _compiled(_BENEFICIARIES, re.IGNORECASE), _compiled(_INSTRUMENTS, re.IGNORECASE)
_UNDER = {  # a narrower concept that makes the mention of the broader one in the same words superfluous
    "artificial-intelligence": {"human-centric-ai", "ai-ethics", "ai-adoption"},
    "cybersecurity": {"business-cybersecurity", "iot-security", "critical-infrastructure-protection"},
    "data": {"free-flow-of-information", "data-localisation", "privacy-and-data-protection", "big-data", "open-data"},
    "intellectual-property": {"intellectual-property-enforcement"},
    "connectivity-and-infrastructure": {
        "quality-ict-infrastructure",
        "broadband",
        "fifth-generation-mobile",
        "digital-divide",
    },
    "internet-of-things": {"iot-security"},
    "small-and-medium-enterprises": set(),
    "governance": {"internet-governance"},
    "skills-and-work": {"digital-literacy", "future-of-work", "employment"},
    "security": {"cybersecurity", "business-cybersecurity", "iot-security", "critical-infrastructure-protection"},
}


def themes(text: str) -> list[str]:
    """Return the themes of a text, in the order of the vocabulary here; ["digital-policy"] where nothing narrower is named."""
    found = list(dict.fromkeys(name for name, pattern in THEMES if pattern.search(text)))
    return [name for name in found if not _UNDER.get(name, set()) & set(found)] or ["digital-policy"]


def beneficiaries(text: str) -> list[str]:
    """Return whom a text names as those it is for."""
    return [name for name, pattern in BENEFICIARIES if pattern.search(text)]


def instruments(text: str) -> list[str]:
    """Return the means that a text names."""
    return [name for name, pattern in INSTRUMENTS if pattern.search(text)]


def open_ended(text: str, after: str = "") -> bool:
    """Return whether a text leaves a list open ("等", "など", "etc.")."""
    return bool(
        re.search(r"(?<!平)(?<!対)(?<!均)(?<!同)等(?!し)|など|といった|et cetera|etc\.|such as|including", text + after[:2])
    )


_ACT_WORDS = {
    "agreed": ("Agreed", "合意"),
    "agreed-to-endeavour": ("Agreed to endeavour", "努力の合意"),
    "committed": ("Committed", "約束"),
    "recognised": ("Recognised", "認識"),
    "stated": ("Stated", "発言"),
    "exchanged": ("Views exchanged", "意見交換"),
    "instructed": ("Instructed", "指示"),
    "adopted": ("Adopted", "採択"),
    "decided-to-hold": ("Decided to hold", "開催決定"),
    "planned": ("Planned", "予定"),
    "encouraged": ("Encouraged", "奨励"),
    "welcomed": ("Welcomed", "歓迎"),
    "looked-forward": ("Looked forward", "期待"),
}


def label(modality: str, about: list[str], names: dict[str, tuple[str, str]], place: str) -> tuple[str, str]:
    """Return a working label in English and Japanese, from the act, its themes and its place in the release."""
    act = _ACT_WORDS[modality]
    chosen = about[:3]
    english = ", ".join(names.get(name, (name, name))[0] for name in chosen)
    japanese = "、".join(names.get(name, (name, name))[1] for name in chosen)
    return f"{act[0]}: {english} ({place})", f"{act[1]}：{japanese}（{place}）"
