"""Random valid operations on the toy's graph, with everything that GraphQL's grammar offers a query."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

from gateway.entity import Entity
from tests.planner.ordinary import (
    AMOUNTS,
    DEFAULT_ORDERS,
    RELATIONS,
    VALUES,
    order_of,
    shown,
    sort_values,
    value_of,
    write_cursor,
)
from tests.planner.toy import Customer, Item, Purchase, Shop
from tests.planner.toy_rows import Row, Rows

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

ENTITIES: dict[str, type[Entity]] = {each.__name__: each for each in (Shop, Customer, Purchase, Item)}
FOR_STAFF = {"notes", "margin", "audits", "NOTES", "MARGIN", "search", "watched", "as", "worries"}

TEXTS = [
    "",
    "a",
    "b",
    "BOB",
    "bob",
    "Zo",
    "ë",
    "É",
    "éclair",
    "N1",
    "same",
    "BREAD",
    "EUR",
    "%",
    "_",
    "'",
    '"',
    "\\",
]
NUMBERS = [-(2**31), -3, -1, 0, 1, 2, 5, 70, 2**31 - 1]
JSON = ["yes", "0123", True, False, None, 1, 1.0, 56, 39.5, 123, [], {}, [1, "two", None], {"cut": True}]
PATHS = ["vip", "size.hat", "size.shoe", "size", "zip", "nothing", "pets", "cut", "missing.key"]


@dataclass(frozen=True, slots=True)
class Operation:
    query: str
    variables: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"{self.query}\n{json.dumps(self.variables)}"


@st.composite
def operations(draw: Draw, schema: GraphQLSchema, rows: Rows, *, for_staff: bool = True) -> Operation:
    """One operation and its variables; with `for_staff` also what only the staff may see."""
    writer = _Writer(draw, schema, rows, for_staff)
    root: Any = schema.query_type
    body = writer.selection(root, 4)
    variables = f"({', '.join(writer.declared)})" if writer.declared else ""
    return Operation("\n".join([f"query Q{variables} {body}", *writer.fragments]), writer.given)


@dataclass
class _Writer:
    draw: Draw
    schema: GraphQLSchema
    rows: Rows
    for_staff: bool
    declared: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    spreads: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    def number(self) -> int:
        self.count += 1
        return self.count

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def pick(self, choices: Sequence[T]) -> T:
        chosen: T = self.draw(st.sampled_from(choices))
        return chosen

    # ── Selections ─────────────────────────────────────────────────────────────────────────────────────────

    def selection(self, type_: Any, depth: int, *, aliased: bool = False) -> str:
        """A selection set. With `aliased` every key is new, so that types may stand beside each other."""
        if isinstance(type_, GraphQLInterfaceType):
            parts = [self.within(self.schema.type_map[name], depth) for name in self.some(list(ENTITIES))]
            return f"{{ {self.pick(['id', '__typename', 'id __typename'])} {' '.join(parts)} }}"
        fields = [
            name
            for name, each in type_.fields.items()
            if (self.for_staff or name not in FOR_STAFF)
            and (depth > 0 or is_leaf_type(get_named_type(each.type)))
        ]
        if type_ is self.schema.query_type:
            fields = [name for name in fields if not name.startswith("__")]
        if not fields:
            return "{ __typename }"
        parts = [self.part(type_, name, depth, aliased) for name in self.some(fields)]
        if self.chance(5):
            parts.append(f"{self.alias(aliased)}__typename")
        if self.chance(6) and self.spreads.get(type_.name) and not aliased:
            parts.append(f"...{self.pick(self.spreads[type_.name])}{self.directives()}")
        return f"{{ {' '.join(parts)} }}"

    def some(self, choices: list[str]) -> list[str]:
        chosen: list[str] = self.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=4))
        return chosen

    def part(self, type_: GraphQLObjectType, name: str, depth: int, aliased: bool) -> str:
        kind = self.draw(st.integers(1, 12))
        if kind == 10:
            return f"...{self.directives()} {{ {self.field(type_, name, depth, aliased)} }}"
        if kind == 11:
            condition = self.pick(["Node", type_.name]) if type_.name in ENTITIES else type_.name
            within = self.field(type_, name, depth, aliased or condition == "Node")
            if condition == "Node":
                within = f"id ... on {type_.name} {{ {within} }}"
            return f"... on {condition}{self.directives()} {{ {within} }}"
        if kind == 12:
            return self.named(type_, self.field(type_, name, depth, aliased), aliased)
        return self.field(type_, name, depth, aliased)

    def named(self, type_: GraphQLObjectType, within: str, aliased: bool) -> str:
        fragment = f"F{self.number()}"
        self.fragments.append(f"fragment {fragment} on {type_.name} {{ {within} }}")
        if not aliased:
            self.spreads.setdefault(type_.name, []).append(fragment)
        return f"...{fragment}{self.directives()}"

    def within(self, type_: Any, depth: int) -> str:
        selection = self.selection(type_, depth - 1, aliased=True)
        if self.chance(3):
            return self.named(type_, selection[1:-1], aliased=True)
        return f"... on {type_.name}{self.directives()} {selection}"

    def alias(self, aliased: bool) -> str:
        return f"k{self.number()}: " if aliased or self.chance(4) else ""

    def field(self, type_: GraphQLObjectType, name: str, depth: int, aliased: bool) -> str:
        definition = type_.fields[name]
        below: Any = get_named_type(definition.type)
        written = self.arguments(type_.name, name, definition)
        alias = self.alias(aliased or bool(written))
        directives = self.directives()
        if is_leaf_type(below):
            return f"{alias}{name}{written}{directives}"
        return f"{alias}{name}{written}{directives} {self.selection(below, depth - 1, aliased=aliased)}"

    def directives(self) -> str:
        if not self.chance(8):
            return ""
        name, value = self.pick(["include", "skip"]), self.draw(st.booleans())
        condition = self.variable("Boolean!", value) if self.chance(2) else json.dumps(value)
        return f" @{name}(if: {condition})"

    # ── Arguments ──────────────────────────────────────────────────────────────────────────────────────────

    def arguments(self, type_name: str, name: str, definition: GraphQLField) -> str:
        values = self.argument_values(type_name, name)
        if not values:
            return ""
        written = [f"{key}: {self.emit(definition.args[key].type, value)}" for key, value in values.items()]
        return f"({', '.join(written)})"

    def argument_values(self, type_name: str, name: str) -> dict[str, Any]:
        if (type_name, name) in DEFAULT_ORDERS:
            entity, default = DEFAULT_ORDERS[type_name, name]
            return self.page(entity, default, searches=name == "customers" and self.for_staff)
        if (type_name, name) == ("Customer", "as"):
            return {"mood": self.pick(["GLAD", "CALM"]), **self.maybe("to", self.pick(TEXTS))}
        if (type_name, name) == ("Customer", "worries"):
            return self.maybe("numbers", self.pick([["same", "N001"], [], ["N002"]]))
        if type_name != "Query":
            return {}
        match name:
            case "node":
                return {"id": self.identifier()}
            case "nodes":
                return {"ids": [self.identifier() for _ in range(self.draw(st.integers(0, 4)))]}
            case "customerBy":
                return {"identifier": self.identity()}
            case "viewer":
                return {}
        return {"id": self.identifier(ENTITIES[name.capitalize()])}

    def identifier(self, entity: type[Entity] | None = None) -> str:
        if self.chance(10):
            return str(
                self.pick(["", "cus_", "nonsense", "cus_0000000000000000000000000z", "xyz_" + "0" * 26])
            )
        rows = self.rows[entity or self.pick(list(ENTITIES.values()))]
        return str(self.pick(rows)["id"])

    def identity(self) -> dict[str, Any]:
        row = self.pick(self.rows[Customer])
        match self.draw(st.integers(1, 4)):
            case 1:
                return {"id": row["id"]}
            case 2:
                return {"email": self.pick([row["email"] or "nobody", "nobody@example.com"])}
            case 3:
                of = self.pick(self.rows[Purchase])
                return {"purchase": {"number": of["number"], **self.maybe("currency", of["currency"])}}
        return {"place": {"city": row["home__city"] or "", **self.maybe("colour", row["settings__colour"])}}

    def maybe(self, name: str, value: Any) -> dict[str, Any]:
        return {name: value} if self.chance(2) else {}

    def page(
        self, entity: type[Entity], default: list[tuple[str, bool]], *, searches: bool
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if self.chance(2):
            values[self.pick(["first", "last"])] = self.pick([None, 0, 1, 2, 3, 5, 21, 100])
        if self.chance(3):
            values["orderBy"] = self.pick([None, []]) if self.chance(8) else self.order(entity)
        order = order_of(values.get("orderBy"), default)
        for name in ("after", "before"):
            if self.chance(4):
                row = self.pick(self.rows[entity])
                values[name] = (
                    None if self.chance(8) else write_cursor(sort_values(entity, row, order), order)
                )
        if self.chance(2):
            values["filter"] = None if self.chance(10) else self.filter(entity, 2)
        if searches and self.chance(4):
            values["search"] = self.pick(
                [None, "", "  ", "zo", "bob", "example", "ZOE c1", "émile", "nobody"]
            )
        return values

    def order(self, entity: type[Entity]) -> list[dict[str, Any]]:
        enum: Any = self.schema.type_map[f"{entity.__name__}OrderField"]
        names = [name for name in enum.values if self.for_staff or name not in FOR_STAFF]
        return [
            {"field": self.pick(names), **self.maybe("direction", self.pick(["ASC", "DESC"]))}
            for _ in range(self.draw(st.integers(1, 3)))
        ]

    # ── Filters ────────────────────────────────────────────────────────────────────────────────────────────

    def filter(self, entity: type[Entity], depth: int) -> dict[str, Any]:
        type_: Any = self.schema.type_map[f"{entity.__name__}Filter"]
        names = [name for name in type_.fields if self.for_staff or name not in FOR_STAFF]
        if not depth:
            names = [name for name in names if name in VALUES[entity] | AMOUNTS[entity]]
        chosen = dict.fromkeys(self.draw(st.lists(st.sampled_from(names), min_size=0, max_size=3)))
        return {name: self.condition(entity, name, depth) for name in chosen}

    def condition(self, entity: type[Entity], name: str, depth: int) -> Any:
        if self.chance(15):
            return None
        if name in ("and", "or"):
            return [self.filter(entity, depth - 1) for _ in range(self.draw(st.integers(0, 3)))]
        if name == "not":
            return self.filter(entity, depth - 1)
        if (entity, name) in RELATIONS:
            target, _, is_one = RELATIONS[entity, name]
            given = self.filter(target, depth - 1)
            return given if is_one else {self.pick(["some", "none"]): given}
        if name == "labels":
            operator = self.pick(["has", "hasAny", "hasAll"])
            words = self.draw(st.lists(st.sampled_from(["vip", "early", "late"]), max_size=3))
            return {operator: self.pick(["vip", "late"]) if operator == "has" else words}
        if name in ("profile", "extras"):
            return [self.json_condition() for _ in range(self.draw(st.integers(0, 2)))]
        return self.operators(entity, name)

    def json_condition(self) -> dict[str, Any]:
        condition: dict[str, Any] = {"path": self.pick(PATHS)}
        operator = self.pick(["eq", "ne", "exists"])
        return condition | {
            operator: self.pick([True, False, None]) if operator == "exists" else self.pick(JSON)
        }

    def operators(self, entity: type[Entity], name: str) -> dict[str, Any]:
        filter_type: Any = self.schema.type_map[f"{entity.__name__}Filter"]
        operators = get_named_type(filter_type.fields[name].type).fields
        chosen = dict.fromkeys(self.draw(st.lists(st.sampled_from(list(operators)), min_size=0, max_size=2)))
        return {operator: self.operand(entity, name, operator) for operator in chosen}

    def operand(self, entity: type[Entity], name: str, operator: str) -> Any:
        if operator == "isNull":
            return self.pick([True, False, None])
        if self.chance(8):
            return None
        if operator in ("in", "notIn"):
            return [self.value(entity, name) for _ in range(self.draw(st.integers(0, 3)))]
        value = self.value(entity, name)
        if operator in ("contains", "startsWith"):
            return value[: self.draw(st.integers(0, 5))]
        return value

    def value(self, entity: type[Entity], name: str) -> Any:
        """One that some row has, or another that none may have."""
        row: Row = self.pick(self.rows[entity])
        known = shown(value_of(entity, name, row))
        if known is None or self.chance(4):
            others = [shown(value_of(entity, name, each)) for each in self.rows[entity]]
            known = next(each for each in others if each is not None)
            if isinstance(known, str) and name in ("name", "email", "sku", "number", "greeting"):
                known = self.pick(TEXTS)
            elif isinstance(known, int) and not isinstance(known, bool):
                known = self.pick(NUMBERS)
        return known

    # ── Values: written into the document, or as variables ─────────────────────────────────────────────────

    def emit(self, type_: Any, value: Any, *, in_one_of: bool = False) -> str:
        if value is not None and self.chance(4):
            return self.variable(f"{type_}!" if in_one_of else str(type_), value)
        if value is None:
            return self.variable(str(type_), None) if self.chance(3) and not in_one_of else "null"
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if isinstance(type_, GraphQLList):
            if len(value) == 1 and self.chance(3) and not isinstance(value[0], list):
                return self.literal(type_.of_type, value[0])
            return f"[{', '.join(self.emit(type_.of_type, each) for each in value)}]"
        return self.literal(type_, value)

    def literal(self, type_: Any, value: Any) -> str:
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if isinstance(type_, GraphQLInputObjectType):
            fields = [
                f"{name}: {self.emit(type_.fields[name].type, each, in_one_of=type_.is_one_of)}"
                for name, each in value.items()
            ]
            if not type_.is_one_of and self.chance(10):
                absent = next((name for name in type_.fields if name not in value), None)
                if absent and not isinstance(type_.fields[absent].type, GraphQLNonNull):
                    fields.append(f"{absent}: {self.missing(str(type_.fields[absent].type))}")
            return f"{{{', '.join(fields)}}}"
        if isinstance(type_, GraphQLEnumType):
            return str(value)
        return _literal(value)

    def variable(self, type_: str, value: Any) -> str:
        name = f"v{self.number()}"
        self.declared.append(f"${name}: {type_}")
        self.given[name] = value
        return f"${name}"

    def missing(self, type_: str) -> str:
        """A variable that nobody gives: as if what it is for were not there."""
        name = f"v{self.number()}"
        self.declared.append(f"${name}: {type_}")
        return f"${name}"


def _literal(value: Any) -> str:
    """A JSON value in GraphQL's spelling."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_literal(each)}' for name, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_literal(each) for each in value)}]"
    return json.dumps(value)
