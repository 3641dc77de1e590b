"""A session through the ports: an estate that tests replace, an operator that records."""

import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import lively
import roubaix
from stocked import stocked

from console.desk.past import marks_of
from console.desk.session import Session
from console.model.build import Build
from console.model.consumption import MeteredChange
from console.model.error import UsageError, VigieError
from console.model.estate import Estate, Identity, RegionView
from console.model.figure import Sample, Series
from console.model.fixtures import Fixtures
from console.model.freeze import Freeze, Scope
from console.model.instance import Flavor, InstanceAction
from console.model.leftover import Findings
from console.model.notice import Notice, notice
from console.model.operation import (
    Accepted,
    Change,
    Event,
    Heard,
    Operation,
    OperationState,
    Phase,
    Unattended,
    WorkerPresence,
    unheard,
)
from console.model.past import OperationMark
from console.model.plan import (
    Author,
    Plan,
    Refusal,
    Request,
)
from console.model.pool import Pool
from console.model.quota import Quota
from console.model.resource import INSTANCE, Resource
from console.model.target import PoolTarget
from console.settings.estate import DatacenterSettings, EstateSettings
from console.settings.model import Settings
from console.settings.pools import PoolSettings, ShareSettings
from console.settings.running import ConsoleSettings


class FixedClock:
    def __init__(self, at: datetime = lively.NOW, speed: float = 1.0) -> None:
        self.at = at
        self.speed = speed

    def now(self) -> datetime:
        return self.at


class FakeWatch:
    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.started = self.hastened = 0

    def start(self) -> None:
        self.started += 1

    def stop(self, timeout_s: float = 1.0) -> None:
        self.stopped_with = timeout_s

    def snapshot(self) -> Estate:
        return self.estate

    def refresh(self) -> Estate:
        return self.estate

    def awaited(self) -> tuple[str, ...]:
        return ()

    def hasten(self, names: Collection[str] | None = None) -> None:  # noqa: ARG002 - the port's signature
        self.hastened += 1


