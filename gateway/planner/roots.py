"""A root field's selection → its plan, and a plan → the statement of one kind of viewer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import FieldNode, GraphQLSchema

from gateway.columns import Scalar, format_instant
from gateway.database import Transaction
from gateway.entity import now
from gateway.errors import BadUserInput, Forbidden
from gateway.identifier import prefix_of
from gateway.planner.arguments import Structure, coerce_with_variables
from gateway.planner.bind import Binder, Bindings, Getter, make_binder, make_getter
from gateway.planner.catalog import Catalog, Identifier, ObjectType
from gateway.planner.conditions import All, ColumnEquals, Compare, Condition, Never, OnlyOne, Related, Rows
from gateway.planner.dialects import Dialect
from gateway.planner.parameters import Constant, FromOutcome, FromVariable, FromViewer, Parameter
from gateway.planner.plan import AsOf, ById, ByIds, Caller, CallerJson, Entries, One, Root, Text, Value
from gateway.planner.read_selection import LARGEST_PAGE, read_object, read_page, root_order
from gateway.planner.reading import Reading, name_of
from gateway.planner.remembered import check_remembered
from gateway.planner.restrict import restrict
from gateway.planner.telling import Telling, make_telling
from gateway.planner.write_sql import Statement, write_sql
from gateway.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Read:
    """One statement, and how its values are got."""

    sql: str
    bind: Binder
    past: "Past | None" = None
    """What must have happened to the rows before; nothing, if they are read as they are."""
    telling: Telling | None = None
    """What is made of the text; nothing, if it is the answer."""


@dataclass(frozen=True, slots=True)
class Past:
    """How the rows become what they were, in a transaction that is undone."""

    restore: Callable[[Transaction, str, str, datetime], bool]
    id: Getter
    at: Getter


def plan_read(root: Root | AsOf, viewer: Viewer, dialect: Dialect) -> Read:
    """A plan → the statement of one kind of viewer.

    Raises:
        Forbidden: the viewer may not see something in it.
        BadUserInput: it asks of the past what is not remembered.
    """
    past = None
    if isinstance(root, AsOf):
        if not viewer.is_staff:
            raise Forbidden("asOf is for staff only.", field="asOf")
        check_remembered(root)
        past = Past(root.memory.restore, make_getter(root.id), make_getter(root.at))
        root = root.of
    statement: Statement = write_sql(restrict(root, viewer), dialect)
    return Read(statement.sql, make_binder(statement), past, make_telling(statement.told))


def read_past(read: Read, past: Past, bindings: Bindings) -> Callable[[Transaction], str | None]:
    """What answers a read of the past, given a transaction that is undone.

    Raises:
        BadUserInput: the instant has not come yet.
    """
    key, at, arguments = past.id(bindings), past.at(bindings), read.bind(bindings)
    environment = bindings.viewer.environment.value

    def work(transaction: Transaction) -> str | None:
        was_there = past.restore(transaction, environment, key, at)
        return transaction.read(read.sql, arguments) if was_there else None

    return work


class Roots:
    """What the query's fields mean."""

    def __init__(self, catalog: Catalog, schema: GraphQLSchema) -> None:
        self.catalog = catalog
        self.schema = schema
        self.one = {
            type_.entity.__roots__[0]: type_ for type_ in catalog.types.values() if type_.entity.__roots__
        }
        self.page = {
            type_.entity.__roots__[1]: type_ for type_ in catalog.types.values() if type_.entity.__roots__
        }
        self.by = {
            f"{name}By": type_ for name, type_ in self.one.items() if type_.name in catalog.identifiers
        }

    def read(self, reading: Reading, nodes: tuple[FieldNode, ...]) -> Root | AsOf:
        """A root field's selection → its plan."""
        name = name_of(nodes)
        arguments = reading.arguments("Query", nodes[0])
        if name == "viewer":
            return Caller(self._viewer(reading, nodes))
        if name == "node":
            return self._node(reading, arguments["id"], nodes)
        if name == "nodes":
            return self._nodes(reading, arguments["ids"], nodes)
        if name in self.one:
            return self._one(reading, self.one[name], arguments, nodes)
        if name in self.by:
            return self._identified(reading, self.by[name], arguments["identifier"], nodes)
        type_ = self.page[name]
        return read_page(reading, Rows(type_), None, root_order(type_), arguments, nodes)

    def _one(
        self,
        reading: Reading,
        type_: ObjectType,
        arguments: dict[str, Structure],
        nodes: tuple[FieldNode, ...],
    ) -> Root | AsOf:
        one = _by_id(reading, type_, arguments["id"], nodes)
        if arguments.get("asOf") is None:
            return one
        at = Parameter(arguments["asOf"], Scalar.DATE_TIME, _not_to_come)
        return AsOf(one, Parameter(arguments["id"], Scalar.ID), at, self.catalog.memories[type_.name])

    def _node(self, reading: Reading, identifier: Structure, nodes: tuple[FieldNode, ...]) -> Root:
        value = _known(reading, identifier)
        type_ = self.catalog.by_prefix.get(prefix_of(str(value)) or "")
        return ById((_by_id(reading, type_, identifier, nodes),) if type_ else ())

    def _nodes(self, reading: Reading, identifiers: Structure, nodes: tuple[FieldNode, ...]) -> Root:
        prefixes = {prefix_of(str(value)) for value in _known(reading, identifiers)}
        branches = tuple(
            (prefix, One(Rows(type_), None, read_object(reading, type_, nodes)))
            for prefix, type_ in self.catalog.by_prefix.items()
            if prefix in prefixes
        )
        return ByIds(Parameter(identifiers, Scalar.ID, _at_most, many=True), branches)

    def _identified(
        self, reading: Reading, type_: ObjectType, identifier: Structure, nodes: tuple[FieldNode, ...]
    ) -> Root:
        named = [(name, given) for name, given in identifier.items() if given is not None]
        if len(named) != 1 or len(identifier) != 1:
            raise BadUserInput(
                "identifier must name exactly one way, and not by null.", argument="identifier"
            )
        ((name, given),) = named
        way = next(way for way in self.catalog.identifiers[type_.name] if way.name == name)
        condition = _identity(type_, way, given)
        return One(Rows(type_, (OnlyOne((condition,)),)), None, read_object(reading, type_, nodes))

    def _viewer(self, reading: Reading, nodes: tuple[FieldNode, ...]) -> Entries:
        return tuple(
            (key, self._viewer_field(reading, fields))
            for key, fields in reading.collect("Viewer", nodes).items()
        )

    def _viewer_field(self, reading: Reading, nodes: tuple[FieldNode, ...]) -> Value:
        name = name_of(nodes)
        if name == "__typename":
            return Text("Viewer")
        if name == "customer":
            type_ = self.catalog.types["Customer"]
            owner = _is(type_, Parameter(FromViewer(_customer_of), Scalar.ID))
            return One(Rows(type_, (owner,)), None, read_object(reading, type_, nodes))
        return CallerJson(Parameter(FromViewer(_VIEWER[name]), Scalar.JSON))


