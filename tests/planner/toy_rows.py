"""The rows that the planner's tests read: few enough to know by heart, odd enough to find mistakes.

LIVE has three shops, eight customers, eleven purchases and nine items; TEST has one of each, much like a live one.
"""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from gateway.entity import Entity
from gateway.identifier import encode
from gateway.view import table_of
from tests.planner.toy import (
    FORMER,
    METADATA,
    WORDS,
    Customer,
    CustomerLabel,
    Item,
    Kind,
    Mood,
    Purchase,
    Shop,
)

Row = dict[str, Any]
Rows = Mapping[type[Entity], list[Row]]

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def at(day: int, **time: int) -> datetime:
    """An instant of January 2026."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day - 1, **time)


def identify(entity: type[Entity], number: int) -> str:
    """`cus_00000000000000000000000001`"""
    return encode(entity.__prefix__, number)


def _row(entity: type[Entity], number: int, values: Row) -> Row:
    """A row with a value for every column, live unless it says otherwise."""
    shared = {"id": identify(entity, number), "environment": "LIVE", "version": 1}
    empty: Row = dict.fromkeys(table_of(entity).columns.keys())
    return empty | shared | {"created_at": at(number), "updated_at": NOON} | values


def shop(number: int, **values: Any) -> Row:
    return _row(Shop, number, {"name": f"Shop {number}", "currency": "EUR", "is_open": True} | values)


def customer(number: int, **values: Any) -> Row:
    email = values.get("email")
    row = {"kind": Kind.PERSON, "email_folded": email.lower() if email else None} | values
    return _row(Customer, number, row)


def label(number: int, customer: int, position: int, word: str, **values: Any) -> Row:
    row = {"customer_id": identify(Customer, customer), "position": position, "word": word}
    return _row(CustomerLabel, number, row | values)


def purchase(serial: int, customer: int | None, shop: int | None, **values: Any) -> Row:
    row = {
        "number": f"N{serial:03}",
        "is_gift": False,
        "currency": "EUR",
        "customer_id": identify(Customer, customer) if customer else None,
        "shop_id": identify(Shop, shop) if shop else None,
    }
    return _row(Purchase, serial, row | values)


def item(number: int, purchase: Row, position: int, **values: Any) -> Row:
    row = {
        "position": position,
        "sku": f"SKU-{number}",
        "purchase_id": purchase["id"],
        "customer_id": purchase["customer_id"],
    }
    return _row(Item, number, row | values)


ADA, BOB, EMILE, ACME, NOBODY, EMPTY, TWIN, ODD = range(1, 9)
TEST_ADA = 20
AUGUSTA, BYRON, TEST_BYRON = 30, 31, 32
"""Former customers: Byron became Augusta, who became Ada; one of TEST became the other Ada."""
FORMER_IDS = {
    identify(Customer, old): identify(Customer, present)
    for old, present in ((AUGUSTA, ADA), (BYRON, ADA), (TEST_BYRON, TEST_ADA))
}
"""Id that was → the one that answers for it."""
BAKERY, BOOKS, CINEMA = range(1, 4)
TEST_SHOP = 9

ODD_TEXT = 'Tab\t "quote" back\\slash\nline \x01\x7f \u2028 😀 é </script> \'; DROP TABLE customer; --'
"""Everything that JSON, SQL or a page could stumble over."""


def known_rows() -> Rows:
    """What golden cases are about."""
    shops = [
        shop(
            BAKERY,
            name="Bakery",
            country_code="DE",
            timezone="Europe/Berlin",
            website="https://bakery.example/",
            opened_on=date(1999, 12, 31),
            rating="4.50",
            margin="0.30",
        ),
        shop(
            BOOKS, name="books", country_code="JP", currency="JPY", opened_on=date(2020, 2, 29), is_open=False
        ),
        shop(CINEMA, name="Cinéma", currency="KWD", rating="0.1", margin="0.05"),
        shop(TEST_SHOP, name="Trial", environment="TEST", margin="0.99"),
    ]
    customers = [
        customer(
            ADA,
            name="Ada Lovelace",
            email="Ada@Example.com",
            phone="+441234567890",
            mood=Mood.GLAD,
            is_member=True,
            birthdate=date(1815, 12, 10),
            seen_at=at(30, hours=9, milliseconds=250),
            visits=5,
            steps=9_007_199_254_740_993,
            height="1.65",
            profile={
                "pets": [{"name": "Rex", "age": 3}],
                "size": {"shoe": 39.5, "hat": 56},
                "vip": True,
                "nothing": None,
                "zip": "0123",
                "a.b": "dotted",
            },
            notes="Pays late.",
            secret="s3cret",
            old_name="Augusta",
            settings__colour="blue",
            settings__is_loud=False,
            home__city="London",
            home__rent=123_456,
            home__rent_currency="GBP",
            home__door__number=12,
            home__door__colour="green",
            shop_id=identify(Shop, BAKERY),
        ),
        customer(
            BOB,
            name="bob",
            email="bob@example.com",
            mood=Mood.ANGRY,
            is_member=False,
            birthdate=date(1990, 1, 1),
            seen_at=at(30, hours=9),
            visits=0,
            steps=-1,
            profile={"vip": False, "size": {"hat": 56.0, "shoe": 40}, "zip": 123},
            notes="Friendly.",
            home__city="Rome",
            shop_id=identify(Shop, BOOKS),
        ),
        customer(
            EMILE,
            name="Émile Zola",
            email="emile@example.com",
            mood=Mood.CALM,
            birthdate=date(1840, 4, 2),
            visits=5,
            home__city="Paris",
            home__rent=500,
            home__door__number=1,
            profile={"vip": 1, "pets": []},
            shop_id=identify(Shop, CINEMA),
        ),
        customer(ACME, name="ACME", email="post@acme.example", kind=Kind.COMPANY, is_member=True, visits=70),
        customer(NOBODY),
        customer(EMPTY, name="", email="", profile={}, visits=-3, settings__colour=""),
        customer(
            TWIN, name="Bob", email="BOB@example.com", kind=Kind.COMPANY, visits=0, seen_at=at(30, hours=9)
        ),
        customer(ODD, name=ODD_TEXT, profile={ODD_TEXT: ODD_TEXT}, secret=""),
        customer(TEST_ADA, name="Ada Trial", email="ada@example.com", environment="TEST", visits=5),
    ]
    labels = [
        label(1, ADA, 1, "vip"),
        label(2, ADA, 2, "early"),
        label(3, ADA, 3, ODD_TEXT),
        label(4, BOB, 1, "vip"),
        label(5, TWIN, 1, "early"),
        label(6, TEST_ADA, 1, "vip", environment="TEST"),
    ]
    purchases = [
        purchase(1, ADA, BAKERY, placed_at=at(10), total=1_999, tip=1),
        purchase(2, ADA, BOOKS, placed_at=at(12), currency="JPY", total=12_000, is_gift=True),
        purchase(3, ADA, CINEMA, placed_at=at(12), currency="KWD", total=1_500, tip=-5),
        purchase(4, ADA, BAKERY, total=0, tip=0),
        purchase(5, ADA, None, placed_at=at(11, hours=1), currency="CLF", total=12_345),
        purchase(6, BOB, BAKERY, placed_at=at(9), total=-250, tip=100),
        purchase(7, BOB, BOOKS, placed_at=at(20), currency="JPY", total=-7),
        purchase(8, EMILE, CINEMA, currency="KWD", total=5),
        purchase(9, ACME, BAKERY, placed_at=at(1), total=9_007_199_254_740_993),
        purchase(10, None, BAKERY, placed_at=at(2), total=100),
        purchase(11, None, None, placed_at=at(2), currency="USD", total=100),
        purchase(20, TEST_ADA, TEST_SHOP, placed_at=at(10), total=1, environment="TEST"),
    ]
    bread, book, ticket = purchases[0], purchases[1], purchases[2]
    items = [
        item(
            1,
            bread,
            1,
            sku="BREAD",
            quantity=2,
            weight="0.750",
            currency="EUR",
            price=350,
            extras={"cut": True},
        ),
        item(
            2,
            bread,
            2,
            sku="Butter",
            quantity=1,
            weight="0.25",
            currency="EUR",
            price=299,
            extras=[1, "two", None],
        ),
        item(3, bread, 3, sku="cake", currency="EUR", price=1_000, extras="plain"),
        item(4, book, 1, sku="BOOK", quantity=1, currency="JPY", price=12_000, extras=b"null"),
        item(5, ticket, 1, sku="TICKET", quantity=3, currency="KWD", price=500),
        item(6, ticket, 2, sku="POPCORN", quantity=0, currency="KWD", extras=1.5),
        item(7, purchases[5], 1, sku="BREAD", quantity=-1, currency="EUR", price=-250),
        item(8, purchases[6], 1, sku="BOOK", quantity=None, price=7),
        item(9, purchases[8], 1, sku="OVEN", quantity=1, currency="EUR", price=9_007_199_254_740_993),
        item(20, purchases[11], 1, sku="BREAD", environment="TEST"),
    ]
    return {Shop: shops, Customer: customers, CustomerLabel: labels, Purchase: purchases, Item: items}


def crowd() -> Rows:
    """The known rows and many more, always the same: pages that are full, and ties in every order."""
    dice = random.Random(20260131)  # noqa: S311 (nobody must not guess it)
    rows = known_rows()
    for number in range(100, 130):
        rows[Customer].append(
            customer(
                number,
                name=dice.choice([None, "", "Zoe", "zoe", "Zoë", "Adam", "ADAM", "bob o'neil", f"N{number}"]),
                email=dice.choice([None, f"C{number}@Example.org", f"c{number}@example.net"]),
                kind=dice.choice(list(Kind)),
                mood=dice.choice([None, *Mood]),
                is_member=dice.choice([None, True, False]),
                birthdate=dice.choice([None, date(2000, 1, dice.randint(1, 3))]),
                seen_at=dice.choice([None, at(dice.randint(1, 3))]),
                visits=dice.choice([None, -1, 0, 1, 2**31 - 1, -(2**31)]),
                steps=dice.choice([None, 0, 2**62, -(2**62)]),
                profile=dice.choice(
                    [None, {}, {"vip": dice.choice([True, False, None, "yes", 1])}, {"size": {"hat": 56}}]
                ),
                notes=dice.choice([None, "Kind.", "kind."]),
                secret=dice.choice([None, "x"]),
                settings__colour=dice.choice([None, "red", "blue"]),
                home__city=dice.choice([None, "Rome"]),
                home__rent=dice.choice([None, 5]),
                home__rent_currency=dice.choice([None, "EUR", "JPY"]),
                shop_id=dice.choice([None, *(identify(Shop, each) for each in (BAKERY, BOOKS, CINEMA))]),
                created_at=at(dice.randint(1, 5)),
                environment=dice.choice(["LIVE", "LIVE", "LIVE", "TEST"]),
            )
        )
    for number in range(100, 220):
        owner = dice.choice([ADA, ADA, BOB, EMILE, None, dice.randint(100, 129)])
        rows[Purchase].append(
            purchase(
                number,
                owner,
                dice.choice([None, BAKERY, BOOKS, CINEMA]),
                number=dice.choice([f"N{number}", "same", "SAME"]),
                placed_at=dice.choice([None, at(dice.randint(1, 4))]),
                currency=dice.choice(["EUR", "JPY", "KWD"]),
                total=dice.choice([0, 1, 99, 100, -100, 123_456_789]),
                tip=dice.choice([None, 0, -1, 10]),
                created_at=at(dice.randint(1, 5)),
            )
        )
    # A customer has at most one gift.
    for giver in (identify(Customer, BOB), identify(Customer, EMILE)):
        next(row for row in rows[Purchase][12:] if row["customer_id"] == giver)["is_gift"] = True
    for number in range(100, 300):
        of = dice.choice(rows[Purchase])
        rows[Item].append(
            item(
                number,
                of,
                dice.randint(1, 4),
                sku=dice.choice(["BREAD", "bread", "Éclair", "éclair", "ÉCLAIR", f"S{number}"]),
                quantity=dice.choice([None, 0, 1, 2]),
                currency=dice.choice([None, "EUR", "JPY", "KWD"]),
                price=dice.choice([None, 0, 1, -1, 1_000]),
                extras=dice.choice([None, b"null", {"cut": False}, [], "", 0]),
                environment=of["environment"],
            )
        )
    return rows


def fill(connection: Connection, rows: Rows) -> None:
    """Makes the toy's tables and writes the rows into them."""
    METADATA.create_all(connection)
    for entity, many in rows.items():
        connection.execute(insert(table_of(entity)), many)
    found = [
        {"customer_id": row["id"], "environment": row["environment"], "term": term}
        for row in rows[Customer]
        for term in {*(row["name"] or "").lower().split(), *(row["email"] or "").lower().split("@")}
        if term
    ]
    connection.execute(insert(WORDS), found)
    connection.execute(
        insert(FORMER), [{"id": old, "customer_id": present} for old, present in FORMER_IDS.items()]
    )
