"""Texts → what similarity is measured on: Latin letters, lower case, single spaces."""

import re
from functools import lru_cache

from anyascii import anyascii

from gateway.sources.likeness.names import GENERATIONS, TITLES, written
from gateway.sources.likeness.person import Person

_APART = re.compile(r"[^a-z0-9]+")
_COMPANY_FORMS = (
    "ab ag bv co corp corporation gmbh inc kg kgaa limited llc lp ltd nv oy plc pty sa sarl sas se spa srl ug"
)
_FORMS = frozenset(_COMPANY_FORMS.split())
"""Words that say only what kind of company it is."""
_STREETS = {
    "str": "strasse",
    "st": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "blvd": "boulevard",
}
_STREET = re.compile(r"str$")
_CLASSES = str.maketrans("bfpvcgjkqsxzdtlmnr", "bbbbkkkkkkkkttlmmr")
"""Consonants that are taken for one another."""


@lru_cache(maxsize=65_536)
def latin(text: str) -> str:
    """`Иван Петров` → `ivan petrov`; `Groß-Gerau` → `gross gerau`."""
    plain = text if text.isascii() else anyascii(text)
    return _APART.sub(" ", plain.replace("'", "").lower()).strip()


def name_tokens(person: Person) -> tuple[str, ...]:
    """The tokens of the name without titles, sorted: `Dr. Ivan Petrov` → (ivan, petrov)."""
    return _name_tokens(written(person))


def given_tokens(person: Person) -> tuple[str, ...]:
    """The given names, as far as they can be told: all but the last word of a whole name."""
    if person.first and person.last:
        return _name_tokens(person.first)
    return tuple(word for word in latin(written(person)).split()[:-1] if word not in TITLES)


@lru_cache(maxsize=65_536)
def _name_tokens(text: str) -> tuple[str, ...]:
    words = (GENERATIONS.get(word, word) for word in latin(text).split())
    return tuple(sorted(word for word in words if word not in TITLES))


def company_text(company: str | None) -> str:
    """`Lovelace Engines GmbH & Co. KG` → `lovelace engines`"""
    return " ".join(word for word in latin(company or "").split() if word not in _FORMS)


def street_text(line: str | None) -> str:
    """`Hauptstr. 5` → `hauptstrasse 5`"""
    words = (_STREETS.get(word) or _STREET.sub("strasse", word) for word in latin(line or "").split())
    return " ".join(words)


@lru_cache(maxsize=65_536)
def sound(token: str) -> str:
    """How a name sounds, roughly: its first letter and the classes of its consonants. `meyer`, `maier` → `mr`"""
    rest = token[1:].translate(_CLASSES)
    kept = [token[:1].translate(_CLASSES)]
    for letter in rest:
        if letter not in "aeiouyhw" and letter != kept[-1]:
            kept.append(letter)
    return "".join(kept)
