"""Customers who are to be forgotten, or are in part: their data may not come to another one, nor another's to them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from gateway.database import Transaction
from gateway.domain.customers.model import AnonymizationStatus
from gateway.domain.privacy.model import REQUESTS

_LEAVING = frozenset(
    {
        AnonymizationStatus.REQUESTED,
        AnonymizationStatus.STARTED,
        AnonymizationStatus.COMPLETED,
        AnonymizationStatus.FAILED,
    }
)


def is_leaving(transaction: Transaction, customer: Mapping[str, Any]) -> bool:
    """Whether an anonymization is asked for, under way, failed or done."""
    if customer["anonymization_status"] in _LEAVING:
        return True
    return bool(transaction.select("request to anonymize", _request, {"customer": customer["id"]}))


def _request() -> Any:
    return select(REQUESTS.c.customer_id).where(REQUESTS.c.customer_id == bindparam("customer"))
