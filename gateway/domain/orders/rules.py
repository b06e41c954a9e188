"""What the values of orders, recurring orders, returns, markets and stock locations must be."""

from gateway.domain.orders.frequency import frequency
from gateway.domain.rules import Rules, at_least, country, json_object, language

MOST_LINES = 250
"""Most lines of an order, a recurring order or a return."""
LONGEST_ALERT = 720
"""Hours before a run at which the customer can be told of it at the earliest."""


def _alert(value: int) -> str | None:
    return None if 1 <= value <= LONGEST_ALERT else f"1 to {LONGEST_ALERT} hours"


ORDER = Rules(
    longest={"customer_email": 254},
    rules={"language_code": language, "metadata": json_object},
)
LINE = Rules(
    longest={"image_url": 2048},
    rules={"quantity": at_least(1), "metadata": json_object},
    required=frozenset({"quantity", "unit_price"}),
)
ADDRESS = Rules(
    longest={"email": 254, "notes": 10_000},
    rules={"country_code": country},
    required=frozenset({"business"}),
)
SUBSCRIPTION = Rules(
    longest={"customer_email": 254},
    rules={
        "frequency": frequency,
        "renewal_alert_period": _alert,
        "options": json_object,
        "metadata": json_object,
    },
    required=frozenset(
        {"frequency", "renewal_alert_period", "activate_by_source_order", "place_target_order"}
    ),
)
ITEM = Rules(
    rules={"quantity": at_least(1), "metadata": json_object},
    required=frozenset({"quantity", "currency"}),
)
RETURN = Rules(longest={"customer_email": 254}, rules={"metadata": json_object})
RETURN_LINE = Rules(rules={"quantity": at_least(1)}, required=frozenset({"quantity"}))
MARKET = Rules(
    longest={"checkout_url": 2048},
    rules={"metadata": json_object},
    required=frozenset({"name"}),
)
STOCK_LOCATION = Rules(
    longest={"label_format": 32},
    rules={"metadata": json_object},
    required=frozenset({"name", "suppress_etd"}),
)
