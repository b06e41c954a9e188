"""What is left of a source record's id when its customer was anonymized: enough to know the record when it comes again.

LIVE, RUTTER, "", customer, 7d3a7a52-…  →  erased:5b0f…   (SHA-256 of all five)
"""

from hashlib import sha256

MARK = "erased:"
PAYLOAD = {"erased": True}
"""Stands where the record was."""


def tombstone_of(environment: str, system: str, connection: str, kind: str, external_id: str) -> str:
    """The digest that takes the place of an id. The same id gives the same digest, so that it can be looked up."""
    whole = "\0".join((environment, system, connection, kind, external_id))
    return f"{MARK}{sha256(whole.encode()).hexdigest()}"
