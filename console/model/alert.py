"""Alerts and their silences, as an alert manager tells them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from console.model.silence import SilenceMatcher


class AlertState(StrEnum):
    """What becomes of an alert: told to people, kept from them, or not yet looked at."""

    ACTIVE = "active"
    SUPPRESSED = "suppressed"
    UNPROCESSED = "unprocessed"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert that fires. A label that is missing is an empty text.

    `silenced_by` are ids of silences, `inhibited_by` fingerprints of alerts.
    """

    fingerprint: str
    name: str
    severity: str
    datacenter: str
    pool: str
    state: AlertState
    starts_at: datetime
    silenced_by: tuple[str, ...] = ()
    inhibited_by: tuple[str, ...] = ()
    summary: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlertSilence:
    """A silence, in force or to be; or `ended`. `author` is what was written, proven by nobody."""

    id: str
    author: str
    comment: str
    starts_at: datetime
    ends_at: datetime
    matchers: tuple[SilenceMatcher, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class AlertView:
    """All alerts at one moment, without the one that always fires.

    `watchdog` says whether that one, named `expected`, does; None where none is expected.
    `pool_label` is the label that names an alert's pool.
    """

    alerts: tuple[Alert, ...]
    silences: tuple[AlertSilence, ...]
    observed_at: datetime
    watchdog: bool | None
    expected: str = ""
    unreadable: int = 0
    pool_label: str = "pool"
