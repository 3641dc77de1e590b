"""What the alerts say, or why nobody knows. Both faces ask here.

No alert is good news only while something proves that alerts would arrive: the
Watchdog that always fires, or, where none is expected, metrics that are fresh.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from console.locale import Locale
from console.model import serving
from console.model.alert import Alert, AlertState, AlertView
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import Notice, notice

SOURCE = "alertmanager"
ABSENT = notice("alerts.absent")
WORDS = {
    "critical": "alerts.severity.critical",
    "error": "alerts.severity.error",
    "warning": "alerts.severity.warning",
    "info": "alerts.severity.info",
}
COUNTS = {
    "critical": "alerts.count.critical",
    "error": "alerts.count.error",
    "warning": "alerts.count.warning",
    "info": "alerts.count.info",
}
SEVERITIES = tuple(WORDS)
NAMED = frozenset(SEVERITIES)
UNGRADED = frozenset({"", "none"})
"""No severity: the label is missing, or says so, as kube-prometheus' Watchdog does."""


@dataclass(frozen=True, slots=True)
class AlertCount:
    """Alerts that people are told of, by severity, the worst first; and those kept from them."""

    by_severity: tuple[tuple[str, int], ...]
    silenced: int
    inhibited: int

    @property
    def firing(self) -> int:
        """How many people are told of."""
        return sum(number for _, number in self.by_severity)


def unknown(estate: Estate) -> Notice | None:
    """Why nobody can say which alerts fire; None when somebody can."""
    state, view = estate.sources.get(SOURCE), estate.alerts
    if state is None and view is None:
        return ABSENT
    if state is not None and state.failure is not None:
        return state.failure
    if estate.recorded is not None and view is None:
        return notice("past.untold")
    if view is None or (state is not None and state.freshness is Freshness.UNKNOWN):
        return notice("alerts.unread")
    if state is not None and state.freshness is Freshness.STALE:
        return notice("alerts.stale")
    return _doubt(estate, view)


def _doubt(estate: Estate, view: AlertView) -> Notice | None:
    if view.watchdog is False:
        return notice("alerts.no_watchdog", name=view.expected)
    if view.watchdog is None and serving.silence(estate) is not None:
        return notice("alerts.no_heartbeat")
    return notice("alerts.unreadable", n=view.unreadable) if view.unreadable else None


def ordered(view: AlertView) -> tuple[Alert, ...]:
    """Those that people are told of first; by severity, datacenter and age."""
    return tuple(
        sorted(
            view.alerts,
            key=lambda one: (
                one.state is AlertState.SUPPRESSED,
                _rank(one.severity),
                one.datacenter,
                one.starts_at,
                one.name,
            ),
        )
    )


def count(view: AlertView) -> AlertCount:
    """How many of each severity; silenced and inhibited ones apart."""
    told = Counter(one.severity for one in view.alerts if one.state is not AlertState.SUPPRESSED)
    kept = [one for one in view.alerts if one.state is AlertState.SUPPRESSED]
    silenced = sum(bool(one.silenced_by) for one in kept)
    return AlertCount(
        by_severity=tuple(sorted(told.items(), key=lambda item: _rank(item[0]))),
        silenced=silenced,
        inhibited=len(kept) - silenced,
    )


def sentence(estate: Estate, locale: Locale) -> str:
    """``2 critical · 3 warnings · 1 silenced``; or that nobody knows, with the least, and why."""
    why, view = unknown(estate), estate.alerts
    if why is not None or view is None:
        said = locale.notice(why or notice("alerts.unread"))
        least = at_least(estate)
        if least is None or not least.firing:
            return locale.text("alerts.unknown", why=said)
        return locale.text("alerts.at_least", found=" · ".join(_told(least, locale)), why=said)
    found = count(view)
    parts = _told(found, locale) or [locale.text("alerts.none")]
    if found.silenced:
        parts.append(locale.text("alerts.silenced", n=found.silenced))
    if found.inhibited:
        parts.append(locale.text("alerts.inhibited", n=found.inhibited))
    return " · ".join(parts)


def at_least(estate: Estate) -> AlertCount | None:
    """What fires for certain though nobody knows all of it; None without a recent answer."""
    state, view = estate.sources.get(SOURCE), estate.alerts
    fresh = state is not None and state.failure is None and state.freshness is Freshness.FRESH
    return count(view) if fresh and view is not None else None


def worst(estate: Estate) -> str | None:
    """The gravest severity that fires for certain; None where none does or nobody knows."""
    found = at_least(estate)
    return next((name for name, _ in found.by_severity), None) if found is not None else None


def quiet(estate: Estate) -> bool:
    """Say whether it is known that nothing fires."""
    return unknown(estate) is None and worst(estate) is None


def _told(found: AlertCount, locale: Locale) -> list[str]:
    return [_number(name, number, locale) for name, number in found.by_severity]


def _number(name: str, number: int, locale: Locale) -> str:
    """So many of a severity: its word in the plural, one that is nobody's as it is."""
    if name not in NAMED | UNGRADED:
        return f"{locale.number(number)} {name}"
    return locale.text(COUNTS.get(name, "alerts.count.none"), n=number)


def severity(name: str, locale: Locale) -> str:
    """A severity's word; one that is nobody's is told as it is."""
    if name in NAMED:
        return locale.text(WORDS[name])
    return locale.text("alerts.severity.none") if name in UNGRADED else name


def state(one: Alert, locale: Locale) -> str:
    """What becomes of an alert: silenced ones are told apart from inhibited ones."""
    if one.state is AlertState.SUPPRESSED:
        return locale.text("alerts.state.silenced" if one.silenced_by else "alerts.state.inhibited")
    fresh = one.state is AlertState.UNPROCESSED
    return locale.text("alerts.state.unprocessed" if fresh else "alerts.state.active")


def since(one: Alert, now: datetime, locale: Locale) -> str:
    """For how long it has fired, in whole minutes from the first on."""
    lasted_s = max(0.0, (now - one.starts_at).total_seconds())
    return locale.duration(lasted_s // 60 * 60)


def _rank(name: str) -> tuple[int, str]:
    return (SEVERITIES.index(name) if name in NAMED else len(SEVERITIES), name)
