"""Post what is asked to one URL of the settings, once."""

from collections.abc import Mapping

import msgspec

from console.model.error import OutcomeUnknown
from console.model.notice import notice
from console.ports import Receipt
from console.providers.access import ServerKeys, ServerName
from console.providers.quotation import quoted, unmarked
from console.providers.server import HttpServer
from console.settings.hooks import HookSettings

DONE = range(200, 300)
UNSURE = 500


class HookUrl:
    """One URL. ``POST`` with ``{"action", "cluster", "pool", "member", "leader"}``."""

    def __init__(
        self,
        settings: HookSettings,
        url: str,
        *,
        name: ServerName,
        keys: ServerKeys,
        timeout_s: float,
    ) -> None:
        """Keep what is needed; nothing is called yet."""
        self._server = HttpServer(settings, url, name=name, keys=keys)
        self._timeout_s = timeout_s

    def check(self) -> None:
        """Raise SourceError where a secret is not kept, or its host has no address."""
        self._server.check()

    def run(self, asked: Mapping[str, str]) -> Receipt:
        """Call it. 5xx means failed or unknown, as no answer does; other refusals are errors."""
        answer = self._server.post("", msgspec.json.encode(dict(asked)), self._timeout_s)
        if answer.status in DONE:
            return Receipt(None)
        if answer.status >= UNSURE:
            text = quoted(unmarked(answer.body)) or "–"
            url = self._server.url
            raise OutcomeUnknown(notice("hooks.unsure", url=url, status=answer.status, text=text))
        raise self._server.failure(answer)
