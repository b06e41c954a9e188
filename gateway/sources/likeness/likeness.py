"""Two people → how much they are alike, from 0 to 100, and why.

Each piece of evidence adds or takes points; a name alone never reaches what is suggested.

    SAME_EMAIL         62   one personal address (a role's: 12)
    SAME_MAILBOX       60   one mailbox: plus-address, Gmail's dots
    SAME_PHONE         36
    SIMILAR_NAME       40   letter for letter, down to 30 for misspelt ones; 20 where initials stand for names
    SAME_BIRTHDATE     28
    SAME_ADDRESS       24   down to 8, by the spelling of the street, at one postal code or city
    SIMILAR_EMAIL      12   the same name at another host
    SIMILAR_COMPANY    10   down to 2
    DIFFERENT_FAMILY  -16   the same given name: married, perhaps
    DIFFERENT_GIVEN   -30   the same family name: relatives, who share all but their names: 50 points at most
    DIFFERENT_NAME    -45
    DIFFERENT_BIRTHDATE -45
    DIFFERENT_GENERATION -30
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from gateway.sources.likeness.folding import company_text, given_tokens, latin, name_tokens, street_text
from gateway.sources.likeness.mailboxes import is_shared, mailbox
from gateway.sources.likeness.names import GENERATION_MARKS, written
from gateway.sources.likeness.person import Person


class ReasonCode(StrEnum):
    """What speaks for two people being one, or against it."""

    SAME_EMAIL = "SAME_EMAIL"
    SAME_MAILBOX = "SAME_MAILBOX"
    SIMILAR_EMAIL = "SIMILAR_EMAIL"
    SAME_PHONE = "SAME_PHONE"
    SAME_BIRTHDATE = "SAME_BIRTHDATE"
    SIMILAR_NAME = "SIMILAR_NAME"
    SAME_ADDRESS = "SAME_ADDRESS"
    SIMILAR_COMPANY = "SIMILAR_COMPANY"
    DIFFERENT_FAMILY = "DIFFERENT_FAMILY"
    DIFFERENT_GIVEN = "DIFFERENT_GIVEN"
    DIFFERENT_NAME = "DIFFERENT_NAME"
    DIFFERENT_GENERATION = "DIFFERENT_GENERATION"
    DIFFERENT_BIRTHDATE = "DIFFERENT_BIRTHDATE"


@dataclass(frozen=True, slots=True)
class Reason:
    """A piece of evidence: the two values compared, and the points it adds or takes."""

    code: ReasonCode
    one: str
    other: str
    points: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two people are alike, from 0 to 100, and why: the weightiest reason first."""

    score: int
    reasons: tuple[Reason, ...]


def score(one: Person, other: Person) -> Likeness:
    """Weighs all that is known of both; what only one of them tells counts nothing."""
    reasons = sorted(
        (
            *_emails(one, other),
            *_phones(one, other),
            *_names(one, other),
            *_birthdates(one, other),
            *_addresses(one, other),
            *_companies(one, other),
        ),
        key=lambda reason: (-abs(reason.points), reason.code),
    )
    most = _MOST_OF_RELATIVES if any(reason.code in _RELATIVES for reason in reasons) else 100
    return Likeness(max(0, min(most, sum(reason.points for reason in reasons))), tuple(reasons))


_MOST_OF_RELATIVES = 50
_RELATIVES = (ReasonCode.DIFFERENT_GIVEN, ReasonCode.DIFFERENT_GENERATION)


def _emails(one: Person, other: Person) -> Iterator[Reason]:
    mine, theirs = one.email_normalized, other.email_normalized
    if not mine or not theirs:
        return
    if mine == theirs:
        yield Reason(ReasonCode.SAME_EMAIL, mine, theirs, 12 if is_shared(mine) else 62)
    elif mailbox(mine) == mailbox(theirs):
        yield Reason(ReasonCode.SAME_MAILBOX, mine, theirs, 12 if is_shared(mine) else 60)
    elif not is_shared(mine) and local_part(mine) == local_part(theirs):
        yield Reason(ReasonCode.SIMILAR_EMAIL, mine, theirs, 12)


def local_part(email: str) -> str:
    """What stands before the `@`, where it is long enough to say something: else the whole address."""
    local = mailbox(email).rpartition("@")[0].replace(".", "")
    return local if len(local) >= _SAYS_SOMETHING else email


_SAYS_SOMETHING = 7


def _phones(one: Person, other: Person) -> Iterator[Reason]:
    mine, theirs = one.phone_normalized, other.phone_normalized
    if mine and theirs and mine == theirs:
        yield Reason(ReasonCode.SAME_PHONE, mine, theirs, 36)


