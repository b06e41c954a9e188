"""A null where one may be given is never an error of the server."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_named_type

from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.viewers.decisions import acts, input_of, sample

__all__ = ["gateway", "settings"]


def inputs_with_a_null(type_: GraphQLInputObjectType, customer: str) -> Iterator[tuple[str, Any]]:
    """The path of each field that may be null, and an input in which it is; nested ones with all around them."""
    whole = {name: customer if name == "customerId" else value for name, value in sample(type_).items()}
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if not isinstance(field.type, GraphQLNonNull) and not type_.is_one_of:
            yield name, {**whole, name: None}
        if isinstance(below, GraphQLInputObjectType) and below is not type_:
            nullable = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            is_list = isinstance(nullable, GraphQLList)
            for path, value in inputs_with_a_null(below, customer):
                yield f"{name}.{path}", {**whole, name: [value] if is_list else value}


def test_no_null_is_an_error_of_the_server(gateway: Gateway) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    wrong = []
    for act in acts():
        kind = input_of(act).name
        query = f"mutation($input: {kind}!) {{ {act}(input: $input) {{ userErrors {{ code field }} }} }}"
        for path, given in inputs_with_a_null(input_of(act), customer):
            errors = gateway.post(query, input=given).get("errors", [])
            codes = [error["extensions"]["code"] for error in errors]
            wrong += [(act, path)] * ("INTERNAL_SERVER_ERROR" in codes)
    assert wrong == []
