"""What planning may rely on besides the estate: pools, places, prices, limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from console.model.billing import BillingRule
from console.model.cluster import ClusterPolicy
from console.model.forecast import Announced
from console.model.freeze import Freeze
from console.model.money import Price, Spending
from console.model.operation import Change, Operation
from console.model.place import Datacenter
from console.model.pool import HealingMode, Pool, PoolKind
from console.model.private import REGION
from console.model.target import PoolTarget
from console.model.window import Hold, Window


@dataclass(frozen=True, slots=True)
class Limits:
    """Guards' numbers. See `console.settings.model.GuardSettings`."""

    allowed_countries: tuple[str, ...]
    shrink_at_most: int
    shrink_ratio: float
    stale_after_s: float
    batch_size: int
    compute_rate: float
    plan_age_s: float = 900.0


@dataclass(frozen=True, slots=True)
class MachinePool:
    """Virtual machines of one role in the private cloud, known by their names."""

    name: str
    stateful: bool
    name_pattern: str

    def owns(self, machine: str) -> bool:
        """Say whether a machine of that name belongs here."""
        return re.match(self.name_pattern, machine) is not None


@dataclass(frozen=True, slots=True)
class PrivatePolicy:
    """Limits of what may be done to the private cloud. Durations are estate seconds.

    `folder` is where new datastores belong (a datastore folder or cluster by
    name; None: where they appear). `vcpus_per_core` and `memory_ratio` bound a
    cluster with its largest host lost; `alarm_at` is the used ratio from which a
    datastore is an alarm.
    """

    datacenter: str
    pools: tuple[MachinePool, ...] = ()
    folder: str | None = None
    datastores_at_most: int = 10
    hosts_at_most: int = 4
    confirm_above: int = 0
    delivery_deadline_s: float = 14_400.0
    mount_deadline_s: float = 3_600.0
    shutdown_deadline_s: float = 900.0
    boot_deadline_s: float = 1_800.0
    vcpus_per_core: float = 4.0
    memory_ratio: float = 0.9
    alarm_at: float = 0.9
    snapshot_age_s: float = 259_200.0
    frozen: str | None = None

    def pool_of(self, machine: str) -> MachinePool | None:
        """The pool a machine belongs to, if any."""
        return next((pool for pool in self.pools if pool.owns(machine)), None)


@dataclass(frozen=True, slots=True)
class Approval:
    """Above which size or cost a second person must approve. None: no limit of that sort.

    `expires_s` are the real seconds after which what nobody approved is stopped.
    """

    above_changes: int | None = None
    above_euro_per_hour: Decimal | None = None
    above_euro_per_month: Decimal | None = None
    expires_s: float = 3600.0


class Beyond(StrEnum):
    """What becomes of an operation that costs more than its budget."""

    WARN = "warn"
    SECOND_PERSON = "second_person"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Budgets:
    """What may be spent, in euros; None: no limit of that sort.

    An operation without a duration is counted for `assumed_hours`. From `warn_ratio` of a
    budget on people are warned. Against the month's counts what the month has cost so far,
    and the operation.
    """

    operation_euro: Decimal | None = None
    month_euro: Decimal | None = None
    assumed_hours: Decimal = Decimal(24)
    warn_ratio: Decimal = Decimal("0.8")
    beyond: Beyond = Beyond.REFUSE


@dataclass(frozen=True, slots=True)
class Healing:
    """When an instance is sick, and how many are healed. See `console.settings.limits`.

    Durations are estate seconds; ratios are parts of the pool's size.
    """

    grace_s: float = 600.0
    down_s: float = 300.0
    stuck_s: float = 1_800.0
    reboot_s: float = 600.0
    at_once: float = 0.1
    per_hour: float = 0.2
    at_most_ratio: float = 0.3


