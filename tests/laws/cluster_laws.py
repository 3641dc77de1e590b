"""The laws over what is asked of a cluster, and of the machines that its members run on."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clusters import CLUSTER, NAME, Asked
from weather import CARRIED_OUT, UNANSWERED

from console.model.cluster import ClusterView
from console.model.operation import Change, Phase
from console.model.resource import CLUSTER as RESOURCE
from console.model.resource import MACHINE
from console.model.wanted import LEADER, SICK

if TYPE_CHECKING:
    from laws import Laws
    from worker import Worker

LOOKED_S = 15.0
"""How old the look may be that something is asked on."""
TAKES_DOWN = frozenset({"reboot", "shut_down"})
MAY_HAVE = CARRIED_OUT | UNANSWERED


@dataclass(slots=True)
class ClusterLaws:
    """Judges each write by what its process had seen last, as the cluster told it."""

    laws: "Laws"
    asked: set[tuple[str, str, str]] = field(default_factory=set)
    """Operation, what and of whom: writes that may have had their effect."""

    def written(self, asked: Asked) -> None:
        """Another leader, or a restart, is asked for: laws 1, 5, 6 and 10."""
        worker = self.laws.night.current
        assert worker is not None
        operation = worker.running or ""
        what = f"{asked.what} of {asked.name}"
        kept = self.laws.operations.get(operation)
        planned = () if kept is None else kept.plan.changes
        if not any(c.resource == RESOURCE and c.name == asked.name for c in planned):
            self.laws.broken(6, f"{what} by {operation}, in no plan")
        self.laws.may_write(operation)
        if worker.zombie:
            return
        self.laws.thawed(worker, NAME, what)
        key = (operation, asked.what, asked.name)
        if key in self.asked:
            self.laws.broken(1, f"{what} is asked again by {operation}")
        if asked.outcome in MAY_HAVE:
            self.asked.add(key)
        self._alone(operation, what)
        view = self._seen(worker, what)
        if asked.what == "restart":
            self._down(view, asked.name, what)
        else:
            self._leads(view, asked, what)

    def machine(self, what: str, number: str) -> None:
        """A machine of a member is asked to go down, or to come up."""
        worker, vcenter = self.laws.night.current, self.laws.night.vcenter
        machine = vcenter.machines.get(number)
        if worker is None or worker.zombie or machine is None:
            return
        said = f"{what} of {machine.name}"
        self._alone(worker.running or "", said)
        if what in TAKES_DOWN:
            self._down(self._seen(worker, said), machine.name, said)

    def look_back(self, operation: str, changes: tuple[Change, ...]) -> None:
        """What is said to be done was done."""
        cluster = self.laws.night.cluster
        for change in changes:
            if change.phase is not Phase.IN_SERVICE or change.resource != RESOURCE:
                continue
            if LEADER in change.wanted:
                done = any(name == change.wanted[LEADER] for _t, name in cluster.led)
            else:
                mine = [one for one in cluster.asked if one.name == change.name]
                done = any(one.outcome in CARRIED_OUT or one.was_sick for one in mine)
                done |= bool(change.kept.get(SICK))  # it came back by itself
            if not done:
                self.laws.broken(6, f"{change.name} is in service by {operation}, and never was")

    def _seen(self, worker: "Worker", what: str) -> ClusterView:
        """What its process saw last, which is not long ago, and allows that anything is asked."""
        t = self.laws.night.moments.t
        at, view = self.laws.night.cluster.views.get(worker.name, (None, None))
        slept = max(0.0, worker.awake_since - worker.frozen_at) if worker.awake_since == t else 0.0
        if at is None or view is None or at < t - LOOKED_S - slept:
            self.laws.broken(10, f"{what}, and {CLUSTER.source} was read last at {at}")
        if not view.quorum:
            self.laws.broken(10, f"{what}, and {view.well} of {view.size} are well")
        if view.paused:
            self.laws.broken(5, f"{what}, and the cluster is paused")
        return view

    def _down(self, view: ClusterView, name: str, what: str) -> None:
        """Never the leader; and the others have quorum without it."""
        member = view.member(name)
        if member is not None and member.leads:
            self.laws.broken(5, f"{what}, which leads")
        others = view.well - (member is not None and member.well is True)
        if 2 * others <= view.size:
            self.laws.broken(7, f"{what}, and {others} of {view.size} are well without it")

    def _leads(self, view: ClusterView, asked: Asked, what: str) -> None:
        """From the leader that was seen, to one that is well and near enough."""
        member = view.member(asked.name)
        if view.leader is None or view.leader.name != asked.leader:
            self.laws.broken(5, f"{what} from {asked.leader}, and {view.leader} was seen to lead")
        if member is None or member.well is not True or member.lag_bytes is None:
            self.laws.broken(10, f"{what}, which is {member}")
        if member.lag_bytes > CLUSTER.lag_at_most:
            self.laws.broken(7, f"{what}, {member.lag_bytes} bytes behind")

    def _alone(self, operation: str, what: str) -> None:
        """One operation at a time is at work on what keeps data."""
        desk = self.laws.night.desk()
        live = {one.id for one in desk.journal.operations(live=True)} - {operation}
        for number in sorted(live):
            kept = self.laws.operations[number]
            touches = kept.plan.pool == NAME or kept.plan.resource == MACHINE
            if touches and any(c.attempts for c in desk.journal.changes(number)):
                self.laws.broken(5, f"{what} by {operation} while {number} is at work")
