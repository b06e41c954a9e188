"""Passwords: what is accepted, and its Argon2id hash, made beside the event loop and outside of any transaction."""

import asyncio
import os
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHash

SHORTEST = 8
LONGEST = 1024

_COMMON = frozenset(
    [
        "password",
        "password1",
        "password12",
        "password123",
        "passw0rd",
        "p@ssw0rd",
        "12345678",
        "123456789",
        "1234567890",
        "87654321",
        "11111111",
        "00000000",
        "88888888",
        "12341234",
        "11223344",
        "qwertyui",
        "qwerty12",
        "qwerty123",
        "qwertyuiop",
        "1q2w3e4r",
        "1q2w3e4r5t",
        "1qaz2wsx",
        "zaq12wsx",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "trustno1",
        "welcome1",
        "letmein1",
        "abcd1234",
        "abc12345",
        "asdfghjk",
        "asdfghjkl",
        "computer",
        "starwars",
        "whatever",
        "michelle",
        "jennifer",
        "internet",
        "changeme",
        "administrator",
        "admin123",
    ]
)
"""Those that guessing begins with."""

# 64 MiB, three passes: above what is recommended at the least (19 MiB, two passes).
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
_POOL = ThreadPoolExecutor(max(1, (os.cpu_count() or 1)), thread_name_prefix="password")
"""A hash takes a core and 64 MiB: no more at a time than there are cores; others wait."""


@dataclass(frozen=True, slots=True)
class Password:
    """A password that was sent, with its hash when it can be accepted at all. Neither is ever shown."""

    text: str = field(repr=False)
    hash: str | None = field(repr=False)


async def prepare(text: str) -> Password:
    """Hashes a password, unless it cannot be accepted whoever it is for."""
    text = unicodedata.normalize("NFC", text)
    if problem(text) is not None:
        return Password(text, None)
    hashed = await asyncio.get_running_loop().run_in_executor(_POOL, _HASHER.hash, text)
    return Password(text, hashed)


def problem(text: str, known: Iterable[str | None] = ()) -> str | None:
    """What is wrong with a password; it is not repeated. `known` is what others know of its owner."""
    if not SHORTEST <= len(text) <= LONGEST:
        return f"password has {len(text)} characters; expected {SHORTEST} to {LONGEST}."
    try:
        text.encode()
    except UnicodeEncodeError:
        return "password holds half a character; expected whole ones."
    folded = text.casefold()
    if folded in _COMMON or len(set(text)) == 1:
        return "password is one of those that are guessed first; expected another."
    told = {unicodedata.normalize("NFC", each).casefold() for each in known if each}
    told |= {each.partition("@")[0] for each in told}
    if folded in told:
        return "password is the e-mail address or the name; expected another."
    return None


def matches(hashed: str | None, text: str) -> bool:
    """Whether this is the password. One that is known elsewhere alone (`!…`) matches nothing."""
    if hashed is None or not hashed.startswith("$argon2id$"):
        return False
    try:
        return _HASHER.verify(hashed, unicodedata.normalize("NFC", text))
    except (Argon2Error, InvalidHash):
        return False
