"""Wish lists, and lists of articles in general."""

from typing import TYPE_CHECKING, ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import exposed, internal, related

if TYPE_CHECKING:
    from gateway.domain.customers.model.customer import Customer


class SkuList(Referenced, table=True):
    """A list of articles; with a customer it is that customer's wish list."""

    __prefix__: ClassVar[str] = "skl"
    __owner__: ClassVar[str | None] = "customer_id"

    name: str | None = exposed("Name of the list.", filterable=True, sortable=True)
    slug: str | None = exposed(
        "Name of the list, fit for an address on the web.", filterable=True, sortable=True
    )
    description: str | None = exposed("What the list is about.")
    image_url: str | None = exposed("Address of a picture for the list.", scalar=Scalar.URL)
    manual: bool = exposed("Whether articles are put on the list one by one.", default=True, filterable=True)
    sku_code_regex: str | None = exposed("Regular expression of the SKUs on a list that is not manual.")
    customer_id: str | None = exposed(
        "Id of the customer whose list this is.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
    )
    customer: Optional["Customer"] = related("Customer whose list this is.", by="SkuList.customer_id")
    items: list["SkuListItem"] = related(
        "Articles on the list, in its order.", by="SkuListItem.sku_list_id", order_by="position"
    )


class SkuListItem(Referenced, table=True):
    """An article on a list."""

    __prefix__: ClassVar[str] = "sli"
    __owner__: ClassVar[str | None] = "customer_id"

    position: int | None = exposed("Place on the list, from 1.", sortable=True)
    sku: str | None = exposed("Stock keeping unit of the article.", filterable=True, sortable=True)
    quantity: int = exposed("How many are wished for.", default=1, filterable=True)
    sku_list_id: str = exposed(
        "Id of the list.", scalar=Scalar.ID, foreign_key="sku_list.id", ondelete="CASCADE"
    )
    sku_list: Optional["SkuList"] = related("List the article is on.", by="SkuListItem.sku_list_id")
    customer_id: str | None = internal(
        "Whose list it is on.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE"
    )
