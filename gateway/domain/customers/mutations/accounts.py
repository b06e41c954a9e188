"""The acts on accounts, as clients ask for them: password resets, and creating or updating by an identifier."""

from dataclasses import replace
from typing import Any

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers import passwords
from gateway.domain.customers.mutations.customer import SHOWN, TAKEN, CustomerFields, with_password
from gateway.domain.customers.operations import accounts as operations
from gateway.domain.inputs import Repeatable, field, values_of
from gateway.errors import UserError
from gateway.events.act import Act
from gateway.schema.payloads import ANYONE, Mutation, Outcome


@strawberry.input(description="Whose password is forgotten.")
class CustomerPasswordResetRequestInput:
    email: str = field("E-mail address of the customer.")


@strawberry.input(description="A new password, and the token that allows to set it.")
class CustomerPasswordResetInput:
    token: str = field("Token that was requested; it can be used once.")
    password: str = field("The new password: 8 to 1024 characters.")


@strawberry.input(description="A reference, and the system that it belongs to.")
class CustomerSetReference:
    reference: str = field("The reference.")
    origin: Maybe[str | None] = field("Name of the system; a reference without one when not given.")


@strawberry.input(one_of=True, description="Which customer: exactly one of these.")
class CustomerSetIdentifier:
    id: Maybe[ID] = field("The customer's own id; it must be there.")
    email: Maybe[str] = field("E-mail address; case is ignored.")
    source_id: Maybe[str] = field("Identifier of the caller's own choice.")
    external_customer_id: Maybe[str] = field("Identifier of the customer elsewhere.")
    reference: Maybe[CustomerSetReference] = field("Identifier of the customer in another system.")


@strawberry.input(description="What a customer is to be. What is left out stays as it is; null clears.")
class CustomerSetInput(CustomerFields, Repeatable):
    identifier: CustomerSetIdentifier = field("Which customer; it is created when there is none.")
    password: Maybe[str | None] = field("Password; never shown again. 8 to 1024 characters.", staff_only=True)


def _request(act: Act, given: CustomerPasswordResetRequestInput) -> Outcome:
    token = operations.request_password_reset(act, given.email)
    if isinstance(token, UserError):
        return Outcome(errors=(token,))
    return Outcome(values={"token": token if act.viewer.is_staff else None})


async def _hashed(given: CustomerPasswordResetInput) -> Any:
    hashed: Any = await passwords.prepare(given.password)
    return replace(given, password=hashed)


def _reset(act: Act, given: Any) -> Outcome:
    customer = operations.reset_password(act, given.token, given.password)
    if isinstance(customer, UserError):
        return Outcome(errors=(customer,))
    return Outcome({"customer": customer})


def _set(act: Act, given: CustomerSetInput) -> Outcome:
    identifier = _columns_of(given.identifier)
    values = values_of(given, without=frozenset({"identifier"}))
    customer, is_new = operations.set_customer(act, identifier, values)
    return Outcome({"customer": customer}, {"created": is_new})


def _columns_of(identifier: CustomerSetIdentifier) -> dict[str, Any]:
    if identifier.id:
        return {"id": identifier.id.value}
    if identifier.reference:
        reference = identifier.reference.value
        origin = reference.origin.value if reference.origin else None
        return {"reference": reference.reference, "reference_origin": origin}
    return values_of(identifier)


MUTATIONS = (
    Mutation(
        "customerPasswordResetRequest",
        "Makes a token with which a customer's password can be set, once and within an hour. The answer is the same "
        "whether or not there is such a customer.",
        CustomerPasswordResetRequestInput,
        _request,
        {},
        {"token": ("str | None", "The token, for trusted callers that bring it to the customer; else null.")},
        roles=ANYONE,
        # An account takes a few more steps than none, ten to a hundred times shorter than this.
        answers_after=0.1,
    ),
    Mutation(
        "customerPasswordReset",
        "Sets a customer's password with a token that was requested.",
        CustomerPasswordResetInput,
        _reset,
        SHOWN,
        roles=ANYONE,
        prepare=_hashed,
    ),
    Mutation(
        "customerSet",
        "Creates a customer, or updates the one that has the identifier.",
        CustomerSetInput,
        _set,
        SHOWN,
        {"created": ("bool | None", "Whether the customer is new; null when nothing was done.")},
        taken=TAKEN,
        prepare=with_password,
    ),
)
