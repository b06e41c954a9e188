"""Where the people of the demo data live: names, places, money, and telephone numbers that nobody has.

Numbers are of the ranges that the countries reserve for fiction; Japan and Kuwait have none, so that theirs are of
ranges that are given to nobody.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    name: str
    region: str | None
    postal_code: str
    """`#` stands for a digit, `@` for a letter."""
    timezone: str
    latitude: float
    longitude: float
    phone: str
    """A telephone number of the city; each `#` is free."""


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    name: str
    """As a person who lives there writes it."""
    english: str
    language: str
    currency: str
    market: str
    """Code of the market that sells here."""
    tax: float
    """Share of the price, for example 0.19."""
    is_tax_included: bool
    company: str
    """What the name of a company ends in."""
    address: str
    """A street and a number as the country writes them."""
    mobile: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[City, ...]
    written: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """First and last names in the country's own script, in the order of those in Latin letters."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH = _names(
    "Oliver Amelia George Isla Harry Ava Noah Emily Jack Sophia Leo Grace Oscar Freya Theo Ella Arthur Ivy Henry Lily"
    " Thomas Rosie Joshua Evie William Alice James Ruby Ethan Maya Daniel Chloe Samuel Hannah Benjamin Zoe"
)

UNITED_STATES = Country(
    "US", "United States", "United States", "en", "USD", "US", 0.08, False, "Inc.", "{number} {street}",
    "+1 (917) 555-01##",
    _ENGLISH + _names("Mateo Camila Elijah Harper Logan Madison Jayden Aaliyah Diego Valentina Mason Brooklyn"),
    _names(
        "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson"
        " Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright"
        " Nguyen Hill Green Adams Baker Nelson Carter Mitchell Roberts Turner Phillips Parker Evans O'Connor"
    ),
    ("Maple Street", "Oak Avenue", "Cedar Lane", "Elm Street", "Lakeview Drive", "Sunset Boulevard", "Hillcrest Road",
     "Washington Avenue", "Park Place", "River Road", "2nd Street", "Magnolia Court"),
    (
        City("New York", "NY", "100##", "America/New_York", 40.7128, -74.0060, "+1 212-555-01##"),
        City("Chicago", "IL", "606##", "America/Chicago", 41.8781, -87.6298, "+1 312-555-01##"),
        City("Austin", "TX", "787##", "America/Chicago", 30.2672, -97.7431, "+1 512-555-01##"),
        City("Denver", "CO", "802##", "America/Denver", 39.7392, -104.9903, "+1 303-555-01##"),
        City("Seattle", "WA", "981##", "America/Los_Angeles", 47.6062, -122.3321, "+1 206-555-01##"),
        City("San Francisco", "CA", "941##", "America/Los_Angeles", 37.7749, -122.4194, "+1 415-555-01##"),
    ),
)  # fmt: skip

UNITED_KINGDOM = Country(
    "GB", "United Kingdom", "United Kingdom", "en", "GBP", "UK", 0.20, True, "Ltd", "{number} {street}",
    "+44 7700 900###",
    _ENGLISH + _names("Alfie Poppy Archie Florence Callum Imogen Rhys Seren Angus Eilidh Hamish Niamh"),
    _names(
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White"
        " Roberts Green Hall Wood Jackson Clarke Khan Hughes Edwards Lewis Turner Hill Harris Cooper Ward Morris"
        " Campbell Bailey Stewart MacDonald Begum Murray Chapman Ellis Gallagher"
    ),
    ("High Street", "Station Road", "Church Lane", "Victoria Road", "Green Lane", "Mill Road", "Queensway",
     "The Crescent", "Kings Road", "Orchard Close", "Albert Terrace", "Springfield Gardens"),
    (
        City("London", None, "SW# #@@", "Europe/London", 51.5074, -0.1278, "+44 20 7946 0###"),
        City("Manchester", None, "M# #@@", "Europe/London", 53.4808, -2.2426, "+44 161 496 0###"),
        City("Edinburgh", None, "EH# #@@", "Europe/London", 55.9533, -3.1883, "+44 131 496 0###"),
        City("Bristol", None, "BS# #@@", "Europe/London", 51.4545, -2.5879, "+44 117 496 0###"),
        City("Cardiff", None, "CF## #@@", "Europe/London", 51.4816, -3.1791, "+44 29 2018 0###"),
    ),
)  # fmt: skip

