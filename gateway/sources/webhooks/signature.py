"""Whether the bytes of a delivery are those that the system signed.

Commerce Layer   base64(HMAC-SHA256(body))
Voucherify       hex(HMAC-SHA256(body without the white space between its tokens))
"""

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.records.model import SourceSystem

_HEX = re.compile(rb"[0-9A-Fa-f]{64}")
# A string is passed over whole; one that is open reaches to the end. Nothing is looked at twice: the scan is linear.
_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[^" \t\r\n]++', re.DOTALL)


def without_space(body: bytes) -> bytes:
    r"""JSON without the white space between its tokens; every other byte stays: `{ "a b" : 1.0 }` → `{"a b":1.0}`"""
    return b"".join(_TOKENS.findall(body))


def _unchanged(body: bytes) -> bytes:
    return body


def _from_base64(value: bytes) -> bytes | None:
    try:
        digest = b64decode(value, validate=True)
    except Error:
        return None
    # The last sign has bits to spare: several spellings would mean the same.
    return digest if b64encode(digest) == value else None


def _from_hex(value: bytes) -> bytes | None:
    return bytes.fromhex(value.decode()) if _HEX.fullmatch(value) else None


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a system signs."""

    header: bytes
    """Name of the header, in lower case."""
    signed: Callable[[bytes], bytes]
    decode: Callable[[bytes], bytes | None]
    topic_header: bytes | None = None
    """Name of a header, not signed, that tells what happened."""


SCHEMES: Mapping[SourceSystem, Scheme] = {
    SourceSystem.COMMERCE_LAYER: Scheme(
        b"x-commercelayer-signature", _unchanged, _from_base64, b"x-commercelayer-topic"
    ),
    SourceSystem.VOUCHERIFY: Scheme(b"x-voucherify-signature", without_space, _from_hex),
}
"""The systems that send webhooks."""


def verify(scheme: Scheme, secrets: Sequence[str], body: bytes, signatures: Sequence[bytes]) -> bool:
    """Whether one of the secrets made the signature; `signatures` are the values of all headers of its name.

    Takes the same time whichever secret it was, and wherever the first wrong byte stands.
    """
    if len(signatures) != 1:
        return False
    given = scheme.decode(signatures[0])
    if given is None:
        return False
    signed = scheme.signed(body)
    is_right = False
    for secret in secrets:
        is_right |= hmac.compare_digest(hmac.digest(secret.encode(), signed, "sha256"), given)
    return is_right
