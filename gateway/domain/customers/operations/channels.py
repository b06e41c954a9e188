"""What can be done to the channels that customers come through."""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.domain import rows
from gateway.domain.bookings.model import Appointment
from gateway.domain.customers.contact import normalise_phone
from gateway.domain.customers.model import Channel, ChannelType, Customer
from gateway.domain.customers.operations.belongings import check_all, find_and_check, given, let_go, restored
from gateway.domain.customers.rules import CHANNEL
from gateway.domain.orders.model import Order
from gateway.domain.rows import INPUT
from gateway.domain.rules import Rule, email, url
from gateway.errors import UserError, UserErrorCode
from gateway.events.act import Act

Values = Mapping[str, Any]

_DEFAULTS: Values = {"recording_enabled": True}


def _number(value: str) -> str | None:
    return None if normalise_phone(value) else "a telephone number such as +442079460018"


_IDENTIFIERS: Mapping[str, Rule] = {
    ChannelType.CALLS: _number,
    ChannelType.SMS: _number,
    ChannelType.WHATSAPP: _number,
    ChannelType.WEB: url,
    ChannelType.EMAIL: email,
}
"""What the identifier of a channel must be; that of an app may be anything."""


def create_channel(act: Act, values: Values) -> str:
    """A new channel.

    Raises:
        Rejected: a value breaks a rule.
    """
    values = given(values)
    check_all(Channel, CHANNEL, values, *_problems(values, values), is_new=True)
    return str(rows.add(act, Channel, {**_DEFAULTS, **values})["id"])


def update_channel(act: Act, channel_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears.

    Raises:
        Rejected: there is no such channel, it was changed meanwhile, or a value breaks a rule.
    """
    new = restored(values, _DEFAULTS)
    row = find_and_check(
        lambda: rows.find(act, Channel, channel_id, expected_version=expected_version),
        Channel,
        CHANNEL,
        values,
        problems=lambda row: _problems(values, {**row, **new}),
    )
    rows.change(act, Channel, row, new)
    return channel_id


def delete_channel(act: Act, channel_id: str, expected_version: int | None) -> str:
    """Deletes a channel; customers, orders and appointments that came through it have none then, with an event each.

    Raises:
        Rejected: there is no such channel, it was changed meanwhile, or more came through it than one act changes.
    """
    row = rows.find(act, Channel, channel_id, expected_version=expected_version)
    pointing = ((Customer, "channel_id"), (Order, "channel_id"), (Appointment, "channel_id"))
    let_go(act, channel_id, pointing, "channel")
    rows.remove(act, Channel, row)
    return channel_id


def _problems(values: Values, row: Values) -> Iterator[UserError]:
    """Whether the identifier is one of the channel's medium, when either is told."""
    rule, identifier = _IDENTIFIERS.get(row.get("type") or ""), row.get("identifier")
    expectation = rule(identifier) if rule and identifier and values.keys() & {"type", "identifier"} else None
    if expectation:
        name = "identifier" if "identifier" in values else "type"
        message = (
            f"identifier is {identifier!r}; expected {expectation}, as the channel's type is {row['type']}."
        )
        yield UserError(message, (*INPUT, name), UserErrorCode.INVALID)
