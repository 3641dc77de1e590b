"""One pass over virtual machines: look, judge, ask, record; one machine at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from console.model.notice import notice
from console.model.operation import Operation, Phase
from console.model.policy import Policy
from console.model.private import Power
from console.model.wanted import BACK, MEMORY, POWER, RESTART, TASK, VCPUS
from console.operations import sizing
from console.operations.attempt import Attempt, Outcome, attempt
from console.operations.claims import Claim
from console.operations.conclusion import blocking
from console.operations.ledger import SqlLedger
from console.operations.passage import Effort, Memory, Passed, Troubles, fail_all
from console.operations.presence import wall_now
from console.operations.reconcile import entries
from console.operations.rows import Entry
from console.operations.sighting import Ground, Sighting
from console.operations.step import Act, Step, failed, said
from console.operations.survey import read, tasks
from console.operations.tracked import Tracked
from console.ports import Clock, PrivateCloud, Receipt

TOLD = {
    Act.SNAPSHOT: "machine.snapshot",
    Act.SHUT_DOWN: "machine.shut_down",
    Act.RECONFIGURE: "machine.reconfigure",
    Act.POWER_ON: "machine.power_on",
}
PHASES = {Act.SHUT_DOWN: Phase.DRAINING, Act.RECONFIGURE: Phase.REQUESTED}


class Resizing:
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
        self._ledger = ledger
        self._private = private
        self._clock = clock
        self._policy = policy
        self._settle_s = settle_s
        self._interval_s = interval_s
        self._leaving = leaving
        self._wall = wall
        self._memories: dict[str, Memory] = {}

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass over the machine whose turn it is."""
        operation = self._ledger.live_operation(claim.operation_id)
        if operation is None:
            return Passed(claim, done=True)
        before = self._ledger.tracked(operation.id, datacenter)
        if self._policy.private is None:
            return fail_all(self._ledger, claim, before, notice("change.no_private_cloud"))
        turn = next((t for t in before if not t.phase.final), None)
        if turn is None:
            self._memories.pop(claim.workflow_id, None)
            return Passed(claim, done=True)
        memory = self._memories.setdefault(claim.workflow_id, Memory())
        troubles, effort = Troubles(memory), Effort()
        ground = self._ground(operation)
        seen = Sighting(
            private=read(self._private.inventory, "vcenter", troubles),
            tasks=tasks(self._private, [turn], troubles),
        )
        step = self._allowed(operation, sizing.judge(turn, seen, ground), ground)
        told = [*entries([turn], [step.tracked]), *troubles.entries]
        if step.tracked != turn or told:
            self._ledger.record(claim, [step.tracked], told)
        if step.act is not None and not memory.resting and not self._leaving():
            self._ask(claim, step, seen, ground, effort)
        wait_s = memory.pause(effort, trouble=troubles.found, interval_s=self._interval_s)
        return Passed(claim, done=False, wait_s=wait_s)

    def close(self) -> None:
        """Nothing is held between passes."""

    def _ground(self, operation: Operation) -> Ground:
        assert self._policy.private is not None  # noqa: S101 - the pass has looked
        return Ground(
            private=self._policy.private,
            now=self._clock.now(),
            wall=self._wall(),
            started_at=operation.started_at or operation.created_at,
            speed=self._clock.speed,
            settle_s=self._settle_s,
            stop=operation.stop_requested,
        )

    def _allowed(self, operation: Operation, step: Step, ground: Ground) -> Step:
        """Check the plan again before anything begins."""
        if step.act is None or step.tracked.phase is not Phase.PLANNED:
            return step
        refused = blocking(operation.plan, self._policy)
        return failed(step.tracked, ground, refused[0].why) if refused else step

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
