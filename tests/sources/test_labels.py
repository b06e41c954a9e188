"""Labels of the shop are records of their own: customers follow them, and the newest of what is told of one counts."""

from typing import Any

import pytest

from gateway.domain.customers.model import Customer, CustomerTag
from gateway.sources.refusal import RefusalCode
from gateway.sources.removal import remove_record
from gateway.sources.survivorship import DEFAULT
from gateway.view import table_of
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import Document, commerce_layer_customer, resource
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild

ONE, OTHER = shop.CUSTOMER_ID, "oThErCuStO"


def at(minute: int) -> str:
    return f"2024-05-01T10:{minute:02d}:00.000Z"


def tag(external_id: str, minute: int, name: Any) -> Document:
    return resource("tags", external_id, updated_at=at(minute), name=name)


def labelled(minute: int, *tags: Document, external_id: str = ONE) -> Document:
    names = {"tags": shop.to("tags", *(each["id"] for each in tags))}
    whole = commerce_layer_customer(
        external_id=external_id,
        email=f"{external_id}@shop.example",
        updated_at=at(minute),
        relationships=names,
    )
    return {"data": whole, "included": list(tags)}


async def take(imports: Imports, *documents: Document) -> Any:
    return await imports.take("commerce_layer", *documents)


async def tags_of(imports: Imports) -> list[list[str]]:
    """The labels of each customer, oldest customer first."""
    customers = await imports.rows(Customer)
    rows = await imports.rows_of(table_of(CustomerTag), "position")
    return [[row["name"] for row in rows if row["customer_id"] == one["id"]] for one in customers]


async def test_a_label_that_is_renamed_is_renamed_on_all_who_have_it(imports: Imports) -> None:
    vip, trade = tag("tag7", 0, "vip"), tag("tag8", 0, "trade")
    await take(imports, labelled(0, vip, trade), labelled(0, vip, external_id=OTHER))
    await take(imports, tag("tag7", 5, "gold"))
    assert await tags_of(imports) == [["gold", "trade"], ["gold"]]
    told = [event["changes"]["tags"] for event in (await imports.events())[-2:]]
    assert told == [
        {"from": ["vip", "trade"], "to": ["gold", "trade"]},
        {"from": ["vip"], "to": ["gold"]},
    ]
    assert await rebuild(imports) == {}


async def test_a_label_that_comes_renamed_with_one_customer_is_renamed_on_the_other(imports: Imports) -> None:
    vip = tag("tag7", 0, "vip")
    await take(imports, labelled(0, vip), labelled(0, vip, external_id=OTHER))
    await take(imports, labelled(5, tag("tag7", 5, "gold")))
    assert await tags_of(imports) == [["gold"], ["gold"]]
    assert await rebuild(imports) == {}


async def test_a_label_as_it_was_before_is_not_taken(imports: Imports) -> None:
    await take(imports, tag("tag7", 5, "gold"), labelled(6, tag("tag7", 0, "vip"), tag("tag8", 6, "new")))
    assert await tags_of(imports) == [["gold", "new"]]
    (record,) = [each for each in await imports.records("tags") if each["external_id"] == "tag7"]
    assert record["payload"]["attributes"]["name"] == "gold"
    assert await rebuild(imports) == {}


async def test_a_label_of_the_same_name_and_another_identifier_stays(imports: Imports) -> None:
    other = labelled(0, tag("tag8", 0, "vip"), external_id=OTHER)
    await take(imports, labelled(0, tag("tag7", 0, "vip")), other)
    before = await imports.events()
    await take(imports, tag("tag7", 5, "gold"))
    assert await tags_of(imports) == [["gold"], ["vip"]]
    assert len(await imports.events()) == len(before) + 1


async def test_a_label_without_a_name_is_refused_where_somebody_has_it(imports: Imports) -> None:
    await take(imports, labelled(0, tag("tag7", 0, "vip")))
    before = await imports.everything(Customer, CustomerTag)
    summary = await take(imports, tag("tag7", 5, None))
    assert summary.refused == 1
    assert imports.refusals[0].code is RefusalCode.INVALID_VALUE
    assert imports.refusals[0].reason == "tags.attributes.name is None; expected a text."
    assert await imports.everything(Customer, CustomerTag) == before


@pytest.mark.parametrize("name", [5, ["vip"], True])
async def test_a_label_whose_name_is_no_text_is_refused(imports: Imports, name: Any) -> None:
    """Else nobody who has it could be taken in."""
    assert (await take(imports, tag("tag7", 0, name))).refused == 1
    (refusal,) = imports.refusals
    reason = f"tags.attributes.name is {name!r}; expected a text."
    assert (refusal.code, refusal.reason) == (RefusalCode.INVALID_VALUE, reason)
    assert await imports.records() == []


