"""Every field of every type, on every way to it, for every kind of viewer: what happens is what was decided."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from gateway.app import make_catalog, make_schema
from gateway.planner.catalog import ObjectType
from gateway.planner.conditions import ColumnAmong, ColumnEquals, Never
from gateway.planner.fields import GroupField, RelationField
from gateway.planner.plan import ById, One
from gateway.planner.reading import Reading
from gateway.planner.restrict import restrict
from gateway.schema.payloads import STAFF as STAFF_ROLES
from gateway.schema.payloads import STAFF_ONLY, _fields_of
from gateway.viewer import Role
from gateway.web.pipeline import GraphQLPipeline
from tests.viewers.decisions import (
    UNDECIDED,
    acts,
    field_paths,
    input_types,
    is_control,
    names,
    read_decisions,
    sample,
    write_decisions,
)
from tests.viewers.planned import (
    ALLOWED,
    OTHERS,
    OWN,
    STAFF,
    VIEWERS,
    compile_query,
    make_pipeline,
    outcome_of,
    unwritten,
)

TYPES = list(make_catalog().types)
REWRITES = os.environ.get("GATEWAY_TEST_REWRITE") == "1" and os.environ.get("CI") != "true"


@pytest.fixture(scope="module")
def pipeline() -> Iterator[GraphQLPipeline]:
    with unwritten():
        yield make_pipeline()


# ── Ways to a field ────────────────────────────────────────────────────────────────────────────────────────────


@cache
def way_to(type_name: str) -> tuple[str, str, tuple[RelationField, ...]]:
    """The nearest root with a page, and the relations from it; those that everybody may follow go first."""
    types = make_catalog().types
    for staff_too in (False, True):
        ways: list[tuple[ObjectType, tuple[RelationField, ...]]] = [
            (type_, ()) for type_ in types.values() if type_.entity.__roots__
        ]
        seen: set[str] = set()
        for type_, path in ways:
            if type_.name == type_name and path:
                root = _root_of(path, types)
                return root.entity.__roots__[1], root.name, path  # type: ignore[index]
            if type_.name in seen:
                continue
            seen.add(type_.name)
            ways.extend(
                (types[field.target], (*path, field))
                for field in relations_of(type_.fields)
                if staff_too or field.visible_to == "EVERYONE"
            )
    raise AssertionError(f"No relation leads to {type_name}.")


def relations_of(fields: Mapping[str, object], prefix: str = "") -> Iterator[RelationField]:
    """The relations of a type; those of its groups as `group.relation`."""
    for field in fields.values():
        if isinstance(field, RelationField):
            yield replace(field, name=prefix + field.name)
        elif isinstance(field, GroupField):
            for below in relations_of(field.fields, f"{prefix}{field.name}."):
                yield replace(below, visible_to=max(field.visible_to, below.visible_to))


def _root_of(path: tuple[RelationField, ...], types: dict[str, ObjectType]) -> ObjectType:
    return next(
        type_ for type_ in types.values() if type_.entity.__roots__ and path[0] in relations_of(type_.fields)
    )


def selection(type_name: str, path: str) -> str:
    """`group.field` → `group { field { __typename } }`."""
    type_ = make_schema().core.get_type(type_name)
    written, closing = "", ""
    for name in path.split("."):
        assert isinstance(type_, GraphQLObjectType)
        asked = name + arguments(type_.fields[name])
        written += f" {{ {asked}" if written else asked
        closing += " }"
        type_ = get_named_type(type_.fields[name].type)
    inner = " { __typename }" if isinstance(type_, GraphQLObjectType) else ""
    return written + inner + closing[2:]


def arguments(field: GraphQLField) -> str:
    """`(system: RUTTER)`: a value for every argument that a field needs."""
    needed = {name: each.type for name, each in field.args.items() if isinstance(each.type, GraphQLNonNull)}
    given = [
        f"{name}: {sample(type_) if isinstance(get_named_type(type_), GraphQLEnumType) else json.dumps(sample(type_))}"
        for name, type_ in needed.items()
    ]
    return f"({', '.join(given)})" if given else ""


def nested(path: tuple[RelationField, ...], selected: str) -> str:
    for field in reversed(path):
        many = f"nodes {{ {selected} }}" if field.shape == "connection" else selected
        *groups, name = field.name.split(".")
        selected = f"{name} {{ {many} }}"
        for group in reversed(groups):
            selected = f"{group} {{ {selected} }}"
    return selected


def ways(type_name: str, selected: str) -> Iterator[tuple[str, str]]:
    """Every way to select something of a type: its name and the document."""
    type_ = make_catalog().types[type_name]
    key = f"{type_.prefix}_00000000000000000000000001"
    if type_.entity.__roots__:
        one, many = type_.entity.__roots__
        yield "root", f'{{ {one}(id: "{key}") {{ {selected} }} }}'
        yield "page", f"{{ {many} {{ nodes {{ {selected} }} }} }}"
        yield "edge", f"{{ {many} {{ edges {{ node {{ alias: {selected} }} }} }} }}"
    yield "node", f'{{ node(id: "{key}") {{ ... on {type_name} {{ {selected} }} }} }}'
    yield (
        "fragment",
        f'{{ node(id: "{key}") {{ ...A }} }} fragment A on Node {{ ...B }} fragment B on {type_name} {{ {selected} }}',
    )
    yield "nodes", f'{{ nodes(ids: ["{key}", "{OWN}"]) {{ ... on {type_name} {{ {selected} }} }} }}'
    for act in acts().values():
        for name, (shown, _) in act.objects.items():
            if shown == type_name:
                yield (
                    "payload",
                    f"mutation($i: {act.input.__name__}!) {{ {act.name}(input: $i) {{ {name} {{ {selected} }} }} }}",
                )


def related(type_name: str, selected: str) -> tuple[str, tuple[RelationField, ...]]:
    page, _, path = way_to(type_name)
    return f"{{ {page} {{ nodes {{ {nested(path, selected)} }} }} }}", path


def conditions(type_name: str) -> Iterator[tuple[str, str]]:
    """Every field that may be filtered by, and a condition on it."""
    filters = make_schema().core.get_type(f"{type_name}Filter")
    if filters is None:
        # Rows that are only ever listed whole.
        return
    assert isinstance(filters, GraphQLInputObjectType)
    for name, field in filters.fields.items():
        operators = get_named_type(field.type)
        assert isinstance(operators, GraphQLInputObjectType)
        if name in {"and", "or", "not"}:
            continue
        if "isNull" in operators.fields:
            yield name, "{isNull: true}"
        elif "path" in operators.fields:
            yield name, '[{path: "a.b", exists: true}]'
        elif "hasAny" in operators.fields:
            yield name, '{hasAny: ["x"]}'
        elif "field" in operators.fields:
            yield name, "{field: EMAIL}"
        elif "some" in operators.fields:
            yield name, "{none: {}}"
        else:
            yield name, "{}"


def ordered(type_name: str) -> Iterator[tuple[str, str]]:
    order: object = make_schema().core.get_type(f"{type_name}OrderField")
    columns = make_catalog().types[type_name].columns
    for name in getattr(order, "values", {}):
        yield next(value.name for column, value in columns.items() if column.upper() == name), name


# ── What was decided, and what happens ─────────────────────────────────────────────────────────────────────────


def scope(pipeline: GraphQLPipeline, type_name: str) -> str:
    """What the rows of a type are limited to for a customer that asks for one by its id."""
    key = f"{make_catalog().types[type_name].prefix}_00000000000000000000000001"
    compiled = compile_query(pipeline, f'{{ node(id: "{key}") {{ __typename }} }}')
    reading = Reading(pipeline.schema.core, pipeline.catalog, {}, None)  # type: ignore[arg-type]
    (node,) = compiled.operation.selection_set.selections
    root = pipeline.plans.roots.read(reading, (node,))  # type: ignore[arg-type]
    assert isinstance(root, ById)
    limited = restrict(root, VIEWERS["customer"])
    assert isinstance(limited, ById)
    (branch,) = limited.branches
    assert isinstance(branch, One)
    given = len(root.branches[0].rows.conditions)
    added = branch.rows.conditions[: len(branch.rows.conditions) - given]
    type_ = make_catalog().types[type_name]
    if any(isinstance(each, Never) for each in added):
        return "staff"
    if any(isinstance(each, ColumnEquals) and each.column == type_.owner for each in added):
        return "own"
    if any(isinstance(each, ColumnAmong) for each in added):
        assert type_.granted is not None
        return "granted" if type_.granted(VIEWERS["customer"]) else "pointed"
    return "everything"


def declared(pipeline: GraphQLPipeline) -> dict[str, str]:
    """What the declarations make of everything, as the planner and the acts understand them."""
    made = {}
    inputs = input_types()
    for name in names():
        kind, of = name.split()
        if kind == "type":
            made[name] = scope(pipeline, of)
        elif kind == "field":
            type_name, path = of.split(".", 1)
            document = dict(ways(type_name, selection(type_name, path)))["node"]
            outcome = outcome_of(pipeline, compile_query(pipeline, document), VIEWERS["customer"])
            made[name] = "shown" if outcome == ALLOWED else "staff"
        elif kind == "act":
            made[name] = _declared_act(acts()[of].roles)
        else:
            type_name, field = of.split(".")
            made[name] = _declared_input(name, type_name, field, is_reachable=inputs[type_name][1])
    return made


def _declared_act(roles: frozenset[Role]) -> str:
    staff = ["staff"] if roles >= STAFF_ROLES else sorted(role.value for role in roles & STAFF_ROLES)
    return " ".join([*staff, *(role.value for role in (Role.CUSTOMER, Role.GUEST) if role in roles)])


def _declared_input(name: str, type_name: str, field: str, *, is_reachable: bool) -> str:
    if is_control(name):
        return "control"
    return "staff" if not is_reachable or field in staff_only(type_name) else "sent"


@cache
def staff_only(type_name: str) -> frozenset[str]:
    """Fields of an input type that are marked as the staff's."""
    pending = [act.input for act in acts().values()]
    for class_ in pending:
        definition = class_.__strawberry_definition__  # type: ignore[attr-defined]
        fields = _fields_of(class_)
        if definition.name == type_name:
            marked = {each.python_name for each in definition.fields if each.metadata.get(STAFF_ONLY)}
            return frozenset(name for name, python_name, _, _ in fields if python_name in marked)
        pending += [nested for _, _, _, nested in fields if nested is not None and nested not in pending]
    raise AssertionError(f"No act has the input {type_name}.")


