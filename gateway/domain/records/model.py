"""The records of the source systems, kept whole."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint, text
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant, Json, Scalar
from gateway.entity import Audience, Entity, exposed, internal, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer

STAFF = Audience.STAFF


@described(
    {
        "RUTTER": "Rutter, a connector to shops and marketplaces.",
        "COMMERCE_LAYER": "Commerce Layer, a shop engine.",
        "VOUCHERIFY": "Voucherify, a loyalty engine.",
        "BUSINESS": "The business-management platform WIIL, with bookings and a back office.",
    }
)
class SourceSystem(StrEnum):
    """A system that customers come from."""

    RUTTER = "RUTTER"
    COMMERCE_LAYER = "COMMERCE_LAYER"
    VOUCHERIFY = "VOUCHERIFY"
    BUSINESS = "BUSINESS"


class SourceRecord(Entity, table=True):
    """What a source system sent about one thing, unchanged."""

    __prefix__: ClassVar[str] = "src"
    __visible_to__: ClassVar[Audience] = STAFF
    __owner__: ClassVar[str | None] = "customer_id"

    system: SourceSystem = exposed("System that sent the record.", filterable=True, visible_to=STAFF)
    connection: str = exposed(
        "Account or connection within the system that the record belongs to; empty where there is only one.",
        default="",
        filterable=True,
        visible_to=STAFF,
    )
    kind: str = exposed(
        "What it is in the system's words, such as `customer`.", filterable=True, visible_to=STAFF
    )
    external_id: str = exposed("Identifier in the system.", filterable=True, visible_to=STAFF)
    payload: Any = exposed("The record as it was sent.", scalar=Scalar.JSON, visible_to=STAFF)
    retained: Any | None = exposed(
        "What the record said before, and the newest one that was sent does not mention: it counts until the system"
        " says otherwise. Null where there is nothing.",
        scalar=Scalar.JSON,
        visible_to=STAFF,
        default=None,
    )
    content_hash: str = internal("Tells whether a record that is sent again has changed.")
    received_at: datetime = exposed(
        "When it was received last.", filterable=True, sortable=True, visible_to=STAFF
    )
    source_updated_at: datetime | None = exposed(
        "When the system says it changed the record.", filterable=True, visible_to=STAFF
    )
    resource_id: str | None = exposed(
        "Id of the record of ours that was made from it.", scalar=Scalar.ID, filterable=True, visible_to=STAFF
    )
    customer_id: str | None = exposed(
        "Id of the customer it is about.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="SET NULL",
        visible_to=STAFF,
    )
    customer: Optional["Customer"] = related(
        "Customer it is about.", by="SourceRecord.customer_id", visible_to=STAFF
    )
    owner_external_id: str | None = internal(
        "Identifier, in the same system and connection, of the customer's record that this one belongs to."
    )
    names: str | None = internal(
        "The record of another system that this one speaks of: `COMMERCE_LAYER/customers/xYz`, `?/4711`,"
        " `ref/crm/4711`."
    )
    alias: str | None = internal(
        "Second identifier, by which other records of the same system and connection name this one."
    )

    __table_args__ = (
        UniqueConstraint(
            "environment", "system", "connection", "kind", "external_id", name="uq_source_record_external_id"
        ),
        Index("ix_source_record_resource", "resource_id"),
        Index("ix_source_record_external_id", "environment", "external_id", "system"),
        Index(
            "ix_source_record_names",
            "environment",
            "names",
            sqlite_where=text("names IS NOT NULL"),
            postgresql_where=text("names IS NOT NULL"),
        ),
        Index(
            "ix_source_record_alias",
            "environment",
            "alias",
            sqlite_where=text("alias IS NOT NULL"),
            postgresql_where=text("alias IS NOT NULL"),
        ),
    )


WAITING = Table(
    "waiting_record",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("system", TEXT, primary_key=True),
    Column("connection", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("external_id", TEXT, primary_key=True),
    Column(
        "record_id", TEXT, ForeignKey("source_record.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sqlite_strict=True,
)
"""Records that name another one which has not come: its key, and who waits for it."""


@described(
    {
        "FIRST": "Nobody was known whom it could be about: the customer was made from it.",
        "EXTERNAL_ID": "One of the two names the other's identifier.",
        "REFERENCE": "Both name the same identifier of the same third system.",
        "EMAIL": "Both have the same e-mail address.",
        "PHONE_AND_NAME": "Both have the same telephone number and the same name.",
        "SUGGESTION": "Somebody accepted the suggestion.",
        "STAFF": "Somebody linked it.",
        "UNLINKED": "Somebody took it from another customer: this one was made from it.",
    }
)
class IdentityRule(StrEnum):
    """Why a record is held to be about its customer."""

    FIRST = "FIRST"
    EXTERNAL_ID = "EXTERNAL_ID"
    REFERENCE = "REFERENCE"
    EMAIL = "EMAIL"
    PHONE_AND_NAME = "PHONE_AND_NAME"
    SUGGESTION = "SUGGESTION"
    STAFF = "STAFF"
    UNLINKED = "UNLINKED"


class IdentityLink(Entity, table=True):
    """That one system's record of a customer is about this customer, and why."""

    __prefix__: ClassVar[str] = "lnk"
    __visible_to__: ClassVar[Audience] = STAFF
    __owner__: ClassVar[str | None] = "customer_id"

    system: SourceSystem = exposed("System that the record is of.", filterable=True, visible_to=STAFF)
    connection: str = exposed(
        "Account or connection within the system; empty where there is only one.",
        default="",
        visible_to=STAFF,
    )
    external_id: str = exposed("Identifier of the record in its system.", filterable=True, visible_to=STAFF)
    rule: IdentityRule = exposed("Why it is this customer's.", filterable=True, visible_to=STAFF)
    evidence: dict[str, Any] | None = exposed(
        "The values that matched, by their names; null where nothing had to match.", visible_to=STAFF
    )
    score: int = exposed("How sure that is, from 0 to 100.", default=100, visible_to=STAFF)
    linked_at: datetime = exposed("When it was linked.", filterable=True, sortable=True, visible_to=STAFF)
    linked_by: dict[str, Any] | None = exposed(
        "Who linked it: an import, the gateway itself, or an application with its owner.", visible_to=STAFF
    )
    source_record_id: str = exposed(
        "Id of the record.",
        scalar=Scalar.ID,
        foreign_key="source_record.id",
        ondelete="CASCADE",
        visible_to=STAFF,
    )
    customer_id: str = exposed(
        "Id of the customer.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
        visible_to=STAFF,
    )
    customer: Optional["Customer"] = related(
        "Customer it is about.", by="IdentityLink.customer_id", visible_to=STAFF
    )

    __table_args__ = (Index("uq_identity_link_record", "source_record_id", unique=True),)


