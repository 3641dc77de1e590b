"""Alerts and silences of Alertmanager (API v2) as the model has them."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from console.decoding import decode
from console.model.alert import Alert, AlertSilence, AlertState, AlertView
from console.model.error import BadAnswer
from console.model.notice import notice
from console.model.silence import SilenceMatcher
from console.ports import Clock
from console.providers.access import ServerKeys, ServerName
from console.providers.alertmanager.wire import GettableAlert, GettableSilence
from console.providers.server import HttpAnswer, HttpServer
from console.settings.alerting import AlertmanagerSettings

NAME = "alertname"
SILENCES = "/api/v2/silences"
EXPIRED = "expired"
SERVER = ServerName("Alertmanager", "alertmanager", "alertmanager")
OK = 200
T = TypeVar("T")


class AlertmanagerReader:
    """Reads everything there is (`console.ports.AlertReader`)."""

    def __init__(self, settings: AlertmanagerSettings, *, keys: ServerKeys, clock: Clock) -> None:
        """Keep what is needed; nothing is called yet."""
        self._settings = settings
        self._server = HttpServer(settings, settings.url, name=SERVER, keys=keys)
        self._clock = clock

    def view(self) -> AlertView:
        """``GET /api/v2/alerts`` and ``/api/v2/silences``. Raises SourceError.

        The API's defaults hold silenced and inhibited alerts; amtool's do not.
        """
        expected = self._settings.watchdog
        told, odd = _decoded(self._records("/api/v2/alerts"), GettableAlert)
        kept, strange = _decoded(self._records(SILENCES), GettableSilence)
        found = tuple(self._alert(one) for one in told)
        return AlertView(
            alerts=tuple(one for one in found if not expected or one.name != expected),
            silences=tuple(_silence(one) for one in kept if one.status.state != EXPIRED),
            observed_at=self._clock.now(),
            watchdog=any(one.name == expected for one in found) if expected else None,
            expected=expected,
            unreadable=odd + strange,
            pool_label=self._settings.pool_label,
        )

    def _records(self, path: str) -> list[msgspec.Raw]:
        """The records of a list, each still to be decoded."""
        body = self._server.get(path)
        try:
            return decode(body, list[msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._server.nonsense(HttpAnswer(OK, body)) from error

    def silences(self) -> tuple[AlertSilence, ...]:
        """``GET /api/v2/silences``, those that ended too. Raises SourceError."""
        kept, strange = _decoded(self._records(SILENCES), GettableSilence)
        if strange:
            raise BadAnswer(notice("alerts.unreadable", n=strange))
        return tuple(map(_silence, kept))

    def _alert(self, told: GettableAlert) -> Alert:
        settings, labels, notes = self._settings, told.labels, told.annotations
        place = labels.get(settings.datacenter_label, "")
        states = {state.value: state for state in AlertState}
        return Alert(
            fingerprint=told.fingerprint,
            name=labels.get(NAME, ""),
            severity=labels.get(settings.severity_label, ""),
            datacenter=settings.datacenters.get(place, place),
            pool=labels.get(settings.pool_label, ""),
            state=states.get(told.status.state, AlertState.UNPROCESSED),
            starts_at=told.startsAt,
            silenced_by=tuple(told.status.silencedBy),
            inhibited_by=tuple(told.status.inhibitedBy),
            summary=notes.get("summary") or notes.get("description") or notes.get("message", ""),
            labels=labels,
            annotations=notes,
        )


def _silence(told: GettableSilence) -> AlertSilence:
    return AlertSilence(
        id=told.id,
        author=told.createdBy,
        comment=told.comment,
        starts_at=told.startsAt,
        ends_at=told.endsAt,
        matchers=tuple(
            SilenceMatcher(one.name, one.value, one.isRegex, one.isEqual) for one in told.matchers
        ),
        ended=told.status.state == EXPIRED,
    )


def _decoded(records: Iterable[msgspec.Raw], shape: type[T]) -> tuple[list[T], int]:
    """What makes sense, and how many records do not."""
    found: list[T] = []
    odd = 0
    for record in records:
        try:
            found.append(decode(record, shape))
        except (msgspec.DecodeError, UnicodeDecodeError):
            odd += 1
    return found, odd
