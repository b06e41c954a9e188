"""The toy's graph answered the ordinary way: graphql-core, resolvers in Python, lists that are filtered and sorted.

Nothing here knows of plans or SQL; each rule is written as a reader of the schema would understand it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cmp_to_key
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, execute_sync, parse

from gateway.entity import Entity
from gateway.schema.build import build_schema
from gateway.viewer import Viewer
from tests.planner.seal import SEAL
from tests.planner.toy import (
    Customer,
    CustomerLabel,
    Item,
    Purchase,
    Shop,
    make_catalog,
    tell_initials,
    tell_letter,
    tell_worries,
)
from tests.planner.toy_rows import FORMER_IDS, Row, Rows

Getter = Callable[[Row], Any]
Arguments = Mapping[str, Any]
Resolver = Callable[["World", Row, Arguments], Any]

DECIMALS = {"EUR": 2, "GBP": 2, "USD": 2, "JPY": 0, "KWD": 3, "CLF": 4}


# ── Values ─────────────────────────────────────────────────────────────────────────────────────────────────────


def column(name: str) -> Getter:
    return lambda row: row[name]


def greeting(row: Row) -> str | None:
    name: str | None = row["email"] if row["name"] is None else row["name"]
    return name


def document(name: str) -> Getter:
    """JSON was written as an object, or as finished text."""
    return lambda row: json.loads(row[name]) if isinstance(row[name], bytes) else row[name]


SHARED: dict[str, Getter] = {
    "id": column("id"),
    "environment": column("environment"),
    "version": column("version"),
    "createdAt": column("created_at"),
    "updatedAt": column("updated_at"),
}

VALUES: dict[type[Entity], dict[str, Getter]] = {
    Shop: SHARED
    | {
        "name": column("name"),
        "countryCode": column("country_code"),
        "currency": column("currency"),
        "timezone": column("timezone"),
        "website": column("website"),
        "openedOn": column("opened_on"),
        "isOpen": column("is_open"),
        "rating": column("rating"),
        "margin": column("margin"),
    },
    Customer: SHARED
    | {
        "name": column("name"),
        "email": column("email"),
        "phone": column("phone"),
        "kind": column("kind"),
        "mood": column("mood"),
        "isMember": column("is_member"),
        "birthdate": column("birthdate"),
        "seenAt": column("seen_at"),
        "visits": column("visits"),
        "steps": column("steps"),
        "height": column("height"),
        "profile": document("profile"),
        "notes": column("notes"),
        "oldName": column("old_name"),
        "greeting": greeting,
        "sortOf": lambda _: "customer",
        "hasSecret": lambda row: row["secret"] is not None,
        "shopId": column("shop_id"),
    },
    Purchase: SHARED
    | {
        "number": column("number"),
        "placedAt": column("placed_at"),
        "isGift": column("is_gift"),
        "currency": column("currency"),
        "customerId": column("customer_id"),
        "shopId": column("shop_id"),
    },
    Item: SHARED
    | {
        "position": column("position"),
        "sku": column("sku"),
        "quantity": column("quantity"),
        "weight": column("weight"),
        "currency": column("currency"),
        "extras": document("extras"),
        "purchaseId": column("purchase_id"),
    },
}
"""Plain values, by their names in the graph."""

AMOUNTS: dict[type[Entity], dict[str, Getter]] = {
    Shop: {},
    Customer: {},
    Purchase: {"total": column("total"), "tip": column("tip")},
    Item: {"price": column("price")},
}
"""Minor units: they filter and sort as numbers and are shown as money."""


def value_of(entity: type[Entity], field: str, row: Row) -> Any:
    """What a field filters and sorts by."""
    return (VALUES[entity] | AMOUNTS[entity])[field](row)


def shown(value: Any) -> Any:
    """As a client sees it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    return value.isoformat() if isinstance(value, date) else value


def money(units: int | None, currency: str | None) -> Row | None:
    if units is None or currency is None:
        return None
    places = DECIMALS[currency]
    amount = f"{Decimal(units).scaleb(-places):.{places}f}"
    return {"amount": amount, "currency": currency, "minorUnits": units}


