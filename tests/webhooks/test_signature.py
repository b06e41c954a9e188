"""A signature fits exactly the bytes that were signed, with one of the secrets that are accepted."""

import base64

import pytest

from gateway.domain.records.model import SourceSystem
from gateway.sources.webhooks.signature import SCHEMES, verify, without_space
from tests.webhooks.signing import COMMERCE_LAYER, SECRETS, VOUCHERIFY, digest, in_base64, in_hex

BODY = b'{ "data": {"attributes": {"email": "mira@shop.example", "n": 1.10, "w": "a  b"}} }\n'
COMPACT = b'{"data":{"attributes":{"email":"mira@shop.example","n":1.10,"w":"a  b"}}}'
SHOP, CARDS = SECRETS[COMMERCE_LAYER], SECRETS[VOUCHERIFY]


def accepts(system: str, body: bytes, *signatures: bytes, secrets: tuple[str, ...] = ()) -> bool:
    scheme = SCHEMES[SourceSystem(system.upper())]
    return verify(scheme, secrets or (SECRETS[system],), body, signatures)


BASE64 = in_base64(BODY)
URL_SAFE_SECRET = next(
    secret
    for secret in (f"loom-{number}" for number in range(100))
    if {"+", "/"} <= set(in_base64(BODY, secret).decode())
)

COMMERCE_LAYER_CASES = [
    ("right", BODY, (BASE64,), True),
    ("missing", BODY, (), False),
    ("empty", BODY, (b"",), False),
    ("twice", BODY, (BASE64, BASE64), False),
    ("two in one", BODY, (BASE64 + b", " + BASE64,), False),
    ("another secret", BODY, (in_base64(BODY, "loom-shed-42"),), False),
    ("first byte changed", BODY, (bytes([BASE64[0] ^ 1]) + BASE64[1:],), False),
    ("truncated", BODY, (BASE64[:-4],), False),
    ("without padding", BODY, (BASE64.rstrip(b"="),), False),
    ("more padding", BODY, (BASE64 + b"=",), False),
    ("more behind it", BODY, (BASE64 + b"AAAA",), False),
    ("white space in it", BODY, (BASE64[:8] + b" " + BASE64[8:],), False),
    ("not ASCII", BODY, (BASE64[:-2] + b"\xe9=",), False),
    ("hex", BODY, (digest(SHOP, BODY).hex().encode(),), False),
    ("digest itself", BODY, (digest(SHOP, BODY),), False),
    ("of the compact body", BODY, (in_base64(COMPACT),), False),
    ("body without its last byte", BODY[:-1], (BASE64,), False),
    ("one byte of the body changed", BODY.replace(b"1.10", b"1.11"), (BASE64,), False),
    ("one letter of the body spelled by its number", BODY.replace(b"mira", b"m\\u0069ra"), (BASE64,), False),
]

HEX = in_hex(COMPACT)
ESCAPED = b'{"name": "Ma\\u0142gorzata \\" { \\\\", "x": [ ] }'
ESCAPED_COMPACT = b'{"name":"Ma\\u0142gorzata \\" { \\\\","x":[]}'
LETTERS = '{"name": "Małgorzata"}'.encode()

