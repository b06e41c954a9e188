"""Cursors are sealed: what a statement gave is taken back as it was given, and nothing else is."""

import hmac
from typing import Any

import orjson
import pytest

from gateway.database import Seal
from gateway.viewer import Viewer
from tests.planner.asking import CUSTOMER, STAFF, Asked
from tests.planner.seal import SEAL
from tests.planner.toy import Customer
from tests.planner.toy_rows import ADA, identify

ADA_ID = identify(Customer, ADA)
PAGE = "query($v: String) { customers(first: 100, after: $v) { edges { cursor node { id } } } }"
NAMES = "orderBy: [{field: MOOD}, {field: NAME}]"
OTHER = Seal(b"a key that the toy's tests know not")


async def edges(toy: Asked, after: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await toy.data(PAGE, {"v": after}))["customers"]["edges"]
    return found


async def cursor_of(toy: Asked) -> str:
    """The cursor of a row that has others behind it."""
    cursor: str = (await edges(toy))[2]["cursor"]
    toy.sent.clear()
    return cursor


async def refuse(toy: Asked, forged: str, query: str = PAGE, viewer: Viewer = STAFF) -> None:
    assert await toy.code(query, {"v": forged}, viewer) == "BAD_USER_INPUT"
    assert toy.sent == []


async def test_every_cursor_is_taken_back(toy: Asked) -> None:
    whole = await edges(toy)
    for place, edge in enumerate(whole, 1):
        assert await edges(toy, edge["cursor"]) == whole[place:]
    assert len(whole) == 8


async def test_the_seal_is_half_of_the_hmac_of_the_json(toy: Asked) -> None:
    """HMAC-SHA256 by the standard library, over the very bytes that the statement wrote."""
    for edge in await edges(toy):
        content = bytes.fromhex(edge["cursor"])[:-16]
        assert orjson.loads(content)[0] == "created_at-,id-"
        whole = hmac.new(b"a key that the toy's tests know", content, "sha256").hexdigest()
        assert edge["cursor"] == content.hex() + whole[:32]


async def test_letters_beyond_ascii_are_sealed_as_utf_8(toy: Asked) -> None:
    query = "query($v: String) { customers(first: 100, after: $v, orderBy: [{field: NAME}]) { edges { cursor } } }"
    found = (await toy.data(query))["customers"]["edges"]
    (cursor,) = [
        each["cursor"] for each in found if "émile" in bytes.fromhex(each["cursor"])[:-16].decode().lower()
    ]
    behind = (await toy.data(query, {"v": cursor}))["customers"]["edges"]
    assert behind == found[found.index({"cursor": cursor}) + 1 :]


async def test_a_cursor_that_nobody_sealed_is_refused(toy: Asked) -> None:
    content = orjson.dumps(["created_at-,id-", "2026-01-01T00:00:00.000Z", ADA_ID]).hex()
    await refuse(toy, content)
    await refuse(toy, content + "00" * 16)
    await refuse(toy, "00" * 16)
    assert await toy.data(PAGE, {"v": SEAL.close(bytes.fromhex(content).decode())})


async def test_a_cursor_with_any_letter_altered_is_refused(toy: Asked) -> None:
    cursor = await cursor_of(toy)
    for place, letter in enumerate(cursor):
        await refuse(toy, cursor[:place] + ("1" if letter == "0" else "0") + cursor[place + 1 :])


async def test_a_cursor_that_is_spelt_differently_is_refused(toy: Asked) -> None:
    """Python reads capitals and spaces as hex, too."""
    cursor = await cursor_of(toy)
    for spelt in (cursor.upper(), f" {cursor}", f"{cursor}\n", f"{cursor[:2]} {cursor[2:]}", f"0x{cursor}"):
        await refuse(toy, spelt)


async def test_a_cursor_that_is_cut_is_refused(toy: Asked) -> None:
    cursor = await cursor_of(toy)
    for length in range(len(cursor)):
        await refuse(toy, cursor[:length])
        await refuse(toy, cursor[len(cursor) - length :])


async def test_a_cursor_that_is_extended_is_refused(toy: Asked) -> None:
    cursor = await cursor_of(toy)
    for more in ("0", "00", "00" * 16, cursor):
        await refuse(toy, cursor + more)
        await refuse(toy, more + cursor)


async def test_the_seal_of_another_row_is_refused(toy: Asked) -> None:
    one, other = [edge["cursor"] for edge in await edges(toy)][:2]
    toy.sent.clear()
    await refuse(toy, one[:-32] + other[-32:])


async def test_a_cursor_of_another_key_is_refused(toy: Asked) -> None:
    cursor = await cursor_of(toy)
    content = bytes.fromhex(cursor)[:-16].decode()
    await refuse(toy, OTHER.close(content))
    assert SEAL.close(content) == cursor


