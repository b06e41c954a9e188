"""What an entity's fields are declared with: one line is column, field, filter, order and plan step."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Field, Relationship

from gateway.columns import Scalar
from gateway.entity.declarations import (
    INFO,
    Audience,
    Computed,
    Group,
    Keys,
    Listed,
    OfCaller,
    Related,
    Tell,
    Told,
)
from gateway.told import Argument, Material
from gateway.viewer import Viewer


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
    info = {INFO: details, "check": check}
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
    arguments: dict[str, Any] = {"viewonly": True, "lazy": "raise", "info": {INFO: details}}
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