VOUCHERIFY_CASES = [
    ("right", BODY, (HEX,), True),
    ("compact already", COMPACT, (HEX,), True),
    ("other white space", COMPACT.replace(b":", b"\t:\r\n "), (HEX,), True),
    ("white space in a string counts", COMPACT.replace(b"a  b", b"a b"), (HEX,), False),
    ("escapes stay escapes", ESCAPED, (in_hex(ESCAPED_COMPACT),), True),
    ("letters stay letters", LETTERS, (in_hex('{"name":"Małgorzata"}'.encode()),), True),
    ("letters are no escapes", LETTERS, (in_hex(b'{"name":"Ma\\u0142gorzata"}'),), False),
    ("numbers stay as they are spelled", BODY, (in_hex(COMPACT.replace(b"1.10", b"1.1")),), False),
    ("no-break space is no white space", b'{"a":\xc2\xa01}', (in_hex(b'{"a":1}'),), False),
    ("form feed is no white space", b'{"a":\x0c1}', (in_hex(b'{"a":1}'),), False),
    ("of the body as it came", BODY, (in_hex(BODY),), False),
    ("missing", BODY, (), False),
    ("twice", BODY, (HEX, HEX), False),
    ("upper case", BODY, (HEX.upper(),), True),
    ("truncated", BODY, (HEX[:-2],), False),
    ("half a byte missing", BODY, (HEX[:-1],), False),
    ("more behind it", BODY, (HEX + b"00",), False),
    ("another letter", BODY, (HEX[:-1] + b"g",), False),
    ("other digits", BODY, ("٣".encode() * 64,), False),
    ("white space in it", BODY, (HEX[:2] + b" " + HEX[2:],), False),
    ("base64", BODY, (base64.b64encode(digest(CARDS, COMPACT)),), False),
    ("another secret", BODY, (in_hex(COMPACT, "warp-and-weft-8"),), False),
    ("one byte of the body changed", BODY.replace(b"mira", b"nira"), (HEX,), False),
]


@pytest.mark.parametrize(
    ("body", "signatures", "is_right"),
    [case[1:] for case in COMMERCE_LAYER_CASES],
    ids=[case[0] for case in COMMERCE_LAYER_CASES],
)
def test_commerce_layer_signs_the_bytes(body: bytes, signatures: tuple[bytes, ...], is_right: bool) -> None:
    assert accepts(COMMERCE_LAYER, body, *signatures) is is_right


@pytest.mark.parametrize(
    ("body", "signatures", "is_right"),
    [case[1:] for case in VOUCHERIFY_CASES],
    ids=[case[0] for case in VOUCHERIFY_CASES],
)
def test_voucherify_signs_the_tokens(body: bytes, signatures: tuple[bytes, ...], is_right: bool) -> None:
    assert accepts(VOUCHERIFY, body, *signatures) is is_right


def test_base64_of_addresses_is_another_alphabet() -> None:
    value = in_base64(BODY, URL_SAFE_SECRET)
    other = value.replace(b"+", b"-").replace(b"/", b"_")
    assert accepts(COMMERCE_LAYER, BODY, value, secrets=(URL_SAFE_SECRET,))
    assert not accepts(COMMERCE_LAYER, BODY, other, secrets=(URL_SAFE_SECRET,))


def test_base64_has_one_spelling() -> None:
    """The last sign before the padding has two bits that say nothing."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = BASE64[:-2] + bytes([alphabet[alphabet.index(BASE64[-2]) + 1]]) + b"="
    assert base64.b64decode(twin) == base64.b64decode(BASE64)
    assert not accepts(COMMERCE_LAYER, BODY, twin)


@pytest.mark.parametrize("used", ["new", "old"])
def test_each_of_several_secrets_is_accepted(used: str) -> None:
    assert accepts(COMMERCE_LAYER, BODY, in_base64(BODY, used), secrets=("new", "old"))
    assert accepts(VOUCHERIFY, BODY, in_hex(COMPACT, used), secrets=("new", "old"))


def test_a_secret_that_was_taken_away_is_refused() -> None:
    assert not accepts(COMMERCE_LAYER, BODY, in_base64(BODY, "old"), secrets=("new",))


SPACES = [
    (b"", b""),
    (b" \t\r\n", b""),
    (b'{ "a b" : "x \\" y" ,\n"c":[1, 2.0 ]}', b'{"a b":"x \\" y","c":[1,2.0]}'),
    (b'"ends in \\\\" , "b"', b'"ends in \\\\","b"'),
    (b'"open  ', b'"open  '),
    (b'"open \\', b'"open \\'),
    (b'1 "\n" 2', b'1"\n"2'),
]


@pytest.mark.parametrize(("body", "left"), SPACES)
def test_white_space_goes_between_tokens_alone(body: bytes, left: bytes) -> None:
    assert without_space(body) == left
