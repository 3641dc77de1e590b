"""One pass over virtual machines: look, judge, ask, record; one machine at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from console.model.entry import Entry
from console.model.notice import notice
from console.model.operation import Operation, Phase
from console.model.policy import Policy
from console.model.private import Power
from console.model.tracked import Tracked
from console.model.wanted import BACK, MEMORY, POWER, RESTART, TASK, VCPUS
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import wall_now
from console.operations.passes import sizing
from console.operations.passes.attempt import Attempt, Outcome, attempt
from console.operations.passes.passage import Effort, Memory, Troubles
from console.operations.passes.private_passes import PrivatePasses
from console.operations.passes.reconcile import entries
from console.operations.passes.sighting import Ground, Sighting
from console.operations.passes.step import Act, Step, failed, said
from console.operations.passes.survey import read, tasks
from console.ports import Clock, PrivateCloud, Receipt

TOLD = {
    Act.SNAPSHOT: "machine.snapshot",
    Act.SHUT_DOWN: "machine.shut_down",
    Act.RECONFIGURE: "machine.reconfigure",
    Act.POWER_ON: "machine.power_on",
}
PHASES = {Act.SHUT_DOWN: Phase.DRAINING, Act.RECONFIGURE: Phase.REQUESTED}


class Resizing(PrivatePasses):
    """Runs the passes of one worker over machines that get other sizes."""

    def __init__(
        self,
        ledger: SqlLedger,
        *,
        private: PrivateCloud,
        clock: Clock,
        policy: Policy,
        settle_s: float,
        interval_s: float,
        leaving: Callable[[], bool] = lambda: False,
        wall: Callable[[], datetime] = wall_now,
    ) -> None:
        super().__init__(
            ledger,
            clock=clock,
            policy=policy,
            settle_s=settle_s,
            interval_s=interval_s,
            leaving=leaving,
            wall=wall,
        )
        self._private = private

    def _go_on(
        self,
        claim: Claim,
        operation: Operation,
        unfinished: Sequence[Tracked],
        memory: Memory,
        troubles: Troubles,
    ) -> Effort:
        """One pass over the machine whose turn it is."""
        turn, effort = unfinished[0], Effort()
        ground = self._ground(operation)
        seen = Sighting(
            private=read(self._private.inventory, "vcenter", troubles),
            tasks=tasks(self._private, [turn], troubles),
        )
        judged = [sizing.judge(turn, seen, ground)]
        [step] = self._allowed(operation, judged, ground)
        self._record(claim, [turn], [step], troubles.entries)
        if step.act is not None and not memory.resting and not self._leaving():
            self._ask(claim, step, seen, ground, effort)
        return effort

    def _ask(
        self, claim: Claim, step: Step, seen: Sighting, ground: Ground, effort: Effort
    ) -> None:
        """Write the intent down, make the call, record what came of it."""
        intended = _intended(step, ground, self._wall())
        self._ledger.record(claim, [intended], entries([step.tracked], [intended]))
        done = attempt(lambda: self._call(step))
        effort.calls += 1
        effort.failed += done.failed
        effort.pause_s = max(effort.pause_s, done.pause_s)
        after = _outcome(step, intended, done, seen, ground)
        told = _told(step, done)
        self._ledger.record(claim, [after], [*told, *entries([intended], [after])])

    def _call(self, step: Step) -> Receipt:
        change = step.tracked.change
        number = change.resource_id or ""
        if step.act is Act.SNAPSHOT:
            name = sizing.snapshot_name(change.operation_id)
            return self._private.snapshot(number, name, f"Vigie, {change.operation_id}")
        if step.act is Act.SHUT_DOWN:
            return self._private.shut_down(number)
        if step.act is Act.POWER_ON:
            return self._private.power_on(number)
        sizes = sizing.goal(step.tracked)
        vcpus, memory = sizes.get(VCPUS), sizes.get(MEMORY)
        return self._private.reconfigure(
            number,
            vcpus=None if vcpus is None else int(vcpus),
            memory_bytes=None if memory is None else int(memory),
        )


def _intended(step: Step, ground: Ground, wall: datetime) -> Tracked:
    """The change as it stands once its call may have been made."""
    tracked = step.tracked
    phase = PHASES.get(step.act) if step.act is not None else None
    if phase is not None and tracked.phase is not phase:
        why = tracked.change.why if BACK in tracked.change.kept else None
        tracked = tracked.step(phase, ground.now, why)
    calling = tracked.calling(wall).keeping(**{TASK: None})
    return calling.keeping(**{RESTART: 1}) if step.act is Act.SHUT_DOWN else calling


def _outcome(
    step: Step, intended: Tracked, done: Attempt, seen: Sighting, ground: Ground
) -> Tracked:
    heard = intended.heard(done.request_id)
    restoring = BACK in intended.change.kept
    if done.receipt is not None:
        return heard.keeping(task=done.receipt.resource_id)
    why = None if done.error is None or restoring else done.error.notice
    if done.outcome is Outcome.UNKNOWN:
        return intended if why is None else said(intended, why)
    if done.outcome is Outcome.PUT_OFF:
        # Asked again in the next pass; a guest that was not asked is not shutting down.
        unasked = replace(heard, asked_wall=None, answered=step.act is not Act.SHUT_DOWN)
        return unasked if why is None else said(unasked, why)
    if why is None:
        return heard
    was_on = intended.change.kept.get(POWER) == Power.ON.value
    machine = None if seen.private is None else sizing.machine_of(intended, seen.private)
    if machine is not None and machine.power is Power.OFF and was_on:
        return sizing.back(heard, ground, why)
    return failed(heard, ground, why).tracked


def _told(step: Step, done: Attempt) -> list[Entry]:
    """One event for a call that was made; of one that failed, only when its reason is new."""
    assert step.act is not None  # noqa: S101 - only steps with an act are asked
    if done.error is None:
        told = notice(TOLD[step.act], name=step.tracked.change.name)
        return [Entry(TOLD[step.act], told, done.request_id)]
    if step.tracked.change.why == done.error.notice:
        return []
    return [Entry(f"{TOLD[step.act]}.failed", done.error.notice, done.request_id)]
