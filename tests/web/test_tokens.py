"""Which tokens are believed, and whom they make of the viewer."""

import base64
import json
import time
from collections.abc import Iterable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.errors import RequestError, SettingsError, Unauthenticated
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from gateway.web.keys import Key
from gateway.web.tokens import TokenReader, is_open, issue_token
from tests.web.conftest import MakeSettings

SECRET = "a secret of thirty-two bytes or more"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def claims(**values: Any) -> dict[str, Any]:
    """Of an integration, for an hour. A claim that is None is left out."""
    payload = {"application": {"kind": "integration"}, "exp": int(time.time()) + 3600, **values}
    return {name: value for name, value in payload.items() if value is not None}


def sign(payload: dict[str, Any], key: Any = SECRET, algorithm: str = "HS256", **header: Any) -> str:
    return jwt.encode(payload, key, algorithm=algorithm, headers=header or None)


def segment(content: bytes | dict[str, Any]) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign_raw(header: bytes | dict[str, Any], payload: bytes | dict[str, Any]) -> str:
    """Signed by the right secret, whatever the segments hold."""
    signed = f"{segment(header)}.{segment(payload)}"
    algorithm = jwt.get_algorithm_by_name("HS256")
    return f"{signed}.{segment(algorithm.sign(signed.encode(), SECRET.encode()))}"


async def read(settings: Settings, token: str) -> Viewer:
    return await TokenReader(settings).read([f"Bearer {token}".encode()])


@pytest.fixture
def secured(make_settings: MakeSettings) -> Settings:
    return make_settings(token_secret=SECRET)


USER = {"id": "u", "type": "User"}
CUSTOMER = {"id": "c", "type": "Customer"}

SHAPES: list[tuple[str, dict[str, str] | None, Role, str | None]] = [
    ("integration", None, Role.INTEGRATION, None),
    ("integration", USER, Role.INTEGRATION, "u"),
    ("integration", CUSTOMER, Role.INTEGRATION, None),
    ("webapp", None, Role.WEBAPP, None),
    ("user", USER, Role.USER, "u"),
    ("sales_channel", None, Role.GUEST, None),
    ("sales_channel", CUSTOMER, Role.CUSTOMER, "c"),
]


@pytest.mark.parametrize(("kind", "owner", "role", "owner_id"), SHAPES)
async def test_the_kind_and_the_owner_make_the_role(
    secured: Settings, kind: str, owner: dict[str, str] | None, role: Role, owner_id: str | None
) -> None:
    viewer = await read(secured, sign(claims(application={"kind": kind}, owner=owner)))
    assert (viewer.role, viewer.owner_id, viewer.environment) == (role, owner_id, Environment.LIVE)


async def test_all_claims_reach_the_viewer(secured: Settings) -> None:
    payload = claims(
        application={"kind": "sales_channel", "id": "app"},
        owner={"id": "cus_1", "type": "Customer"},
        market={"id": ["m1", "m2"], "stock_location_ids": ["s1"]},
        custom_claim={"plan": "gold"},
        test=True,
    )
    viewer = await read(secured, sign(payload))
    assert viewer == Viewer(Role.CUSTOMER, Environment.TEST, "cus_1", "app", ("m1", "m2"), ("s1",))
    assert viewer.custom_claim == {"plan": "gold"}


