"""A handover for people, as Markdown, and for programs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from console.cli import attended, proposed, shapes
from console.cli.headline import effect
from console.cli.schedule import opening_shape
from console.cli.waiting import summary
from console.desk import alerts, quarantines
from console.desk.handover import HandedOperation, Handover
from console.desk.schedule import Foreseen
from console.desk.session import Session
from console.desk.wording import state_word
from console.locale import Locale, in_a_row
from console.model.alert import AlertState
from console.model.estate import SourceState
from console.model.notice import notice
from console.model.operation import Operation, Unattended
from console.plaintext import inline

MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
UNKNOWN = "–"
HEADS = ("operation", "started", "verb", "who", "reason", "cost", "state")


def lines(
    session: Session, found: Handover, lacking: Unattended | None, locale: Locale
) -> Iterator[str]:
    """The document: what is open comes first, for it is what somebody must act on."""
    settings = session.settings.estate
    since, until = _moment(found.since, locale), _moment(found.at, locale)
    name = marked(f"{settings.name} · {settings.environment}")
    yield f"# {locale.text('handover.title', estate=name)}"
    yield ""
    yield locale.text("handover.time", since=since, until=until, zone=str(locale.zone))
    for head, texts, none in (
        ("handover.open", _open(session, found, lacking, locale), "handover.open.none"),
        ("handover.alerts", _alerts(found, locale), "alerts.none"),
        ("handover.dark", _dark(found, locale), "handover.dark.none"),
        ("handover.windows", _windows(found, locale), "handover.windows.none"),
        ("handover.watch", _watch(found, locale), "handover.watch.none"),
    ):
        yield from ("", f"## {locale.text(head)}", "")
        told = [f"- {marked(text)}" for text in texts]
        yield from told or [locale.text(none)]
    yield from ("", f"## {locale.text('handover.operations')}", "")
    rows = [_row(one, locale) for one in found.operations]
    yield from _table(HEADS, rows, locale) if rows else [locale.text("handover.operations.none")]


def marked(text: str) -> str:
    """A text of whomever, which Markdown shows as it is."""
    return MARKS.sub(r"\\\1", inline(text))


def _open(
    session: Session, found: Handover, lacking: Unattended | None, locale: Locale
) -> Iterator[str]:
    """What lives, waits, is held, is sick, or ended otherwise than meant."""
    if lacking is not None:
        yield in_a_row(map(locale.notice, lacking.notices))
    for one in found.live:
        yield summary(one, locale)
    for freeze in found.freezes:
        yield f"{locale.notice(freeze.notice)} ({_moment(freeze.since, locale)})"
    for pool, why in found.frozen:
        yield locale.notice(notice("guard.pool_frozen", pool=pool, why=why))
    yield from proposed.lines(found.estate, session.policy, locale)
    for kept in found.quarantined:
        yield quarantines.named(kept, locale)
    for one in found.unsettled:
        yield locale.text("handover.unsettled", line=summary(one, locale), operation=one.id)


def _alerts(found: Handover, locale: Locale) -> Iterator[str]:
    """How many there are, or that nobody knows; then each that fires, the worst first."""
    view = found.estate.alerts
    yield alerts.sentence(found.estate, locale)
    for one in () if view is None else alerts.ordered(view):
        if one.state is AlertState.SUPPRESSED:
            continue
        place = " ".join(part for part in (one.datacenter, one.pool) if part)
        since = _moment(one.starts_at, locale)
        parts = (alerts.severity(one.severity, locale), one.name, place, since, one.summary)
        yield " · ".join(part for part in parts if part)


def _dark(found: Handover, locale: Locale) -> Iterator[str]:
    """One line a cause, whomever it keeps from answering."""
    causes: dict[str, list[str]] = {}
    for one in found.dark:
        causes.setdefault(_why(one, locale), []).append(one.name)
    for said, names in causes.items():
        yield locale.text("handover.line", subject=", ".join(names), said=said)


def _why(one: SourceState, locale: Locale) -> str:
    """What a source said of itself, and how old what it told last is."""
    if one.succeeded_at is None:
        last = locale.text("handover.never_read")
    else:
        last = locale.text("handover.last_read", when=_moment(one.succeeded_at, locale))
    return last if one.failure is None else in_a_row((locale.notice(one.failure), last))


def _windows(found: Handover, locale: Locale) -> Iterator[str]:
    for one in found.windows:
        yield _window(one, locale)


def _window(one: Foreseen, locale: Locale) -> str:
    window = one.opening.window
    opens, closes = one.opening.opens_at, one.opening.closes_at
    values = {
        "window": window.name,
        "pool": window.pool,
        "opens": _moment(opens, locale),
        "closes": locale.clock(closes),
    }
    if one.opening.skipped is not None:
        why = locale.notice(one.opening.skipped)
        return locale.text("handover.window_skipped", why=why, **values)
    euro = locale.text("prices.unpriced") if one.euro is None else locale.euros(one.euro)
    asked = locale.clock(one.begins_at)
    return locale.text("handover.window", n=one.opening.level, asked=asked, euro=euro, **values)


def _watch(found: Handover, locale: Locale) -> Iterator[str]:
    for one in found.watch:
        yield locale.text("handover.line", subject=one.subject, said=locale.notice(one.what))


def _row(one: HandedOperation, locale: Locale) -> tuple[str, ...]:
    operation = one.operation
    request = operation.plan.request
    return (
        operation.id,
        _moment(operation.created_at, locale),
        f"{locale.verb(request.verb)} {effect(operation.plan, locale)}",
        _who(operation, locale),
        request.reason,
        _cost(one, locale),
        state_word(operation.state, locale),
    )


def _who(operation: Operation, locale: Locale) -> str:
    """Who asked, and the second person who let it begin."""
    user = operation.plan.request.author.user
    if operation.approved_by is None:
        return user
    return locale.text("handover.approved", user=user, other=operation.approved_by)


def _cost(one: HandedOperation, locale: Locale) -> str:
    """What it has come to, else what its plan said an hour; unknown where nobody can say."""
    if one.cost is not None:
        return UNKNOWN if one.cost.euro is None else locale.euros(one.cost.euro)
    hourly = one.operation.plan.euro_per_hour
    if hourly is None:
        return UNKNOWN
    return locale.text("handover.hourly", euro=locale.euros(hourly, signed=True))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], locale: Locale) -> Iterator[str]:
    yield f"| {' | '.join(locale.text(f'cli.head.{head}') for head in heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(map(marked, row))} |"


def _moment(at: datetime, locale: Locale) -> str:
    return f"{locale.day(at)} {locale.clock(at)}"


def shape(
    session: Session, found: Handover, lacking: Unattended | None, locale: Locale
) -> dict[str, Any]:
    """The same for programs."""
    workers = found.estate.activity.workers
    why, view = alerts.unknown(found.estate), found.estate.alerts
    return {
        "since": shapes.moment(found.since),
        "at": shapes.moment(found.at),
        "operations": [
            {
                **shapes.running(one.operation, workers, locale),
                "cost": None if one.cost is None else shapes.operation_cost(one.cost),
            }
            for one in found.operations
        ],
        "unattended": attended.told(lacking, locale),
        "live": [one.id for one in found.live],
        "unsettled": [one.id for one in found.unsettled],
        "freezes": [shapes.freeze(one) for one in found.freezes],
        "frozen": [{"pool": pool, "why": reason} for pool, reason in found.frozen],
        "proposals": proposed.shape(found.estate, session.policy, locale),
        "quarantined": [shapes.quarantined(one) for one in found.quarantined],
        "alerts": {
            "unknown": shapes.maybe_said(why, locale),
            "firing": [
                {
                    "name": one.name,
                    "severity": one.severity,
                    "datacenter": one.datacenter,
                    "pool": one.pool,
                    "since": shapes.moment(one.starts_at),
                    "summary": one.summary,
                }
                for one in (() if view is None else alerts.ordered(view))
                if one.state is not AlertState.SUPPRESSED
            ],
        },
        "dark": [
            {
                "source": one.name,
                "last_read_at": shapes.moment(one.succeeded_at),
                "why": shapes.maybe_said(one.failure, locale),
            }
            for one in found.dark
        ],
        "windows": [opening_shape(one, locale) for one in found.windows],
        "watch": [
            {"subject": one.subject, "what": shapes.said(one.what, locale)} for one in found.watch
        ],
    }
