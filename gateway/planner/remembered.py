"""What a plan of the past may ask for: an entity's own fields, and the relations that are remembered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.errors import BadUserInput
from gateway.planner.catalog import ObjectType
from gateway.planner.conditions import All, AnyOf, Condition, Exists, Not, Related
from gateway.planner.fields import ValuesField
from gateway.planner.plan import AsOf, Edges, Entries, Group, Listing, Nodes, One, Page, Told, Values

Relations = Mapping[str, frozenset[str]]


def check_remembered(root: AsOf) -> None:
    """Lets through what is remembered as a whole.

    Raises:
        BadUserInput: the plan asks for something else; the message names all of it.
    """
    relations = root.memory.relations
    lost = sorted(set(_in_rows(root.of, relations)))
    if lost:
        kept = ", ".join(sorted(relations[root.of.rows.entity.name]))
        raise BadUserInput(
            f"asOf: {', '.join(lost)} {'is' if len(lost) == 1 else 'are'} not remembered as it was; "
            f"expected own fields and {kept} alone.",
            argument="asOf",
            fields=lost,
        )


def _in_rows(value: One | Listing | Page, relations: Relations) -> Iterator[str]:
    entity = value.rows.entity
    yield from _in_conditions(value.rows.conditions, entity, relations)
    if isinstance(value, Page):
        for _, part in value.entries:
            yield from _in_part(part, entity, relations)
    else:
        yield from _in_entries(value.entries, entity, relations)


def _in_part(part: Any, entity: ObjectType, relations: Relations) -> Iterator[str]:
    if isinstance(part, Nodes):
        yield from _in_entries(part.entries, entity, relations)
    elif isinstance(part, Edges):
        for _, of in part.entries:
            yield from _in_part(of, entity, relations)


def _in_entries(entries: Entries, entity: ObjectType, relations: Relations) -> Iterator[str]:
    for key, value in entries:
        if isinstance(value, Group):
            yield from _in_entries(value.entries, entity, relations)
        elif isinstance(value, Told) or (isinstance(value, Values) and isinstance(value.field, ValuesField)):
            yield from _unless_kept(value.field.name, entity, relations)
        elif isinstance(value, One | Listing | Page):
            # What a token points to, such as `jwtCustomer`, is no relation of the row.
            name = value.field.name if value.field else key
            lost = list(_unless_kept(name, entity, relations))
            yield from lost or _in_rows(value, relations)


def _in_conditions(
    conditions: Iterable[Condition], entity: ObjectType, relations: Relations
) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, All | AnyOf):
            yield from _in_conditions(condition.conditions, entity, relations)
        elif isinstance(condition, Not):
            yield from _in_conditions((condition.condition,), entity, relations)
        elif isinstance(condition, Exists | Related):
            lost = list(_unless_kept(condition.field.name, entity, relations))
            rows = condition.rows
            yield from lost or _in_conditions(rows.conditions, rows.entity, relations)


def _unless_kept(name: str, entity: ObjectType, relations: Relations) -> Iterator[str]:
    if name not in relations.get(entity.name, ()):
        yield f"{entity.name}.{name}"
