"""The act that gives fields of a customer back to the systems."""

import strawberry

from gateway.domain.customers.fields import FIELD_BY_NAME
from gateway.domain.customers.model import Customer
from gateway.domain.customers.operations.belongings import hold
from gateway.domain.customers.own_values import released
from gateway.domain.inputs import Existing, expected_of, field
from gateway.domain.rows import INPUT, refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import Changes
from gateway.schema.payloads import Mutation, Outcome
from gateway.sources.identity.operations import Deciding
from gateway.sources.identity.relinking import clear_untold_tags
from gateway.sources.tables import customer_records


@strawberry.input(description="Fields that the systems may decide again.")
class CustomerReleaseFieldsInput(Existing):
    fields: list[str] = field(
        "Names of fields, such as `email`; `tags`, and `address` for the choice of the primary address. Those that"
        " were not written here are no mistake."
    )


def release_fields(act: Act, customer_id: str, names: list[str], expected_version: int | None) -> str:
    """Forgets what was written here of fields: the value that counts next takes its place.

    Raises:
        Rejected: there is no such customer, it was changed meanwhile, a field is not known, or no system knows the
            customer, who would be left without values.
    """
    row = hold(act, Customer, customer_id, *INPUT, "id", expected_version=expected_version)
    if not names:
        refuse(UserErrorCode.REQUIRED, "fields is empty.", *INPUT, "fields")
    for index, name in enumerate(names):
        if name not in FIELD_BY_NAME and name not in ("tags", "address"):
            message = f"{name!r} is no field that systems decide; expected one such as 'email'."
            refuse(UserErrorCode.INVALID, message, *INPUT, "fields", str(index))
    if not customer_records(act.transaction, customer_id):
        refuse(UserErrorCode.CONFLICT, "No system knows the customer.", *INPUT, "id")
    keys = {FIELD_BY_NAME[name].columns[0] if name in FIELD_BY_NAME else name for name in names}
    if "address" in keys:
        # The addresses that were deleted here may come again, too.
        keys.add("addresses")
    own = row["own_values"] or {}
    left = released(own, keys)
    if left == own:
        return customer_id
    act.transaction.update(Customer, customer_id, {"own_values": left or None, "version": row["version"]})
    work = Deciding(act)
    payload = {"released": sorted(own.keys() - left.keys())}
    # What nobody else speaks of is empty again.
    changes: Changes = {}
    if "tags" in keys:
        clear_untold_tags(work, customer_id, changes)
    work.bring_up(
        customer_id,
        event="release_fields",
        done="fields_released",
        shown=changes,
        payload=payload,
        is_whole=True,
    )
    work.finish()
    return customer_id


def _release(act: Act, given: CustomerReleaseFieldsInput) -> Outcome:
    return Outcome({"customer": release_fields(act, given.id, given.fields, expected_of(given))})


MUTATIONS: tuple[Mutation, ...] = (
    Mutation(
        "customerReleaseFields",
        "Lets the systems decide fields again that were written through the gateway.",
        CustomerReleaseFieldsInput,
        _release,
        {"customer": ("Customer", "The customer as it is now; null when nothing was done.")},
    ),
)
