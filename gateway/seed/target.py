"""An empty database that is being filled: whole or not at all, in one transaction on a connection of its own."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

from gateway.errors import SettingsError
from gateway.seed.rows import TableRows


class Target(ABC):
    """Opened by `async with`; what was written stays when the block ends without an error."""

    @staticmethod
    @abstractmethod
    def render(rows: Sequence[TableRows]) -> list[Any]:
        """Rows as `write` takes them; runs beside the writing, in another process."""

    @abstractmethod
    async def __aenter__(self) -> Self:
        """Connects and begins.

        Raises:
            SettingsError: the database cannot be reached, lacks the tables, is in use, or is not empty.
        """

    @abstractmethod
    async def write(self, rendered: list[Any]) -> None:
        """Adds the rows of a chunk."""

    @abstractmethod
    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        """Commits and gathers the statistics that the query planner needs; or undoes all."""


IS_EMPTY = "SELECT NOT EXISTS (SELECT 1 FROM customer) AND NOT EXISTS (SELECT 1 FROM event_position WHERE position > 0)"
"""Events outlive their customers, and their positions are taken."""
FORGET_POSITIONS = "DELETE FROM event_position"
"""A migrated database has positions of 0, which the new ones replace."""


def not_empty() -> SettingsError:
    return SettingsError("The database has customers or events already; only an empty one can be seeded.")


def not_migrated() -> SettingsError:
    return SettingsError("The database has no tables yet; run `gateway migrate` first.")
