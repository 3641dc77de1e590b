"""What the inner rooms need from the outside, as Protocols.

Every call may raise `console.model.error.SourceError` (or a subclass) and
nothing else; every call is bounded in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from console.model.estate import Identity, PoolLoad, RegionView
from console.model.figure import Series
from console.model.instance import Flavor, InstanceAction
from console.model.operation import Change, Event, Operation, Worker
from console.model.plan import Author, Plan
from console.model.pool import Pool
from console.model.quota import Quota


class Clock(Protocol):
    """Estate time: the wall clock, except in a rehearsal that runs faster."""

    @property
    def speed(self) -> float:
        """Estate seconds in one wall second; 1 outside a rehearsal."""
        ...

    def now(self) -> datetime:
        """Aware estate time, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class CreateOrder:
    """Ask for instances of one pool in one region.

    With one name, a single creation. With several, one multi-create of
    `min_count = max_count = len(names)` under the name `batch`; the names must
    then be `batch-1 … batch-N`, which the compute API gives by itself.
    `metadata` is set in the create call and marks the owner.
    """

    region: str
    pool: Pool
    names: tuple[str, ...]
    batch: str
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an accepted write answers. `resource_id` is that of the first instance."""

    request_id: str | None
    resource_id: str | None = None


class ComputeReader(Protocol):
    """The reading half of a public cloud."""

    def identity(self) -> Identity:
        """Who the credentials are (token of POST /v3/auth/tokens)."""
        ...

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        """All instances of a region.

        Incremental (changes-since) where possible; `full` forces a complete
        listing, which adoption after an unknown outcome needs.
        """
        ...

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        """Compute and network quotas, and free addresses in the named networks."""
        ...

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """All flavors offered in a region."""
        ...

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        """The action log of one instance, newest first."""
        ...


class ComputeCloud(ComputeReader, Protocol):
    """A public cloud that can be written to."""

    def create(self, order: CreateOrder) -> Receipt:
        """Ask for instances. Never retried after it may have been received.

        Raises OutcomeUnknown when the answer was lost, QuotaExceeded,
        RateLimited, CallRefused; SourceUnreachable only when nothing was sent.
        """
        ...

    def delete(self, region: str, instance_id: str) -> Receipt:
        """Ask for a removal; NotFound means it is gone already."""
        ...


class MetricsSource(Protocol):
    """A metrics server."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the last answers said besides their figures, such as partial data."""
        ...

    def load(self, pool: Pool) -> PoolLoad:
        """Instant figures of a pool, in all and per datacenter."""
        ...

    def history(self, pool: Pool, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        """Series of the pool as a whole by name: those of `Load`, and ``serving``.

        At most `points` samples each.
        """
        ...

    def health(self, pool: Pool) -> dict[str, bool]:
        """Instance name → its target is up. A name that is missing is unknown."""
        ...


class JournalReader(Protocol):
    """The reading half of the journal; works with a SELECT-only database role."""

    def operations(
        self, *, pool: str | None = None, live: bool | None = None, limit: int = 50
    ) -> tuple[Operation, ...]:
        """Operations, newest first, with their phase counts."""
        ...

    def operation(self, operation_id: str) -> Operation:
        """One operation, by id or unique prefix; UsageError when there is none."""
        ...

    def changes(self, operation_id: str) -> tuple[Change, ...]:
        """All changes of an operation, by `seq`."""
        ...

    def family(self, operation_id: str) -> tuple[Operation, ...]:
        """The operation and those that topped it up or rolled it back, oldest first."""
        ...

    def events(
        self, *, operation_id: str | None = None, after: int = 0, limit: int = 200
    ) -> tuple[Event, ...]:
        """Events with `seq` above `after`, oldest first; the newest `limit` of them."""
        ...

    def workers(self) -> tuple[Worker, ...]:
        """Known workers, live ones first."""
        ...

    def typical_duration(self, verb: str, pool: str) -> timedelta | None:
        """Median duration of the last succeeded operations per change; None without any."""
        ...


class Journal(JournalReader, Protocol):
    """The writing half that people's requests need."""

    def accept(self, plan: Plan) -> Operation:
        """Store a plan as a queued operation; Refused when the pool is held."""
        ...

    def request_stop(self, operation_id: str, author: Author) -> Operation:
        """Ask an operation to finish what is in flight and start nothing more."""
        ...
