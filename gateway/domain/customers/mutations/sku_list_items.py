"""The acts on the articles of a list, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.customers.operations import sku_list_items as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.payloads import OWNER, Mutation, Outcome


@strawberry.input
class SkuListItemFields(ReferencedFields):
    """What may be written of an article on a list, whether it is new or not."""

    quantity: Maybe[int | None] = field("How many are wished for; 1 when nothing is said.")
    position: Maybe[int | None] = field(
        "Place on the list, from 1; the end when nothing is said. Articles behind it move."
    )


@strawberry.input(description="An article to put on a list.")
class SkuListItemAddInput(SkuListItemFields, Repeatable):
    sku_list_id: ID = field("Id of the list, which is a manual one.")
    sku: str = field("Stock keeping unit of the article.")


@strawberry.input(
    description="Changes to an article on a list. What is left out stays as it is; null clears."
)
class SkuListItemUpdateInput(SkuListItemFields, Existing):
    sku: Maybe[str | None] = field("Stock keeping unit of the article.")


@strawberry.input(description="Which article to take off its list.")
class SkuListItemRemoveInput(Existing):
    pass


def _add(act: Act, given: SkuListItemAddInput) -> Outcome:
    values = values_of(given, without=frozenset({"sku_list_id"}))
    return Outcome({"skuListItem": operations.add_item(act, given.sku_list_id, values)})


def _update(act: Act, given: SkuListItemUpdateInput) -> Outcome:
    changed = operations.update_item(act, given.id, values_of(given), expected_of(given))
    return Outcome({"skuListItem": changed})


def _remove(act: Act, given: SkuListItemRemoveInput) -> Outcome:
    sku_list = operations.remove_item(act, given.id, expected_of(given))
    return Outcome({"skuList": sku_list}, {"removedSkuListItemId": given.id})


SHOWN = {"skuListItem": ("SkuListItem", "The article as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation("skuListItemAdd", "Puts an article on a list.", SkuListItemAddInput, _add, SHOWN, roles=OWNER),
    Mutation(
        "skuListItemUpdate",
        "Changes an article on a list, or its place.",
        SkuListItemUpdateInput,
        _update,
        SHOWN,
        roles=OWNER,
    ),
    Mutation(
        "skuListItemRemove",
        "Takes an article off its list; those behind it move up.",
        SkuListItemRemoveInput,
        _remove,
        {"skuList": ("SkuList", "The list it was on; null when nothing was done.")},
        {
            "removedSkuListItemId": (
                "ID | None",
                "Id of the article that was taken off; null when nothing was done.",
            )
        },
        roles=OWNER,
    ),
)
