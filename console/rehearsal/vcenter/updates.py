"""Filters and their updates: what has changed since a version (WaitForUpdatesEx)."""

import asyncio
import time
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from console.rehearsal.vcenter import fault
from console.rehearsal.vcenter.call import Method, MethodCall, Written
from console.rehearsal.vcenter.fragments import ObjectReading, reference_text
from console.rehearsal.vcenter.selection import select
from console.rehearsal.vcenter.values import Made, Managed, ManagedKind, Ref, reference

POLL_S, LOAD = 0.2, 8.0
"""A wait looks again after a moment, and takes at most an eighth of the processor's time."""
DEFAULT_ID = "propertyCollector"
COLLECTOR = ManagedKind("PropertyCollector", {})
FILTER = ManagedKind("PropertyFilter", {})
Shown = dict[Ref, dict[str, tuple[Hashable, str]]]
"""Raw values, and the texts that were written for them, by object and path."""


@dataclass(slots=True, eq=False)
class Filter:
    """A filter of a collector."""

    key: str
    spec: Made


@dataclass(slots=True, eq=False)
class UpdateCollector:
    """The filters of one collector, and what was shown at the versions that may be asked from."""

    filters: dict[str, Filter] = field(default_factory=dict)
    number: int = 0
    shown: dict[int, dict[str, Shown]] = field(default_factory=dict)
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Update:
    """What is told of one object: `kind` is enter, modify or leave."""

    kind: str
    reading: ObjectReading
    paths: tuple[str, ...]


def _collector(call: MethodCall) -> UpdateCollector:
    """The collector a call is made on; the default one exists once a session, too."""
    if call.this.id != DEFAULT_ID:
        found: UpdateCollector = call.this.subject
        return found
    own = call.session.own
    if f"default/{DEFAULT_ID}" not in own:
        own[f"default/{DEFAULT_ID}"] = Managed(COLLECTOR, DEFAULT_ID, UpdateCollector())
    default: UpdateCollector = own[f"default/{DEFAULT_ID}"].subject
    return default


def create_collector(call: MethodCall) -> Made:
    """CreatePropertyCollector."""
    made = Managed(COLLECTOR, call.session.new_id(), UpdateCollector())
    call.session.own[made.id] = made
    return reference(made.ref)


def destroy_collector(call: MethodCall) -> None:
    """DestroyPropertyCollector; the default one stays."""
    collector = _collector(call)
    collector.cancelled += 1
    for key in collector.filters:
        call.session.own.pop(key, None)
    call.session.own.pop(call.this.id, None)


def create_filter(call: MethodCall) -> Made:
    """CreateFilter."""
    spec = call.required("spec")
    select(call.look, spec)
    made = Managed(FILTER, call.session.new_id(), _collector(call))
    made.subject.filters[made.id] = Filter(made.id, spec)
    call.session.own[made.id] = made
    return reference(made.ref)


def destroy_filter(call: MethodCall) -> None:
    """DestroyPropertyFilter."""
    collector: UpdateCollector = call.this.subject
    collector.filters.pop(call.this.id, None)
    call.session.own.pop(call.this.id, None)


def cancel_wait(call: MethodCall) -> None:
    """CancelWaitForUpdates."""
    _collector(call).cancelled += 1


async def wait(call: MethodCall) -> Written:
    """WaitForUpdatesEx: what changed since a version; nothing when nothing did in time."""
    collector, session = _collector(call), call.session
    base = _base(collector, call.argument("version"))
    options = call.argument("options")
    most_s = options.maxWaitSeconds if options is not None else None
    most = (options.maxObjectUpdates if options is not None else None) or 0
    until = float("inf") if most_s is None else time.monotonic() + most_s
    cancelled = collector.cancelled
    while True:
        began = time.monotonic()
        found = _differences(call, collector, base)
        if found:
            return _tell(call, collector, base, found, most)
        took = time.monotonic() - began
        if time.monotonic() >= until:
            return Written("")
        await asyncio.sleep(min(max(POLL_S, took * LOAD), max(until - time.monotonic(), 0.01)))
        if session.ended:
            raise fault.not_authenticated(call.request.this)
        if collector.cancelled != cancelled:
            raise fault.cancelled()
        session.used_at = time.monotonic()
        call.look = call.vcenter.look(session)


