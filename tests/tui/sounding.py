"""An estate whose alert manager answers."""

from dataclasses import replace
from datetime import timedelta

import lively

from console.model.alert import Alert, AlertSilence, AlertState, AlertView
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.settings.alerting import AlertmanagerSettings


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


SETTINGS = AlertmanagerSettings(
    url="http://127.0.0.1:9093",
    answers={"PoolEmpty": "heal", "DatastoreNearlyFull": "datastore-add"},
)
SATURATED = alert("PoolSaturated", "critical", "GRA", pool="api")
EMPTY = alert("PoolEmpty", "critical", "SBG", pool="api")
FULL = alert("DatastoreNearlyFull", "warning", "RBX", ds_name="ssd-000103")
KEPT = alert("CertificateExpires", "info", "", silence="s-1", runbook="certificates")
SILENCE = AlertSilence(
    "s-1", "ana", "renewed on Monday", lively.NOW, lively.NOW + timedelta(hours=2)
)


def loud(estate: Estate | None = None, *, watchdog: bool | None = True) -> Estate:
    """Two critical alerts, a warning, and one that is kept silent."""
    found = (FULL, KEPT, EMPTY, SATURATED)
    return sounding(*found, silences=(SILENCE,), estate=estate, watchdog=watchdog)