GERMANY = Country(
    "DE", "Deutschland", "Germany", "de", "EUR", "EU", 0.19, True, "GmbH", "{street} {number}",
    "+49 (30) 23125-###",
    _names(
        "Lukas Emma Jonas Mia Finn Hannah Leon Lina Paul Clara Felix Leonie Maximilian Marie Elias Sophie Moritz Lea"
        " Jannik Johanna Tobias Katharina Sebastian Anke Jürgen Renate Björn Käthe Emre Aylin Wolfgang Ingrid"
    ),
    _names(
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein"
        " Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Lehmann"
        " Köhler Maier Yılmaz Groß Böhm Vogel Jung"
    ),
    ("Hauptstraße", "Schulstraße", "Gartenweg", "Bahnhofstraße", "Am Anger", "Lindenallee", "Goethestraße",
     "Mühlenweg", "Rosenstraße", "Bergstraße", "Kirchplatz", "Schillerstraße"),
    (
        City("Berlin", "BE", "10###", "Europe/Berlin", 52.5200, 13.4050, "+49 30 23125 ###"),
        City("Hamburg", "HH", "20###", "Europe/Berlin", 53.5511, 9.9937, "+49 40 66969 ###"),
        City("München", "BY", "80###", "Europe/Berlin", 48.1351, 11.5820, "+49 89 99998 ###"),
        City("Frankfurt am Main", "HE", "60###", "Europe/Berlin", 50.1109, 8.6821, "+49 69 90009 ###"),
        City("Köln", "NW", "50###", "Europe/Berlin", 50.9375, 6.9603, "+49 221 4710 ###"),
    ),
)  # fmt: skip

FRANCE = Country(
    "FR", "France", "France", "fr", "EUR", "EU", 0.20, True, "SARL", "{number} {street}",
    "+33 6 39 98 ## ##",
    _names(
        "Gabriel Louise Raphaël Jade Léo Emma Louis Ambre Lucas Alice Adam Rose Arthur Anna Hugo Lina Jules Léna Maël"
        " Chloé Nathan Émilie Théo Inès François Hélène Benoît Zoé Mathis Camille Yanis Manon"
    ),
    _names(
        "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia"
        " David Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont Lambert Bonnet François Lefebvre"
        " Faure Benali Chevalier Gauthier Lemaître"
    ),
    ("rue de la Paix", "avenue Victor Hugo", "rue des Écoles", "boulevard Voltaire", "rue du Moulin",
     "place de la Mairie", "chemin des Vignes", "rue Pasteur", "impasse des Lilas", "quai de la Gare"),
    (
        City("Paris", "IDF", "750##", "Europe/Paris", 48.8566, 2.3522, "+33 1 99 00 ## ##"),
        City("Lyon", "ARA", "6900#", "Europe/Paris", 45.7640, 4.8357, "+33 4 65 71 ## ##"),
        City("Marseille", "PAC", "1300#", "Europe/Paris", 43.2965, 5.3698, "+33 4 65 71 ## ##"),
        City("Nantes", "PDL", "44#00", "Europe/Paris", 47.2184, -1.5536, "+33 2 61 91 ## ##"),
        City("Bordeaux", "NAQ", "33#00", "Europe/Paris", 44.8378, -0.5792, "+33 5 36 49 ## ##"),
    ),
)  # fmt: skip

SWEDEN = Country(
    "SE", "Sverige", "Sweden", "sv", "SEK", "EU", 0.25, True, "AB", "{street} {number}",
    "+46 8 465 004 ##",
    _names(
        "William Alice Liam Astrid Lucas Maja Oscar Ebba Hugo Elsa Axel Freja Erik Saga Nils Signe Åke Märta Björn"
        " Linnéa Göran Åsa Johan Karin Sven Ingegerd"
    ),
    _names(
        "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson"
        " Lindberg Lindström Berg Sjöberg Bergström Åkesson Hägglund Nyström Holm Söderberg"
    ),
    ("Storgatan", "Drottninggatan", "Kungsgatan", "Björkvägen", "Skolgatan", "Ringvägen", "Åsögatan", "Parkvägen"),
    (
        City("Stockholm", None, "11# ##", "Europe/Stockholm", 59.3293, 18.0686, "+46 8 465 004 ##"),
        City("Göteborg", None, "41# ##", "Europe/Stockholm", 57.7089, 11.9746, "+46 31 390 06 ##"),
        City("Malmö", None, "21# ##", "Europe/Stockholm", 55.6050, 13.0038, "+46 40 628 04 ##"),
    ),
)  # fmt: skip