def _base(collector: UpdateCollector, version: str | None) -> dict[str, Shown]:
    """What was shown at a version. One may ask from it again until a later one was asked from."""
    if not version:
        return {}
    found = collector.shown.get(int(version)) if version.isdecimal() else None
    if found is None:
        raise fault.bad_version()
    return found


def _differences(
    call: MethodCall, collector: UpdateCollector, base: dict[str, Shown]
) -> list[tuple[str, Update]]:
    return [
        (each.key, update)
        for each in collector.filters.values()
        for update in _changed(call, each, base.get(each.key, {}))
    ]


def _changed(call: MethodCall, watched: Filter, shown: Shown) -> Iterator[Update]:
    present: set[Ref] = set()
    for managed, paths in select(call.look, watched.spec):
        ref = managed.ref
        present.add(ref)
        reading = ObjectReading(call.look, managed)
        before = shown.get(ref)
        if before is None:
            yield Update("enter", reading, paths)
            continue
        changed = tuple(path for path in paths if _differs(call, reading, path, before))
        if changed:
            yield Update("modify", reading, changed)
    for ref in shown.keys() - present:
        gone = Managed(ManagedKind(ref.kind, {}), ref.id, None)
        yield Update("leave", ObjectReading(call.look, gone), ())


def _differs(
    call: MethodCall, reading: ObjectReading, path: str, before: dict[str, tuple[Hashable, str]]
) -> bool:
    """Say whether a path's own value is another one: its property may have changed elsewhere."""
    raw, text = before.get(path, (None, ""))
    if reading.raw(path) == raw:
        return False
    return call.vcenter.fragments.value(reading, path, call.version) != text


def _tell(
    call: MethodCall,
    collector: UpdateCollector,
    base: dict[str, Shown],
    found: list[tuple[str, Update]],
    most: int,
) -> Written:
    told = found[:most] if most > 0 else found
    collector.number += 1
    shown = {key: dict(objects) for key, objects in base.items() if key in collector.filters}
    for key, update in told:
        _note(call, shown.setdefault(key, {}), update)
    kept = {number: each for number, each in collector.shown.items() if each is base}
    collector.shown = {**kept, collector.number: shown}
    sets = (_filter_set(call, key, told) for key in dict(told))
    truncated = "<truncated>true</truncated>" if len(told) < len(found) else ""
    version = f"<version>{collector.number}</version>"
    return Written(f"<returnval>{version}{''.join(sets)}{truncated}</returnval>")


def _note(call: MethodCall, shown: Shown, update: Update) -> None:
    ref = update.reading.managed.ref
    if update.kind == "leave":
        shown.pop(ref, None)
        return
    reading, fragments = update.reading, call.vcenter.fragments
    values = {
        path: (reading.raw(path), fragments.value(reading, path, call.version))
        for path in update.paths
    }
    shown[ref] = {**shown.get(ref, {}), **values}


def _filter_set(call: MethodCall, key: str, told: list[tuple[str, Update]]) -> str:
    objects = "".join(_object(call, update) for owner, update in told if owner == key)
    return f'<filterSet><filter type="PropertyFilter">{key}</filter>{objects}</filterSet>'


def _object(call: MethodCall, update: Update) -> str:
    managed = update.reading.managed
    changes = "".join(
        f"<changeSet><name>{path}</name><op>assign</op>"
        f"{call.vcenter.fragments.value(update.reading, path, call.version)}</changeSet>"
        for path in update.paths
    )
    obj = reference_text("obj", managed)
    return f"<objectSet><kind>{update.kind}</kind>{obj}{changes}</objectSet>"


METHODS = {
    "CreatePropertyCollector": Method(("PropertyCollector",), create_collector),
    "DestroyPropertyCollector": Method(("PropertyCollector",), destroy_collector),
    "CreateFilter": Method(("PropertyCollector",), create_filter),
    "DestroyPropertyFilter": Method(("PropertyFilter",), destroy_filter),
    "WaitForUpdatesEx": Method(("PropertyCollector",), wait),
    "CancelWaitForUpdates": Method(("PropertyCollector",), cancel_wait),
}
