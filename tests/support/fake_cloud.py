"""A cloud in memory, behind the ComputeCloud port, that can be told to misbehave."""

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from stocked import stocked

from console.model.build import Build
from console.model.error import CallRefused, NotFound, QuotaExceeded, SourceUnreachable
from console.model.estate import Identity, PoolLoad, RegionView
from console.model.figure import Figure, Load, Series
from console.model.fixtures import Fixtures
from console.model.instance import POOL_KEY, Flavor, Instance, InstanceAction, InstanceStatus
from console.model.notice import notice
from console.model.pool import Pool
from console.model.quota import Allowance, Quota
from console.ports import CreateOrder, Receipt

Hook = Callable[["FakeCloud", CreateOrder], None]


@dataclass
class FakeCloud:
    """Instances run `boot_s` after their creation. `on_create` are consumed one a call."""

    boot_s: float = 0.0
    latency_s: float = 0.0
    instances_by_id: dict[str, Instance] = field(default_factory=dict)
    on_create: deque[Hook | None] = field(default_factory=deque)
    on_delete: deque[Exception | None] = field(default_factory=deque)
    on_list: deque[Exception | None] = field(default_factory=deque)
    broken: set[str] = field(default_factory=set)
    hidden: dict[str, float] = field(default_factory=dict)
    creates: list[CreateOrder] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    reboots: list[str] = field(default_factory=list)
    locks: list[tuple[str, str]] = field(default_factory=list)
    listings: int = 0
    metrics_down: bool = False
    connections: float = 0.0
    limits: dict[str, int] = field(default_factory=dict)
    quota_reads: list[str] = field(default_factory=list)
    stock: Callable[[str, Collection[Build]], Fixtures] = stocked

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def seed(self, region: str, name: str, **metadata: str) -> Instance:
        """An instance that has been there for long."""
        found = self._make(region, name, {POOL_KEY: "api", **metadata})
        old = replace(found, status=InstanceStatus.ACTIVE)
        self.instances_by_id[found.id] = old
        return old

    def identity(self) -> Identity:
        return Identity("vigie", "vigie", ("member",))

    def instances(self, region: str, *, full: bool = False) -> RegionView:  # noqa: ARG002 - the port's signature
        time.sleep(self.latency_s)
        with self._lock:
            self.listings += 1
            if self.on_list and (error := self.on_list.popleft()):
                raise error
            now = time.monotonic()
            seen = tuple(
                self._current(i)
                for i in self.instances_by_id.values()
                if i.region == region and self.hidden.get(i.name, 0.0) <= now
            )
        return RegionView(region, seen, datetime.now(UTC))

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        """As `instances` would show them: what hides is hidden here, too."""
        view = self.instances(region)
        seen = tuple(i for i in view.instances if i.name in names or i.id in ids)
        return replace(view, instances=seen)

    def create(self, order: CreateOrder) -> Receipt:
        time.sleep(self.latency_s)
        with self._lock:
            self.creates.append(order)
            hook = self.on_create.popleft() if self.on_create else None
        if hook is not None:
            hook(self, order)
        limit = self.limits.get(order.region)
        used = sum(i.region == order.region for i in self.instances_by_id.values())
        if limit is not None and used + len(order.names) > limit:
            raise QuotaExceeded(
                notice("openstack.quota", text="Quota exceeded"), request_id="req-q"
            )
        return self.fulfil(order)

    def fulfil(self, order: CreateOrder) -> Receipt:
        """Make the instances of an order."""
        with self._lock:
            made = [self._make(order.region, name, order.metadata) for name in order.names]
        return Receipt(f"req-{made[0].id}", made[0].id)

    def delete(self, region: str, instance_id: str) -> Receipt:
        time.sleep(self.latency_s)
        with self._lock:
            self.deletes.append(instance_id)
            if self.on_delete and (error := self.on_delete.popleft()):
                raise error
            if self.instances_by_id.pop(instance_id, None) is None:
                raise NotFound(notice("test.gone", region=region))
        return Receipt(f"req-del-{instance_id}")

    def mark(self, region: str, instance_id: str, key: str, value: str) -> Receipt:
        with self._lock:
            found = self._found(region, instance_id)
            words = {**found.metadata, key: value}
            self.instances_by_id[instance_id] = replace(found, metadata=words)
        return Receipt(f"req-mark-{instance_id}", instance_id)

    def unmark(self, region: str, instance_id: str, key: str) -> Receipt:
        with self._lock:
            found = self._found(region, instance_id)
            if key not in found.metadata:
                raise NotFound(notice("test.gone", region=region))
            words = {each: word for each, word in found.metadata.items() if each != key}
            self.instances_by_id[instance_id] = replace(found, metadata=words)
        return Receipt(f"req-unmark-{instance_id}", instance_id)

    def reboot(self, region: str, instance_id: str) -> Receipt:
        with self._lock:
            found = self._found(region, instance_id)
            self.reboots.append(instance_id)
            if found.task_state is not None or found.locked:
                raise CallRefused(notice("test.conflict", id=instance_id))
            self.instances_by_id[instance_id] = replace(found, updated_at=datetime.now(UTC))
        return Receipt(f"req-reboot-{instance_id}", instance_id)

    def lock(self, region: str, instance_id: str, reason: str) -> Receipt:
        with self._lock:
            found = self._found(region, instance_id)
            self.locks.append((instance_id, reason))
            self.instances_by_id[instance_id] = replace(found, locked=True)
        return Receipt(f"req-lock-{instance_id}", instance_id)

    def unlock(self, region: str, instance_id: str) -> Receipt:
        with self._lock:
            found = self._found(region, instance_id)
            self.instances_by_id[instance_id] = replace(found, locked=False)
        return Receipt(f"req-unlock-{instance_id}", instance_id)

    def _found(self, region: str, instance_id: str) -> Instance:
        found = self.instances_by_id.get(instance_id)
        if found is None:
            raise NotFound(notice("test.gone", region=region))
        return found

    def quota(self, region: str, networks: Sequence[str]) -> Quota:  # noqa: ARG002 - the port's signature
        self.quota_reads.append(region)
        limit = self.limits.get(region)
        if limit is None:
            raise SourceUnreachable(notice("test.down"))
        used = sum(i.region == region for i in self.instances_by_id.values())
        plenty = Allowance(-1, used)
        return Quota(region, Allowance(limit, used), plenty, plenty)

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        return self.stock(region, builds)

    def flavors(self, region: str) -> tuple[Flavor, ...]:  # noqa: ARG002 - the port's signature
        return ()

    def console_log(self, region: str, instance_id: str, lines: int) -> str:
        raise NotImplementedError

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        raise NotImplementedError

    # Metrics

    def health(self, pool: Pool) -> dict[str, bool]:  # noqa: ARG002 - the port's signature
        if self.metrics_down:
            raise SourceUnreachable(notice("test.down"))
        with self._lock:
            found = [self._current(i) for i in self.instances_by_id.values()]
        return {i.name: True for i in found if i.status is InstanceStatus.ACTIVE}

    def load(self, pool: Pool) -> PoolLoad:  # noqa: ARG002 - the port's signature
        if self.metrics_down:
            raise SourceUnreachable(notice("test.down"))
        return PoolLoad(Load(connections=Figure(self.connections)))

    def history(self, pool: Pool, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        raise NotImplementedError

    def sessions(self) -> dict[str, float]:
        return {}

    def down_since(self, pool: Pool, start: datetime, end: datetime) -> dict[str, datetime]:
        raise NotImplementedError

    def names(self) -> list[str]:
        return sorted(i.name for i in self.instances_by_id.values())

    def _make(self, region: str, name: str, metadata: dict[str, str]) -> Instance:
        number = next(self._numbers)
        now = datetime.now(UTC)
        made = Instance(
            f"id-{number}",
            name,
            region,
            InstanceStatus.BUILD,
            now,
            now,
            addresses=(f"10.0.{number // 250}.{number % 250 + 1}",),
            metadata=metadata,
        )
        self.instances_by_id[made.id] = made
        return made

    def _current(self, instance: Instance) -> Instance:
        if instance.status is not InstanceStatus.BUILD:
            return instance
        if instance.name in self.broken:
            fault = "No valid host was found."
            return replace(instance, status=InstanceStatus.ERROR, fault=fault)
        age = (datetime.now(UTC) - instance.created_at).total_seconds()
        return replace(instance, status=InstanceStatus.ACTIVE) if age >= self.boot_s else instance
