"""The address book."""

from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import Index, text

from gateway.columns import Scalar
from gateway.domain.postal import PostalAddress
from gateway.domain.referenced import Referenced
from gateway.entity import exposed, internal, related

if TYPE_CHECKING:
    from gateway.domain.customers.model.customer import Customer


class CustomerAddress(PostalAddress, Referenced, table=True):
    """An entry of a customer's address book."""

    __prefix__: ClassVar[str] = "adr"
    __owner__: ClassVar[str | None] = "customer_id"

    name: str | None = exposed("What the customer calls this address.", filterable=True, sortable=True)
    is_primary: bool = exposed(
        "Whether this is the customer's primary address; at most one is.", default=False, filterable=True
    )
    customer_id: str = exposed(
        "Id of the customer whose address this is.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
    )
    customer: Optional["Customer"] = related(
        "Customer whose address this is.", by="CustomerAddress.customer_id"
    )

    source_record_id: str | None = internal(
        "Customer's record of a system that holds this address in itself."
    )
    own_columns: Any | None = internal(
        "Names of the columns that were written here; what a system says of them does not count.",
        scalar=Scalar.JSON,
    )

    __table_args__ = (
        Index(
            "uq_customer_address_primary",
            "customer_id",
            unique=True,
            sqlite_where=text("is_primary = 1"),
            postgresql_where=text("is_primary"),
        ),
    )
