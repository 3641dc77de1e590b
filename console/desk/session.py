"""What the command line and the console are given: one object, built by `bootstrap`."""

import os
import socket
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from console.desk import rights
from console.kinds import registry
from console.kinds.instances.verbs import TARGETING
from console.kinds.vdc import SUPPLY, VCENTER
from console.kinds.verb import Side
from console.model.consumption import Period
from console.model.error import Refused, SourceUnreachable, UsageError
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.freeze import Scope
from console.model.leftover import Findings
from console.model.money import Spending
from console.model.notice import Notice, notice
from console.model.operation import (
    Accepted,
    Change,
    FailedStarts,
    Heard,
    Operation,
    OperationState,
    Unattended,
    unheard,
)
from console.model.plan import (
    Author,
    Origin,
    Plan,
    Refusal,
    Request,
)
from console.model.policy import Policy, Record
from console.model.resource import INSTANCE, LEFTOVER, Resource
from console.model.target import held_open
from console.model.verb import HEAL, REPAIR, ROLLBACK, TOPUP
from console.model.window import Hold
from console.ports import (
    Archives,
    BackupReader,
    BalancerReader,
    BelongingsReader,
    CapacityReader,
    Clock,
    ComputeReader,
    DayCalendar,
    Freezer,
    JournalReader,
    LanReader,
    MetricsReader,
    ObjectReader,
    StockReader,
    UsageReader,
)
from console.schedule.wanted import begun, hold
from console.settings.model import Settings

if TYPE_CHECKING:  # only after the first paint
    from console.desk.recording.file import RecordFile
    from console.kinds.leftovers.filers import FilerReading
    from console.kinds.leftovers.snapshots import Machines

READ_ONLY = "session.read_only"
ACCOUNT = "vcenter:account"
"""The source of what the private cloud's account may do."""


class EstateWatch(Protocol):
    """The live estate, kept by collectors in threads of their own."""

    def start(self) -> None:
        """Start the collectors; returns at once."""
        ...

    def stop(self, timeout_s: float = 1.0) -> None:
        """Stop them; never waits longer than the timeout."""
        ...

    def snapshot(self) -> Estate:
        """The estate as last published; cheap, never blocks."""
        ...

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        """Ask every source once, or those named, all at the same time, and wait for the answers."""
        ...

    def awaited(self) -> tuple[str, ...]:
        """The sources that `refresh` asked and that have not answered yet, from any thread."""
        ...

    def hasten(self, names: Collection[str] | None = None) -> None:
        """Ask the sources again soon: something has just been started."""
        ...


class Operator(Freezer, Protocol):
    """The half of the operations client that changes things. Absent in read-only mode."""

    def submit(self, plan: Plan, heard: Heard = unheard) -> Accepted:
        """Accept a plan and make sure a worker runs; Refused when the pool is held.

        `heard` is told at once when it is accepted, before a worker is waited for. Accepted
        it stays, also where no worker could be started: the answer says why.
        """
        ...

    def stop(self, operation_id: str, author: Author) -> Accepted:
        """Ask an operation to stop after what is in flight."""
        ...

    def approve(self, operation_id: str, reason: str, author: Author) -> Accepted:
        """Let workers begin an operation that awaits a second person; Refused to who asked it."""
        ...

    def ensure_worker(self) -> None:
        """Start a detached worker when none is alive."""
        ...

    @property
    def archive(self) -> Archives:
        """Where operations go that are over for long."""
        ...

    def attend(self, within_s: float = 0.0) -> Unattended | None:
        """See to it that somebody works while an operation is live; why nobody does, if so.

        To be called again and again by whoever looks: cheap, and it never waits
        longer than `within_s`. Raises SourceError.
        """
        ...


