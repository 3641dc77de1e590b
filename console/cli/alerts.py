"""`vigie alerts`: what fires, what is silenced, and whether that can be believed."""

from typing import Any

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import session_of
from console.cli.table import table
from console.desk import alerts as desk
from console.locale import Locale
from console.model.alert import Alert, AlertSilence, AlertView
from console.model.error import UsageError
from console.model.estate import Estate
from console.model.notice import notice
from console.model.silence import spelled

UNKNOWN = "–"


@parser.group(help="help.alerts")
def alerts() -> None:
    """Show the alerts that fire, silenced ones apart."""


@alerts.command("list", help="help.alerts.list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the alerts, those that fire first, by severity and datacenter."""
    with session_of(invocation) as session:
        if session.settings.alertmanager is None:
            raise UsageError(notice("alerts.absent"))
        estate = session.watch.refresh(["alertmanager", "prometheus"])
        locale, view = invocation.locale(), estate.alerts
        why = desk.unknown(estate)
        if invocation.json:
            say_json(shape(estate, locale))
        else:
            if view is not None and view.alerts:
                say(listing(estate, view, locale))
            if why is None:
                say(desk.sentence(estate, locale))
            else:
                warn(desk.sentence(estate, locale))
        return failure.DONE if why is None else failure.UNREACHABLE


def listing(estate: Estate, view: AlertView, locale: Locale) -> str:
    """The alerts as rows."""
    heads = ("severity", "datacenter", "pool", "alert", "state", "since", "summary")
    rows = [_row(one, estate, locale) for one in desk.ordered(view)]
    return table(heads, rows, locale, gives=("pool",), texts={"state": 6, "summary": 15})


def _row(one: Alert, estate: Estate, locale: Locale) -> list[str]:
    return [
        desk.severity(one.severity, locale),
        one.datacenter or UNKNOWN,
        one.pool or UNKNOWN,
        one.name or UNKNOWN,
        desk.state(one, locale),
        desk.since(one, estate.at, locale),
        one.summary,
    ]


def asked(estate: Estate) -> bool:
    """Say whether there is anybody to ask."""
    return desk.SOURCE in estate.sources


def line(estate: Estate, locale: Locale) -> str | None:
    """The alerts in a sentence behind its mark; None while nothing fires, or nobody is asked."""
    if not asked(estate) or desk.quiet(estate):
        return None
    mark = "✖" if desk.worst(estate) == desk.SEVERITIES[0] else "▲"
    return f"{mark} {locale.text('tui.alerts', said=desk.sentence(estate, locale))}"


def shape(estate: Estate, locale: Locale) -> dict[str, Any]:
    """The same for programs, with each alert and silence."""
    view = estate.alerts
    return {
        "at": shapes.moment(estate.at),
        **counted(estate, locale),
        "alerts": [] if view is None else [_alert(one) for one in desk.ordered(view)],
        "silences": [] if view is None else [_silence(one) for one in view.silences],
        "unreadable": 0 if view is None else view.unreadable,
    }


def counted(estate: Estate, locale: Locale) -> dict[str, Any]:
    """How many fire, for programs; counts are null where nobody can say."""
    why, view = desk.unknown(estate), estate.alerts
    found = None if view is None or why is not None else desk.count(view)
    least = desk.at_least(estate)
    return {
        "unknown": shapes.maybe_said(why, locale),
        "watchdog": None if view is None else view.watchdog,
        "firing": None if found is None else found.firing,
        "at_least": None if least is None else least.firing,
        "by_severity": None if found is None else dict(found.by_severity),
        "silenced": None if found is None else found.silenced,
        "inhibited": None if found is None else found.inhibited,
    }


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "fingerprint": one.fingerprint,
        "name": one.name,
        "severity": one.severity,
        "datacenter": one.datacenter,
        "pool": one.pool,
        "state": one.state.value,
        "silenced_by": list(one.silenced_by),
        "inhibited_by": list(one.inhibited_by),
        "starts_at": shapes.moment(one.starts_at),
        "summary": one.summary,
        "labels": dict(one.labels),
        "annotations": dict(one.annotations),
    }


def _silence(one: AlertSilence) -> dict[str, Any]:
    return {
        "id": one.id,
        "author": one.author,
        "comment": one.comment,
        "starts_at": shapes.moment(one.starts_at),
        "ends_at": shapes.moment(one.ends_at),
        "matchers": spelled(one.matchers),
    }
