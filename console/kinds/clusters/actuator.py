"""Clusters, as a pass acts on them."""

from collections.abc import Iterable, Mapping, Sequence

from console.kinds.attempt import Attempt
from console.kinds.clustering import states, views
from console.kinds.clusters.act import ClusterAct
from console.kinds.clusters.judge import judge
from console.kinds.clusters.observation import ClusterSight
from console.kinds.clusters.outcome import received
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.resource import CLUSTER, Resource
from console.model.tracked import Tracked
from console.model.wanted import LEADER, RESTART
from console.ports import Receipt

MOVED = {
    Phase.REQUESTED: "clusters.moved.requested",
    Phase.BUILDING: "clusters.moved.building",
    Phase.IN_SERVICE: "clusters.moved.in_service",
}


class ClusterActuator:
    """Asks clusters' own mechanisms, one thing at a time. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({CLUSTER})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of changes that moved to a phase."""
        del resource
        return MOVED

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """The settings must name every cluster of the plan."""
        for change in ground.operation.plan.changes:
            name = change.resource_id or ""
            known = name in ground.policy.clusters and name in sources.systems.mechanisms
            if change.resource == CLUSTER and not known:
                return notice("change.no_cluster", cluster=name)
        return None

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """Everything was seen in the cluster."""
        del operation, systems
        return None

    def doubtful(self, tracked: Tracked) -> bool:
        """What was asked of a cluster is seen in it, or has failed."""
        del tracked
        return False

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """The plan's clusters as they are now."""
        plan = ground.operation.plan
        names = {c.resource_id or "" for c in plan.changes if c.resource == CLUSTER}
        seen = views(names, sources, ground)
        return Estate(at=ground.now, clusters=seen, sources=states(names, seen, ground))

    def observe(self, tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> ClusterSight:
        """The clusters; of members that are restarted, since when their servers run."""
        seen = views({t.change.resource_id or "" for t in tracked}, sources, ground)
        started: dict[tuple[str, str], str] = {}
        for change in (t.change for t in tracked if RESTART in t.change.wanted):
            name = change.resource_id or ""
            mechanism = sources.systems.mechanisms[name]
            found = sources.read(change.region, lambda m=mechanism, n=change.name: m.started(n))  # type: ignore[misc]
            if found is not None:
                started[name, change.name] = found
        return ClusterSight(seen, started)

    def judge(self, tracked: Tracked, sight: ClusterSight, ground: Ground) -> Step:
        """Compare what the cluster is with what is wanted."""
        return Step(tracked) if tracked.phase.final else judge(tracked, sight, ground)

    def calls(self, steps: Sequence[Step], sight: ClusterSight, ground: Ground) -> Iterable[Call]:
        """The next only when the one before has come to its end."""
        del sight
        step = next((one for one in steps if not one.tracked.phase.final), None)
        if step is not None and step.act is not None:
            asked = step.tracked.asked(Phase.REQUESTED, ground.now, ground.wall)
            yield Call(step.act, (step,), lane=step.tracked.change.region, intended=(asked,))

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        """One write of the cluster's mechanism."""
        change = call.steps[0].tracked.change
        mechanism = sources.systems.mechanisms[change.resource_id or ""]
        if call.act == ClusterAct.RESTART:
            return mechanism.restart(change.name)
        return mechanism.switch_over(str(change.before[LEADER]), str(change.wanted[LEADER]))

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What the mechanism's answer means."""
        return received(call, ClusterAct(call.act), attempt, ground)


ACTUATOR = ClusterActuator()
