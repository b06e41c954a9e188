"""Where orders are sold and shipped from."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import Audience, Granted, exposed, related
from gateway.viewer import Viewer

if TYPE_CHECKING:
    from gateway.domain.customers.model import CustomerGroup


def _markets(viewer: Viewer) -> tuple[str, ...]:
    return viewer.market_ids


def _stock_locations(viewer: Viewer) -> tuple[str, ...]:
    return viewer.stock_location_ids


class Market(Referenced, table=True):
    """A part of the business with its own prices and stock. Its shared secret is never stored here."""

    __prefix__: ClassVar[str] = "mkt"
    __granted__: ClassVar[Granted | None] = _markets
    __roots__: ClassVar[tuple[str, str] | None] = ("market", "markets")

    number: int | None = exposed("Number of the market in the shop.", filterable=True)
    name: str | None = exposed("Name of the market.", filterable=True, sortable=True)
    code: str | None = exposed("Short name of the market.", filterable=True, sortable=True)
    private: bool = exposed(
        "Whether only one group of customers may buy here.", default=False, filterable=True
    )
    checkout_url: str | None = exposed("Address of the market's checkout.", scalar=Scalar.URL)
    disabled_at: datetime | None = exposed(
        "When the market was closed; null while it is open.", filterable=True
    )
    customer_group_id: str | None = exposed(
        "Id of the group that may buy here, when the market is private.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer_group.id",
        ondelete="SET NULL",
        visible_to=Audience.STAFF,
    )
    customer_group: Optional["CustomerGroup"] = related(
        "Group that may buy here, when the market is private.",
        by="Market.customer_group_id",
        visible_to=Audience.STAFF,
    )


class StockLocation(Referenced, table=True):
    """A place that goods are shipped from and returned to."""

    __prefix__: ClassVar[str] = "stl"
    __granted__: ClassVar[Granted | None] = _stock_locations
    __roots__: ClassVar[tuple[str, str] | None] = ("stockLocation", "stockLocations")

    number: int | None = exposed("Number of the location in the shop.", filterable=True)
    name: str | None = exposed("Name of the location.", filterable=True, sortable=True)
    code: str | None = exposed("Short name of the location.", filterable=True, sortable=True)
    label_format: str | None = exposed(
        "Format of its shipping labels, such as `PDF`.", visible_to=Audience.STAFF
    )
    suppress_etd: bool = exposed(
        "Whether customs documents are printed instead of sent electronically.",
        default=False,
        visible_to=Audience.STAFF,
    )
