"""The outside systems: how each sends its customers, and how they are taken in."""

from gateway.sources.business import BUSINESS
from gateway.sources.commerce_layer import COMMERCE_LAYER
from gateway.sources.rutter import RUTTER
from gateway.sources.source import Source
from gateway.sources.voucherify import VOUCHERIFY

SOURCES: tuple[Source, ...] = (RUTTER, COMMERCE_LAYER, VOUCHERIFY, BUSINESS)

__all__ = ["SOURCES", "Source"]