# ── Filters ────────────────────────────────────────────────────────────────────────────────────────────────────


def fulfils(world: "World", entity: type[Entity], row: Row, given: Arguments | None) -> bool:
    """Whether a row fulfils every condition of a filter."""
    return all(
        _fulfils(world, entity, row, name, value)
        for name, value in (given or {}).items()
        if value is not None
    )


def _fulfils(world: "World", entity: type[Entity], row: Row, name: str, given: Any) -> bool:
    match name:
        case "and":
            return all(fulfils(world, entity, row, part) for part in given)
        case "or":
            return any(fulfils(world, entity, row, part) for part in given)
        case "not":
            return not fulfils(world, entity, row, given)
        case "labels":
            mine = [each["word"] for each in world.labels(row)]
            return all(
                _has(mine, operator, wanted) for operator, wanted in given.items() if wanted is not None
            )
        case "profile" | "extras":
            value = value_of(entity, name, row)
            return all(_json(value, entry) for entry in given)
    relation = RELATIONS.get((entity, name))
    if relation is None:
        value = _bare(value_of(entity, name, row))
        return all(_compare(value, operator, _bare(operand)) for operator, operand in given.items())
    target, related, is_one = relation
    rows = related(world, row)
    if is_one:
        return any(fulfils(world, target, each, given) for each in rows)
    return all(
        any(fulfils(world, target, each, part) for each in rows) == (quantifier == "some")
        for quantifier, part in given.items()
        if part is not None
    )


def _has(mine: list[str], operator: str, wanted: Any) -> bool:
    if operator == "has":
        return wanted in mine
    return (any if operator == "hasAny" else all)(word in mine for word in wanted)


_MISSING = object()


def _json(value: Any, entry: Arguments) -> bool:
    found = value
    for key in entry["path"].split("."):
        found = found.get(key, _MISSING) if isinstance(found, dict) else _MISSING
    conditions = []
    if entry.get("exists") is not None:
        conditions.append((found is not _MISSING) == entry["exists"])
    if "eq" in entry:
        conditions.append(_is_same(found, entry["eq"]))
    if "ne" in entry:
        conditions.append(not _is_same(found, entry["ne"]))
    return all(conditions)


def _is_same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1, and 1 is 1.0."""
    return one is not _MISSING and isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _bare(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _compare(value: Any, operator: str, operand: Any) -> bool:
    match operator:
        case "isNull":
            return operand is None or (value is None) == operand
        case "eq":
            return bool(value == operand)
        case "ne":
            return bool(value != operand)
    if operand is None:
        return False
    if operator == "notIn":
        return value not in [_bare(each) for each in operand]
    if value is None:
        return False
    match operator:
        case "in":
            return value in [_bare(each) for each in operand]
        case "contains":
            return operand.casefold() in value.casefold()
        case "startsWith":
            return bool(value.casefold().startswith(operand.casefold()))
        case "gt":
            return bool(value > operand)
        case "gte":
            return bool(value >= operand)
        case "lt":
            return bool(value < operand)
        case "lte":
            return bool(value <= operand)
    raise AssertionError(operator)


# ── Pages ──────────────────────────────────────────────────────────────────────────────────────────────────────

Order = list[tuple[str, bool]]
"""Columns, each with whether it descends."""

_LOWEST = {
    "birthdate": "0001-01-01",
    "opened_on": "0001-01-01",
    "seen_at": "0001-01-01T00:00:00.000Z",
    "placed_at": "0001-01-01T00:00:00.000Z",
    "visits": -(2**63),
    "steps": -(2**63),
    "tip": -(2**63),
    "quantity": -(2**63),
    "price": -(2**63),
}
_EXACT = {"id", "kind", "mood"}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def order_of(given: list[Arguments] | None, default: Order) -> Order:
    """The order keys; the id comes last, in the last key's direction."""
    keys = [
        (_bare(each["field"]).lower(), _bare(each.get("direction")) == "DESC") for each in given or ()
    ] or default
    unique: dict[str, bool] = {}
    for name, descends in [*keys, ("id", keys[-1][1])]:
        unique.setdefault(name, descends)
    return list(unique.items())


