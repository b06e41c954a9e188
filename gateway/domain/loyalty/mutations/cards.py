"""The acts on a loyalty card itself, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.domain.loyalty.operations import cards as operations
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome

_CUSTOMER = frozenset({"customer_id"})


@strawberry.input
class LoyaltyCardFields(ReferencedFields):
    """What may be written of a card, whether it is new or not."""

    code: Maybe[str | None] = field("Code on the card; no two cards have the same.")
    campaign_id: Maybe[ID | None] = field("Id of the campaign.")
    tier_id: Maybe[ID | None] = field("Id of the tier reached; a tier of the card's campaign.")


@strawberry.input(description="A new loyalty card, without points.")
class LoyaltyCardCreateInput(LoyaltyCardFields, Repeatable):
    customer_id: ID = field("Id of the customer who holds the card.")


@strawberry.input(
    description=(
        "Changes to a card. What is left out stays as it is; null clears. "
        "A card that gets another campaign has no tier unless one is given."
    )
)
class LoyaltyCardUpdateInput(LoyaltyCardFields, Existing):
    pass


@strawberry.input(description="Which card to delete.")
class LoyaltyCardDeleteInput(Existing):
    pass


def _create(act: Act, given: LoyaltyCardCreateInput) -> Outcome:
    values = values_of(given, without=_CUSTOMER)
    return Outcome({"loyaltyCard": operations.create_card(act, given.customer_id, values)})


def _update(act: Act, given: LoyaltyCardUpdateInput) -> Outcome:
    changed = operations.update_card(act, given.id, values_of(given), expected_of(given))
    return Outcome({"loyaltyCard": changed})


def _delete(act: Act, given: LoyaltyCardDeleteInput) -> Outcome:
    deleted = operations.delete_card(act, given.id, expected_of(given))
    return Outcome(values={"deletedLoyaltyCardId": deleted})


TAKEN = {"uq_loyalty_card_code_claim": operations.CODE_TAKEN}
SHOWN = {"loyaltyCard": ("LoyaltyCard", "The card as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation(
        "loyaltyCardCreate",
        "Gives a customer a loyalty card.",
        LoyaltyCardCreateInput,
        _create,
        SHOWN,
        taken=TAKEN,
    ),
    Mutation(
        "loyaltyCardUpdate",
        "Changes a loyalty card, but not its points.",
        LoyaltyCardUpdateInput,
        _update,
        SHOWN,
        taken=TAKEN,
    ),
    Mutation(
        "loyaltyCardDelete",
        "Deletes a loyalty card that has no transactions.",
        LoyaltyCardDeleteInput,
        _delete,
        {},
        {
            "deletedLoyaltyCardId": (
                "ID | None",
                "Id of the card that was deleted; null when nothing was done.",
            )
        },
    ),
)
