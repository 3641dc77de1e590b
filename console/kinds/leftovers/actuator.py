"""What is left over, as a pass removes it."""

from collections.abc import Iterable, Mapping, Sequence

from console.kinds.attempt import Attempt
from console.kinds.leftovers.guards import SOURCE
from console.kinds.leftovers.judge import judge
from console.kinds.leftovers.members import of_view
from console.kinds.leftovers.observation import LeftoverSight
from console.kinds.leftovers.observe import observe, surveyed
from console.kinds.leftovers.outcome import received
from console.kinds.leftovers.servers import claimant
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.model.error import CallRefused, NotFound
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.leftover import OF_REGIONS, Leftover, LeftoverSort
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.resource import LEFTOVER, Resource
from console.model.tracked import Tracked
from console.ports import BalancerWriter, ComputeCloud, Receipt

MOVED = {Phase.RELEASING: "leftovers.releasing", Phase.GONE: "leftovers.gone"}


class LeftoverActuator:
    """Removes one by one, each looked at once more. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({LEFTOVER, *(sort.resource for sort in OF_REGIONS)})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of what moved to a phase."""
        del resource
        return MOVED

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """The public cloud must be there, to read and to write."""
        del ground
        systems = sources.systems
        if systems.compute is None or systems.belongings is None:
            return notice("change.no_cloud")
        return notice("change.no_balancers") if systems.balancing is None else None

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """Every absence was seen."""
        del operation, systems
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """What is left over in the regions of the plan."""
        seen = surveyed(sources, ground, (c.region for c in ground.operation.plan.changes))
        freshness = Freshness.UNKNOWN if seen is None else Freshness.FRESH
        return Estate(
            ground.now,
            sources={SOURCE: SourceState(SOURCE, freshness)},
            leftovers=None if seen is None else seen.findings,
        )

    def observe(
        self, tracked: Sequence[Tracked], sources: Sources, ground: Ground
    ) -> LeftoverSight:
        """The regions, and what the journal knows of what stands there."""
        return observe(tracked, sources, ground)

    def judge(self, tracked: Tracked, sight: LeftoverSight, ground: Ground) -> Step:
        """Compare what stands with what was planned."""
        return judge(tracked, sight, ground)

    def doubtful(self, tracked: Tracked) -> bool:
        """What was removed by its id has left nothing to look for."""
        del tracked
        return False

    def calls(self, steps: Sequence[Step], sight: LeftoverSight, ground: Ground) -> Iterable[Call]:
        """One call each; of the members of a load balancer one alone, which locks all of it."""
        locked: set[str] = set()
        for step in steps:
            if step.act is None:
                continue
            pool = sight.pool(step.tracked.change)
            if pool is not None and pool.balancer_id in locked:
                continue
            locked |= set() if pool is None else {pool.balancer_id}
            asked = step.tracked.asked(Phase.RELEASING, ground.now, ground.wall)
            [found] = step.about
            yield Call(step.act, (step,), about=found, intended=(asked,))

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        """DELETE of one thing, once it was seen to be what it was a moment ago.

        Neutron deletes a port that a server has as well: nobody but us looks.
        """
        found = call.about
        assert isinstance(found, Leftover)  # noqa: S101 - judged so
        changed = CallRefused(notice("change.not_left", name=found.name or found.id))
        systems = sources.systems
        if found.sort is LeftoverSort.SERVER:
            assert systems.compute is not None  # noqa: S101 - `lacks` has looked
            return _server(found, systems.compute, changed)
        if found.sort is LeftoverSort.MEMBER:
            assert systems.balancing is not None  # noqa: S101 - as above
            return _member(found, systems.balancing, changed)
        assert systems.belongings is not None  # noqa: S101 - as above
        if systems.belongings.belonging(found.region, found.sort, found.id) != found.belonging:
            raise changed
        return systems.belongings.discard(found.region, found.sort, found.id)

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What the cloud's answer means."""
        return received(call, attempt, ground)


def _server(found: Leftover, compute: ComputeCloud, changed: CallRefused) -> Receipt:
    view = compute.named(found.region, {found.name}, [found.id])
    server = next((one for one in view.instances if one.id == found.id), None)
    if server is None and not view.unreadable:
        raise NotFound(changed.notice)
    if server is None or claimant(server) != found.operation:
        raise changed
    return compute.delete(found.region, found.id)


def _member(found: Leftover, balancing: BalancerWriter, changed: CallRefused) -> Receipt:
    """It must lead where it did; that nobody has its address was seen in this very pass."""
    within = "" if found.belonging is None else found.belonging.within
    view = balancing.balancers(found.region, {within})
    if found.id not in {one.id for one in of_view(view)} and not view.unreadable:
        raise NotFound(changed.notice)
    pool = next((one for one in view.pools if one.id == within), None)
    if pool is None or found.belonging not in of_view(view):
        raise changed
    return balancing.remove(pool, found.id)


ACTUATOR = LeftoverActuator()
