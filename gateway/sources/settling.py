"""What waited for records that have come: rows are made of it, or those that are here point to what came.

a return that came before its order         points to it now, and has its currency
an order that came before its customer      is made, with all that hangs on it
"""

from collections.abc import Iterable, Iterator

from gateway.events.changes import below
from gateway.sources.companions import Companions
from gateway.sources.owners import owner_of
from gateway.sources.pointing import points_of
from gateway.sources.prepared import Key, Prepared
from gateway.sources.rereading import read_again
from gateway.sources.waiting import is_any_waiting, take_waiting


def settle(work: Companions, records: Iterable[Prepared]) -> None:
    """Writes what waited for records that are here now, and what waited for those."""
    work.flush()
    if not is_any_waiting(work.transaction):
        return
    arrived = {key for record in records for each in record.all() for key in each.named_by}
    while arrived:
        waiting = [(key, record) for key in arrived for record in _waiting_for(work, key)]
        for key in arrived:
            work.lend_to_waiting(key)
        arrived = set()
        for key, record in waiting:
            work.look_up([record])
            # What waited for its owner was kept and not read: its row, if it has one, is as another document left it.
            if key == record.owner or not _point(work, record):
                work.place(record)
            arrived |= {key for each in record.all() for key in each.named_by}


def _waiting_for(work: Companions, key: Key) -> Iterator[Prepared]:
    found = work.known.get(key)
    if found is None or work.source.borrowing(key[2]):
        return
    # One that waits for its customer is no row yet, and tells what others inherit all the same.
    is_there = found.resource_id is not None or found.customer_id is not None
    work.flush()
    for stored in take_waiting(
        work.transaction,
        work.system,
        key,
        lambda each: is_there or work.source.is_inheriting(each["kind"], key[2]),
    ):
        yield read_again(work.transaction, work.source, stored)


def _point(work: Companions, record: Prepared) -> bool:
    """Lets a row that is whose it was point to what has come; whatever else was done to it since stays."""
    known, owner, target = work.known.get(record.key), owner_of(work, record), record.kind.target
    # What is inherited may go on to others that came along.
    if owner is None or target is None or work.source.is_inheriting(record.kind.kind):
        return False
    row_id = known.resource_id if known else None
    row = work.transaction.get(target.entity, row_id) if row_id else None
    if row is None or row.get("customer_id") != owner.customer_id:
        return False
    values = {column: row_id for column, row_id in points_of(work, record).items() if row_id}
    inner = work.change_found(target.entity, row, values)
    changes = below(f"{target.shown_as}.{row['id']}", inner)
    work.note_companion(record, row["id"], owner, changes, is_new=False)
    return True
