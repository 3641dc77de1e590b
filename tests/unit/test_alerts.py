"""What the alerts say, and when nobody knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.cli import alerts as told
from console.desk import alerts
from console.locale import Locale
from console.model.alert import Alert, AlertState, AlertView
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import notice

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FRESH = {"alertmanager": SourceState("alertmanager", Freshness.FRESH)}
ENGLISH = Locale("en", ZoneInfo("Europe/Paris"))
FRENCH = Locale("fr", ZoneInfo("Europe/Paris"))


def alert(
    name: str, severity: str, place: str = "GRA", silence: str = "", age_s: int = 60
) -> Alert:
    return Alert(
        fingerprint=name,
        name=name,
        severity=severity,
        datacenter=place,
        pool="",
        state=AlertState.SUPPRESSED if silence else AlertState.ACTIVE,
        starts_at=NOW - timedelta(seconds=age_s),
        silenced_by=(silence,) if silence else (),
    )


def estate(*found: Alert, watchdog: bool | None = True) -> Estate:
    view = AlertView(found, (), NOW, watchdog=watchdog, expected="Watchdog")
    return Estate(at=NOW, sources=FRESH, alerts=view)


def test_those_that_fire_are_counted_by_severity_and_silenced_ones_apart() -> None:
    found = estate(
        alert("a", "warning"),
        alert("b", "critical"),
        alert("c", "warning"),
        alert("d", "info", silence="s"),
    )
    assert alerts.unknown(found) is None
    assert alerts.sentence(found, ENGLISH) == "1 critical · 2 warnings · 1 silenced"
    assert alerts.sentence(found, FRENCH) == "1 critique · 2 avertissements · 1 en silence"


def test_an_empty_list_is_nothing_only_while_the_watchdog_fires() -> None:
    assert alerts.sentence(estate(), ENGLISH) == "none fires"
    dead = estate(watchdog=False)
    assert alerts.unknown(dead) == notice("alerts.no_watchdog", name="Watchdog")
    assert alerts.sentence(dead, ENGLISH).startswith("unknown: Watchdog is missing")


def test_without_a_watchdog_fresh_metrics_must_prove_that_alerts_arrive() -> None:
    silent = estate(watchdog=None)
    assert alerts.unknown(silent) == notice("alerts.no_heartbeat")
    proven = {**FRESH, "prometheus": SourceState("prometheus", Freshness.FRESH)}
    assert alerts.unknown(replace(silent, sources=proven)) is None


def test_what_fires_for_certain_is_told_though_the_rest_is_unknown() -> None:
    dead = estate(alert("a", "critical"), alert("b", "page"), alert("c", ""), watchdog=False)
    began = "unknown, at least 1 critical · 1 without severity · 1 page: Watchdog is missing"
    assert alerts.sentence(dead, ENGLISH).startswith(began)
    assert alerts.sentence(dead, FRENCH).startswith("inconnues, au moins 1 critique · ")
    old = replace(dead, sources={"alertmanager": SourceState("alertmanager", Freshness.STALE)})
    assert alerts.at_least(old) is None
    assert alerts.sentence(old, ENGLISH) == "unknown: the alert manager's last answer is too old"


@pytest.mark.parametrize(
    ("freshness", "code"),
    [(Freshness.STALE, "alerts.stale"), (Freshness.UNKNOWN, "alerts.unread")],
)
def test_what_is_old_or_was_never_read_is_unknown(freshness: Freshness, code: str) -> None:
    old = replace(estate(), sources={"alertmanager": SourceState("alertmanager", freshness)})
    assert alerts.unknown(old) == notice(code)


def test_records_that_make_no_sense_are_not_counted_as_none() -> None:
    whole = estate()
    assert whole.alerts is not None
    part = replace(whole, alerts=replace(whole.alerts, unreadable=1))
    assert alerts.unknown(part) == notice("alerts.unreadable", n=1)


def test_those_that_fire_come_first_then_the_worst_then_by_datacenter() -> None:
    found = estate(
        alert("silenced", "critical", silence="s"),
        alert("w", "warning", "GRA"),
        alert("own", "page"),
        alert("c2", "critical", "SBG"),
        alert("c1", "critical", "GRA"),
    )
    assert found.alerts is not None
    names = [one.name for one in alerts.ordered(found.alerts)]
    assert names == ["c1", "c2", "w", "own", "silenced"]


def test_status_says_what_fires_or_that_nobody_knows_and_is_quiet_in_peace() -> None:
    firing = estate(alert("a", "warning"), alert("b", "critical"))
    assert told.line(firing, ENGLISH) == "✖ Alerts: 1 critical · 1 warning"
    assert told.counted(firing, ENGLISH)["by_severity"] == {"critical": 1, "warning": 1}
    doubted = estate(watchdog=False)
    assert (told.line(doubted, FRENCH) or "").startswith("▲ Alertes\u202f: inconnues")
    assert told.counted(doubted, ENGLISH)["firing"] is None
    assert told.line(estate(), ENGLISH) is None
    assert told.counted(estate(), ENGLISH)["firing"] == 0
    nobody = replace(estate(), sources={}, alerts=None)
    assert told.line(nobody, ENGLISH) is None
