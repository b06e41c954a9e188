"""Who a customer is: everything that the rows of the other modules are about."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.domain.records.model import SourceRecord
from gateway.seed.countries import COUNTRIES, MOST, City, Country
from gateway.seed.dice import Dice
from gateway.seed.moment import DAY, END, IMPORT, SECOND, START

COMPLETE = 10
"""The first so many customers have everything that a customer can have."""
BLOCK = 10
"""In each block of so many, the first has brought three of the others."""
_BROUGHT = (2, 5, 8)

_PACE = SECOND // 4
"""The import took so long for each customer."""

RUTTER, COMMERCE_LAYER, VOUCHERIFY, BUSINESS = "RUTTER", "COMMERCE_LAYER", "VOUCHERIFY", "BUSINESS"

Postal = dict[str, Any]
"""The columns of a postal address."""


@dataclass(slots=True)
class Person:
    """One customer. Nothing here but the seed and the index decides who it is."""

    index: int
    is_complete: bool
    id: str
    created: int
    changed: int
    country: Country
    city: City
    first_name: str
    last_name: str
    written_name: str
    """The name in the country's own script."""
    company: str | None
    email: str | None
    phone: str | None
    systems: tuple[str, ...]
    """Which systems know the customer, the first one first."""
    external_ids: dict[str, str]
    birth: int
    """Days since 1970."""
    record_ids: dict[str, str]
    """System → our id of its record."""
    channel_id: str | None = None
    address_book: tuple[Postal, ...] = ()
    """The primary address comes first."""
    wallet: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def currency(self) -> str:
        return self.country.currency

    @property
    def is_member(self) -> bool:
        """Whether a loyalty system knows the customer."""
        return VOUCHERIFY in self.systems

    @property
    def telling(self) -> tuple[str, ...]:
        """Systems whose record holds an address, in the order in which they count: of the address book the first."""
        return tuple(system for system in (BUSINESS, VOUCHERIFY) if system in self.systems)

    def postal_of(self, system: str) -> Postal:
        """The address that a system's record holds."""
        return self.address_book[self.telling.index(system)]


def arrives(index: int, number: int) -> int:
    """When the gateway received a customer's record, of which `number` others had come before."""
    return IMPORT + index * _PACE + number * 10


def twin_of(index: int) -> int | None:
    """Of the first customers every second may be the one before, who moved abroad: of the same name, born that day."""
    return index - 1 if index < COMPLETE and index % 2 else None


def begin(seed: int, environment: str, index: int) -> tuple[Dice, int, str]:
    """The dice of a customer after its first draws: since when there is the customer, and its id."""
    dice = Dice(seed, environment, index)
    # More come every year: the square root leans to the later days.
    created = START + int((END - 40 * DAY - START) * dice.random() ** 0.5)
    if index < COMPLETE:
        created = START + int(400 * DAY * dice.random())
    return dice, created, dice.identifier("cus", created)


def referrer_of(index: int) -> int | None:
    """The index of the customer who brought this one. The first ones brought each other, round about."""
    if index < COMPLETE:
        return (index + 1) % COMPLETE
    return index // BLOCK * BLOCK if index % BLOCK in _BROUGHT else None


def count_brought(index: int) -> int:
    """How many customers this one has brought."""
    if index < COMPLETE:
        return 1
    return len(_BROUGHT) if index % BLOCK == 0 else 0


def count_updates(index: int) -> int:
    """How many changes of a customer the event store holds after its creation: one for each further system."""
    if index < COMPLETE:
        return 3
    return 1 if index % 3 == 1 else 0


def count_events(customers: int) -> int:
    """How many events all customers before this index have together."""
    further = (customers + 1) // 3 - (COMPLETE + 1) // 3 if customers > COMPLETE else 0
    return customers + 3 * min(customers, COMPLETE) + further


