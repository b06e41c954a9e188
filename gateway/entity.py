"""How an entity is declared: one line is column, field, filter, order and plan step.

    class Customer(Entity, table=True):
        '''A person or company that buys from us.'''

        __prefix__ = "cus"
        __owner__ = "id"
        __roots__ = ("customer", "customers")

        email: str | None = exposed("E-mail address.", scalar=Scalar.EMAIL_ADDRESS, filterable=True)
        password_hash: str | None = internal("Argon2id hash of the password.")
        has_password = computed("Password set?", Scalar.BOOLEAN, lambda row: row.password_hash.is_not(None))
        orders: list["Order"] = related("Orders.", by="Order.customer_id", order_by="-placed_at")
        initials = told("First letters.", lambda material, _: …, material=Material(("name",)), type_=str | None)

A column is hidden until it is exposed. A double underscore in a name opens an object: `gift__redeemed_amount` is
the field `redeemedAmount` of the object `gift`, which `gift = group(…)` describes. Names become camelCase in the graph;
an underscore at the end is left out, so that `as_` is the field `as`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from types import NoneType
from typing import Any, ClassVar, Union, cast, get_args, get_origin

from pydantic.fields import FieldInfo
from sqlalchemy import CheckConstraint, ColumnElement, Table
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, Relationship, SQLModel
from sqlmodel._compat import SQLModelConfig
from sqlmodel.main import SQLModelMetaclass

from gateway.columns import Scalar, column_type
from gateway.told import Argument, Material
from gateway.viewer import Environment, Viewer

type_of_annotation: Mapping[type, Scalar] = {
    str: Scalar.STRING,
    bool: Scalar.BOOLEAN,
    int: Scalar.INT,
    datetime: Scalar.DATE_TIME,
    date: Scalar.DATE,
    dict: Scalar.JSON,
    list: Scalar.JSON,
    object: Scalar.JSON,
}


class Audience(StrEnum):
    """Who may read a field."""

    EVERYONE = "EVERYONE"
    STAFF = "STAFF"


Granted = Callable[[Viewer], tuple[str, ...]]
"""Ids of rows that a viewer's token names."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a column is in the graph. `enum` is set for an enumeration, `currency` for money."""

    description: str
    scalar: Scalar
    enum: type[StrEnum] | None = None
    filterable: bool = False
    sortable: bool = False
    visible_to: Audience = Audience.EVERYONE
    deprecated: str | None = None
    currency: str | None = None
    """Name of the column that holds the ISO 4217 code, when this one holds minor units."""


@dataclass(frozen=True, slots=True)
class Related:
    """What a relationship is in the graph: a connection, a plain list (`listed`), or one object."""

    description: str
    order_by: tuple[str, ...]
    """Default order: column names, `-` before a descending one. The id always comes last."""
    where: Mapping[str, Any]
    """Columns of the other side that must equal a constant."""
    listed: bool
    visible_to: Audience
    deprecated: str | None


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that is an SQL expression over the columns of its row. `row` has the columns as attributes."""

    description: str
    scalar: Scalar
    expression: Callable[[Any], ColumnElement[Any]]
    nullable: bool = True
    filterable: bool = False
    sortable: bool = False
    visible_to: Audience = Audience.EVERYONE
    deprecated: str | None = None
    enum: type[StrEnum] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """An object made of what is declared under names that start with its own name and `__`."""

    description: str
    type_name: str
    present_when: str | None
    """Column that is not NULL when the object is there; without one it always is."""
    visible_to: Audience = Audience.EVERYONE
    deprecated: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of plain values, one row each in another table (`tags`)."""

    description: str
    entity: str
    value: str
    by: str
    order_by: tuple[str, ...]
    visible_to: Audience = Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the JSON object in one of the row's columns, as a list of texts."""

    description: str
    column: str
    visible_to: Audience = Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class OfCaller:
    """A field about the request's token, not about the stored row; never stored, never cached across viewers.

    With `entity` it is the object (or, when `many`, the list of objects) whose ids `value` returns; without, JSON.
    """

    description: str
    value: Callable[[Viewer], Any]
    entity: str | None = None
    many: bool = False


