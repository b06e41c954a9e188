"""Orders, their lines and their addresses."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Optional

from sqlalchemy import Index, UniqueConstraint, text

from gateway.columns import Scalar
from gateway.domain.orders.model.status import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.postal import PostalAddress
from gateway.domain.records.model import SourceSystem
from gateway.domain.referenced import Referenced
from gateway.entity import exposed, internal, money, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Channel, Customer
    from gateway.domain.orders.model.markets import Market
    from gateway.domain.orders.model.returns import Return


@described({"SHIPPING": "Where the goods go.", "BILLING": "Whom the invoice goes to."})
class AddressKind(StrEnum):
    """What an address of an order is for."""

    SHIPPING = "SHIPPING"
    BILLING = "BILLING"


_MADE_HERE = "system IS NULL AND number IS NOT NULL"


class Order(Referenced, table=True):
    """A purchase, or a cart that may become one."""

    __prefix__: ClassVar[str] = "ord"
    __owner__: ClassVar[str | None] = "customer_id"
    __roots__: ClassVar[tuple[str, str] | None] = ("order", "orders")

    number: str | None = exposed("Number the customer knows the order by.", filterable=True, sortable=True)
    system: SourceSystem | None = exposed(
        "System the order was made in; null when it was made here.", filterable=True, sortable=True
    )
    status: OrderStatus = exposed(
        "Where the order stands.", default=OrderStatus.DRAFT, filterable=True, sortable=True
    )
    payment_status: PaymentStatus = exposed(
        "Where its payment stands.", default=PaymentStatus.UNPAID, filterable=True, sortable=True
    )
    fulfillment_status: FulfillmentStatus = exposed(
        "Where its delivery stands.", default=FulfillmentStatus.UNFULFILLED, filterable=True, sortable=True
    )
    placed_at: datetime | None = exposed(
        "When the customer bought; null for a cart.", filterable=True, sortable=True
    )
    approved_at: datetime | None = exposed("When the shop accepted the order.", filterable=True)
    cancelled_at: datetime | None = exposed("When the order was called off.", filterable=True)
    currency: str = exposed(
        "ISO 4217 code of the order's amounts; `XXX` when the system it came from names none.",
        default="XXX",
        scalar=Scalar.CURRENCY,
        filterable=True,
        sortable=True,
    )
    subtotal: int | None = money("Sum of the lines, before shipping, discounts and taxes.")
    shipping: int | None = money("Price of the delivery.")
    discount: int | None = money("Discounts; zero or negative.", check="discount <= 0")
    tax: int | None = money("Taxes, whether or not the prices include them.")
    tip: int | None = money("Gratuity.")
    gift_card: int | None = money(
        "Part of the total that gift cards pay; zero or negative.", check="gift_card <= 0"
    )
    adjustment: int | None = money("Corrections made by hand; may be negative.")
    total: int = money("What the order costs the customer in all.", filterable=True, sortable=True)
    tax_included: bool | None = exposed("Whether the prices include taxes.", filterable=True)
    guest: bool | None = exposed("Whether the customer bought without an account.", filterable=True)
    customer_email: str | None = exposed(
        "E-mail address given with the order.", scalar=Scalar.EMAIL_ADDRESS, filterable=True, sortable=True
    )
    language_code: str | None = exposed(
        "ISO 639-1 code of the language the customer bought in.", filterable=True
    )
    country_code: str | None = exposed(
        "ISO 3166-1 alpha-2 code of the country the order was made for.",
        scalar=Scalar.COUNTRY_CODE,
        filterable=True,
    )
    coupon_code: str | None = exposed("Coupon that was redeemed.", filterable=True)
    expected_delivery_at: datetime | None = exposed("When the order is wanted or expected.")
    delivered_at: datetime | None = exposed("When the order was delivered.")
    tracking_number: str | None = exposed("Number by which the carrier tracks the parcel.", filterable=True)
    customer_id: str | None = exposed(
        "Id of the customer who ordered.", scalar=Scalar.ID, filterable=True, foreign_key="customer.id"
    )
    customer: Optional["Customer"] = related(
        "Customer who ordered; null when the system did not say who.", by="Order.customer_id"
    )
    market_id: str | None = exposed(
        "Id of the market it was sold in.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="market.id",
        ondelete="SET NULL",
    )
    market: Optional["Market"] = related("Market it was sold in.", by="Order.market_id")
    channel_id: str | None = exposed(
        "Id of the channel it was ordered through.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="channel.id",
        ondelete="SET NULL",
    )
    channel: Optional["Channel"] = related("Channel it was ordered through.", by="Order.channel_id")
    lines: list["OrderLine"] = related(
        "What was ordered, in the order's own sequence.", by="OrderLine.order_id", order_by="position"
    )
    shipping_address: Optional["OrderAddress"] = related(
        "Where the goods go.", by="OrderAddress.order_id", where={"kind": "SHIPPING"}
    )
    billing_address: Optional["OrderAddress"] = related(
        "Whom the invoice goes to.", by="OrderAddress.order_id", where={"kind": "BILLING"}
    )
    returns: list["Return"] = related("Returns of this order, newest first.", by="Return.order_id")

    __table_args__ = (
        # Two systems may use one number; here it names one order.
        Index(
            "uq_order_number",
            "environment",
            "number",
            unique=True,
            sqlite_where=text(_MADE_HERE),
            postgresql_where=text(_MADE_HERE),
        ),
    )


class OrderLine(Referenced, table=True):
    """One article of an order, or a charge such as its delivery."""

    __prefix__: ClassVar[str] = "orl"
    __owner__: ClassVar[str | None] = "customer_id"

    position: int = exposed("Place in the order, from 1.", default=1, sortable=True)
    sku: str | None = exposed("Stock keeping unit of the article.", filterable=True, sortable=True)
    bundle_code: str | None = exposed("Code of the bundle, when several articles are sold as one.")
    name: str | None = exposed("Name of the article.", filterable=True, sortable=True)
    item_type: str | None = exposed(
        "What the line is for, in the system's words: an article, a delivery, a payment fee, an adjustment.",
        filterable=True,
    )
    quantity: int = exposed("How many.", default=1, filterable=True)
    currency: str = exposed(
        "ISO 4217 code of the line's amounts; `XXX` when the system it came from names none.",
        default="XXX",
        scalar=Scalar.CURRENCY,
    )
    unit_price: int | None = money("Price of one.", filterable=True)
    discount: int | None = money("Discounts on this line; zero or negative.", check="discount <= 0")
    tax: int | None = money("Taxes on this line.")
    total: int | None = money("What the line costs in all.", filterable=True, sortable=True)
    image_url: str | None = exposed("Address of a picture of the article.", scalar=Scalar.URL)
    order_id: str = exposed(
        "Id of the order.", scalar=Scalar.ID, filterable=True, foreign_key="order.id", ondelete="CASCADE"
    )
    order: Optional["Order"] = related("Order the line is part of.", by="OrderLine.order_id")
    customer_id: str | None = internal("Who ordered.", scalar=Scalar.ID, foreign_key="customer.id")


class OrderAddress(PostalAddress, table=True):
    """An address as it was when the order was made; the address book may have changed since."""

    __prefix__: ClassVar[str] = "oad"
    __owner__: ClassVar[str | None] = "customer_id"

    kind: AddressKind = exposed("What the address is for.", filterable=True)
    order_id: str = exposed("Id of the order.", scalar=Scalar.ID, foreign_key="order.id", ondelete="CASCADE")
    order: Optional["Order"] = related("Order the address belongs to.", by="OrderAddress.order_id")
    customer_id: str | None = internal("Who ordered.", scalar=Scalar.ID, foreign_key="customer.id")

    __table_args__ = (UniqueConstraint("order_id", "kind", name="uq_order_address_kind"),)
