"""Where the keys come from, and when they are looked at again."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from gateway.errors import SettingsError
from gateway.web.keys import KeySet, read_keys, read_secret
from tests.serving import serving
from tests.web.conftest import MakeSettings

KEY_NAMES = "GATEWAY_TOKEN_SECRET, GATEWAY_TOKEN_PUBLIC_KEY and GATEWAY_TOKEN_JWKS_URL"
EC_KEY = ec.generate_private_key(ec.SECP256R1()).public_key()
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()


def entry(kid: str, **values: Any) -> dict[str, Any]:
    return {**ECAlgorithm.to_jwk(EC_KEY, as_dict=True), "kid": kid, **values}


class Source:
    """A key set that the test changes, and a clock that it moves."""

    def __init__(self, *kids: str) -> None:
        self.entries: list[dict[str, Any]] = [entry(kid) for kid in kids]
        self.fetched = 0
        self.is_down = False
        self.time = 0.0

    async def fetch(self, _: str) -> bytes:
        self.fetched += 1
        if self.is_down:
            raise OSError
        return json.dumps({"keys": self.entries}).encode()

    def keys(self) -> KeySet:
        return KeySet("https://issuer.example/keys", self.fetch, lambda: self.time)


async def test_unknown_kids_cause_one_fetch_a_minute() -> None:
    source = Source("a")
    keys = source.keys()
    for kid in ("b", "c", "d"):
        assert await keys.find(kid) is None
    source.time = 59.9
    assert await keys.find("e") is None
    assert source.fetched == 1
    source.time = 60
    assert await keys.find("f") is None
    assert source.fetched == 2


async def test_keys_come_and_go_within_a_minute() -> None:
    source = Source("old")
    keys = source.keys()
    assert await keys.find("old")
    source.entries = [entry("new")]
    source.time = 60
    assert await keys.find("new")
    assert await keys.find("old") is None


async def test_a_set_tells_how_old_it_is() -> None:
    source = Source("a")
    keys = source.keys()
    assert keys.age == 60
    await keys.find("a")
    source.time = 12
    assert keys.age == 12


async def test_known_keys_stay_while_the_set_cannot_be_fetched() -> None:
    source = Source("a")
    keys = source.keys()
    assert await keys.find("a")
    source.is_down = True
    source.time = 60
    assert await keys.find("a")
    assert source.fetched == 2


async def test_a_token_without_kid_needs_a_set_of_one() -> None:
    assert await Source("a").keys().find(None)
    assert await Source("a", "b").keys().find(None) is None


async def test_the_key_chooses_the_algorithm() -> None:
    source = Source()
    rsa_entry = {**RSAAlgorithm.to_jwk(RSA_KEY, as_dict=True), "kid": "rsa", "alg": "RS256"}
    source.entries = [rsa_entry, entry("ec"), {"kty": "oct", "k": "eHh4", "kid": "secret", "alg": "HS256"}]
    keys = source.keys()
    found = [await keys.find(kid) for kid in ("rsa", "ec")]
    assert [key.algorithm for key in found if key] == ["RS256", "ES256"]
    assert await keys.find("secret") is None


@pytest.mark.parametrize(
    "bad", [entry("x", use="enc"), entry("x", x="!"), {"kid": "x"}, {"kid": "x", "kty": "what"}, 1, None]
)
async def test_entries_that_are_not_understood_are_left_out(bad: Any) -> None:
    source = Source("good")
    source.entries.append(bad)
    keys = source.keys()
    assert await keys.find("good")
    assert await keys.find("x") is None


async def test_a_set_is_fetched_over_http_and_redirects_are_not_followed() -> None:
    async def keys(_: Request) -> JSONResponse:
        return JSONResponse({"keys": [entry("a")]})

    async def moved(_: Request) -> RedirectResponse:
        return RedirectResponse("/keys")

    with serving(Starlette(routes=[Route("/keys", keys), Route("/moved", moved)])) as address:
        assert await KeySet(f"{address}/keys").find("a")
        assert await KeySet(f"{address}/moved").find("a") is None


@pytest.mark.parametrize(
    "url", ["http://issuer.example/keys", "file:///etc/passwd", "ftp://x", "https://", "x"]
)
def test_keys_come_from_https_only(url: str, make_settings: MakeSettings) -> None:
    with pytest.raises(SettingsError):
        read_keys(make_settings(token_jwks_url=url))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"token_secret": "short"}, "GATEWAY_TOKEN_SECRET has 5 bytes; expected at least 32."),
        ({"token_secret": ""}, "GATEWAY_TOKEN_SECRET has 0 bytes; expected at least 32."),
        (
            {"token_secret": "-----BEGIN PUBLIC KEY-----" + "x" * 32},
            "GATEWAY_TOKEN_SECRET is a PEM key; set GATEWAY_TOKEN_PUBLIC_KEY instead.",
        ),
        (
            {"token_public_key": "x"},
            "GATEWAY_TOKEN_PUBLIC_KEY is not understood; expected a PEM public key, RSA or EC P-256.",
        ),
        (
            {"token_secret": "x" * 32, "token_public_key": "x"},
            f"Only one of {KEY_NAMES} may be set.",
        ),
    ],
)
def test_a_key_that_is_unusable_stops_the_start(
    make_settings: MakeSettings, values: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_keys(make_settings(**values))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505 - It must be refused.
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
)
def test_keys_that_are_weak_or_of_other_kinds_are_refused(make_settings: MakeSettings, key: Any) -> None:
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(SettingsError):
        read_keys(make_settings(token_public_key=pem))


def test_the_development_secret_is_made_once_and_for_the_owner_alone(
    make_settings: MakeSettings, tmp_path: Path
) -> None:
    settings = make_settings(data_directory=tmp_path / "new")
    secret = read_secret(settings)
    path = tmp_path / "new" / "token-secret"
    assert len(secret) == 64
    assert read_secret(settings) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["token-secret"]


def test_a_development_secret_that_others_can_read_is_refused(
    make_settings: MakeSettings, tmp_path: Path
) -> None:
    settings = make_settings()
    read_secret(settings)
    (tmp_path / "token-secret").chmod(0o644)
    with pytest.raises(SettingsError):
        read_secret(settings)
