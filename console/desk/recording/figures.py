"""What is recorded of an estate: texts by name, and back.

Each stands by itself, so that what did not move is not written again. No text holds a
secret: what a source sent back goes through `hide_json` as it does on its way to the journal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from console.decoding import decode
from console.desk.census import tallies
from console.desk.muster import Muster
from console.desk.verdict import verdict
from console.model.alert import AlertView
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.freeze import Freeze
from console.model.operation import OperationState, Phase, WorkerPresence
from console.model.policy import Policy
from console.model.private import Alarm, Datastore, Host, Power, PrivateView
from console.model.recorded import Recorded
from console.model.tally import Tally
from console.model.verdict import Verdict
from console.redaction import hide_json

TALLIES, VERDICT, STORE, SOURCE, OPERATION = "tallies/", "verdict/", "store/", "source/", "running/"
FREEZES, ALERTS, HOSTS, ALARMS, MACHINES = "freezes", "alerts", "hosts", "alarms", "machines"
WORKERS = "workers"
STEPS = 1000
"""A datastore is written again when it is fuller or emptier by one in so many."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""In place of a time that is the minute's own."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class RunningThen:
    """How far an operation was."""

    state: OperationState
    phases: dict[str, dict[Phase, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedText:
    """What is recorded of one thing, and what of it must differ for it to be written again."""

    text: str
    same: str


def figures(estate: Estate, policy: Policy, muster: Muster) -> dict[str, RecordedText]:
    """Everything that is recorded of an estate now."""
    found: dict[str, RecordedText] = dict(_of_pools(estate, policy, muster))
    found |= _of_private(estate)
    known = estate.activity
    for operation in known.live:
        then = RunningThen(operation.state, operation.phases)
        found[OPERATION + operation.id] = _told(then)
    found[FREEZES] = _told(known.freezes)
    workers = (replace(one, heartbeat_at=NEVER, passes=()) for one in known.workers)
    found[WORKERS] = _told(tuple(workers))
    if estate.alerts is not None:
        found[ALERTS] = _told(replace(estate.alerts, observed_at=NEVER))
    for name, state in estate.sources.items():
        found[SOURCE + name] = _told(_state(state))
    return found


def _of_pools(estate: Estate, policy: Policy, muster: Muster) -> Iterator[tuple[str, RecordedText]]:
    for name, pool in policy.pools.items():
        counted = tallies(estate, policy, pool, muster)
        yield TALLIES + name, _told(counted)
        yield VERDICT + name, _told(verdict(estate, pool, counted))


def _of_private(estate: Estate) -> dict[str, RecordedText]:
    """Datastores and what they are judged by; of machines how many there are."""
    view = estate.private
    if view is None:
        return {}
    machines = [one for one in view.virtual_machines if not one.template]
    counted = len(machines), sum(one.power is Power.ON for one in machines)
    hosts = tuple(
        replace(one, cpu_used_mhz=None, memory_used_bytes=None) for one in view.hosts
    )  # fmt: skip
    return {
        MACHINES: _told(counted),
        HOSTS: _told(hosts),
        ALARMS: _told(view.alarms),
        **{STORE + one.id: _store(one) for one in view.datastores},
    }


def _store(one: Datastore) -> RecordedText:
    ratio = one.used_ratio
    if ratio is None:
        return _told(one)
    steps = int(ratio * STEPS)
    same = replace(one, free_bytes=None, uncommitted_bytes=None)
    return RecordedText(_text(one), f"{_text(same)} {steps}")


def _state(state: SourceState) -> SourceState:
    """Whether it was trusted, and why not; when it was asked last is told where it is old."""
    fresh = state.freshness is Freshness.FRESH
    return SourceState(
        state.name,
        state.freshness,
        succeeded_at=None if fresh else state.succeeded_at,
        failure=state.failure,
        warnings=state.warnings,
        unreadable=state.unreadable,
    )


def _told(value: object) -> RecordedText:
    text = _text(value)
    return RecordedText(text, text)


def _text(value: object) -> str:
    return hide_json(msgspec.json.encode(value).decode())


# Back ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Restored:
    """What a minute's records tell, as an estate has it; what cannot be read is unknown."""

    recorded: Recorded
    sources: dict[str, SourceState]
    running: Mapping[str, RunningThen]
    freezes: tuple[Freeze, ...] = ()
    workers: tuple[WorkerPresence, ...] = ()
    alerts: AlertView | None = None
    private: PrivateView | None = None


def restored(parts: Mapping[str, str], at: datetime) -> Restored:
    """The other way round, of a minute that was seen at `at`."""
    alerts = _read(parts.get(ALERTS), AlertView)
    return Restored(
        recorded=Recorded(
            at=at,
            tallies=_all(parts, TALLIES, tuple[Tally, ...]),
            verdicts=_all(parts, VERDICT, Verdict),
            machines=_read(parts.get(MACHINES), tuple[int, int]),
        ),
        sources={
            name: replace(state, succeeded_at=at) if state.freshness is Freshness.FRESH else state
            for name, state in _all(parts, SOURCE, SourceState).items()
        },
        running=_all(parts, OPERATION, RunningThen),
        freezes=_read(parts.get(FREEZES), tuple[Freeze, ...]) or (),
        workers=_read(parts.get(WORKERS), tuple[WorkerPresence, ...]) or (),
        alerts=None if alerts is None else replace(alerts, observed_at=at),
        private=_private(parts, at),
    )


def _private(parts: Mapping[str, str], at: datetime) -> PrivateView | None:
    hosts = _read(parts.get(HOSTS), tuple[Host, ...])
    if hosts is None:
        return None
    return PrivateView(
        datastores=tuple(_all(parts, STORE, Datastore).values()),
        clusters=(),
        hosts=hosts,
        virtual_machines=(),
        observed_at=at,
        alarms=_read(parts.get(ALARMS), tuple[Alarm, ...]) or (),
    )


def _all(parts: Mapping[str, str], prefix: str, shape: type[Value]) -> dict[str, Value]:
    mine = {name: text for name, text in parts.items() if name.startswith(prefix)}
    read = {name.removeprefix(prefix): _read(text, shape) for name, text in mine.items()}
    return {name: value for name, value in read.items() if value is not None}


def _read(text: str | None, shape: type[Value]) -> Value | None:
    """What another version wrote and this one cannot read is unknown."""
    if text is None:
        return None
    try:
        return decode(text, shape)
    except (msgspec.MsgspecError, ValueError, TypeError):
        return None
