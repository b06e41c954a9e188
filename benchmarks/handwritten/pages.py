"""What a statement found → a page's JSON. It looks for one row more than the page has."""

from collections.abc import Sequence
from typing import Any

import orjson

BY_CREATION = "created_at-,id-"
BY_LAST_NAME = "last_name+,id+"


def write_rows(rows: Sequence[Sequence[Any]], size: int, order: str) -> str:
    """A page of rows, each (JSON, sort key, id)."""
    shown = rows[:size]
    key, identifier = shown[-1][1:] if shown else ("", "")
    return write_page(",".join([row[0] for row in shown]), len(rows), size, order, key, identifier)


def write_page(nodes: str, found: int, size: int, order: str, key: str, identifier: str) -> str:
    """A page of finished nodes; `order` is what its cursors are about, key and id are those of its last row."""
    cursor = f'"{write_cursor(order, key, identifier)}"' if found else "null"
    more = "true" if found > size else "false"
    return f'{{"data":{{"customers":{{"nodes":[{nodes}],"pageInfo":{{"hasNextPage":{more},"endCursor":{cursor}}}}}}}}}'


def write_cursor(order: str, key: str, identifier: str) -> str:
    return orjson.dumps([order, key, identifier]).hex()


def read_cursor(cursor: str) -> tuple[str, str]:
    _, key, identifier = orjson.loads(bytes.fromhex(cursor))
    return key, identifier
