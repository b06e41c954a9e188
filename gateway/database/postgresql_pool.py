"""Connections to PostgreSQL that are lent and given back: a list, and a queue of those who wait.

asyncpg's own pool starts a task and makes a proxy for every use, which costs a fifth of a short read.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg

Connect = Callable[[], Awaitable[asyncpg.Connection]]


class ConnectionPool:
    """At most `size` connections, each made when it is needed first. One that broke is replaced at its next use."""

    def __init__(self, connect: Connect, size: int) -> None:
        self._connect = connect
        self._room = size
        self._idle: list[asyncpg.Connection] = []
        self._lent: set[asyncpg.Connection] = set()
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._is_closed = False

    @contextlib.asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for the length of a block."""
        connection = await self.take()
        try:
            yield connection
        except asyncio.CancelledError:
            self.give_up(connection)
            raise
        finally:
            self.give_back(connection)

    async def take(self) -> asyncpg.Connection:
        """A connection of one's own, to be given back whatever happens."""
        while True:
            if self._is_closed:
                raise RuntimeError("The database is not open.")
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    self._lent.add(connection)
                    return connection
                self._room += 1
            if self._room:
                return await self._make()
            handed = await self._wait()
            if handed is not None:
                return handed

    async def _make(self) -> asyncpg.Connection:
        self._room -= 1
        try:
            connection = await self._connect()
        except BaseException:
            self._room += 1
            self._hand_over(None)
            raise
        self._lent.add(connection)
        return connection

    async def _wait(self) -> asyncpg.Connection | None:
        """The connection that somebody gave back; None when there is room for a new one."""
        waiter: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                handed = waiter.result()
                if handed is not None:
                    self.give_back(handed)
                else:
                    self._hand_over(None)
            raise

    def give_up(self, connection: asyncpg.Connection) -> None:
        """Ends a connection whose user was cancelled: the server may still be at work, and nobody waits for that."""
        connection.terminate()

    def give_back(self, connection: asyncpg.Connection) -> None:
        """Lends a connection on. One that broke, or that was left inside a transaction, makes room for a new one."""
        if not connection.is_closed() and not self._is_closed:
            if not connection.is_in_transaction():
                if not self._hand_over(connection):
                    self._lent.discard(connection)
                    self._idle.append(connection)
                return
            connection.terminate()
        self._lent.discard(connection)
        self._room += 1
        self._hand_over(None)

    def _hand_over(self, connection: asyncpg.Connection | None) -> bool:
        """To the one who waits longest; whether there was one."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return True
        return False

    async def close(self) -> None:
        """Closes what is idle in good order, and what is lent at once."""
        self._is_closed = True
        for connection in self._lent:
            connection.terminate()
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close()
        while self._hand_over(None):
            pass
