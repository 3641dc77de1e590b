"""`vigie alerts`: what fires, what is silenced, and whether that can be believed."""

from typing import Any

import click

from console.cli import failure, shapes
from console.cli.answer import say, say_json, table, warn
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import session_of
from console.desk import alerts as desk
from console.locale import Locale
from console.model.alert import Alert, AlertSilence, AlertView
from console.model.error import UsageError
from console.model.estate import Estate
from console.model.notice import notice
from console.model.silence import spelled

UNKNOWN = "–"


@click.group(invoke_without_command=True)
@common_options
def alerts(invocation: Invocation) -> int:
    """Show the alerts that fire, silenced ones apart."""
    if click.get_current_context().invoked_subcommand is None:
        return _list(invocation)
    return failure.DONE


@alerts.command("list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the alerts, those that fire first, by severity and datacenter."""
    return _list(invocation)


def _list(invocation: Invocation) -> int:
    with session_of(invocation) as session:
        if session.settings.alertmanager is None:
            raise UsageError(notice("alerts.absent"))
        estate = session.watch.refresh(["alertmanager", "prometheus"])
        locale, view = invocation.locale(), estate.alerts
        why = desk.unknown(estate)
        if invocation.json:
            say_json(_shape(estate, locale))
        else:
            if view is not None and view.alerts:
                say(_table(estate, view, locale))
            if why is None:
                say(desk.sentence(estate, locale))
            else:
                warn(desk.sentence(estate, locale))
        return failure.DONE if why is None else failure.UNREACHABLE


def _table(estate: Estate, view: AlertView, locale: Locale) -> str:
    heads = ("severity", "datacenter", "pool", "alert", "state", "since", "summary")
    return table(
        [locale.text(f"cli.head.{head}") for head in heads],
        [_row(one, estate, locale) for one in desk.ordered(view)],
    )


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


def _shape(estate: Estate, locale: Locale) -> dict[str, Any]:
    why, view = desk.unknown(estate), estate.alerts
    found = None if view is None or why is not None else desk.count(view)
    least = desk.at_least(estate)
    return {
        "at": shapes.moment(estate.at),
        "unknown": shapes.maybe_said(why, locale),
        "watchdog": None if view is None else view.watchdog,
        "firing": None if found is None else found.firing,
        "at_least": None if least is None else least.firing,
        "by_severity": None if found is None else dict(found.by_severity),
        "silenced": None if found is None else found.silenced,
        "inhibited": None if found is None else found.inhibited,
        "alerts": [] if view is None else [_alert(one) for one in desk.ordered(view)],
        "silences": [] if view is None else [_silence(one) for one in view.silences],
        "unreadable": 0 if view is None else view.unreadable,
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
