"""A customer's words → search terms; what a person typed → the beginnings of terms to look for.

Émilie O'Brien, emilie@example.com, +44 20 7946 0000
    → emilie, o, brien, emilie@example.com, example, com, 442079460000, 2079460000, 02079460000
"emi brien"         → emi, brien             each must begin a term of the customer
"+44 (20) 7946"     → 44207946               what looks like a telephone number is one term of digits
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import phonenumbers

from gateway.domain.customers.contact import read_phone
from gateway.domain.customers.model.search_terms import MAX_TERM_LENGTH, MAX_TERMS

MAX_QUERY_TERMS = 8
"""Most words of a search that count; the rest is left aside."""

_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"\+?[0-9 ().\-/]+")
_FEWEST_DIGITS = 5


def search_terms(
    *, names: Iterable[str | None], email: str | None, phone: str | None, company: str | None
) -> set[str]:
    """The terms that find a customer, at most 40, names first. `phone` is E.164 where it could be read."""
    terms = [*_text_terms(*names, email), *_phone_terms(phone or ""), *_text_terms(company)]
    return {term[:MAX_TERM_LENGTH] for term in list(dict.fromkeys(terms))[:MAX_TERMS]}


def query_terms(search: str) -> tuple[str, ...]:
    """What must begin some term of a customer, each of them; empty when the search holds no word."""
    text = _normalised(search)
    found = _sought(text) if _is_phone(text) else [term for word in text.split() for term in _sought(word)]
    return tuple(term[:MAX_TERM_LENGTH] for term in dict.fromkeys(found))[:MAX_QUERY_TERMS]


def _normalised(text: str) -> str:
    """`Émilie` → `emilie`: without accents, and without regard to case."""
    if text.isascii():
        return text.lower()
    bare = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "".join(bare).casefold()


def _sought(word: str) -> list[str]:
    """One word as it is looked for: a telephone number's digits, a whole e-mail address, or its parts."""
    if _is_phone(word):
        return [_digits(word).removeprefix("00")]
    if "@" in word[1:]:
        return [word]
    return _WORD.findall(word)


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text.strip())) and len(_digits(text).removeprefix("00")) >= _FEWEST_DIGITS


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _text_terms(*texts: str | None) -> Iterator[str]:
    """Each word as a search looks for it, and its parts."""
    for text in texts:
        for word in _normalised(text or "").split():
            yield from _sought(word)
            yield from _WORD.findall(word)


@lru_cache(maxsize=1024)
def _phone_terms(phone: str) -> tuple[str, ...]:
    """The digits of a number: with its country, without, and as it is dialled within its country.

    Of a customer that changes they are asked for twice, and reading a number takes longer than all the rest.
    """
    digits = _digits(phone).removeprefix("00")
    given = (digits,) if digits else ()
    number = read_phone(phone)
    if number is None:
        return given
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return (*given, phonenumbers.national_significant_number(number), _digits(national))
