"""How an entity is declared: one line is column, field, filter, order and plan step.

    class Customer(Entity, table=True):
        '''A person or company that buys from us.'''

        __prefix__ = "cus"
        __owner__ = "id"
        __roots__ = ("customer", "customers")

        email: str | None = exposed("E-mail address.", scalar=Scalar.EMAIL_ADDRESS, filterable=True)
        password_hash: str | None = internal("Argon2id hash of the password.")
        has_password = computed("Password set?", Scalar.BOOLEAN, lambda row: row.password_hash.is_not(None))
        orders: list["Order"] = related("Orders.", by="Order.customer_id", order_by="-placed_at")
        initials = told("First letters.", lambda material, _: …, material=Material(("name",)), type_=str | None)

A column is hidden until it is exposed. A double underscore in a name opens an object: `gift__redeemed_amount` is
the field `redeemedAmount` of the object `gift`, which `gift = group(…)` describes. Names become camelCase in the graph;
an underscore at the end is left out, so that `as_` is the field `as`.
"""

from gateway.entity.annotations import type_of_annotation
from gateway.entity.declarations import (
    Audience,
    Computed,
    Exposure,
    Granted,
    Group,
    Keys,
    Listed,
    OfCaller,
    Related,
    Tell,
    Told,
    exposure_of,
    relation_of,
)
from gateway.entity.entity import Entity, now
from gateway.entity.fields import (
    computed,
    exposed,
    group,
    internal,
    keys_of,
    listed,
    money,
    of_caller,
    related,
    told,
)

__all__ = [
    "Audience",
    "Computed",
    "Entity",
    "Exposure",
    "Granted",
    "Group",
    "Keys",
    "Listed",
    "OfCaller",
    "Related",
    "Tell",
    "Told",
    "computed",
    "exposed",
    "exposure_of",
    "group",
    "internal",
    "keys_of",
    "listed",
    "money",
    "now",
    "of_caller",
    "related",
    "relation_of",
    "told",
    "type_of_annotation",
]
