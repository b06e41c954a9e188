"""The acts on channels, as clients ask for them."""

import strawberry
from strawberry import Maybe

from gateway.domain.customers.model import ChannelType
from gateway.domain.customers.operations import channels as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.enums import publish
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import JSON

publish(ChannelType)


@strawberry.input
class ChannelFields:
    """What may be written of a channel, whether it is new or not."""

    type: Maybe[ChannelType | None] = field("Medium of the channel.")
    identifier: Maybe[str | None] = field(
        "Where the channel is reached: a telephone number, an address on the web, an e-mail address, "
        "or the id of an app, as its type has it."
    )
    recording_enabled: Maybe[bool | None] = field("Whether conversations are recorded; they are by default.")
    configuration: Maybe[JSON | None] = field("Technical settings: a JSON object.")


@strawberry.input(description="A new channel.")
class ChannelCreateInput(ChannelFields, Repeatable):
    name: str = field("Name of the channel.")


@strawberry.input(description="Changes to a channel. What is left out stays as it is; null clears.")
class ChannelUpdateInput(ChannelFields, Existing):
    name: Maybe[str | None] = field("Name of the channel.")


@strawberry.input(description="Which channel to delete.")
class ChannelDeleteInput(Existing):
    pass


def _create(act: Act, given: ChannelCreateInput) -> Outcome:
    return Outcome({"channel": operations.create_channel(act, values_of(given))})


def _update(act: Act, given: ChannelUpdateInput) -> Outcome:
    changed = operations.update_channel(act, given.id, values_of(given), expected_of(given))
    return Outcome({"channel": changed})


def _delete(act: Act, given: ChannelDeleteInput) -> Outcome:
    return Outcome(values={"deletedChannelId": operations.delete_channel(act, given.id, expected_of(given))})


SHOWN = {"channel": ("Channel", "The channel as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation("channelCreate", "Creates a channel.", ChannelCreateInput, _create, SHOWN),
    Mutation("channelUpdate", "Changes a channel.", ChannelUpdateInput, _update, SHOWN),
    Mutation(
        "channelDelete",
        "Deletes a channel; what came through it has none then.",
        ChannelDeleteInput,
        _delete,
        {},
        {
            "deletedChannelId": (
                "ID | None",
                "Id of the channel that was deleted; null when nothing was done.",
            )
        },
    ),
)
