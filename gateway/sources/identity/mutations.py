"""The acts of who is who, as staff asks for them."""

from dataclasses import replace

import strawberry
from strawberry import ID, Maybe

from gateway.domain.inputs import Repeatable, expected_of, field
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome
from gateway.sources.identity import operations

_VERSION = "Refuses the act with CONFLICT when the kept customer has another version."


@strawberry.input(description="Two customers that are one person.")
class CustomerMergeInput(Repeatable):
    customer_id: ID = field("Customer that stays.")
    other_id: ID = field("Customer that becomes part of it; its id keeps resolving.")
    expected_version: Maybe[int | None] = field(_VERSION)


@strawberry.input(description="A merge to try: nothing is changed.")
class CustomerMergePreviewInput:
    customer_id: ID = field("Customer that would stay.")
    other_id: ID = field("Customer that would become part of it.")
    expected_version: Maybe[int | None] = field(_VERSION)


@strawberry.input(description="A merge to take back.")
class CustomerUnmergeInput(Repeatable):
    id: ID = field("Id that the customer had before it became part of another.")


@strawberry.input(description="A record of a source system, and whose it is.")
class CustomerLinkInput(Repeatable):
    record_id: ID = field("Id of the source record; one of the system's kind of customer.")
    customer_id: ID = field("Customer that it is about.")


@strawberry.input(description="A record that is about somebody else.")
class CustomerUnlinkInput(Repeatable):
    link_id: ID = field("Id of the link, from `Customer.identity.links`.")


@strawberry.input
class Suggested(Repeatable):
    """A suggestion to decide."""

    id: ID = field("The suggestion's id, from `Customer.identity.suggestions`.")


@strawberry.input(description="A suggestion that is right.")
class CustomerSuggestionAcceptInput(Suggested):
    pass


@strawberry.input(description="A suggestion that is wrong.")
class CustomerSuggestionRejectInput(Suggested):
    pass


def _merge(act: Act, given: CustomerMergeInput | CustomerMergePreviewInput) -> Outcome:
    moved = operations.merge(act, given.customer_id, given.other_id, expected_of(given))
    return Outcome({"customer": given.customer_id}, {"mergedCustomerId": given.other_id, "moved": moved})


def _unmerge(act: Act, given: CustomerUnmergeInput) -> Outcome:
    back, kept = operations.unmerge(act, given.id)
    return Outcome({"customer": back, "other": kept})


def _link(act: Act, given: CustomerLinkInput) -> Outcome:
    link, _ = operations.link_record(act, given.record_id, given.customer_id)
    return Outcome({"customer": given.customer_id, "link": link})


def _unlink(act: Act, given: CustomerUnlinkInput) -> Outcome:
    new, old = operations.unlink_record(act, given.link_id)
    return Outcome({"customer": new, "other": old})


def _accept(act: Act, given: CustomerSuggestionAcceptInput) -> Outcome:
    return Outcome({"customer": operations.accept(act, given.id)})


def _reject(act: Act, given: CustomerSuggestionRejectInput) -> Outcome:
    return Outcome({"suggestion": operations.reject(act, given.id)})


_KEPT = {"customer": ("Customer", "The customer that is left; null when nothing was done.")}
_MOVED = {
    "mergedCustomerId": (
        "ID | None",
        "Id that means the kept customer from now on; null when nothing was done.",
    ),
    "moved": ("JSON | None", "How many rows became the kept customer's, by table and column."),
}
_MERGE = Mutation(
    "customerMerge",
    "Makes two customers one: records, links, orders and all else move. `customerUnmerge` takes it back.",
    CustomerMergeInput,
    _merge,
    _KEPT,
    _MOVED,
)

MUTATIONS = (
    _MERGE,
    replace(
        _MERGE,
        name="customerMergePreview",
        description=(
            "What `customerMerge` would do, or why it would refuse: `customer` is the customer as it would be."
            " Nothing is changed."
        ),
        input=CustomerMergePreviewInput,
        is_pretended=True,
    ),
    Mutation(
        "customerUnmerge",
        "Brings a merged customer back: all that came with it goes back, and what changed since stays.",
        CustomerUnmergeInput,
        _unmerge,
        {
            "customer": ("Customer", "The customer that came back; null when nothing was done."),
            "other": ("Customer", "The customer that it was part of; null when nothing was done."),
        },
        resolves_ids=False,
    ),
    Mutation(
        "customerLink",
        "Makes a record of a source system another customer's, with all that belongs to it.",
        CustomerLinkInput,
        _link,
        {
            "customer": ("Customer", "The customer that it is about now; null when nothing was done."),
            "link": ("IdentityLink", "The link; null when nothing was done."),
        },
    ),
    Mutation(
        "customerUnlink",
        "Takes a record from its customer: a new customer is made from it, and the two are never joined by themselves.",
        CustomerUnlinkInput,
        _unlink,
        {
            "customer": (
                "Customer",
                "The customer that was made from the record; null when nothing was done.",
            ),
            "other": ("Customer", "The customer that it was taken from; null when nothing was done."),
        },
    ),
    Mutation(
        "customerSuggestionAccept",
        "Says that two customers are one person: the candidate becomes part of the other one.",
        CustomerSuggestionAcceptInput,
        _accept,
        _KEPT,
    ),
    Mutation(
        "customerSuggestionReject",
        "Says that two customers are two people; they are never suggested again.",
        CustomerSuggestionRejectInput,
        _reject,
        {"suggestion": ("IdentitySuggestion", "The suggestion; null when nothing was done.")},
    ),
)
