"""The acts on wish lists and other lists of articles, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.customers.operations import sku_lists as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, some, values_of
from gateway.events.act import Act
from gateway.schema.payloads import OWNER, Mutation, Outcome


@strawberry.input
class SkuListFields(ReferencedFields):
    """What may be written of a list, whether it is new or not."""

    slug: Maybe[str | None] = field(
        "Name fit for an address on the web; made from the name when there is none."
    )
    description: Maybe[str | None] = field("What the list is about.")
    image_url: Maybe[str | None] = field("Address of a picture for the list.")
    manual: Maybe[bool | None] = field(
        "Whether articles are put on the list one by one, as they are by default.", staff_only=True
    )
    sku_code_regex: Maybe[str | None] = field(
        "Regular expression of the SKUs on a list that is not manual.", staff_only=True
    )


@strawberry.input(description="A new list of articles.")
class SkuListCreateInput(SkuListFields, Repeatable):
    customer_id: Maybe[ID | None] = field(
        "Id of the customer whose wish list it is; a customer who names none means itself."
    )
    name: str = field("Name of the list.")


@strawberry.input(description="Changes to a list. What is left out stays as it is; null clears.")
class SkuListUpdateInput(SkuListFields, Existing):
    name: Maybe[str | None] = field("Name of the list.")


@strawberry.input(description="Which list to delete.")
class SkuListDeleteInput(Existing):
    pass


def _create(act: Act, given: SkuListCreateInput) -> Outcome:
    values = values_of(given, without=frozenset({"customer_id"}))
    return Outcome({"skuList": operations.create_list(act, some(given.customer_id), values)})


def _update(act: Act, given: SkuListUpdateInput) -> Outcome:
    changed = operations.update_list(act, given.id, values_of(given), expected_of(given))
    return Outcome({"skuList": changed})


def _delete(act: Act, given: SkuListDeleteInput) -> Outcome:
    return Outcome(values={"deletedSkuListId": operations.delete_list(act, given.id, expected_of(given))})


SHOWN = {"skuList": ("SkuList", "The list as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation(
        "skuListCreate",
        "Creates a list of articles; with a customer it is a wish list.",
        SkuListCreateInput,
        _create,
        SHOWN,
        roles=OWNER,
    ),
    Mutation("skuListUpdate", "Changes a list.", SkuListUpdateInput, _update, SHOWN, roles=OWNER),
    Mutation(
        "skuListDelete",
        "Deletes a list with what is on it.",
        SkuListDeleteInput,
        _delete,
        {},
        {"deletedSkuListId": ("ID | None", "Id of the list that was deleted; null when nothing was done.")},
        roles=OWNER,
    ),
)
