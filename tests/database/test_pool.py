"""Connections to PostgreSQL are lent, given back, and replaced when they break."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import make_url

from gateway.database.postgresql_pool import ConnectionPool


@pytest.fixture
def address(empty_postgres_url: str) -> str:
    return make_url(empty_postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def pool(address: str) -> ConnectionPool:
    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(address)

    return ConnectionPool(connect, 2)


async def test_a_connection_that_was_given_back_is_lent_again(pool: ConnectionPool) -> None:
    async with pool.acquire() as first:
        assert await first.fetchval("SELECT 1") == 1
    async with pool.acquire() as second:
        assert second is first
    await pool.close()


async def test_whoever_comes_when_all_are_lent_waits_for_one_in_turn(pool: ConnectionPool) -> None:
    first, second = await pool.take(), await pool.take()
    waiting = [asyncio.create_task(pool.take()) for _ in range(2)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    pool.give_back(second)
    pool.give_back(first)
    assert [await task for task in waiting] == [second, first]
    pool.give_back(first)
    pool.give_back(second)
    await pool.close()


async def test_a_connection_that_broke_is_replaced(pool: ConnectionPool) -> None:
    broken = await pool.take()
    broken.terminate()
    pool.give_back(broken)
    async with pool.acquire() as fresh:
        assert fresh is not broken
        assert await fresh.fetchval("SELECT 2") == 2
    await pool.close()


async def test_one_that_broke_while_it_was_idle_is_replaced(pool: ConnectionPool) -> None:
    async with pool.acquire() as connection:
        pass
    connection.terminate()
    async with pool.acquire() as fresh:
        assert await fresh.fetchval("SELECT 3") == 3
    await pool.close()


async def test_one_that_was_left_in_a_transaction_is_not_lent_again(pool: ConnectionPool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("BEGIN")
    assert connection.is_closed()
    async with pool.acquire() as fresh:
        assert fresh is not connection
    await pool.close()


async def test_who_gives_up_waiting_takes_nothing_with_him(pool: ConnectionPool) -> None:
    first, second = await pool.take(), await pool.take()
    waiting = asyncio.create_task(pool.take())
    await asyncio.sleep(0)
    pool.give_back(first)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(5):
        assert await pool.take() is first
    pool.give_back(first)
    pool.give_back(second)
    await pool.close()


async def test_a_cancelled_statement_leaves_no_connection_at_work(pool: ConnectionPool) -> None:
    async def sleep() -> None:
        async with pool.acquire() as connection:
            await connection.execute("SELECT pg_sleep(60)")

    sleeping = asyncio.create_task(sleep())
    await asyncio.sleep(0.1)
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
    async with pool.acquire() as one, pool.acquire() as other:
        assert await one.fetchval("SELECT 1") + await other.fetchval("SELECT 1") == 2
    await pool.close()


async def test_a_server_that_refuses_makes_no_room_disappear(address: str) -> None:
    attempts = 0

    async def connect() -> asyncpg.Connection:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise OSError("refused")
        return await asyncpg.connect(address)

    pool = ConnectionPool(connect, 1)
    for _ in range(2):
        with pytest.raises(OSError, match="refused"):
            await pool.take()
    async with pool.acquire() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    await pool.close()


async def test_a_closed_pool_lends_nothing(pool: ConnectionPool) -> None:
    lent = await pool.take()
    await pool.close()
    assert lent.is_closed()
    pool.give_back(lent)
    with pytest.raises(RuntimeError, match="not open"):
        await pool.take()
