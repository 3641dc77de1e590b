"""Notices by Apprise. Its log tells URLs with their tokens: it is shut before it can speak."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from console.model.letter import Arrival, Delivery, Letter
from console.redaction import known

TELLING = 8
"""Letters from which on a part of a URL may be a token: it is hidden wherever it turns up."""


@dataclass(frozen=True, slots=True)
class AppriseNotifier:
    """Implements `console.ports.Notifier`. An address is looked up each time it is used."""

    names: tuple[str, ...]
    secret: Callable[[str], str | None]
    timeout_s: float

    def send(self, letter: Letter, names: Collection[str] | None = None) -> tuple[Delivery, ...]:
        """Send to each address (of these names); each takes `timeout_s` at most."""
        chosen = [name for name in self.names if names is None or name in names]
        return tuple(self._deliver(name, letter) for name in chosen)

    def addresses(self) -> tuple[Delivery, ...]:
        """Every address, with what already stands in its way; nothing is sent."""
        return tuple(self._deliver(name, None) for name in self.names)

    def _deliver(self, name: str, letter: Letter | None) -> Delivery:
        url = self.secret(name)
        if url is None:
            return Delivery(name, "", Arrival.MISSING)
        schema = url.partition("://")[0].lower() if "://" in url else ""
        known(*_pieces(url))
        apprise = _silent()
        try:
            target = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        except Exception:  # noqa: BLE001 - a plugin's own, whose text may tell the URL
            target = None
        if target is None:
            return Delivery(name, "", Arrival.UNREADABLE)
        if letter is None:
            return Delivery(name, schema, Arrival.DELIVERED)
        return Delivery(name, schema, self._sent(apprise, target, letter))

    def _sent(self, apprise: Any, target: Any, letter: Letter) -> Arrival:  # noqa: ANN401 - the library's
        target.socket_connect_timeout = target.socket_read_timeout = self.timeout_s
        one = apprise.Apprise()
        one.add(target)
        kinds = apprise.NotifyType
        try:
            result = one.notify(
                body=letter.body,
                title=letter.title,
                notify_type=kinds.WARNING if letter.grave else kinds.INFO,
                body_format=apprise.NotifyFormat.TEXT,
                timeout=self.timeout_s,
            )
        except Exception:  # noqa: BLE001 - as above
            return Arrival.REFUSED
        if result.success_count:
            return Arrival.DELIVERED
        return Arrival.LATE if result.timeout_count else Arrival.REFUSED


def _silent() -> Any:  # noqa: ANN401 - the library
    """The library, 0.4 s to load; its logger neither speaks nor passes on."""
    log = logging.getLogger("apprise")
    log.propagate = False
    import apprise  # noqa: PLC0415 - for who sends

    log.disabled = True
    return apprise


def _pieces(url: str) -> list[str]:
    """The parts of an address that may each be a token, as they stand and as they are meant."""
    try:
        split = urlsplit(url)
        user, password, host = split.username, split.password, split.hostname
    except ValueError:
        return []
    whole = [user, password, host if host and "." not in host else None]
    parts = [*(part or "" for part in whole), *split.path.split("/")]
    parts += [value for pair in split.query.split("&") for value in pair.split("=")[1:]]
    long = [part for part in parts if len(part) >= TELLING and part != "localhost"]
    return [*long, *map(unquote, long)]
