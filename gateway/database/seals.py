"""Seals on texts that clients keep for us: what they bring back is what they were given.

["created_at-,id-", …]  ⇄  lower-case hex of its UTF-8 and of the first 128 bits of its HMAC-SHA256
"""

from hashlib import sha256
from hmac import compare_digest

_SEAL_BYTES = 16
_BLOCK_BYTES = 64


class Seal:
    """A key, ready to seal with."""

    __slots__ = ("inner", "outer")

    def __init__(self, key: bytes) -> None:
        """The key has at most 64 bytes."""
        block = key.ljust(_BLOCK_BYTES, b"\0")
        self.inner = bytes(byte ^ 0x36 for byte in block)
        """What HMAC (RFC 2104) hashes before the text."""
        self.outer = bytes(byte ^ 0x5C for byte in block)
        """What it hashes before that hash."""

    def close(self, text: str) -> str:
        return sealed(self.inner, self.outer, text)

    def open(self, given: str) -> bytes:
        """What was sealed, as UTF-8.

        Raises:
            ValueError: it was not sealed with this key, or was changed since.
        """
        content = bytes.fromhex(given)[:-_SEAL_BYTES]
        # Compared as it is spelt: capitals and spaces are hex to Python, too.
        if not compare_digest(given.encode(), _sealed(self.inner, self.outer, content).encode()):
            raise ValueError("The seal is broken.")
        return content


def sealed(inner: bytes, outer: bytes, text: str) -> str:
    """A text in hex with its seal; the same that PostgreSQL writes itself.

    By blocks and not by key: `hmac.digest` takes twice as long as the two hashes, and a page may seal every row.
    """
    return _sealed(inner, outer, text.encode())


def _sealed(inner: bytes, outer: bytes, content: bytes) -> str:
    return (content + sha256(outer + sha256(inner + content).digest()).digest()[:_SEAL_BYTES]).hex()
