"""Readers meet events in their order: whoever has seen up to n never finds another one at or below n."""

import asyncio
import random
import time
from functools import partial

from sqlalchemy import Float, bindparam, func, select

from gateway.database import Database, Transaction, open_database
from gateway.events.event import EventStore
from gateway.events.store import NewEvent, append
from gateway.settings import Settings
from gateway.view import table_of

TABLE = table_of(EventStore)
WRITERS, ACTS = 8, 12


def work(writer: int, act: int) -> NewEvent:
    return NewEvent("test.happened", "happen", "test", f"{writer}-{act}", None, 1, {})


def positions_above(seen: int) -> object:
    def read(transaction: Transaction) -> list[int]:
        def make() -> object:
            statement = select(TABLE.c.position).where(
                TABLE.c.environment == "LIVE", TABLE.c.position > bindparam("seen")
            )
            return statement.order_by(TABLE.c.position)

        return [row[0] for row in transaction.select("positions above", make, {"seen": seen})]

    return read


def take_time(transaction: Transaction, seconds: float) -> None:
    """The numbers are taken, and the commit comes late; on PostgreSQL others run meanwhile."""
    if transaction.texts.dialect.name == "postgresql":
        transaction.run(
            "nap", lambda: select(func.pg_sleep(bindparam("seconds", type_=Float()))), {"seconds": seconds}
        )
    else:
        transaction.select("one event", lambda: select(TABLE.c.id).limit(1), {})
        time.sleep(seconds)


async def write(database: Database, writer: int, chance: random.Random) -> int:
    """Acts of one event or many, short or long, some of which fail; how many events are kept."""
    kept = 0
    for act in range(ACTS):
        count, nap, fails = chance.choice((1, 1, 3)), chance.choice((0, 0, 0.01)), chance.random() < 0.2

        def do(transaction: Transaction, act: int, count: int, nap: float, fails: bool) -> None:
            append(transaction, "TEST", {}, [work(writer, act)])
            append(transaction, "LIVE", {}, [work(writer, act)] * count)
            take_time(transaction, nap)
            if fails:
                raise LookupError

        try:
            await database.write(partial(do, act=act, count=count, nap=nap, fails=fails))
            kept += count
        except LookupError:
            pass
        await asyncio.sleep(0)
    return kept


async def test_what_is_seen_is_complete_up_to_there(url: str) -> None:
    """Two processes' worth of databases write at once, a third one polls."""
    databases = [open_database(Settings(database_url=url)) for _ in range(3)]
    for database in databases:
        await database.open()
    *writing, reading = databases
    seen: list[int] = []
    polls = 0
    done = asyncio.Event()

    async def poll() -> None:
        nonlocal polls
        while True:
            is_last = done.is_set()
            seen.extend(await reading.write(positions_above(seen[-1] if seen else 0)))  # type: ignore[call-overload]
            polls += 1
            if is_last:
                return
            await asyncio.sleep(0.001)

    poller = asyncio.create_task(poll())
    kept = await asyncio.gather(
        *(write(writing[number % 2], number, random.Random(number)) for number in range(WRITERS))  # noqa: S311
    )
    done.set()
    await poller
    everything = await reading.write(positions_above(0))  # type: ignore[call-overload]
    for database in databases:
        await database.close()
    # Had one appeared below what was seen already, it would be missing here.
    assert seen == list(range(1, sum(kept) + 1))
    assert everything == seen
    assert polls > 1
