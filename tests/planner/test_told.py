"""Told fields: one statement, the same text around them, and what becomes of errors, costs, acts and the past."""

from dataclasses import dataclass

import pytest
from graphql import parse

from gateway.database import open_database
from gateway.errors import Forbidden
from gateway.planner.arguments import Variables
from gateway.planner.bind import Bindings
from gateway.planner.catalog import Catalog, Memory
from gateway.planner.shapes import read_shape
from gateway.schema.build import build_schema
from gateway.schema.payloads import Outcome
from gateway.settings import Settings
from gateway.told import shown
from gateway.web.acts import write_payload
from gateway.web.limits import analyse
from gateway.web.operation import OperationRequest
from gateway.web.pipeline import MOST_TOLD_AT_ONCE, GraphQLPipeline
from gateway.web.steps import Perform, Refused
from gateway.web.variables import NO_VARIABLES
from tests.planner.asking import CUSTOMER, SCHEMA, STAFF, TEST_STAFF, Asked
from tests.planner.toy import ENTITIES, Customer, tell_initials
from tests.planner.toy_rows import ADA, identify

ADA_ID = identify(Customer, ADA)
INITIALS = f'{{ customer(id: "{ADA_ID}") {{ circle {{ initials }} }} }}'


async def test_a_told_field_costs_no_statement_of_its_own(toy: Asked) -> None:
    await toy.data("{ customers { nodes { circle { initials } worries { mood } as(mood: GLAD) } } }")
    assert len(toy.sent) == 1


async def test_fields_told_of_the_same_material_read_it_once(toy: Asked) -> None:
    one = f'{{ customer(id: "{ADA_ID}") {{ glad: as(mood: GLAD) }} }}'
    both = f'{{ customer(id: "{ADA_ID}") {{ glad: as(mood: GLAD) calm: as(mood: CALM) }} }}'
    told = (await toy.data(both))["customer"]
    assert (told["glad"]["mood"], told["calm"]["mood"]) == ("GLAD", "CALM")
    assert told["glad"] == (await toy.data(one))["customer"]["glad"]
    assert [sql.count('"greeting":') for sql in toy.statements] == [1, 1]


async def test_each_row_is_told_of_its_own_material(toy: Asked) -> None:
    """Rows within rows: what was read for one is not taken for another."""
    inner = "purchases(first: 3) { nodes { customer { a: as(mood: GLAD) b: as(mood: CALM) } } }"
    query = f"{{ customers {{ nodes {{ x: as(mood: GLAD) {inner} y: as(mood: CALM) }} }} }}"
    letters = []
    for row in (await toy.data(query))["customers"]["nodes"]:
        below = [each["customer"] for each in row["purchases"]["nodes"] if each["customer"]]
        letters += [(row["x"], row["y"]), *((each["a"], each["b"]) for each in below)]
    written = [(one | {"mood": "CALM"}, other) for one, other in letters if one and other]
    assert len({one["name"] for one, _ in written}) > 1
    assert [one for one, _ in written] == [other for _, other in written]


async def test_many_are_told_as_few_are(toy: Asked) -> None:
    """More than are told on the event loop itself."""
    keys = [f"k{number}" for number in range(MOST_TOLD_AT_ONCE)]
    few = await toy.data("{ customers { nodes { k: as(mood: GLAD) } } }")
    aliased = " ".join(f"{key}: as(mood: GLAD)" for key in keys)
    many = await toy.data(f"{{ customers {{ nodes {{ {aliased} }} }} }}")
    letters = [each["k"] for each in few["customers"]["nodes"]]
    assert len(letters) > 1
    assert [[each[key] for key in keys] for each in many["customers"]["nodes"]] == [
        [letter] * len(keys) for letter in letters
    ]


async def test_a_statement_without_told_fields_is_not_told(toy: Asked) -> None:
    compiled = toy.pipeline.compiler.compile(OperationRequest("{ customers { nodes { name } } }"))
    (step,) = toy.pipeline.plans.plan(compiled, Variables(NO_VARIABLES, {}), STAFF)
    assert getattr(step.does, "telling", "missing") is None


async def test_what_is_not_told_keeps_its_spelling(toy: Asked) -> None:
    """The rest of the answer is not read and written anew: a number keeps its digits."""
    query = f'{{ customer(id: "{ADA_ID}") {{ profile circle {{ initials }} steps }} }}'
    plain = f'{{ customer(id: "{ADA_ID}") {{ profile steps }} }}'
    told, untold = (await toy.answer(query)).body, (await toy.answer(plain)).body
    assert told.replace(b',"circle":{"initials":"AL1"}', b"") == untold


async def test_a_plan_serves_every_value_of_an_argument(toy: Asked) -> None:
    selected = "as(mood: $m) worries(numbers: $n) { mood }"
    query = f'query ($m: Mood!, $n: [String!]) {{ customer(id: "{ADA_ID}") {{ {selected} }} }}'
    for mood, numbers, worries in (("GLAD", [], 1), ("CALM", ["N001"], 2), ("GLAD", None, 2)):
        data = await toy.data(query, {"m": mood, "n": numbers})
        assert data["customer"]["as"]["mood"] == mood
        assert len(data["customer"]["worries"]) == worries
    assert len(set(toy.statements)) == 1