SAFE = {"staff", "control"}


def test_everything_that_a_sales_channel_could_reach_was_decided(pipeline: GraphQLPipeline) -> None:
    """A new type, field, act or input needs a decision; what is for staff alone decides itself."""
    made, decided = declared(pipeline), read_decisions()
    if REWRITES:
        write_decisions(
            {
                name: decided[name] if decided.get(name) == value else value if value in SAFE else UNDECIDED
                for name, value in made.items()
            }
        )
        decided = read_decisions()
    assert {name: value for name, value in decided.items() if value == UNDECIDED} == {}
    assert decided == made


_SAME_AS = {"hasConflict": "conflicts"}
"""Conditions that are no field, and the field that tells what they ask."""


def expected(type_name: str, path: str, role: str, decided: dict[str, str]) -> str:
    if role == "nobody":
        return "UNAUTHENTICATED"
    if role in STAFF:
        return ALLOWED
    parts = _SAME_AS.get(path, path).split(".")
    prefixes = [".".join(parts[: length + 1]) for length in range(len(parts))]
    is_staff = any(decided[f"field {type_name}.{part}"] == "staff" for part in prefixes)
    return "FORBIDDEN" if is_staff else ALLOWED


def expected_related(
    type_name: str, path: str, relations: tuple[RelationField, ...], role: str, decided: dict[str, str]
) -> str:
    if role in OTHERS:
        of = way_to(type_name)[1]
        for relation in relations:
            if expected(of, relation.name, role, decided) == "FORBIDDEN":
                return "FORBIDDEN"
            of = relation.target
    return expected(type_name, path, role, decided)


