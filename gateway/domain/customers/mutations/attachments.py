"""The acts on files and remarks about a customer, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.customers.operations import attachments as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome


@strawberry.input
class AttachmentFields(ReferencedFields):
    """What may be written of an attachment, whether it is new or not."""

    description: Maybe[str | None] = field("What it is, or the remark itself.")
    url: Maybe[str | None] = field("Address of the file.")


@strawberry.input(description="A new file or remark about a customer.")
class AttachmentCreateInput(AttachmentFields, Repeatable):
    customer_id: ID = field("Id of the customer it is about.")
    name: str = field("Title.")


@strawberry.input(description="Changes to an attachment. What is left out stays as it is; null clears.")
class AttachmentUpdateInput(AttachmentFields, Existing):
    name: Maybe[str | None] = field("Title.")


@strawberry.input(description="Which attachment to delete.")
class AttachmentDeleteInput(Existing):
    pass


def _create(act: Act, given: AttachmentCreateInput) -> Outcome:
    values = values_of(given, without=frozenset({"customer_id"}))
    return Outcome({"attachment": operations.create_attachment(act, given.customer_id, values)})


def _update(act: Act, given: AttachmentUpdateInput) -> Outcome:
    changed = operations.update_attachment(act, given.id, values_of(given), expected_of(given))
    return Outcome({"attachment": changed})


def _delete(act: Act, given: AttachmentDeleteInput) -> Outcome:
    deleted = operations.delete_attachment(act, given.id, expected_of(given))
    return Outcome(values={"deletedAttachmentId": deleted})


SHOWN = {"attachment": ("Attachment", "The attachment as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation(
        "attachmentCreate",
        "Attaches a file or a remark to a customer.",
        AttachmentCreateInput,
        _create,
        SHOWN,
    ),
    Mutation("attachmentUpdate", "Changes an attachment.", AttachmentUpdateInput, _update, SHOWN),
    Mutation(
        "attachmentDelete",
        "Takes an attachment away; the file itself stays where it is.",
        AttachmentDeleteInput,
        _delete,
        {},
        {
            "deletedAttachmentId": (
                "ID | None",
                "Id of the attachment that was deleted; null when nothing was done.",
            )
        },
    ),
)
