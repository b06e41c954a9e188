"""What customers send back."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import exposed, internal, money, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer
    from gateway.domain.orders.model.markets import StockLocation
    from gateway.domain.orders.model.order import Order, OrderLine


@described(
    {
        "DRAFT": "Being put together.",
        "REQUESTED": "Asked for by the customer.",
        "APPROVED": "Allowed by the shop.",
        "CANCELLED": "Withdrawn.",
        "SHIPPED": "On its way back.",
        "REJECTED": "Refused by the shop.",
        "RECEIVED": "Has arrived.",
        "REFUNDED": "The money has been given back.",
    }
)
class ReturnStatus(StrEnum):
    """Where a return stands."""

    DRAFT = "DRAFT"
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    CANCELLED = "CANCELLED"
    SHIPPED = "SHIPPED"
    REJECTED = "REJECTED"
    RECEIVED = "RECEIVED"
    REFUNDED = "REFUNDED"


class Return(Referenced, table=True):
    """Articles of an order that the customer sends back."""

    __prefix__: ClassVar[str] = "ret"
    __owner__: ClassVar[str | None] = "customer_id"

    number: str | None = exposed("Number the customer knows the return by.", filterable=True, sortable=True)
    status: ReturnStatus = exposed(
        "Where the return stands.", default=ReturnStatus.DRAFT, filterable=True, sortable=True
    )
    customer_email: str | None = exposed("E-mail address given with the return.", scalar=Scalar.EMAIL_ADDRESS)
    skus_count: int | None = exposed("Articles in the return.", filterable=True)
    currency: str = exposed("ISO 4217 code of the return's amounts.", default="XXX", scalar=Scalar.CURRENCY)
    estimated_refund: int | None = money("What the customer will probably get back.", filterable=True)
    approved_at: datetime | None = exposed("When the shop allowed it.", filterable=True)
    cancelled_at: datetime | None = exposed("When it was withdrawn.", filterable=True)
    shipped_at: datetime | None = exposed("When it was sent back.", filterable=True)
    rejected_at: datetime | None = exposed("When the shop refused it.", filterable=True)
    received_at: datetime | None = exposed("When it arrived.", filterable=True)
    refunded_at: datetime | None = exposed("When the money was given back.", filterable=True)
    archived_at: datetime | None = exposed("When it was put away.", filterable=True)
    customer_id: str | None = exposed(
        "Id of the customer who returns.", scalar=Scalar.ID, filterable=True, foreign_key="customer.id"
    )
    customer: Optional["Customer"] = related("Customer who returns.", by="Return.customer_id")
    order_id: str | None = exposed(
        "Id of the order that is returned from.", scalar=Scalar.ID, filterable=True, foreign_key="order.id"
    )
    order: Optional["Order"] = related("Order that is returned from.", by="Return.order_id")
    stock_location_id: str | None = exposed(
        "Id of the location it is sent to.",
        scalar=Scalar.ID,
        foreign_key="stock_location.id",
        ondelete="SET NULL",
    )
    stock_location: Optional["StockLocation"] = related(
        "Location it is sent to.", by="Return.stock_location_id"
    )
    lines: list["ReturnLine"] = related(
        "What is returned, in the return's own sequence.", by="ReturnLine.return_id", order_by="position"
    )


class ReturnLine(Referenced, table=True):
    """One article of a return."""

    __prefix__: ClassVar[str] = "rtl"
    __owner__: ClassVar[str | None] = "customer_id"

    position: int = exposed("Place in the return, from 1.", default=1, sortable=True)
    sku: str | None = exposed("Stock keeping unit of the article.", filterable=True)
    bundle_code: str | None = exposed("Code of the bundle, when several articles are sold as one.")
    name: str | None = exposed("Name of the article.", filterable=True)
    quantity: int = exposed("How many are returned.", default=1, filterable=True)
    currency: str = exposed("ISO 4217 code of the line's amounts.", default="XXX", scalar=Scalar.CURRENCY)
    total: int | None = money("What was paid for them.", filterable=True)
    return_reason: Any | None = exposed("Why they are returned.", scalar=Scalar.JSON)
    image_url: str | None = exposed("Address of a picture of the article.", scalar=Scalar.URL)
    restocked_at: datetime | None = exposed("When they were put back on the shelf.", filterable=True)
    return_id: str = exposed(
        "Id of the return.", scalar=Scalar.ID, filterable=True, foreign_key="return.id", ondelete="CASCADE"
    )
    parent_return: Optional["Return"] = related("Return the line is part of.", by="ReturnLine.return_id")
    order_line_id: str | None = exposed(
        "Id of the line of the order that is returned.",
        scalar=Scalar.ID,
        foreign_key="order_line.id",
        ondelete="SET NULL",
    )
    order_line: Optional["OrderLine"] = related(
        "Line of the order that is returned.", by="ReturnLine.order_line_id"
    )
    customer_id: str | None = internal("Who returns.", scalar=Scalar.ID, foreign_key="customer.id")
