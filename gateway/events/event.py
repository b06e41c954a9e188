"""What happened: the event store, and the same rows read as the events that webhooks name."""

from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import Computed, Index, UniqueConstraint

from gateway.columns import Scalar
from gateway.entity import Audience, Entity, Keys, exposed, internal, keys_of, related
from gateway.view import as_view

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer

STAFF = Audience.STAFF

_WHO = (
    "Who did it: `application { id kind }` and the `owner { id }` of its token, a `worker { type }` of the gateway, "
    "or the system of an `import`."
)


class EventStore(Entity, table=True):
    """One recorded change. Rows are only ever added; `createdAt` is when the change happened."""

    __prefix__: ClassVar[str] = "evs"
    __visible_to__: ClassVar[Audience] = STAFF
    __owner__: ClassVar[str | None] = "customer_id"
    __order__: ClassVar[str] = "-position"

    position: int = exposed(
        "Place in the sequence of all changes of the environment; later changes have higher ones.",
        scalar=Scalar.BIG_INT,
        filterable=True,
        sortable=True,
        visible_to=STAFF,
    )
    kind: str = exposed(
        "What happened, such as `customer.created`.", filterable=True, sortable=True, visible_to=STAFF
    )
    event: str = exposed(
        "The act: `create`, `update`, `destroy`, `anonymization_request` and the like.",
        filterable=True,
        visible_to=STAFF,
    )
    resource_type: str = exposed(
        "Kind of the record that changed, such as `customer`.", filterable=True, visible_to=STAFF
    )
    resource_id: str = exposed(
        "Id of the record that changed.", scalar=Scalar.ID, filterable=True, visible_to=STAFF
    )
    entity_version: int | None = exposed("Version of the record after the change.", visible_to=STAFF)
    changes: dict[str, Any] | None = exposed(
        "Field → `{from, to}`, for each field that changed. Secrets are never among them.", visible_to=STAFF
    )
    changed_fields: ClassVar[Keys] = keys_of(
        "Names of the fields that changed: the keys of `changes`.", "changes", visible_to=STAFF
    )
    payload: Any | None = exposed(
        "What else there is to know about the act.", scalar=Scalar.JSON, visible_to=STAFF
    )
    who: dict[str, Any] | None = exposed(_WHO, filterable=True, visible_to=STAFF)
    request_id: str | None = exposed("Id of the request that caused it.", filterable=True, visible_to=STAFF)
    idempotency_key: str | None = internal("Lets a retry of the same request find its first answer.")
    customer_id: str | None = exposed(
        "Id of the customer it is about, also when that customer is gone; null when it is about none.",
        scalar=Scalar.ID,
        filterable=True,
        visible_to=STAFF,
    )
    customer: Optional["Customer"] = related(
        "Customer it is about; null when that customer is gone.",
        by="EventStore.customer_id",
        to="Customer.id",
        visible_to=STAFF,
    )
    event_id: str | None = internal(
        "Id of the row when it is read as an Event; the database makes it.",
        scalar=Scalar.ID,
        sa_column_args=[Computed("'evt_' || substr(id, 5)", persisted=True)],
    )

    __table_args__ = (
        UniqueConstraint("environment", "position", name="uq_event_store_position"),
        Index("ix_event_store_event_id", "event_id", unique=True),
        Index("ix_event_store_customer_id_event", "customer_id", "environment", "created_at", "event_id"),
        Index("ix_event_store_resource", "resource_id", "position"),
    )


@as_view(
    """
    SELECT event_id AS id, environment, version, created_at, updated_at, customer_id, who, changes,
           CASE WHEN resource_type LIKE '%ss' THEN resource_type || 'es'
                WHEN resource_type LIKE '%s' THEN resource_type
                WHEN resource_type LIKE '%y' THEN substr(resource_type, 1, length(resource_type) - 1) || 'ies'
                ELSE resource_type || 's' END || '.' || event AS name
    FROM event_store
    """,
    on=EventStore,
)
class Event(Entity, table=True):
    """Something that happened, as a webhook names it: a row of the event store without before and after."""

    __prefix__: ClassVar[str] = "evt"
    __visible_to__: ClassVar[Audience] = STAFF
    __owner__: ClassVar[str | None] = "customer_id"

    name: str = exposed("What happened, such as `customers.create`.", filterable=True, visible_to=STAFF)
    customer_id: str | None = exposed(
        "Id of the customer it is about, also when that customer is gone; null when it is about none.",
        scalar=Scalar.ID,
        filterable=True,
        visible_to=STAFF,
    )
    customer: Optional["Customer"] = related(
        "Customer it is about; null when that customer is gone.",
        by="Event.customer_id",
        to="Customer.id",
        visible_to=STAFF,
    )
    who: dict[str, Any] | None = exposed(_WHO, filterable=True, visible_to=STAFF)
    changes: dict[str, Any] | None = internal("What `changedFields` are the keys of.")
    changed_fields: ClassVar[Keys] = keys_of("Names of the fields that changed.", "changes", visible_to=STAFF)
