"""Four entities with every kind of field, in tables of their own that no migration knows.

Shop ← Purchase → Customer, Purchase ← Item. A Customer is a person: its rows, purchases and items have an owner.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Optional

from sqlalchemy import Column, ForeignKey, MetaData, Table, Text, func, literal_column
from sqlalchemy.orm import registry

from gateway.columns import TEXT, Scalar
from gateway.entity import (
    Audience,
    Computed,
    Entity,
    Group,
    Listed,
    OfCaller,
    Told,
    computed,
    exposed,
    group,
    internal,
    listed,
    money,
    of_caller,
    related,
    told,
)
from gateway.enumeration import described
from gateway.errors import BadUserInput
from gateway.planner.catalog import Aliases, Catalog, Identifier, ListCondition, SearchIndex
from gateway.planner.fields import Link, ValuesField
from gateway.told import Argument, Material, MaterialRows, shown
from gateway.view import table_of
from gateway.viewer import Role, Viewer

METADATA = MetaData()


class ToyEntity(Entity, registry=registry(metadata=METADATA)):
    """An entity that is no part of the product."""


@described({"PERSON": "A human being.", "COMPANY": "An organisation."})
class Kind(StrEnum):
    """What a customer is."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"


@described({"GLAD": "All is well.", "CALM": "Nothing to say.", "ANGRY": "Something went wrong."})
class Mood(StrEnum):
    """How a customer feels."""

    GLAD = "GLAD"
    CALM = "CALM"
    ANGRY = "ANGRY"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A purchase as a worry quotes it."""

    number: str = shown("Its number.")
    skus: list[str] = shown("What it was made of.")
    from_: datetime | None = shown("When it was bought.")


@dataclass(frozen=True, slots=True)
class Worry:
    """Something that the staff should look at."""

    id: str = shown("What it is about.", scalar=Scalar.ID)
    mood: Mood = shown("How bad it is.")
    is_new: bool | None = shown("Whether nobody has looked yet; null when nobody knows.")
    receipts: list[Receipt] = shown("What shows it.")
    worst: Receipt | None = shown("The first of them.")


def tell_letter(material: dict[str, Any], arguments: dict[str, Any]) -> Any:
    """What is known, in the tone that was asked for; nothing about nobody."""
    if arguments["mood"] is Mood.ANGRY:
        raise BadUserInput("No letter is angry.", argument="mood")
    if material["name"] is None:
        return None
    return {"to": arguments["to"] or material["greeting"], "mood": arguments["mood"], **material}


def tell_worries(material: dict[str, Any], arguments: dict[str, Any]) -> list[Worry]:
    """One for the notes, and one for what was never paid, of the numbers that were asked for."""
    numbers = arguments["numbers"]
    receipts = [
        Receipt(
            each["number"],
            [item["sku"] for item in each["items"]],
            each["placed_at"] and datetime(2026, 1, int(each["placed_at"][8:10]), tzinfo=UTC),
        )
        for each in material["purchases"]
        if numbers is None or each["number"] in numbers
    ]
    worries = [Worry(material["id"], Mood.CALM, None, [], None)] if material["notes"] else []
    if receipts:
        worries.append(Worry(material["id"], Mood.ANGRY, True, receipts, receipts[0]))
    return worries


def tell_initials(material: dict[str, Any], _: dict[str, Any]) -> str:
    return "".join(word[0] for word in (material["name"] or "?").split()) + str(len(material["gifts"]))


PURCHASES_OF_A_CUSTOMER = MaterialRows(
    "Purchase",
    by="customer_id",
    columns=("number", "placed_at"),
    order_by=("-number",),
    lists={"items": MaterialRows("Item", by="purchase_id", columns=("sku", "customer_id"))},
)


class Shop(ToyEntity, table=True):
    """A place that sells. It belongs to nobody."""

    __prefix__: ClassVar[str] = "shp"
    __roots__: ClassVar[tuple[str, str] | None] = ("shop", "shops")
    __order__: ClassVar[str] = "name"

    name: str = exposed("Name over the door.", filterable=True, sortable=True)
    country_code: str | None = exposed(
        "Country it is in.", scalar=Scalar.COUNTRY_CODE, filterable=True, sortable=True
    )
    currency: str = exposed("Currency it sells in.", scalar=Scalar.CURRENCY, filterable=True, sortable=True)
    timezone: str | None = exposed("Time zone it is in.", scalar=Scalar.TIME_ZONE)
    website: str | None = exposed("Its address on the web.", scalar=Scalar.URL, filterable=True)
    opened_on: date | None = exposed("When it opened.", filterable=True, sortable=True)
    is_open: bool = exposed("Whether it sells now.", filterable=True, sortable=True)
    rating: str | None = exposed("Stars, of five.", scalar=Scalar.DECIMAL)
    margin: str | None = exposed("What it earns.", visible_to=Audience.STAFF, filterable=True, sortable=True)
    purchases: list["Purchase"] = related(
        "What was bought in it, the latest first.", by="Purchase.shop_id", order_by="-placed_at"
    )


class Customer(ToyEntity, table=True):
    """Somebody who buys."""

    __prefix__: ClassVar[str] = "cus"
    __owner__: ClassVar[str | None] = "id"
    __roots__: ClassVar[tuple[str, str] | None] = ("customer", "customers")

    name: str | None = exposed("What it is called.", filterable=True, sortable=True)
    email: str | None = exposed(
        "E-mail address.", scalar=Scalar.EMAIL_ADDRESS, filterable=True, sortable=True
    )
    email_folded: str | None = internal("E-mail address as it is compared.")
    phone: str | None = exposed("Telephone number.", scalar=Scalar.PHONE_NUMBER)
    kind: Kind = exposed("What it is.", filterable=True, sortable=True)
    mood: Mood | None = exposed("How it feels.", filterable=True, sortable=True)
    is_member: bool | None = exposed("Whether it has joined; null when nobody asked.", filterable=True)
    birthdate: date | None = exposed("Day of birth.", filterable=True, sortable=True)
    seen_at: datetime | None = exposed("When it was last here.", filterable=True, sortable=True)
    visits: int | None = exposed("How often it was here.", filterable=True, sortable=True)
    steps: int | None = exposed("How far it walked.", scalar=Scalar.BIG_INT, filterable=True, sortable=True)
    height: str | None = exposed("Metres.", scalar=Scalar.DECIMAL)
    profile: dict[str, Any] | None = exposed("Anything else.", filterable=True)
    notes: str | None = exposed(
        "What the staff thinks.", visible_to=Audience.STAFF, filterable=True, sortable=True
    )
    secret: str | None = internal("Never shown.")
    old_name: str | None = exposed("What it was called before.", deprecated="Nobody asks any more.")
    greeting: ClassVar[Computed] = computed(
        "How to greet it: by name, else by address.",
        Scalar.STRING,
        lambda row: func.coalesce(row.name, row.email, type_=TEXT),
        filterable=True,
        sortable=True,
    )
    sort_of: ClassVar[Computed] = computed(
        "Kind of this record: always `customer`.",
        Scalar.STRING,
        lambda _: literal_column("'customer'", TEXT),
        nullable=False,
    )
    has_secret: ClassVar[Computed] = computed(
        "Whether it has a secret.",
        Scalar.BOOLEAN,
        lambda row: row.secret.is_not(None),
        nullable=False,
        filterable=True,
        sortable=True,
    )
    settings: ClassVar[Group] = group("How it likes things.", "CustomerSettings")
    settings__colour: str | None = exposed("Best colour.")
    settings__is_loud: bool | None = exposed("Whether it likes noise.")
    home: ClassVar[Group] = group("Where it lives.", "CustomerHome", present_when="home__city")
    home__city: str | None = exposed("City.")
    home__rent: int | None = money("What it pays.", currency="home__rent_currency")
    home__rent_currency: str | None = exposed("Currency of the rent.", scalar=Scalar.CURRENCY)
    home__door: ClassVar[Group] = group("Its door.", "CustomerDoor", present_when="home__door__number")
    home__door__number: int | None = exposed("Number on the door.")
    home__door__colour: str | None = exposed("Colour of the door.")
    labels: ClassVar[Listed] = listed(
        "Words that stick to it, in the order they were given.",
        "CustomerLabel",
        value="word",
        by="customer_id",
        order_by="position",
    )
    shop_id: str | None = exposed(
        "Id of the shop it likes best.", scalar=Scalar.ID, filterable=True, foreign_key="shop.id"
    )
    shop: Optional["Shop"] = related("Shop it likes best.", by="Customer.shop_id")
    gift: Optional["Purchase"] = related(
        "The purchase that was a gift.", by="Purchase.customer_id", where={"is_gift": True}
    )
    purchases: list["Purchase"] = related(
        "What it bought, the latest first.", by="Purchase.customer_id", order_by="-placed_at"
    )
    audits: list["Item"] = related(
        "What the staff looked at.", by="Item.customer_id", order_by="sku", visible_to=Audience.STAFF
    )
    circle: ClassVar[Group] = group("Who is around it.", "CustomerCircle")
    circle__size: int | None = exposed("How many it knows.")
    circle__shop: Optional["Shop"] = related("Shop it likes best.", by="Customer.shop_id")
    circle__bought: list["Purchase"] = related(
        "What it bought, the first first.", by="Purchase.customer_id", order_by="number"
    )
    circle__watched: list["Item"] = related(
        "What the staff looked at.", by="Item.customer_id", order_by="sku", visible_to=Audience.STAFF
    )
    circle__initials: ClassVar[Told] = told(
        "First letters of its name, and how many gifts it has.",
        tell_initials,
        material=Material(
            ("name",),
            {"gifts": MaterialRows("Purchase", by="customer_id", columns=(), where={"is_gift": True})},
        ),
        type_=str,
        visible_to=Audience.EVERYONE,
    )
    as_: ClassVar[Told] = told(
        "A letter to it.",
        tell_letter,
        material=Material(("name", "greeting", "secret", "steps", "profile", "seen_at", "is_member")),
        arguments={
            "mood": Argument(Mood, "In which tone."),
            "to": Argument(str | None, "Who opens it."),
        },
    )
    worries: ClassVar[Told] = told(
        "What the staff should look at.",
        tell_worries,
        material=Material(("id", "notes"), {"purchases": PURCHASES_OF_A_CUSTOMER}),
        arguments={"numbers": Argument(list[str] | None, "Purchases to look into; all without it.")},
        type_=list[Worry],
    )
    caller_claim: ClassVar[OfCaller] = of_caller(
        "The caller's own claim.", lambda viewer: viewer.custom_claim
    )
    caller_customer: ClassVar[OfCaller] = of_caller(
        "The customer that asks.", lambda viewer: _customer_of(viewer), entity="Customer"
    )
    caller_shops: ClassVar[OfCaller] = of_caller(
        "Shops that the caller is limited to.", lambda viewer: viewer.market_ids, entity="Shop", many=True
    )


def _customer_of(viewer: Viewer) -> str | None:
    return viewer.owner_id if viewer.role is Role.CUSTOMER else None


class CustomerLabel(ToyEntity, table=True):
    """A word that sticks to a customer."""

    __prefix__: ClassVar[str] = "lab"
    __owner__: ClassVar[str | None] = "customer_id"
    __is_shown__: ClassVar[bool] = False

    customer_id: str = internal("Whose it is.", scalar=Scalar.ID, foreign_key="customer.id")
    position: int = internal("Its place.")
    word: str = internal("The word.")


class Purchase(ToyEntity, table=True):
    """Something bought at once."""

    __prefix__: ClassVar[str] = "pur"
    __owner__: ClassVar[str | None] = "customer_id"
    __roots__: ClassVar[tuple[str, str] | None] = ("purchase", "purchases")

    number: str = exposed("Number on the receipt.", filterable=True, sortable=True)
    placed_at: datetime | None = exposed(
        "When it was bought; null for a cart.", filterable=True, sortable=True
    )
    is_gift: bool = exposed("Whether it is for somebody else.", filterable=True, sortable=True)
    currency: str = exposed("Currency of its amounts.", scalar=Scalar.CURRENCY, filterable=True)
    total: int = money("What it cost.", filterable=True, sortable=True)
    tip: int | None = money("What was given on top.", filterable=True, sortable=True)
    customer_id: str | None = exposed(
        "Id of the customer.", scalar=Scalar.ID, filterable=True, foreign_key="customer.id"
    )
    customer: Optional["Customer"] = related("Who bought.", by="Purchase.customer_id")
    shop_id: str | None = exposed("Id of the shop.", scalar=Scalar.ID, filterable=True, foreign_key="shop.id")
    shop: Optional["Shop"] = related("Where it was bought.", by="Purchase.shop_id")
    items: list["Item"] = related(
        "What it is made of, in its own sequence.", by="Item.purchase_id", order_by="position"
    )
    lines: list["Item"] = related(
        "The same as a plain list, the last first.",
        by="Item.purchase_id",
        order_by="-position",
        listed=True,
    )


class Item(ToyEntity, table=True):
    """A line of a purchase."""

    __prefix__: ClassVar[str] = "itm"
    __owner__: ClassVar[str | None] = "customer_id"

    position: int = exposed("Its place.", filterable=True, sortable=True)
    sku: str = exposed("What it is.", filterable=True, sortable=True)
    quantity: int | None = exposed("How many.", filterable=True, sortable=True)
    weight: str | None = exposed("Kilogrammes.", scalar=Scalar.DECIMAL)
    currency: str | None = exposed("Currency of its price.", scalar=Scalar.CURRENCY)
    price: int | None = money("What one costs.", filterable=True, sortable=True)
    extras: object | None = exposed("Anything else; any JSON value.", scalar=Scalar.JSON, filterable=True)
    purchase_id: str = exposed(
        "Id of the purchase.", scalar=Scalar.ID, filterable=True, foreign_key="purchase.id"
    )
    purchase: Optional["Purchase"] = related("What it is a part of.", by="Item.purchase_id")
    customer_id: str | None = internal("Who bought it.", scalar=Scalar.ID, foreign_key="customer.id")


WORDS = Table(
    "customer_word",
    METADATA,
    Column("customer_id", Text, ForeignKey(table_of(Customer).c.id), primary_key=True),
    Column("environment", TEXT, primary_key=True),
    Column("term", TEXT, primary_key=True),
)

FORMER = Table(
    "former_customer",
    METADATA,
    Column("id", TEXT, primary_key=True),
    Column("customer_id", TEXT, ForeignKey(table_of(Customer).c.id), nullable=False),
)
"""Ids of customers that are part of another now."""


def words(text: str) -> tuple[str, ...]:
    """What a person typed → the beginnings of words to look for."""
    return tuple(text.lower().split())


def fold_email(email: str) -> str | None:
    """None for what is no address: it identifies nobody."""
    return email.lower() if "@" in email else None


IDENTIFIERS = (
    Identifier("id", "By id.", {"id": ("ID", "The id.")}, {"id": "id"}),
    Identifier(
        "email",
        "By e-mail address.",
        {"email": ("str", "The address.")},
        {"email": "email_folded"},
        normalise=fold_email,
    ),
    Identifier(
        "purchase",
        "By a purchase.",
        {"number": ("str", "Its number."), "currency": ("str | None", "Its currency.")},
        {"number": "number", "currency": "currency"},
        relation="purchases",
    ),
    Identifier(
        "place",
        "By where it lives.",
        {"city": ("str", "The city."), "colour": ("str | None", "The colour it likes.")},
        {"city": "home__city", "colour": "settings__colour"},
    ),
)


@described({"vip": "Somebody to be careful with.", "early": "Somebody who was here first."})
class Sticker(StrEnum):
    """A word that sticks to customers, and that filters of its own ask for."""

    vip = "vip"
    early = "early"


STUCK = ListCondition(
    "hasSticker",
    "sticker",
    Sticker,
    "The word sticks to it.",
    ValuesField(
        "hasSticker",
        table_of(CustomerLabel),
        Link("id", "customer_id"),
        "word",
        (("word", False),),
        "Words that are no field of their own.",
        Audience.STAFF,
    ),
)

ENTITIES = (Shop, Customer, CustomerLabel, Purchase, Item)


def make_catalog() -> Catalog:
    return Catalog(
        ENTITIES,
        search={Customer: SearchIndex(WORDS, "customer_id", words)},
        identifiers={Customer: IDENTIFIERS},
        aliases={Customer: Aliases(FORMER, "customer_id")},
        conditions={Customer: (STUCK,)},
    )