def sort_values(entity: type[Entity], row: Row, order: Order) -> list[Any]:
    """What a row is ordered by: missing values as the smallest, text without regard to the case of A–Z."""
    values = []
    for name, _ in order:
        value = _bare(value_of(entity, camel(name), row))
        if value is None:
            value = _LOWEST.get(name, "")
        elif isinstance(value, str) and name not in _EXACT:
            value = "".join(letter.lower() if "A" <= letter <= "Z" else letter for letter in value)
        values.append(shown(value))
    return values


def compare(one: list[Any], other: list[Any], order: Order) -> int:
    for (_, descends), mine, given in zip(order, one, other, strict=True):
        if mine != given:
            return 1 if (mine > given) != descends else -1
    return 0


def write_cursor(values: list[Any], order: Order) -> str:
    signature = ",".join(f"{name}{'-' if descends else '+'}" for name, descends in order)
    return SEAL.close(json.dumps([signature, *values]))


def read_cursor(cursor: str) -> list[Any]:
    values: list[Any] = json.loads(SEAL.open(cursor))[1:]
    return values


def connection(
    world: "World", entity: type[Entity], rows: list[Row], arguments: Arguments, default: Order
) -> Row:
    """A page, as the Relay specification describes it."""
    order = order_of(arguments.get("orderBy"), default)

    def compare_rows(one: tuple[list[Any], Row], other: tuple[list[Any], Row]) -> int:
        return compare(one[0], other[0], order)

    found = [row for row in rows if fulfils(world, entity, row, arguments.get("filter"))]
    keyed = [(sort_values(entity, row, order), row) for row in found]
    keyed.sort(key=cmp_to_key(compare_rows))
    after, before = arguments.get("after"), arguments.get("before")
    within = [
        (key, row)
        for key, row in keyed
        if (after is None or compare(key, read_cursor(after), order) > 0)
        and (before is None or compare(key, read_cursor(before), order) < 0)
    ]
    first, last = arguments.get("first"), arguments.get("last")
    if last is not None:
        taken = within[max(0, len(within) - last) :]
        has_previous = len(within) > last
        has_next = before is not None and any(
            compare(key, read_cursor(before), order) >= 0 for key, _ in keyed
        )
    else:
        size = 20 if first is None else first
        taken = within[:size]
        has_next = len(within) > size
        has_previous = after is not None and any(
            compare(key, read_cursor(after), order) <= 0 for key, _ in keyed
        )
    edges = [{"cursor": write_cursor(key, order), "node": row} for key, row in taken]
    info = {
        "hasNextPage": has_next,
        "hasPreviousPage": has_previous,
        "startCursor": edges[0]["cursor"] if edges else None,
        "endCursor": edges[-1]["cursor"] if edges else None,
    }
    return {"edges": edges, "nodes": [row for _, row in taken], "pageInfo": info, "totalCount": len(found)}


# ── Rows that a viewer may see, and what belongs to them ───────────────────────────────────────────────────────

OWNERS: dict[type[Entity], str | None] = {
    Shop: None,
    Customer: "id",
    Purchase: "customer_id",
    Item: "customer_id",
}


