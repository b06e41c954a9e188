"""Records that wait for others of their system which have not come."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select

from gateway.database import Transaction
from gateway.domain.records.model import WAITING
from gateway.sources.prepared import Key
from gateway.sources.tables import read_record

Row = Mapping[str, Any]


def wait(transaction: Transaction, system: str, key: Key, record_id: str) -> None:
    """From now on the record with this id waits for the one with this key."""
    if record_id in _ids_waiting(transaction, system, key):
        return
    environment, connection, kind, external_id = key
    values = {
        "environment": environment,
        "system": system,
        "connection": connection,
        "kind": kind,
        "external_id": external_id,
        "record_id": record_id,
    }
    transaction.insert(WAITING, values)


def is_any_waiting(transaction: Transaction) -> bool:
    """Whether anything waits at all; mostly nothing does, and no record needs to be asked about."""
    return bool(transaction.select("any that wait", _any_waiting, {}))


def take_waiting(
    transaction: Transaction, system: str, key: Key, is_due: Callable[[Row], bool] = lambda _: True
) -> Iterator[Row]:
    """The stored records that wait for this one, and that are due: they wait no more."""
    for record_id in _ids_waiting(transaction, system, key):
        stored = read_record(transaction, record_id)
        if stored is not None and is_due(stored):
            transaction.run("wait no more", _no_more, {"record": record_id, **_named(system, key)})
            yield stored


def _ids_waiting(transaction: Transaction, system: str, key: Key) -> list[str]:
    rows = transaction.select("records that wait", _waiting, _named(system, key))
    return [found for (found,) in rows]


def _named(system: str, key: Key) -> Mapping[str, str]:
    environment, connection, kind, external_id = key
    return {
        "in_environment": environment,
        "in_system": system,
        "in_connection": connection,
        "of_kind": kind,
        "with_id": external_id,
    }


def _any_waiting() -> Any:
    return select(WAITING.c.record_id).limit(1)


def _is_key() -> Any:
    return (
        (WAITING.c.environment == bindparam("in_environment"))
        & (WAITING.c.system == bindparam("in_system"))
        & (WAITING.c.connection == bindparam("in_connection"))
        & (WAITING.c.kind == bindparam("of_kind"))
        & (WAITING.c.external_id == bindparam("with_id"))
    )


def _waiting() -> Any:
    return select(WAITING.c.record_id).where(_is_key()).order_by(WAITING.c.record_id)


def _no_more() -> Any:
    return (
        delete(WAITING)
        .where(_is_key(), WAITING.c.record_id == bindparam("record"))
        .returning(WAITING.c.record_id)
    )
