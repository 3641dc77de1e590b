"""Judge a virtual machine, mostly one that is to have other sizes: what was seen decides. Pure.

A machine that is shut down for it is always powered on again: when its new sizes
cannot be had, with its old ones (`BACK`), and only then has the change failed.
"""

from collections.abc import Mapping

from console.kinds.machines import powering
from console.kinds.machines.act import MachineAct
from console.kinds.machines.guards import tasks_of, unwell
from console.kinds.machines.observation import MachineSight
from console.kinds.power import powers
from console.kinds.step import LEFT_GUEST, Ground, Step, failed, left
from console.kinds.vcenter import limits
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.private import Power, PrivateView, VirtualMachine, snapshot_name
from console.model.tracked import Tracked
from console.model.wanted import BACK, GUEST, MEMORY, POWER, RESTART, SNAPSHOT, TASK, VCPUS

RUNNING = "running"


def judge(tracked: Tracked, seen: MachineSight, ground: Ground) -> Step:
    """Compare what the machine is with what is wanted."""
    change, view = tracked.change, seen.private
    if tracked.phase is Phase.PLANNED and ground.stop:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    if view is None:
        return _unknown(tracked, ground)
    machine = machine_of(tracked, view)
    if machine is None or machine.power is Power.UNKNOWN:
        if machine is not None or view.unreadable:
            return _unknown(tracked, ground)
        return failed(tracked, ground, notice("change.machine_gone", name=change.name))
    if POWER not in change.kept:
        guest = RUNNING if machine.guest_running else "unknown"
        tracked = tracked.keeping(power=machine.power.value, guest=guest)
    if powers(change.wanted):
        return powering.judge(tracked, machine, seen, ground)
    return _size(tracked, machine, seen, ground)


def _size(tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground) -> Step:
    """It is to have other sizes."""
    if tracked.phase is Phase.PLANNED:
        return _begin(tracked, machine, seen, ground)
    if tracked.phase is Phase.DRAINING:
        return _shutting_down(tracked, machine, seen, ground)
    if reached(machine, goal(tracked)):
        return _sized(tracked, machine, seen, ground)
    return _resizing(tracked, machine, seen, ground)


def machine_of(tracked: Tracked, view: PrivateView) -> VirtualMachine | None:
    """The machine a change is about, by its id."""
    number = tracked.change.resource_id
    return next((m for m in view.virtual_machines if m.id == number), None)


def goal(tracked: Tracked) -> Mapping[str, str | int]:
    """The sizes to bring about: those wanted, or the old ones once those cannot be had."""
    change = tracked.change
    return change.before if BACK in change.kept else change.wanted


def reached(machine: VirtualMachine, sizes: Mapping[str, str | int]) -> bool:
    """Say whether the machine has these sizes; a size that is not named is right."""
    return (
        sizes.get(VCPUS, machine.vcpus) == machine.vcpus
        and sizes.get(MEMORY, machine.memory_bytes) == machine.memory_bytes
    )


def hot(machine: VirtualMachine, sizes: Mapping[str, str | int]) -> bool:
    """Say whether a running machine allows these sizes: only upward, only where enabled."""
    vcpus = int(sizes.get(VCPUS, machine.vcpus))
    memory = int(sizes.get(MEMORY, machine.memory_bytes))
    fine = vcpus == machine.vcpus or (vcpus > machine.vcpus and machine.cpu_hot_add)
    more = memory > machine.memory_bytes and machine.memory_hot_add
    return fine and (memory == machine.memory_bytes or more)


def sick_peers(machine: VirtualMachine, view: PrivateView, ground: Ground) -> tuple[str, ...]:
    """Other members of its stateful pool that are not known to be well."""
    return tuple(unwell(view, machine, limits(ground).pool_of(machine.name)))


def back(tracked: Tracked, ground: Ground, why: Notice) -> Tracked:
    """The old sizes are to be restored; what went wrong is what the change will fail with."""
    return tracked.step(Phase.REQUESTED, ground.now, why).settling().keeping(back=1, task=None)


