"""People → blocking keys: only people who share a key are compared.

Each key is what two records of one person agree on when all the rest is misspelt, moved or missing.
"""

from collections.abc import Iterator
from enum import IntEnum

from gateway.sources.likeness.folding import company_text, latin, name_tokens, sound, street_text
from gateway.sources.likeness.likeness import local_part
from gateway.sources.likeness.mailboxes import mailbox
from gateway.sources.likeness.person import Person

MOST_IN_A_BLOCK = 50
"""More people than these share a mailbox or number because it is nobody's own; they are counted, not compared."""


class KeyKind(IntEnum):
    """What people of one block have in common. At most 16, which is what fits beside a key's digest."""

    PHONE = 0
    MAILBOX = 1
    LOCAL_PART = 2
    NAME_AND_BIRTHDATE = 3
    NAME_AND_POSTAL_CODE = 4
    NAMES_AND_CITY = 5
    NAME_AND_COMPANY = 6
    HOUSE = 7


def keys(person: Person) -> Iterator[tuple[KeyKind, str]]:
    """The keys of a person, each once. `sound` lets vowels and doubled letters be wrong."""
    sounds = sorted({sound(token) for token in name_tokens(person)} - {""})
    if person.phone_normalized:
        yield KeyKind.PHONE, person.phone_normalized
    if person.email_normalized:
        yield KeyKind.MAILBOX, mailbox(person.email_normalized)
        yield KeyKind.LOCAL_PART, local_part(person.email_normalized)
    if person.birthdate:
        yield from _with_each(KeyKind.NAME_AND_BIRTHDATE, sounds, person.birthdate.isoformat())
    postal_code, city = latin(person.postal_code or ""), latin(person.city or "")
    if postal_code:
        place = f"{person.country_code or ''} {postal_code}"
        yield from _with_each(KeyKind.NAME_AND_POSTAL_CODE, sounds, place)
    if city and len(sounds) > 1:
        yield KeyKind.NAMES_AND_CITY, f"{' '.join(sounds)}|{city}"
    company = company_text(person.company)
    if company:
        yield from _with_each(KeyKind.NAME_AND_COMPANY, sounds, company)
    if person.line1 and (postal_code or city):
        yield KeyKind.HOUSE, f"{street_text(person.line1)}|{postal_code or city}"


def _with_each(kind: KeyKind, sounds: list[str], rest: str) -> Iterator[tuple[KeyKind, str]]:
    """One key for each token: which is the family name is not known, and one of them may have changed."""
    for each in sounds:
        yield kind, f"{each}|{rest}"
