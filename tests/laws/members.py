"""The laws over members of load balancers, at each write and once more when a night is over."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balancing import Placed, Written
from clouds import Server
from weather import CARRIED_OUT

from console.model.balancer import MemberSettings, tag
from console.model.instance import OPERATION_KEY, POOL_KEY
from console.model.plan import Desired
from console.model.resource import MEMBER, ORPHAN

if TYPE_CHECKING:
    from laws import Laws
    from worker import Worker


@dataclass(slots=True)
class MemberLaws:
    """Watches what is written to load balancers, and whose instances are removed behind them."""

    laws: "Laws"
    drained: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By which operation a member was drained, and the weight that it had."""

    def written(self, write: Written) -> None:
        """A write reaches a load balancer: laws 5, 6 and 10."""
        worker = self.laws.night.current
        assert worker is not None
        operation = worker.running or ""
        if write.member.foreign:
            self.laws.broken(6, f"{write.member.settings.name} is nobody's, and is written")
        self._planned(write, operation)
        if worker.zombie or write.outcome not in CARRIED_OUT:
            return
        if _fed(write.before) and not _fed(write.after):
            self._floor(worker, write.member)
            assert write.before is not None
            self.drained[write.member.id] = (operation, write.before.weight)
        elif write.before is not None and not _fed(write.before) and _fed(write.after):
            self._given_back(write, operation)

    def _planned(self, write: Written, operation: str) -> None:
        """A member is written for a change of a plan: its own, or that of its instance."""
        kept = self.laws.operations.get(operation)
        changes = () if kept is None else kept.plan.changes
        if any(c.resource == ORPHAN for c in changes):
            self.laws.sweeps.member(write, operation)
            return
        names = {c.name: c.desired for c in changes if c.resource == MEMBER}
        name = (write.before or write.member.settings).name
        if name not in names:
            self.laws.broken(6, f"{name} is written for {operation}, in no plan")
        if write.after is None and names[name] is not Desired.ABSENT:
            self.laws.broken(6, f"{name} is removed by {operation}, which made it")

    def _floor(self, worker: "Worker", taken: Placed) -> None:
        """As many serve afterwards as the pool needs, as far as was known at the last look."""
        night = self.laws.night
        balancing = night.balancing
        pool = worker.policy.pools["api"]
        known = {
            number
            for (who, _), ids in balancing.seen.items()
            if who == worker.name
            for number in ids
        }
        if taken.id not in known and not balancing.serves(taken):
            return  # what serves nobody may go
        server = balancing.behind(taken)
        if server is None or server.metadata.get(POOL_KEY) != pool.name:
            return  # what somebody has made another's is not counted on
        left = [
            m
            for m in balancing.members.values()
            if m.id != taken.id
            and not m.foreign
            and _fed(m.settings)
            and (m.id in known or balancing.serves(m))
        ]
        if len(left) < pool.floor:
            self.laws.broken(
                5, f"{taken.settings.name} is drained, {len(left)} serve of {pool.floor}"
            )

    def _given_back(self, write: Written, operation: str) -> None:
        """Only a stop gives traffic back, to what the same operation had drained, as it was."""
        name, after = write.member.settings.name, write.after
        assert after is not None
        if self.drained.get(write.member.id) != (operation, after.weight):
            self.laws.broken(6, f"{name}, which {operation} did not drain, is fed again")
        if operation not in self.laws.stopped:
            self.laws.broken(6, f"{name} is fed again by {operation}, which nobody stopped")

    def removed(self, server: Server) -> None:
        """An instance goes only once nothing sends it traffic: its address will be another's."""
        there = self.laws.night.balancing.of(server)
        if there and not self.laws.night.zombies:
            self.laws.broken(10, f"{server.name} is removed, and {there[0].id} leads there")

    def look_back(self) -> None:
        """What is nobody's is as it was."""
        untouched = [m for m in self.laws.night.balancing.members.values() if m.foreign]
        if len(untouched) != len(self.laws.night.cloud.limits):
            self.laws.broken(6, "a member that is nobody's is gone")

    def left_of(self, family: set[str], kept: set[str], held: Collection[Server]) -> list[str]:
        """The members of operations' making that are there, but for those of these names.

        Those of instances that stay, as the plan says, stay with them: they serve.
        """
        marks = {tag(OPERATION_KEY, operation) for operation in family}
        balancing = self.laws.night.balancing
        stay = {member.id for server in held for member in balancing.of(server)}
        return [
            m.settings.name
            for m in balancing.members.values()
            if marks & set(m.settings.tags) and m.settings.name not in kept and m.id not in stay
        ]


def _fed(settings: MemberSettings | None) -> bool:
    return settings is not None and settings.admin_state_up and settings.weight > 0