Tell = Callable[[dict[str, Any], dict[str, Any]], Any]
"""Material and arguments → the value. It reads nothing else, and changes nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """A field whose value Python makes of what the statement has read with the row."""

    description: str
    tell: Tell
    material: Material
    arguments: Mapping[str, Argument]
    type_: Any
    visible_to: Audience = Audience.STAFF
    deprecated: str | None = None


_INFO = "gateway"


def exposed(
    description: str,
    *,
    scalar: Scalar | None = None,
    filterable: bool = False,
    sortable: bool = False,
    visible_to: Audience = Audience.EVERYONE,
    deprecated: str | None = None,
    check: str | None = None,
    **field: Any,
) -> Any:
    """A column that is a field. `check` is an SQL condition that rows keep; other keywords go to SQLModel's Field."""
    details = {
        "description": description,
        "scalar": scalar,
        "filterable": filterable,
        "sortable": sortable,
        "visible_to": visible_to,
        "deprecated": deprecated,
    }
    return _column(details, check, field)


def money(
    description: str,
    *,
    currency: str = "currency",
    filterable: bool = False,
    sortable: bool = False,
    visible_to: Audience = Audience.EVERYONE,
    check: str | None = None,
    **field: Any,
) -> Any:
    """A column of minor units, shown as `Money` in the currency that another column names."""
    details = {
        "description": description,
        "scalar": Scalar.BIG_INT,
        "filterable": filterable,
        "sortable": sortable,
        "visible_to": visible_to,
        "currency": currency,
    }
    return _column(details, check, field)


def internal(reason: str, *, scalar: Scalar | None = None, check: str | None = None, **field: Any) -> Any:
    """A column that the graph never shows, and why it is there."""
    return _column({"internal": reason, "scalar": scalar}, check, field)


def _column(details: dict[str, Any], check: str | None, field: dict[str, Any]) -> Any:
    info = {_INFO: details, "check": check}
    column = {**field.pop("sa_column_kwargs", {}), "info": info}
    return Field(sa_column_kwargs=column, **field)


def related(
    description: str,
    *,
    by: str | None = None,
    to: str | None = None,
    order_by: str | Sequence[str] = "-created_at",
    where: Mapping[str, Any] | None = None,
    listed: bool = False,
    visible_to: Audience = Audience.EVERYONE,
    deprecated: str | None = None,
) -> Any:
    """A relationship. `by` names the foreign key (`"Order.customer_id"`) where more than one fits.

    With `to` (`"Customer.id"`) the column that `by` names is no foreign key: it may point to what is gone.

    A `list[…]` annotation is a connection, or with `listed` a plain list of at most 250; any other is one object.
    """
    order = (order_by,) if isinstance(order_by, str) else tuple(order_by)
    details = Related(description, order, dict(where or {}), listed, visible_to, deprecated)
    arguments: dict[str, Any] = {"viewonly": True, "lazy": "raise", "info": {_INFO: details}}
    if by:
        arguments["foreign_keys"] = f"[{by}]"
    if to:
        arguments["primaryjoin"] = f"{by} == {to}"
    return Relationship(sa_relationship_kwargs=arguments)


def computed(
    description: str,
    scalar: Scalar,
    expression: Callable[[Any], ColumnElement[Any]],
    *,
    nullable: bool = True,
    filterable: bool = False,
    sortable: bool = False,
    visible_to: Audience = Audience.EVERYONE,
    deprecated: str | None = None,
    enum: type[StrEnum] | None = None,
) -> Any:
    """A field made by SQL from its row's columns; it filters and sorts like any other. Constants are literal SQL."""
    return Computed(
        description, scalar, expression, nullable, filterable, sortable, visible_to, deprecated, enum
    )


def group(
    description: str,
    type_name: str,
    *,
    present_when: str | None = None,
    visible_to: Audience = Audience.EVERYONE,
    deprecated: str | None = None,
) -> Any:
    """An object made of the columns, relations and told fields whose names start with its own and `__`."""
    return Group(description, type_name, present_when, visible_to, deprecated)


