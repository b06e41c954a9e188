"""E-mail addresses → the mailbox behind them, and whether one person reads it.

ada.lovelace+shop@googlemail.com → adalovelace@gmail.com
"""

import re
from functools import lru_cache

_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_PARTS = re.compile(r"[._\-]")

_ROLES = """
abuse accounting accounts admin administration administrator all anfrage applications assistance
bestellung bestellungen billing booking bookings buchhaltung bureau buyer buying careers ceo comercial
commercial compras compta comptabilite contact contacto contatti customer customers customerservice
direction dispatch einkauf email empfang enquiries enquiry events everyone facturas facturation feedback
finance gast guest hallo hello help helpdesk hola hostmaster hr inbox info information invoice invoices it
jobs kontakt lager legal logistics mail mailbox mailer marketing media moin nobody noemail nomail none
noreply office onlineshop operations order orders ordini pay payments postmaster praxis press presse
privacy procurement purchase purchasing recepcion reception rechnung rechnungen reservations rezeption
root sales secretariat security sekretariat service shipping shop spam staff store studio support team
tech technik test unknown ventas verkauf versand vertrieb warehouse web webmaster welcome zentrale
"""
ROLES = frozenset(_ROLES.split())
"""What a mailbox is called that several people read, or that nobody has."""


@lru_cache(maxsize=65_536)
def mailbox(email: str) -> str:
    """The address without what its owner may add at will: the part after `+`, and the dots of Gmail."""
    local, _, host = email.rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '')}@gmail.com" if host in _GMAIL else f"{local}@{host}"


@lru_cache(maxsize=65_536)
def is_shared(email: str) -> bool:
    """Whether an address names a role (`info@`, `sales.emea@`, `no-reply@`), not a person."""
    parts = _PARTS.split(email.rpartition("@")[0].partition("+")[0])
    return bool({parts[0], "".join(parts)} & ROLES)
