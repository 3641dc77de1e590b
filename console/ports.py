"""What the inner rooms need from the outside, as Protocols.

Every call may raise `console.model.error.SourceError` (or a subclass) and
nothing else; every call is bounded in time.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from console.model.alert import AlertSilence, AlertView
from console.model.backup import Backup
from console.model.balancer import (
    BalancerCounts,
    BalancerPool,
    BalancerStates,
    BalancerView,
    MemberSettings,
)
from console.model.build import Build
from console.model.capacity import SeenCapacity
from console.model.cluster import ClusterView
from console.model.consumption import MeteredChange
from console.model.entry import Entry
from console.model.estate import Identity, PoolLoad, RegionView
from console.model.figure import Series
from console.model.fixtures import Fixtures
from console.model.freeze import Freeze, Scope
from console.model.instance import Flavor, InstanceAction
from console.model.keep import Family, Keep
from console.model.lan import Lan
from console.model.leftover import Belonging, BelongingsView, LeftoverSort, Traces
from console.model.letter import Delivery, Letter
from console.model.notice import Notice
from console.model.objects import ObjectAccount
from console.model.operation import Change, Event, Operation, WorkerPresence
from console.model.past import OperationMark
from console.model.plan import (
    Author,
    Plan,
)
from console.model.pool import Pool
from console.model.private import PrivateAccount, PrivateView, Task
from console.model.quota import Quota
from console.model.silence import SilenceMatcher
from console.model.stock import QuotaProfile
from console.model.supply import (
    Offer,
    Order,
    SupplyView,
)
from console.model.survey import RegionSurvey, SurveyedProject
from console.model.target import PoolTarget
from console.model.tariff import Tariff
from console.model.usage import AccountUsage, ProjectUsage
from console.model.window import Turnout


class Clock(Protocol):
    """Estate time: the wall clock, except in a rehearsal that runs faster."""

    @property
    def speed(self) -> float:
        """Estate seconds in one wall second; 1 outside a rehearsal."""
        ...

    def now(self) -> datetime:
        """Aware estate time, in UTC."""
        ...


class DayCalendar(Protocol):
    """Who is there on a date. Raises nothing: what is not known counts as there, and is told."""

    def turnout(self, day: date) -> Turnout:
        """The part of the people that is there, and why."""
        ...


class Notifier(Protocol):
    """Tells people who are not looking. Raises nothing for an address that cannot be reached."""

    def send(self, letter: Letter, names: Collection[str] | None = None) -> tuple[Delivery, ...]:
        """Send to every address, or to those of these secrets' names; what came of each."""
        ...

    def addresses(self) -> tuple[Delivery, ...]:
        """Every address, as `DELIVERED` where it could be sent to; nothing is sent."""
        ...


@dataclass(frozen=True, slots=True)
class CreateOrder:
    """Ask for instances of one build in one region.

    With one name, a single creation. With several, one multi-create of
    `min_count = max_count = len(names)` under the name `batch`; the names must
    then be `batch-1 … batch-N`, which the compute API gives by itself.
    `metadata` is set in the create call beside the build's, and marks the owner.
    """

    region: str
    build: Build
    names: tuple[str, ...]
    batch: str
    metadata: dict[str, str] = field(default_factory=dict)
    datacenter: str = ""


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

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        """The instances of a region that bear one of these names or ids, read anew.

        What it costs depends on what is asked about, not on what else stands
        there: give the names that an operation asks for (`CreateOrder.names`; one
        call for each thing that they begin with), and the ids that are pinned. Of
        an id, say the name too where it is known.

        With `unreadable` 0 the answer is whole. A name that is not in it belongs
        to nothing that Nova lists (as little as in `instances(full=True)`; what an
        accepted call has not shown yet, and a cell that is down, are in neither). An
        id that is not in it is deleted: seen DELETED, or answered 404; never
        merely without its name. Deleted instances are left out. `unreadable` counts
        the records that may have been one of these; nothing is proven absent then.
        """
        ...

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        """Compute and network quotas, and free addresses in the named networks."""
        ...

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        """What a region has of what builds name, read anew, and their files of user data.

        What could not be read is said in it (`Fixtures.unread`), so that the rest counts.
        """
        ...

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """All flavors offered in a region."""
        ...

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        """The action log of one instance, newest first."""
        ...

    def console_log(self, region: str, instance_id: str, lines: int) -> str:
        """The last so many lines of one instance's console; empty while it has said nothing."""
        ...


