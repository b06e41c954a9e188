"""Files and remarks of the staff about a customer."""

from typing import TYPE_CHECKING, ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import Audience, exposed, related

if TYPE_CHECKING:
    from gateway.domain.customers.model.customer import Customer

STAFF = Audience.STAFF


class Attachment(Referenced, table=True):
    """A file or a remark that the staff attached to a customer."""

    __prefix__: ClassVar[str] = "att"
    __visible_to__: ClassVar[Audience] = STAFF
    __owner__: ClassVar[str | None] = "customer_id"

    name: str | None = exposed("Title.", filterable=True, sortable=True, visible_to=STAFF)
    description: str | None = exposed("What it is, or the remark itself.", visible_to=STAFF)
    url: str | None = exposed("Address of the file.", scalar=Scalar.URL, visible_to=STAFF)
    customer_id: str = exposed(
        "Id of the customer it is about.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
    )
    customer: Optional["Customer"] = related("Customer it is about.", by="Attachment.customer_id")
