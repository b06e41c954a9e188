"""Orders that repeat themselves."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import Audience, exposed, internal, money, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer, CustomerPaymentSource
    from gateway.domain.orders.model.markets import Market
    from gateway.domain.orders.model.order import Order


@described(
    {
        "DRAFT": "Being put together.",
        "INACTIVE": "Rests; it can be taken up again.",
        "ACTIVE": "Waits for its next run.",
        "RUNNING": "Makes an order right now.",
        "CANCELLED": "Has ended for good.",
    }
)
class OrderSubscriptionStatus(StrEnum):
    """Where a recurring order stands."""

    DRAFT = "DRAFT"
    INACTIVE = "INACTIVE"
    ACTIVE = "ACTIVE"
    RUNNING = "RUNNING"
    CANCELLED = "CANCELLED"


class OrderSubscription(Referenced, table=True):
    """An order that is made again and again. A newsletter is a `CustomerSubscription`."""

    __prefix__: ClassVar[str] = "osu"
    __owner__: ClassVar[str | None] = "customer_id"

    number: str | None = exposed("Number the customer knows it by.", filterable=True, sortable=True)
    status: OrderSubscriptionStatus = exposed(
        "Where it stands.", default=OrderSubscriptionStatus.DRAFT, filterable=True, sortable=True
    )
    frequency: str | None = exposed(
        "How often it runs: a word such as `monthly`, or a crontab expression.",
        filterable=True,
        sortable=True,
    )
    activate_by_source_order: bool = exposed("Whether placing the first order starts it.", default=True)
    place_target_order: bool = exposed("Whether each run also places the order it makes.", default=True)
    renewal_alert_period: int | None = exposed("Hours before a run at which the customer is told.")
    customer_email: str | None = exposed(
        "E-mail address given with the first order.", scalar=Scalar.EMAIL_ADDRESS, filterable=True
    )
    starts_at: datetime | None = exposed("When it starts.", filterable=True, sortable=True)
    expires_at: datetime | None = exposed("When it ends.", filterable=True, sortable=True)
    last_run_at: datetime | None = exposed("When it ran last.", filterable=True, sortable=True)
    next_run_at: datetime | None = exposed("When it runs next.", filterable=True, sortable=True)
    occurrencies: int | None = exposed("How often it has run.", filterable=True)
    errors_count: int | None = exposed("Runs that failed.", filterable=True)
    succeeded_on_last_run: bool | None = exposed("Whether the latest run succeeded.", filterable=True)
    options: Any | None = exposed(
        "Settings of the shop for its runs.", scalar=Scalar.JSON, visible_to=Audience.STAFF
    )
    customer_id: str | None = exposed(
        "Id of the customer it belongs to.", scalar=Scalar.ID, filterable=True, foreign_key="customer.id"
    )
    customer: Optional["Customer"] = related("Customer it belongs to.", by="OrderSubscription.customer_id")
    market_id: str | None = exposed(
        "Id of the market it is sold in.", scalar=Scalar.ID, foreign_key="market.id", ondelete="SET NULL"
    )
    market: Optional["Market"] = related("Market it is sold in.", by="OrderSubscription.market_id")
    source_order_id: str | None = exposed(
        "Id of the order it was made from.", scalar=Scalar.ID, foreign_key="order.id", ondelete="SET NULL"
    )
    source_order: Optional["Order"] = related(
        "Order it was made from.", by="OrderSubscription.source_order_id"
    )
    payment_source_id: str | None = exposed(
        "Id of the means of payment it uses.",
        scalar=Scalar.ID,
        foreign_key="customer_payment_source.id",
        ondelete="SET NULL",
    )
    payment_source: Optional["CustomerPaymentSource"] = related(
        "Means of payment it uses.", by="OrderSubscription.payment_source_id"
    )
    items: list["OrderSubscriptionItem"] = related(
        "What each run orders, in its own sequence.",
        by="OrderSubscriptionItem.order_subscription_id",
        order_by="position",
    )


class OrderSubscriptionItem(Referenced, table=True):
    """One article of a recurring order."""

    __prefix__: ClassVar[str] = "osi"
    __owner__: ClassVar[str | None] = "customer_id"

    position: int = exposed("Place in the recurring order, from 1.", default=1, sortable=True)
    sku: str | None = exposed("Stock keeping unit of the article.", filterable=True)
    bundle_code: str | None = exposed("Code of the bundle, when several articles are sold as one.")
    quantity: int = exposed("How many each run orders.", default=1, filterable=True)
    currency: str = exposed("ISO 4217 code of the item's amounts.", default="XXX", scalar=Scalar.CURRENCY)
    unit_price: int | None = money("Price of one.", filterable=True)
    total: int | None = money("What the item costs at each run.")
    order_subscription_id: str = exposed(
        "Id of the recurring order.",
        scalar=Scalar.ID,
        foreign_key="order_subscription.id",
        ondelete="CASCADE",
    )
    order_subscription: Optional["OrderSubscription"] = related(
        "Recurring order it is part of.", by="OrderSubscriptionItem.order_subscription_id"
    )
    customer_id: str | None = internal(
        "Whose recurring order it is.", scalar=Scalar.ID, foreign_key="customer.id"
    )