AUSTRALIA = Country(
    "AU", "Australia", "Australia", "en", "AUD", "APAC", 0.10, True, "Pty Ltd", "{number} {street}",
    "+61 2 5550 ####",
    _ENGLISH + _names("Lachlan Matilda Cooper Sienna Banjo Kirra Angus Tahlia"),
    _names(
        "Smith Jones Williams Brown Wilson Taylor Nguyen Johnson Martin White Anderson Walker Thompson Lee Ryan"
        " Robinson Kelly King Singh Campbell Wright O'Brien Murphy Tran Kennedy"
    ),
    ("George Street", "Bourke Street", "Wattle Road", "Banksia Avenue", "Beach Parade", "Kingfisher Court",
     "Collins Street", "Eucalypt Drive"),
    (
        City("Sydney", "NSW", "20##", "Australia/Sydney", -33.8688, 151.2093, "+61 2 7010 ####"),
        City("Melbourne", "VIC", "30##", "Australia/Melbourne", -37.8136, 144.9631, "+61 3 7010 ####"),
        City("Brisbane", "QLD", "40##", "Australia/Brisbane", -27.4698, 153.0251, "+61 7 7010 ####"),
        City("Perth", "WA", "60##", "Australia/Perth", -31.9505, 115.8605, "+61 8 7010 ####"),
    ),
)  # fmt: skip

JAPAN = Country(
    "JP", "日本", "Japan", "ja", "JPY", "APAC", 0.10, True, "K.K.", "{number}-{flat} {street}",
    "+81 3 0### ####",
    _names("Haruto Himari Yuto Yui Sota Hina Haruki Sakura Ren Aoi Takumi Yuna Kenji Naoko Daiki Mei"),
    _names("Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Mori"),
    ("Sakura-dori", "Aoyama", "Nakamachi", "Midorigaoka", "Honcho", "Kitahama"),
    (
        City("Tokyo", "13", "1##-00##", "Asia/Tokyo", 35.6762, 139.6503, "+81 3 0### ####"),
        City("Osaka", "27", "5##-00##", "Asia/Tokyo", 34.6937, 135.5023, "+81 6 0### ####"),
        City("Sapporo", "01", "06#-00##", "Asia/Tokyo", 43.0618, 141.3545, "+81 11 0## ####"),
    ),
    (
        _names("陽翔 陽葵 悠人 結衣 颯太 陽菜 春樹 さくら 蓮 葵 拓海 結菜 健二 直子 大輝 芽依"),
        _names("佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 森"),
    ),
)  # fmt: skip

KUWAIT = Country(
    "KW", "الكويت", "Kuwait", "ar", "KWD", "APAC", 0.0, True, "W.L.L.", "Block {flat}, {street}, House {number}",
    "+965 3000 ####",
    _names("Ahmad Fatima Yousef Maryam Abdullah Noura Khaled Dana Bader Sara Faisal Hessa"),
    _names("Al-Sabah Al-Mutairi Al-Enezi Al-Rashidi Al-Ajmi Al-Kandari Al-Fadhli Al-Shammari Al-Awadhi Al-Saleh"),
    ("Salem Al-Mubarak Street", "Gulf Road", "Street 12", "Street 4", "Baghdad Street", "Street 305"),
    (
        City("Kuwait City", "KU", "130##", "Asia/Kuwait", 29.3759, 47.9774, "+965 3000 ####"),
        City("Salmiya", "HA", "220##", "Asia/Kuwait", 29.3339, 48.0761, "+965 3000 ####"),
    ),
    (
        _names("أحمد فاطمة يوسف مريم عبدالله نورة خالد دانة بدر سارة فيصل حصة"),
        _names("الصباح المطيري العنزي الرشيدي العجمي الكندري الفضلي الشمري العوضي الصالح"),
    ),
)  # fmt: skip

COUNTRIES = (
    UNITED_KINGDOM,
    GERMANY,
    JAPAN,
    KUWAIT,
    UNITED_STATES,
    FRANCE,
    SWEDEN,
    AUSTRALIA,
)
"""Where the first customers come from, one after the other."""

MOST = (
    *[UNITED_STATES] * 6,
    *[UNITED_KINGDOM] * 4,
    *[GERMANY] * 4,
    *[FRANCE] * 3,
    *[SWEDEN, AUSTRALIA, JAPAN] * 2,
    KUWAIT,
)
"""Where all others come from, each as often as people live there."""
