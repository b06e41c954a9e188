"""The acts on the labels of a customer, as clients ask for them."""

import strawberry

from gateway.domain.customers.operations import tags as operations
from gateway.domain.inputs import Existing, expected_of, field
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome


@strawberry.input(description="Labels to put on a customer.")
class CustomerTagsAddInput(Existing):
    tags: list[str] = field("Labels, in their order; those that the customer has already are left out.")


@strawberry.input(description="Labels to take off a customer.")
class CustomerTagsRemoveInput(Existing):
    tags: list[str] = field("Labels; those that the customer does not have are no mistake.")


def _add(act: Act, given: CustomerTagsAddInput) -> Outcome:
    return Outcome({"customer": operations.add_tags(act, given.id, given.tags, expected_of(given))})


def _remove(act: Act, given: CustomerTagsRemoveInput) -> Outcome:
    return Outcome({"customer": operations.remove_tags(act, given.id, given.tags, expected_of(given))})


SHOWN = {"customer": ("Customer", "The customer as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation(
        "customerTagsAdd", "Puts labels on a customer, after those it has.", CustomerTagsAddInput, _add, SHOWN
    ),
    Mutation("customerTagsRemove", "Takes labels off a customer.", CustomerTagsRemoveInput, _remove, SHOWN),
)
