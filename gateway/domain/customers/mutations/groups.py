"""The acts on customer groups, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.customers.operations import groups as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome


@strawberry.input
class CustomerGroupFields(ReferencedFields):
    """What may be written of a group, whether it is new or not."""

    code: Maybe[str | None] = field("Short name; no two groups have the same.")
    description: Maybe[str | None] = field("What the group is for.")


@strawberry.input(description="A new group of customers.")
class CustomerGroupCreateInput(CustomerGroupFields, Repeatable):
    name: str = field("Name of the group.")


@strawberry.input(description="Changes to a group. What is left out stays as it is; null clears.")
class CustomerGroupUpdateInput(CustomerGroupFields, Existing):
    name: Maybe[str | None] = field("Name of the group.")


@strawberry.input(description="Which group to delete.")
class CustomerGroupDeleteInput(Existing):
    pass


@strawberry.input(description="Customers to put into a group.")
class CustomerGroupAddCustomersInput(Existing):
    customer_ids: list[ID] = field("Ids of the customers; each leaves the group that it is in.")


@strawberry.input(description="Customers to take out of a group.")
class CustomerGroupRemoveCustomersInput(Existing):
    customer_ids: list[ID] = field("Ids of the customers; those that are not in the group stay as they are.")


def _create(act: Act, given: CustomerGroupCreateInput) -> Outcome:
    return Outcome({"customerGroup": operations.create_group(act, values_of(given))})


def _update(act: Act, given: CustomerGroupUpdateInput) -> Outcome:
    changed = operations.update_group(act, given.id, values_of(given), expected_of(given))
    return Outcome({"customerGroup": changed})


def _delete(act: Act, given: CustomerGroupDeleteInput) -> Outcome:
    deleted = operations.delete_group(act, given.id, expected_of(given))
    return Outcome(values={"deletedCustomerGroupId": deleted})


def _add_customers(act: Act, given: CustomerGroupAddCustomersInput) -> Outcome:
    changed = operations.add_customers(act, given.id, given.customer_ids, expected_of(given))
    return Outcome({"customerGroup": changed})


def _remove_customers(act: Act, given: CustomerGroupRemoveCustomersInput) -> Outcome:
    changed = operations.remove_customers(act, given.id, given.customer_ids, expected_of(given))
    return Outcome({"customerGroup": changed})


TAKEN = {"uq_customer_group_code_claim": operations.CODE_TAKEN}
SHOWN = {"customerGroup": ("CustomerGroup", "The group as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation(
        "customerGroupCreate",
        "Creates a group of customers.",
        CustomerGroupCreateInput,
        _create,
        SHOWN,
        taken=TAKEN,
    ),
    Mutation(
        "customerGroupUpdate", "Changes a group.", CustomerGroupUpdateInput, _update, SHOWN, taken=TAKEN
    ),
    Mutation(
        "customerGroupDelete",
        "Deletes a group; its customers and markets have none then.",
        CustomerGroupDeleteInput,
        _delete,
        {},
        {
            "deletedCustomerGroupId": (
                "ID | None",
                "Id of the group that was deleted; null when nothing was done.",
            )
        },
    ),
    Mutation(
        "customerGroupAddCustomers",
        "Puts customers into a group.",
        CustomerGroupAddCustomersInput,
        _add_customers,
        SHOWN,
    ),
    Mutation(
        "customerGroupRemoveCustomers",
        "Takes customers out of a group.",
        CustomerGroupRemoveCustomersInput,
        _remove_customers,
        SHOWN,
    ),
)
