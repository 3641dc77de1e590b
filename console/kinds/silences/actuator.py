"""Silences, as a pass makes and ends them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from console.kinds.attempt import Attempt
from console.kinds.silences.facts import SOURCE
from console.kinds.silences.judge import MAKE, Silences, judge, lasts
from console.kinds.silences.outcome import received
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.model import silence
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.resource import SILENCE, Resource
from console.model.tracked import Tracked
from console.model.wanted import SILENCED, UNTIL
from console.ports import AlertKeeper, Receipt

MOVED = {
    Phase.READY: "silences.in_service",
    Phase.IN_SERVICE: "silences.in_service",
    Phase.GONE: "silences.gone",
}


class SilenceActuator:
    """One call each. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({SILENCE})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of silences that moved to a phase."""
        del resource
        return MOVED

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """There must be an alert manager."""
        del ground
        return notice("alerts.absent") if sources.systems.alerts is None else None

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """Every silence was seen."""
        del operation, systems
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """The alerts, as the guards look at them."""
        view = sources.read(SOURCE, _keeper(sources).view)
        freshness = Freshness.UNKNOWN if view is None else Freshness.FRESH
        state = SourceState(SOURCE, freshness)
        return Estate(ground.now, sources={SOURCE: state}, alerts=view)

    def observe(
        self, tracked: Sequence[Tracked], sources: Sources, ground: Ground
    ) -> Silences | None:
        """Every silence, those that ended too; None where they cannot be read.

        Nobody is asked while nothing is to be done.
        """
        if all(t.phase.final or lasts(t, ground) for t in tracked):
            return ()
        return sources.read(SOURCE, _keeper(sources).silences)

    def judge(self, tracked: Tracked, sight: Silences | None, ground: Ground) -> Step:
        """Compare what stands with what is wanted."""
        return judge(tracked, sight, ground)

    def doubtful(self, tracked: Tracked) -> bool:
        """A silence that was perhaps made ends by itself, and is found by its mark."""
        del tracked
        return False

    def calls(
        self, steps: Sequence[Step], sight: Silences | None, ground: Ground
    ) -> Iterable[Call]:
        """One call each; its author and its comment are the operation's."""
        del sight
        asker, number = ground.operation.plan.request, ground.operation.id
        why = asker.reason.strip() or f"{asker.verb} {ground.operation.plan.pool}"
        comment = f"{why} {silence.mark(number)}"
        for step in steps:
            if step.act is not None:
                phase = Phase.REQUESTED if step.act == MAKE else Phase.RELEASING
                asked = step.tracked.asked(phase, ground.now, ground.wall)
                about = (asker.author.user, comment)
                yield Call(step.act, (step,), about=about, intended=(asked,))

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        """Make the silence, or end it."""
        keeper, change = _keeper(sources), call.steps[0].tracked.change
        if call.act != MAKE:
            return keeper.expire(change.resource_id or "")
        assert isinstance(call.about, tuple)  # noqa: S101 - `calls` said so
        author, comment = call.about
        return keeper.silence(
            silence.parse(str(change.wanted[SILENCED])),
            until=datetime.fromtimestamp(float(change.wanted[UNTIL]), UTC),
            author=author,
            comment=comment,
        )

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What the answer means."""
        return received(call, attempt, ground)


def _keeper(sources: Sources) -> AlertKeeper:
    keeper = sources.systems.alerts
    assert keeper is not None  # noqa: S101 - `lacks` has looked
    return keeper


ACTUATOR = SilenceActuator()