def _names(one: Person, other: Person) -> Iterator[Reason]:
    mine, theirs = name_tokens(one), name_tokens(other)
    if not mine or not theirs:
        return
    if {*mine} & GENERATION_MARKS != {*theirs} & GENERATION_MARKS:
        yield Reason(ReasonCode.DIFFERENT_GENERATION, written(one), written(other), -30)
    code, points = _compare(one, other, similarities(mine, theirs))
    yield Reason(code, written(one), written(other), points)


def _compare(one: Person, other: Person, found: list[float]) -> tuple[ReasonCode, int]:
    worst, best = min(found), max(found)
    if worst >= _MISSPELT:
        average = sum(found) / len(found)
        return ReasonCode.SIMILAR_NAME, 30 + round((average - _MISSPELT) / (100 - _MISSPELT) * 10)
    if worst >= _INITIAL:
        return ReasonCode.SIMILAR_NAME, 20
    if best < _MISSPELT:
        return ReasonCode.DIFFERENT_NAME, -45
    given = max(similarities(given_tokens(one), given_tokens(other)), default=0.0)
    if given >= _MISSPELT:
        return ReasonCode.DIFFERENT_FAMILY, -16
    return ReasonCode.DIFFERENT_GIVEN, -30


_MISSPELT = 86.0
"""What a misspelt name has at least, and another name seldom reaches."""
_INITIAL = 84.0


def similarities(mine: tuple[str, ...], theirs: tuple[str, ...]) -> list[float]:
    """From 0 to 100: how well each token of the shorter name finds its own in the other."""
    less, more = sorted((mine, theirs), key=len)
    left, found = list(more), []
    for token in less:
        best = max(left, key=lambda each: _token_similarity(token, each))
        left.remove(best)
        found.append(_token_similarity(token, best))
    return found


def _token_similarity(one: str, other: str) -> float:
    if one == other:
        return 100.0
    if one[0] == other[0] and 1 in (len(one), len(other)):
        return _INITIAL
    # Jan and Jana, Anna and Anne, Julian and Juliane are not misspelt: the last vowel tells two people apart.
    if one.rstrip("aeo") == other.rstrip("aeo"):
        return 80.0
    return 100 * JaroWinkler.normalized_similarity(one, other)


def _birthdates(one: Person, other: Person) -> Iterator[Reason]:
    mine, theirs = one.birthdate, other.birthdate
    if mine is None or theirs is None:
        return
    is_same = mine == theirs
    code = ReasonCode.SAME_BIRTHDATE if is_same else ReasonCode.DIFFERENT_BIRTHDATE
    yield Reason(code, mine.isoformat(), theirs.isoformat(), 28 if is_same else -45)


def _addresses(one: Person, other: Person) -> Iterator[Reason]:
    mine, theirs = street_text(one.line1), street_text(other.line1)
    if not mine or not theirs or not _is_same_place(one, other):
        return
    # Another number is another house.
    if _numbers(mine) != _numbers(theirs):
        return
    similarity = fuzz.ratio(mine, theirs)
    if similarity >= _SIMILAR_STREET:
        points = round((similarity - _SIMILAR_STREET) / (100 - _SIMILAR_STREET) * 16) + 8
        yield Reason(ReasonCode.SAME_ADDRESS, _place(one), _place(other), points)


_SIMILAR_STREET = 80


def _is_same_place(one: Person, other: Person) -> bool:
    if one.country_code and other.country_code and one.country_code != other.country_code:
        return False
    if one.postal_code and other.postal_code:
        return latin(one.postal_code) == latin(other.postal_code)
    return bool(one.city and other.city) and latin(one.city or "") == latin(other.city or "")


def _numbers(street: str) -> list[str]:
    return sorted(word for word in street.split() if word[0].isdigit())


def _place(person: Person) -> str:
    parts = (person.line1, person.postal_code, person.city, person.country_code)
    return ", ".join(part for part in parts if part)


def _companies(one: Person, other: Person) -> Iterator[Reason]:
    mine, theirs = company_text(one.company), company_text(other.company)
    if not mine or not theirs:
        return
    similarity = fuzz.token_sort_ratio(mine, theirs)
    if similarity >= _SIMILAR_COMPANY:
        points = round((similarity - _SIMILAR_COMPANY) / (100 - _SIMILAR_COMPANY) * 8) + 2
        yield Reason(ReasonCode.SIMILAR_COMPANY, one.company or "", other.company or "", points)


_SIMILAR_COMPANY = 80