def refused_tokens() -> Iterable[tuple[str, str]]:
    good = sign(claims())
    head, body, signature = good.split(".")
    now = int(time.time())
    public = pem(RSA_KEY).encode()
    yield "empty", ""
    yield "words", "not a token"
    yield "two segments", f"{head}.{body}"
    yield "four segments", f"{good}.x"
    yield "five segments, as encrypted ones have", f"{good}.x.y"
    yield "truncated", good[:-2]
    yield "empty signature", f"{head}.{body}."
    yield "signature of another", f"{head}.{segment(claims(test=True))}.{signature}"
    yield "another secret", sign(claims(), "another secret of thirty-two bytes or more")
    yield "expired", sign(claims(exp=now - 31))
    yield "not yet valid", sign(claims(nbf=now + 3600))
    yield "without exp", sign(claims(exp=None))
    yield "exp of words", sign(claims(exp="soon"))
    yield "exp infinite", sign_raw({"alg": "HS256"}, b'{"application":{"kind":"user"},"exp":Infinity}')
    yield "exp too large for a number", sign(claims(exp=10**400))
    yield "exp not a number", sign_raw({"alg": "HS256"}, b'{"application":{"kind":"user"},"exp":NaN}')
    yield "a claim beyond 64 bits", sign(claims(custom_claim={"x": 2**64}))
    yield "market with a NUL", sign(claims(market={"id": ["m\0"]}))
    yield (
        "owner with half a surrogate pair",
        sign(claims(application={"kind": "sales_channel"}, owner={"id": "cus_\ud800", "type": "Customer"})),
    )
    yield (
        "claim twice in an object",
        sign_raw({"alg": "HS256"}, json.dumps(claims()).encode()[:-1] + b',"owner":{"id":"a","id":"b"}}'),
    )
    yield (
        "claim twice in other letters",
        sign_raw({"alg": "HS256"}, json.dumps(claims()).encode()[:-1] + b',"\\u0065xp":9999999999}'),
    )
    yield "alg none", f"{segment({'alg': 'none'})}.{body}."
    yield "alg None", f"{segment({'alg': 'None'})}.{body}.{signature}"
    yield "alg missing", sign_raw({}, claims())
    yield "alg HS512", sign(claims(), SECRET * 2, "HS512")
    yield "alg RS256", sign(claims(), RSA_KEY, "RS256")
    yield "alg a list", sign_raw({"alg": ["HS256"]}, claims())
    yield "signed by the public key", _confused(public)
    yield "crit", sign_raw({"alg": "HS256", "crit": ["exp"], "exp": 1}, claims())
    yield "crit unknown", sign_raw({"alg": "HS256", "crit": ["x"], "x": 1}, claims())
    yield "b64", sign_raw({"alg": "HS256", "b64": False, "crit": ["b64"]}, claims())
    yield "kid path", sign(claims(), kid="../../etc/passwd")
    yield "kid NUL", sign(claims(), kid="a\x00")
    yield "kid SQL", sign(claims(), kid="' OR 1=1 --")
    yield "kid address", sign(claims(), kid="https://evil.example/key")
    yield "kid long", sign(claims(), kid="x" * 300)
    yield "kid number", sign_raw({"alg": "HS256", "kid": 1}, claims())
    yield "token long", sign(claims(custom_claim={"x": "x" * 9000}))
    yield "header twice", sign_raw(b'{"alg":"HS256","alg":"HS256"}', claims())
    yield (
        "claim twice",
        sign_raw({"alg": "HS256"}, json.dumps(claims()).encode()[:-1] + b',"exp":9999999999}'),
    )
    yield "header deep", sign_raw(b"[" * 3000, claims())
    yield "header a list", sign_raw(b"[]", claims())
    yield "payload a list", sign_raw({"alg": "HS256"}, b"[]")
    yield "kind missing", sign(claims(application={}))
    yield "kind unknown", sign(claims(application={"kind": "dashboard"}))
    yield "kind a list", sign(claims(application={"kind": ["user"]}))
    yield "application a string", sign(claims(application="integration"))
    yield (
        "channel of a user",
        sign(claims(application={"kind": "sales_channel"}, owner={"id": "u", "type": "User"})),
    )
    yield "owner without id", sign(claims(application={"kind": "sales_channel"}, owner={"type": "Customer"}))
    yield "test a string", sign(claims(test="false"))


def _confused(public: bytes) -> str:
    signed = f"{segment({'alg': 'HS256', 'typ': 'JWT'})}.{segment(claims())}"
    algorithm: Any = jwt.get_algorithm_by_name("HS256")
    return f"{signed}.{segment(algorithm.sign(signed.encode(), public))}"


