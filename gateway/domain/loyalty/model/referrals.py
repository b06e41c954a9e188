"""By whom customers were brought."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Optional

from sqlalchemy import Index

from gateway.columns import Scalar
from gateway.entity import Audience, Entity, exposed, internal, related

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer


class CustomerReferrals(Entity, table=True):
    """How a customer was brought by others."""

    __prefix__: ClassVar[str] = "rfs"
    __owner__: ClassVar[str | None] = "customer_id"

    total: int = exposed("How often the customer was referred.", default=0, filterable=True)
    campaigns: list["Referral"] = related(
        "Each time the customer was referred, the latest first.",
        by="Referral.referrals_id",
        order_by="-date",
        listed=True,
    )
    customer_id: str = exposed(
        "Id of the customer.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE", unique=True
    )
    customer: Optional["Customer"] = related("The customer.", by="CustomerReferrals.customer_id")


class Referral(Entity, table=True):
    """One time that a customer was referred by another."""

    __prefix__: ClassVar[str] = "rfl"
    __owner__: ClassVar[str | None] = "customer_id"

    campaign_id: str | None = exposed("Identifier of the campaign, in the loyalty system.")
    referrer_id: str | None = exposed(
        "Identifier of the customer who referred, in the loyalty system.", visible_to=Audience.STAFF
    )
    related_object_id: str | None = exposed("Identifier of what the referral led to, in the loyalty system.")
    related_object_type: str | None = exposed("What the referral led to, such as `redemption`.")
    date: datetime | None = exposed("When it happened.")
    referrer_customer_id: str | None = internal(
        "Who referred, when known here.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="SET NULL"
    )
    referrer: Optional["Customer"] = related(
        "Customer who referred, when known here.", by="Referral.referrer_customer_id"
    )
    referrals_id: str = internal(
        "Summary it is part of.", scalar=Scalar.ID, foreign_key="customer_referrals.id", ondelete="CASCADE"
    )
    customer_id: str = internal(
        "Who was referred.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE"
    )

    __table_args__ = (Index("ix_referral_referrer_id", "referrer_id"),)
