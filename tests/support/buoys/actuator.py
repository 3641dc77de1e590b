"""Buoys, as a pass acts on them."""

from collections.abc import Iterable, Mapping, Sequence

from buoys.harbour import Harbour
from buoys.verbs import BUOY
from console.kinds.attempt import Attempt, Outcome
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step, failed
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired
from console.model.resource import Resource
from console.model.tracked import Tracked
from console.ports import Receipt

PATIENCE_S = 600.0
MOVED = {
    Phase.REQUESTED: "buoys.requested",
    Phase.IN_SERVICE: "buoys.in_service",
    Phase.GONE: "buoys.gone",
}
Seen = dict[str, str] | None


class BuoyActuator:
    """Lays and lifts. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({BUOY})

    def __init__(self) -> None:
        self.harbour = Harbour()

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        del resource
        return MOVED

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        del sources, ground
        return None

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        del operation, systems
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        del sources
        return Estate(ground.now)

    def observe(self, tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> Seen:
        del tracked, ground
        return sources.read("harbour", self.harbour.look)

    def judge(self, tracked: Tracked, sight: Seen, ground: Ground) -> Step:
        if tracked.phase.final:
            return Step(tracked)
        if tracked.phase is Phase.PLANNED and ground.stop:
            return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
        if sight is None:
            return Step(tracked)
        wanted = tracked.change.desired is Desired.PRESENT
        number = sight.get(tracked.change.name)
        if wanted == (number is not None):
            phase = Phase.IN_SERVICE if wanted else Phase.GONE
            there = number if wanted else tracked.change.resource_id
            return Step(tracked.heard(None).identified(there).moved(phase, ground.now))
        return self._missing(tracked, ground)

    def _missing(self, tracked: Tracked, ground: Ground) -> Step:
        """Asked for the first time, or again once an answer that was lost would be seen by now."""
        act = "lay" if tracked.change.desired is Desired.PRESENT else "lift"
        if tracked.phase is Phase.PLANNED:
            return Step(tracked, act)
        if ground.late(tracked, PATIENCE_S):
            return failed(tracked, ground, notice("buoys.never", name=tracked.change.name))
        lost = not tracked.answered and ground.settled(tracked, ground.tuning.settle_s)
        return Step(tracked, act if lost else None, again=lost)

    def doubtful(self, tracked: Tracked) -> bool:
        return tracked.phase is Phase.FAILED and not tracked.answered

    def calls(self, steps: Sequence[Step], sight: Seen, ground: Ground) -> Iterable[Call]:
        del sight
        for step in steps:
            if step.act is not None:
                phase = Phase.REQUESTED if step.act == "lay" else Phase.RELEASING
                asked = step.tracked.asked(phase, ground.now, ground.wall)
                yield Call(step.act, (step,), intended=(asked,))

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        del sources
        change = call.steps[0].tracked.change
        if call.act == "lay":
            return self.harbour.lay(change.name)
        return self.harbour.lift(change.resource_id or "")

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        [step], [asked] = call.steps, call.intended
        why = None if attempt.error is None else attempt.error.notice
        if attempt.outcome is Outcome.PUT_OFF:
            return Received((step.tracked.put_off(ground.now, why),))
        if attempt.outcome is Outcome.UNKNOWN:
            return Received((asked.said(why),))
        heard = asked.heard(attempt.request_id)
        if why is not None and attempt.outcome is Outcome.REFUSED:
            return Received((heard.at(Phase.FAILED, ground.now, why),))
        return Received((heard,))


ACTUATOR = BuoyActuator()
