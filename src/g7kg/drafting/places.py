"""Countries, organisations and how releases call them, in Japanese and English.

The members of the G7 keep the names they have in the graph; other countries and organisations get names from this table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MEMBERS = """japan|Japan|日本|日本国,我が国
italy|Italy|イタリア|イタリア共和国,伊
canada|Canada|カナダ|
france|France|フランス|フランス共和国,仏
germany|Germany|ドイツ|ドイツ連邦共和国,独
united-kingdom|United Kingdom|英国|イギリス,UK,U.K.
united-states|United States|米国|アメリカ,アメリカ合衆国,USA,US,U.S.,United States of America
european-union|European Union|欧州連合|EU"""
_GUESTS = """argentina|Argentina|アルゼンチン
australia|Australia|オーストラリア|豪州
austria|Austria|オーストリア
bangladesh|Bangladesh|バングラデシュ
belgium|Belgium|ベルギー
brazil|Brazil|ブラジル
brunei|Brunei|ブルネイ
bulgaria|Bulgaria|ブルガリア
cambodia|Cambodia|カンボジア
chile|Chile|チリ
china|China|中国
colombia|Colombia|コロンビア
comoros|Comoros|コモロ
cook-islands|Cook Islands|クック諸島
croatia|Croatia|クロアチア
czechia|Czechia|チェコ|Czech Republic
denmark|Denmark|デンマーク
egypt|Egypt|エジプト
estonia|Estonia|エストニア
ethiopia|Ethiopia|エチオピア
finland|Finland|フィンランド
ghana|Ghana|ガーナ
greece|Greece|ギリシャ
hungary|Hungary|ハンガリー
india|India|インド
indonesia|Indonesia|インドネシア
ireland|Ireland|アイルランド
israel|Israel|イスラエル
kenya|Kenya|ケニア
jordan|Jordan|ヨルダン
kazakhstan|Kazakhstan|カザフスタン
korea|Republic of Korea|韓国|大韓民国,South Korea,Korea
laos|Laos|ラオス
latvia|Latvia|ラトビア
lithuania|Lithuania|リトアニア
luxembourg|Luxembourg|ルクセンブルク
malaysia|Malaysia|マレーシア
mauritius|Mauritius|モーリシャス
mexico|Mexico|メキシコ
mongolia|Mongolia|モンゴル
morocco|Morocco|モロッコ
netherlands|Netherlands|オランダ|The Netherlands
new-zealand|New Zealand|ニュージーランド
nigeria|Nigeria|ナイジェリア
norway|Norway|ノルウェー
oman|Oman|オマーン
pakistan|Pakistan|パキスタン
peru|Peru|ペルー
philippines|Philippines|フィリピン
poland|Poland|ポーランド
portugal|Portugal|ポルトガル
qatar|Qatar|カタール
romania|Romania|ルーマニア
rwanda|Rwanda|ルワンダ
russia|Russia|ロシア
saudi-arabia|Saudi Arabia|サウジアラビア
senegal|Senegal|セネガル
singapore|Singapore|シンガポール
slovenia|Slovenia|スロベニア
south-africa|South Africa|南アフリカ|南アフリカ共和国
spain|Spain|スペイン
sweden|Sweden|スウェーデン
switzerland|Switzerland|スイス
thailand|Thailand|タイ
tunisia|Tunisia|チュニジア
turkey|Türkiye|トルコ|Turkey
ukraine|Ukraine|ウクライナ
united-arab-emirates|United Arab Emirates|アラブ首長国連邦|UAE
uzbekistan|Uzbekistan|ウズベキスタン
vietnam|Viet Nam|ベトナム|Vietnam"""
_ORGANIZATIONS = """european-commission|European Commission|欧州委員会
oecd|OECD|経済協力開発機構|Organisation for Economic Co-operation and Development,OECD事務局
itu|ITU|国際電気通信連合|International Telecommunication Union
unesco|UNESCO|国連教育科学文化機関|ユネスコ
undp|UNDP|国連開発計画|United Nations Development Programme
un|United Nations|国際連合|国連,UN
world-bank|World Bank|世界銀行|World Bank Group,世銀
eria|ERIA|東アジア・アセアン経済研究センター|Economic Research Institute for ASEAN and East Asia
gpai|GPAI|AIに関するグローバルパートナーシップ|Global Partnership on AI,Global Partnership on Artificial Intelligence
wto|WTO|世界貿易機関|World Trade Organization
who|WHO|世界保健機関|World Health Organization
ilo|ILO|国際労働機関|International Labour Organization
upu|UPU|万国郵便連合|Universal Postal Union
apt|APT|アジア・太平洋電気通信共同体|Asia-Pacific Telecommunity
asean|ASEAN|東南アジア諸国連合|アセアン
african-union|African Union|アフリカ連合|AU
iso|ISO|国際標準化機構
iea|IEA|国際エネルギー機関
icann|ICANN|ICANN
enisa|ENISA|欧州ネットワーク・情報セキュリティ機関
unido|UNIDO|国連工業開発機関
unctad|UNCTAD|国連貿易開発会議
imf|IMF|国際通貨基金
b7|Business 7|ビジネス7|B7,Business7
y7|Youth 7|ユース7|Y7,Youth7
w7|Women 7|ウィメン7|W7,Women7
c7|Civil 7|シビル7|C7
t7|Think 7|シンク7|T7
l7|Labour 7|レイバー7|L7
digital-agency|Digital Agency|デジタル庁"""


@dataclass(frozen=True)
class Named:
    """A country or organisation: its path below ``id:``, its labels, and whether the G7 has it as a member."""

    path: str
    en: str
    ja: str
    member: bool

    @property
    def slug(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[1]


def _table() -> dict[str, Named]:
    known: dict[str, Named] = {}
    for text, folder, member in (
        (_MEMBERS, "party", True),
        (_GUESTS, "party", False),
        (_ORGANIZATIONS, "organization", False),
    ):
        for row in text.splitlines():
            slug, en, ja, *more = row.split("|")
            slug = "jp-digital-agency" if slug == "digital-agency" else slug
            named = Named(f"{folder}/{slug}", en, ja, member)
            for name in (en, ja, *(more[0].split(",") if more else ())):
                if name:
                    known[name] = named
    return known


NAMES = _table()
JAPAN = NAMES["日本"]
_SHORT = {"仏", "独", "伊", "US", "UN", "AU", "タイ"}  # too short to be looked for within other words
_KNOWN = sorted((name for name in NAMES if name not in _SHORT), key=len, reverse=True)
_FIND = re.compile(
    "|".join(rf"(?<![A-Za-z]){re.escape(n)}(?![A-Za-z])" if n.isascii() else re.escape(n) for n in _KNOWN)
    + r"|(?<![ァ-ヶー])タイ(?![ァ-ヶー])"
)


def find(text: str) -> list[tuple[Named, int, int]]:
    """Return the countries and organisations named in a text, with their places; a gloss in brackets counts with its name."""
    found: list[tuple[Named, int, int]] = []
    for match in _FIND.finditer(text):
        named = NAMES[match[0]]
        if found and found[-1][0] == named and re.fullmatch(r"\s*\(?\s*", text[found[-1][2] : match.start()]):
            found[-1] = (named, found[-1][1], match.end())
            continue
        found.append((named, match.start(), match.end()))
    return found
