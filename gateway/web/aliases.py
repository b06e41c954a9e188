"""Ids that an act is given → the ids that are meant: of an object that is part of another now, the other's."""

from dataclasses import fields, is_dataclass, replace
from operator import is_
from typing import Any

import strawberry
from sqlalchemy import bindparam, select

from gateway.database import Transaction
from gateway.identifier import prefix_of
from gateway.planner.catalog import Aliases, Catalog


class Resolver:
    """Looks ids up inside the transaction of the act, each with one statement."""

    def __init__(self, transaction: Transaction, catalog: Catalog) -> None:
        self.transaction = transaction
        self.by_prefix = {catalog.types[name].prefix: aliases for name, aliases in catalog.aliases.items()}

    def now_of(self, key: str) -> str:
        """The id that answers for this one; most often itself."""
        aliases = self.by_prefix.get(prefix_of(key) or "")
        # PostgreSQL refuses a text with a NUL, even one to look for.
        if aliases is None or "\0" in key:
            return key
        found = self.transaction.select(
            f"now of {aliases.table.name}", lambda: _select(aliases), {"key": key}
        )
        return str(found[0][0]) if found else key

    def resolved(self, given: Any) -> Any:
        """The input with the ids that are meant, however deep they lie; the very same where all mean themselves."""
        if isinstance(given, str):
            return self.now_of(given)
        if isinstance(given, list):
            new = [self.resolved(each) for each in given]
            return given if all(map(is_, new, given)) else new
        if isinstance(given, strawberry.Some):
            inner = self.resolved(given.value)
            return given if inner is given.value else strawberry.Some(inner)
        if not is_dataclass(given) or isinstance(given, type):
            return given
        changed = {}
        for each in fields(given):
            value = getattr(given, each.name) if each.init else None
            # Most of what could be given is not.
            meant = value if value is None else self.resolved(value)
            if meant is not value:
                changed[each.name] = meant
        return replace(given, **changed) if changed else given


def _select(aliases: Aliases) -> Any:
    return select(aliases.table.c[aliases.of]).where(aliases.table.c.id == bindparam("key"))
