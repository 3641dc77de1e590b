"""The laws over what sweeps remove, at each removal and once more when all is quiet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balancing import Written
from belongings import Discard, Thing
from clouds import Server
from weather import FOREVER

from console.kinds.leftovers.verbs import NAMED
from console.model.balancer import SERVER_KEY, tag
from console.model.instance import OPERATION_KEY, QUARANTINE_KEY, InstanceStatus, Quarantine
from console.model.operation import Change, Operation, Phase
from console.model.plan import Desired, Plan
from console.model.resource import INSTANCE, LEFTOVER, MEMBER, ORPHAN, SERVER, VOLUME
from console.model.wanted import FORMER

if TYPE_CHECKING:
    from laws import Kept, Laws
    from people import Desk
    from worker import Worker

SWEPT_ENOUGH = 6


@dataclass(slots=True)
class SweepLaws:
    """Watches what is removed as left over. What it is goes by the cloud, whose by the journal."""

    laws: "Laws"
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each process asked for each thing's removal."""

    # While the night goes on

    def accepted(self, desk: "Desk", plan: Plan) -> None:
        """A sweep was accepted: it is the only one, and what it names was there to be seen."""
        live = [o.id for o in desk.journal.operations(live=True) if o.plan.resource == LEFTOVER]
        if len(live) > 1:
            self.laws.broken(1, f"sweeps {live} are live at once")
        night = self.laws.night
        start = night.moments.estate(-night.moments.t)
        t = (plan.planned_at - start).total_seconds() / night.speed
        for change in plan.changes:
            number = change.resource_id or ""
            there = number in night.balancing.members
            if change.resource == SERVER:
                there = night.cloud.servers[number].stands(t)
            elif change.resource != ORPHAN:
                there = night.belongings.things[number].stands(t)
            if not there:
                self.laws.broken(1, f"a sweep is to remove {change.name}, and it is gone already")

    def discarded(self, discard: Discard) -> None:
        """The removal of a port or volume reaches the cloud: laws 1, 3 and 6."""
        thing, night = discard.thing, self.laws.night
        worker, kept = self._planned(thing.id, thing.sort.resource)
        if night.belongings.looked_at.get((worker.name, thing.id)) != discard.asked_at:
            self.laws.broken(1, f"{thing.id} is removed, and nobody has looked right before")
        if discard.asked_at < thing.given_at <= discard.t:
            return  # somebody took it at this very moment
        mine = self._journal(thing.operation) == kept.journal
        if (thing.foreign or not mine) and not _named(kept.plan, thing.id, thing.name):
            self.laws.broken(6, f"{thing.id} is somebody else's, and is swept")
        if thing.held(discard.t):
            self.laws.broken(6, f"{thing.id} is swept, and its server stands")
        ids = {thing.server.id} if thing.server is not None else set()
        self._left_alone(worker, thing.region, thing.id, thing.operation, ids)
        self._again(worker, thing.id, discard.outcome)

    def server(self, worker: "Worker", server: Server, operation: str) -> None:
        """The removal of a server as left over reaches the cloud: laws 1 and 6."""
        kept = self.laws.operations[operation]
        self._again(worker, server.id, self.laws.night.cloud.removals[-1].outcome)
        maker, ours = server.operation, server.by == "vigie"
        if server.apart:
            maker, ours = Quarantine.read(server.metadata[QUARANTINE_KEY]).operation, True
        mine = ours and self._journal(maker) == kept.journal
        if not mine and not _named(kept.plan, server.id, server.name):
            self.laws.broken(6, f"{server.name} is somebody else's, and is swept")
        self._left_alone(worker, server.region, server.name, maker, {server.id})
        about = self._about(kept.journal, {server.id})
        meant = [c for c in about if c.resource == INSTANCE and c.resource_id == server.id]
        stays = any(c.phase is Phase.IN_SERVICE and c.desired is Desired.PRESENT for c in meant)
        taken = any(c.desired is Desired.ABSENT and c.attempts for c in meant)
        if stays and not (taken or server.apart):
            self.laws.broken(6, f"{server.name} is swept, and it is in service for its operation")

    def member(self, write: Written, operation: str) -> None:
        """A member is removed as left over: laws 5 and 6."""
        night = self.laws.night
        worker, kept = self._planned(write.member.id, ORPHAN)
        name = write.member.settings.name
        if write.after is not None:
            self.laws.broken(6, f"{name} is written by the sweep {operation}")
        maker = write.member.settings.mark(OPERATION_KEY)
        if self._journal(maker) != kept.journal and not _named(kept.plan, write.member.id, name):
            self.laws.broken(6, f"{name} is somebody else's, and is swept")
        address, region = write.member.settings.address, write.member.region
        since = night.belongings.read_at.get((worker.name, region), 0.0)
        heirs = [
            one
            for one in night.belongings.standing()
            if (one.region, one.address) == (region, address)
            and one.made_at < since
            and (one.server is None or one.held(write.t))
        ]
        if heirs and not _named(kept.plan, write.member.id, name):
            self.laws.broken(6, f"{name} is swept, and {heirs[0].id} has its address")
        server = write.member.settings.mark(SERVER_KEY) or ""
        self._left_alone(worker, region, name, maker, {server, write.member.id})
        self._again(worker, write.member.id, write.outcome)

    def excused(self, sweep: Operation, whys: list[str]) -> bool:
        """Say whether a sweep need not have done all: Cinder holds some, others took them up."""
        operations, things = self.laws.operations, self.laws.night.belongings.things
        at = operations[sweep.id].at
        claimed = any(kept.at >= at for number, kept in operations.items() if number != sweep.id)
        given = any(thing.given_at < FOREVER for thing in things.values())
        fine = {"test.in_use"} | ({"change.not_left"} if claimed or given else set())
        return sweep.plan.resource == LEFTOVER and set(whys) <= fine

    def _planned(self, number: str, resource: str) -> tuple["Worker", "Kept"]:
        worker = self.laws.night.current
        assert worker is not None
        kept = self.laws.operations.get(worker.running or "")
        changes = () if kept is None else kept.plan.changes
        if kept is None or not any(
            (c.resource, c.resource_id, c.desired) == (resource, number, Desired.ABSENT)
            for c in changes
        ):
            self.laws.broken(6, f"{number} is removed by {worker.running}, in no plan")
        return worker, kept

    def _again(self, worker: "Worker", number: str, outcome: str) -> None:
        self.asked[worker.name, number] += outcome not in {"limited", "down"}
        if self.asked[worker.name, number] > SWEPT_ENOUGH:
            self.laws.broken(3, f"{number} is swept again and again by {worker.name}")

    def _left_alone(
        self, worker: "Worker", region: str, what: str, maker: str | None, ids: set[str]
    ) -> None:
        """No operation that was live at the last look has made it, or is about it."""
        night = self.laws.night
        since = night.belongings.read_at.get((worker.name, region), 0.0)
        roots = {self._root(maker)} if maker else set[str]()
        for change in self._about(worker.journal, ids):
            roots.add(self._root(change.operation_id))
        journal = night.desk(worker.journal).journal
        concerned = [
            number
            for number, kept in self.laws.operations.items()
            if number != worker.running and self._root(number) in roots and kept.at < since
        ]
        live: list[str] = []
        night.aside(lambda: live.extend(n for n in concerned if journal.operation(n).state.live))
        if live:
            self.laws.broken(6, f"{what} is swept, and {live} are at work on it")

    def _about(self, journal: str, ids: set[str]) -> list[Change]:
        """All changes that are or were about some ids, but for those of sweeps."""
        return [c for c in self._changes(journal) if ids & {c.resource_id, *_former(c)}]

    def _changes(self, journal: str) -> list[Change]:
        found: list[Change] = []
        reader = self.laws.night.desk(journal).journal

        def read() -> None:
            for number, kept in self.laws.operations.items():
                if kept.journal == journal and kept.plan.resource != LEFTOVER:
                    found.extend(reader.changes(number))

        self.laws.night.aside(read)
        return found

    def _journal(self, operation: str | None) -> str | None:
        """Which journal has an operation; None where none does."""
        kept = self.laws.operations.get(operation or "")
        return None if kept is None else kept.journal

    def _root(self, operation: str | None) -> str:
        kept = self.laws.operations.get(operation or "")
        target = None if kept is None else kept.plan.target
        return self._root(target) if target else operation or ""

    # When all is quiet

    def over(self, desk: "Desk", number: str) -> None:
        """A sweep in good weather does all that it says, but for what Cinder holds."""
        operation = desk.operation(number)
        if operation.state.live:
            self.laws.broken(3, f"{number} never ends: {operation.state.value}")
        for change in desk.journal.changes(number):
            held = change.why is not None and change.why.code == "test.in_use"
            if change.phase is not Phase.GONE and not held:
                why = None if change.why is None else change.why.code
                self.laws.broken(4, f"{change.name} is {change.phase.value} in good weather: {why}")

    def look_back(self, desk: "Desk") -> None:
        """After a sweep in good weather nothing stands that the journal proves left over."""
        night, t = self.laws.night, self.laws.night.moments.t
        proven = [o.id for o in desk.session.leftovers().leftovers if o.sure and o.held is None]
        tied = {one.id for one in night.belongings.left() if _in_use(one, t)}
        if set(proven) - tied:
            self.laws.broken(6, f"{sorted(set(proven) - tied)} are left over after a sweep")
        changes = self._changes(desk.journal_name)
        made = {
            number
            for c in changes
            if c.resource == INSTANCE and c.desired is Desired.PRESENT
            for number in (c.resource_id, *_former(c))
        }
        for thing in night.belongings.left():
            ours = thing.server is not None and thing.server.id in made and not thing.foreign
            named = bool(thing.seen(t).servers) or thing.marked is not None
            if ours and named and not _in_use(thing, t):
                self.laws.broken(6, f"{thing.id} is left of {thing.server.id}, after a sweep")  # type: ignore[union-attr]
        self._servers(desk, changes)
        self._members(changes)

    def _servers(self, desk: "Desk", changes: Iterable[Change]) -> None:
        """What does not run and is in service for no operation of ours that made it is gone."""
        night, t = self.laws.night, self.laws.night.moments.t
        meant = {c.resource_id for c in changes if c.phase is Phase.IN_SERVICE}
        for server in night.cloud.standing():
            ours = server.by == "vigie" and self._journal(server.operation) == desk.journal_name
            runs = server.status(t) is InstanceStatus.ACTIVE
            frozen = bool(night.policy.frozen)
            kept = server.id in meant and not server.apart
            if ours and not (runs or kept or frozen):
                self.laws.broken(6, f"{server.name} is left over after a sweep")

    def _members(self, changes: Iterable[Change]) -> None:
        """No member of ours leads to a server that is gone, and whose address nobody has."""
        night = self.laws.night
        marks = {tag(OPERATION_KEY, c.operation_id) for c in changes if c.resource == MEMBER}
        taken = {(o.region, o.address) for o in night.belongings.standing() if o.foreign}
        for member in night.balancing.members.values():
            server = night.cloud.servers.get(member.settings.mark(SERVER_KEY) or "")
            gone = server is not None and not server.stands(night.moments.t)
            mine = bool(marks & set(member.settings.tags)) and not member.foreign
            free = (member.region, member.settings.address) not in taken
            if mine and gone and free and not night.policy.frozen:
                self.laws.broken(6, f"{member.settings.name} leads nowhere after a sweep")


def _former(change: Change) -> list[str]:
    return str(change.kept.get(FORMER, "")).split()


def _named(plan: Plan, *words: str) -> bool:
    """Say whether somebody named it in so many words."""
    told = (NAMED.of(plan.request) or "").split()
    return any(word in told for word in words if word)


def _in_use(thing: Thing, t: float) -> bool:
    """Whether Cinder holds a volume to be attached, and removes it for nobody."""
    return thing.sort.resource == VOLUME and bool(thing.seen(t).servers)
