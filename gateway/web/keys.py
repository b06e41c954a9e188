"""Settings → the keys that verify tokens. The key chooses the algorithm; the token never does."""

import asyncio
import os
import secrets
import stat
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt import PyJWK, PyJWTError

from gateway.errors import SettingsError
from gateway.settings import Settings

KEY_SET_LIFE = 60.0
"""Seconds after which a key set is fetched again, and never sooner, whatever tokens ask for."""

_MIN_SECRET_BYTES = 32
_MIN_RSA_BITS = 2048
_FETCH_TIMEOUT = 5.0
_MAX_KEY_SET_BYTES = 256 * 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Key:
    algorithm: str
    material: Any
    """Bytes of a secret, or a public key of `cryptography`."""


class Keys(Protocol):
    async def find(self, kid: str | None) -> Key | None: ...

    @property
    def age(self) -> float:
        """Seconds since the keys were looked at; 0 for those that cannot change."""
        ...


def is_open(settings: Settings) -> bool:
    """Whether no key is configured: a request without a token is then let in, as a developer's."""
    return settings.token_secret is None and not settings.token_public_key and not settings.token_jwks_url


def read_keys(settings: Settings) -> Keys:
    configured = [settings.token_secret, settings.token_public_key, settings.token_jwks_url]
    if sum(bool(each) for each in configured) > 1:
        names = "GATEWAY_TOKEN_SECRET, GATEWAY_TOKEN_PUBLIC_KEY and GATEWAY_TOKEN_JWKS_URL"
        raise SettingsError(f"Only one of {names} may be set.")
    if settings.token_jwks_url:
        return KeySet(settings.token_jwks_url)
    if settings.token_public_key:
        return OneKey(_read_public_key(settings.token_public_key))
    return SecretKey(settings)


def read_secret(settings: Settings) -> bytes:
    """The configured secret, else the development secret, which is made when it is first needed."""
    if settings.token_secret is None:
        return _read_development_secret(settings.data_directory)
    secret = settings.token_secret.get_secret_value().encode()
    if len(secret) < _MIN_SECRET_BYTES:
        raise SettingsError(
            f"GATEWAY_TOKEN_SECRET has {len(secret)} bytes; expected at least {_MIN_SECRET_BYTES}."
        )
    if b"-----BEGIN" in secret:
        raise SettingsError("GATEWAY_TOKEN_SECRET is a PEM key; set GATEWAY_TOKEN_PUBLIC_KEY instead.")
    return secret


class OneKey:
    """A key that all tokens share; their `kid` chooses nothing."""

    age = 0.0

    def __init__(self, key: Key) -> None:
        self._key = key

    async def find(self, kid: str | None) -> Key | None:
        return self._key


class SecretKey:
    """The secret; that of the development mode is read when the first token comes."""

    age = 0.0

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._key = None if settings.token_secret is None else Key("HS256", read_secret(settings))

    async def find(self, kid: str | None) -> Key | None:
        if self._key is None:
            self._key = Key("HS256", await asyncio.to_thread(read_secret, self._settings))
        return self._key


class KeySet:
    """The keys of a JWKS address, by `kid`. If it cannot be fetched, the last known keys stay."""

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], Awaitable[bytes]] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        _check_address(url)
        self._url = url
        self._fetch = fetch or _fetch
        self._now = now
        self._keys: dict[str, Key] = {}
        self._fetched_at: float | None = None
        self._lock = asyncio.Lock()

    async def find(self, kid: str | None) -> Key | None:
        if self._is_stale():
            async with self._lock:
                if self._is_stale():
                    await self._refresh()
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    @property
    def age(self) -> float:
        return KEY_SET_LIFE if self._fetched_at is None else self._now() - self._fetched_at

    def _is_stale(self) -> bool:
        return self.age >= KEY_SET_LIFE

    async def _refresh(self) -> None:
        self._fetched_at = self._now()
        try:
            self._keys = _read_key_set(await self._fetch(self._url))
        except (OSError, ValueError, urllib.error.URLError) as error:
            log.warning("key_set_not_fetched", url=self._url, error=str(error))


def _read_public_key(pem: str) -> Key:
    try:
        return _as_key(load_pem_public_key(pem.encode()))
    except (ValueError, UnsupportedAlgorithm):
        raise SettingsError(
            "GATEWAY_TOKEN_PUBLIC_KEY is not understood; expected a PEM public key, RSA or EC P-256."
        ) from None


def _as_key(material: object) -> Key:
    """RSA verifies RS256, the curve P-256 verifies ES256; anything else is a ValueError."""
    if isinstance(material, RSAPublicKey) and material.key_size >= _MIN_RSA_BITS:
        return Key("RS256", material)
    if isinstance(material, EllipticCurvePublicKey) and isinstance(material.curve, SECP256R1):
        return Key("ES256", material)
    raise ValueError("expected an RSA key of 2048 bits or more, or an EC key on P-256")


def _read_key_set(text: bytes) -> dict[str, Key]:
    """The signing keys by `kid`; keys of other kinds are left to other readers of the set."""
    document = orjson.loads(text)
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("expected an object with the list 'keys'")
    keys: dict[str, Key] = {}
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
            continue
        try:
            keys[str(entry.get("kid", ""))] = _as_key(PyJWK(entry).key)
        except (PyJWTError, ValueError, TypeError):
            continue
    return keys


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    is_local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)):
        raise SettingsError(f"GATEWAY_TOKEN_JWKS_URL is {url!r}; expected an https address.")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Where the keys come from is the operator's decision alone."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


async def _fetch(url: str) -> bytes:
    return await asyncio.to_thread(_fetch_now, url)


def _fetch_now(url: str) -> bytes:
    opener = urllib.request.build_opener(_NoRedirect)
    with opener.open(url, timeout=_FETCH_TIMEOUT) as response:
        content: bytes = response.read(_MAX_KEY_SET_BYTES + 1)
    if len(content) > _MAX_KEY_SET_BYTES:
        raise ValueError(f"expected at most {_MAX_KEY_SET_BYTES} bytes")
    return content


def _read_development_secret(directory: Path) -> bytes:
    path = directory / "token-secret"
    if not path.exists():
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create_secret(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"{path} can be read by others; expected mode 0600.")
    secret = path.read_bytes().strip()
    if len(secret) < _MIN_SECRET_BYTES:
        raise SettingsError(f"{path} holds {len(secret)} bytes; expected at least {_MIN_SECRET_BYTES}.")
    return secret


def _create_secret(path: Path) -> None:
    """Appear whole or not at all: several processes may start at once, and the first one's secret counts."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
