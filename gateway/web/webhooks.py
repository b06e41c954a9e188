"""`POST /webhooks/{system}`: a delivery's bytes → its signature verified → the inbox → an answer at once."""

from collections.abc import Callable, Mapping, Sequence

from pydantic import SecretStr
from starlette.types import Receive, Scope, Send

from gateway.database import Database
from gateway.domain.records.model import SourceSystem
from gateway.entity import now
from gateway.errors import BadUserInput, RequestError, Unauthenticated
from gateway.settings import Settings
from gateway.sources.webhooks.inbox import receive as receive_delivery
from gateway.sources.webhooks.signature import SCHEMES, Scheme, verify
from gateway.web.decode import read_body
from gateway.web.failures import Failures
from gateway.web.headers import RawHeaders, read_headers
from gateway.web.negotiation import JSON
from gateway.web.refusals import (
    BodyTimeout,
    BodyTooLarge,
    ClientGone,
    MethodNotAllowed,
    NoSuchAddress,
    NotConfigured,
)
from gateway.web.sending import send_and_close, send_answer

_LONGEST_TOPIC = 100
_UNREAD = (MethodNotAllowed, NoSuchAddress, NotConfigured, BodyTooLarge, BodyTimeout)
"""What is refused before the body was read to its end."""
_ACCEPTED, _KNOWN = (202, b'{"status":"accepted"}'), (200, b'{"status":"known"}')


class WebhookEndpoint:
    """One callable for all systems. `wake` is called when there is something to do."""

    def __init__(self, database: Database, settings: Settings, wake: Callable[[], None]) -> None:
        self._database = database
        self._settings = settings.model_copy(update={"max_body_bytes": settings.max_webhook_bytes})
        self._secrets: Mapping[SourceSystem, Sequence[SecretStr]] = {
            SourceSystem.COMMERCE_LAYER: settings.commerce_layer_webhook_secrets,
            SourceSystem.VOUCHERIFY: settings.voucherify_webhook_secrets,
        }
        self._wake = wake
        self._failures = Failures(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, body = await self._take(scope, receive)
        except ClientGone:
            return
        except RequestError as error:
            await self._refuse(error, receive, send)
            return
        except Exception as error:  # noqa: BLE001 (the outermost door: what nobody foresaw is masked, and sent again)
            await send_answer(send, JSON, 500, self._failures.error_body([error]), ())
            return
        await send_answer(send, JSON, status, body, ())

    async def _take(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        if scope["method"] != "POST":
            raise MethodNotAllowed(f"{scope['method'][:20]} is not supported; use POST.")
        system = _system_named(scope["path_params"]["system"])
        scheme, secrets = SCHEMES[system], [each.get_secret_value() for each in self._secrets[system]]
        if not secrets:
            raise NotConfigured("Webhooks of this system are not set up here.")
        raw: RawHeaders = scope["headers"]
        body = await read_body(receive, read_headers(list(raw)), self._settings)
        if not verify(scheme, secrets, body, _values(raw, scheme.header)):
            raise Unauthenticated(f"The header {scheme.header.decode()} does not hold this body's signature.")
        return await self._keep(system, _topic_of(scheme, raw), _text_of(body))

    async def _keep(self, system: SourceSystem, topic: str | None, body: str) -> tuple[int, bytes]:
        at = now()
        is_new = await self._database.write(
            lambda transaction: receive_delivery(transaction, system, topic, body, at)
        )
        if not is_new:
            return _KNOWN
        self._wake()
        return _ACCEPTED

    async def _refuse(self, error: RequestError, receive: Receive, send: Send) -> None:
        body, hints = self._failures.error_body([error]), _hints(error)
        if isinstance(error, _UNREAD):
            await send_and_close(receive, send, JSON, error, body, hints, self._settings)
        else:
            await send_answer(send, JSON, error.http_status, body, hints)


def _system_named(word: str) -> SourceSystem:
    for system in SCHEMES:
        if system.value.lower() == word:
            return system
    raise NoSuchAddress("There are no webhooks of such a system.")


def _values(raw: RawHeaders, name: bytes) -> list[bytes]:
    return [value for each, value in raw if each == name]


def _topic_of(scheme: Scheme, raw: RawHeaders) -> str | None:
    """What happened, as a header tells; nothing else than a plain word with dots is taken for one."""
    values = _values(raw, scheme.topic_header) if scheme.topic_header else []
    topic = values[0].decode("latin-1") if len(values) == 1 else ""
    is_plain = topic.isascii() and topic.replace(".", "").replace("_", "").isalnum()
    return topic if is_plain and len(topic) <= _LONGEST_TOPIC else None


def _text_of(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadUserInput("The body is not UTF-8.") from None
    if "\0" in text:
        raise BadUserInput("The body holds a NUL character.")
    return text


def _hints(error: RequestError) -> list[tuple[bytes, bytes]]:
    if isinstance(error, MethodNotAllowed):
        return [(b"allow", b"POST")]
    return [(b"www-authenticate", b"Signature")] if isinstance(error, Unauthenticated) else []
