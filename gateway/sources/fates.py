"""What becomes of the rows of a customer that is merged into another, for every column that names a customer."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Column
from sqlmodel import SQLModel


class Fate(Enum):
    """What a merge does with a row, and its undoing."""

    MOVES = "It becomes the kept customer's, and goes back by its id."
    WHOLE = "It may change or go; it is remembered whole, and becomes what it was."
    WORDS = "It follows from the customer's values; what it was before is remembered."
    BLOCKS = "While there is one, there is no merge."
    GONE = "It goes, and does not come back."


FATES: Mapping[str, Fate] = {
    "anonymization_request.customer_id": Fate.BLOCKS,
    "appointment.customer_id": Fate.MOVES,
    "attachment.customer_id": Fate.MOVES,
    "customer_address.customer_id": Fate.WHOLE,
    "customer_conflict.customer_id": Fate.WORDS,
    "customer_loyalty.customer_id": Fate.WHOLE,
    "customer_payment_source.customer_id": Fate.MOVES,
    "customer_referrals.customer_id": Fate.WHOLE,
    "customer_search_term.customer_id": Fate.WORDS,
    "customer_subscription.customer_id": Fate.MOVES,
    "customer_summary.customer_id": Fate.WHOLE,
    "customer_tag.customer_id": Fate.WHOLE,
    "identity_link.customer_id": Fate.WHOLE,
    "identity_suggestion.candidate_id": Fate.WHOLE,
    "identity_suggestion.customer_id": Fate.WHOLE,
    "known_contact.customer_id": Fate.WORDS,
    "loyalty_campaign_standing.customer_id": Fate.WHOLE,
    "loyalty_card.customer_id": Fate.WHOLE,
    "loyalty_transaction.customer_id": Fate.MOVES,
    # Who was merged into the merged one before is now the kept one too.
    "merged_customer.customer_id": Fate.MOVES,
    "order.customer_id": Fate.MOVES,
    "order_address.customer_id": Fate.MOVES,
    "order_line.customer_id": Fate.MOVES,
    "order_subscription.customer_id": Fate.MOVES,
    "order_subscription_item.customer_id": Fate.MOVES,
    "overruled_value.customer_id": Fate.GONE,
    # A token that was sent for one account does not open the other.
    "password_reset.customer_id": Fate.GONE,
    "referral.customer_id": Fate.WHOLE,
    "referral.referrer_customer_id": Fate.MOVES,
    "reservation.customer_id": Fate.MOVES,
    "return.customer_id": Fate.MOVES,
    "return_line.customer_id": Fate.MOVES,
    "sku_list.customer_id": Fate.MOVES,
    "sku_list_item.customer_id": Fate.MOVES,
    "source_record.customer_id": Fate.MOVES,
    "webhook_delivery.customer_id": Fate.MOVES,
}
"""Events keep the id under which they were recorded: no foreign key, and the customer's history is that of both ids."""


def columns_naming_customers() -> dict[str, Column[Any]]:
    """`order.customer_id` → the column, for every foreign key to a customer."""
    return {
        f"{table.name}.{column.key}": column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "customer" for key in column.foreign_keys)
    }


@cache
def moving_columns() -> tuple[Column[Any], ...]:
    """Columns of rows that simply follow the customer."""
    return tuple(
        column for name, column in columns_naming_customers().items() if FATES.get(name) is Fate.MOVES
    )