@dataclass
class World:
    """Everything there is, as one viewer sees it."""

    all: Rows
    viewer: Viewer

    def rows(self, entity: type[Entity]) -> list[Row]:
        owner = OWNERS[entity]
        here = [row for row in self.all[entity] if row["environment"] == self.viewer.environment.value]
        if self.viewer.is_staff or (owner is None and self.viewer.role.value != "nobody"):
            return here
        if owner is None or self.viewer.role.value != "customer":
            return []
        return [row for row in here if row[owner] == _now_of(self.viewer.owner_id)]

    def find(self, entity: type[Entity], **columns: Any) -> list[Row]:
        return [
            row for row in self.rows(entity) if all(row[name] == value for name, value in columns.items())
        ]

    def by_id(self, entity: type[Entity], identifier: str | None) -> Row | None:
        return next(iter(self.find(entity, id=_now_of(identifier))), None)

    def any(self, identifier: str) -> Row | None:
        return next((row for entity in OWNERS if (row := self.by_id(entity, identifier))), None)

    def labels(self, row: Row) -> list[Row]:
        mine = [each for each in self.all[CustomerLabel] if each["customer_id"] == row["id"]]
        return sorted(mine, key=lambda each: int(each["position"]))

    def identified(self, identifier: Arguments) -> Row | None:
        """One row or none; never a guess."""
        ((name, given),) = identifier.items()
        rows = self.rows(Customer)
        match name:
            case "id":
                found = [row for row in rows if row["id"] == _now_of(given)]
            case "email":
                found = [row for row in rows if "@" in given and row["email_folded"] == given.lower()]
            case "purchase":
                wanted = {key: value for key, value in given.items() if value is not None}
                found = [row for row in rows if self.find(Purchase, customer_id=row["id"], **wanted)]
            case _:
                names = {"city": "home__city", "colour": "settings__colour"}
                wanted = {names[key]: value for key, value in given.items() if value is not None}
                found = [row for row in rows if row in self.find(Customer, **wanted)]
        return found[0] if len(found) == 1 else None

    def searched(self, text: str | None) -> list[Row]:
        terms = (text or "").lower().split()
        if not terms:
            return self.rows(Customer)
        return [
            row
            for row in self.rows(Customer)
            if all(any(word.startswith(term) for word in words_of(row)) for term in terms)
        ]


def _now_of(identifier: str | None) -> str | None:
    """The id that answers for a former one."""
    return FORMER_IDS.get(identifier or "", identifier)


def words_of(row: Row) -> list[str]:
    return [*(row["name"] or "").lower().split(), *(row["email"] or "").lower().split("@")]


RELATIONS: dict[tuple[type[Entity], str], tuple[type[Entity], Callable[[World, Row], list[Row]], bool]] = {
    (Customer, "circle.bought"): (
        Purchase,
        lambda world, row: world.find(Purchase, customer_id=row["id"]),
        False,
    ),
    (Customer, "circle.watched"): (
        Item,
        lambda world, row: world.find(Item, customer_id=row["id"]),
        False,
    ),
    (Shop, "purchases"): (Purchase, lambda world, row: world.find(Purchase, shop_id=row["id"]), False),
    (Customer, "shop"): (Shop, lambda world, row: world.find(Shop, id=row["shop_id"]), True),
    (Customer, "gift"): (
        Purchase,
        lambda world, row: world.find(Purchase, customer_id=row["id"], is_gift=True),
        True,
    ),
    (Customer, "purchases"): (
        Purchase,
        lambda world, row: world.find(Purchase, customer_id=row["id"]),
        False,
    ),
    (Customer, "audits"): (Item, lambda world, row: world.find(Item, customer_id=row["id"]), False),
    (Purchase, "customer"): (Customer, lambda world, row: world.find(Customer, id=row["customer_id"]), True),
    (Purchase, "shop"): (Shop, lambda world, row: world.find(Shop, id=row["shop_id"]), True),
    (Purchase, "items"): (Item, lambda world, row: world.find(Item, purchase_id=row["id"]), False),
    (Purchase, "lines"): (Item, lambda world, row: world.find(Item, purchase_id=row["id"]), False),
    (Item, "purchase"): (Purchase, lambda world, row: world.find(Purchase, id=row["purchase_id"]), True),
}
"""Which rows belong to a row; True when there is at most one."""


# ── Resolvers ──────────────────────────────────────────────────────────────────────────────────────────────────


def _settings(_: World, row: Row, __: Arguments) -> Any:
    return {"colour": row["settings__colour"], "isLoud": row["settings__is_loud"]}