@dataclass(frozen=True, slots=True)
class Policy:
    """The settled side of planning. `frozen` is pool → why; `prices` by flavor name."""

    datacenters: tuple[Datacenter, ...]
    pools: dict[str, Pool]
    limits: Limits
    prices: dict[str, Price] = field(default_factory=dict)
    frozen: dict[str, str] = field(default_factory=dict)
    read_only: str | None = None
    """Why this session may not write (a notice code); None when it may."""
    private: PrivatePolicy | None = None
    """None where the settings name no private cloud."""
    approval: Approval = field(default_factory=Approval)
    healing: Healing = field(default_factory=Healing)
    billing: BillingRule = BillingRule.CLOCK_HOURS
    budgets: Budgets = field(default_factory=Budgets)
    savings_plans: dict[str, Decimal] = field(default_factory=dict)
    """Euros an hour by flavor within a savings plan."""
    beside: dict[str, Decimal] = field(default_factory=dict)
    """Euros a month of what is billed beside instances, by the names of `console.model.tariff`."""
    snapshots_kept: timedelta = timedelta(days=14)
    """For how long a sweep leaves alone the snapshots and images that an operation made."""
    windows: tuple[Window, ...] = ()
    announced: tuple[Announced, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    """The estate's, in which days are compared."""
    clusters: dict[str, ClusterPolicy] = field(default_factory=dict)

    def moment(self, at: datetime) -> str:
        """A time to the minute as plans and sentences say it, by the estate's clocks."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    @property
    def kept(self) -> bool:
        """Say whether somebody must work also while nothing is live.

        Windows are kept, pools heal by themselves, or grow by what is foreseen.
        """
        pools = self.pools.values()
        heals = any(pool.healing is HealingMode.AUTO for pool in pools)
        return bool(self.windows) or heals or any(pool.grows_by_itself for pool in pools)

    def places_of(self, pool: Pool) -> tuple[Datacenter, ...]:
        """The datacenters that share a pool, in the order of the settings."""
        shared = {share.datacenter for share in pool.shares}
        return tuple(place for place in self.datacenters if place.code in shared)

    def regions_of(self, pool: Pool) -> tuple[str, ...]:
        """The regions of those."""
        return tuple(region for place in self.places_of(pool) for region in place.regions)

    def place(self, region: str) -> str:
        """The code of a region's datacenter; its own name where the settings know none.

        The private cloud is in one of them, wherever its region is asked for by its name.
        """
        if region == REGION and self.private is not None:
            return self.private.datacenter
        return next((one.code for one in self.datacenters if region in one.regions), region)

    @property
    def pool_names(self) -> tuple[str, ...]:
        """The pools of instances, then those of virtual machines."""
        machines = self.private.pools if self.private is not None else ()
        return (*self.pools, *(pool.name for pool in machines if pool.name not in self.pools))

    @property
    def data_pools(self) -> tuple[str, ...]:
        """The pools that keep data, of instances and of virtual machines, by name."""
        instances = [p.name for p in self.pools.values() if p.kind is PoolKind.STATEFUL]
        machines = self.private.pools if self.private is not None else ()
        return (*instances, *(pool.name for pool in machines if pool.stateful))


@dataclass(frozen=True, slots=True)
class Record:
    """What the journal says that a plan must know.

    `live` are operations that hold a pool; `target` with `target_changes` are
    the operation a rollback or top-up names (its whole family's changes);
    `pace` the usual duration of one change, None without history.

    `asked` are changes that something was asked for lately; `counts`
    the sizes by region that an earlier look gave, for regions that nobody can list
    now; `claimed` the ids of orders that changes of any operation have as their own;
    `known` the operations among those that resources carry as their mark which
    this journal has, None where nobody looked; `freezes` the pools that somebody froze.

    `hold` is what an open window holds up of the pool, which nobody's removal may go
    below; `lent` the ids of its instances that only a window has held up, where nothing
    else may be removed. `healed` are, where the pool is to be healed, the changes of its
    heals that ended within a day. `month` is what the month costs, None where nobody counted.
    `most` says by datacenter how many more it is to get at most, where a window asks for some.
    `last` says how many datacenters had by the pool's newest plan and what came of it, where
    nobody has listed all of one since. `repairs` are the operations that stood in for lost
    datacenters and whose instances stand.
    `asks` says by region how many more are to be asked for at most, where its hosts refused
    some lately. `targets` are the open ones of every pool; `granted` says that what is asked
    for is within one, which was approved where that was needed.
    """

    live: tuple[Operation, ...] = ()
    target: Operation | None = None
    target_changes: tuple[Change, ...] = ()
    pace: timedelta | None = None
    asked: tuple[Change, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    claimed: frozenset[str] = frozenset()
    known: frozenset[str] | None = None
    freezes: tuple[Freeze, ...] = ()
    hold: Hold | None = None
    lent: frozenset[str] | None = None
    healed: tuple[Change, ...] = ()
    month: Spending | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)
    targets: tuple[PoolTarget, ...] = ()
    granted: bool = False
    repairs: tuple[Operation, ...] = ()
    last: Mapping[str, int] = field(default_factory=dict)
