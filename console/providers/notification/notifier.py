"""Notices by Apprise. Its log tells URLs with their tokens: it is shut before it can speak."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from console.model.letter import Arrival, Delivery, Letter
from console.redaction import known

TELLING = 8
"""Letters from which on a part of a URL may be a token: it is hidden wherever it turns up."""
HANGING = 32
"""So many attempts that are late may be on their way; none is begun meanwhile."""


@dataclass(slots=True)
class Sending:
    """One attempt, in a thread that no process waits for at its end.

    Apprise's own limit leaves its thread to be waited for, and a server may drip for ever.
    """

    target: Any
    letter: Letter
    outcome: Arrival = Arrival.LATE
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, name="notice", daemon=True)
        self.thread.start()

    def ended(self, deadline: float) -> Arrival:
        """What came of it by the deadline (monotonic): LATE while it is not over."""
        self.thread.join(max(0.0, deadline - time.monotonic()))
        return self.outcome

    def _run(self) -> None:
        apprise = _silent()
        one = apprise.Apprise()
        one.add(self.target)
        kinds = apprise.NotifyType
        try:
            result = one.notify(
                body=self.letter.body,
                title=self.letter.title,
                notify_type=kinds.WARNING if self.letter.grave else kinds.INFO,
                body_format=apprise.NotifyFormat.TEXT,
            )
        except Exception:  # noqa: BLE001 - a plugin's own, whose text may tell the URL
            self.outcome = Arrival.REFUSED
        else:
            self.outcome = Arrival.DELIVERED if result.success_count else Arrival.REFUSED


@dataclass(frozen=True, slots=True)
class AppriseNotifier:
    """Implements `console.ports.Notifier`. An address is looked up each time it is used."""

    names: tuple[str, ...]
    secret: Callable[[str], str | None]
    timeout_s: float
    _hanging: list[Sending] = field(default_factory=list, compare=False)

    def send(self, letter: Letter, names: Collection[str] | None = None) -> tuple[Delivery, ...]:
        """Send to each address (of these names), at the same time: `timeout_s` for all of them."""
        chosen = [name for name in self.names if names is None or name in names]
        begun = [self._begin(name, letter) for name in chosen]
        deadline = time.monotonic() + self.timeout_s
        return tuple(
            found if sending is None else replace(found, outcome=sending.ended(deadline))
            for found, sending in begun
        )

    def addresses(self) -> tuple[Delivery, ...]:
        """Every address, with what already stands in its way; nothing is sent."""
        return tuple(self._target(name)[0] for name in self.names)

    def _target(self, name: str) -> tuple[Delivery, Any]:
        """What may be said of an address, and what Apprise makes of it; None where nothing."""
        url = self.secret(name)
        if url is None:
            return Delivery(name, "", Arrival.MISSING), None
        schema = url.partition("://")[0].lower() if "://" in url else ""
        known(*_pieces(url))
        apprise = _silent()
        try:
            target = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        except Exception:  # noqa: BLE001 - a plugin's own, whose text may tell the URL
            target = None
        if target is None:
            return Delivery(name, "", Arrival.UNREADABLE), None
        target.socket_connect_timeout = target.socket_read_timeout = self.timeout_s
        return Delivery(name, schema, Arrival.DELIVERED), target

    def _begin(self, name: str, letter: Letter) -> tuple[Delivery, Sending | None]:
        """Begin to send, where there is an address and not too much is still on its way."""
        found, target = self._target(name)
        if target is None:
            return found, None
        self._hanging[:] = [one for one in self._hanging if one.thread.is_alive()]
        if len(self._hanging) >= HANGING:
            return replace(found, outcome=Arrival.LATE), None
        sending = Sending(target, letter)
        self._hanging.append(sending)
        return found, sending


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
