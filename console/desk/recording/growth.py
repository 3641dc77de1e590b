"""How object storage grows: what stood there a day and a week ago, as the recorder kept it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

import msgspec

from console.decoding import decode
from console.desk.recording.file import OBJECTS_KEPT_S, RecordFile
from console.locale import Locale
from console.model.objects import ObjectAccount, ObjectContainer, ObjectStore

NEAR_S = 2 * 3600.0
"""It is asked once an hour: what was told longer before a moment is not of then."""
Place = tuple[ObjectStore, str]
"""A back end and a region."""


class GrowthSpan(Enum):
    """Over how long growth is told."""

    DAY = timedelta(days=1)
    WEEK = timedelta(days=7)


class ContainerThen(msgspec.Struct, frozen=True, array_like=True):
    """One container as it was: its place, objects and bytes."""

    store: ObjectStore
    region: str
    name: str
    objects: int
    bytes: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.store, self.region


@dataclass(frozen=True, slots=True)
class ObjectGrowth:
    """Objects and bytes more, or less."""

    objects: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ObjectHistory:
    """What stood there a day and a week before `now`, where that was recorded; since when it is."""

    now: datetime
    since: datetime | None = None
    then: Mapping[GrowthSpan, Sequence[ContainerThen]] = field(default_factory=dict)

    def of(
        self, account: ObjectAccount, one: ObjectContainer, span: GrowthSpan
    ) -> ObjectGrowth | None:
        """By how much a container grew; None where one of both is not known.

        What was not there, in a place that was read, has grown from nothing.
        """
        place = account.store, account.region
        there = [each for each in self.then.get(span, ()) if each.place == place]
        if not there or one.objects is None or one.bytes is None:
            return None
        before = next((each for each in there if each.name == one.name), None)
        objects, size = (0, 0) if before is None else (before.objects, before.bytes)
        return ObjectGrowth(one.objects - objects, one.bytes - size)

    def total(self, found: Iterable[ObjectAccount], span: GrowthSpan) -> ObjectGrowth | None:
        """By how much all of it grew, what went included; None where a part is not known."""
        then, listed = self.then.get(span, ()), tuple(found)
        read = {each.place for each in then}
        now = {(one.store, one.region) for one in listed if one.containers}
        if not then or now - read or not all(one.whole for one in listed):
            return None
        return ObjectGrowth(
            sum(one.objects for one in listed) - sum(each.objects for each in then),
            sum(one.bytes for one in listed) - sum(each.bytes for each in then),
        )


def text(found: Iterable[ObjectAccount]) -> str | None:
    """What is recorded of it; None where nothing is known. A part nobody tells is left out."""
    held = [
        ContainerThen(account.store, account.region, one.name, one.objects, one.bytes)
        for account in found
        if account.whole
        for one in account.containers
        if one.objects is not None and one.bytes is not None
    ]
    return msgspec.json.encode(held).decode() if held else None


def history(file: RecordFile | None, now: datetime) -> ObjectHistory:
    """What was recorded of it until now. Raises RecorderFailed."""
    moment = now.timestamp()
    rows = [] if file is None else file.objects(moment - OBJECTS_KEPT_S, moment)
    if not rows:
        return ObjectHistory(now)
    then: dict[GrowthSpan, Sequence[ContainerThen]] = {}
    for span in GrowthSpan:
        wanted = moment - span.value.total_seconds()
        at, body = min(rows, key=lambda row: abs(row[0] - wanted))
        if abs(at - wanted) <= NEAR_S:
            then[span] = _read(body)
    return ObjectHistory(now, datetime.fromtimestamp(rows[0][0], UTC), then)


def said(growth: ObjectGrowth, locale: Locale) -> str:
    """``+1,204 · +3.1 MB``: objects, then bytes."""
    objects, size = locale.number(abs(growth.objects)), locale.size(abs(growth.bytes))
    return f"{_sign(growth.objects)}{objects} · {_sign(growth.bytes)}{size}"


def _sign(number: int) -> str:
    if not number:
        return ""
    return "−" if number < 0 else "+"


def unknown(known: ObjectHistory, locale: Locale) -> str:
    """Why growth cannot be told yet: since when it is recorded."""
    if known.since is None:
        return locale.text("objects.growth_unrecorded")
    lasting = locale.duration((known.now - known.since).total_seconds() // 60 * 60)
    return locale.text("objects.growth_unknown", lasting=lasting)


def accounts_at(file: RecordFile | None, at: datetime) -> tuple[ObjectAccount, ...]:
    """What stood there at a moment, as far as it was recorded. Raises RecorderFailed."""
    moment = at.timestamp()
    rows = [] if file is None else file.objects(moment - NEAR_S, moment)
    held = _read(rows[-1][1]) if rows else ()
    return tuple(
        ObjectAccount(
            region,
            tuple(
                ObjectContainer(one.name, one.objects, one.bytes)
                for one in held
                if one.place == (store, region)
            ),
            store=store,
        )
        for store, region in dict.fromkeys(one.place for one in held)
    )


def _read(body: str) -> tuple[ContainerThen, ...]:
    """The other way round; nothing where another version wrote what this one cannot read."""
    try:
        return decode(body, tuple[ContainerThen, ...])
    except msgspec.MsgspecError:
        return ()
