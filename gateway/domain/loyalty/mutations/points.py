"""The acts on the points of loyalty cards, as clients ask for them."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry import ID, Maybe

from gateway.domain.inputs import Existing, Repeatable, expected_of, field, some
from gateway.domain.loyalty.operations import points as operations
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome


@strawberry.input
class PointsFields(Repeatable):
    """What every change of points says."""

    points: int = field("How many points, from 1.")
    reason: Maybe[str | None] = field("What is said about the change.")
    source_id: Maybe[str | None] = field("Identifier of the change in the caller's system.")


@strawberry.input(description="Points to add to the card with this id.")
class LoyaltyPointsAddInput(PointsFields, Existing):
    pass


@strawberry.input(description="Points to take away from the card with this id.")
class LoyaltyPointsRemoveInput(PointsFields, Existing):
    pass


@strawberry.input(description="Points to spend from the card with this id.")
class LoyaltyPointsRedeemInput(PointsFields, Existing):
    pass


@strawberry.input(description="Points of the card with this id that ran out.")
class LoyaltyPointsExpireInput(PointsFields, Existing):
    pass


@strawberry.input(description="Points that go from one card to another.")
class LoyaltyPointsTransferInput(PointsFields):
    from_card_id: ID = field("Id of the card that the points come from.")
    to_card_id: ID = field("Id of the card that the points go to.")


def _said(given: PointsFields) -> dict[str, str | None]:
    return {"reason": some(given.reason), "source_id": some(given.source_id)}


def _change(change: operations.Change) -> Callable[[Act, Any], Outcome]:
    def run(act: Act, given: Any) -> Outcome:
        posted = operations.change_points(
            act, change, given.id, given.points, _said(given), expected_of(given)
        )
        return Outcome({"loyaltyCard": given.id, "loyaltyTransaction": posted})

    return run


def _transfer(act: Act, given: LoyaltyPointsTransferInput) -> Outcome:
    operations.transfer_points(act, given.from_card_id, given.to_card_id, given.points, _said(given))
    return Outcome({"fromCard": given.from_card_id, "toCard": given.to_card_id})


SHOWN = {
    "loyaltyCard": ("LoyaltyCard", "The card as it is now; null when nothing was done."),
    "loyaltyTransaction": ("LoyaltyTransaction", "The change; null when nothing was done."),
}

MUTATIONS = (
    Mutation(
        "loyaltyPointsAdd",
        "Adds points to a card by hand.",
        LoyaltyPointsAddInput,
        _change(operations.ADD),
        SHOWN,
    ),
    Mutation(
        "loyaltyPointsRemove",
        "Takes points away from a card by hand.",
        LoyaltyPointsRemoveInput,
        _change(operations.REMOVE),
        SHOWN,
    ),
    Mutation(
        "loyaltyPointsRedeem",
        "Spends points of a card.",
        LoyaltyPointsRedeemInput,
        _change(operations.REDEEM),
        SHOWN,
    ),
    Mutation(
        "loyaltyPointsExpire",
        "Lets points of a card run out; those that run out next become fewer.",
        LoyaltyPointsExpireInput,
        _change(operations.EXPIRE),
        SHOWN,
    ),
    Mutation(
        "loyaltyPointsTransfer",
        "Moves points from one card to another, both or neither.",
        LoyaltyPointsTransferInput,
        _transfer,
        {
            "fromCard": ("LoyaltyCard", "The card that the points came from; null when nothing was done."),
            "toCard": ("LoyaltyCard", "The card that the points went to; null when nothing was done."),
        },
    ),
)
