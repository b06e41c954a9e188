"""What is kept for a time only: keys of retries, tokens that reset a password, counts of attempts, deliveries."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete

from gateway.database import Transaction
from gateway.domain.customers.model.accounts import ATTEMPTS, PASSWORD_RESETS
from gateway.domain.customers.operations.accounts import WINDOW
from gateway.domain.records.deliveries import forget_old_deliveries
from gateway.events.idempotency import forget_expired_keys


def forget_expired(transaction: Transaction, at: datetime) -> None:
    """Deletes what nobody can use any more."""
    forget_expired_keys(transaction, at)
    forget_old_deliveries(transaction, at)
    transaction.change("forget old reset tokens", _delete_tokens, {"at": at})
    transaction.change("forget old attempts", _delete_attempts, {"before": at - WINDOW})


def _delete_tokens() -> Any:
    return delete(PASSWORD_RESETS).where(PASSWORD_RESETS.c.expires_at < bindparam("at"))


def _delete_attempts() -> Any:
    return delete(ATTEMPTS).where(ATTEMPTS.c.started_at < bindparam("before"))