class BelongingsReader(Protocol):
    """What a public cloud keeps beside servers, and may keep after them."""

    def belongings(self, region: str) -> BelongingsView:
        """All ports, volumes, floating addresses, snapshots and images of the project in a region.

        What a port names as its servers are those that Nova has or had it for; one of a
        router or a service names none. A list that could not be read is said in it, so
        that the others count.
        """
        ...


class LanReader(Protocol):
    """The private networks of a public cloud."""

    def lans(self, region: str) -> tuple[Lan, ...]:
        """Every network of a region that is not the provider's, with what it gives out."""
        ...


class ObjectReader(Protocol):
    """The object storage of a public cloud, Swift's or its S3 buckets."""

    def accounts(self) -> tuple[ObjectAccount, ...]:
        """The project's containers in each region that has it; one that is silent says so."""
        ...


class BackupReader(Protocol):
    """The backups of a public cloud's volumes and instances."""

    def volume_backups(self, region: str) -> tuple[Backup, ...]:
        """The last good backup of each volume of a region that has any."""
        ...

    def instance_backups(self, region: str) -> tuple[Backup, ...]:
        """The same of each instance."""
        ...

    def volume_names(self, region: str) -> dict[str, str]:
        """The volumes of a region by id, with their names."""
        ...


class PastReader(Protocol):
    """The past of a pool's load, as a metrics server recorded it."""

    def past(
        self, pool: Pool, start: datetime, end: datetime, step: timedelta, names: Collection[str]
    ) -> dict[str, Series]:
        """Of the series of `MetricsSource.history` those named, at whole steps (since 1970).

        However long ago: 11,000 samples each at most.
        """
        ...

    def growth(self, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        """Bytes used of each datastore by name, at most `points` samples each."""
        ...


class CapacityReader(Protocol):
    """Who learns what instances carry."""

    def seen(self, pool: Pool) -> SeenCapacity | Notice:
        """What a pool's instances were seen to carry, or why nobody knows. Raises nothing."""
        ...


class MetricsReader(PastReader, Protocol):
    """What of a metrics server is read when somebody looks, and watched by nobody."""

    def ages(self, promql: str, label: str) -> dict[str, float | None]:
        """Seconds by the label's value, the larger where it is told twice; None is unknown."""
        ...


class PublicReader(BelongingsReader, LanReader, ObjectReader, BackupReader, Protocol):
    """What of a public cloud is read when somebody looks, and watched by nobody."""


class BelongingsCloud(BelongingsReader, Protocol):
    """A public cloud where what stands beside servers may be removed."""

    def belonging(self, region: str, sort: LeftoverSort, number: str) -> Belonging:
        """One thing, read anew; NotFound: it is gone."""
        ...

    def discard(self, region: str, sort: LeftoverSort, number: str) -> Receipt:
        """Ask for the removal of one thing; NotFound: it is gone already.

        CallRefused where something holds it, as an attachment or a snapshot of it does.
        """
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

    def mark(self, region: str, instance_id: str, key: str, value: str) -> Receipt:
        """Set one word of an instance's metadata; its others stay as they are.

        CallRefused while the instance is in a state that allows none (ERROR, BUILD).
        """
        ...

    def unmark(self, region: str, instance_id: str, key: str) -> Receipt:
        """Take one word of the metadata away; NotFound: it, or the instance, is gone already."""
        ...

    def reboot(self, region: str, instance_id: str) -> Receipt:
        """Ask for a hard reboot: off and on again, whatever its guest does.

        CallRefused while it is locked, or in a state that allows none.
        """
        ...

    def lock(self, region: str, instance_id: str, reason: str) -> Receipt:
        """Keep all but administrators from removing it; a reason has 255 characters at most."""
        ...

    def unlock(self, region: str, instance_id: str) -> Receipt:
        """Take its lock away, whoever set it."""
        ...


class PublicCloud(ComputeCloud, BelongingsCloud, Protocol):
    """All that a worker acts on of a public cloud."""


class CloudSurvey(Protocol):
    """Looks over a public cloud of which no settings tell yet."""

    def regions(self) -> tuple[str, ...]:
        """The regions in which instances can be made."""
        ...

    def region(self, region: str) -> RegionSurvey:
        """What a region has; a list that cannot be read hides no other."""
        ...

    def project(self) -> SurveyedProject:
        """Of which project it is, and whose cloud."""
        ...


class BalancerReader(Protocol):
    """The reading half of the load balancers of a public cloud."""

    def balancers(self, region: str, members_of: Collection[str] | None = None) -> BalancerView:
        """Every load balancer of a region with what hangs on it.

        Four calls, and one for each pool whose members are asked for, by id or name;
        None asks for all. With `unreadable` 0 the answer is whole.
        """
        ...

    def states(self, region: str, balancer_id: str) -> BalancerStates:
        """Both statuses of a load balancer and all below it, in one call.

        NotFound: it is gone. What health checks found carries no time: it may be old.
        """
        ...

    def counts(self, region: str, balancer_id: str) -> BalancerCounts:
        """What passed a load balancer; NotFound: it is gone."""
        ...


class BalancerWriter(BalancerReader, Protocol):
    """Load balancers whose members may be written.

    Every write locks the whole load balancer for seconds. Each may raise BalancerBusy
    (locked: ask again), BalancerBroken (in ERROR: never again), MemberTaken (a
    stranger's member has the address), QuotaExceeded, OutcomeUnknown, and NotFound
    where the pool or the member is gone.
    """

    def put(self, pool: BalancerPool, members: Sequence[MemberSettings]) -> Receipt:
        """Add members, and set those that are there, by address and port; others stay.

        Every setting is sent: give of one that is there what was last read of it, or it
        is reset, and a drained one is back in service.
        """
        ...

    def weigh(self, pool: BalancerPool, member_id: str, weight: int) -> Receipt:
        """Give one member another weight; 0 drains it, but for clients that stick."""
        ...

    def switch(self, pool: BalancerPool, member_id: str, *, up: bool) -> Receipt:
        """Switch one member on or off; off, it gets no new connection at all."""
        ...

    def remove(self, pool: BalancerPool, member_id: str) -> Receipt:
        """Remove one member."""
        ...


class MetricsSource(PastReader, Protocol):
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

    def down_since(self, pool: Pool, start: datetime, end: datetime) -> dict[str, datetime]:
        """Instance name → since when it was seen down without a break until `end`.

        One that was down all the time has `start`, or a little later; one that is up, or
        was unknown in between, is missing.
        """
        ...

    def sessions(self) -> dict[str, float]:
        """Load-balancer member's id → the most connections that it had in the last 30 s.

        Of a member whose load balancer has no PROMETHEUS listener, or is not scraped, nothing.
        """
        ...


class PriceReader(Protocol):
    """What the public cloud's flavors cost, by its provider."""

    def tariff(self, regions: Collection[str]) -> Tariff:
        """The prices of these regions, some hours old at most, or an older copy that says so."""
        ...


class UsageReader(Protocol):
    """What the public cloud's provider says was used."""

    def usage(self) -> ProjectUsage:
        """The project's current month, as it was counted last."""
        ...

    def account(self) -> AccountUsage:
        """What the whole account has used, as it was counted last."""
        ...

    def monthly(self) -> dict[str, datetime | None]:
        """The instances that are billed by the month, by id, with since when they are."""
        ...


class StockReader(Protocol):
    """What the public cloud's provider says could be had. Nothing is asked that changes it."""

    def in_stock(self, region: str) -> Mapping[str, bool]:
        """Whether each flavor of a region is in stock, by name; one that is missing is unknown."""
        ...

    def profiles(self, region: str) -> tuple[QuotaProfile, ...]:
        """The sets of quotas that the project may give itself there by a call."""
        ...

    def by_hand(self) -> bool | None:
        """Whether the project's quotas are left to people; None where that is not told."""
        ...


class AlertReader(Protocol):
    """An alert manager, read."""

    def view(self) -> AlertView:
        """Every alert that fires, silenced and inhibited ones too, and the silences."""
        ...


class AlertKeeper(AlertReader, Protocol):
    """An alert manager as the worker keeps alerts silent by it. Its writes are sent once."""

    def silences(self) -> tuple[AlertSilence, ...]:
        """Every silence, those that ended too. Raises SourceError."""
        ...

    def silence(
        self, matchers: Sequence[SilenceMatcher], *, until: datetime, author: str, comment: str
    ) -> Receipt:
        """Make a silence from now on; the same again makes another. Raises SourceError."""
        ...

    def expire(self, silence_id: str) -> Receipt:
        """End a silence. Raises SourceError."""
        ...


class ClusterReader(Protocol):
    """One cluster that keeps a stateful pool's data, read."""

    def view(self) -> ClusterView:
        """Every member it tells of, its leader, whether it is paused."""
        ...


class ClusterMechanism(ClusterReader, Protocol):
    """A cluster's own mechanism. A write that may have been received raises OutcomeUnknown."""

    def started(self, member: str) -> str | None:
        """Since when a member's server runs, in its own words; None while it does not."""
        ...

    def switch_over(self, leader: str, candidate: str) -> Receipt:
        """Have another member lead in place of the leader. Blocks until that is over."""
        ...

    def restart(self, member: str) -> Receipt:
        """Start a member's server anew. Blocks until that is over."""
        ...


class PrivateReader(Protocol):
    """The reading half of a private cloud (vCenter)."""

    def account(self) -> PrivateAccount:
        """Who the account is and what it may do."""
        ...

    def inventory(self) -> PrivateView:
        """Everything: deltas where the server delivers them, a full read periodically."""
        ...


class PrivateCloud(PrivateReader, Protocol):
    """A private cloud that can be written to.

    Writes that vCenter carries out as a task return at once, with the task's id
    as the receipt's `resource_id`.
    """

    def task(self, task_id: str) -> Task:
        """One task; NotFound when vCenter has forgotten it."""
        ...

    def reconfigure(
        self, machine_id: str, *, vcpus: int | None = None, memory_bytes: int | None = None
    ) -> Receipt:
        """Ask for other sizes (ReconfigVM_Task)."""
        ...

    def shut_down(self, machine_id: str) -> Receipt:
        """Ask the guest to shut down (ShutdownGuest); no task."""
        ...

    def reboot(self, machine_id: str) -> Receipt:
        """Ask the guest to reboot itself, by its tools (RebootGuest); no task."""
        ...

    def power_on(self, machine_id: str) -> Receipt:
        """Power a machine on (PowerOnVM_Task)."""
        ...

    def snapshot(self, machine_id: str, name: str, description: str) -> Receipt:
        """Take a snapshot without memory (CreateSnapshot_Task)."""
        ...

    def enter_maintenance(self, datastore_id: str) -> Receipt:
        """Put a datastore into maintenance mode (DatastoreEnterMaintenanceMode)."""
        ...

    def leave_maintenance(self, datastore_id: str) -> Receipt:
        """Take a datastore out of maintenance mode (DatastoreExitMaintenanceMode_Task)."""
        ...

    def move_datastore(self, datastore_id: str, folder: str) -> Receipt:
        """Move into a datastore folder or datastore cluster, by name (MoveIntoFolder_Task)."""
        ...

    def mount_nfs(self, host_id: str, *, server: str, path: str, name: str) -> Receipt:
        """Mount an export on one host (CreateNasDatastore)."""
        ...

    def unmount(self, host_id: str, datastore_id: str) -> Receipt:
        """Take a datastore off one host (RemoveDatastore)."""
        ...

    def free_disks(self, host_id: str) -> tuple[Offer, ...]:
        """Disks that could be formatted (QueryAvailableDisksForVmfs)."""
        ...

    def format_vmfs(self, host_id: str, *, disk: str, name: str) -> Receipt:
        """Make a VMFS datastore of a free disk, on one host (CreateVmfsDatastore)."""
        ...

    def rescan(self, host_id: str) -> Receipt:
        """Have a host look for new datastores (RescanVmfs)."""
        ...


class SupplyReader(Protocol):
    """The reading half of where the private cloud's resources come from."""

    def view(self) -> SupplyView:
        """Offers, holdings and recent orders; offers and prices may be some minutes old."""
        ...

    def orders(self) -> tuple[Order, ...]:
        """The recent orders as they are now, never from a cache."""
        ...


class Supply(SupplyReader, Protocol):
    """Orders datastores or hosts: at OVHcloud, from NFS exports, from free disks."""

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:
        """Place one order. Never retried after it may have been received.

        The receipt's `resource_id` is the order's id; None where nothing needs
        waiting for (exports, disks). `name` is what the datastore is called
        where we choose. Raises as `ComputeCloud.create` does.
        """
        ...

    def extend(self, name: str, host_id: str) -> Receipt | None:
        """Bring a delivered datastore to a host that lacks it; None where the provider does."""
        ...

    def release(self, name: str, holding: str | None) -> Receipt:
        """Give back a datastore or host; NotFound means it is gone already."""
        ...


class JournalReader(Protocol):
    """The reading half of the journal; works with a SELECT-only database role."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What lists have left out, such as an operation whose row cannot be read."""
        ...

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

    def freezes(self) -> tuple[Freeze, ...]:
        """The pools that somebody froze and nobody has thawed, oldest first."""
        ...

    def resumed_at(self, pool: str, scope: Scope) -> datetime | None:
        """When a freeze of a scope was lifted from a pool last, in estate time; None: never."""
        ...

    def targets(self) -> tuple[PoolTarget, ...]:
        """The targets that nobody has closed, oldest first; the time of some may be up."""
        ...

    def ended_targets(self) -> tuple[PoolTarget, ...]:
        """The last targets that were closed, newest first."""
        ...

    def named_targets(self, ids: Collection[str]) -> tuple[PoolTarget, ...]:
        """The targets that these operations opened, closed ones too."""
        ...

    def workers(self) -> tuple[WorkerPresence, ...]:
        """Known workers, live ones first."""
        ...

    def unattended_s(self) -> float | None:
        """Real seconds for which operations have waited and no worker worked.

        None while nothing waits, or somebody lives whose passes go on.
        """
        ...

    def trouble(self) -> Notice | None:
        """Why nothing can be recorded, as far as that can be seen without trying."""
        ...

    def typical_duration(self, verb: str, pool: str) -> timedelta | None:
        """Median duration of the last succeeded operations per change; None without any."""
        ...

    def durations(self, verb: str, pool: str) -> tuple[timedelta, ...]:
        """How long each of the last operations took that succeeded, in estate time."""
        ...

    def claimed_orders(self, among: Collection[str] | None = None) -> frozenset[str]:
        """The orders, of those asked about, that are a change's own, of any operation ever."""
        ...

    def traces(self, marks: Collection[str], ids: Collection[str]) -> Traces:
        """What is known of operations that resources name, and of servers by their ids.

        What was archived, too. An operation that is not in it is another journal's.
        """
        ...

    def metered(self, since: datetime) -> tuple[MeteredChange, ...]:
        """The changes about instances that moved since then, or whose instance should stand.

        What was archived is among them.
        """
        ...

    def history(self, since: datetime) -> Iterator[Operation]:
        """Operations accepted or ended since then, or live, oldest first; archived ones too.

        Read a page at a time, however many there are; one that cannot be read is left out,
        and told in `warnings`.
        """
        ...

    def marks(self, pool: str, since: datetime) -> tuple[OperationMark, ...]:
        """The operations on a pool of instances that were accepted since then, oldest first.

        Without their plans; the newest, some hundreds at most. None that was archived.
        """
        ...

    def audit(self, since: datetime) -> Iterator[Event]:
        """The audit's lines since then, oldest first, a page at a time; archived ones too."""
        ...


class Archives(Protocol):
    """Where operations go that are over for long."""

    def due(self, keep: Keep) -> Iterator[Family]:
        """The families that would be archived; nothing is moved."""
        ...

    def sweep(self, keep: Keep) -> Iterator[Family]:
        """Archive them, one at a time."""
        ...

    def restore(self, operation_id: str) -> Family:
        """Bring a family back; UsageError when none is archived under that id or prefix."""
        ...


class Freezer(Protocol):
    """Holds pools, or a part of what is done to them, in the name of whoever asks."""

    def freeze(
        self, pool: str, reason: str, author: Author, scope: Scope = Scope.EVERYTHING
    ) -> None:
        """Hold all of a pool, or what a scope names, until it is thawed; Refused when it is."""
        ...

    def thaw(self, pool: str, author: Author, scope: Scope = Scope.EVERYTHING) -> None:
        """Let a pool be worked on again; Refused when it is not frozen so."""
        ...


class TargetBook(Protocol):
    """Where targets are kept: the journal."""

    def named_targets(self, ids: Collection[str]) -> tuple[PoolTarget, ...]:
        """The targets that these operations opened, closed ones too. Raises SourceError."""
        ...

    def open_target(self, target: PoolTarget) -> None:
        """Open one; nothing where it is known already. Raises SourceError."""
        ...

    def close_target(self, target_id: str, by: str, *, keeps: bool) -> bool:
        """End one, now; False where it is not open (any more). Raises SourceError.

        `keeps`: what came of it stays, however it was opened.
        """
        ...


class Journal(JournalReader, Freezer, TargetBook, Protocol):
    """The writing half that people's requests need."""

    @property
    def archive(self) -> Archives:
        """Where operations go that are over for long."""
        ...

    def accept(self, plan: Plan) -> Operation:
        """Store a plan as a queued operation; Refused when the pool is held."""
        ...

    def request_stop(self, operation_id: str, author: Author) -> Operation:
        """Ask an operation to finish what is in flight and start nothing more."""
        ...

    def approve(self, operation_id: str, reason: str, author: Author) -> Operation:
        """Let workers begin an operation that awaits a second person; Refused to who asked it."""
        ...

    def note(self, entry: Entry, operation_id: str | None, actor: str) -> None:
        """Write into the audit what is of no pass."""
        ...

    def report_target(
        self, target: PoolTarget, said: Sequence[Entry], *, reached: bool = False
    ) -> bool:
        """Report on a target in the audit; False where another worker has, since it was read.

        `reached`: the pool has its size, for the first time.
        """
        ...


class Keeper(Protocol):
    """Sees to pools by the clock, in a thread of the worker's own."""

    def wanted(self) -> bool:
        """Say whether somebody must be there to see to pools while nothing is live."""
        ...

    def keep(self, journal: Journal, wait: Callable[[float], bool]) -> None:
        """Go on until `wait`, of at most so many wall seconds, says that the worker leaves."""
        ...
