"""Ids of objects that are part of another now: a look-up answers with the other, in the same one statement."""

import pytest

from tests.planner.asking import CUSTOMER, FORMER, TEST_STAFF, Asked
from tests.planner.toy import Customer
from tests.planner.toy_rows import ADA, AUGUSTA, BOB, BYRON, TEST_ADA, TEST_BYRON, identify

ADA_ID, BOB_ID = identify(Customer, ADA), identify(Customer, BOB)
AUGUSTA_ID, BYRON_ID = identify(Customer, AUGUSTA), identify(Customer, BYRON)
BY_ID = {
    "customer": "query($id: ID!) { found: customer(id: $id) { id } }",
    "node": "query($id: ID!) { found: node(id: $id) { id } }",
    "customerBy": "query($id: ID!) { found: customerBy(identifier: {id: $id}) { id } }",
}


@pytest.mark.parametrize("name", BY_ID)
async def test_every_id_of_a_chain_is_answered_by_its_end(toy: Asked, name: str) -> None:
    """Byron became Augusta, and Augusta became Ada."""
    for key in (BYRON_ID, AUGUSTA_ID, ADA_ID):
        assert await toy.data(BY_ID[name], {"id": key}) == {"found": {"id": ADA_ID}}
    assert await toy.data(BY_ID[name], {"id": BOB_ID}) == {"found": {"id": BOB_ID}}


@pytest.mark.parametrize("name", BY_ID)
async def test_a_former_id_costs_no_other_statement(toy: Asked, name: str) -> None:
    for key in (BYRON_ID, ADA_ID):
        await toy.data(BY_ID[name], {"id": key})
    former, present = toy.statements
    assert former == present


async def test_ids_of_a_list_are_answered_one_by_one(toy: Asked) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [BYRON_ID, BOB_ID, ADA_ID, identify(Customer, 99), AUGUSTA_ID, BYRON_ID]
    found = (await toy.data(query, {"ids": ids}))["nodes"]
    assert [each and each["id"] for each in found] == [ADA_ID, BOB_ID, ADA_ID, None, ADA_ID, ADA_ID]
    assert len(toy.sent) == 1


@pytest.mark.parametrize("name", BY_ID)
async def test_a_former_id_leads_to_no_other_environment(toy: Asked, name: str) -> None:
    elsewhere = identify(Customer, TEST_BYRON)
    assert await toy.data(BY_ID[name], {"id": elsewhere}) == {"found": None}
    there = await toy.data(BY_ID[name], {"id": elsewhere}, TEST_STAFF)
    assert there == {"found": {"id": identify(Customer, TEST_ADA)}}


async def test_who_comes_with_a_former_id_reads_what_the_other_reads(toy: Asked) -> None:
    query = """{ customers { nodes { id purchases { totalCount nodes { number items { totalCount } } } } }
      purchases { totalCount nodes { number customer { id } } } viewer { customer { id } } }"""
    former, present = [await toy.data(query, viewer=viewer) for viewer in (FORMER, CUSTOMER)]
    assert former == present
    assert former["viewer"] == {"customer": {"id": ADA_ID}}
    assert (former["purchases"]["totalCount"], len(former["customers"]["nodes"])) == (5, 1)


async def test_who_comes_with_a_former_id_reads_nobody_else(toy: Asked) -> None:
    for key, found in ((BOB_ID, None), (BYRON_ID, {"id": ADA_ID})):
        assert await toy.data(BY_ID["customer"], {"id": key}, FORMER) == {"found": found}


async def test_a_filter_by_id_is_about_objects_that_are_there(toy: Asked) -> None:
    """It compares what is stored; only a look-up asks who is meant."""
    query = "query($id: ID!) { customers(filter: {id: {eq: $id}}) { totalCount } }"
    counts = [(await toy.data(query, {"id": key}))["customers"]["totalCount"] for key in (ADA_ID, BYRON_ID)]
    assert counts == [1, 0]
