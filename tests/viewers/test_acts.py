"""Every act and every field of every input, for every kind of viewer: what happens is what was decided."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_named_type

from gateway.viewer import Role
from gateway.web.pipeline import GraphQLPipeline
from tests.viewers.decisions import acts, input_of, input_types, read_decisions, sample
from tests.viewers.planned import ALLOWED, STAFF, VIEWERS, make_pipeline, perform

ACTS = list(acts())

# What the gateway itself keeps. No input has it, whoever sends it; a list to read and not to extend lightly.
OURS = {
    "version",
    "environment",
    "createdAt",
    "updatedAt",
    "role",
    "tenantId",
    "passwordHash",
    "hasPassword",
    "emailNormalized",
    "emailClaim",
    "phoneNormalized",
    "displayName",
    "totalOrdersCount",
    "anonymizedAt",
    "anonymizationStatus",
    "anonymizationInfo",
    "systemMetadata",
    "platformData",
    "platformId",
    "selfUrl",
    "resourceType",
    "jwtCustomer",
    "jwtCustomClaim",
    "requestId",
    "eventStores",
}
SECRETS = {"customerToken", "paymentSourceToken"}
"""The staff may store them; nobody reads them."""
BY_STAFF = SECRETS | {"status", "channelId", "notes", "tags", "customFields", "customerGroupId"}
"""No sales channel sets these. The notes of an address are the customer's own: they are for the carrier."""


@pytest.fixture(scope="module")
def pipeline() -> GraphQLPipeline:
    return make_pipeline()


def inputs_with(
    type_: GraphQLInputObjectType, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, tuple[str, ...], Any]]:
    """Every field of an input and of what is nested in it: type, field, path, and an input that has it."""
    for name, field in type_.fields.items():
        whole = sample(type_)
        if type_.is_one_of:
            whole = {}
        below = get_named_type(field.type)
        yield type_.name, name, (*path, name), {**whole, name: sample(field.type)}
        if isinstance(below, GraphQLInputObjectType) and below is not type_:
            for type_name, inner, inner_path, value in inputs_with(below, (*path, name)):
                yield (
                    type_name,
                    inner,
                    inner_path,
                    {**whole, name: [value] if _is_list(field.type) else value},
                )


def _is_list(type_: Any) -> bool:
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def roles_of(act: str) -> set[str]:
    decided = read_decisions().get(f"act {act}", "staff").split()
    return set(decided) - {"staff"} | (STAFF if "staff" in decided else set())


@pytest.mark.parametrize("role", sorted(VIEWERS))
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_done_by_whom_it_is_for(pipeline: GraphQLPipeline, act: str, role: str) -> None:
    done = perform(pipeline, act, sample(input_of(act)), VIEWERS[role])
    if role == "nobody":
        assert done.startswith("UNAUTHENTICATED")
    elif role in roles_of(act):
        # An input may lack what only its own checks ask for; what counts is that nobody was refused for who it is.
        assert done == ALLOWED or "FORBIDDEN" not in done
    else:
        assert done == f"FORBIDDEN {act} is not for this viewer."


@pytest.mark.parametrize("act", ACTS)
def test_a_field_is_sent_by_whom_it_is_for(pipeline: GraphQLPipeline, act: str) -> None:
    """FORBIDDEN at its path for sales channels, and nothing is written."""
    decided = read_decisions()
    wrong = []
    for type_name, name, path, given in inputs_with(input_of(act)):
        for role in sorted(roles_of(act)):
            done = perform(pipeline, act, given, VIEWERS[role])
            is_refused = f"FORBIDDEN {'.'.join(('input', *path))}" in done
            is_for_staff = decided.get(f"input {type_name}.{name}", "staff") == "staff"
            if is_refused != (is_for_staff and role not in STAFF):
                wrong.append((type_name, path, role, done))
    assert wrong == []


def test_a_guest_may_become_a_customer_and_reset_a_password_and_nothing_else() -> None:
    """Whoever has lost a password has no token of a customer."""
    allowed = {"customerCreate", "customerPasswordResetRequest", "customerPasswordReset"}
    assert {name for name, act in acts().items() if Role.GUEST in act.roles} <= allowed


def test_nobody_may_do_anything() -> None:
    assert [name for name, act in acts().items() if Role.NOBODY in act.roles] == []


@pytest.mark.parametrize("type_name", sorted(input_types()))
def test_no_input_sets_what_the_gateway_keeps_itself(type_name: str) -> None:
    type_, _ = input_types()[type_name]
    assert OURS & set(type_.fields) == set()


def test_a_customer_has_no_status_or_channel_to_set() -> None:
    customer = [input_types()[name][0] for name in ("CustomerCreateInput", "CustomerUpdateInput")]
    assert [type_.name for type_ in customer if {"status", "channelId"} & set(type_.fields)] == []


def test_what_only_staff_may_set_is_decided_so() -> None:
    sent = [
        name
        for name, decision in read_decisions().items()
        if name.startswith("input ") and name.rsplit(".", 1)[1] in BY_STAFF and decision != "staff"
    ]
    assert [name for name in sent if not name.startswith("input CustomerAddress")] == []


def test_no_type_shows_a_secret() -> None:
    secrets = {"passwordHash", "password", *SECRETS, "resetPasswordToken", "sharedSecret"}
    shown = {name.rsplit(".", 1)[1] for name in read_decisions() if name.startswith("field ")}
    assert shown & secrets == set()


def test_only_the_record_that_an_act_is_about_is_named_by_id() -> None:
    """`id` is a control of an act's own input, or a way to name a record; a nested object has no id to set."""
    named = {
        name: str(type_.fields["id"].type)
        for name, (type_, _) in input_types().items()
        if "id" in type_.fields
    }
    own = {input_of(act).name for act in ACTS}
    assert {name for name in named if name not in own and not name.endswith("Identifier")} == set()
    assert {name for name in named if name in own and named[name] != "ID!"} == set()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("extra", ["version", "passwordHash", "environment", "createdAt", "__proto__", "x"])
async def test_a_key_that_an_input_does_not_have_is_refused(
    pipeline: GraphQLPipeline, act: str, extra: str
) -> None:
    import orjson

    from gateway.web.operation import OperationRequest

    kind = input_of(act).name
    query = f"mutation($input: {kind}!) {{ {act}(input: $input) {{ userErrors {{ code }} }} }}"
    given = {"input": {**sample(input_of(act)), extra: "x"}}
    answer = await pipeline.answer(OperationRequest(query, None, given), VIEWERS["integration"])
    (error, *_) = orjson.loads(answer.body)["errors"]
    assert (error["extensions"]["code"], answer.has_data) == ("BAD_USER_INPUT", False)
    if extra != "__proto__":
        literal = f'mutation {{ {act}(input: {{{extra}: "x"}}) {{ userErrors {{ code }} }} }}'
        answer = await pipeline.answer(OperationRequest(literal), VIEWERS["integration"])
        (error, *_) = orjson.loads(answer.body)["errors"]
        assert (error["extensions"]["code"], answer.has_data) == ("GRAPHQL_VALIDATION_FAILED", False)