def _begin(tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground) -> Step:
    """Nothing has been done yet: everything that speaks against it ends or delays it here."""
    if reached(machine, goal(tracked)):
        return _sized(tracked, machine, seen, ground)
    if machine.power is Power.SUSPENDED or machine.template:
        return failed(tracked, ground, notice("change.machine_suspended", name=machine.name))
    needs_restart = machine.power is Power.ON and not hot(machine, goal(tracked))
    if needs_restart and not tracked.change.wanted.get(RESTART):
        return failed(tracked, ground, notice("change.needs_restart", name=machine.name))
    blocked = _blocked(tracked, machine, seen, ground)
    if blocked is not None:
        return _later(tracked, ground, blocked)
    name = snapshot_name(tracked.change.operation_id)
    taken = any(snapshot.name == name for snapshot in machine.snapshots)
    if tracked.change.wanted.get(SNAPSHOT) and not taken:
        return _snapshot(tracked, seen, ground)
    return Step(
        tracked.said(None), MachineAct.SHUT_DOWN if needs_restart else MachineAct.RECONFIGURE
    )


def _blocked(
    tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground
) -> Notice | None:
    """Why a machine must be left alone for now."""
    view = seen.private
    if view is None:
        return notice("change.use_unknown")
    sick = sick_peers(machine, view, ground)
    if sick:
        return notice("change.peers_unhealthy", name=machine.name, peers=", ".join(sick))
    ours = tracked.change.kept.get(TASK)
    task = next((t for t in tasks_of(view, machine) if t.id != ours), None)
    return None if task is None else notice("change.busy", name=machine.name, task=task.name)


def _snapshot(tracked: Tracked, seen: MachineSight, ground: Ground) -> Step:
    reason = seen.tasks.fails(tracked)
    if reason is not None:
        why = notice("change.snapshot_failed", name=tracked.change.name, reason=reason)
        return failed(tracked, ground, why)
    if seen.tasks.runs(tracked) or not settled(tracked, ground):
        why = notice("change.snapshot_waited", name=tracked.change.name)
        return _later(tracked, ground, why)
    return Step(tracked, MachineAct.SNAPSHOT)


def _shutting_down(
    tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground
) -> Step:
    """The guest was asked to shut down; nobody ever pulls the plug."""
    if machine.power is Power.OFF:
        return Step(tracked, MachineAct.RECONFIGURE)
    allowed_s = limits(ground).shutdown_deadline_s
    if ground.late(tracked, allowed_s):
        minutes = round(allowed_s / 60)
        deadline = notice("change.shutdown_deadline", name=machine.name, minutes=minutes)
        why = tracked.change.why or deadline
        return failed(tracked, ground, why)
    lost = not tracked.answered and settled(tracked, ground)
    if lost and seen.private is not None and not sick_peers(machine, seen.private, ground):
        return Step(tracked, MachineAct.SHUT_DOWN, again=True)
    return Step(tracked)


def _resizing(  # noqa: PLR0911 - one return a case
    tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground
) -> Step:
    """Asked for, and not to be seen yet."""
    restoring = BACK in tracked.change.kept
    reason = seen.tasks.fails(tracked)
    late = ground.late(tracked, limits(ground).boot_deadline_s)
    if restoring and (late or reason is not None):
        return _power_on(tracked, machine, seen, ground)
    if reason is not None:
        why = notice("change.reconfigure_failed", name=machine.name, reason=reason)
        return _give_up(tracked, machine, ground, why)
    if late:
        minutes = round(limits(ground).boot_deadline_s / 60)
        deadline = notice("change.reconfigure_deadline", name=machine.name, minutes=minutes)
        why = tracked.change.why or deadline
        return _give_up(tracked, machine, ground, why)
    if seen.tasks.runs(tracked) or not settled(tracked, ground):
        return Step(tracked)
    running = machine.power is Power.ON
    if running and _blocked(tracked, machine, seen, ground) is not None:
        return Step(tracked)
    if running and not hot(machine, goal(tracked)):
        why = notice("change.needs_restart", name=machine.name)
        return failed(tracked, ground, tracked.change.why or why)
    return Step(tracked.keeping(**{TASK: None}), MachineAct.RECONFIGURE)


