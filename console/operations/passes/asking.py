"""Ask vCenter and the provider for what a step wants, and record what came of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from console.model.entry import Entry
from console.model.error import SourceError
from console.model.notice import notice
from console.model.operation import Phase
from console.model.resource import HOST
from console.model.tracked import Tracked
from console.model.wanted import FOLDER, HOLDING
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import wall_now
from console.operations.passes.attempt import Attempt, Outcome, attempt
from console.operations.passes.marks import Marks
from console.operations.passes.passage import Effort, Memory
from console.operations.passes.reconcile import entries
from console.operations.passes.sighting import Ground
from console.operations.passes.step import Act, Mounting, Step, failed, said
from console.ports import PrivateCloud, Receipt, Supply

TOLD = {
    Act.ENTER: "maintenance.asked",
    Act.LEAVE: "maintenance.left",
    Act.MOVE: "move.asked",
    Act.RELEASE: "release.asked",
}


class Asking:
    """Makes every call for datastores and hosts but the order itself."""

    def __init__(
        self,
        ledger: SqlLedger,
        private: PrivateCloud,
        supply: Supply,
        marks: Marks,
        wall: Callable[[], datetime] = wall_now,
    ) -> None:
        self._ledger = ledger
        self._private = private
        self._supply = supply
        self._marks = marks
        self._wall = wall

    def extend(self, claim: Claim, step: Step, effort: Effort, memory: Memory) -> None:
        """Mount on the hosts that lack it, each once a pass; where the provider does, wait."""
        for mounting in step.mountings:
            done = attempt(lambda at=mounting: self._extend(at))  # type: ignore[misc]
            if done.outcome is Outcome.DONE and done.receipt is None:
                return
            effort.calls += 1
            if done.error is None:
                continue
            # A refusal slows the next pass down as well: a host may lack it for long.
            effort.failed += 1
            effort.pause_s = max(effort.pause_s, done.pause_s)
            key = f"{mounting.datastore}:{mounting.host_id}:{done.error.notice.code}"
            if key not in memory.reported:
                memory.reported.add(key)
                told = Entry("mount.failed", done.error.notice, done.request_id)
                self._ledger.record(claim, (), [told])
            if done.failed:
                return

    def ask(self, claim: Claim, step: Step, ground: Ground, effort: Effort) -> None:
        """Write the intent down, make the call, record what came of it."""
        intended = self._intend(step, ground, effort)
        if intended is None:
            return
        if intended != step.tracked:
            self._ledger.record(claim, [intended], entries([step.tracked], [intended]))
        done = attempt(lambda: self._call(step, ground))
        effort.calls += 1
        effort.failed += done.failed
        effort.pause_s = max(effort.pause_s, done.pause_s)
        after = self._outcome(step, intended, done, ground)
        told = _told(step, done)
        if step.act is Act.RELEASE and done.outcome is Outcome.REFUSED:
            told += self._leave(step)
        elif step.act is Act.LEAVE and done.error is not None and after.phase.final:
            told = [_kept(step)]
        self._ledger.record(claim, [after], [*told, *entries([intended], [after])])

    def _extend(self, at: Mounting) -> Receipt | None:
        return self._supply.extend(at.datastore, at.host_id)

    def _intend(self, step: Step, ground: Ground, effort: Effort) -> Tracked | None:
        """The change as it stands once its call may have been made; None when it cannot be."""
        tracked, wall = step.tracked, self._wall()
        if step.act is Act.LEAVE:
            return tracked
        if step.act is Act.ENTER and tracked.phase is Phase.PLANNED:
            return tracked.step(Phase.DRAINING, ground.now).calling(wall)
        if step.act is not Act.RELEASE:
            return tracked.calling(wall)
        try:
            mark = self._marks.highest()
        except SourceError:
            effort.calls += 1
            effort.failed += 1
            return None
        return tracked.asked(Phase.RELEASING, ground.now, wall).keeping(mark=mark, order=None)

    def _call(self, step: Step, ground: Ground) -> Receipt:
        change = step.tracked.change
        number = change.resource_id or ""
        if step.act is Act.RELEASE:
            holding = change.before.get(HOLDING)
            return self._supply.release(change.name, None if holding is None else str(holding))
        if step.act is Act.MOVE:
            folder = change.wanted.get(FOLDER) or ground.private.folder
            return self._private.move_datastore(number, str(folder))
        if step.act is Act.ENTER:
            return self._private.enter_maintenance(number)
        if change.resource == HOST:
            return Receipt(None)  # hosts are never put into maintenance mode from here
        return self._private.leave_maintenance(number)

    def _outcome(self, step: Step, intended: Tracked, done: Attempt, ground: Ground) -> Tracked:  # noqa: PLR0911 - one return a case
        if step.act is Act.LEAVE:
            return _left(step, done, ground)
        heard = intended.heard(done.request_id)
        if done.outcome is Outcome.DONE and done.receipt is not None:
            if step.act is Act.RELEASE:
                return said(heard.keeping(order=done.receipt.resource_id), None)
            return said(heard.keeping(task=done.receipt.resource_id), None)
        why = None if done.error is None else done.error.notice
        if done.outcome is Outcome.UNKNOWN:
            return said(intended, why)
        if done.outcome is Outcome.PUT_OFF:
            back = step.tracked if step.act is Act.RELEASE else intended
            return said(replace(back.heard(None), asked_wall=step.tracked.asked_wall), why)
        if done.outcome is Outcome.MISSING and step.act is not Act.MOVE:
            return heard
        return heard if why is None else failed(heard, ground, why).tracked

    def _leave(self, step: Step) -> list[Entry]:
        """After a removal that was refused: back to use."""
        change = step.tracked.change
        if change.resource == HOST or change.resource_id is None:
            return []
        number = change.resource_id
        done = attempt(lambda: self._private.leave_maintenance(number))
        return [_kept(step)] if done.error is not None else []


def _left(step: Step, done: Attempt, ground: Ground) -> Tracked:
    """Failed for its reason, once it is back in use or that cannot be hoped for any more."""
    tracked = step.tracked
    patience_s = ground.private.mount_deadline_s + ground.private.delivery_deadline_s
    if done.failed and not ground.past(tracked.asked_at, patience_s):
        return tracked
    return tracked if step.why is None else failed(tracked, ground, step.why).tracked


def _kept(step: Step) -> Entry:
    return Entry("maintenance.kept", notice("maintenance.kept", name=step.tracked.change.name))


def _told(step: Step, done: Attempt) -> list[Entry]:
    """One event for a call that was made; of one that failed, only when its reason is new."""
    assert step.act is not None  # noqa: S101 - only steps with an act are asked
    if done.error is None or done.outcome is Outcome.MISSING:
        told = notice(TOLD[step.act], name=step.tracked.change.name)
        return [Entry(TOLD[step.act], told, done.request_id)]
    if step.tracked.change.why == done.error.notice:
        return []
    return [Entry(f"{TOLD[step.act]}.failed", done.error.notice, done.request_id)]