_VIEWER = {
    "role": lambda viewer: viewer.role.value,
    "environment": lambda viewer: viewer.environment.value,
    "ownerId": lambda viewer: viewer.owner_id,
    "applicationId": lambda viewer: viewer.application_id,
    "customClaim": lambda viewer: viewer.custom_claim,
}


def _customer_of(viewer: Viewer) -> str | None:
    return viewer.owner_id if viewer.role is Role.CUSTOMER else None


def read_outcome(reading: Reading, name: str, type_: ObjectType, nodes: tuple[FieldNode, ...]) -> One:
    """The object that a mutation left behind under a name."""
    condition = _is(type_, Parameter(FromOutcome(name), Scalar.ID))
    return One(Rows(type_, (condition,)), None, read_object(reading, type_, nodes))


def _by_id(reading: Reading, type_: ObjectType, identifier: Structure, nodes: tuple[FieldNode, ...]) -> One:
    condition = _is(type_, Parameter(identifier, Scalar.ID))
    return One(Rows(type_, (condition,)), None, read_object(reading, type_, nodes))


def _is(type_: ObjectType, parameter: Parameter) -> ColumnEquals:
    """The row with this id, or the one that answers for it now."""
    return ColumnEquals("id", parameter, type_.catalog.aliases.get(type_.name))


def _identity(type_: ObjectType, way: Identifier, given: Structure) -> Condition:
    parts = given if isinstance(given, dict) else {next(iter(way.columns)): given}
    parts = {name: value for name, value in parts.items() if value is not None}
    field: Any = type_.fields[way.relation] if way.relation else None
    target = type_.catalog.types[field.target] if field else type_
    equal = tuple(_equals(target, way, name, value) for name, value in parts.items())
    return Related(field, Rows(target, equal)) if field else _all(equal)


def _equals(type_: ObjectType, way: Identifier, name: str, value: Structure) -> Condition:
    column = way.columns[name]
    if column == "id":
        return _is(type_, Parameter(value, Scalar.ID, way.normalise))
    exposed = type_.columns.get(column)
    if exposed is None:
        return ColumnEquals(column, Parameter(value, Scalar.STRING, way.normalise))
    return Compare(exposed, "eq", Parameter(value, exposed.scalar, way.normalise))


def _all(conditions: tuple[Condition, ...]) -> Condition:
    return All(conditions) if conditions else Never()


def _known(reading: Reading, source: Structure) -> Any:
    """What an id is in this request: its type is part of the plan's key."""
    if isinstance(source, Constant):
        return source.value
    if isinstance(source, FromVariable):
        return reading.variables.values[source.name]
    return coerce_with_variables(source.node, source.type, reading.variables.coerced)


def _not_to_come(at: datetime) -> datetime:
    if at > now():
        raise BadUserInput(
            f"asOf is {format_instant(at)}, which is still to come; expected an instant of the past.",
            argument="asOf",
        )
    return at


def _at_most(values: list[str]) -> list[str]:
    if len(values) > LARGEST_PAGE:
        raise BadUserInput(f"ids has {len(values)} items; expected at most {LARGEST_PAGE}.", argument="ids")
    return values
