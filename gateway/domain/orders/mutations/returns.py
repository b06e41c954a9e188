"""The acts on returns, as clients ask for them."""

from collections.abc import Callable

import strawberry
from strawberry import ID, Maybe

from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.domain.orders.model import ReturnStatus
from gateway.domain.orders.operations import returns as operations
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import JSON, EmailAddress


@strawberry.input(description="What is returned of one line of the order.")
class ReturnLineInput:
    order_line_id: ID = field("Id of the line of the order.")
    quantity: int = field("How many; at most those ordered and not returned yet.", default=1)
    return_reason: Maybe[JSON | None] = field("Why they are returned.")


@strawberry.input(description="A new return: a draft until it is requested.")
class ReturnCreateInput(Repeatable):
    order_id: ID = field("Id of the order that is returned from; it was bought.")
    lines: list[ReturnLineInput] = field("What is returned, in this sequence; 1 to 250.")
    number: Maybe[str | None] = field("Number the customer knows the return by.")
    customer_email: Maybe[EmailAddress | None] = field(
        "E-mail address given with the return; that of the order when it is left out."
    )
    stock_location_id: Maybe[ID | None] = field("Id of the location it is sent to.")
    reference: Maybe[str | None] = field("Identifier of the return in another system.")
    reference_origin: Maybe[str | None] = field("Name of the system that `reference` belongs to.")
    metadata: Maybe[JSON | None] = field("Free data: a JSON object.")


@strawberry.input(description="Which return the customer asks for.")
class ReturnRequestInput(Existing):
    pass


@strawberry.input(description="Which return the shop allows.")
class ReturnApproveInput(Existing):
    pass


@strawberry.input(description="Which return is withdrawn.")
class ReturnCancelInput(Existing):
    pass


@strawberry.input(description="Which return is on its way back.")
class ReturnShipInput(Existing):
    pass


@strawberry.input(description="Which return the shop refuses.")
class ReturnRejectInput(Existing):
    pass


@strawberry.input(description="Which return has arrived.")
class ReturnReceiveInput(Existing):
    pass


@strawberry.input(description="For which return the money has been given back.")
class ReturnRefundInput(Existing):
    pass


def _create(act: Act, given: ReturnCreateInput) -> Outcome:
    lines = [values_of(line) for line in given.lines]
    values = values_of(given, without=frozenset({"lines"}))
    return Outcome({"orderReturn": operations.create_return(act, values, lines)})


def _to(status: ReturnStatus) -> Callable[[Act, Existing], Outcome]:
    def run(act: Act, given: Existing) -> Outcome:
        return Outcome({"orderReturn": operations.move_return(act, given.id, status, expected_of(given))})

    return run


_SHOWN = {"orderReturn": ("Return", "The return as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation("returnCreate", "Creates a return of lines of an order.", ReturnCreateInput, _create, _SHOWN),
    Mutation(
        "returnRequest", "The customer asks for it.", ReturnRequestInput, _to(ReturnStatus.REQUESTED), _SHOWN
    ),
    Mutation("returnApprove", "The shop allows it.", ReturnApproveInput, _to(ReturnStatus.APPROVED), _SHOWN),
    Mutation("returnCancel", "It is withdrawn.", ReturnCancelInput, _to(ReturnStatus.CANCELLED), _SHOWN),
    Mutation("returnShip", "It is on its way back.", ReturnShipInput, _to(ReturnStatus.SHIPPED), _SHOWN),
    Mutation("returnReject", "The shop refuses it.", ReturnRejectInput, _to(ReturnStatus.REJECTED), _SHOWN),
    Mutation("returnReceive", "It has arrived.", ReturnReceiveInput, _to(ReturnStatus.RECEIVED), _SHOWN),
    Mutation(
        "returnRefund",
        "The money has been given back.",
        ReturnRefundInput,
        _to(ReturnStatus.REFUNDED),
        _SHOWN,
    ),
)