def listed(
    description: str,
    entity: str,
    *,
    value: str,
    by: str,
    order_by: str | Sequence[str],
    visible_to: Audience = Audience.EVERYONE,
) -> Any:
    """A list of the values that a column of another entity has in the rows that point here."""
    return Listed(
        description,
        entity,
        value,
        by,
        (order_by,) if isinstance(order_by, str) else tuple(order_by),
        visible_to,
    )


def keys_of(description: str, column: str, *, visible_to: Audience = Audience.EVERYONE) -> Any:
    """A list of the keys of the JSON object in a column of the row."""
    return Keys(description, column, visible_to)


def of_caller(
    description: str, value: Callable[[Viewer], Any], *, entity: str | None = None, many: bool = False
) -> Any:
    """A field about the caller, answered from the request's token."""
    return OfCaller(description, value, entity, many)


def told(
    description: str,
    tell: Tell,
    *,
    material: Material,
    arguments: Mapping[str, Argument] | None = None,
    type_: Any = object | None,
    visible_to: Audience = Audience.STAFF,
    deprecated: str | None = None,
) -> Any:
    """A field that `tell` makes of its row's material, in the same statement as everything else.

    `type_` is what it returns: `object` for JSON, `str`, an enumeration, a frozen dataclass of `shown` fields, or a
    `list[…]` of those, each with `| None` where it may be missing. A `RequestError` from it fails the root field.
    Whoever may see the field is told what it says of any column; of other rows, only of those the viewer may see.
    """
    return Told(description, tell, material, dict(arguments or {}), type_, visible_to, deprecated)


def _core_type(annotation: Any) -> Any:
    """`X | None` → `X`; `list[X]` → `list`."""
    if get_origin(annotation) is Union or get_origin(annotation).__class__ is type(Union):
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    parts = [part for part in get_args(annotation) if part is not NoneType]
    if NoneType in get_args(annotation):
        annotation = parts[0]
    return get_origin(annotation) or annotation


def _complete(field: FieldInfo, annotation: Any) -> None:
    """Gives a declared column its scalar and its SQL type, from its annotation."""
    arguments = cast("Any", field).sa_column_kwargs
    details = arguments["info"].get(_INFO) if isinstance(arguments, dict) and "info" in arguments else None
    if details is None or not isinstance(details, dict):
        return
    python_type = _core_type(annotation)
    is_enum = isinstance(python_type, type) and issubclass(python_type, Enum)
    scalar = details["scalar"] or (Scalar.STRING if is_enum else type_of_annotation.get(python_type))
    if scalar is None:
        raise TypeError(f"{annotation!r} has no scalar; pass one with scalar=….")
    # SQLModel keeps the type twice: on the field, and in the metadata that survives pydantic's copies.
    for holder in (field, *field.metadata):
        if hasattr(holder, "sa_type"):
            cast("Any", holder).sa_type = column_type(scalar)
    arguments["info"]["scalar"] = scalar
    arguments["info"]["enum"] = python_type if is_enum else None
    if "internal" not in details:
        details.update(scalar=scalar, enum=python_type if is_enum else None)
        arguments["info"][_INFO] = Exposure(**details)


class EntityMeta(SQLModelMetaclass):
    """Completes declared columns before SQLModel builds them, and adds what the types promise as CHECK constraints."""

    def __new__(
        cls, name: str, bases: tuple[type[Any], ...], namespace: dict[str, Any], **kwargs: Any
    ) -> Any:
        for attribute, annotation in namespace.get("__annotations__", {}).items():
            if isinstance(namespace.get(attribute), FieldInfo):
                _complete(namespace[attribute], annotation)
        return super().__new__(cls, name, bases, namespace, **kwargs)

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(name, bases, namespace, **kwargs)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            table.dialect_options["sqlite"]["strict"] = True
            for promise in _promises(table):
                table.append_constraint(promise)


