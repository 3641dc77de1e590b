"""Virtual machines, as a pass acts on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from console.kinds.attempt import Attempt
from console.kinds.clustering import states, views
from console.kinds.machines.act import MachineAct
from console.kinds.machines.judge import goal, judge, machine_of
from console.kinds.machines.observation import MachineSight
from console.kinds.machines.outcome import intended, received
from console.kinds.quorum import keeper
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.kinds.vcenter import inventory, limits, read_tasks
from console.kinds.vdc import VCENTER
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.private import snapshot_name
from console.model.resource import MACHINE, Resource
from console.model.tracked import Tracked
from console.model.wanted import MEMORY, POWER, VCPUS
from console.ports import Receipt

MOVED = {
    Phase.REQUESTED: "machines.requested",
    Phase.BUILDING: "machines.building",
    Phase.READY: "machines.ready",
    Phase.IN_SERVICE: "machines.in_service",
    Phase.DRAINING: "machines.draining",
}


class MachineActuator:
    """Gives machines sizes and power, one after another. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({MACHINE})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of machines that moved to a phase."""
        del resource
        return MOVED

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """The settings must name a vCenter."""
        if ground.policy.private is None or sources.systems.private is None:
            return notice("change.no_private_cloud")
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """VCenter's inventory, and the clusters that the plan's machines are members of."""
        seen = inventory(sources, ground)
        names = _clusters(ground)
        found = views(names, sources, ground)
        told = states(names, found, ground)
        return replace(seen, clusters=found, sources={**seen.sources, **told})

    def observe(self, tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> MachineSight:
        """The inventory, and the tasks that are waited for."""
        return MachineSight(
            private=inventory(sources, ground).private, tasks=read_tasks(tracked, sources)
        )

    def judge(self, tracked: Tracked, sight: MachineSight, ground: Ground) -> Step:
        """Compare what the machine is with what is wanted."""
        if tracked.phase.final:
            return Step(tracked)
        step = judge(tracked, sight, ground)
        found = None if sight.private is None else machine_of(tracked, sight.private)
        return step if found is None else replace(step, about=(found,))

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """Everything was seen in vCenter."""
        del operation, systems
        return None

    def doubtful(self, tracked: Tracked) -> bool:
        """What was asked of a machine is seen on it or is not."""
        del tracked
        return False

    def calls(self, steps: Sequence[Step], sight: MachineSight, ground: Ground) -> Iterable[Call]:
        """The next machine only when the one before needs nothing more, each judged by itself."""
        del sight
        step = next((s for s in steps if not _needs_no_more(s.tracked, ground)), None)
        if step is not None and step.act is not None:
            asked = intended(step, MachineAct(step.act), ground)
            yield Call(step.act, (step,), lane=VCENTER, intended=(asked,), apart=True)

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        """One task of vCenter, or a word to the guest."""
        private = sources.systems.private
        assert private is not None  # noqa: S101 - `lacks` has looked
        tracked = call.steps[0].tracked
        change = tracked.change
        number = change.resource_id or ""
        if call.act == MachineAct.SNAPSHOT:
            name = snapshot_name(change.operation_id)
            return private.snapshot(number, name, f"Vigie, {change.operation_id}")
        if call.act == MachineAct.SHUT_DOWN:
            return private.shut_down(number)
        if call.act == MachineAct.REBOOT:
            return private.reboot(number)
        if call.act == MachineAct.POWER_ON:
            return private.power_on(number)
        sizes = goal(tracked)
        vcpus, memory = sizes.get(VCPUS), sizes.get(MEMORY)
        return private.reconfigure(
            number,
            vcpus=None if vcpus is None else int(vcpus),
            memory_bytes=None if memory is None else int(memory),
        )

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What vCenter's answer means."""
        return received(call, MachineAct(call.act), attempt, ground)


def _needs_no_more(tracked: Tracked, ground: Ground) -> bool:
    """At its end; or powered on, its guest on its way, where the pool keeps no data."""
    change = tracked.change
    boots = tracked.phase is Phase.READY and POWER in change.wanted
    pool = limits(ground).pool_of(change.name)
    return tracked.phase.final or (boots and not (pool is not None and pool.stateful))


def _clusters(ground: Ground) -> frozenset[str]:
    """The clusters that keep the data of the pools that the plan's machines are in."""
    changes = ground.operation.plan.changes
    pools = (limits(ground).pool_of(c.name) for c in changes if c.resource == MACHINE)
    found = (keeper(pool.name, ground.policy) for pool in pools if pool is not None)
    return frozenset(cluster.name for cluster in found if cluster is not None)


ACTUATOR = MachineActuator()
