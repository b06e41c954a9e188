"""The key that a database's cursors are sealed with: every process on it finds the same, after restarts too."""

import secrets
from typing import Any

from sqlalchemy import Column, Table, bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel

from gateway.columns import TEXT
from gateway.database.connection import Database
from gateway.database.seals import Seal
from gateway.database.transaction import Transaction

KEYS = Table(
    "sealing_key",
    SQLModel.metadata,
    Column("purpose", TEXT, primary_key=True),
    Column("key", TEXT, nullable=False),
    sqlite_strict=True,
)
"""Keys in hex. To change one, delete its row and start every process anew: what the old one sealed is refused then."""

_CURSORS = "cursors"
_KEY_BYTES = 32


async def load_seal(database: Database) -> None:
    """Gives an open database the seal of its cursors; the key is made if it is missing."""
    key = await database.read(_FIND, ())
    if key is None:
        await database.write(_make_key)
        # The one that counts: another process may have made one at the same time.
        key = await database.read(_FIND, ())
    if key is None:
        raise RuntimeError("The key of the cursors was made, and is not there.")
    database.seal = Seal(bytes.fromhex(key))


_FIND = str(select(KEYS.c.key).where(KEYS.c.purpose == literal_column(f"'{_CURSORS}'")))


def _make_key(transaction: Transaction) -> None:
    made = {"purpose": _CURSORS, "key": secrets.token_hex(_KEY_BYTES)}
    transaction.change("make a sealing key", _make, made)


def _make() -> Any:
    made = insert(KEYS).values(purpose=bindparam("purpose"), key=bindparam("key"))
    return made.on_conflict_do_nothing()