async def test_a_cursor_of_another_order_is_refused(toy: Asked) -> None:
    cursor = await cursor_of(toy)
    for order in (
        "[{field: NAME}]",
        "[{field: CREATED_AT}]",
        "[{field: CREATED_AT, direction: DESC}, {field: NAME}]",
    ):
        query = f"query($v: String) {{ customers(after: $v, orderBy: {order}) {{ nodes {{ id }} }} }}"
        await refuse(toy, cursor, query)
    same = "query($v: String) { customers(after: $v, orderBy: [{field: CREATED_AT, direction: DESC}]) { totalCount } }"
    assert await toy.data(same, {"v": cursor}) == {"customers": {"totalCount": 8}}


async def test_the_seal_is_looked_at_before_what_it_closes(toy: Asked) -> None:
    """Nothing of a forged cursor is read: what it says is the same error as what it is not."""
    for content in ('["created_at-,id-",null,null]', "no JSON", "[" * 500):
        response = await toy.whole(PAGE, {"v": OTHER.close(content)})
        (error,) = response["errors"]
        assert error["message"].endswith("expected a cursor that this connection gave in the same order.")
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "after"}
    assert toy.sent == []


PLACES = [
    "customers(%s) { nodes { id } }",
    "customers(%s) { totalCount }",
    "customers(%s) { pageInfo { hasNextPage hasPreviousPage } }",
    f'customer(id: "{ADA_ID}") {{ purchases(%s) {{ nodes {{ id }} }} }}',
    f'node(id: "{ADA_ID}") {{ ... on Customer {{ purchases(%s) {{ nodes {{ id }} }} }} }}',
    f'nodes(ids: ["{ADA_ID}"]) {{ ... on Customer {{ purchases(%s) {{ nodes {{ id }} }} }} }}',
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("viewer", [STAFF, CUSTOMER], ids=["staff", "customer"])
async def test_forged_cursors_are_refused_wherever_they_stand(toy: Asked, place: str, viewer: Viewer) -> None:
    """In a variable and in the document, on either side, in any page, and where no rows are asked for."""
    forged = OTHER.close(bytes.fromhex(await cursor_of(toy))[:-16].decode())
    for argument in ("after", "before"):
        await refuse(toy, forged, f"query($v: String) {{ {place % f'{argument}: $v'} }}", viewer)
        written = place % f'{argument}: "{forged}"'
        assert await toy.code(f"{{ {written} }}", viewer=viewer) == "BAD_USER_INPUT"
        assert toy.sent == []


async def test_a_plan_takes_the_next_cursor_by_its_own_seal(toy: Asked) -> None:
    """The statement of a refused cursor serves a good one, and the other way round."""
    whole = await edges(toy)
    good = whole[2]["cursor"]
    forged = OTHER.close(bytes.fromhex(good)[:-16].decode())
    for _ in range(2):
        assert await edges(toy, good) == whole[3:]
        toy.sent.clear()
        await refuse(toy, forged)


class Counting(Seal):
    """Counts what it opens."""

    opened = 0

    def open(self, given: str) -> bytes:
        self.opened += 1
        return super().open(given)


async def test_a_cursor_is_opened_once_for_each_page(toy: Asked) -> None:
    """Not once for each key of the order, nor for each place of the statement that a key stands in."""
    seal = Counting(b"a key that the toy's tests know")
    toy.pipeline.database.seal = seal
    page = "{ nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    query = f"query($v: String) {{ customers(after: $v, {NAMES}) {page} }}"
    cursor = (await toy.data(query))["customers"]["pageInfo"]["startCursor"]
    assert len(orjson.loads(bytes.fromhex(cursor)[:-16])) == 4
    assert seal.opened == 0
    assert len((await toy.data(query, {"v": cursor}))["customers"]["nodes"]) == 7
    assert seal.opened == 1


async def test_the_key_is_bound_and_never_written(toy: Asked) -> None:
    await edges(toy)
    ((sql, arguments),) = toy.sent
    for block in (SEAL.inner, SEAL.outer):
        assert block in arguments
        assert block.hex() not in sql.lower()
        assert block.decode() not in sql


async def test_without_a_seal_no_cursor_is_given_or_taken(toy: Asked) -> None:
    cursor = await cursor_of(toy)
    toy.pipeline.database.seal = None
    for given in (None, cursor):
        assert await toy.code(PAGE, {"v": given}) == "INTERNAL_SERVER_ERROR"
    assert toy.sent == []
    assert await toy.data("{ customers { totalCount } }") == {"customers": {"totalCount": 8}}


@pytest.mark.parametrize("after", ["\ud800", "\0", "é" * 40, "5b" * 5000, "zz" * 40])
async def test_what_is_no_hex_is_refused(toy: Asked, after: str) -> None:
    await refuse(toy, after)