def _home(_: World, row: Row, __: Arguments) -> Any:
    if row["home__city"] is None:
        return None
    door = {"number": row["home__door__number"], "colour": row["home__door__colour"]}
    return {
        "city": row["home__city"],
        "rent": money(row["home__rent"], row["home__rent_currency"]),
        "rentCurrency": row["home__rent_currency"],
        "door": None if door["number"] is None else door,
    }


def _circle(world: World, row: Row, _: Arguments) -> Any:
    return {
        "size": row["circle__size"],
        "shop": world.by_id(Shop, row["shop_id"]),
        "bought": row,
        "watched": row,
        "initials": tell_initials(
            {"name": row["name"], "gifts": world.find(Purchase, customer_id=row["id"], is_gift=True)}, {}
        ),
    }


def _in_circle(name: str, default: Order) -> Resolver:
    target, related, _ = RELATIONS[Customer, f"circle.{name}"]
    return lambda world, circle, arguments: connection(
        world, target, related(world, circle[name]), arguments, default
    )


def _letter(_: World, row: Row, arguments: Arguments) -> Any:
    material = {
        "name": row["name"],
        "greeting": greeting(row),
        "secret": row["secret"],
        "steps": row["steps"],
        "profile": document("profile")(row),
        "seen_at": shown(row["seen_at"]),
        "is_member": row["is_member"],
    }
    return tell_letter(material, {"to": None, **arguments})


def _worries(world: World, row: Row, arguments: Arguments) -> Any:
    purchases = sorted(world.find(Purchase, customer_id=row["id"]), key=lambda each: str(each["id"]))
    purchases.sort(key=lambda each: str(each["number"]).lower(), reverse=True)
    material = {
        "id": row["id"],
        "notes": row["notes"],
        "purchases": [
            {
                "number": each["number"],
                "placed_at": shown(each["placed_at"]),
                "items": sorted(world.find(Item, purchase_id=each["id"]), key=lambda item: str(item["id"])),
            }
            for each in purchases
        ],
    }
    return tell_worries(material, {"numbers": None, **arguments})


def _attribute(name: str) -> Resolver:
    return lambda _, told, __: shown(getattr(told, name))


def _one(entity: type[Entity], name: str) -> Resolver:
    _, related, _ = RELATIONS[entity, name]
    return lambda world, row, _: next(iter(related(world, row)), None)


def _many(entity: type[Entity], name: str, default: Order) -> Resolver:
    target, related, _ = RELATIONS[entity, name]
    return lambda world, row, arguments: connection(world, target, related(world, row), arguments, default)


def _money(name: str) -> Resolver:
    return lambda _, row, __: money(row[name], row["currency"])


def _plain(get: Getter) -> Resolver:
    return lambda _, row, __: shown(get(row))


def _root(entity: type[Entity]) -> Resolver:
    return lambda world, _, arguments: world.by_id(entity, arguments["id"])


def _roots(entity: type[Entity], default: Order) -> Resolver:
    return lambda world, _, arguments: connection(
        world,
        entity,
        world.searched(arguments.get("search")) if entity is Customer else world.rows(entity),
        arguments,
        default,
    )


NEWEST: Order = [("created_at", True)]
DEFAULT_ORDERS: dict[tuple[str, str], tuple[type[Entity], Order]] = {
    ("Query", "shops"): (Shop, [("name", False)]),
    ("Query", "customers"): (Customer, NEWEST),
    ("Query", "purchases"): (Purchase, NEWEST),
    ("Shop", "purchases"): (Purchase, [("placed_at", True)]),
    ("Customer", "purchases"): (Purchase, [("placed_at", True)]),
    ("Customer", "audits"): (Item, [("sku", False)]),
    ("CustomerCircle", "bought"): (Purchase, [("number", False)]),
    ("CustomerCircle", "watched"): (Item, [("sku", False)]),
    ("Purchase", "items"): (Item, [("position", False)]),
}
"""Every connection: what it is of, and its order when none is asked for."""

