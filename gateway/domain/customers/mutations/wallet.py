"""The acts on saved means of payment, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.model import PaymentProcessor
from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.customers.operations import wallet as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.enums import publish
from gateway.schema.payloads import OWNER, Mutation, Outcome

publish(PaymentProcessor)


@strawberry.input
class CustomerPaymentSourceFields(ReferencedFields):
    """What may be written of a means of payment, whether it is new or not."""

    name: Maybe[str | None] = field("Masked label, such as XXXX-XXXX-XXXX-1111; never the whole number.")
    processor: Maybe[PaymentProcessor | None] = field("Who carries out payments with it.")
    customer_token: Maybe[str | None] = field(
        "Secret that names the customer to the payment gateway. It is never shown."
    )
    payment_source_token: Maybe[str | None] = field("Secret that pays with this source. It is never shown.")


@strawberry.input(description="A new means of payment in a customer's wallet.")
class CustomerPaymentSourceCreateInput(CustomerPaymentSourceFields, Repeatable):
    customer_id: ID = field("Id of the customer whose wallet it goes into.")


@strawberry.input(description="Changes to a means of payment. What is left out stays as it is; null clears.")
class CustomerPaymentSourceUpdateInput(CustomerPaymentSourceFields, Existing):
    pass


@strawberry.input(description="Which means of payment to delete.")
class CustomerPaymentSourceDeleteInput(Existing):
    pass


def _create(act: Act, given: CustomerPaymentSourceCreateInput) -> Outcome:
    values = values_of(given, without=frozenset({"customer_id"}))
    made = operations.create_payment_source(act, given.customer_id, values)
    return Outcome({"customerPaymentSource": made})


def _update(act: Act, given: CustomerPaymentSourceUpdateInput) -> Outcome:
    changed = operations.update_payment_source(act, given.id, values_of(given), expected_of(given))
    return Outcome({"customerPaymentSource": changed})


def _delete(act: Act, given: CustomerPaymentSourceDeleteInput) -> Outcome:
    deleted = operations.delete_payment_source(act, given.id, expected_of(given))
    return Outcome(values={"deletedCustomerPaymentSourceId": deleted})


SHOWN = {
    "customerPaymentSource": (
        "CustomerPaymentSource",
        "The means of payment as it is now; null when nothing was done.",
    )
}

MUTATIONS = (
    Mutation(
        "customerPaymentSourceCreate",
        "Saves a means of payment in a customer's wallet.",
        CustomerPaymentSourceCreateInput,
        _create,
        SHOWN,
    ),
    Mutation(
        "customerPaymentSourceUpdate",
        "Changes a means of payment.",
        CustomerPaymentSourceUpdateInput,
        _update,
        SHOWN,
    ),
    Mutation(
        "customerPaymentSourceDelete",
        "Forgets a means of payment; recurring orders that use it have none then.",
        CustomerPaymentSourceDeleteInput,
        _delete,
        {},
        {
            "deletedCustomerPaymentSourceId": (
                "ID | None",
                "Id of the means of payment that was deleted; null when nothing was done.",
            )
        },
        roles=OWNER,
    ),
)
