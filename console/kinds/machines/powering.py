"""Judge a machine that is to be powered on, or whose guest is to reboot itself. Pure.

vSphere HA, or a person, may be at it as well: what was seen decides, whoever did it. Either is
asked for once; what may have been received is looked at, and never asked for again.
"""

from console.kinds.machines.act import MachineAct
from console.kinds.machines.guards import tasks_of
from console.kinds.machines.observation import MachineSight
from console.kinds.step import LEFT_GUEST, LEFT_POWER, Ground, Step, failed, left
from console.kinds.vcenter import limits
from console.model.notice import notice
from console.model.operation import Phase
from console.model.private import Power, VirtualMachine
from console.model.tracked import Tracked
from console.model.wanted import DOWN, REBOOT, TASK


def judge(tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground) -> Step:
    """Compare what the machine is with what is wanted."""
    wanted = _reboot if REBOOT in tracked.change.wanted else _start
    return wanted(tracked, machine, seen, ground)


def _start(tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground) -> Step:
    """Off: power it on. On, whoever did it: its guest is waited for."""
    if machine.power is Power.ON:
        return _running(tracked, machine, ground)
    if tracked.phase is Phase.PLANNED:
        return _begin(tracked, machine, seen, ground, MachineAct.POWER_ON)
    if ground.lets_go:
        return left(tracked, ground, notice(LEFT_POWER, power=machine.power.value))
    reason = seen.tasks.fails(tracked)
    waits = reason is None and seen.tasks.runs(tracked)
    waits = waits or not ground.settled(tracked, ground.tuning.settle_s)
    if waits and not ground.late(tracked, limits(ground).boot_deadline_s):
        return Step(tracked)
    said = tracked.change.why or notice("change.not_started", name=machine.name)
    if reason is not None:
        said = notice("change.start_failed", name=machine.name, reason=reason)
    return failed(tracked, ground, said)


def _reboot(tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground) -> Step:
    """Asked once: its guest goes down, and comes back."""
    if tracked.phase is Phase.PLANNED:
        return _begin(tracked, machine, seen, ground, MachineAct.REBOOT)
    if machine.connected and machine.guest_running is not True and DOWN not in tracked.change.kept:
        tracked = tracked.step(Phase.READY, ground.now).keeping(**{DOWN: 1})
    if DOWN in tracked.change.kept:
        return _running(tracked, machine, ground)
    if ground.lets_go:
        return left(tracked, ground, notice(LEFT_POWER, power=machine.power.value))
    allowed_s = limits(ground).shutdown_deadline_s
    if not ground.late(tracked, allowed_s):
        return Step(tracked)
    unseen = notice("change.not_rebooted", name=machine.name, minutes=round(allowed_s / 60))
    return failed(tracked, ground, tracked.change.why or unseen)


def _running(tracked: Tracked, machine: VirtualMachine, ground: Ground) -> Step:
    """On, or on its way: done once its guest answers; one without tools never will."""
    mute = machine.tools is False and machine.power is Power.ON
    if machine.connected and (machine.guest_running or mute):
        return Step(tracked.at(Phase.IN_SERVICE, ground.now).keeping(**{TASK: None}))
    if tracked.phase is not Phase.READY:
        return Step(tracked.step(Phase.READY, ground.now))
    if ground.lets_go:
        return left(tracked, ground, notice(LEFT_GUEST, power=machine.power.value))
    allowed_s = limits(ground).boot_deadline_s
    if not ground.late(tracked, allowed_s):
        return Step(tracked)
    code = "change.guest_mute" if machine.power is Power.ON else "change.left_off"
    minutes = round(allowed_s / 60)
    return failed(tracked, ground, notice(code, name=machine.name, minutes=minutes))


def _begin(
    tracked: Tracked, machine: VirtualMachine, seen: MachineSight, ground: Ground, act: MachineAct
) -> Step:
    """Ask, unless another task is at work on it; what had surely no effect is tried for a while."""
    task = next(iter(tasks_of(seen.private, machine)), None) if seen.private else None
    why = tracked.change.why
    if task is not None:
        why = notice("change.busy", name=machine.name, task=task.name)
    if why is not None and ground.late(tracked, limits(ground).boot_deadline_s):
        return failed(tracked, ground, why)
    if task is not None:
        return Step(tracked.put_off(ground.now, why))
    return Step(tracked, act)