def make_person(dice: Dice, created: int, identifier: str, index: int, twin: Person | None = None) -> Person:
    """Draws who the customer is; names, company and birthdate are those of the twin."""
    is_complete = index < COMPLETE
    country = COUNTRIES[index % len(COUNTRIES)] if is_complete else dice.pick(MOST)
    first, last = int(dice.random() * len(country.first_names)), int(dice.random() * len(country.last_names))
    first_name, last_name = country.first_names[first], country.last_names[last]
    written = country.written
    written_name = f"{written[1][last]} {written[0][first]}" if written[0] else f"{first_name} {last_name}"
    if twin:
        first_name, last_name, written_name = twin.first_name, twin.last_name, twin.written_name
    city = dice.pick(country.cities)
    is_company = is_complete or dice.chance(0.12)
    systems = _systems(dice, index)
    company = f"{last_name} {dice.pick(_TRADES)} {country.company}" if is_company else None
    return Person(
        index=index,
        is_complete=is_complete,
        id=identifier,
        created=created,
        changed=created + int((END - created) * dice.random()),
        country=country,
        city=city,
        first_name=first_name,
        last_name=last_name,
        written_name=written_name,
        company=twin.company if twin else company,
        email=_email(dice, first_name, last_name, index) if is_complete or dice.chance(0.97) else None,
        phone=_phone(dice, country, city, index) if is_complete or dice.chance(0.78) else None,
        systems=systems,
        external_ids={system: _EXTERNAL_IDS[system](dice) for system in systems},
        birth=twin.birth if twin else dice.between(-18_000, 12_500),
        record_ids={
            system: dice.identifier(SourceRecord.__prefix__, arrives(index, number))
            for number, system in enumerate(systems)
        },
    )


def draw_phone(dice: Dice, person: Person) -> str:
    """Another number where the customer lives."""
    return _phone(dice, person.country, person.city, COMPLETE)


def e164(phone: str) -> str:
    """`+49 (30) 23125-017` → `+493023125017`."""
    return "+" + "".join(mark for mark in phone if mark.isdigit())


def _systems(dice: Dice, index: int) -> tuple[str, ...]:
    if index < COMPLETE:
        return COMMERCE_LAYER, VOUCHERIFY, BUSINESS, RUTTER
    takes_part = index % BLOCK == 0 or index % BLOCK in _BROUGHT
    first = VOUCHERIFY if takes_part else dice.pick(_FIRST)
    second = COMMERCE_LAYER if first == VOUCHERIFY else dice.pick(_SECOND[first])
    return (first, second) if count_updates(index) else (first,)


_FIRST = (*[COMMERCE_LAYER] * 6, *[BUSINESS] * 2, RUTTER, VOUCHERIFY)
_SECOND = {
    COMMERCE_LAYER: (VOUCHERIFY, VOUCHERIFY, BUSINESS, RUTTER),
    BUSINESS: (VOUCHERIFY, COMMERCE_LAYER),
    RUTTER: (COMMERCE_LAYER, BUSINESS),
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_EXTERNAL_IDS: dict[str, Callable[[Dice], str]] = {
    RUTTER: lambda dice: "-".join(dice.token(length) for length in (8, 4, 4, 4, 12)),
    COMMERCE_LAYER: lambda dice: dice.token(10, _LETTERS),
    VOUCHERIFY: lambda dice: f"cust_{dice.token(24, _LETTERS)}",
    BUSINESS: lambda dice: f"cust_{dice.token(12, '0123456789abcdefghijklmnopqrstuvwxyz')}",
}
_TRADES = ("Trading", "Design", "Studio", "Interiors", "Foods", "Tea House", "Books", "Consulting", "Garden")
_HOSTS = ("example.com", "example.com", "example.org", "example.net")


def _email(dice: Dice, first_name: str, last_name: str, index: int) -> str:
    """`Émilie`, `O'Brien` → `emilie.obrien17@example.org`; the index tells namesakes apart."""
    name = f"{_plain(first_name)}.{_plain(last_name)}{index}"
    return f"{name.title() if dice.chance(0.04) else name.lower()}@{dice.pick(_HOSTS)}"


def _plain(text: str) -> str:
    text = text.replace("ß", "ss").replace("ı", "i")
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if mark.isascii() and mark.isalnum())


def _phone(dice: Dice, country: Country, city: City, index: int) -> str:
    """The first customers' numbers end in their index, and nobody else's do: each can be found by its number."""
    pattern = country.mobile if dice.chance(0.4) else city.phone
    free = pattern.count("#")
    number = index if index < COMPLETE else dice.between(COMPLETE, 10**free - 1)
    digits = iter(f"{number:0{free}d}")
    return "".join(next(digits) if mark == "#" else mark for mark in pattern)
