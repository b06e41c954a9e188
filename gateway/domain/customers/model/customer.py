"""The customer: one person or company, whichever systems it came from."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import ColumnElement, Index, func, literal_column, text

from gateway.columns import TEXT, Scalar
from gateway.domain.person import given, person_name
from gateway.domain.referenced import Referenced
from gateway.entity import (
    Audience,
    Computed,
    Group,
    Listed,
    OfCaller,
    computed,
    exposed,
    group,
    internal,
    listed,
    of_caller,
    related,
)
from gateway.enumeration import described
from gateway.viewer import Role, Viewer

if TYPE_CHECKING:
    from gateway.domain.bookings.model import Appointment, Reservation
    from gateway.domain.customers.model.addresses import CustomerAddress
    from gateway.domain.customers.model.attachments import Attachment
    from gateway.domain.customers.model.channels import Channel
    from gateway.domain.customers.model.groups import CustomerGroup
    from gateway.domain.customers.model.newsletter import CustomerSubscription
    from gateway.domain.customers.model.sku_lists import SkuList
    from gateway.domain.customers.model.wallet import CustomerPaymentSource
    from gateway.domain.identity.model import IdentitySuggestion
    from gateway.domain.loyalty.model import CustomerLoyalty, CustomerReferrals, CustomerSummary
    from gateway.domain.orders.model import Order, OrderSubscription, Return
    from gateway.domain.records.model import IdentityLink, SourceRecord
    from gateway.events.event import Event, EventStore

STAFF = Audience.STAFF


@described(
    {
        "PROSPECT": "Has placed no order.",
        "ACQUIRED": "Has placed one order.",
        "REPEAT": "Has placed two or more orders.",
    }
)
class CustomerStatus(StrEnum):
    """How far a customer has come, by the orders placed."""

    PROSPECT = "PROSPECT"
    ACQUIRED = "ACQUIRED"
    REPEAT = "REPEAT"


@described({"EMAIL": "By e-mail.", "PHONE": "By a telephone call.", "SMS": "By a text message."})
class ContactMethod(StrEnum):
    """How a customer likes to be reached."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    SMS = "SMS"


@described(
    {
        "MORNING": "Before noon, in the customer's time zone.",
        "AFTERNOON": "From noon to early evening, in the customer's time zone.",
        "EVENING": "In the evening, in the customer's time zone.",
        "ANYTIME": "No time is better than another.",
    }
)
class TimeOfDay(StrEnum):
    """A part of the day."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"
    EVENING = "EVENING"
    ANYTIME = "ANYTIME"


@described(
    {
        "REQUESTED": "Asked for and not begun: it can still be cancelled.",
        "STARTED": "Under way: it can no longer be cancelled.",
        "COMPLETED": "Personal data has been replaced everywhere. Nothing leads back.",
        "FAILED": "Ended without success: it can be asked for again.",
        "CANCELLED": "Withdrawn before it began: it can be asked for again.",
    }
)
class AnonymizationStatus(StrEnum):
    """Where a request to anonymize a customer stands."""

    REQUESTED = "REQUESTED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


def _owner(viewer: Viewer) -> str | None:
    """The customer that owns the caller's token; a user's id is no customer's."""
    return viewer.owner_id if viewer.role is Role.CUSTOMER else None


def _display_name(row: Any) -> ColumnElement[Any]:
    return func.coalesce(person_name(row), given(row.name), given(row.company), given(row.email), type_=TEXT)