@dataclass(slots=True)
class Session:
    """One person's or program's view of one estate.

    `operator` is None in read-only mode: there is then nothing to call.
    """

    settings: Settings
    settings_path: Path
    clock: Clock
    policy: Policy
    watch: EstateWatch
    compute: ComputeReader
    journal: JournalReader
    operator: Operator | None
    origin: Origin = Origin.CONSOLE
    unverified: Callable[[], frozenset[str]] = frozenset
    """Which sources are asked without a look at their certificate."""

    skews: Callable[[], Mapping[str, timedelta]] = dict
    """By source, how far this machine's clock was ahead of it when it last answered."""

    prepare: Callable[[], None] = lambda: None
    """Open what the sources are asked by, so that their times are theirs alone."""

    starts: Callable[[], FailedStarts | None] = lambda: None
    """Why the last start of a worker came to nothing, if it did, whoever made it."""

    barred: Callable[[], Notice | None] = lambda: None
    """Why this account may not ask, apart from what its credentials may do."""

    calendars: Mapping[str, DayCalendar] = field(default_factory=dict)
    """Who is there on a date, by the calendars' names in the settings."""

    usage: UsageReader | None = None
    """What the provider says was used; None where the settings name no project of it."""

    stock: StockReader | None = None
    """What the provider says could be had; None where the settings name no project of it."""

    lans: LanReader | None = None
    """The private networks of the public cloud; None where nobody can be asked."""

    objects: ObjectReader | None = None
    """The object storage of the public cloud, Swift's; None where nobody can be asked."""

    buckets: ObjectReader | None = None
    """The same by OVHcloud's API, S3's."""

    backups: BackupReader | None = None
    """The backups of the public cloud's volumes and instances; None where nobody can be asked."""

    metrics: MetricsReader | None = None
    """What metrics recorded; None where the settings name no metrics server."""

    learner: CapacityReader | None = None
    """What instances were seen to carry; None as above."""

    belongings: BelongingsReader | None = None
    """What servers may leave behind; None where nobody can be asked."""

    balancing: BalancerReader | None = None
    """The load balancers, for who looks for members left behind; None as above."""

    recording: "Callable[[], RecordFile | None]" = lambda: None
    """What was recorded to be looked back at; None where the settings record nothing."""

    def author(self, resource: Resource = INSTANCE) -> Author:
        """Who asks, from the system's user and the accounts of the last snapshot.

        The cloud user is that of the side which `resource` stands on; of a cluster's, either's.
        """
        estate = self.watch.snapshot()
        identity, account = estate.identity, estate.private_account
        side = registry.sides().get(resource)
        who = identity if side is Side.PUBLIC else account
        if side is Side.CLUSTER:
            who = identity or account
        return Author(
            user=_user(),
            host=socket.gethostname(),
            origin=self.origin,
            cloud_user=who.user if who else "",
            roles=identity.roles if identity else (),
            rights=tuple(sorted(right.value for right in rights.held(estate))),
        )

    def plan(
        self,
        request: Request,
        lent: frozenset[str] | None = None,
        asks: Mapping[str, int] | None = None,
        most: Mapping[str, int] | None = None,
    ) -> Plan | Refusal:
        """Plan against the last snapshot and the journal; the rest as in `Record`.

        With `asks` it is for an open target, which needed an approval or not: no other is asked.
        What is left over is read anew: nobody watches it. Raises UsageError for an
        operation that does not exist, SourceError when what is to be read cannot be.
        """
        # Only after the first paint: planning reads every kind of resource.
        from console.operations.identifier import new_operation_id  # noqa: PLC0415
        from console.planning import marks, plan  # noqa: PLC0415

        estate = self._looked_at(request, self.watch.snapshot())
        record = self._record(request, estate)
        known = self._known(marks(request, estate, self.policy, record))
        pool = request.pool if record.target is None else record.target.plan.pool
        # Who gives back what was lent has asked the windows itself.
        held = self._hold(pool, record, windows=lent is None)
        month = self._spending(estate)
        record = replace(record, known=known, lent=lent, hold=held, month=month)
        record = replace(record, most=most or {})
        if asks is not None:
            record = replace(record, asks=asks, granted=True)
        return plan(request, estate, self.policy, record, operation_id=new_operation_id())

    def leftovers(self) -> Findings:
        """What is left over, read anew. Raises SourceError where the journal is silent."""
        from console.kinds.leftovers.observe import Witnesses, survey  # noqa: PLC0415 - as above

        assert self.belongings is not None  # noqa: S101 - whoever opens a session gives one
        assert self.balancing is not None  # noqa: S101 - as above
        regions = [region for place in self.policy.datacenters for region in place.regions]
        tariff = self.watch.snapshot().tariff
        witnesses = Witnesses(
            self.compute,
            self.belongings,
            self.balancing,
            self.journal.traces,
            tariff,
            None if self.usage is None else self.usage.monthly,
            self._filers(),
            self._machines(),
        )
        return survey(witnesses, regions, self.policy, self.clock.now()).findings

    def beside(self) -> list[str]:
        """The sources of the private cloud that tell what is left over there."""
        known = self.watch.snapshot().sources.keys() & {VCENTER}
        return sorted(known.union(self._supplied()))

    def _supplied(self) -> list[str]:
        """The sources that tell of what operations ordered; none where they never ordered anything.

        The provider allows few calls.
        """
        known = self.watch.snapshot().sources.keys() & {SUPPLY, VCENTER, ACCOUNT}
        return sorted(known) if SUPPLY in known and self.journal.claimed_orders() else []

    def _machines(self) -> "Machines":
        """The private cloud's machines as they were last read; why nobody knows."""
        estate = self.watch.snapshot()
        return _unheard(estate, VCENTER) or estate.private

    def _filers(self) -> "FilerReading":
        """What is held for datastores, as it was last read; why nobody knows."""
        from console.kinds.leftovers.filers import FilerReading  # noqa: PLC0415 - as above

        estate, names = self.watch.snapshot(), self._supplied()
        silent = (why for name in names if name != ACCOUNT and (why := _unheard(estate, name)))
        if (why := next(silent, None)) is not None:
            return FilerReading(why=why)
        return FilerReading(estate.supply, estate.private) if names else FilerReading()

    def submit(self, plan: Plan, heard: Heard = unheard) -> Accepted:
        """Accept a plan as it was previewed, unless that was too long ago; see `Operator`.

        Raises Refused where it was, or where this session may not write.
        """
        from console.planning.guards import age  # noqa: PLC0415 - as above

        if self.operator is None:
            raise Refused(notice(READ_ONLY))
        passed_s = (self.clock.now() - plan.planned_at).total_seconds() / self.clock.speed
        old = age(passed_s, self.policy)
        if old is not None:
            raise Refused(old.why)
        return self.operator.submit(plan, heard)

    def write_block(self, resource: Resource = INSTANCE) -> Notice | None:
        """Why no such resource may be changed here (read-only flag, reading accounts), if so.

        Until those who know have answered nobody knows, so nothing may.
        """
        barred = self.ask_block()
        if barred is not None:
            return barred
        estate = self.watch.snapshot()
        side = registry.sides().get(resource)
        if side is None:
            return notice("guard.kind_unknown", resource=resource)
        if side is Side.PUBLIC:
            block = rights.public_block(estate)
        elif side is Side.CLUSTER:
            block = rights.either_block(estate)
        else:
            block = rights.private_block(estate, ordered=rights.ordered(self.settings, resource))
        if block is not None:
            return block
        return None if self.operator is not None else notice(READ_ONLY)

    def ask_block(self) -> Notice | None:
        """Why this session may not even write to the journal, if so; no source is looked at."""
        if self.policy.read_only is not None:
            return Notice(self.policy.read_only)
        return self.barred()

    def attend(self, within_s: float = 0.0) -> Unattended | None:
        """See to it that somebody works while an operation is live; why nobody does, if so.

        A read-only session starts nobody: it only says so. Raises SourceError.
        """
        if self.operator is not None:
            return self.operator.attend(within_s)
        waited_s = self.journal.unattended_s()
        kept = waited_s is None and self._unkept()
        if waited_s is None and not kept:
            return None
        trouble, tried = self.journal.trouble(), self.starts()
        if trouble is not None:
            return Unattended(trouble, waited_s or 0.0, hindered=True, kept=kept)
        why = notice(READ_ONLY) if tried is None else tried.why
        return Unattended(why, waited_s or 0.0, tried, kept=kept)

    def _unkept(self) -> bool:
        """Say whether somebody is to work at any time, and nobody is there."""
        wanted = self.policy.kept or bool(self.journal.targets())
        return wanted and not any(worker.works for worker in self.journal.workers())

    def undoable(self, pool: str | None = None) -> Operation | None:
        """The newest operation that a rollback would be about; None when there is none.

        A top-up belongs to what it topped up. A live operation counts: planning
        then says that it must be stopped first.
        """
        for operation in self.journal.operations(pool=pool):
            if operation.plan.request.verb == ROLLBACK:
                continue
            if operation.state is OperationState.ROLLED_BACK:
                continue
            root = self.journal.family(operation.id)[:1]
            if root and root[0].state is not OperationState.ROLLED_BACK:
                return root[0]
        return None

    def _looked_at(self, request: Request, estate: Estate) -> Estate:
        """With what is left over, where the request is about that."""
        spec = registry.find(request.verb)
        if spec is None or spec.resource != LEFTOVER:
            return estate
        found = self.leftovers()
        if found.silent:
            raise SourceUnreachable(found.unread[0].why)
        return replace(estate, leftovers=found)

    def _record(self, request: Request, estate: Estate) -> Record:
        live = self.journal.operations(live=True)
        freezes, targets = self.journal.freezes(), self.journal.targets()
        if request.operation is None:
            spec = registry.find(request.verb)
            held = spec.held(request, self.policy) if spec else ""
            pace = self.journal.typical_duration(request.verb, held)
            healed = self._healed(held) if request.verb == HEAL else ()
            found = Record(live=live, pace=pace, freezes=freezes, healed=healed, targets=targets)
            asked = self._unlisted(held, estate)
            if request.verb == TARGETING:
                found = replace(found, asks=self._asks(held))
            repairs = self._repairs(request.pool, estate) if request.verb == REPAIR else ()
            last = self._last_sizes(held, estate)
            return replace(found, asked=asked, repairs=repairs, last=last)
        target = self.journal.operation(request.operation)
        family = self.journal.family(target.id)
        orders = estate.supply.orders if estate.supply else ()
        listed = frozenset(order.id for order in orders)
        return Record(
            live=live,
            target=target,
            asked=self._unlisted(target.plan.pool, estate),
            target_changes=tuple(
                change for member in family for change in self.journal.changes(member.id)
            ),
            pace=self.journal.typical_duration(request.verb, target.plan.pool),
            claimed=self.journal.claimed_orders(listed) if listed else frozenset(),
            freezes=freezes,
            targets=targets,
            repairs=self._repairs(target.plan.pool, estate) if request.verb == TOPUP else (),
            last=self._last_sizes(target.plan.pool, estate),
        )

    def _asks(self, pool: str) -> Mapping[str, int]:
        """For how many more each region is to be asked, where its hosts refused some lately."""
        from console.watch.trials import TrialReader  # noqa: PLC0415 - not before the first paint

        now = self.clock.now()
        trials = TrialReader(self.journal).of_pool(pool, now)
        return {region: one.asks(now) for region, one in trials.items()}

    def _healed(self, pool: str) -> tuple[Change, ...]:
        from console.desk.heals import changes_of  # noqa: PLC0415 - not before the first paint

        return changes_of(self.journal, pool, self.clock.now())

    def _unlisted(self, pool: str, estate: Estate) -> tuple[Change, ...]:
        from console.desk.unlisted import unlisted  # noqa: PLC0415 - not before the first paint

        return unlisted(self.journal, estate, pool) if pool in self.policy.pools else ()

    def _last_sizes(self, pool: str, estate: Estate) -> Mapping[str, int]:
        from console.desk.unlisted import last_sizes  # noqa: PLC0415 - not before the first paint

        known = self.policy.pools.get(pool)
        return {} if known is None else last_sizes(self.journal, estate, self.policy, known)

    def _repairs(self, pool: str | None, estate: Estate) -> tuple[Operation, ...]:
        from console.desk.repairs import of_pool  # noqa: PLC0415 - not before the first paint

        known = self.policy.pools.get(pool or "")
        return () if known is None else of_pool(self.journal, estate, known)

    def _hold(self, pool: str | None, record: Record, *, windows: bool) -> Hold | None:
        """What an open window or target holds up of a pool; a lead is for growing alone.

        Windows that somebody has suspended hold up nothing.
        """
        known = self.policy.pools.get(pool or "")
        if known is None:
            return None
        now, calendars = self.clock.now(), self.calendars
        found = [
            Hold(one.id, one.level, target=True)
            for one in held_open(record.targets, known.name, now)
        ]
        suspended = any(f.pool == pool and f.scope is Scope.WINDOWS for f in record.freezes)
        if windows and not suspended:
            by_window = hold(begun(self.policy.windows, known, now, calendars=calendars))
            found += [by_window] if by_window is not None else []
        return max(found, key=lambda one: one.level, default=None)

    def _spending(self, estate: Estate) -> Spending | None:
        """What the month costs, where it has a budget. Raises SourceError."""
        if self.policy.budgets.month_euro is None:
            return None
        from console.desk.month import MonthReader  # noqa: PLC0415 - not before the first paint
        from console.desk.spending import due, held, spending, used  # noqa: PLC0415 - as above

        if due(estate):
            estate = replace(estate, supply=self.watch.refresh([SUPPLY]).supply)
        now = self.clock.now()
        reader = MonthReader(self.policy, self.journal, self.calendars, now)
        month = reader.month(Period.of(now), estate)
        return spending(month, held(estate), used(self.usage))

    def _known(self, ids: Collection[str]) -> frozenset[str]:
        """Those of some operations that this journal has."""
        found: set[str] = set()
        for number in ids:
            with suppress(UsageError):
                found.add(self.journal.operation(number).id)
        return frozenset(found)


def _user() -> str:
    """The system's user of this process: what its environment says is anybody's word."""
    import pwd  # noqa: PLC0415 - not before the first paint

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _unheard(estate: Estate, name: str) -> Notice | None:
    """Why a source of the private cloud cannot be relied on now; None where it can, or is none."""
    state = estate.sources.get(name)
    if state is None or state.freshness is Freshness.FRESH:
        return None
    return state.failure or notice("guard.private_unknown", source=name)