REFUSED = list(refused_tokens())


@pytest.mark.parametrize("token", [token for _, token in REFUSED], ids=[name for name, _ in REFUSED])
async def test_a_token_that_is_not_beyond_doubt_is_refused(secured: Settings, token: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        await read(secured, token)
    assert caught.value.extensions == {"code": "UNAUTHENTICATED"}


async def test_a_signature_by_the_public_key_as_a_secret_is_refused(make_settings: MakeSettings) -> None:
    public = pem(RSA_KEY)
    with pytest.raises(Unauthenticated):
        await read(make_settings(token_public_key=public), _confused(public.encode()))


async def test_clocks_may_differ_by_half_a_minute(secured: Settings) -> None:
    viewer = await read(secured, sign(claims(exp=int(time.time()) - 5)))
    assert viewer.role is Role.INTEGRATION


async def test_keys_that_the_token_brings_are_ignored(secured: Settings) -> None:
    headers: dict[str, Any] = {
        "jku": "https://evil.example",
        "x5u": "https://evil.example",
        "jwk": {"kty": "oct", "k": "eA"},
    }
    assert (await read(secured, sign(claims(), **headers))).role is Role.INTEGRATION
    with pytest.raises(Unauthenticated):
        await read(secured, sign(claims(), "x" * 32, **headers))


@pytest.mark.parametrize(("key", "algorithm"), [(RSA_KEY, "RS256"), (EC_KEY, "ES256")])
async def test_a_public_key_verifies_its_own_algorithm(
    make_settings: MakeSettings, key: Any, algorithm: str
) -> None:
    settings = make_settings(token_public_key=pem(key))
    assert (await read(settings, sign(claims(), key, algorithm))).role is Role.INTEGRATION
    other, other_algorithm = (EC_KEY, "ES256") if key is RSA_KEY else (RSA_KEY, "RS256")
    for token in (sign(claims(), other, other_algorithm), sign(claims()), sign(claims(), RSA_KEY, "PS256")):
        with pytest.raises(Unauthenticated):
            await read(settings, token)


@pytest.mark.parametrize(
    ("values", "is_accepted"),
    [
        ({"aud": "us", "iss": "them"}, True),
        ({"aud": ["us", "others"], "iss": "them"}, True),
        ({"aud": "others", "iss": "them"}, False),
        ({"aud": "us", "iss": "others"}, False),
        ({"iss": "them"}, False),
        ({"aud": "us"}, False),
    ],
)
async def test_audience_and_issuer_are_checked_when_configured(
    make_settings: MakeSettings, values: dict[str, Any], is_accepted: bool
) -> None:
    settings = make_settings(token_secret=SECRET, token_audience="us", token_issuer="them")
    if is_accepted:
        assert (await read(settings, sign(claims(**values)))).role is Role.INTEGRATION
    else:
        with pytest.raises(Unauthenticated):
            await read(settings, sign(claims(**values)))


async def test_a_token_may_have_an_audience_that_nobody_asks_for(secured: Settings) -> None:
    viewer = await read(secured, sign(claims(aud="others", iss="them")))
    assert viewer.role is Role.INTEGRATION


@pytest.mark.parametrize("header", [b"", b"Bearer", b"Bearer ", b"Basic eDp5", b"x", b"Bearer \xff\xfe"])
async def test_a_header_that_is_no_bearer_token_is_not_taken_for_none(
    settings: Settings, header: bytes
) -> None:
    with pytest.raises(Unauthenticated):
        await TokenReader(settings).read([header])


async def test_two_headers_are_refused(secured: Settings) -> None:
    header = f"Bearer {sign(claims())}".encode()
    with pytest.raises(RequestError):
        await TokenReader(secured).read([header, header])


async def test_without_a_token_the_mode_of_the_server_decides(
    settings: Settings, secured: Settings, make_settings: MakeSettings
) -> None:
    assert is_open(settings)
    assert not is_open(secured)
    assert not is_open(make_settings(token_public_key=pem(EC_KEY)))
    assert await TokenReader(settings).read([]) == Viewer(Role.OPEN, Environment.LIVE)
    assert await TokenReader(secured).read([]) == Viewer(Role.NOBODY, Environment.LIVE)
    testing = make_settings(environment="test")
    assert await TokenReader(testing).read([]) == Viewer(Role.OPEN, Environment.TEST)


class CountingKeys:
    def __init__(self) -> None:
        self.asked = 0
        self.age = 0.0

    async def find(self, kid: str | None) -> Key | None:
        self.asked += 1
        return Key("HS256", SECRET.encode())


async def test_a_verified_token_is_kept_for_a_minute_or_until_it_expires(secured: Settings) -> None:
    keys = CountingKeys()
    clock = [time.time()]
    reader = TokenReader(secured, keys, lambda: clock[0])
    header = f"Bearer {sign(claims(exp=int(clock[0]) + 30))}".encode()
    first = await reader.read([header])
    assert await reader.read([header]) is first
    assert keys.asked == 1
    clock[0] += 30
    await reader.read([header])
    assert keys.asked == 2


async def test_a_token_is_not_kept_longer_than_its_key_is_known_to_be_there(secured: Settings) -> None:
    """A key that is removed is refused within a minute, whenever its token was seen last."""
    keys = CountingKeys()
    clock = [time.time()]
    reader = TokenReader(secured, keys, lambda: clock[0])
    header = f"Bearer {sign(claims())}".encode()
    keys.age = 59.0
    await reader.read([header])
    clock[0] += 0.9
    await reader.read([header])
    assert keys.asked == 1
    clock[0] += 0.2
    await reader.read([header])
    assert keys.asked == 2


async def test_only_so_many_tokens_are_kept(secured: Settings) -> None:
    keys = CountingKeys()
    reader = TokenReader(secured, keys)
    headers = [f"Bearer {sign(claims(number=number))}".encode() for number in range(1025)]
    for header in headers:
        await reader.read([header])
    await reader.read([headers[-1]])
    assert keys.asked == 1025
    await reader.read([headers[0]])
    assert keys.asked == 1026


@pytest.mark.parametrize(
    ("role", "customer_id", "expected"),
    [
        ("integration", None, Role.INTEGRATION),
        ("webapp", None, Role.WEBAPP),
        ("user", None, Role.USER),
        ("sales_channel", None, Role.GUEST),
        ("sales_channel", "cus_1", Role.CUSTOMER),
        ("customer", "cus_1", Role.CUSTOMER),
        ("guest", None, Role.GUEST),
    ],
)
async def test_an_issued_token_is_accepted(
    make_settings: MakeSettings, role: str, customer_id: str | None, expected: Role
) -> None:
    settings = make_settings(token_audience="us", token_issuer="me")
    token = issue_token(
        settings, role, customer_id=customer_id, market_ids=["m"], environment=Environment.TEST
    )
    viewer = await read(settings, token)
    assert (viewer.role, viewer.environment, viewer.market_ids) == (expected, Environment.TEST, ("m",))
    assert viewer.owner_id == (customer_id or ("developer" if role == "user" else None))


@pytest.mark.parametrize(
    ("role", "customer_id", "message"),
    [
        ("customer", None, "The role 'customer' needs the id of a customer."),
        ("guest", "cus_1", "The role 'guest' has no customer."),
        ("integration", "cus_1", "The role 'integration' has no customer."),
        (
            "admin",
            None,
            "The role is 'admin'; expected integration, user, webapp, sales_channel, customer or guest.",
        ),
    ],
)
def test_a_token_that_makes_no_sense_is_not_issued(
    secured: Settings, role: str, customer_id: str | None, message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        issue_token(secured, role, customer_id=customer_id)
    assert str(caught.value) == message


def test_no_token_is_issued_for_a_key_of_others(make_settings: MakeSettings) -> None:
    with pytest.raises(SettingsError):
        issue_token(make_settings(token_public_key=pem(EC_KEY)), "user")
