"""The table of decisions: what there is to decide on, and what was decided.

With GATEWAY_TEST_REWRITE=1 `test_fields.py` adds what is new. What a sales channel could reach and nobody has decided
on is written as `undecided`, and fails until a person writes what it shall be.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_named_type

from gateway.app import make_catalog, make_schema
from gateway.domain.inputs import CONTROL
from gateway.naming import camel
from gateway.planner.fields import GroupField
from gateway.schema.payloads import Mutation
from gateway.viewer import Role

PATH = Path(__file__).parent / "decisions.txt"
UNDECIDED = "undecided"
HEADER = """\
# Who may see and do what, decided one by one. What the words mean:
#   type    own        a customer sees the rows that belong to it, a guest none
#           granted    a sales channel sees the rows that its token names, and those that a row it sees points to
#           pointed    a customer sees the rows that a row it sees points to, and none on their own
#           staff      for others the rows do not exist, and relations to them are refused
#   field   shown      whoever sees the row sees it, and may filter and order by it
#           staff      refused to others, as a filter and an order too
#   act     staff (that is integration, user, webapp, open) or some of them; customer, guest
#   input   sent       whoever may do the act may send it
#           staff      FORBIDDEN at its path when a sales channel sends it
#           control    about the act, not about the record
#   undecided          new: decide, and write one of the words above
"""
_CONTROLS = {camel(name) for name in CONTROL}


def read_decisions() -> dict[str, str]:
    """Name → decision."""
    lines = PATH.read_text().splitlines() if PATH.exists() else []
    pairs = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
    return {f"{kind} {name}": decision.strip() for kind, name, decision in pairs}


def write_decisions(decisions: Mapping[str, str]) -> None:
    """The table as people read it: types with their fields, acts, inputs."""
    lines = [HEADER.rstrip()]
    for name, decision in decisions.items():
        if not name.startswith(("field", "input")) or _parent(name) != _parent(
            lines[-1].rsplit(maxsplit=1)[0]
        ):
            lines.append("")
        lines.append(f"{name:<62} {decision}")
    PATH.write_text("\n".join(line.rstrip() for line in lines) + "\n")


def _parent(name: str) -> str:
    return name.split()[-1].split(".")[0] if " " in name else name


def field_paths(type_name: str) -> list[str]:
    """Every field of a type; those inside its groups as `group.field`."""

    def paths(fields: Mapping[str, Any], prefix: str) -> Iterator[str]:
        for name, field in fields.items():
            yield prefix + name
            if isinstance(field, GroupField):
                yield from paths(field.fields, f"{prefix}{name}.")

    return list(paths(make_catalog().types[type_name].fields, ""))


def acts() -> dict[str, Mutation]:
    return dict(make_schema().mutations)


def input_of(act: str) -> GraphQLInputObjectType:
    """The type of an act's input."""
    mutation_type = make_schema().core.mutation_type
    assert mutation_type is not None
    type_ = get_named_type(mutation_type.fields[act].args["input"].type)
    assert isinstance(type_, GraphQLInputObjectType)
    return type_


def input_types() -> dict[str, tuple[GraphQLInputObjectType, bool]]:
    """The types that inputs of acts are made of, and whether an act that sales channels may do has them."""
    found: dict[str, tuple[GraphQLInputObjectType, bool]] = {}

    def walk(type_: GraphQLInputObjectType, is_reachable: bool) -> None:
        known = found.get(type_.name)
        if known is not None and (known[1] or not is_reachable):
            return
        found[type_.name] = (type_, is_reachable)
        for field in type_.fields.values():
            below = get_named_type(field.type)
            if isinstance(below, GraphQLInputObjectType):
                walk(below, is_reachable)

    for name, act in acts().items():
        walk(input_of(name), bool(act.roles & {Role.CUSTOMER, Role.GUEST}))
    return found


def names() -> list[str]:
    """Everything that a decision is needed for, in the order of the table."""
    listed = []
    for type_name in make_catalog().types:
        listed.append(f"type {type_name}")
        listed += [f"field {type_name}.{path}" for path in field_paths(type_name)]
    listed += [f"act {name}" for name in acts()]
    listed += [
        f"input {name}.{field}" for name, (type_, _) in input_types().items() for field in type_.fields
    ]
    return listed


def is_control(name: str) -> bool:
    """Whether a field of an act's own input is about the act."""
    type_name, field = name.removeprefix("input ").split(".")
    return field in _CONTROLS and any(input_of(act).name == type_name for act in acts())


SAMPLES: Mapping[str, Any] = {
    "String": "x",
    "ID": "cus_00000000000000000000000009",
    "Int": 1,
    "Boolean": True,
    "Float": 1.5,
    "DateTime": "2026-01-31T12:00:00.000Z",
    "Date": "2026-01-31",
    "EmailAddress": "a@example.com",
    "PhoneNumber": "+14155552671",
    "URL": "https://example.com/",
    "JSON": {"a": 1},
    "Decimal": "1.5",
    "BigInt": 1,
    "Currency": "EUR",
    "CountryCode": "DE",
    "TimeZone": "Europe/Berlin",
}


def sample(type_: Any) -> Any:
    """A value of an input type, with no more than what is required."""
    if isinstance(type_, GraphQLNonNull):
        return sample(type_.of_type)
    if isinstance(type_, GraphQLList):
        return [sample(type_.of_type)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        if type_.is_one_of:
            name, field = next(iter(type_.fields.items()))
            return {name: sample(field.type)}
        required = {
            name: each for name, each in type_.fields.items() if isinstance(each.type, GraphQLNonNull)
        }
        return {name: sample(each.type) for name, each in required.items()}
    return SAMPLES[type_.name]
