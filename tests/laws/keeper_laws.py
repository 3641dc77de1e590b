"""The laws over what workers ask for by themselves: at each asking, and when all is quiet."""

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clouds import Server

from console.model.error import UsageError
from console.model.operation import Operation, OperationState
from console.model.plan import Care, Desired, Plan
from console.model.resource import INSTANCE
from console.model.target import PoolTarget
from console.model.verb import HEAL, TOPUP
from console.model.wanted import HELD_BY, HOME, PLACE, REPLACES, STANDS_FOR
from console.ports import CreateOrder

Wanted = Mapping[str, str | int]
MISSED_S = 30.0
"""A list is believed for so long though the region does not answer."""

if TYPE_CHECKING:
    from keeping import Keeping
    from laws import Laws
    from people import Desk
    from worker import Worker

STOPPED_AFTER_S = 20.0
"""How long after its target's end an operation may still ask for instances."""
OWED = frozenset({Care.TARGETS, Care.FORESIGHT, Care.WINDOWS})


@dataclass(slots=True)
class KeeperLaws:
    """Watches what keepers ask for. What a target is the journal says; what stands, the cloud."""

    laws: "Laws"

    # While the night goes on

    def asks(self, keeping: "Keeping", plan: Plan) -> None:
        """A keeper is about to have a plan accepted: laws 5, 7 and 10."""
        worker, who = keeping.worker, plan.request.author
        grows, what = plan.size_after > plan.size_now, f"{who.user} asks for {plan.request.verb}"
        self.laws.thawed(worker, plan.pool, what)
        back, regions = not grows and who.care != Care.HEALING, set(self.laws.night.cloud.limits)
        places = regions if back else regions & {change.region for change in plan.changes}
        for region in sorted(places):
            self._seen(keeping, f"nova:{region}", what)
        by_balancers = who.care == Care.HEALING and self.laws.night.balanced
        if who.care == Care.FORESIGHT or not (grows or by_balancers):
            self._seen(keeping, "prometheus", what)
        if who.care == Care.TARGETS and grows:
            self._short_of_its_target(worker, plan)
        if back:
            self._gives_back(worker, plan)

    def _seen(self, keeping: "Keeping", source: str, what: str) -> None:
        """What it rests on was read for it, or shortly before where a reading slipped.

        A process that stood still may have read it before that.
        """
        read_at = keeping.watch.seen.read_at.get(source)
        t, slept = self.laws.night.moments.t, keeping.worker.awake_since
        since = t - MISSED_S - (slept - keeping.worker.frozen_at if slept == t else 0.0)
        if read_at is None or read_at < since:
            self.laws.broken(10, f"{what}, and {source} was read last at {read_at}")

    def _short_of_its_target(self, worker: "Worker", plan: Plan) -> None:
        """No more than is missing, of a target that is open."""
        target = self._target(worker.journal, plan.request.author.cause)
        if target is None or target.state(worker.clock.now()) is not target.state(target.opened_at):
            self.laws.broken(5, f"{plan.operation_id} asks for {target}, which is not open")
        made = sum(_makes(c.desired, c.resource) for c in plan.changes)
        if plan.size_now + made > target.level:
            self.laws.broken(7, f"{plan.size_now} and {made} more for a target of {target.level}")
        if self._clear() and len(self._shown(plan.pool)) + made > target.level:
            there = sorted(s.name for s in self._shown(plan.pool))
            self.laws.broken(7, f"{there} and {made} more for a target of {target.level}")

    def repairs(self, desk: "Desk", plan: Plan) -> None:
        """Each that a repair makes takes the place of one that was lost, and no two the same.

        What tops a repair up stands in as well.
        """
        night, topped = self.laws.night, self.laws.operations.get(plan.target or "")
        if topped is not None and any(STANDS_FOR in c.wanted for c in topped.plan.changes):
            apart = [
                c.name
                for c in plan.changes
                if _makes(c.desired, c.resource) and STANDS_FOR not in c.wanted
            ]
            if apart:
                self.laws.broken(6, f"{apart} top {plan.target} up, and stand in for nothing")
        regions = {place.code: place.regions for place in night.policy.datacenters}
        before = {(s.operation or "", s.name): s for s in night.cloud.servers.values()}
        taken = {
            _place(c.wanted)
            for s in self.standing_in(desk)
            for c in self.laws.operations[s.operation or ""].plan.changes
            if c.name == s.name and c.wanted.get(PLACE)
        }
        for change in plan.changes:
            wanted = change.wanted
            place = _place(wanted)
            if not _makes(change.desired, change.resource) or not place[1]:
                continue
            lost, code = before.get(place), wanted.get(STANDS_FOR) or wanted.get(HOME)
            if lost is None or lost.region not in regions[str(code)]:
                self.laws.broken(6, f"{change.name} takes the place {place}, of none in {code}")
            if STANDS_FOR in wanted and place in taken:
                self.laws.broken(6, f"{change.name} takes the place of {place}, which is taken")
            taken.add(place)

    def _gives_back(self, worker: "Worker", plan: Plan) -> None:
        """What goes was asked for by that care alone, and no open target or person needs it."""
        care = plan.request.author.care
        for change in plan.changes:
            server = self.laws.night.cloud.servers.get(change.resource_id or "")
            if change.resource != INSTANCE or server is None:
                continue
            maker = self._maker(worker.journal, server)
            by = None if maker is None else maker.plan.request.author.care
            lent = maker is not None and maker.state is OperationState.ROLLED_BACK
            if by is None and not (lent and care == Care.WINDOWS):
                self.laws.broken(6, f"{server.name} is given back by {care}, and people made it")
            if care in {Care.TARGETS, Care.FORESIGHT} and by != care:
                self.laws.broken(6, f"{server.name} is given back by {care}, and {by} made it")
        now = worker.clock.now()
        journal = self.laws.night.desk(worker.journal).journal
        for target in journal.targets():
            if target.holds(now) and plan.size_after < target.level < plan.size_now:
                self.laws.broken(6, f"{care} gives back to {plan.size_after} below {target.level}")

    def post(self, worker: "Worker", order: CreateOrder, operation: str) -> None:
        """What targets have asked for is made while they are open: law 3."""
        kept = self.laws.operations.get(operation)
        author = None if kept is None else kept.plan.request.author
        night = self.laws.night
        if author is None or author.care != Care.TARGETS or night.stalls or night.filled:
            return
        target = self._target(worker.journal, author.cause)
        assert target is not None
        ended = min(target.until, target.closed_at or target.until)
        late_s = (worker.clock.now() - ended).total_seconds() / night.speed
        attended = night.moments.t - worker.since > STOPPED_AFTER_S
        if late_s > STOPPED_AFTER_S and attended:
            self.laws.broken(
                3, f"{order.names} are made {late_s:.0f} s after the end of {target.id}"
            )

    # When all is quiet

    def look_back(self, desk: "Desk") -> None:
        """In good weather nothing stands that only an ended target, or what was foreseen, held."""
        owed, level, size = self.owed(desk)
        if owed and size > level and self._can_go(owed):
            said = {s.name: maker.plan.request.author.user for s, maker in owed}
            self.laws.broken(6, f"{said} stand, {size} of {level}, and nobody holds them up")
        over = [one.id for one in desk.journal.targets() if not one.holds(desk.journal.clock.now())]
        if over:
            self.laws.broken(3, f"targets {over} are over, and nobody has ended them")

    def owed(self, desk: "Desk") -> tuple[list[tuple[Server, Operation]], int, int]:
        """What keepers' operations made that is over, what is held up, and how many there are."""
        night, [pool] = self.laws.night, self.laws.night.policy.pools.values()
        mine = [s for s in night.cloud.standing() if s.of(pool.name)]
        listed = {(s.operation or "", s.name) for s in mine}
        makers = {s.id: self._maker(desk.journal_name, s, listed) for s in mine}
        made = Counter(m.id for m in makers.values() if m is not None)
        owed: list[tuple[Server, Operation]] = []
        levels = [pool.baseline]
        for server in mine:
            maker = makers[server.id]
            if maker is None:
                continue
            if maker.plan.request.author.care in OWED and not self._wanted(desk, maker):
                owed.append((server, maker))
            elif maker.state is not OperationState.ROLLED_BACK:
                levels.append(maker.plan.size_now + made[maker.id])
        return owed, max(levels), len(mine)

    def _can_go(self, owed: list[tuple[Server, Operation]]) -> bool:
        """Whether as many serve without one of these as the floor in service is."""
        night, [pool] = self.laws.night, self.laws.night.policy.pools.values()
        t = night.moments.t
        serving = sum(s.of(pool.name) and not s.sick(t) for s in night.cloud.standing())
        return serving > pool.floor or any(server.sick(t) for server, _maker in owed)

    def home(self, desk: "Desk") -> None:
        """Nothing stands in for a datacenter that is back, unless the baseline needs it."""
        night, [pool] = self.laws.night, self.laws.night.policy.pools.values()
        size = sum(s.of(pool.name) for s in night.cloud.standing())
        left = [s.name for s in self.standing_in(desk)]
        if left and size > pool.baseline and not self.laws.meddled:
            self.laws.broken(6, f"{left} stand in for what is back, {size} of {pool.baseline}")

    def standing_in(self, desk: "Desk") -> list[Server]:
        """What stands in for a datacenter."""
        names = {
            (o.id, c.name)
            for o in desk.journal.operations(limit=500)
            for c in o.plan.changes
            if STANDS_FOR in c.wanted
        }
        standing = self.laws.night.cloud.standing()
        return [s for s in standing if (s.operation, s.name) in names]

    # Whose it is

    def _wanted(self, desk: "Desk", maker: Operation) -> bool:
        """Say whether what a target asked for is to stay."""
        author = maker.plan.request.author
        target = self._target(desk.journal_name, author.cause)
        now = desk.journal.clock.now()
        return author.care == Care.TARGETS and bool(target) and (target.keeps or target.holds(now))  # type: ignore[union-attr]

    def _target(self, journal: str, number: str) -> PoolTarget | None:
        found: list[PoolTarget] = []
        reader = self.laws.night.desk(journal).journal
        self.laws.night.aside(lambda: found.extend(reader.named_targets([number])))
        return found[0] if found else None

    def _maker(
        self, journal: str, server: Server, listed: Container[tuple[str, str]] = ()
    ) -> Operation | None:
        """Which operation an instance goes back to, through top-ups, heals and repairs.

        None: nobody's. What stands in beside what is `listed` is its repair's.
        """
        reader, mark, name = self.laws.night.desk(journal).journal, server.operation, server.name
        for _ in range(20):
            try:
                operation = reader.operation(mark or "")
            except UsageError:
                return None
            plan = operation.plan
            wanted = next((c.wanted for c in plan.changes if c.name == name), {})
            if plan.request.verb == HEAL:
                sick = next((c.wanted.get(REPLACES) for c in plan.changes if c.name == name), None)
                before = self.laws.night.cloud.servers.get(str(sick))
                if before is None:
                    return None
                mark, name = before.operation, before.name
            elif HELD_BY in wanted and not self._its_repairs(operation, wanted, listed):
                mark, name = _place(wanted)
            elif plan.request.verb == TOPUP:
                mark = plan.target
            else:
                return operation
        return None

    def _its_repairs(
        self, maker: Operation, wanted: Wanted, listed: Container[tuple[str, str]]
    ) -> bool:
        """Whether what takes a place is its repair's: that one stands, or all is taken back."""
        place = _place(wanted)
        beside = not place[1] or place in listed
        return STANDS_FOR in wanted and (beside or maker.state is OperationState.ROLLED_BACK)

    def _shown(self, pool: str) -> list[Server]:
        """What any list had, and stands, and does not leave."""
        t = self.laws.night.moments.t
        standing = self.laws.night.cloud.standing()
        return [s for s in standing if s.of(pool) and s.shown and s.leaving_at > t]

    def _clear(self) -> bool:
        """Whether lists tell all that they told before."""
        weather, regions = self.laws.night.weather, self.laws.night.cloud.limits
        kinds = ("silent", "stale", "unreadable", "cell down")
        return not any(weather.spell(f"nova:{r}", kind) for r in regions for kind in kinds)


def _place(wanted: Wanted) -> tuple[str, str]:
    return str(wanted.get(HELD_BY, "")), str(wanted.get(PLACE, ""))


def _makes(desired: Desired, resource: str) -> bool:
    return desired is Desired.PRESENT and resource == INSTANCE
