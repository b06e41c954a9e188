"""Loyalty rows name tiers and customers as their system does → the rows that these became, whichever came first.

    standing "ltr_9", or "Gold" in the campaign of that name    tier_id (by its record, its name or its reference)
    referral by "cust_2"                                        referrer_customer_id

What is new names what is here, and what was here names what is new. Identifiers begin with the time at which they were
made, so that the new ones of a batch are those from its own time on. Rows of customers whose standing was written
again are looked at whole: a tier that the standing no longer names is not kept.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, or_, select, union_all, update

from gateway.database import Transaction
from gateway.domain.loyalty.model import Campaign, LoyaltyCampaignStanding, LoyaltyTier, Referral
from gateway.domain.records.model import SourceRecord, SourceSystem
from gateway.entity import Entity
from gateway.identifier import encode
from gateway.view import table_of

_STANDINGS, _REFERRALS = table_of(LoyaltyCampaignStanding), table_of(Referral)
_TIERS, _CAMPAIGNS, _RECORDS = table_of(LoyaltyTier), table_of(Campaign), table_of(SourceRecord)
_RANDOM_BITS = 80


def refer_to_rows(transaction: Transaction, customer_ids: Iterable[str], at: datetime) -> None:
    """Lets loyalty rows name what is known here; `customer_ids` had their standing written since `at`."""
    since = {entity: _first_id(entity, at) for entity in (LoyaltyCampaignStanding, LoyaltyTier)}
    new_standing, new_tier = since[LoyaltyCampaignStanding], since[LoyaltyTier]
    transaction.run("tiers of new standings", _tiers_of_new, {"since": new_standing})
    transaction.run("standings by new tiers", _by_new_tiers, {"since": new_tier})
    transaction.run("referrers of new referrals", _referrers_of_new, {"since": _first_id(Referral, at)})
    transaction.run("referrals by new customers", _by_new_customers, {"since": _first_id(SourceRecord, at)})
    for customer_id in customer_ids:
        transaction.run("tiers of a customer", _tiers_of_customer, {"customer": customer_id})
        transaction.run("referrals by a customer", _referrals_by_customer, {"customer": customer_id})


def _first_id(entity: type[Entity], at: datetime) -> str:
    """The first identifier of a time."""
    return encode(entity.__prefix__, int(at.timestamp() * 1000) << _RANDOM_BITS)


# ── Tiers


def _tier() -> Any:
    """The tier that a standing names; none where it is not known, or where two answer to the name."""
    by_id = select(func.min(_RECORDS.c.resource_id)).where(
        _RECORDS.c.environment == _STANDINGS.c.environment,
        _RECORDS.c.external_id == _STANDINGS.c.loyalty_tier,
        *_is(_RECORDS, "loyalty_tier"),
    )
    by_name = (
        select(func.min(_TIERS.c.id))
        .join(_CAMPAIGNS, _CAMPAIGNS.c.id == _TIERS.c.campaign_id)
        .where(
            _TIERS.c.environment == _STANDINGS.c.environment,
            or_(*(each == _STANDINGS.c.loyalty_tier for each in (_TIERS.c.name, _TIERS.c.reference))),
            _CAMPAIGNS.c.name == _STANDINGS.c.campaign,
        )
        .having(func.count() == 1)
    )
    return func.coalesce(
        *(each.correlate(_STANDINGS).scalar_subquery() for each in (by_id, by_name)),
    )


def _set_tiers(*conditions: Any) -> Any:
    return (
        update(_STANDINGS)
        .where(*conditions, _STANDINGS.c.tier_id.is_distinct_from(_tier()))
        .values(tier_id=_tier())
        .returning(_STANDINGS.c.id)
    )


def _tiers_of_new() -> Any:
    return _set_tiers(_STANDINGS.c.id >= bindparam("since"), _STANDINGS.c.loyalty_tier.is_not(None))


def _tiers_of_customer() -> Any:
    return _set_tiers(_STANDINGS.c.customer_id == bindparam("customer"))


def _by_new_tiers() -> Any:
    # One record after the other: a join could begin with all records.
    word = (
        select(func.min(_RECORDS.c.external_id))
        .where(_RECORDS.c.resource_id == _TIERS.c.id, *_is(_RECORDS, "loyalty_tier"))
        .correlate(_TIERS)
        .scalar_subquery()
    )
    is_new = _TIERS.c.id >= bindparam("since")
    words = union_all(*(select(each).where(is_new) for each in (word, _TIERS.c.name, _TIERS.c.reference)))
    return _set_tiers(_STANDINGS.c.loyalty_tier.in_(words))


# ── Referrers


def _set_referrers(*conditions: Any) -> Any:
    referrer = (
        select(func.min(_RECORDS.c.customer_id))
        .where(
            _RECORDS.c.environment == _REFERRALS.c.environment,
            _RECORDS.c.external_id == _REFERRALS.c.referrer_id,
            *_is(_RECORDS, "customer"),
        )
        .correlate(_REFERRALS)
        .scalar_subquery()
    )
    return (
        update(_REFERRALS)
        .where(*conditions, _REFERRALS.c.referrer_customer_id.is_distinct_from(referrer))
        .values(referrer_customer_id=referrer)
        .returning(_REFERRALS.c.id)
    )


def _referrers_of_new() -> Any:
    return _set_referrers(_REFERRALS.c.id >= bindparam("since"), _REFERRALS.c.referrer_id.is_not(None))


def _by_new_customers() -> Any:
    new = select(_RECORDS.c.external_id).where(
        _RECORDS.c.id >= bindparam("since"), *_is(_RECORDS, "customer")
    )
    return _set_referrers(_REFERRALS.c.referrer_id.in_(new))


def _referrals_by_customer() -> Any:
    mine = select(_RECORDS.c.external_id).where(
        _RECORDS.c.customer_id == bindparam("customer"), *_is(_RECORDS, "customer")
    )
    return _set_referrers(_REFERRALS.c.referrer_id.in_(mine))


def _is(records: Table, kind: str) -> tuple[Any, ...]:
    return (records.c.system == SourceSystem.VOUCHERIFY.value, records.c.kind == kind)
