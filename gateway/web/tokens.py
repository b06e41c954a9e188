"""Bearer token → viewer: a JWT whose payload has Commerce Layer's shape, verified by the configured key.

{"application": {"id", "kind"}, "owner": {"id", "type"}, "market": {"id": […], "stock_location_ids": […]},
 "custom_claim": {…}, "test": true, "exp": 1760000000}
"""

import base64
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jwt

from gateway.errors import RequestError, SettingsError, Unauthenticated
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from gateway.web.keys import KEY_SET_LIFE, Keys, is_open, read_keys, read_secret

__all__ = ["LEEWAY", "TOKEN_LIFE", "TokenReader", "is_open", "issue_token"]

LEEWAY = 30
"""Seconds by which the clocks of issuer and gateway may differ."""
TOKEN_LIFE = 2 * 60 * 60

_MAX_TOKEN_BYTES = 8 * 1024
_KEPT_TOKENS = 1024
_KID = re.compile(r"(?!.*\.\.)[A-Za-z0-9_./+=~-]{1,256}")
_STAFF = {"integration": Role.INTEGRATION, "user": Role.USER, "webapp": Role.WEBAPP}


class TokenReader:
    """Reads Authorization headers. A token that was verified is kept until it expires or its key may be gone."""

    def __init__(
        self, settings: Settings, keys: Keys | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._keys = keys or read_keys(settings)
        self._audience = settings.token_audience
        self._issuer = settings.token_issuer
        self._now = now
        self._kept: dict[bytes, tuple[Viewer, float]] = {}
        self._without_token = Viewer(
            role=Role.OPEN if is_open(settings) else Role.NOBODY,
            environment=Environment(settings.environment.upper()),
        )

    async def read(self, authorizations: Sequence[bytes]) -> Viewer:
        """Take the values of all Authorization headers of a request. Raises Unauthenticated."""
        if not authorizations:
            return self._without_token
        if len(authorizations) > 1:
            raise RequestError("The header 'authorization' is given more than once.")
        header = authorizations[0]
        kept = self._kept.get(header)
        now = self._now()
        if kept is not None and now < kept[1]:
            return kept[0]
        claims = await self._verify(_read_bearer(header))
        viewer = _read_viewer(claims)
        self._keep(header, viewer, min(float(claims["exp"]), now + KEY_SET_LIFE - self._keys.age))
        return viewer

    async def _verify(self, token: str) -> dict[str, Any]:
        try:
            kid = _check_header(token)
            key = await self._keys.find(kid)
            if key is None:
                raise _refused()
            required = ["exp", *(["aud"] if self._audience else []), *(["iss"] if self._issuer else [])]
            claims = jwt.decode(
                token,
                key.material,
                algorithms=[key.algorithm],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": required, "verify_aud": self._audience is not None},
            )
            _load_segment(token.split(".")[1])
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise _refused() from None
        return claims

    def _keep(self, header: bytes, viewer: Viewer, until: float) -> None:
        self._kept.pop(header, None)
        if len(self._kept) >= _KEPT_TOKENS:
            del self._kept[next(iter(self._kept))]
        self._kept[header] = (viewer, until)


def issue_token(
    settings: Settings,
    role: str,
    *,
    customer_id: str | None = None,
    market_ids: Sequence[str] = (),
    environment: Environment = Environment.LIVE,
    life: int = TOKEN_LIFE,
    now: Callable[[], float] = time.time,
) -> str:
    """Sign a token for development. Roles: integration, user, webapp, sales_channel, customer, guest."""
    if settings.token_public_key or settings.token_jwks_url:
        raise SettingsError("Tokens are verified by a public key, whose private part is elsewhere.")
    payload: dict[str, Any] = {
        "application": {"id": "gateway-token", "kind": role if role in _STAFF else "sales_channel"},
        "test": environment is Environment.TEST,
        "iat": int(now()),
        "exp": int(now()) + life,
    }
    owner = _choose_owner(role, customer_id)
    if owner:
        payload["owner"] = owner
    if market_ids:
        payload["market"] = {"id": list(market_ids), "stock_location_ids": []}
    if settings.token_audience:
        payload["aud"] = settings.token_audience
    if settings.token_issuer:
        payload["iss"] = settings.token_issuer
    return jwt.encode(payload, read_secret(settings), algorithm="HS256")


def _choose_owner(role: str, customer_id: str | None) -> dict[str, str] | None:
    if role == "user" and customer_id is None:
        return {"id": "developer", "type": "User"}
    if role in {"sales_channel", "customer"} and customer_id:
        return {"id": customer_id, "type": "Customer"}
    if role == "customer":
        raise SettingsError("The role 'customer' needs the id of a customer.")
    if role not in {*_STAFF, "sales_channel", "guest"}:
        known = "integration, user, webapp, sales_channel, customer or guest"
        raise SettingsError(f"The role is {role!r}; expected {known}.")
    if customer_id is not None:
        raise SettingsError(f"The role {role!r} has no customer.")
    return None


def _refused() -> Unauthenticated:
    # One text for every reason: the difference would tell a forger how far he has come.
    return Unauthenticated("The token is not accepted.")


def _read_bearer(header: bytes) -> str:
    scheme, _, token = header.partition(b" ")
    if scheme.lower() != b"bearer" or not token.strip() or len(token) > _MAX_TOKEN_BYTES:
        raise _refused()
    try:
        return token.strip().decode("ascii")
    except UnicodeDecodeError:
        raise _refused() from None


def _check_header(token: str) -> str | None:
    """Refuse what must not even choose a key. Addresses and keys in it (`jku`, `jwk`, …) are ignored."""
    segments = token.split(".")
    if len(segments) != 3:
        raise _refused()
    header = _load_segment(segments[0])
    kid = header.get("kid")
    if "crit" in header or header.get("b64", True) is not True:
        raise _refused()
    if kid is not None and not (isinstance(kid, str) and _KID.fullmatch(kid)):
        raise _refused()
    return kid


def _load_segment(segment: str) -> dict[str, Any]:
    """Readers disagree on which of two equal names counts: a token that has such is refused."""
    padded = segment + "=" * (-len(segment) % 4)
    try:
        loaded = json.loads(
            base64.urlsafe_b64decode(padded),
            object_pairs_hook=_read_unique,
            parse_int=_read_int,
            parse_constant=_refuse_constant,
        )
    except RecursionError:
        raise _refused() from None
    if not isinstance(loaded, dict):
        raise _refused()
    return loaded


def _read_unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    loaded = dict(pairs)
    if len(loaded) != len(pairs):
        raise ValueError("a name is given twice")
    return loaded


def _read_int(digits: str) -> int:
    """Numbers that no JSON of ours could hold are no numbers of ours."""
    value = int(digits)
    if not -(2**63) <= value < 2**63:
        raise ValueError("a number of more than 64 bits")
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _read_viewer(claims: Mapping[str, Any]) -> Viewer:
    application = _object(claims, "application")
    owner = _object(claims, "owner")
    market = _object(claims, "market")
    is_test = claims.get("test", False)
    if not isinstance(is_test, bool):
        raise _refused()
    role = _read_role(application.get("kind"), owner)
    # An integration may act for a user; a customer that owns anything but a sales channel means nothing here.
    owner_id = owner.get("id") if role is Role.CUSTOMER or owner.get("type") == "User" else None
    application_id = application.get("id")
    return Viewer(
        role=role,
        environment=Environment.TEST if is_test else Environment.LIVE,
        owner_id=_text(owner_id) if owner_id is not None else None,
        application_id=_text(application_id) if application_id is not None else None,
        market_ids=_texts(market.get("id")),
        stock_location_ids=_texts(market.get("stock_location_ids")),
        custom_claim=_object(claims, "custom_claim") or None,
    )


def _read_role(kind: Any, owner: Mapping[str, Any]) -> Role:
    if kind == "sales_channel":
        if not owner:
            return Role.GUEST
        if owner.get("type") == "Customer" and isinstance(owner.get("id"), str) and owner["id"]:
            return Role.CUSTOMER
        raise _refused()
    if not isinstance(kind, str) or kind not in _STAFF:
        raise _refused()
    return _STAFF[kind]


def _object(claims: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = claims.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _refused()
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """A claim with one or several ids."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_text(each) for each in values)


def _text(value: Any) -> str:
    """An id in a claim. No row has one with a NUL or half a surrogate pair, and a database refuses to be asked."""
    text = str(value)
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _refused()
    return text
