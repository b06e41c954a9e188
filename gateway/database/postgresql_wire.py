"""What goes to a PostgreSQL server over one connection: commands that are waited for, and some that are sent ahead."""

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy.util import await_only

from gateway.database.postgresql_parts import Command, NewRows
from gateway.database.transaction import ConstraintViolated, StaleRow

T = TypeVar("T")


class Wire:
    """For code that runs in a greenlet, and waits without saying so.

    What was sent ahead is done before anything else is sent; what is wrong with it is raised then.
    """

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._ahead: asyncio.Task[None] | None = None

    def fetch(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        """The rows of a statement.

        Raises:
            ConstraintViolated: a constraint does not hold.
            StaleRow: a change found no row that it must find.
        """
        self._arrive()
        rows: list[Sequence[Any]] = _wait(self._connection.fetch(sql, *arguments))
        return rows

    def do(self, commands: Sequence[Command]) -> None:
        """Runs commands one after the other; raises as `fetch` does."""
        self._arrive()
        if commands:
            _wait(self._do(commands))

    def send_ahead(self, commands: Sequence[Command]) -> None:
        """Lets the server begin, once it has done what was sent ahead before."""
        self._arrive()
        if commands:
            self._ahead = asyncio.ensure_future(self._do(commands))
            self.give_way()

    def give_way(self) -> None:
        """What was sent ahead gets the turn that it needs to send its next command, or what the socket did not take."""
        if self._ahead is not None and not self._ahead.done():
            await_only(asyncio.sleep(0))

    async def abandon(self) -> None:
        """Waits until nothing is on its way any more, whatever becomes of it."""
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            with contextlib.suppress(Exception):
                await ahead

    def _arrive(self) -> None:
        """Waits until what was sent ahead is done."""
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            _wait(ahead)

    async def _do(self, commands: Sequence[Command]) -> None:
        for command in commands:
            if isinstance(command, NewRows):
                await self._connection.copy_records_to_table(
                    command.table, columns=command.columns, records=command.records
                )
            else:
                await self._connection.fetch(command.sql, *command.arguments)


def _wait(answer: Awaitable[T]) -> T:
    try:
        found: T = await_only(answer)
    except asyncpg.DivisionByZeroError:
        raise StaleRow("The row was changed by somebody else.") from None
    except asyncpg.IntegrityConstraintViolationError as error:
        raise ConstraintViolated(error.constraint_name or str(error)) from error
    return found
