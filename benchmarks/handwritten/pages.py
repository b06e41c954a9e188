"""What a statement found → a page's JSON. It looks for one row more than the page has."""

from collections.abc import Sequence
from typing import Any

import orjson

from gateway.database import Seal, connected, load_seal
from gateway.settings import Settings

BY_CREATION = "created_at-,id-"
BY_LAST_NAME = "last_name+,id+"


def write_rows(rows: Sequence[Sequence[Any]], size: int, order: str, seal: Seal) -> str:
    """A page of rows, each (JSON, sort key, id)."""
    shown = rows[:size]
    key, identifier = shown[-1][1:] if shown else ("", "")
    nodes = ",".join([row[0] for row in shown])
    return write_page(nodes, len(rows), size, write_cursor(order, key, identifier, seal))


def write_page(nodes: str, found: int, size: int, end: str) -> str:
    """A page of finished nodes; `end` is the cursor of its last row, if there is one."""
    cursor = f'"{end}"' if found else "null"
    more = "true" if found > size else "false"
    return f'{{"data":{{"customers":{{"nodes":[{nodes}],"pageInfo":{{"hasNextPage":{more},"endCursor":{cursor}}}}}}}}}'


def write_cursor(order: str, key: str, identifier: str, seal: Seal) -> str:
    """The sort key and id of a row, sealed as the gateway's cursors are; `order` is what they are about."""
    return seal.close(orjson.dumps([order, key, identifier]).decode())


def read_cursor(cursor: str, seal: Seal) -> tuple[str, str]:
    _, key, identifier = orjson.loads(seal.open(cursor))
    return key, identifier


async def read_seal(database_url: str) -> Seal:
    """What the gateway seals the cursors of this database with."""
    async with connected(Settings(database_url=database_url)) as database:
        await load_seal(database)
        assert database.seal is not None  # noqa: S101 (it has just been read)
        return database.seal
