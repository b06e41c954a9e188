"""Labels of customers that are records of their own: whoever has one follows when it is renamed or goes.

tag 7, "vip"; customer lists tag 7        labelled "vip", whichever comes first
tag 7, "gold", by itself or with another  labelled "gold", with all who list it
tag 7 as it was before, with a customer   labelled "gold": an old document overwrites no newer one
tag 7 is deleted                          labelled no more, whoever is told to have it with an older document
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, cast, select

from gateway.database import Transaction
from gateway.domain.customers.model import Customer, CustomerTag
from gateway.domain.rows import ANONYMIZED
from gateway.sources.fields import Name
from gateway.sources.prepared import Key, Prepared, key_of
from gateway.sources.reading import value_at
from gateway.sources.retained import retain_at, said_by, with_retained
from gateway.sources.source import Source
from gateway.sources.tables import customer_records, find_among, read_record, read_record_of
from gateway.sources.waiting import is_any_waiting, take_waiting, wait
from gateway.sources.writer import Writer
from gateway.view import table_of

_CUSTOMERS, _TAGS = table_of(Customer), table_of(CustomerTag)


class Labels:
    """What came, was renamed or went in one batch."""

    def __init__(self, source: Source) -> None:
        self.links = source.naming
        self.former: dict[Key, list[str]] = {}
        """Records of labels → what they were called before."""
        self.missing: list[tuple[Key, Key]] = []
        """Records of customers, and of labels that they list and that are not here."""

    def note_new(self, key: Key) -> None:
        """A record has come."""
        self.former.setdefault(key, [])

    def note_former(self, stored: Mapping[str, Any]) -> None:
        """A record is about to be changed or to go."""
        link = self.links.get(stored["kind"])
        if link is not None:
            names = [each["name"] for each in _labels(link, [said_by(stored)])]
            self.former.setdefault(key_of(stored), []).extend(names)

    def complete(self, writer: Writer, record: Prepared) -> None:
        """A customer's labels, where some did not come along, or as they were before they were renamed or went."""
        if record.reading is None:
            return
        for link, ids in record.reading.links:
            if not isinstance(link, Name):
                continue
            came = {each.key[3]: each for each in record.beside if each.key[2] == link.kind}
            listed = [(*record.key[:2], link.kind, each) for each in dict.fromkeys(ids)]
            if not any(key in record.unnamed or writer.is_outdated(came[key[3]]) for key in listed):
                continue
            told = []
            for key in listed:
                document = _newest(writer, key, came.get(key[3]))
                if value_at(document, link.path_there) is None:
                    self.missing.append((record.key, key))
                else:
                    told.append(document)
            record.reading.lists[link.target] = _labels(link, told)

    def tell(self, writer: Writer, bring_up: Callable[..., Any]) -> None:
        """Brings the customers up to it who list such a label; who lists one that is not here waits for it."""
        transaction = writer.transaction
        for of_customer, key in self.missing:
            if of_customer in writer.known:
                wait(transaction, writer.system, key, writer.known[of_customer].id)
        may_be_awaited = is_any_waiting(transaction)
        for key, names in self.former.items():
            if not names and not may_be_awaited:
                continue
            customers = set(_labelled(transaction, key[0], names)) if names else set()
            stored = read_record_of(transaction, key[0], writer.system, *key[1:])
            name = value_at(said_by(stored), self.links[key[2]].path_there) if stored else None
            is_here = name is not None
            if is_here and may_be_awaited:
                come = take_waiting(transaction, writer.system, key)
                customers |= {each["customer_id"] for each in come if each["customer_id"]}
            for customer_id in sorted(customers):
                listing = self._listing(writer, customer_id, key)
                if listing:
                    bring_up(customer_id)
                for each in () if is_here else listing:
                    wait(transaction, writer.system, key, each["id"])
        self.former.clear()
        self.missing.clear()

    def _listing(self, writer: Writer, customer_id: str, key: Key) -> list[dict[str, Any]]:
        """The records of a customer that have a label; none of one who is forgotten."""
        row = writer.transaction.get(Customer, customer_id)
        if row is None or row["anonymization_status"] in ANONYMIZED:
            return []
        stored = customer_records(writer.transaction, customer_id)
        return [each for each in stored if _lists(each, writer.system, self.links[key[2]], key)]


def _labels(link: Name, documents: Sequence[Any]) -> list[dict[str, Any]]:
    """One whose name is not told is nothing yet."""
    names = [value_at(each, link.path_there) for each in documents]
    found: list[dict[str, Any]] = link.convert([name for name in names if name is not None])
    return found


def _newest(writer: Writer, key: Key, came: Prepared | None) -> Any:
    """The document of a label: as it came along, or as it is stored; None where it is not here."""
    known = writer.known.get(key)
    stored = None
    if known is not None and known.content_hash:
        writer.flush()
        stored = read_record(writer.transaction, known.id)
    said = said_by(stored) if stored else None
    if came is None or writer.is_outdated(came):
        return said
    document, path = orjson.loads(came.raw), writer.source.naming[key[2]].path_there
    return with_retained(document, retain_at(path, said or {}, document))


def _lists(stored: Mapping[str, Any], system: str, link: Name, key: Key) -> bool:
    """Whether a stored record of a customer has this label."""
    if (stored["environment"], stored["system"], stored["connection"]) != (key[0], system, key[1]):
        return False
    listed = value_at(said_by(stored), f"{link.path}.data")
    return isinstance(listed, list) and any(value_at(each, "id") == key[3] for each in listed)


def _labelled(transaction: Transaction, environment: str, names: Sequence[str]) -> list[str]:
    """Customers who have one of these labels, or may have lost it here."""
    found = find_among(transaction, _TAGS.c.name, names, ("customer_id",), environment)
    changed = transaction.select("customers labelled here", _labelled_here, {"environment": environment})
    return sorted({each["customer_id"] for each in found} | {customer_id for (customer_id,) in changed})


def _labelled_here() -> Any:
    return select(_CUSTOMERS.c.id).where(
        _CUSTOMERS.c.environment == bindparam("environment"),
        cast(_CUSTOMERS.c.own_values, Text).contains('"tags"'),
    )
