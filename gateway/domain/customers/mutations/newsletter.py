"""The acts on newsletter sign-ups, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.mutations.referenced import FreeData
from gateway.domain.customers.operations import newsletter as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.payloads import OWNER, Mutation, Outcome


@strawberry.input(description="A new sign-up for a newsletter.")
class CustomerSubscriptionCreateInput(FreeData, Repeatable):
    customer_id: ID = field("Id of the customer who signs up.")
    reference: str = field("Topic of the newsletter; a customer signs up for each once.")
    reference_origin: Maybe[str | None] = field(
        "Name of the system that `reference` belongs to.", staff_only=True
    )
    customer_email: Maybe[str | None] = field(
        "E-mail address to sign up; the customer's own when there is none. Customers may give only their own."
    )


@strawberry.input(description="Which sign-up to end.")
class CustomerSubscriptionDeleteInput(Existing):
    pass


def _create(act: Act, given: CustomerSubscriptionCreateInput) -> Outcome:
    values = values_of(given, without=frozenset({"customer_id"}))
    return Outcome({"customerSubscription": operations.create_subscription(act, given.customer_id, values)})


def _delete(act: Act, given: CustomerSubscriptionDeleteInput) -> Outcome:
    deleted = operations.delete_subscription(act, given.id, expected_of(given))
    return Outcome(values={"deletedCustomerSubscriptionId": deleted})


MUTATIONS = (
    Mutation(
        "customerSubscriptionCreate",
        "Signs a customer up for a newsletter. Recurring orders are order subscriptions.",
        CustomerSubscriptionCreateInput,
        _create,
        {"customerSubscription": ("CustomerSubscription", "The sign-up; null when nothing was done.")},
        roles=OWNER,
    ),
    Mutation(
        "customerSubscriptionDelete",
        "Ends a sign-up for a newsletter.",
        CustomerSubscriptionDeleteInput,
        _delete,
        {},
        {
            "deletedCustomerSubscriptionId": (
                "ID | None",
                "Id of the sign-up that was deleted; null when nothing was done.",
            )
        },
        roles=OWNER,
    ),
)
