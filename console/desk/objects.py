"""What stands in the object storage, of both back ends, and what a month of it costs."""

from collections.abc import Iterator
from decimal import Decimal

from console.desk.recording import growth
from console.desk.recording.file import RecorderFailed
from console.desk.recording.growth import ObjectHistory
from console.desk.session import Session
from console.kinds.price import of_month
from console.model.build import GIB
from console.model.error import SourceError
from console.model.money import total
from console.model.objects import ObjectAccount, ObjectContainer, ObjectStore

OBJECTS = "objects."
"""How prices name a GiB of it: before the back end."""


def accounts(session: Session) -> tuple[ObjectAccount, ...]:
    """Ask both, now; a back end that is silent as a whole is one account without a region."""
    return tuple(_accounts(session))


def _accounts(session: Session) -> Iterator[ObjectAccount]:
    readers = {ObjectStore.SWIFT: session.objects, ObjectStore.S3: session.buckets}
    for store, reader in readers.items():
        try:
            yield from () if reader is None else reader.accounts()
        except SourceError as error:
            yield ObjectAccount("", unread=error.notice, store=store)


def history(session: Session) -> ObjectHistory:
    """What was recorded of it; nothing where the records cannot be read, which doctor tells."""
    now = session.clock.now()
    try:
        return growth.history(session.recording(), now)
    except RecorderFailed:
        return ObjectHistory(now)


def cost(session: Session, account: ObjectAccount, one: ObjectContainer) -> Decimal | None:
    """Euros a month, without traffic; None where its size or its price is not known."""
    gib = None if one.bytes is None else Decimal(one.bytes) / GIB
    tariff = session.watch.snapshot().tariff
    return of_month(session.policy, tariff, OBJECTS + account.store, account.region, gib)


def costs(session: Session, found: tuple[ObjectAccount, ...]) -> Decimal | None:
    """What all of it costs; None where a part is not known."""
    each = [cost(session, account, one) for account in found for one in account.containers]
    known = all(one.whole for one in found) and None not in each
    return total(each) if known and each else None
