"""The writes of Patroni's REST API. What is asked is asked once, of one member.

503 means "failed or unknown", of a switchover and of a restart: the cluster itself says which.
"""

import msgspec

from console.decoding import decode
from console.model.error import CallRefused, OutcomeUnknown, SourceError, SourceUnreachable
from console.model.notice import notice
from console.ports import Clock, Receipt
from console.providers.access import ServerKeys
from console.providers.patroni.reader import OK, PatroniReader
from console.providers.patroni.wire import PatroniOwn
from console.providers.quotation import quoted, unmarked
from console.providers.server import HttpAnswer, HttpServer
from console.settings.clusters import ClusterSettings

DONE = {200, 202}
IMPOSSIBLE = {400, 409, 412, 422}
UNSURE = 500


class PatroniMechanism(PatroniReader):
    """Reads a cluster and acts on it (`console.ports.ClusterMechanism`)."""

    def __init__(
        self, name: str, settings: ClusterSettings, *, keys: ServerKeys, clock: Clock
    ) -> None:
        """Keep what is needed; nothing is called yet."""
        super().__init__(name, settings, keys=keys, clock=clock)
        self._write_timeout_s = settings.write_timeout_s

    def started(self, member: str) -> str | None:
        """``postmaster_start_time`` of the member's own ``GET /patroni``."""
        return self._own(self._server_of(member)).postmaster_start_time

    def switch_over(self, leader: str, candidate: str) -> Receipt:
        """``POST /switchover``, of the first member that can be reached."""
        body = msgspec.json.encode({"leader": leader, "candidate": candidate})
        unreached: SourceError | None = None
        for server in self.servers:
            try:
                return self._done(server, server.post("/switchover", body, self._write_timeout_s))
            except SourceUnreachable as error:  # surely not received
                unreached = unreached or error
        raise unreached or CallRefused(notice("patroni.no_member", member=candidate))

    def restart(self, member: str) -> Receipt:
        """``POST /restart`` of the member itself: it restarts whoever is asked."""
        server = self._server_of(member)
        return self._done(server, server.post("/restart", b"{}", self._write_timeout_s))

    def _server_of(self, member: str) -> HttpServer:
        """Which of the settings' addresses is a member's; nobody else is told who asks.

        Raises CallRefused where none is, SourceUnreachable where not all of them say whose
        they are.
        """
        unreached: SourceError | None = None
        for server in self.servers:
            try:
                if (self._own(server).patroni.name or self._listed(server)) == member:
                    return server
            except SourceError as error:
                unreached = unreached or error
        if unreached is not None:
            raise SourceUnreachable(unreached.notice)
        raise CallRefused(notice("patroni.no_member", member=member))

    def _listed(self, server: HttpServer) -> str | None:
        """The member that has this address by the cluster; of older releases none names itself."""
        own = f"{server.url}/patroni"
        _, members = self.told(server)
        return next((one.name for one in members if one.api_url == own), None)

    @staticmethod
    def _own(server: HttpServer) -> PatroniOwn:
        body = server.get("/patroni")
        try:
            return decode(body, PatroniOwn)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise server.nonsense(HttpAnswer(OK, body)) from error

    @staticmethod
    def _done(server: HttpServer, answer: HttpAnswer) -> Receipt:
        if answer.status in DONE:
            return Receipt(None)
        text = quoted(unmarked(answer.body)) or "–"
        if answer.status in IMPOSSIBLE:
            raise CallRefused(notice("patroni.refused", status=answer.status, text=text))
        if answer.status >= UNSURE:
            raise OutcomeUnknown(notice("patroni.unsure", status=answer.status, text=text))
        raise server.failure(answer)
