"""Ports that are opened when first asked.

The console must paint before any SDK, driver or database is loaded, so the
composition root hands out these and the collectors' threads pay.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from console.desk.session import Operator
from console.model.estate import Identity, PoolLoad, RegionView
from console.model.figure import Series
from console.model.instance import Flavor, InstanceAction
from console.model.operation import Change, Event, Operation, Worker
from console.model.plan import (
    Author,
    Plan,
)
from console.model.pool import Pool
from console.model.private import PrivateAccount, PrivateView
from console.model.quota import Quota
from console.model.supply import (
    Order,
    SupplyView,
)
from console.ports import (
    ComputeReader,
    JournalReader,
    MetricsSource,
    PrivateReader,
    SupplyReader,
)

T = TypeVar("T")


class Deferred(Generic[T]):
    """A value made by the first thread that asks for it; a failure is tried again."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        """Give the value, making it if need be."""
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]


class DeferredCompute:
    """The reading half of a cloud; there is nothing here that writes.

    `who` answers for the identity that would act, which is not the one that
    reads where the settings name a `read_cloud`.
    """

    def __init__(
        self, reads: Callable[[], ComputeReader], who: Callable[[], ComputeReader] | None = None
    ) -> None:
        self._reads = reads
        self._who = who or reads

    def identity(self) -> Identity:
        """Who the acting credentials are."""
        return self._who().identity()

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        """All instances of a region."""
        return self._reads().instances(region, full=full)

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        """Quotas of a region."""
        return self._reads().quota(region, networks)

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """Flavors of a region."""
        return self._reads().flavors(region)

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        """The action log of an instance."""
        return self._reads().actions(region, instance_id)


class DeferredMetrics:
    """A metrics server."""

    def __init__(self, source: Callable[[], MetricsSource]) -> None:
        self._source = source

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the last answers warned of."""
        return self._source().warnings

    def load(self, pool: Pool) -> PoolLoad:
        """Instant figures of a pool."""
        return self._source().load(pool)

    def history(self, pool: Pool, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        """Figures of a pool over time."""
        return self._source().history(pool, start, end, points)

    def health(self, pool: Pool) -> dict[str, bool]:
        """Which instances are in service."""
        return self._source().health(pool)

    def growth(self, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        """Bytes used of each datastore over time."""
        return self._source().growth(start, end, points)


class DeferredPrivate:
    """The reading half of a private cloud.

    `who` answers for the account that would act, which is not the one that
    reads where the settings name a `read_user`.
    """

    def __init__(
        self, reads: Callable[[], PrivateReader], who: Callable[[], PrivateReader] | None = None
    ) -> None:
        self._reads = reads
        self._who = who or reads

    def account(self) -> PrivateAccount:
        """Who the acting account is and what it may do."""
        return self._who().account()

    def inventory(self) -> PrivateView:
        """Everything there is."""
        return self._reads().inventory()


class DeferredSupply:
    """The reading half of where the private cloud's resources come from."""

    def __init__(self, reads: Callable[[], SupplyReader]) -> None:
        self._reads = reads

    def view(self) -> SupplyView:
        """Offers, holdings, orders."""
        return self._reads().view()

    def orders(self) -> tuple[Order, ...]:
        """The recent orders as they are now."""
        return self._reads().orders()


class DeferredJournal:
    """The reading half of the journal."""

    def __init__(self, journal: Callable[[], JournalReader]) -> None:
        self._journal = journal

    def operations(
        self, *, pool: str | None = None, live: bool | None = None, limit: int = 50
    ) -> tuple[Operation, ...]:
        """Operations, newest first."""
        return self._journal().operations(pool=pool, live=live, limit=limit)

    def operation(self, operation_id: str) -> Operation:
        """One operation."""
        return self._journal().operation(operation_id)

    def changes(self, operation_id: str) -> tuple[Change, ...]:
        """Its changes."""
        return self._journal().changes(operation_id)

    def family(self, operation_id: str) -> tuple[Operation, ...]:
        """It and what topped it up or rolled it back."""
        return self._journal().family(operation_id)

    def events(
        self, *, operation_id: str | None = None, after: int = 0, limit: int = 200
    ) -> tuple[Event, ...]:
        """The audit."""
        return self._journal().events(operation_id=operation_id, after=after, limit=limit)

    def workers(self) -> tuple[Worker, ...]:
        """Known workers."""
        return self._journal().workers()

    def typical_duration(self, verb: str, pool: str) -> timedelta | None:
        """Usual duration of one change."""
        return self._journal().typical_duration(verb, pool)


class DeferredOperator:
    """The half of the operations client that changes things."""

    def __init__(self, operator: Callable[[], Operator]) -> None:
        self._operator = operator

    def submit(self, plan: Plan) -> Operation:
        """Accept a plan."""
        return self._operator().submit(plan)

    def stop(self, operation_id: str, author: Author) -> Operation:
        """Ask an operation to stop."""
        return self._operator().stop(operation_id, author)

    def ensure_worker(self) -> None:
        """Make sure a worker runs."""
        self._operator().ensure_worker()
