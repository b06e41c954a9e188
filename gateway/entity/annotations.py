"""A declared column's annotation → its scalar and its SQL type."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, Union, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from gateway.columns import Scalar, column_type
from gateway.entity.declarations import INFO, Exposure

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


def complete(field: FieldInfo, annotation: Any) -> None:
    """Gives a declared column its scalar and its SQL type, from its annotation."""
    arguments = cast("Any", field).sa_column_kwargs
    details = arguments["info"].get(INFO) if isinstance(arguments, dict) and "info" in arguments else None
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
        arguments["info"][INFO] = Exposure(**details)


def _core_type(annotation: Any) -> Any:
    """`X | None` → `X`; `list[X]` → `list`."""
    if get_origin(annotation) is Union or get_origin(annotation).__class__ is type(Union):
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    parts = [part for part in get_args(annotation) if part is not NoneType]
    if NoneType in get_args(annotation):
        annotation = parts[0]
    return get_origin(annotation) or annotation
