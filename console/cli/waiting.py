"""Wait for an operation's end: progress for people, one answer for programs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from console.cli import failure, shapes
from console.cli.answer import say, say_json, warn
from console.cli.attended import Hopeless, demand_somebody
from console.cli.failed import say_failures
from console.cli.headline import effect
from console.cli.invocation import Invocation
from console.cli.standby import awaiting
from console.desk import plans
from console.desk.session import Session
from console.desk.wording import standing
from console.locale import Locale
from console.model.error import SourceError
from console.model.notice import Notice, notice
from console.model.operation import Operation, OperationState
from console.model.verb import HEAL
from console.signals import Ending, ending

POLL_S = 0.25
WORKER_CHECK_S = 2.0
END_WITHIN_S = 10.0
"""How long a signal may take to end the waiting; the operation goes on without it."""

PATIENCE_S = 60.0
"""How long the journal may be silent, or no worker come up, before waiting is given up."""

EXIT_CODES = {
    OperationState.SUCCEEDED: failure.DONE,
    OperationState.PARTIAL: failure.PARTIAL,
    OperationState.STOPPED: failure.PARTIAL,
    OperationState.FAILED: failure.FAILED,
    OperationState.ROLLED_BACK: failure.FAILED,
}


def follow(invocation: Invocation, session: Session, operation_id: str) -> int:
    """Wait, answer with the outcome, and give the contract's exit code."""
    with ending(bound_s=END_WITHIN_S) as asked:
        ended = _wait(invocation, session, operation_id, asked)
        if ended is None:
            return interrupted(invocation, operation_id)
    changes = session.journal.changes(operation_id)
    locale = invocation.locale()
    if invocation.json:
        say_json(shapes.outcome(ended, changes, locale))
    else:
        say(summary(ended, locale))
        say_failures(session, ended, changes, locale)
        _advise(ended, locale)
    return EXIT_CODES[ended.state]


def summary(operation: Operation, locale: Locale) -> str:
    """One line: what, where it stands, how many changes in which phase."""
    sorts = plans.sorts(operation.plan, locale)
    line = locale.text(
        "cli.operation_line",
        operation=operation.id,
        verb=locale.verb(operation.plan.request.verb),
        effect=effect(operation.plan, locale),
        stands=" · ".join(standing(operation, locale)) + (f" ({sorts})" if sorts else ""),
    )
    awaited, held = waits(operation, locale), operation.held_by
    if awaited is not None:
        line = f"{line} · {awaited}"
    return line if held is None else f"{line} · {locale.notice(held.notice)}"


def waits(operation: Operation, locale: Locale) -> str | None:
    """For whom an operation waits, and until when; None where it does not."""
    until = operation.approval_until
    if operation.state is not OperationState.AWAITING_APPROVAL or until is None:
        return None
    who = operation.plan.request.author.user
    at = f"{locale.day(until)} {locale.clock(until)}"
    return locale.notice(notice("approval.waits", user=who, time=at, operation=operation.id))


def announce(target: Operation, locale: Locale) -> None:
    """Say which operation a rollback without an id is about."""
    warn(locale.text("cli.rolls_back", line=summary(target, locale)))


def _wait(
    invocation: Invocation, session: Session, operation_id: str, asked: Ending
) -> Operation | None:
    """Poll the journal until the operation has ended; None when a signal came first."""
    locale = invocation.locale()
    journal, workers = Patience(), Patience()
    checked = time.monotonic()
    stands = told = ""
    with awaiting(lambda: stands):
        while not asked.asked():
            with journal.bears():
                operation = session.journal.operation(operation_id)
                if not operation.state.live:
                    return operation
                stands = summary(operation, locale)
                if operation.state is OperationState.AWAITING_APPROVAL and stands != told:
                    told = stands
                    warn(stands)
            if session.operator is not None and time.monotonic() - checked >= WORKER_CHECK_S:
                with workers.bears():
                    demand_somebody(session.operator.attend())
                checked = time.monotonic()
            asked.wait(POLL_S)
    return None


class Patience:
    """Bears a source's failures until they have gone on for too long."""

    def __init__(self) -> None:
        self._failing_since: float | None = None

    @contextmanager
    def bears(self) -> Iterator[None]:
        """Swallow a failure of the source while it may still pass; raise it afterwards."""
        try:
            yield
        except Hopeless:
            raise
        except SourceError:
            now = time.monotonic()
            since = self._failing_since = self._failing_since or now
            if now - since > PATIENCE_S:
                raise
        else:
            self._failing_since = None


def _advise(operation: Operation, locale: Locale) -> None:
    if operation.state in {OperationState.PARTIAL, OperationState.STOPPED}:
        healed = operation.plan.request.verb == HEAL  # what it lacks may be well by now
        key = "cli.heal_choice" if healed else "cli.partial_choice"
        say(locale.text(key, operation=operation.id, pool=operation.plan.pool))


def interrupted(invocation: Invocation, operation_id: str) -> int:
    """Say that the operation goes on without the one who waited."""
    said: Notice = notice("cli.still_running", operation=operation_id)
    locale = invocation.locale()
    if invocation.json:
        say_json({"error": shapes.said(said, locale) | {"operation": operation_id}})
    else:
        warn(locale.notice(said))
    return failure.INTERRUPTED