def _sized(tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground) -> Step:  # noqa: PLR0911 - one return a case
    """The sizes are right: powered as it was, and its guest answering."""
    if tracked.change.kept.get(POWER) != Power.ON.value:
        return _done(tracked, ground)
    if machine.power is not Power.ON:
        return _power_on(tracked, machine, seen, ground)
    if BACK in tracked.change.kept or machine.guest_running:
        return _done(tracked, ground)
    restarted = RESTART in tracked.change.kept
    answers = machine.guest_running is None and not restarted
    if answers or tracked.change.kept.get(GUEST) != RUNNING:
        return _done(tracked, ground)
    if tracked.phase is not Phase.READY:
        return Step(tracked.step(Phase.READY, ground.now))
    if ground.lets_go:
        return left(tracked, ground, notice(LEFT_GUEST, power=machine.power.value))
    if not ground.late(tracked, limits(ground).boot_deadline_s):
        return Step(tracked)
    minutes = round(limits(ground).boot_deadline_s / 60)
    why = notice("change.guest_silent", name=machine.name, minutes=minutes)
    return failed(tracked, ground, why)


def _power_on(
    tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground
) -> Step:
    """Off, and it must not stay so."""
    change = tracked.change
    if machine.power is Power.ON:
        return _done(tracked, ground)
    if tracked.phase is not Phase.BUILDING:
        why = change.why if BACK in change.kept else None
        powering = tracked.step(Phase.BUILDING, ground.now, why).settling()
        return Step(powering.keeping(**{TASK: None}), MachineAct.POWER_ON)
    reason = seen.tasks.fails(tracked)
    late = ground.late(tracked, limits(ground).boot_deadline_s)
    if (late or reason is not None) and BACK not in change.kept:
        why = notice("change.power_on_failed", name=machine.name, reason=reason or "–")
        return Step(back(tracked, ground, why), MachineAct.RECONFIGURE)
    if late:
        return failed(tracked, ground, notice("change.left_off", name=machine.name))
    waits = reason is None and seen.tasks.runs(tracked)
    if waits or not settled(tracked, ground):
        return Step(tracked)
    return Step(tracked.keeping(**{TASK: None}), MachineAct.POWER_ON)


def _give_up(tracked: Tracked, machine: VirtualMachine, ground: Ground, why: Notice) -> Step:
    """It cannot have its new sizes; one that we shut down gets its old ones and runs again."""
    was_on = tracked.change.kept.get(POWER) == Power.ON.value
    if machine.power is Power.ON or not was_on:
        return failed(tracked, ground, why)
    return Step(back(tracked, ground, why))


def _done(tracked: Tracked, ground: Ground) -> Step:
    if BACK in tracked.change.kept:
        why = tracked.change.why or notice("change.internal_error")
        return failed(tracked, ground, why)
    return Step(tracked.at(Phase.IN_SERVICE, ground.now).keeping(**{TASK: None}))


def settled(tracked: Tracked, ground: Ground) -> bool:
    """Say whether what was asked of vCenter would be seen by now."""
    return ground.settled(tracked, ground.tuning.settle_s)


def _unknown(tracked: Tracked, ground: Ground) -> Step:
    """VCenter does not say what the machine is: wait, then say that nobody knows."""
    why = notice("change.machine_unknown", name=tracked.change.name)
    allowed_s = limits(ground).boot_deadline_s + limits(ground).shutdown_deadline_s
    if ground.lets_go and not _may_be_off(tracked):
        return left(tracked, ground, None)
    if ground.forsaken(tracked, allowed_s):
        return failed(tracked, ground, why)
    return Step(tracked)


def _may_be_off(tracked: Tracked) -> bool:
    """Say whether we may have shut it down: then nothing counts but bringing it back."""
    return bool(tracked.change.wanted.get(RESTART)) and tracked.phase is not Phase.READY


def _later(tracked: Tracked, ground: Ground, why: Notice) -> Step:
    """Not now: its patience counts from the first time that it was tried."""
    if ground.late(tracked, limits(ground).boot_deadline_s):
        return failed(tracked, ground, why)
    return Step(tracked.put_off(ground.now, why))
