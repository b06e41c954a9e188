"""The base of all entities: id, environment, version and instants, and what completes a declared class."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic.fields import FieldInfo
from sqlalchemy import Table
from sqlalchemy.orm import declared_attr
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig
from sqlmodel.main import SQLModelMetaclass

from gateway.columns import Scalar
from gateway.entity.annotations import complete
from gateway.entity.declarations import Audience, Computed, Granted, Group, Keys, Listed, OfCaller, Told
from gateway.entity.fields import exposed
from gateway.entity.promises import promises
from gateway.viewer import Environment


class EntityMeta(SQLModelMetaclass):
    """Completes declared columns before SQLModel builds them, and adds what the types promise as CHECK constraints."""

    def __new__(
        cls, name: str, bases: tuple[type[Any], ...], namespace: dict[str, Any], **kwargs: Any
    ) -> Any:
        for attribute, annotation in namespace.get("__annotations__", {}).items():
            if isinstance(namespace.get(attribute), FieldInfo):
                complete(namespace[attribute], annotation)
        return super().__new__(cls, name, bases, namespace, **kwargs)

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(name, bases, namespace, **kwargs)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            table.dialect_options["sqlite"]["strict"] = True
            for promise in promises(table):
                table.append_constraint(promise)


def now() -> datetime:
    """This instant, with whole milliseconds: exactly what a column will hold."""
    value = datetime.now(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


class Entity(SQLModel, metaclass=EntityMeta):
    """A thing with an id, in one environment, whose every change raises its version."""

    model_config = SQLModelConfig(
        ignored_types=(Computed, Group, Keys, Listed, OfCaller, Told),
        extra="forbid",
        # Tables do not validate: what would do it is not made for each of them at every start.
        defer_build=True,
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