@pytest.mark.parametrize("type_name", TYPES)
def test_a_field_is_seen_by_whom_it_is_for_on_every_way(pipeline: GraphQLPipeline, type_name: str) -> None:
    decided = read_decisions()
    wrong = []
    for path in field_paths(type_name):
        selected = selection(type_name, path)
        documents = list(ways(type_name, selected))
        for way, document in documents:
            compiled = compile_query(pipeline, document)
            for role, viewer in VIEWERS.items():
                should = expected(type_name, path, role, decided)
                if (found := outcome_of(pipeline, compiled, viewer)) != should:
                    wrong.append((path, way, role, found, should))
        document, relations = related(type_name, selected)
        compiled = compile_query(pipeline, document)
        for role, viewer in VIEWERS.items():
            should = expected_related(type_name, path, relations, role, decided)
            if (found := outcome_of(pipeline, compiled, viewer)) != should:
                wrong.append((path, "relation", role, found, should))
    assert wrong == []


@pytest.mark.parametrize("type_name", TYPES)
def test_a_field_filters_and_orders_for_whom_it_is_for(pipeline: GraphQLPipeline, type_name: str) -> None:
    """Else the number and the order of the rows would tell what may not be read."""
    decided = read_decisions()
    page, of, relations = way_to(type_name)
    wrong = []
    for path, written in _asked_by(type_name):
        for document, on_the_way in (
            *_at_the_root(type_name, written),
            *_inside(page, relations, written),
        ):
            compiled = compile_query(pipeline, document)
            for role, viewer in VIEWERS.items():
                should = (
                    expected_related(type_name, path, relations, role, decided)
                    if on_the_way
                    else expected(type_name, path, role, decided)
                )
                if (found := outcome_of(pipeline, compiled, viewer)) != should:
                    wrong.append((of, document, role, found, should))
    assert wrong == []


