"""What a call to vCenter does to a machine's change, before it is made and after. Pure."""

from dataclasses import replace

from console.kinds.attempt import Attempt, Outcome
from console.kinds.machines.act import MachineAct
from console.kinds.machines.judge import back
from console.kinds.power import powers
from console.kinds.step import Call, Ground, Received, Step
from console.model.entry import Entry
from console.model.notice import notice
from console.model.operation import Phase
from console.model.private import Power, VirtualMachine
from console.model.tracked import Tracked
from console.model.wanted import BACK, POWER, RESTART, TASK

TOLD = {
    MachineAct.SNAPSHOT: "machine.snapshot",
    MachineAct.SHUT_DOWN: "machine.shut_down",
    MachineAct.RECONFIGURE: "machine.reconfigure",
    MachineAct.POWER_ON: "machine.power_on",
    MachineAct.REBOOT: "machine.reboot",
}
PHASES = {
    MachineAct.SHUT_DOWN: Phase.DRAINING,
    MachineAct.RECONFIGURE: Phase.REQUESTED,
    MachineAct.POWER_ON: Phase.BUILDING,
    MachineAct.REBOOT: Phase.DRAINING,
}


def intended(step: Step, act: MachineAct, ground: Ground) -> Tracked:
    """The change as it stands once its call may have been made."""
    tracked = step.tracked
    phase = PHASES.get(act)
    if phase is not None and tracked.phase is not phase:
        why = tracked.change.why if BACK in tracked.change.kept else None
        tracked = tracked.step(phase, ground.now, why)
    calling = tracked.calling(ground.wall).keeping(**{TASK: None})
    return calling.keeping(**{RESTART: 1}) if act is MachineAct.SHUT_DOWN else calling


def received(call: Call, act: MachineAct, done: Attempt, ground: Ground) -> Received:
    """The change after the call, and one event; of one that failed, only when its reason is new."""
    [step], [asked] = call.steps, call.intended
    settle = _powered if powers(asked.change.wanted) else _after
    after = settle(step, act, asked, done, ground)
    if done.error is None:
        told = notice(TOLD[act], name=step.tracked.change.name)
        return Received((after,), (Entry(TOLD[act], told, done.request_id),))
    if step.tracked.change.why == done.error.notice:
        return Received((after,))
    return Received((after,), (Entry(f"{TOLD[act]}.failed", done.error.notice, done.request_id),))


def _after(step: Step, act: MachineAct, asked: Tracked, done: Attempt, ground: Ground) -> Tracked:
    heard = asked.heard(done.request_id)
    restoring = BACK in asked.change.kept
    if done.receipt is not None:
        heard = heard if restoring else heard.said(None)
        return heard.keeping(task=done.receipt.resource_id)
    why = None if done.error is None or restoring else done.error.notice
    if done.outcome is Outcome.UNKNOWN:
        return asked if why is None else asked.said(why)
    if done.outcome is Outcome.PUT_OFF:
        # Asked again in the next pass; a guest that was not asked is not shutting down.
        unasked = replace(heard, asked_wall=None, answered=act is not MachineAct.SHUT_DOWN)
        return unasked if why is None else unasked.said(why)
    if why is None:
        return heard
    was_on = asked.change.kept.get(POWER) == Power.ON.value
    off = any(isinstance(m, VirtualMachine) and m.power is Power.OFF for m in step.about)
    if off and was_on:
        return back(heard, ground, why)
    return heard.at(Phase.FAILED, ground.now, why)


def _powered(step: Step, act: MachineAct, asked: Tracked, done: Attempt, ground: Ground) -> Tracked:
    """After a power-on or a reboot: what may have been received is looked at, not repeated.

    A power-on that was refused is looked at as well: vSphere HA may have been first.
    """
    heard = asked.heard(done.request_id)
    if done.receipt is not None:
        return heard.said(None).keeping(task=done.receipt.resource_id)
    why = None if done.error is None else done.error.notice
    if done.outcome is Outcome.UNKNOWN:
        return asked
    if done.outcome is Outcome.PUT_OFF:
        return step.tracked.put_off(ground.now, why)
    if act is MachineAct.POWER_ON:
        return heard.said(why)
    return heard.at(Phase.FAILED, ground.now, why)