class FakeCompute:
    """Answers the action log; the rest is not the console's to ask."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.hang: Callable[[], None] = lambda: None

    def identity(self) -> Identity:
        return Identity("oncall", "ecoledirecte", ("member",))

    def instances(self, region: str, *, full: bool = False) -> RegionView:  # noqa: ARG002
        return RegionView(region, (), lively.NOW)

    def quota(self, region: str, networks: object) -> Quota:  # noqa: ARG002
        return lively.quotas(lively.BASE)[region]

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        return stocked(region, builds)

    def flavors(self, region: str) -> tuple[Flavor, ...]:  # noqa: ARG002
        return (lively.FLAVOR,)

    def console_log(self, region: str, instance_id: str, lines: int) -> str:  # noqa: ARG002
        return f"{instance_id}: boot done\npassword: hunter2hunter2\n"

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:  # noqa: ARG002
        self.asked.append(instance_id)
        self.hang()
        at = lively.NOW - timedelta(minutes=6)
        return (InstanceAction("create", at, "req-4a5b6c7d", None, "oncall"),)


class FakeJournal:
    def __init__(self, operations: tuple[Operation, ...] = ()) -> None:
        self.known = list(operations)
        self.frozen: list[Freeze] = []
        self.open: list[PoolTarget] = []
        self.kept_events: tuple[Event, ...] = lively.events()

    def durations(self, verb: str, pool: str) -> tuple[timedelta, ...]:
        del verb, pool
        return (timedelta(minutes=9),)

    def metered(self, since: datetime) -> tuple[MeteredChange, ...]:
        del since
        return ()

    def marks(self, pool: str, since: datetime) -> tuple[OperationMark, ...]:
        return tuple(one for one in marks_of(self.known, pool) if one.at >= since)

    def operations(
        self, *, pool: str | None = None, live: bool | None = None, limit: int = 50
    ) -> tuple[Operation, ...]:
        found = [
            o
            for o in self.known
            if (pool is None or o.plan.pool == pool) and (live is None or o.state.live == live)
        ]
        return tuple(found[:limit])

    def operation(self, operation_id: str) -> Operation:
        for operation in self.known:
            if operation.id == operation_id:
                return operation
        raise UsageError(notice("test.no_operation"))

    def changes(self, operation_id: str) -> tuple[Change, ...]:
        planned = self.operation(operation_id).plan.changes
        phases = (Phase.IN_SERVICE, Phase.IN_SERVICE, Phase.BUILDING)
        return tuple(
            Change(
                operation_id,
                n,
                c.datacenter,
                c.region,
                c.name,
                c.desired,
                phases[n % 3],
                lively.NOW,
                c.batch,
                f"id-{c.name}",
                request_id=f"req-{n:04}",
                resource=c.resource,
                wanted=c.wanted,
                before=c.before,
            )
            for n, c in enumerate(planned)
        )

    def family(self, operation_id: str) -> tuple[Operation, ...]:
        return (self.operation(operation_id),)

    def events(
        self, *, operation_id: str | None = None, after: int = 0, limit: int = 200
    ) -> tuple[Event, ...]:
        return tuple(
            e
            for e in self.kept_events
            if e.seq > after and (operation_id is None or e.operation_id == operation_id)
        )[:limit]

    def history(self, since: datetime) -> Iterator[Operation]:
        known = sorted(self.known, key=lambda one: one.created_at)
        return (o for o in known if o.state.live or max(o.created_at, o.ended_at or since) >= since)

    def audit(self, since: datetime) -> Iterator[Event]:
        return (event for event in self.kept_events if event.at >= since)

    def workers(self) -> tuple[WorkerPresence, ...]:
        return (lively.worker(),)

    @property
    def warnings(self) -> tuple[str, ...]:
        return ()

    def trouble(self) -> Notice | None:
        return None

    def freezes(self) -> tuple[Freeze, ...]:
        return tuple(self.frozen)

    def targets(self) -> tuple[PoolTarget, ...]:
        return tuple(self.open)

    def unattended_s(self) -> float | None:
        return None

    def typical_duration(self, verb: str, pool: str) -> timedelta | None:  # noqa: ARG002
        return None

    def claimed_orders(self, among: Collection[str] | None = None) -> frozenset[str]:  # noqa: ARG002
        return frozenset()


class FakeMetrics:
    """Thirty instances and a load by the hour of the day, for as long as anybody asks."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime]] = []
        self.failure: VigieError | None = None

    def past(
        self, pool: Pool, start: datetime, end: datetime, step: timedelta, names: Collection[str]
    ) -> dict[str, Series]:
        del pool
        self.asked.append((start, end))
        if self.failure is not None:
            raise self.failure
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        first = epoch - (epoch - start) // step * step
        times = [first + n * step for n in range((end - first) // step + 1)]
        loads = tuple(Sample(at, 20_000.0 * (1 + at.hour)) for at in times)
        serving = tuple(Sample(at, 30.0) for at in times)
        found = {"connections": loads, "serving": serving}
        return {name: Series(name, found[name], step.total_seconds()) for name in names}


class FakeOperator:
    def __init__(self) -> None:
        self.submitted: list[Plan] = []
        self.stopped: list[str] = []
        self.asked: list[tuple[str, ...]] = []
        self.lacking: Unattended | None = None
        self.worker_comes = threading.Event()
        self.worker_comes.set()

    def submit(self, plan: Plan, heard: Heard = unheard) -> Accepted:
        self.submitted.append(plan)
        operation = Operation(plan.operation_id, plan, OperationState.QUEUED, lively.NOW)
        heard(operation)
        self.worker_comes.wait()
        return Accepted(operation, self.lacking)

    def stop(self, operation_id: str, author: Author) -> Accepted:  # noqa: ARG002
        self.stopped.append(operation_id)
        return Accepted(lively.burst(OperationState.STOPPING), self.lacking)

    def approve(self, operation_id: str, reason: str, author: Author) -> Accepted:
        self.asked.append(("approve", operation_id, reason, author.user))
        return Accepted(lively.burst(OperationState.QUEUED), self.lacking)

    def freeze(
        self, pool: str, reason: str, author: Author, scope: Scope = Scope.EVERYTHING
    ) -> None:
        self.asked.append(("freeze", pool, reason, author.user, scope))

    def thaw(self, pool: str, author: Author, scope: Scope = Scope.EVERYTHING) -> None:
        self.asked.append(("thaw", pool, "", author.user, scope))

    def ensure_worker(self) -> None:
        return None

    def attend(self, within_s: float = 0.0) -> Unattended | None:  # noqa: ARG002
        return self.lacking


def settings(**console: object) -> Settings:
    return Settings(
        estate=EstateSettings(
            name="ecoledirecte",
            environment=console.pop("environment", "rehearsal"),  # type: ignore[arg-type]
        ),
        datacenters=tuple(
            DatacenterSettings(code=d.code, name=d.name, country="FR", regions=d.regions)
            for d in lively.policy().datacenters
        ),
        pools={
            "api": PoolSettings(
                baseline=30,
                ceiling=330,
                burst_to=300,
                flavor="win-b2-60",
                image="windows-server-2022-api",
                network="vigie-private",
                shares={"RBX": ShareSettings(weight=40)},
                name_pattern="^api-",
                connections_per_instance=21000,
            )
        },
        alertmanager=console.pop("alertmanager", None),  # type: ignore[arg-type]
        console=ConsoleSettings(**console),  # type: ignore[arg-type]
    )


@dataclass(slots=True)
class FakeSession(Session):
    """A session whose plans tests decide."""

    planned: list[Request] = field(default_factory=list)
    answer: Plan | Refusal | Callable[[Request], Plan | Refusal] | None = None
    block: Notice | None = None
    private_blocks: dict[Resource, Notice] = field(default_factory=dict)
    found: Findings | VigieError = field(default_factory=lambda: Findings(lively.NOW, ()))
    surveys: int = 0

    def leftovers(self) -> Findings:
        self.surveys += 1
        if isinstance(self.found, VigieError):
            raise self.found
        return self.found

    def author(self, resource: Resource = INSTANCE) -> Author:  # noqa: ARG002
        return roubaix.AUTHOR

    def plan(self, request: Request) -> Plan | Refusal:
        self.planned.append(request)
        if callable(self.answer):
            return self.answer(request)
        if self.policy.private is not None and self.answer is None:
            return roubaix.planned(request, self.watch.snapshot())
        return self.answer or lively.plan(
            "5n6p7q8r",
            request.verb,
            request=request,
            planned_at=self.clock.now(),
            warnings=(notice("test.warning"),),
            euro_for_duration=Decimal("885.60") if request.duration_h else None,
        )

    def write_block(self, resource: Resource = INSTANCE) -> Notice | None:
        return self.block or self.private_blocks.get(resource)


def session(estate: Estate | None = None, **console: object) -> FakeSession:
    """A session that may write, on a lively estate."""
    shown = estate or lively.bursting()
    blocked = console.pop("blocked", None)
    frozen = console.pop("frozen", {})
    speed = float(console.pop("speed", 1.0))  # type: ignore[arg-type]
    activity = shown.activity
    policy = roubaix.policy if shown.private or console.pop("private", False) else lively.policy
    return FakeSession(
        settings=settings(**console),
        settings_path=Path("settings.toml"),
        clock=FixedClock(speed=speed),
        policy=replace(policy(), frozen=frozen),
        watch=FakeWatch(shown),
        compute=FakeCompute(),
        journal=FakeJournal((*activity.live, *activity.recent)),
        operator=None if blocked else FakeOperator(),
        block=blocked,  # type: ignore[arg-type]
    )
