"""Which kind of row each id of an act's input names."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_named_type

from gateway.app import make_catalog
from tests.viewers.decisions import input_of, sample

Place = tuple[str, ...]
"""Names of fields from an act's input downwards; of a list, those of its items."""

_NAMED: Mapping[str, str] = {
    "customerId": "Customer",
    "customerIds": "Customer",
    "otherId": "Customer",
    "customerGroupId": "CustomerGroup",
    "paymentSourceId": "CustomerPaymentSource",
    "skuListId": "SkuList",
    "channelId": "Channel",
    "marketId": "Market",
    "stockLocationId": "StockLocation",
    "orderId": "Order",
    "sourceOrderId": "Order",
    "orderLineId": "OrderLine",
    "orderSubscriptionId": "OrderSubscription",
    "campaignId": "Campaign",
    "tierId": "LoyaltyTier",
    "fromCardId": "LoyaltyCard",
    "toCardId": "LoyaltyCard",
    "recordId": "SourceRecord",
    "linkId": "IdentityLink",
}
"""What ids name that are not the id of what the act is about."""

_ABOUT: Mapping[str, str] = {
    "loyaltyPoints": "LoyaltyCard",
    "customerSuggestion": "IdentitySuggestion",
}
"""Beginnings of the names of acts that are not about the type whose name they begin with."""


def entity_of(act: str, place: Place) -> str:
    """The type whose row the id at this place names.

    Raises:
        KeyError: nobody has said so: add the field to the names above.
    """
    name = place[-1]
    if name != "id":
        return _NAMED[name]
    for beginning, entity in _ABOUT.items():
        if act.startswith(beginning):
            return entity
    types = (each for each in make_catalog().types if act.startswith(f"{each[0].lower()}{each[1:]}"))
    return max(types, key=len)


def places_of(type_: GraphQLInputObjectType, above: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every field of an input and of what is nested in it, with its type: `("lines", "sku")`, `String`."""
    for name, field in type_.fields.items():
        yield (*above, name), field.type
        below = get_named_type(field.type)
        if isinstance(below, GraphQLInputObjectType) and below is not type_:
            yield from places_of(below, (*above, name))


def ids_of(act: str) -> list[Place]:
    """Where in an act's input there are ids."""
    return [place for place, type_ in places_of(input_of(act)) if get_named_type(type_).name == "ID"]


def is_list(type_: Any) -> bool:
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def with_value(type_: GraphQLInputObjectType, given: Any, place: Place, value: Any) -> dict[str, Any]:
    """The input with this value at a place; of lists the first item. What was there beside it stays.

    What is opened anew holds what it must; of several ways it is the only one that is taken.
    """
    name, *rest = place
    if not rest:
        return {**given, name: value}
    field = type_.fields[name].type
    below = get_named_type(field)
    assert isinstance(below, GraphQLInputObjectType)
    many = is_list(field)
    found = given.get(name)
    known = (found[0] if many else found) if found else ({} if below.is_one_of else sample(below))
    inner = with_value(below, {} if below.is_one_of else known, tuple(rest), value)
    return {**given, name: [inner] if many else inner}


def is_there(given: Any, place: Place) -> bool:
    """Whether an input has the field at a place, and be it null."""
    for name in place:
        given = given[0] if isinstance(given, list) and given else given
        if not isinstance(given, dict) or name not in given:
            return False
        given = given[name]
    return True


def nullable_places(type_: GraphQLInputObjectType) -> list[Place]:
    """Where null may be given: not what must be there, and not the ways of which one is taken."""
    return [
        place
        for place, field in places_of(type_)
        if not isinstance(field, GraphQLNonNull) and not _above(type_, place)[-1].is_one_of
    ]


def is_of_one_way(type_: GraphQLInputObjectType, place: Place) -> bool:
    """Whether the place lies in one of several ways of which one is taken."""
    return any(each.is_one_of for each in _above(type_, place))


def _above(type_: GraphQLInputObjectType, place: Place) -> list[GraphQLInputObjectType]:
    """The types that are opened on the way to a place."""
    above = [type_]
    for name in place[:-1]:
        below = get_named_type(above[-1].fields[name].type)
        assert isinstance(below, GraphQLInputObjectType)
        above.append(below)
    return above
