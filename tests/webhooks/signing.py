"""Deliveries as the systems send them: bodies with values of our own, and their signatures."""

import base64
import hashlib
import hmac
import json
from typing import Any

from tests.sources.documents import Document, commerce_layer_customer, voucherify_customer

COMMERCE_LAYER, VOUCHERIFY = "commerce_layer", "voucherify"
SECRETS = {COMMERCE_LAYER: "loom-shed-41", VOUCHERIFY: "warp-and-weft-7"}
HEADERS = {COMMERCE_LAYER: "x-commercelayer-signature", VOUCHERIFY: "x-voucherify-signature"}


def digest(secret: str, signed: bytes) -> bytes:
    return hmac.new(secret.encode(), signed, hashlib.sha256).digest()


def in_base64(body: bytes, secret: str = SECRETS[COMMERCE_LAYER]) -> bytes:
    return base64.b64encode(digest(secret, body))


def in_hex(signed: bytes, secret: str = SECRETS[VOUCHERIFY]) -> bytes:
    return digest(secret, signed).hex().encode()


def signed(system: str, body: bytes) -> list[tuple[str, str]]:
    """The headers with which a body is accepted, when it has no white space between its tokens."""
    signature = in_base64(body) if system == COMMERCE_LAYER else in_hex(body)
    return [("content-type", "application/json"), (HEADERS[system], signature.decode())]


def compact(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def resource_body(document: Document | None = None, **more: Any) -> bytes:
    """A resource of Commerce Layer."""
    return compact({"data": document or commerce_layer_customer(), **more})


def event_body(
    kind: str = "customer.updated", customer: Document | None = None, event: str = "whs_a1"
) -> bytes:
    """An event of Voucherify."""
    return compact(
        {
            "id": event,
            "project_id": "proj_k3",
            "created_at": "2026-05-06T07:08:09.010Z",
            "type": kind,
            "data": {"customer": voucherify_customer() if customer is None else customer},
            "source": {"id": "wh_z9", "object": "webhook", "target_url": "https://looms.example/in"},
        }
    )
