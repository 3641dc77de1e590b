"""Silences made and ended at Alertmanager (API v2)."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from console.decoding import decode
from console.model.error import OutcomeUnknown, SourceUnreachable
from console.model.silence import SilenceMatcher
from console.ports import Receipt
from console.providers.alertmanager.reader import OK, SILENCES, AlertmanagerReader
from console.providers.alertmanager.wire import PostedSilence
from console.providers.server import HttpAnswer


class AlertmanagerKeeper(AlertmanagerReader):
    """Reads, and keeps alerts silent (`console.ports.AlertKeeper`). No write is repeated here."""

    def silence(
        self, matchers: Sequence[SilenceMatcher], *, until: datetime, author: str, comment: str
    ) -> Receipt:
        """``POST /api/v2/silences``, from now on. Not idempotent: look before it is sent again."""
        asked = {
            "matchers": [
                {"name": m.name, "value": m.value, "isRegex": m.regex, "isEqual": m.equal}
                for m in matchers
            ],
            "startsAt": self._clock.now().isoformat(),
            "endsAt": until.isoformat(),
            "createdBy": author,
            "comment": comment,
        }
        answer = self._server.post(SILENCES, msgspec.json.encode(asked), self._settings.timeout_s)
        self._accepted(answer)
        try:
            made = decode(answer.body, PostedSilence)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise OutcomeUnknown(self._server.nonsense(answer).notice) from error
        return Receipt(None, made.silenceID)

    def expire(self, silence_id: str) -> Receipt:
        """``DELETE /api/v2/silence/ID``. Of an id that nobody has 0.25 answers 500: look again."""
        path = f"/api/v2/silence/{silence_id}"
        self._accepted(self._server.delete(path, self._settings.timeout_s))
        return Receipt(None, silence_id)

    def _accepted(self, answer: HttpAnswer) -> None:
        """Raise for an answer that is none of success; one of trouble tells of no effect."""
        if answer.status == OK:
            return
        failure = self._server.failure(answer)
        if isinstance(failure, SourceUnreachable):
            raise OutcomeUnknown(failure.notice)
        raise failure
