"""What becomes of everything that points to a customer when the customer is deleted; every foreign key is decided.

    BUSINESS   records of business: a customer that has one is not deleted, but anonymized
    GOING      belongings: they go with the customer
    STAYING    rows that stay without the customer; what is personal is taken out of them first

The events stay as well, without what is personal, and go on naming the customer.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from gateway.database import Transaction
from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import LoyaltyTransaction
from gateway.domain.orders.model import (
    Order,
    OrderAddress,
    OrderLine,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
)
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.operations.elsewhere import forget_elsewhere
from gateway.domain.privacy.operations.erasure import erase_event, erase_rows, subjects_of
from gateway.domain.privacy.operations.memories import forget_mentions
from gateway.domain.privacy.personal import MENTIONS, PERSONAL
from gateway.domain.records.model import MERGED
from gateway.entity import Entity
from gateway.events.erasure import rewrite_events
from gateway.view import table_of

BUSINESS: Mapping[type[Entity], tuple[str, str]] = {
    Order: ("order", "orders"),
    OrderLine: ("order line", "order lines"),
    OrderAddress: ("address of orders", "addresses of orders"),
    OrderSubscription: ("order subscription", "order subscriptions"),
    OrderSubscriptionItem: ("item of order subscriptions", "items of order subscriptions"),
    Return: ("return", "returns"),
    ReturnLine: ("line of returns", "lines of returns"),
    Appointment: ("appointment", "appointments"),
    Reservation: ("reservation", "reservations"),
    LoyaltyTransaction: ("loyalty transaction", "loyalty transactions"),
}
"""Records of business, each by one and by many."""

GOING = frozenset(
    {
        "anonymization_request.customer_id",
        "attachment.customer_id",
        "customer_address.customer_id",
        "customer_conflict.customer_id",
        "customer_loyalty.customer_id",
        "customer_payment_source.customer_id",
        "customer_referrals.customer_id",
        "customer_search_term.customer_id",
        "customer_subscription.customer_id",
        "customer_summary.customer_id",
        "customer_tag.customer_id",
        "identity_link.customer_id",
        "identity_suggestion.candidate_id",
        "identity_suggestion.customer_id",
        "known_contact.customer_id",
        "loyalty_campaign_standing.customer_id",
        "loyalty_card.customer_id",
        "merged_customer.customer_id",
        "overruled_value.customer_id",
        "password_reset.customer_id",
        "referral.customer_id",
        "sku_list.customer_id",
        "sku_list_item.customer_id",
    }
)
"""Columns of belongings."""

STAYING = frozenset(
    {"source_record.customer_id", "referral.referrer_customer_id", "webhook_delivery.customer_id"}
)
"""Columns that become NULL, where the row is not deleted with all else that is personal. The raw records are known
again by a digest, so that an import does not bring back whom somebody deleted."""

_ERASED = STAYING | {"idempotency_key.customer_id"}


def business_of(transaction: Transaction, customer_id: str) -> str | None:
    """The customer's records of business, counted for people: `2 orders and 3 order lines`; None without any."""
    (counts,) = transaction.select("business of a customer", _count, {"customer": customer_id})
    found = [
        f"{count} {words[count != 1]}"
        for words, count in zip(BUSINESS.values(), counts, strict=True)
        if count
    ]
    return " and ".join([", ".join(found[:-1]), found[-1]] if found[1:] else found) or None


def erase_and_delete(transaction: Transaction, customer_id: str, at: datetime) -> dict[str, int]:
    """Deletes a customer with all that goes along, and leaves nothing personal in what stays; table → rows.

    Not in the events and merges of others either. Comes before anything of the customer is deleted: its values are
    known by what is held about it.
    """
    forget_elsewhere(transaction, customer_id)
    subjects = subjects_of(transaction, customer_id)
    counts = _erase_around(transaction, customer_id, at)
    counts["event_store"] = sum(_rewrite_all(transaction, subject) for subject in subjects)
    transaction.delete(Customer, customer_id)
    # Only now is no suggestion left that a merge could remember.
    remembered = forget_mentions(transaction, subjects, at)
    return counts | ({str(MERGED.name): remembered} if remembered else {})


def _erase_around(transaction: Transaction, customer_id: str, at: datetime) -> dict[str, int]:
    """Takes what is personal out of all rows that stay but the events; table → rows."""
    counts: dict[str, int] = {}
    for personal in (*PERSONAL, *MENTIONS):
        if _place(personal) in _ERASED:
            while count := erase_rows(transaction, personal, customer_id, at):
                # SQLAlchemy names tables by a kind of text of its own.
                name = str(personal.table.name)
                counts[name] = counts.get(name, 0) + count
    return counts


def _rewrite_all(transaction: Transaction, customer_id: str) -> int:
    count, position = rewrite_events(transaction, customer_id, erase_event)
    whole = count
    while count:
        count, position = rewrite_events(transaction, customer_id, erase_event, after=position)
        whole += count
    return whole


def _place(personal: Personal) -> str:
    return f"{personal.table.name}.{personal.owner}"


def _count() -> Any:
    tables = [table_of(entity) for entity in BUSINESS]
    return select(
        *(
            select(func.count())
            .select_from(table)
            .where(table.c.customer_id == bindparam("customer"))
            .scalar_subquery()
            for table in tables
        )
    )
