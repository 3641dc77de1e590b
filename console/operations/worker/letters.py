"""What people are told of an event, in the language of the settings."""

from collections.abc import Iterable
from datetime import UTC

from console.locale import Locale
from console.model.freeze import HEALING_STOPPED
from console.model.letter import Letter
from console.model.operation import Change, Event, Operation, OperationState, Phase
from console.plaintext import inline
from console.settings.notifications import NotificationSettings

ENDS = frozenset(
    {
        "operation.succeeded",
        "operation.partial",
        "operation.failed",
        "operation.stopped",
        "operation.unreadable",
        "approval.expired",
    }
)
REFUSED = {
    "window.refused": "notification.window",
    "target.refused": "notification.window",
    "foresight.refused": "notification.foresight",
    "heal.refused": "notification.heal",
}
"""What is said of what the worker asks for by itself and is refused, by the event's kind."""
LATE = "window.late"
ACCEPTED = "operation.accepted"
"""No news, except of what then waits for another person."""

REPORTS = frozenset({"target.hourly", "target.morning", "target.reached", "target.over"})
SHORT = "target.short"
"""What a region is short of, told after the report that it goes with."""

DECIDE = frozenset({"operation.partial", "operation.unreadable"})
KINDS = {
    "ended": ENDS,
    "failed": DECIDE | {"operation.failed", LATE, HEALING_STOPPED, *REFUSED},
    "needs_person": DECIDE | {ACCEPTED, HEALING_STOPPED, *REFUSED},
    "dark": frozenset({"source.failed"}),
    "targets": REPORTS,
}
"""Which of the journal's events each wish of the settings stands for."""

GRAVE = KINDS["failed"] | KINDS["dark"] | {ACCEPTED}


def wanted(settings: NotificationSettings) -> frozenset[str]:
    """The kinds of events that people asked to be told of."""
    return frozenset().union(*(KINDS[one] for one in settings.events))


def locale_of(settings: NotificationSettings) -> Locale:
    """The language that people are told in."""
    return Locale(settings.language, UTC)


def is_news(event: Event, operation: Operation | None) -> bool:
    """Say whether an event of a wanted kind is worth a letter."""
    if event.kind != ACCEPTED:
        return True
    return operation is not None and operation.state is OperationState.AWAITING_APPROVAL


def letter(
    event: Event,
    operation: Operation | None,
    changes: Iterable[Change],
    estate: str,
    locale: Locale,
    *,
    more: Iterable[Event] = (),
) -> Letter:
    """Title and body of an event; `changes` are asked for the first reason of a failure.

    `more` are the events that were told with it: of a report, what is short of what.
    """
    said, grave = inline(locale.notice(event.notice)), event.kind in GRAVE
    if event.kind in REFUSED:
        said = locale.text(REFUSED[event.kind], who=event.actor, why=said)
    if event.kind == HEALING_STOPPED:
        command = f"vigie pool thaw {event.notice.values['pool']} --only healing"
        following = locale.text("notification.next", command=command)
        return Letter(f"{estate} · {said}", following, grave=grave)
    if operation is None:
        about = locale.text("notification.operation", operation=event.operation_id or "–")
        return Letter(f"{estate} · {said}", about if event.operation_id else said, grave=grave)
    request = operation.plan.request
    subject = f"{locale.verb(request.verb)} {operation.plan.pool}"
    lines = [f"{subject}: {said}"]
    why = next((c.why for c in changes if c.phase is Phase.FAILED and c.why is not None), None)
    if grave and why is not None:
        lines.append(locale.text("notification.why", why=inline(locale.notice(why))))
    author = inline(request.author.user)
    lines.append(locale.text("notification.author", author=author))
    lines += [inline(locale.notice(one.notice)) for one in more]
    if request.reason:
        lines.append(locale.text("notification.reason", reason=inline(request.reason)))
    lines.append(locale.text("notification.operation", operation=operation.id))
    lines.append(locale.text("notification.next", command=_next(event, operation)))
    return Letter(f"{estate} · {subject} · {said}", "\n".join(lines), grave=grave)


def _next(event: Event, operation: Operation) -> str:
    if event.kind == "operation.partial":
        return f"vigie operations topup {operation.id} | vigie rollback {operation.id}"
    if event.kind == ACCEPTED:
        return f"vigie operations approve {operation.id}"
    if event.kind in REPORTS:
        return f"vigie target show {operation.id}"
    return f"vigie operations show {operation.id}"
