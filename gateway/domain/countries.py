"""Names of countries → their ISO 3166-1 codes, and which of them have postal codes."""

from functools import cache

import pycountry
from babel import Locale

_WITHOUT = (
    "AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI "
    "CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM LC "
    "LY ML MO MR MS MW NR NU PA PS QA RW SB SC SL SR SS ST "
    "SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW"
)
WITHOUT_POSTAL_CODES = frozenset(_WITHOUT.split())
"""Codes of countries whose addresses have no postal code, by the data of Google's libaddressinput, September 2024."""


def code_of_country(name: str) -> str | None:
    """`us`, `USA`, `United States`, `Vereinigte Staaten` → `US`; None for what names no country."""
    key = _key(name)
    return _countries().get(key) or (_translated_countries().get(key) if key else None)


def _key(name: str) -> str:
    return " ".join(name.replace(".", "").casefold().split())


_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da")
_EVERYDAY_NAMES = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "holland": "NL",
}


@cache
def _countries() -> dict[str, str]:
    """Codes and English names → ISO 3166-1 alpha-2."""
    codes = {}
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            if name := getattr(country, attribute, None):
                codes[_key(name)] = country.alpha_2
    return codes | _EVERYDAY_NAMES


@cache
def _translated_countries() -> dict[str, str]:
    """Names in the languages of most of our customers → code, where no two countries share the name."""
    known = frozenset(_countries().values())
    found: dict[str, set[str]] = {}
    for spoken in _LANGUAGES:
        for code, name in Locale(spoken).territories.items():
            if code in known:
                found.setdefault(_key(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
