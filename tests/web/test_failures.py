"""What clients are told of errors: theirs in full, ours as an id."""

from typing import Any

import orjson
import pytest
from graphql import GraphQLError, located_error, parse, validate
from graphql.execution.values import get_variable_values

from gateway.errors import Forbidden, LimitExceeded
from gateway.settings import Settings
from gateway.web.failures import Failures, Refusal
from gateway.web.limits import parse_document
from gateway.web.refusals import ParseFailed
from tests.web.asgi import call
from tests.web.conftest import MakeSettings
from tests.web.toy import CANARY, ToyPipeline, make_schema

SCHEMA = make_schema()


def errors_of(body: bytes) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = orjson.loads(body)["errors"]
    return errors


@pytest.mark.parametrize("error", [RuntimeError(CANARY), KeyError(CANARY), OSError(CANARY)])
def test_an_unknown_error_is_told_by_an_id(
    settings: Settings, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = Failures(settings).request_error([error])
    (formatted,) = errors_of(answer.body)
    assert answer.http_status == 500
    assert formatted["message"] == "Internal error."
    assert CANARY.encode() not in answer.body
    assert formatted["extensions"]["id"] in capsys.readouterr().out


def test_a_known_error_is_told_as_it_is(settings: Settings) -> None:
    error = Forbidden("Not for you.", field="notes")
    answer = Failures(settings).request_error([error])
    assert answer.http_status == 403
    assert errors_of(answer.body) == [
        {"message": "Not for you.", "extensions": {"code": "FORBIDDEN", "field": "notes"}}
    ]


def test_a_refusal_for_size_keeps_its_status(settings: Settings) -> None:
    assert type(Failures(settings).request_error([LimitExceeded("Too much.")])) is Refusal


def test_a_syntax_error_names_its_place(settings: Settings) -> None:
    with pytest.raises(ParseFailed) as caught:
        parse_document("{", settings)
    answer = Failures(settings).request_error([caught.value])
    assert errors_of(answer.body) == [
        {
            "message": "Syntax Error: Expected Name, found <EOF>.",
            "locations": [{"line": 1, "column": 2}],
            "extensions": {"code": "GRAPHQL_PARSE_FAILED"},
        }
    ]


def test_no_more_errors_than_the_limit_are_told(settings: Settings) -> None:
    errors = [GraphQLError(str(number)) for number in range(9)]
    told = errors_of(Failures(settings).request_error(errors).body)
    assert [error["message"] for error in told] == ["0", "1", "2", "3", "4"]


SUGGESTING = [
    "{helo}",
    "{customer{nam}}",
    "{hello(nam: 1)}",
    "{size(flavour: VANILA)}",
    "{hello(wish: {flavor: VANILLA})}",
    "{hello @skp(if: true)}",
    "query($w: Wsh){hello(wish: $w)}",
    "{node(id: 1){name}}",
    "{customer}",
    "{...A} fragment A on Quer {hello}",
]


@pytest.mark.parametrize("query", SUGGESTING)
def test_suggestions_are_for_development_only(
    settings: Settings, make_settings: MakeSettings, query: str
) -> None:
    errors = validate(SCHEMA, parse(query))
    told = Failures(settings).request_error(errors).body
    in_development = Failures(make_settings(development=True)).request_error(errors).body
    assert b"Did you mean" not in told
    assert errors_of(told)[0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert (b"Did you mean" in in_development) is any("Did you mean" in error.message for error in errors)


@pytest.mark.parametrize(
    ("declared", "value"), [("Flavour", "VANILA"), ("Wish", {"flavour": "CHOCOLAT"}), ("Wish", {"flavor": 1})]
)
def test_suggestions_in_variables_are_removed_too(settings: Settings, declared: str, value: Any) -> None:
    operation: Any = parse(f"query($v: {declared}){{hello}}").definitions[0]
    errors = get_variable_values(SCHEMA, operation.variable_definitions, {"v": value})
    assert isinstance(errors, list)
    answer = Failures(settings).request_error(errors, "BAD_USER_INPUT")
    assert b"Did you mean" not in answer.body
    assert errors_of(answer.body)[0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_scalar_that_breaks_on_a_value_tells_nothing_of_itself(settings: Settings) -> None:
    message = f"Expected value of type 'Date', but encountered error '{CANARY}'; found: 'x'."
    error = GraphQLError("Variable: " + message, original_error=GraphQLError(message, cause=KeyError(CANARY)))
    told = Failures(settings).format(error, "BAD_USER_INPUT")
    assert told["message"] == "Variable: Expected value of type 'Date', found: 'x'."


def test_an_error_of_a_resolver_keeps_its_path(settings: Settings) -> None:
    error = located_error(Forbidden("Not for you."), None, ["customer", "notes"])
    assert Failures(settings).format(error) == {
        "message": "Not for you.",
        "path": ["customer", "notes"],
        "extensions": {"code": "FORBIDDEN"},
    }


@pytest.mark.parametrize("field", ["broken", "required", "wrongNumber"])
async def test_no_word_of_an_inner_error_leaves(endpoint: Any, pipeline: ToyPipeline, field: str) -> None:
    reply = await call(endpoint, b'{"query":"{' + field.encode() + b'}"}')
    assert reply.code == "INTERNAL_SERVER_ERROR"
    assert reply.json["errors"][0]["path"] == [field]
    assert CANARY.encode() not in reply.body
    assert pipeline.calls == [field]


def test_root_fields_fail_one_by_one(settings: Settings) -> None:
    failures = Failures(settings)
    errors = [(Forbidden("No."), "b")]
    expected = [{"message": "No.", "path": ["b"], "extensions": {"code": "FORBIDDEN"}}]
    some = failures.field_errors({"a": "1", "b": "null"}, errors, ["a", "b"])
    lost = failures.field_errors(None, errors, ["b"])
    assert orjson.loads(some.body) == {"errors": expected, "data": {"a": 1, "b": None}}
    assert orjson.loads(lost.body) == {"errors": expected, "data": None}
    assert some.has_data
    assert lost.has_data
