"""Why a source is not reached, in one sentence for every source, and which setting mends it."""

import re
from dataclasses import dataclass

from console.model.error import BadAnswer, OutcomeUnknown, SourceError, SourceUnreachable
from console.model.notice import Notice, notice
from console.providers.causes import (
    Why,
    asked_url,
    place,
    proxy_named,
    proxy_of,
    proxy_usable,
    reason,
    unsent,
    why,
)
from console.providers.quotation import quoted

PAGE = re.compile(rb"^\s*(<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)", re.IGNORECASE)
SPEAKS_TLS = re.compile(rb"HTTPS (port|server)|requires TLS|SSL-enabled server port", re.IGNORECASE)
PORT = re.compile(r":\d+$")
TUNNEL = re.compile(r"^Tunnel connection failed: (\d{3})")
BAD_REQUEST = 400
NOWHERE = {404, 405}
LATE = {Why.LATE, Why.LATE_PROXY}
CUT = {Why.CUT, Why.CUT_PLAIN}


@dataclass(frozen=True, slots=True)
class Wiring:
    """How one source is called, and the settings that say how it is reached."""

    source: str
    address: str
    authorities: str
    certificate: str
    url: str = ""

    def outage(
        self, cause: BaseException, *, writing: bool = False, request_id: str | None = None
    ) -> SourceError | None:
        """What a failure to reach the source is; None where it is nothing of the kind.

        With `writing`, a request that may have been received is OutcomeUnknown.
        """
        kind = why(cause, self.url)
        if kind is None:
            return None
        if not writing or unsent(cause):
            return SourceUnreachable(self._said(kind, cause), request_id=request_id)
        if kind in LATE | CUT:
            return OutcomeUnknown(self.uncertain(late=kind in LATE), request_id=request_id)
        return None

    def uncertain(self, *, late: bool) -> Notice:
        """Say that a write was sent, and how its answer was lost."""
        code = "outage.uncertain_late" if late else "outage.uncertain_cut"
        return notice(code, source=self.source)

    def astray(self, status: int, body: bytes, request_id: str | None = None) -> BadAnswer | None:
        """Say that an answer is nobody's of the source: a portal's, a proxy's, another path's."""
        if status == BAD_REQUEST and SPEAKS_TLS.search(body[:2000]):
            return BadAnswer(self._notice(Why.ENCRYPTED, self.url, ""), request_id=request_id)
        page = PAGE.match(body[:400]) is not None
        if status in NOWHERE and (page or not body.lstrip().startswith((b"{", b"["))):
            return self.nowhere(request_id)
        if (page and status < BAD_REQUEST) or 300 <= status < BAD_REQUEST:  # noqa: PLR2004 - HTTP
            said = notice("outage.portal", source=self.source, address=self.address)
            return BadAnswer(said, request_id=request_id)
        return None

    def nowhere(self, request_id: str | None = None) -> BadAnswer:
        """Say that there is something else at the address, or nothing."""
        said = notice("outage.nowhere", source=self.source, address=self.address)
        return BadAnswer(said, request_id=request_id)

    def unusable(self, address: str) -> SourceError:
        """Say that the address is none."""
        return SourceError(self._notice(Why.ADDRESS, address, place(address)))

    def badly_proxied(self) -> SourceError | None:
        """Refuse a proxy before the address that is none; the libraries blame the address."""
        named = proxy_named(self.url)
        if named is None or proxy_usable(named):
            return None
        return SourceError(self._notice(Why.PROXY_KIND, self.url, ""))

    def _said(self, kind: Why, cause: BaseException) -> Notice:
        text = TUNNEL.sub(r"HTTP \1", reason(cause) or quoted(str(cause)))
        return self._notice(kind, asked_url(cause) or self.url, text)

    def _notice(self, kind: Why, url: str, text: str) -> Notice:
        host = place(url).rpartition("://")[2]
        return notice(
            f"outage.{kind}",
            source=self.source,
            host=host or "?",
            name=PORT.sub("", host) or "?",
            proxy=proxy_of(url) or "?",
            text=text,
            address=self.address,
            authorities=self.authorities,
            certificate=self.certificate,
        )
