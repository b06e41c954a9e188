"""Labels of customers that are records of their own: whoever has one follows when it is renamed or goes.

tag 7, "vip"; customer lists tag 7        labelled "vip"
tag 7, "gold", by itself or with another  labelled "gold", with all who list it
tag 7 as it was before, with a customer   labelled "gold": an old document overwrites no newer one
tag 7 is deleted                          labelled no more
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, cast, select

from gateway.database import Transaction
from gateway.domain.customers.model import Customer, CustomerTag
from gateway.domain.rows import ANONYMIZED
from gateway.sources.fields import Name
from gateway.sources.prepared import Key, Prepared
from gateway.sources.reading import value_at
from gateway.sources.source import Source
from gateway.sources.tables import customer_records, find_among, read_record
from gateway.sources.writer import Writer
from gateway.view import table_of

_CUSTOMERS, _TAGS = table_of(Customer), table_of(CustomerTag)


class Labels:
    """What was renamed, or went, in one batch."""

    def __init__(self, source: Source) -> None:
        self.links = source.naming
        self.former: dict[Key, list[str]] = {}
        """Records of labels → what they were called before."""

    def note_former(self, stored: Mapping[str, Any]) -> None:
        """A record is about to be changed or to go."""
        link = self.links.get(stored["kind"])
        if link is not None:
            key = (stored["environment"], stored["connection"], stored["kind"], stored["external_id"])
            names = [each["name"] for each in _labels(link, [stored["payload"]])]
            self.former.setdefault(key, []).extend(names)

    def correct(self, writer: Writer, record: Prepared) -> None:
        """A customer's labels where they came along as they were before they were renamed."""
        if record.reading is None:
            return
        for link, ids in record.reading.links:
            if not isinstance(link, Name) or link.target not in record.reading.lists:
                continue
            came = {each.key[3]: each for each in record.beside if each.key[2] == link.kind}
            told = [came[each] for each in ids if each in came]
            if any(_is_renamed(writer, each) for each in told):
                record.reading.lists[link.target] = _labels(link, [_newest(writer, each) for each in told])

    def tell(self, writer: Writer, bring_up: Callable[..., Any]) -> None:
        """Brings the customers up to it who have such a label."""
        for key, names in self.former.items():
            link = self.links[key[2]]
            for customer_id in _labelled(writer.transaction, key[0], names):
                row = writer.transaction.get(Customer, customer_id)
                if row is None or row["anonymization_status"] in ANONYMIZED:
                    continue
                stored = customer_records(writer.transaction, customer_id)
                if any(_lists(each, writer.system, link, key) for each in stored):
                    bring_up(customer_id)
        self.former.clear()


def _labels(link: Name, documents: Sequence[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = link.convert([value_at(each, link.path_there) for each in documents])
    return found


def _is_renamed(writer: Writer, record: Prepared) -> bool:
    """Whether a newer document of it is stored."""
    known = writer.known.get(record.key)
    return known is not None and bool(known.content_hash) and writer.is_outdated(record)


def _newest(writer: Writer, record: Prepared) -> Any:
    writer.flush()
    stored = (
        read_record(writer.transaction, writer.known[record.key].id) if _is_renamed(writer, record) else None
    )
    return stored["payload"] if stored else orjson.loads(record.raw)


def _lists(stored: Mapping[str, Any], system: str, link: Name, key: Key) -> bool:
    """Whether a stored record of a customer has this label."""
    if (stored["environment"], stored["system"], stored["connection"]) != (key[0], system, key[1]):
        return False
    listed = value_at(stored["payload"], f"{link.path}.data")
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