class Customer(Referenced, table=True):
    """A person or company that buys from us, joined from every system that knows it."""

    __prefix__: ClassVar[str] = "cus"
    __owner__: ClassVar[str | None] = "id"
    __roots__: ClassVar[tuple[str, str] | None] = ("customer", "customers")

    # Who it is

    email: str | None = exposed(
        "Primary e-mail address, with its case as received.",
        scalar=Scalar.EMAIL_ADDRESS,
        filterable=True,
        sortable=True,
    )
    email_normalized: str | None = internal("E-mail address as it is compared: case-folded.")
    email_claim: str | None = internal(
        "Normalised e-mail address that this customer alone holds; null when another had it first."
    )
    first_name: str | None = exposed("Given name.", filterable=True, sortable=True)
    last_name: str | None = exposed("Family name.", filterable=True, sortable=True)
    name: str | None = exposed(
        "Whole name in one text, as a system sent it that knows no first and last name.", filterable=True
    )
    company: str | None = exposed("Company, when the customer is a business.", filterable=True, sortable=True)
    display_name: ClassVar[Computed] = computed(
        "Name to show: first and last name, else the whole name, else the company, else the e-mail address.",
        Scalar.STRING,
        _display_name,
        filterable=True,
        sortable=True,
    )
    phone: str | None = exposed(
        "Telephone number as received, in any spelling.", filterable=True, sortable=True
    )
    phone_normalized: str | None = internal("Telephone number as it is compared: E.164.")
    phone_number: ClassVar[Computed] = computed(
        "Telephone number in E.164 (`+` and digits); null when what was received cannot be read as one.",
        Scalar.PHONE_NUMBER,
        lambda row: row.phone_normalized,
        filterable=True,
    )
    birthdate: date | None = exposed("Date of birth.", filterable=True, sortable=True)
    birthday: date | None = exposed(
        "Date of birth as an older field of the loyalty system holds it; it may differ from `birthdate`.",
        deprecated="Use `birthdate`.",
    )
    timezone: str | None = exposed(
        "IANA time zone the customer lives in.", scalar=Scalar.TIME_ZONE, filterable=True
    )
    preferred_language: str = exposed(
        "Language to write to the customer in, as an ISO 639-1 code.",
        default="en",
        filterable=True,
        sortable=True,
    )
    preferred_contact_method: ContactMethod = exposed(
        "How the customer likes to be reached.", default=ContactMethod.EMAIL, filterable=True, sortable=True
    )
    best_time_to_call: TimeOfDay | None = exposed("When the customer likes to be called.", filterable=True)
    is_validated_names: bool = exposed(
        "Whether someone has checked the names; a change of name makes it false.",
        default=False,
        filterable=True,
    )
    notes: str | None = exposed("Internal notes of the staff.", visible_to=STAFF)
    description: str | None = exposed(
        "What there is to say about the customer; not internal, unlike `notes`."
    )
    tax_exemption_code: str | None = exposed("Code of the reason why the customer pays no tax.")

    # Where it comes from

    resource_type: ClassVar[Computed] = computed(
        "Kind of this record: always `customer`.",
        Scalar.STRING,
        lambda _: literal_column("'customer'", TEXT),
        nullable=False,
    )
    self_url: str | None = exposed("Address of the customer in the system it came from.", scalar=Scalar.URL)
    platform_id: str | None = exposed(
        "Identifier in the shop platform behind a connection; unique within that connection only.",
        filterable=True,
    )
    platform_data: dict[str, Any] | None = exposed(
        "The shop platform's own record, unchanged.", visible_to=STAFF
    )
    external_customer_id: str | None = exposed(
        "Identifier of the customer in an external system, as the back office recorded it.", filterable=True
    )
    source_id: str | None = exposed(
        "Identifier that the caller chose when the customer was created; it cannot change.", filterable=True
    )
    reference: str | None = exposed("Identifier of the customer in another system.", filterable=True)
    reference_origin: str | None = exposed("Name of the system that `reference` belongs to.", filterable=True)
    shopper_reference: str | None = exposed(
        "Identifies the customer to payment gateways; 3 to 128 characters.",
        check="length(shopper_reference) BETWEEN 3 AND 128",
    )
    profile_id: str | None = exposed("Identifies the customer to connected external services.")
    channel_id: str | None = exposed(
        "Id of the channel through which the customer came.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="channel.id",
        ondelete="SET NULL",
    )
    channel: Optional["Channel"] = related(
        "Channel through which the customer came.", by="Customer.channel_id"
    )
    source_records: list["SourceRecord"] = related(
        "What each source system sent about the customer, as it was sent.",
        by="SourceRecord.customer_id",
        order_by=("system", "kind", "external_id"),
        listed=True,
        visible_to=STAFF,
    )

    identity: ClassVar[Group] = group(
        "Who the customer is held to be: the records about it, and who else may be the same person.",
        "CustomerIdentity",
        visible_to=STAFF,
    )
    identity__links: list["IdentityLink"] = related(
        "Which records of which systems are about the customer, and why; the earliest first.",
        by="IdentityLink.customer_id",
        order_by="linked_at",
        listed=True,
        visible_to=STAFF,
    )
    own_values: dict[str, Any] | None = internal(
        "What was written here, by column, with time and author: it wins over what any system sends."
    )
    identity__suggestions: list["IdentitySuggestion"] = related(
        "Customers that may be the same person, the most alike first; also those that were decided.",
        by="IdentitySuggestion.customer_id",
        order_by="-score",
        listed=True,
        visible_to=STAFF,
    )

    # How it signs in, and who is asking

    password_hash: str | None = internal("Hash of the password; no reader, event or export ever carries it.")
    has_password: ClassVar[Computed] = computed(
        "Whether the customer has registered with a password; a guest has none.",
        Scalar.BOOLEAN,
        lambda row: row.password_hash.is_not(None),
        nullable=False,
        filterable=True,
    )
    jwt_custom_claim: ClassVar[OfCaller] = of_caller(
        "Custom claim of the caller's token.", lambda viewer: viewer.custom_claim
    )
    jwt_customer: ClassVar[OfCaller] = of_caller(
        "Customer that owns the caller's token.", _owner, entity="Customer"
    )
    jwt_markets: ClassVar[OfCaller] = of_caller(
        "Markets that the caller's token is limited to.",
        lambda viewer: viewer.market_ids,
        entity="Market",
        many=True,
    )
    jwt_stock_locations: ClassVar[OfCaller] = of_caller(
        "Stock locations that the caller's token is limited to.",
        lambda viewer: viewer.stock_location_ids,
        entity="StockLocation",
        many=True,
    )

    # How far it has come

    status: CustomerStatus = exposed(
        "How far the customer has come, by the orders placed.",
        default=CustomerStatus.PROSPECT,
        filterable=True,
        sortable=True,
    )
    total_orders_count: int | None = exposed(
        "Orders as the shop counts them; `summary.orders.totalCount` counts only those that were paid.",
        check="total_orders_count >= 0",
        filterable=True,
        sortable=True,
    )

    # Free data

    custom_fields: dict[str, Any] | None = exposed(
        "Fields that the back office defined for itself.", filterable=True
    )
    system_metadata: dict[str, Any] | None = exposed("A source system's own bookkeeping.", visible_to=STAFF)
    tags: ClassVar[Listed] = listed(
        "Labels, in the order they were given.",
        "CustomerTag",
        value="name",
        by="customer_id",
        order_by="position",
        visible_to=STAFF,
    )

    # Anonymization

    anonymization_status: AnonymizationStatus | None = exposed(
        "Where the latest request to anonymize the customer stands; null when there was none.",
        filterable=True,
    )
    anonymization_info: ClassVar[Group] = group(
        "The latest request to anonymize the customer; null when there was none.",
        "AnonymizationInfo",
        present_when="anonymization_status",
    )
    anonymization_info__status: ClassVar[Computed] = computed(
        "Where the request stands.",
        Scalar.STRING,
        lambda row: row.anonymization_status,
        enum=AnonymizationStatus,
    )
    anonymization_info__requested_at: datetime | None = exposed("When it was asked for.")
    anonymization_info__started_at: datetime | None = exposed("When it began.")
    anonymization_info__completed_at: datetime | None = exposed("When it was complete.")
    anonymization_info__failed_at: datetime | None = exposed("When it failed.")
    anonymization_info__cancelled_at: datetime | None = exposed("When it was withdrawn.")
    anonymization_info__requester: ClassVar[Group] = group(
        "User of the organization who asked for it.",
        "AnonymizationRequester",
        present_when="anonymization_info__requester__id",
        visible_to=STAFF,
    )
    anonymization_info__requester__id: str | None = exposed(
        "Id of the user.", scalar=Scalar.ID, visible_to=STAFF
    )
    anonymization_info__requester__first_name: str | None = exposed(
        "Given name of the user.", visible_to=STAFF
    )
    anonymization_info__requester__last_name: str | None = exposed(
        "Family name of the user.", visible_to=STAFF
    )
    anonymization_info__requester__email: str | None = exposed(
        "E-mail address of the user.", scalar=Scalar.EMAIL_ADDRESS, visible_to=STAFF
    )
    anonymization_info__cancellation_requester: ClassVar[Group] = group(
        "User of the organization who withdrew it.",
        "AnonymizationCancellationRequester",
        present_when="anonymization_info__cancellation_requester__id",
        visible_to=STAFF,
    )
    anonymization_info__cancellation_requester__id: str | None = exposed(
        "Id of the user.", scalar=Scalar.ID, visible_to=STAFF
    )
    anonymization_info__cancellation_requester__first_name: str | None = exposed(
        "Given name of the user.", visible_to=STAFF
    )
    anonymization_info__cancellation_requester__last_name: str | None = exposed(
        "Family name of the user.", visible_to=STAFF
    )
    anonymization_info__cancellation_requester__email: str | None = exposed(
        "E-mail address of the user.", scalar=Scalar.EMAIL_ADDRESS, visible_to=STAFF
    )

    # What it keeps with us

    address: Optional["CustomerAddress"] = related(
        "Primary address: the entry of the address book that is marked so.",
        by="CustomerAddress.customer_id",
        where={"is_primary": True},
    )
    addresses: list["CustomerAddress"] = related(
        "Address book, newest first.", by="CustomerAddress.customer_id"
    )
    customer_group_id: str | None = exposed(
        "Id of the group the customer belongs to.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer_group.id",
        ondelete="SET NULL",
    )
    customer_group: Optional["CustomerGroup"] = related(
        "Group the customer belongs to.", by="Customer.customer_group_id"
    )
    payment_sources: list["CustomerPaymentSource"] = related(
        "Wallet: saved means of payment, newest first.", by="CustomerPaymentSource.customer_id"
    )
    subscriptions: list["CustomerSubscription"] = related(
        "Newsletters the customer signed up for, newest first; recurring orders are `orderSubscriptions`.",
        by="CustomerSubscription.customer_id",
    )
    sku_lists: list["SkuList"] = related("Wish lists, newest first.", by="SkuList.customer_id")
    attachments: list["Attachment"] = related(
        "Files and remarks that the staff attached, newest first.",
        by="Attachment.customer_id",
        visible_to=STAFF,
    )

    # What it did

    orders: list["Order"] = related(
        "Orders, the latest placed first; carts that were not placed come last.",
        by="Order.customer_id",
        order_by="-placed_at",
    )
    order_subscriptions: list["OrderSubscription"] = related(
        "Recurring orders, newest first; newsletters are `subscriptions`.", by="OrderSubscription.customer_id"
    )
    returns: list["Return"] = related("Returns, newest first.", by="Return.customer_id")
    appointments: list["Appointment"] = related(
        "Appointments, the latest start first.", by="Appointment.customer_id", order_by="-starts_at"
    )
    reservations: list["Reservation"] = related(
        "Reservations, the latest start first.", by="Reservation.customer_id", order_by="-starts_at"
    )
    events: list["Event"] = related(
        "Events as webhooks name them, newest first.",
        by="Event.customer_id",
        to="Customer.id",
        visible_to=STAFF,
    )
    event_stores: list["EventStore"] = related(
        "Every recorded change of the customer and of what belongs to it, the latest first.",
        by="EventStore.customer_id",
        to="Customer.id",
        order_by="-position",
        visible_to=STAFF,
    )

    # What it earned

    summary: Optional["CustomerSummary"] = related(
        "Statistics of redemptions and paid orders; null when no loyalty system knows the customer.",
        by="CustomerSummary.customer_id",
    )
    loyalty: Optional["CustomerLoyalty"] = related(
        "Points, cards and standing in loyalty campaigns; null when no loyalty system knows the customer.",
        by="CustomerLoyalty.customer_id",
    )
    referrals: Optional["CustomerReferrals"] = related(
        "By whom the customer was referred; null when no loyalty system knows the customer.",
        by="CustomerReferrals.customer_id",
    )
    assets: ClassVar[Group] = group("Pages that a loyalty system keeps for the customer.", "CustomerAssets")
    assets__cockpit_url: str | None = exposed(
        "Address of the customer's cockpit in the loyalty system.",
        scalar=Scalar.URL,
        deprecated="The loyalty system removed cockpits; use `preferenceCenterUrl`.",
    )
    assets__preference_center_url: str | None = exposed(
        "Address of the page where the customer chooses what to receive.", scalar=Scalar.URL
    )

    __table_args__ = (
        Index("ix_customer_email_normalized", "environment", "email_normalized", "id"),
        Index("ix_customer_phone_normalized", "environment", "phone_normalized", "id"),
        Index(
            "uq_customer_email_claim",
            "environment",
            "email_claim",
            unique=True,
            sqlite_where=text("email_claim IS NOT NULL"),
            postgresql_where=text("email_claim IS NOT NULL"),
        ),
    )
