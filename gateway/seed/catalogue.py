"""What the demo shop sells, and for how much in each currency."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    sku: str
    name: str
    image_url: str
    bundle: str
    """Code of the bundle that it is sold in, too."""
    prices: Mapping[str, int]
    """Currency → price of one, in its smallest unit."""


_WORTH = {
    "EUR": (1.00, 1),
    "USD": (1.10, 1),
    "GBP": (0.85, 1),
    "SEK": (11.0, 100),
    "AUD": (1.65, 5),
    "JPY": (1.6, 10),
    "KWD": (3.35, 50),
}
"""Currency → what a cent of a euro is worth in its smallest unit, and the step that prices come in."""

CURRENCIES = tuple(_WORTH)


def in_currency(cents: int, currency: str) -> int:
    """Cents of a euro → a round amount in another currency's smallest unit."""
    worth, step = _WORTH[currency]
    return max(step, round(cents * worth / step) * step)


_ARTICLES = """
TEA-GRN-100 Green tea, 100 g|890
TEA-BLK-100 Black tea, 100 g|790
COF-ESP-250 Espresso beans, 250 g|950
COF-FIL-500 Filter coffee, 500 g|1490
MUG-STO-350 Stoneware mug, 350 ml|1600
POT-TEA-900 Teapot, 900 ml|3900
KET-GOO-100 Gooseneck kettle, 1 l|8900
CUP-GLS-002 Glass cups, set of 2|1990
APR-LIN-NAT Linen apron, natural|3450
TOW-LIN-003 Linen towels, set of 3|2900
SHI-LIN-BLU Linen shirt, blue|7900
SHI-COT-WHT Cotton shirt, white|5900
SWE-WOL-GRY Wool sweater, grey|11900
SOC-WOL-002 Wool socks, 2 pairs|2400
SCA-SIL-RED Silk scarf, red|6900
HAT-STR-NAT Straw hat|4900
BAG-CAN-TOT Canvas tote bag|2200
BAG-LEA-MES Leather messenger bag|18900
WAL-LEA-BRN Leather wallet, brown|5400
BEL-LEA-BLK Leather belt, black|4500
NOT-A5D-DOT Notebook A5, dotted|1450
NOT-A6P-RUL Pocket notebook, ruled|890
PEN-FOU-STL Fountain pen, steel|3900
INK-BLU-050 Ink, royal blue, 50 ml|1100
LAM-DES-BRS Desk lamp, brass|12900
CAN-BEE-003 Beeswax candles, set of 3|1800
VAS-CER-MED Ceramic vase, medium|3300
PLA-OLV-001 Olive tree, small|4400
SOA-OLI-004 Olive soap, 4 bars|1600
BRU-BAM-002 Bamboo brushes, set of 2|700
KNI-CHE-020 Chef's knife, 20 cm|9900
BOA-OAK-LRG Cutting board, oak|4200
PAN-CST-028 Cast-iron pan, 28 cm|6900
SPI-SET-006 Spices, set of 6|2700
HON-FLO-500 Blossom honey, 500 g|1090
OIL-OLI-750 Olive oil, 750 ml|1690
CHO-DRK-005 Dark chocolate, 5 bars|1950
BIK-BEL-BRS Bicycle bell, brass|2600
BOT-STL-750 Steel bottle, 750 ml|2950
UMB-WOO-BLK Umbrella, wooden handle|5900
"""


def _articles() -> tuple[Article, ...]:
    found = []
    for line in _ARTICLES.strip().splitlines():
        described, cents = line.split("|")
        sku, name = described.split(" ", 1)
        prices = {currency: in_currency(int(cents), currency) for currency in _WORTH}
        found.append(
            Article(
                sku, name, f"https://shop.example.com/pictures/{sku.lower()}.jpg", f"SET-{sku[:3]}", prices
            )
        )
    return tuple(found)


ARTICLES = _articles()
