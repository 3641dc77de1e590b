"""The laws over silences: made once, nobody else's touched, none longer than was said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weather import CARRIED_OUT, UNANSWERED

from console.kinds.silences.verbs import UNSILENCING
from console.model import silence
from console.model.alert import AlertSilence
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Desired
from console.model.resource import SILENCE
from console.model.verb import ROLLBACK
from console.model.wanted import SILENCED, THROUGHOUT, UNTIL

if TYPE_CHECKING:
    from laws import Laws
    from people import Desk

SEEN_S = 1.0
"""The end of an operation is written a little after its silence was seen to be over."""


@dataclass(slots=True)
class SilenceLaws:
    """Watches what is asked of the alert manager. What stands the alert manager says itself."""

    laws: "Laws"
    asked: dict[str, float] = field(default_factory=dict)
    """By the mark: when a silence was last asked for that may be there."""

    def made(self, asked: AlertSilence, outcome: str) -> None:
        """A silence is asked for: laws 1, 5 and 6."""
        worker = self.laws.night.current
        assert worker is not None
        operation = worker.running or ""
        kept, mark = self.laws.operations.get(operation), silence.mark(operation)
        text = silence.spelled(asked.matchers)
        planned = () if kept is None else kept.plan.changes
        found = [c for c in planned if c.wanted.get(SILENCED) == text]
        if mark not in asked.comment or not found:
            self.laws.broken(6, f"{text} is silenced by {operation}, in no plan")
        if asked.ends_at.timestamp() > float(found[0].wanted[UNTIL]):
            self.laws.broken(5, f"{text} is silenced until {asked.ends_at}, and less was planned")
        self.laws.may_write(operation)
        if worker.zombie:
            return
        since = self.asked.get(mark)
        looks = [told for t, told in self.laws.night.alerts.looks if t >= (since or 0.0)]
        lacked = any(not any(mark in comment for comment in told) for told in looks)
        if since is not None and not lacked:
            self.laws.broken(1, f"{text} is silenced again by {operation}, and nobody has looked")
        if any(mark in one.comment for one in self.laws.night.alerts.told()):
            self.laws.broken(1, f"{text} is silenced again by {operation}, and it is there")
        if outcome in CARRIED_OUT | UNANSWERED:
            self.asked[mark] = self.laws.night.moments.t

    def ended(self, one: AlertSilence, outcome: str) -> None:
        """The end of a silence is asked for: laws 5 and 6."""
        worker = self.laws.night.current
        assert worker is not None
        operation = worker.running or ""
        kept = self.laws.operations.get(operation)
        if kept is None:
            self.laws.broken(6, f"{one.comment} is ended by nobody's operation")
        named = any(
            c.resource == SILENCE and c.desired is Desired.ABSENT and c.resource_id == one.id
            for c in kept.plan.changes
        )
        if named and kept.plan.request.verb == UNSILENCING:
            return
        family = {operation} | ({kept.plan.target} if named else set())
        if not any(silence.mark(number) in one.comment for number in family if number):
            self.laws.broken(6, f"{one.comment} is ended by {operation}")
        if worker.zombie or named or outcome not in CARRIED_OUT:
            return
        changes = self.laws.night.desk(kept.journal).journal.changes(operation)
        rest = [c.name for c in changes if THROUGHOUT not in c.wanted and not c.phase.final]
        if rest:
            self.laws.broken(5, f"{one.comment} is ended, and {rest} are under way")

    # When the night is over

    def look_back(self, desk: "Desk", operations: Iterable[Operation]) -> None:
        """None has outlived what it was for, but where that was said; nobody else's has ended."""
        alerts = self.laws.night.alerts
        for operation in operations:
            mine = [n for n, one in alerts.kept.items() if _of(one, operation)]
            if len(mine) > 1 and not self.laws.night.zombies:
                self.laws.broken(1, f"{operation.id} has {mine}")
            if operation.plan.request.verb == ROLLBACK:
                self._taken_back(operation)
            along = [c for c in desk.journal.changes(operation.id) if THROUGHOUT in c.wanted]
            said = any(c.phase is Phase.FAILED for c in along)
            for number in mine if along and not said else ():
                self._outlived(operation, number)
        for number, one in alerts.kept.items():
            foreign = silence.mark("op999999") in one.comment or "[" not in one.comment
            plans = (kept.plan for kept in self.laws.operations.values())
            named = any(c.resource_id == number for plan in plans for c in plan.changes)
            if foreign and number in alerts.ended_at and not named:
                self.laws.broken(6, f"{one.comment} was ended, and nobody had asked for that")

    def _outlived(self, operation: Operation, number: str) -> None:
        """It was over when its operation was."""
        night = self.laws.night
        assert operation.ended_at is not None
        over = (operation.ended_at - night.moments.estate(-night.moments.t)).total_seconds()
        over = over / night.speed + SEEN_S
        by_itself = night.alerts.kept[number].ends_at <= operation.ended_at
        ended = night.alerts.ended_at.get(number)
        if not by_itself and (ended is None or ended > over) and not night.zombies:
            self.laws.broken(3, f"{number} stands after {operation.id}, which says nothing of it")

    def _taken_back(self, rollback: Operation) -> None:
        """What a rollback was to end has ended."""
        if rollback.state is not OperationState.SUCCEEDED:
            return
        alerts = self.laws.night.alerts
        blind = any(said.code == "warning.silence_unread" for said in rollback.plan.warnings)
        mark = silence.mark(rollback.plan.target or "")
        standing = [n for n, one in alerts.kept.items() if mark in one.comment and alerts.stands(n)]
        late = [n for n in standing if self.laws.night.alerts.made_at[n] > _t(self.laws, rollback)]
        left = set(standing) - set(late)
        if left and not blind and not self.laws.night.zombies:
            self.laws.broken(6, f"{sorted(left)} stand after {rollback.id} took that back")


def _of(one: AlertSilence, operation: Operation) -> bool:
    return silence.mark(operation.id) in one.comment


def _t(laws: "Laws", operation: Operation) -> float:
    """When an operation was accepted."""
    return laws.operations[operation.id].at
