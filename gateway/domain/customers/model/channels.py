"""The channels that customers come through."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from gateway.entity import Audience, Entity, Granted, exposed, related
from gateway.enumeration import described
from gateway.viewer import nothing

if TYPE_CHECKING:
    from gateway.domain.customers.model.customer import Customer


@described(
    {
        "CALLS": "Telephone calls.",
        "SMS": "Text messages.",
        "WEB": "A web site.",
        "MOBILE_APP": "An app on a telephone or tablet.",
        "WHATSAPP": "WhatsApp messages.",
        "EMAIL": "E-mail.",
    }
)
class ChannelType(StrEnum):
    """The medium of a channel."""

    CALLS = "CALLS"
    SMS = "SMS"
    WEB = "WEB"
    MOBILE_APP = "MOBILE_APP"
    WHATSAPP = "WHATSAPP"
    EMAIL = "EMAIL"


class Channel(Entity, table=True):
    """A way by which customers reach us: a telephone number, a site, an app."""

    __prefix__: ClassVar[str] = "cha"
    __granted__: ClassVar[Granted | None] = nothing
    __roots__: ClassVar[tuple[str, str] | None] = ("channel", "channels")

    name: str | None = exposed("Name of the channel.", filterable=True, sortable=True)
    type: ChannelType | None = exposed("Medium of the channel.", filterable=True, sortable=True)
    identifier: str | None = exposed(
        "Where the channel is reached: a telephone number, an address on the web, or the id of an app.",
        filterable=True,
    )
    recording_enabled: bool = exposed("Whether conversations are recorded.", default=True)
    configuration: dict[str, Any] | None = exposed("Technical settings.", visible_to=Audience.STAFF)
    customers: list["Customer"] = related(
        "Customers who came through this channel, newest first.",
        by="Customer.channel_id",
        visible_to=Audience.STAFF,
    )
