"""Headers: those of a request as the door reads them, and those that every response carries."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from gateway.errors import RequestError
from gateway.web.refusals import CrossSite, UnsupportedMediaType

RawHeaders = Iterable[tuple[bytes, bytes]]

SAFE_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)

_SINGLE = frozenset(
    {
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"origin",
        b"sec-fetch-site",
    }
)


def read_headers(raw: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """By name, in lower case. A list header that is repeated is joined, any other is refused."""
    headers = dict(raw)
    if len(headers) == len(raw):
        return headers
    joined: dict[bytes, bytes] = {}
    for name, value in raw:
        if name in joined and name in _SINGLE:
            raise RequestError(f"The header '{name.decode('latin-1')}' is given more than once.")
        joined[name] = joined[name] + b", " + value if name in joined else value
    return joined


def authorizations(raw: RawHeaders) -> list[bytes]:
    return [value for name, value in raw if name == b"authorization"]


@lru_cache(maxsize=64)
def check_content_type(value: bytes) -> None:
    """JSON in UTF-8 and nothing else: forms, multipart and text are what another site can send unasked."""
    kind, *parameters = value.decode("latin-1").lower().split(";")
    if kind.strip() == "application/json" and all(
        parameter.strip() in {"", "charset=utf-8", 'charset="utf-8"'} for parameter in parameters
    ):
        return
    raise UnsupportedMediaType("The body's Content-Type must be application/json in UTF-8.")


def check_body_headers(headers: Mapping[bytes, bytes]) -> None:
    check_content_type(headers.get(b"content-type", b""))
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedMediaType("The body's Content-Encoding must be identity.")


def check_site(headers: Mapping[bytes, bytes]) -> None:
    """Refuse what a page of another site made the browser send. Programs send neither header."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        if site.lower() == b"cross-site":
            raise CrossSite("Requests from pages of other sites are refused.")
        return
    origin = headers.get(b"origin")
    # Behind a proxy that rewrites Host this says nothing, but every current browser sends Sec-Fetch-Site.
    if origin is not None and _read_host(origin) != headers.get(b"host", b"").lower():
        raise CrossSite("Requests from pages of other sites are refused.")


def _read_host(origin: bytes) -> bytes:
    try:
        return urlsplit(origin.decode("latin-1")).netloc.lower().encode("latin-1")
    except ValueError:
        return b""
