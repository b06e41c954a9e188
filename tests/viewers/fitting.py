"""Inputs that acts accept: ids of real rows that fit each other, and a good value in every field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type
from sqlalchemy import select

from gateway.app import make_catalog
from gateway.database import Transaction
from gateway.domain.inputs import CONTROL
from gateway.naming import camel
from tests.viewers.acting import Acting
from tests.viewers.decisions import input_of, sample
from tests.viewers.pointing import (
    Place,
    entity_of,
    ids_of,
    is_list,
    is_of_one_way,
    is_there,
    places_of,
    with_value,
)

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
"""Type → its live rows."""

VALUES: Mapping[str, Any] = {
    "preferredLanguage": "en",
    "languageCode": "en",
    "countryCode": "DE",
    "frequency": "monthly",
    "email": "ada@example.com",
    "customerEmail": "ada@example.com",
    "phone": "+14155552671",
    "shopperReference": "ada-lovelace",
    "password": "a lighthouse of 23 steps",
    "url": "https://example.com/a.png",
    "imageUrl": "https://example.com/a.png",
    "identifier": "+442079460018",
    "discount": "-1",
    "giftCard": "-1",
    "unitPrice": "10",
    "placedAt": "2025-01-31T12:00:00.000Z",
    "endsAt": "2026-01-31T13:00:00.000Z",
    "duration": 60,
    "expiresAt": "2046-01-31T12:00:00.000Z",
    "fields": ["email"],
}
"""By name, where a sample of the type is not good enough."""

_CONTROLS = {camel(name) for name in CONTROL}
_MOST_ROWS = 80
"""Rows of a kind that are tried."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Looks for inputs in a filled database, by trying: `acting` undoes what is done."""

    acting: Acting
    rows: Rows
    told: Mapping[str, Mapping[str, Any]]
    """Act → values that no row tells, such as a token."""

    def least(self, act: str) -> tuple[dict[str, Any], bool]:
        """What the act demands, and whether it is done with that; the first try when nothing is."""
        tried = None
        for given in self._tries(act):
            if not self.acting.act(act, given):
                return given, True
            tried = tried or given
        return tried or {}, False

    def most(self, act: str, least: dict[str, Any]) -> dict[str, Any]:
        """As much more as the act accepts, field by field."""
        given, left = least, list(self._optional(act, least))
        for _ in range(2):
            # What is refused at first may fit what came after it.
            refused = []
            for place, values in left:
                more = self._with_one(act, given, place, values)
                refused += [(place, values)] * (more is given)
                given = more
            left = refused
        return given

    def _optional(self, act: str, least: dict[str, Any]) -> Iterator[tuple[Place, list[Any]]]:
        """Places that are left, and what may be put there."""
        for place, field in places_of(input_of(act)):
            below = get_named_type(field)
            is_control = len(place) == 1 and place[0] in _CONTROLS
            is_whole = isinstance(below, GraphQLInputObjectType)
            if is_whole or is_control or is_there(least, place) or is_of_one_way(input_of(act), place):
                continue
            if below.name != "ID":
                yield place, [good_value(place, field)]
                continue
            ids = [row["id"] for row in self._closest(entity_of(act, place), self._row_of(least))[:5]]
            yield place, [[key] for key in ids] if is_list(field) else ids

    def _with_one(self, act: str, given: dict[str, Any], place: Place, values: list[Any]) -> dict[str, Any]:
        """The input with the first of the values that is accepted, or as it was."""
        for value in values:
            more = with_value(input_of(act), given, place, value)
            if not self.acting.act(act, more):
                return more
        return given

    def _tries(self, act: str) -> Iterator[dict[str, Any]]:
        type_, told = input_of(act), self.told.get(act, {})
        whole = {**filled(type_), **told}
        places = [place for place in ids_of(act) if is_there(whole, place) and place[0] not in told]
        if not places:
            yield whole
            return
        first, *others = sorted(places, key=lambda place: place != ("id",))
        for row in self._candidates(entity_of(act, first)):
            # The nearest rows, and then the farthest: what is another's already may not be wanted.
            for nearness in (0, -1) if others else (0,):
                chosen = {first: row}
                for other in others:
                    chosen[other] = self._closest(entity_of(act, other), row)[nearness]
                given = whole
                for place, each in chosen.items():
                    given = with_id(act, given, place, each["id"])
                yield given

    def _candidates(self, entity: str) -> list[Row]:
        """One of each status first."""
        by_status = {row.get("status"): row for row in reversed(self.rows[entity])}
        return [*by_status.values(), *self.rows[entity]][:_MOST_ROWS]

    def _closest(self, entity: str, to: Row) -> list[Row]:
        """Those that point to a row, or that it points to, then its customer's, then the others."""
        keys, owner = set(map(str, to.values())), to.get("customer_id", to.get("id"))

        def distance(row: Row) -> int:
            pointing = {value for name, value in row.items() if name.endswith("_id")}
            if row["id"] in keys or to.get("id") in pointing:
                return 0
            return 1 if row.get("customer_id") == owner else 2

        return sorted((row for row in self.rows[entity] if row is not to), key=distance)

    def _row_of(self, given: Mapping[str, Any]) -> Row:
        """The row that an input is about."""
        keys = [value for value in given.values() if isinstance(value, str)]
        return next((row for rows in self.rows.values() for row in rows if row["id"] in keys), {})


def filled(type_: GraphQLInputObjectType) -> dict[str, Any]:
    """A good value for what an input demands."""
    given: dict[str, Any] = sample(type_)
    for place, field in places_of(type_):
        if is_there(given, place) and not isinstance(get_named_type(field), GraphQLInputObjectType):
            given = with_value(type_, given, place, good_value(place, field))
    return given


def good_value(place: Place, field: Any) -> Any:
    return VALUES.get(place[-1], sample(field))


def with_id(act: str, given: dict[str, Any], place: Place, key: str) -> dict[str, Any]:
    """The input with an id at a place, in a list where it takes several."""
    type_ = input_of(act)
    return with_value(type_, given, place, [key] if is_list(dict(places_of(type_))[place]) else key)


def read_rows(acting: Acting) -> Rows:
    """All live rows, in the order of their ids."""

    def work(transaction: Transaction) -> Rows:
        return {
            type_.name: transaction.fetch(
                select(type_.table).where(type_.table.c.environment == "LIVE").order_by(type_.table.c.id)
            )
            for type_ in make_catalog().types.values()
        }

    rows: Rows = acting.runner.run(acting.database.write(work))
    return rows
