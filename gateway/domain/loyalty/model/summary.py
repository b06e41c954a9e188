"""What a customer redeemed and paid, in numbers."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Optional

from gateway.columns import Scalar
from gateway.entity import Entity, Group, exposed, group, related

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer


class CustomerSummary(Entity, table=True):
    """Statistics that the loyalty system keeps of a customer. Amounts are plain numbers: it names no currency."""

    __prefix__: ClassVar[str] = "sum"
    __owner__: ClassVar[str | None] = "customer_id"

    currency: str = exposed(
        "ISO 4217 code of the amounts, as configured for the loyalty system, which names none; else `XXX`.",
        scalar=Scalar.CURRENCY,
    )
    redemptions: ClassVar[Group] = group(
        "Vouchers, gift cards and points that were redeemed.", "RedemptionSummary"
    )
    redemptions__total_redeemed: int = exposed("Attempts to redeem.", default=0)
    redemptions__total_failed: int = exposed("Attempts that failed.", default=0)
    redemptions__total_succeeded: int = exposed("Attempts that succeeded.", default=0)
    redemptions__total_rolled_back: int = exposed("Redemptions that were to be undone.", default=0)
    redemptions__total_rollback_failed: int = exposed("Undoings that failed.", default=0)
    redemptions__total_rollback_succeeded: int = exposed("Undoings that succeeded.", default=0)
    redemptions__gift: ClassVar[Group] = group("Gift cards.", "GiftRedemptionSummary")
    redemptions__gift__redeemed_amount: int = exposed(
        "Spent from gift cards, in hundredths.", scalar=Scalar.BIG_INT, default=0
    )
    redemptions__gift__amount_to_go: int = exposed(
        "Left on gift cards, in hundredths.", scalar=Scalar.BIG_INT, default=0
    )
    redemptions__loyalty_card: ClassVar[Group] = group("Loyalty cards.", "LoyaltyCardRedemptionSummary")
    redemptions__loyalty_card__redeemed_points: int = exposed("Points spent.", default=0)
    redemptions__loyalty_card__points_to_go: int = exposed("Points left.", default=0)
    orders: ClassVar[Group] = group(
        "Orders that were paid or fulfilled; others do not count.", "OrderSummary"
    )
    orders__total_amount: int = exposed("Sum of all orders, in hundredths.", scalar=Scalar.BIG_INT, default=0)
    orders__total_count: int = exposed("How many orders.", default=0)
    orders__average_amount: int = exposed(
        "Average of an order, in hundredths.", scalar=Scalar.BIG_INT, default=0
    )
    orders__last_order_amount: int = exposed(
        "The latest order, in hundredths.", scalar=Scalar.BIG_INT, default=0
    )
    orders__last_order_date: datetime | None = exposed("When the latest order was made.")
    customer_id: str = exposed(
        "Id of the customer.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE", unique=True
    )
    customer: Optional["Customer"] = related("The customer.", by="CustomerSummary.customer_id")