async def test_an_error_fails_the_root_field_with_its_code(toy: Asked) -> None:
    query = f'{{ bad: customer(id: "{ADA_ID}") {{ name as(mood: ANGRY) }} good: customer(id: "{ADA_ID}") {{ name }} }}'
    assert await toy.whole(query) == {
        "errors": [
            {
                "message": "No letter is angry.",
                "path": ["bad"],
                "extensions": {"code": "BAD_USER_INPUT", "argument": "mood"},
            }
        ],
        "data": {"bad": None, "good": {"name": "Ada Lovelace"}},
    }


async def test_an_accident_is_masked(toy: Asked) -> None:
    """A value that the type promises and that is missing is our mistake, not the caller's."""
    field = toy.pipeline.catalog.types["Customer"].fields["circle"].fields["initials"]  # type: ignore[union-attr]
    object.__setattr__(field, "tell", lambda *_: None)
    try:
        assert await toy.code(INITIALS) == "INTERNAL_SERVER_ERROR"
    finally:
        object.__setattr__(field, "tell", tell_initials)


async def test_a_text_that_is_none_is_refused_as_an_argument(toy: Asked) -> None:
    query = f'query ($to: String) {{ customer(id: "{ADA_ID}") {{ as(mood: GLAD, to: $to) }} }}'
    assert await toy.code(query, {"to": "a\0b"}) == "BAD_USER_INPUT"


async def test_material_is_of_the_viewers_environment(toy: Asked) -> None:
    data = await toy.data("{ customers { nodes { worries { receipts { number } } } } }", viewer=TEST_STAFF)
    assert data == {"customers": {"nodes": [{"worries": [{"receipts": [{"number": "N020"}]}]}]}}


async def test_a_sales_channel_is_refused_at_the_field(toy: Asked) -> None:
    query = f'{{ customer(id: "{ADA_ID}") {{ as(mood: GLAD) }} }}'
    assert await toy.code(query, viewer=CUSTOMER) == Forbidden.code
    assert toy.sent == []


async def test_the_object_of_an_acts_payload_is_told(toy: Asked) -> None:
    compiled = toy.pipeline.compiler.compile(OperationRequest(INITIALS))
    (step,) = toy.pipeline.plans.plan(compiled, Variables(NO_VARIABLES, {}), STAFF)
    assert not isinstance(step.does, Refused)
    shown_act = Perform(None, None, (("customer", step.does),))  # type: ignore[arg-type]
    bindings = Bindings(STAFF, NO_VARIABLES)
    payload = await toy.pipeline.database.pretend(
        lambda transaction: write_payload(shown_act, Outcome(), (), transaction, bindings)
    )
    assert payload == '{"customer":{"circle":{"initials":"AL1"}}}'


def _remembering(*relations: str) -> GraphQLPipeline:
    """A pipeline that remembers customers, before a database that nobody opens."""
    memory = Memory({"Customer": frozenset(relations)}, lambda *_: True)
    catalog = Catalog(ENTITIES, memories={Customer: memory})
    settings = Settings(database_url="sqlite+aiosqlite:///nowhere.db")
    return GraphQLPipeline(build_schema(catalog), catalog, open_database(settings), settings)


def test_the_past_is_not_told() -> None:
    pipeline = _remembering("labels")
    query = (
        f'{{ customer(id: "{ADA_ID}", asOf: "2026-01-31T12:00:00.000Z")'
        " { name labels as(mood: GLAD) circle { initials } } }"
    )
    compiled = pipeline.compiler.compile(OperationRequest(query))
    (step,) = pipeline.plans.plan(compiled, Variables(NO_VARIABLES, {}), STAFF)
    assert isinstance(step.does, Refused)
    assert step.does.error.extensions == {
        "code": "BAD_USER_INPUT",
        "argument": "asOf",
        "fields": ["Customer.as", "Customer.initials"],
    }


@pytest.mark.parametrize(
    ("selected", "rows"),
    [
        ("name", 5),
        ("as(mood: GLAD)", 5 * 11),
        ("worries { mood receipts { number } }", 5 * 11),
        ('worries(numbers: ["a", "b", "c"]) { mood }', 5 * 11),
        ("circle { initials shop { name } bought(first: 2) { nodes { id } } }", 5 * (1 + 10 + 2)),
    ],
)
def test_a_told_field_costs_as_ten_rows(selected: str, rows: int) -> None:
    document = parse(f"{{ customers(first: 5) {{ nodes {{ {selected} }} }} }}")
    assert analyse(document, None, SCHEMA.core, Settings()).rows == rows


@dataclass(frozen=True)
class Odd:
    """An object with a field that has no place in the graph."""

    value: complex = shown("A number.")


def test_a_type_without_a_place_in_the_graph_is_refused() -> None:
    with pytest.raises(TypeError, match=r"complex.* has no place in the graph"):
        read_shape(Odd)