# What a scalar's text must look like. PostgreSQL's own types keep the promise of those marked as SQLite's.
_EVERYWHERE = {
    Scalar.CURRENCY: "length({0}) = 3 AND {0} = upper({0})",
    Scalar.COUNTRY_CODE: "length({0}) = 2 AND {0} = upper({0})",
}
_DAY = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
_ON_SQLITE = {
    Scalar.BOOLEAN: "{0} IN (0, 1)",
    # SQLite 3.40 says that NULL is no valid JSON; later ones say that they do not know.
    Scalar.JSON: "{0} IS NULL OR json_valid({0})",
    Scalar.DATE_TIME: f"{{0}} GLOB '{_DAY}T[0-2][0-9]:[0-5][0-9]:[0-6][0-9].[0-9][0-9][0-9]Z'",
    Scalar.DATE: f"{{0}} GLOB '{_DAY}'",
}


def _promises(table: Table) -> Iterator[CheckConstraint]:
    """The conditions that a table's declared types imply."""
    for column in table.columns:
        name, scalar, enum = (
            f"ck_{table.name}_{column.name}",
            column.info.get("scalar"),
            column.info.get("enum"),
        )
        if enum is not None:
            values = ", ".join(f"'{member.value}'" for member in enum)
            yield CheckConstraint(f"{column.name} IN ({values})", name=name)
        elif scalar in _EVERYWHERE:
            yield CheckConstraint(_EVERYWHERE[scalar].format(column.name), name=name)
        elif scalar in _ON_SQLITE:
            yield CheckConstraint(_ON_SQLITE[scalar].format(column.name), name=name).ddl_if(dialect="sqlite")
        if column.info.get("check"):
            yield CheckConstraint(column.info["check"], name=f"{name}_rule")


def now() -> datetime:
    """This instant, with whole milliseconds: exactly what a column will hold."""
    value = datetime.now(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


class Entity(SQLModel, metaclass=EntityMeta):
    """A thing with an id, in one environment, whose every change raises its version."""

    model_config = SQLModelConfig(
        ignored_types=(Computed, Group, Keys, Listed, OfCaller, Told), extra="forbid"
    )

    __prefix__: ClassVar[str]
    """Three letters that start every id, and tell the type from the id."""
    __owner__: ClassVar[str | None] = None
    """Column that holds the id of the customer whom the row is about; None for what belongs to no person."""
    __visible_to__: ClassVar[Audience] = Audience.EVERYONE
    """For others the rows do not exist, and relations to them are refused."""
    __granted__: ClassVar[Granted | None] = None
    """Of what belongs to no person: ids that a sales channel may read on their own; without it, all.

    Any row may be read where a row that the viewer sees points to it."""
    __roots__: ClassVar[tuple[str, str] | None] = None
    """Names of the query's fields for one and for a page of them."""
    __is_shown__: ClassVar[bool] = True
    """False for rows that the graph shows only through another type, such as those of a list of plain values."""
    __order__: ClassVar[str] = "-created_at"
    """Order of the query's page when none is asked for."""

    id: str = exposed(
        "Opaque identifier; its prefix tells the type.", scalar=Scalar.ID, filterable=True, primary_key=True
    )
    environment: Environment = exposed("Whether this is test data or a real record.")
    version: int = exposed(
        "Raised by every change; pass it as `expectedVersion` to refuse a lost update.", check="version >= 1"
    )
    created_at: datetime = exposed("When the record was created.", filterable=True, sortable=True)
    updated_at: datetime = exposed("When the record was last changed.", filterable=True, sortable=True)

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 (SQLAlchemy calls it with the class)
        return _snake(cls.__name__)


def _snake(name: str) -> str:
    """`CustomerAddress` → `customer_address`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def exposure_of(column: Any) -> Exposure | None:
    """What a column is in the graph, or None for an internal one."""
    details = column.info.get(_INFO)
    return details if isinstance(details, Exposure) else None


def relation_of(relationship: Any) -> Related | None:
    """What a mapper's relationship is in the graph."""
    details = relationship.info.get(_INFO)
    return details if isinstance(details, Related) else None
