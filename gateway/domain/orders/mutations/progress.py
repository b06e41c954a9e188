"""The acts that take an order on, as clients ask for them."""

import strawberry
from strawberry import Maybe

from gateway.domain.inputs import Existing, expected_of, field, some
from gateway.domain.orders.model import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.orders.operations import progress as operations
from gateway.events.act import Act
from gateway.schema.enums import publish
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import DateTime

for _enum in (OrderStatus, PaymentStatus, FulfillmentStatus):
    publish(_enum)


@strawberry.input(description="Which order the customer has bought.")
class OrderPlaceInput(Existing):
    placed_at: Maybe[DateTime | None] = field("When the customer bought; now when it is left out.")


@strawberry.input(description="Which order the shop accepts.")
class OrderApproveInput(Existing):
    pass


@strawberry.input(description="Which order is called off.")
class OrderCancelInput(Existing):
    pass


@strawberry.input(description="Which placed order is to be changed.")
class OrderEditInput(Existing):
    pass


@strawberry.input(description="To which state an order goes.")
class OrderSetStatusInput(Existing):
    status: OrderStatus = field("Where the order stands now.")


@strawberry.input(description="To which state the payment of an order goes.")
class OrderSetPaymentStatusInput(Existing):
    payment_status: PaymentStatus = field("Where its payment stands now.")


@strawberry.input(description="To which state the delivery of an order goes.")
class OrderSetFulfillmentStatusInput(Existing):
    fulfillment_status: FulfillmentStatus = field("Where its delivery stands now.")


def _place(act: Act, given: OrderPlaceInput) -> Outcome:
    return Outcome(
        {"order": operations.place_order(act, given.id, expected_of(given), some(given.placed_at))}
    )


def _approve(act: Act, given: OrderApproveInput) -> Outcome:
    return _move(act, given, OrderStatus.APPROVED)


def _cancel(act: Act, given: OrderCancelInput) -> Outcome:
    return _move(act, given, OrderStatus.CANCELLED)


def _edit(act: Act, given: OrderEditInput) -> Outcome:
    return _move(act, given, OrderStatus.EDITING)


def _set_status(act: Act, given: OrderSetStatusInput) -> Outcome:
    return _move(act, given, OrderStatus(given.status), ("input", "status"))


def _move(act: Act, given: Existing, status: OrderStatus, path: tuple[str, ...] = ("input", "id")) -> Outcome:
    return Outcome({"order": operations.move_order(act, given.id, status, expected_of(given), path=path)})


def _set_payment_status(act: Act, given: OrderSetPaymentStatusInput) -> Outcome:
    status = PaymentStatus(given.payment_status)
    return Outcome({"order": operations.set_payment_status(act, given.id, status, expected_of(given))})


def _set_fulfillment_status(act: Act, given: OrderSetFulfillmentStatusInput) -> Outcome:
    status = FulfillmentStatus(given.fulfillment_status)
    return Outcome({"order": operations.set_fulfillment_status(act, given.id, status, expected_of(given))})


_SHOWN = {"order": ("Order", "The order as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation(
        "orderPlace",
        "The customer has bought, or an order that was edited is placed again.",
        OrderPlaceInput,
        _place,
        _SHOWN,
    ),
    Mutation("orderApprove", "The shop accepts a placed order.", OrderApproveInput, _approve, _SHOWN),
    Mutation("orderCancel", "Calls an order off.", OrderCancelInput, _cancel, _SHOWN),
    Mutation(
        "orderEdit",
        "Opens a placed order, so that its lines may change until it is placed again.",
        OrderEditInput,
        _edit,
        _SHOWN,
    ),
    Mutation(
        "orderSetStatus",
        "Takes an order to any state that may follow its own.",
        OrderSetStatusInput,
        _set_status,
        _SHOWN,
    ),
    Mutation(
        "orderSetPaymentStatus",
        "Takes the payment of an order to a state that may follow its own.",
        OrderSetPaymentStatusInput,
        _set_payment_status,
        _SHOWN,
    ),
    Mutation(
        "orderSetFulfillmentStatus",
        "Takes the delivery of an order to a state that may follow its own.",
        OrderSetFulfillmentStatusInput,
        _set_fulfillment_status,
        _SHOWN,
    ),
)
