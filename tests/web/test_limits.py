"""Every limit passes at N and refuses N + 1, and the analysis costs what the document is long."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query

from gateway.errors import LimitExceeded
from gateway.settings import Settings
from gateway.web.endpoint import GraphQLEndpoint
from gateway.web.limits import Analysis, analyse, parse_document
from gateway.web.refusals import ParseFailed
from tests.web.asgi import JSON_BODY, Reply, call
from tests.web.conftest import MakeSettings
from tests.web.toy import ToyPipeline, make_schema

SCHEMA = make_schema()


def measure(query: str, settings: Settings, operation_name: str | None = None) -> Analysis:
    return analyse(parse_document(query, settings), operation_name, SCHEMA, settings)


def unlimited(make_settings: MakeSettings, **values: Any) -> Settings:
    names = [name for name in Settings.model_fields if name.startswith("max_") and name != "max_json_depth"]
    return make_settings(**{**dict.fromkeys(names, 10**9), **values})


async def post(endpoint: GraphQLEndpoint, query: str, variables: dict[str, Any] | None = None) -> Reply:
    body = orjson.dumps({"query": query, "variables": variables})
    return await call(endpoint, body, headers=[JSON_BODY, ("accept", "application/graphql-response+json")])


def nested(levels: int) -> str:
    return "{customer" + "{parent" * (levels - 2) + "{name}" + "}" * (levels - 1)


def many_fragments(count: int) -> str:
    spreads = " ".join(f"...F{number}" for number in range(count))
    return f"{{{spreads} hello}}" + "".join(
        f"fragment F{number} on Query {{number}}" for number in range(count)
    )


def many_operations(count: int) -> str:
    return "".join(f"query Q{number}{{hello}}" for number in range(count))


def many_variables(count: int) -> str:
    declared = " ".join(f"$v{number}: Int" for number in range(count))
    used = " ".join(f"$v{number}" for number in range(count))
    return f"query({declared}){{size(values: [{used}])}}"


def many_directives(count: int) -> str:
    """Four to a field, so that the limit of a node is not met first."""
    full, rest = divmod(count, 4)
    fields = ["hello " + "@skip(if: false) " * 4] * full + ["hello " + "@skip(if: false) " * rest]
    return "{" + " ".join(fields) + "}"


CASES: list[tuple[str, int, Callable[[int], str], dict[str, Any]]] = [
    ("document_bytes", 16 * 1024, lambda n: "{hello}".ljust(n), {}),
    ("tokens", 1000, lambda n: "{" + "hello " * (n - 2) + "}", {"max_root_fields": 1000}),
    ("depth", 10, nested, {}),
    ("aliases", 30, lambda n: "{customer{" + "".join(f"a{i}:name " for i in range(n)) + "}}", {}),
    ("root_fields", 20, lambda n: "{" + "hello " * n + "}", {}),
    ("mutations", 4, lambda n: "mutation{" + "greet " * n + "}", {}),
    ("directives", 50, many_directives, {"max_directives_per_node": 4}),
    ("directives_per_node", 5, lambda n: "{hello " + "@skip(if: false) " * n + "}", {}),
    ("fragments", 50, many_fragments, {"max_root_fields": 1000}),
    ("operations", 10, many_operations, {}),
    ("variables", 50, many_variables, {}),
    ("list_items", 250, lambda n: "{size(values: [" + "1 " * n + "])}", {}),
    ("string_length", 10_000, lambda n: '{hello(name: "' + "x" * n + '")}', {}),
    ("integer_digits", 20, lambda n: "{size(value: " + "1" * n + ")}", {}),
    ("fields", 100, lambda n: "{customer{" + "name " * (n - 1) + "}}", {"max_fields": 100}),
    ("introspection_depth", 20, lambda n: "{__schema" + "{x" * (n - 1) + "}" * n, {}),
    ("cost", 5, lambda n: f"{{customers(first: {20 * (n - 1)}){{nodes{{id}}}}}}", {"max_cost": 5}),
]


@pytest.mark.parametrize(("limit", "maximum", "make", "values"), CASES, ids=[case[0] for case in CASES])
async def test_one_more_than_the_limit_is_refused(
    make_settings: MakeSettings,
    limit: str,
    maximum: int,
    make: Callable[[int], str],
    values: dict[str, Any],
) -> None:
    settings = make_settings(**values)
    pipeline = ToyPipeline(settings)
    endpoint = GraphQLEndpoint(pipeline, _nobody, settings)
    passed = await post(endpoint, make(maximum))
    assert passed.status == 200 or passed.code == "GRAPHQL_VALIDATION_FAILED"
    pipeline.calls.clear()
    refused = await post(endpoint, make(maximum + 1))
    assert (refused.status, refused.code) == (400, "LIMIT_EXCEEDED")
    extensions = refused.json["errors"][0]["extensions"]
    assert (extensions["limit"], extensions["maximum"]) == (limit, maximum)
    assert pipeline.calls == []


VALUES: list[tuple[str, Any, Any]] = [
    ("list_items", {"v": [1] * 250}, {"v": [1] * 251}),
    ("list_items", {"v": [{"a": [None] * 250}]}, {"v": [{"a": [None] * 251}]}),
    ("string_length", {"v": "é" * 10_000}, {"v": "é" * 10_001}),
    ("string_length", {"v": {"a": ["x" * 10_000]}}, {"v": {"a": ["x" * 10_001]}}),
]


@pytest.mark.parametrize(("limit", "passes", "exceeds"), VALUES)
async def test_values_of_variables_are_bounded(
    endpoint: GraphQLEndpoint, pipeline: ToyPipeline, limit: str, passes: Any, exceeds: Any
) -> None:
    assert (await post(endpoint, "{hello}", passes)).status == 200
    pipeline.calls.clear()
    refused = await post(endpoint, "{hello}", exceeds)
    assert (refused.status, refused.code) == (400, "LIMIT_EXCEEDED")
    assert refused.json["errors"][0]["extensions"]["limit"] == limit
    assert pipeline.calls == []


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("{customer{...A}} fragment A on Customer " + "{parent" * 10 + "{name}" + "}" * 10, "depth"),
        ("{customer{...A ...A}} fragment A on Customer {" + "a:name " * 16 + "}", "aliases"),
        ("{... on Query {" + "hello " * 21 + "}}", "root_fields"),
        ("mutation{...A ...A} fragment A on Mutation {a b c}", "mutations"),
        ("query($v: Int = 1 " + "@x " * 6 + "){size(value: $v)}", "directives_per_node"),
        ("query($v: [Int!] = [" + "1 " * 251 + "]){size(values: $v)}", "list_items"),
        ("{hello @skip(if: [" + "1 " * 251 + "])}", "list_items"),
        ("{hello} fragment Unused on Query {size(values: [" + "1 " * 251 + "])}", "list_items"),
        ("{hello} query Other " + nested(11), "depth"),
    ],
)
def test_no_place_escapes_the_limits(settings: Settings, query: str, limit: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        measure(query, settings)
    assert caught.value.extensions["limit"] == limit


def test_introspection_as_tools_send_it_passes(settings: Settings) -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    analysis = measure(query, settings)
    assert (analysis.depth, analysis.constant_cost) == (1, 1)


def test_a_document_nested_beyond_the_parser_is_refused(settings: Settings) -> None:
    with pytest.raises(LimitExceeded) as caught:
        parse_document("{a" * 300 + "}" * 300, settings)
    assert caught.value.extensions["limit"] == "depth"


def test_a_syntax_error_says_where(settings: Settings) -> None:
    with pytest.raises(ParseFailed) as caught:
        parse_document("{\n  hello(", settings)
    assert caught.value.message == "Syntax Error: Expected Name, found <EOF>."
    assert caught.value.locations == [{"line": 2, "column": 9}]


@pytest.mark.parametrize(
    "query",
    [
        "{...A} fragment A on Query {...A}",
        "{...A} fragment A on Query {...B hello} fragment B on Query {...A}",
        "{...Missing}",
        "{...A} fragment A on Missing {x}",
        "{missing{missing(first: 5){missing}}}",
        "subscription{x}",
        "fragment A on Query {hello} fragment A on Query {number}",
        "type A {a: Int}",
        "{hello(name: 1, name: 2) customers(first: [], last: {}) {nodes{id}}}",
    ],
)
def test_what_is_invalid_is_left_to_validation(settings: Settings, query: str) -> None:
    assert isinstance(measure(query, settings), Analysis)


def test_the_operation_is_chosen_by_name(settings: Settings) -> None:
    query = "query A{hello} query B{hello number}"
    assert measure(query, settings, "B").root_fields == 2
    assert measure(query, settings, "C").operation is None
    assert measure(query, settings).operation is None


def chain(count: int) -> str:
    links = "".join(f"fragment F{n} on Customer {{name ...F{n + 1}}}" for n in range(count))
    return f"{{customer{{...F0}}}}{links}fragment F{count} on Customer {{name}}"


def fan_out(count: int) -> str:
    """Doubles at every fragment: expanded, there are 2^count fields."""
    links = "".join(f"fragment F{n} on Customer {{a:name ...F{n + 1} ...F{n + 1}}}" for n in range(count))
    return f"{{customer{{...F0}}}}{links}fragment F{count} on Customer {{a:name}}"


def mesh(count: int) -> str:
    """Every page size is a variable, and every fragment is spread by two fields."""
    links = "".join(
        f"fragment F{n} on Customer {{orders(first: $n){{nodes{{customer{{...F{n + 1}}}}}}}"
        f" parent{{...F{n + 1}}}}}"
        for n in range(count)
    )
    return f"query($n: Int){{customer{{...F0}}}}{links}fragment F{count} on Customer {{name}}"


def cycle(count: int) -> str:
    links = "".join(f"fragment F{n} on Customer {{name ...F{(n + 1) % count}}}" for n in range(count))
    return f"{{customer{{...F0}}}}{links}"


@pytest.mark.parametrize("make", [chain, fan_out, mesh, cycle])
@pytest.mark.parametrize("exponent", [0, 4, 8, 12])
def test_the_work_grows_with_the_document_alone(
    make_settings: MakeSettings, make: Callable[[int], str], exponent: int
) -> None:
    count = 2**exponent
    limits = unlimited(make_settings, max_aliases=10**15, max_fields=10**15, max_root_fields=10**15)
    analysis = measure(make(count), limits)
    assert analysis.steps <= 14 * (count + 1)
    assert analysis.cost({"n": 100}) <= 10**12


def test_the_longest_fan_out_is_measured_fragment_by_fragment(make_settings: MakeSettings) -> None:
    analysis = measure(fan_out(2**14), unlimited(make_settings, max_aliases=10**15, max_fields=10**15))
    assert analysis.steps == 6 * 2**14 + 4


def test_a_fan_out_is_counted_without_being_expanded(make_settings: MakeSettings) -> None:
    limits = unlimited(make_settings, max_aliases=10**15, max_fields=10**15)
    assert measure(fan_out(10), limits).aliases == 2**11 - 1
    assert measure(fan_out(100), limits).aliases == 10**12


async def _nobody(_: object) -> Any:
    return None
