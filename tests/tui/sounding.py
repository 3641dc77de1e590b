"""An estate whose alert manager answers."""

from dataclasses import replace
from datetime import timedelta

import lively

from console.model.alert import Alert, AlertSilence, AlertState, AlertView
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness


def alert(
    name: str, severity: str, place: str = "GRA", *, pool: str = "", silence: str = "", **more: str
) -> Alert:
    labels = {"alertname": name, "severity": severity, "datacenter": place, "pool": pool, **more}
    return Alert(
        fingerprint=f"{name}-{place}",
        name=name,
        severity=severity,
        datacenter=place,
        pool=pool,
        state=AlertState.SUPPRESSED if silence else AlertState.ACTIVE,
        starts_at=lively.NOW - timedelta(minutes=3),
        silenced_by=(silence,) if silence else (),
        summary=f"{name} in {place}",
        labels={key: value for key, value in labels.items() if value},
    )


def sounding(
    *found: Alert,
    watchdog: bool | None = True,
    silences: tuple[AlertSilence, ...] = (),
    estate: Estate | None = None,
) -> Estate:
    view = AlertView(found, silences, lively.NOW, watchdog=watchdog, expected="Watchdog")
    base = estate or lively.steady()
    heard = SourceState("alertmanager", Freshness.FRESH, lively.NOW, lively.NOW)
    return replace(base, alerts=view, sources={**base.sources, "alertmanager": heard})
