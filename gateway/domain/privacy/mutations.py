"""Anonymization and export, as clients ask for them."""

import strawberry
from strawberry import ID

from gateway.domain.inputs import Existing, expected_of, field
from gateway.domain.privacy.operations import export, requests
from gateway.events.act import Act
from gateway.schema.payloads import OWNER, Mutation, Outcome
from gateway.viewer import Role


@strawberry.input(description="Whose personal data to replace everywhere, once the delay is over.")
class CustomerRequestAnonymizationInput(Existing):
    pass


@strawberry.input(description="Whose anonymization to withdraw.")
class CustomerCancelAnonymizationInput(Existing):
    pass


@strawberry.input(description="Whom to export.")
class CustomerExportInput:
    # No idempotency key: what an act leaves behind is kept with its key, and this is all that there is.
    id: ID = field("The customer's id.")


def _request(act: Act, given: CustomerRequestAnonymizationInput) -> Outcome:
    return Outcome({"customer": requests.request_anonymization(act, given.id, expected_of(given))})


def _cancel(act: Act, given: CustomerCancelAnonymizationInput) -> Outcome:
    return Outcome({"customer": requests.cancel_anonymization(act, given.id, expected_of(given))})


def _export(act: Act, given: CustomerExportInput) -> Outcome:
    return Outcome(values={"document": export.export_customer(act, given.id)})


_USERS = frozenset({Role.USER, Role.INTEGRATION, Role.OPEN})
_SHOWN = {
    "customer": ("Customer", "The customer as it is now; null when nothing was done, or may not be read.")
}

MUTATIONS = (
    Mutation(
        "customerRequestAnonymization",
        "Asks for the customer's personal data to be replaced everywhere. A user's act, or an integration's that "
        "carries a user; it can be withdrawn until it begins.",
        CustomerRequestAnonymizationInput,
        _request,
        _SHOWN,
        roles=_USERS,
    ),
    Mutation(
        "customerCancelAnonymization",
        "Withdraws the request to anonymize a customer, as long as it has not begun.",
        CustomerCancelAnonymizationInput,
        _cancel,
        _SHOWN,
        roles=_USERS,
    ),
    Mutation(
        "customerExport",
        "Everything that is held about a customer, in one document, without secrets. A customer's own holds what "
        "the customer may read.",
        CustomerExportInput,
        _export,
        {},
        {"document": ("JSON | None", "The document; null when there is no such customer.")},
        roles=OWNER,
    ),
)