KNOWN_CONTACTS = Table(
    "known_contact",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("contact", TEXT, primary_key=True),
    Column("customer_id", TEXT, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_strict=True,
)
"""Normalised e-mail addresses and telephone numbers that a record has, and its customer itself has not."""

MERGED = Table(
    "merged_customer",
    SQLModel.metadata,
    Column("id", TEXT, primary_key=True),
    Column("environment", TEXT, nullable=False),
    Column("customer_id", TEXT, ForeignKey("customer.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("into_id", TEXT, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("merged_at", Instant(), nullable=False),
    Column("content", Json(), nullable=True),
    sqlite_strict=True,
)
"""Customers that were merged into another: who answers for the id now, into whom it went, and all that its return
needs. Its `before` and `after` hold rows by table and id."""

MERGE_MENTIONS = Table(
    "merge_mention",
    SQLModel.metadata,
    Column("customer_id", TEXT, primary_key=True),
    Column(
        "merged_id", TEXT, ForeignKey("merged_customer.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sqlite_strict=True,
)
"""Of whom else the content of a merge tells: who was suggested to be one of the two, or referred one of them. Whoever
was merged since is named by the id of then, so that it is no foreign key."""

SHARED_PASTS = Table(
    "shared_past",
    SQLModel.metadata,
    Column("later_id", TEXT, primary_key=True),
    Column("earlier_id", TEXT, primary_key=True),
    sqlite_strict=True,
)
"""Who had something before whom: a record, an order, or all of it; of two who were one, both ways. Ids of those who are
gone stay: through them it is known who had it first."""