def _asked_by(type_name: str) -> Iterator[tuple[str, str]]:
    for path, condition in conditions(type_name):
        yield path, f"filter: {{{path}: {condition}}}"
        yield path, f"filter: {{not: {{or: [{{and: [{{{path}: {condition}}}]}}]}}}}"
    for path, name in ordered(type_name):
        yield path, f"orderBy: [{{field: {name}, direction: DESC}}]"


def _at_the_root(type_name: str, written: str) -> Iterator[tuple[str, bool]]:
    roots = make_catalog().types[type_name].entity.__roots__
    if roots:
        yield f"{{ {roots[1]}({written}) {{ totalCount }} }}", False
        yield f"{{ {roots[1]}({written}) {{ nodes {{ id }} }} }}", False


def _inside(page: str, relations: tuple[RelationField, ...], written: str) -> Iterator[tuple[str, bool]]:
    """The same in a connection, and through the filters of the relations that lead there."""
    *before, last = relations
    if last.shape == "connection":
        *groups, name = last.name.split(".")
        counted = f"{name}({written}) {{ totalCount }}"
        for group in reversed(groups):
            counted = f"{group} {{ {counted} }}"
        yield f"{{ {page} {{ nodes {{ {nested(tuple(before), counted)} }} }} }}", True
    # What a group holds is not filtered by.
    if any("." in field.name for field in relations):
        return
    if written.startswith("filter: "):
        condition = written.removeprefix("filter: ")
        for field in reversed(relations):
            quantified = condition if field.shape == "one" else f"{{some: {condition}}}"
            condition = f"{{{field.name}: {quantified}}}"
        yield f"{{ {page}(filter: {condition}) {{ totalCount }} }}", True


@pytest.mark.parametrize("role", sorted(VIEWERS))
def test_search_is_for_staff(pipeline: GraphQLPipeline, role: str) -> None:
    compiled = compile_query(pipeline, '{ customers(search: "x") { totalCount } }')
    expected_ = {"nobody": "UNAUTHENTICATED"}.get(role, ALLOWED if role in STAFF else "FORBIDDEN")
    assert outcome_of(pipeline, compiled, VIEWERS[role]) == expected_


@pytest.mark.parametrize("role", sorted(VIEWERS))
def test_the_past_is_for_staff(pipeline: GraphQLPipeline, role: str) -> None:
    """It is history, which a customer does not read."""
    compiled = compile_query(
        pipeline, f'{{ customer(id: "{OWN}", asOf: "2026-01-31T12:00:00.000Z") {{ email }} }}'
    )
    expected_ = {"nobody": "UNAUTHENTICATED"}.get(role, ALLOWED if role in STAFF else "FORBIDDEN")
    assert outcome_of(pipeline, compiled, VIEWERS[role]) == expected_


@pytest.mark.parametrize(
    "query",
    [
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Customer") { name } }',
        "{ viewer { role customer { id } } }",
    ],
)
def test_nobody_asks_about_the_schema_and_about_itself(pipeline: GraphQLPipeline, query: str) -> None:
    assert outcome_of(pipeline, compile_query(pipeline, query), VIEWERS["nobody"]) == ALLOWED


def test_the_roles_of_staff_are_those_that_the_viewer_knows() -> None:
    assert {role.value for role in STAFF_ROLES} == STAFF
    assert {name for name, viewer in VIEWERS.items() if viewer.is_staff} == STAFF