async def test_a_label_whose_name_is_not_told_waits_for_it(imports: Imports) -> None:
    nameless = tag("tag7", 0, None)
    del nameless["attributes"]["name"]
    await take(
        imports, labelled(0, nameless, tag("tag8", 0, "trade")), labelled(0, nameless, external_id=OTHER)
    )
    assert (imports.refusals, await tags_of(imports)) == ([], [["trade"], []])
    await take(imports, tag("tag7", 5, "vip"))
    assert await tags_of(imports) == [["vip", "trade"], ["vip"]]
    assert await rebuild(imports) == {}


async def test_a_newer_document_that_does_not_tell_the_name_leaves_it(imports: Imports) -> None:
    await take(imports, labelled(0, tag("tag7", 0, "vip")))
    nameless = tag("tag7", 5, None)
    del nameless["attributes"]["name"]
    await take(imports, nameless)
    await take(imports, labelled(6, nameless), labelled(6, nameless, external_id=OTHER))
    assert (imports.refusals, await tags_of(imports)) == ([], [["vip"], ["vip"]])
    assert await rebuild(imports) == {}
    await take(imports, tag("tag7", 7, "gold"))
    assert await tags_of(imports) == [["gold"], ["gold"]]


async def test_a_label_that_its_system_deletes_is_nobody_s(imports: Imports) -> None:
    vip, trade = tag("tag7", 0, "vip"), tag("tag8", 0, "trade")
    await take(imports, labelled(0, vip, trade), labelled(0, vip, external_id=OTHER))
    (record,) = [each for each in await imports.records("tags") if each["external_id"] == "tag7"]
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    assert await tags_of(imports) == [["trade"], []]
    told = [event["changes"]["tags"] for event in (await imports.events())[-2:]]
    assert told == [{"from": ["vip", "trade"], "to": ["trade"]}, {"from": ["vip"], "to": []}]
    assert await rebuild(imports) == {}


async def test_a_label_that_its_system_deleted_is_nobody_s_who_comes_later(imports: Imports) -> None:
    """What is told of it is older than that it was deleted, unless it was changed since."""
    vip, trade = tag("tag7", 0, "vip"), tag("tag8", 0, "trade")
    await take(imports, labelled(0, vip, trade))
    (record,) = [each for each in await imports.records("tags") if each["external_id"] == "tag7"]
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    await take(imports, labelled(5, vip, trade, external_id=OTHER))
    assert await tags_of(imports) == [["trade"], ["trade"]]
    assert await rebuild(imports) == {}
    changed = resource("tags", "tag7", updated_at="2100-01-01T00:00:00.000Z", name="vip")
    await take(imports, labelled(6, changed, trade, external_id=OTHER))
    assert await tags_of(imports) == [["vip", "trade"], ["vip", "trade"]]
    assert await rebuild(imports) == {}


async def test_a_label_that_comes_after_who_has_it_is_theirs(imports: Imports) -> None:
    vip, trade = tag("tag7", 0, "vip"), tag("tag8", 0, "trade")
    whole = labelled(0, vip, trade)
    await take(
        imports, {**whole, "included": [trade]}, {**labelled(0, vip, external_id=OTHER), "included": []}
    )
    assert await tags_of(imports) == [["trade"], []]
    assert await rebuild(imports) == {}
    await take(imports, vip)
    assert await tags_of(imports) == [["vip", "trade"], ["vip"]]
    told = [event["changes"]["tags"] for event in (await imports.events())[-2:]]
    assert told == [{"from": ["trade"], "to": ["vip", "trade"]}, {"from": [], "to": ["vip"]}]
    assert await rebuild(imports) == {}


async def test_labels_that_are_here_need_not_come_along(imports: Imports) -> None:
    vip, trade = tag("tag7", 0, "vip"), tag("tag8", 0, "trade")
    await take(imports, vip, trade, {**labelled(0, trade, vip), "included": []})
    assert await tags_of(imports) == [["trade", "vip"]]
    await take(imports, {**labelled(5, vip), "included": []})
    assert await tags_of(imports) == [["vip"]]
    assert await rebuild(imports) == {}


async def test_who_lists_a_label_no_more_does_not_get_it_when_it_comes(imports: Imports) -> None:
    vip, trade = tag("tag7", 0, "vip"), tag("tag8", 0, "trade")
    await take(imports, {**labelled(0, vip), "included": []}, labelled(5, trade))
    await take(imports, vip)
    assert await tags_of(imports) == [["trade"]]
    assert await rebuild(imports) == {}
