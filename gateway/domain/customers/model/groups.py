"""Groups and labels of customers."""

from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Index, UniqueConstraint, text

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import Audience, Entity, Granted, exposed, internal, related
from gateway.viewer import nothing

if TYPE_CHECKING:
    from gateway.domain.customers.model.customer import Customer


class CustomerGroup(Referenced, table=True):
    """A group of customers that share prices or the access to a private market."""

    __prefix__: ClassVar[str] = "cgr"
    __granted__: ClassVar[Granted | None] = nothing
    __roots__: ClassVar[tuple[str, str] | None] = ("customerGroup", "customerGroups")

    name: str | None = exposed("Name of the group.", filterable=True, sortable=True)
    code: str | None = exposed("Short name, as the source system has it.", filterable=True, sortable=True)
    code_claim: str | None = internal(
        "Code that this group alone holds; null for a group that another system brought."
    )
    description: str | None = exposed("What the group is for.", visible_to=Audience.STAFF)
    customers: list["Customer"] = related(
        "Customers of the group, newest first.", by="Customer.customer_group_id", visible_to=Audience.STAFF
    )

    __table_args__ = (
        Index(
            "uq_customer_group_code_claim",
            "environment",
            "code_claim",
            unique=True,
            sqlite_where=text("code_claim IS NOT NULL"),
            postgresql_where=text("code_claim IS NOT NULL"),
        ),
    )


class CustomerTag(Entity, table=True):
    """A label on a customer; the graph shows its name in `Customer.tags`."""

    __prefix__: ClassVar[str] = "ctg"
    __visible_to__: ClassVar[Audience] = Audience.STAFF
    __is_shown__: ClassVar[bool] = False
    __owner__: ClassVar[str | None] = "customer_id"

    name: str = exposed("The label.", visible_to=Audience.STAFF)
    position: int = exposed("Place among the customer's labels, from 0.", visible_to=Audience.STAFF)
    customer_id: str = internal(
        "Whose label it is.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE"
    )

    __table_args__ = (UniqueConstraint("customer_id", "name", name="uq_customer_tag_name"),)