RESOLVERS: dict[str, dict[str, Resolver]] = {
    "Query": {
        "node": lambda world, _, arguments: world.any(arguments["id"]),
        "nodes": lambda world, _, arguments: [world.any(each) for each in arguments["ids"]],
        "shop": _root(Shop),
        "customer": _root(Customer),
        "purchase": _root(Purchase),
        "customerBy": lambda world, _, arguments: world.identified(arguments["identifier"]),
        "viewer": lambda world, _, __: {
            "role": world.viewer.role.value,
            "environment": world.viewer.environment,
            "ownerId": world.viewer.owner_id,
            "applicationId": world.viewer.application_id,
            "customClaim": world.viewer.custom_claim,
        },
    },
    "Viewer": {"customer": lambda world, _, __: _caller(world)},
    "Shop": {},
    "Customer": {
        "settings": _settings,
        "home": _home,
        "circle": _circle,
        "as": _letter,
        "worries": _worries,
        "labels": lambda world, row, _: [each["word"] for each in world.labels(row)],
        "shop": _one(Customer, "shop"),
        "gift": _one(Customer, "gift"),
        "callerClaim": lambda world, _, __: world.viewer.custom_claim,
        "callerCustomer": lambda world, _, __: _caller(world),
        "callerShops": lambda world, _, __: [
            row
            for row in sorted(world.rows(Shop), key=lambda row: str(row["id"]))
            if row["id"] in world.viewer.market_ids
        ],
    },
    "Purchase": {
        "total": _money("total"),
        "tip": _money("tip"),
        "customer": _one(Purchase, "customer"),
        "shop": _one(Purchase, "shop"),
        "lines": lambda world, row, _: sorted(
            world.find(Item, purchase_id=row["id"]),
            key=lambda each: (each["position"], each["id"]),
            reverse=True,
        ),
    },
    "CustomerCircle": {
        "bought": _in_circle("bought", [("number", False)]),
        "watched": _in_circle("watched", [("sku", False)]),
    },
    "Worry": {
        "isNew": _attribute("is_new"),
        "id": _attribute("id"),
        "mood": _attribute("mood"),
        "receipts": _attribute("receipts"),
        "worst": _attribute("worst"),
    },
    "Receipt": {
        "number": _attribute("number"),
        "skus": _attribute("skus"),
        "from": _attribute("from_"),
    },
    "Item": {"price": _money("price"), "purchase": _one(Item, "purchase")},
}
for (_type_name, _field), (_entity, _default) in DEFAULT_ORDERS.items():
    if _type_name == "Query":
        RESOLVERS[_type_name][_field] = _roots(_entity, _default)
for _parent in (Shop, Customer, Purchase, Item):
    _name = _parent.__name__
    RESOLVERS[_name] |= {name: _plain(get) for name, get in VALUES[_parent].items()}
    for (_type_name, _field), (_, _default) in DEFAULT_ORDERS.items():
        if _type_name == _name:
            RESOLVERS[_name][_field] = _many(_parent, _field, _default)


def _caller(world: World) -> Row | None:
    return world.by_id(Customer, world.viewer.owner_id) if world.viewer.role.value == "customer" else None


_TYPES = {entity.__prefix__: entity.__name__ for entity in OWNERS}


def ordinary_schema() -> GraphQLSchema:
    """The toy's schema with a resolver for every field."""
    schema = build_schema(make_catalog()).core
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            type_.is_type_of = None
            for name, field in type_.fields.items():
                field.resolve = _resolver(RESOLVERS.get(type_.name, {}).get(name), name)
    node: Any = schema.get_type("Node")
    node.resolve_type = lambda row, *_: _TYPES[row["id"][:3]]
    return schema


def _resolver(resolve: Resolver | None, name: str) -> Any:
    if resolve is None:
        return lambda row, _: row[name]
    return lambda row, info, **arguments: resolve(info.context, row, arguments)


def answer(schema: GraphQLSchema, world: World, query: str, variables: Mapping[str, Any]) -> Any:
    """The data of an operation that has no errors."""
    result = execute_sync(schema, parse(query), None, world, dict(variables))
    assert result.errors is None, result.errors
    return result.data
