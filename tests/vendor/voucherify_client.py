"""The vendor's own Python client against our project; it runs in a virtual environment of its own."""

import json
import sys
from datetime import datetime

import voucherify  # type: ignore[import-not-found] # It is installed beside the gateway, never with it.

given = json.loads(sys.argv[1])


def client(token: str) -> voucherify.ApiClient:
    configuration = voucherify.Configuration(
        host=given["url"], api_key={"X-App-Id": given["appId"], "X-App-Token": token}
    )
    return voucherify.ApiClient(configuration)


customers = voucherify.CustomersApi(client(given["appToken"]))
orders = voucherify.OrdersApi(client(given["appToken"]))

pages: list[list[str]] = []
while True:
    listed = customers.list_customers(limit=100, page=len(pages) + 1, order="created_at").customers
    if not listed:
        break
    pages.append([customer.id for customer in listed])

since = datetime.fromisoformat(given["since"])
changed = customers.list_customers(limit=100, updated_at_after=since, order="updated_at")
one = customers.get_customer(given["one"])
one = getattr(one, "actual_instance", one)

refusal = None
try:
    voucherify.CustomersApi(client("guessed")).list_customers()
except voucherify.ApiException as error:
    refusal = error.status

print(
    json.dumps(
        {
            "pages": pages,
            "changed": [customer.id for customer in changed.customers],
            "one": {"id": one.id, "email": one.email},
            "orders": [order.id for order in orders.list_orders(limit=100, order="created_at").orders],
            "refusal": refusal,
        }
    )
)
