"""A cluster of Patroni as the model has it, asked of whichever member answers first."""

from contextlib import suppress

import msgspec

from console.decoding import decode
from console.model.cluster import ClusterMember, ClusterRole, ClusterView
from console.model.error import SourceError, SourceUnreachable
from console.model.notice import notice
from console.ports import Clock
from console.providers.access import ServerKeys, ServerName
from console.providers.patroni.wire import PatroniCluster, PatroniMember
from console.providers.server import HttpAnswer, HttpServer
from console.settings.clusters import ClusterSettings

OK = 200
CUT = frozenset({"outage.cut", "outage.cut_plain"})
"""Refusals of members whose store, or who themselves, have gone."""
ROLES = {
    "leader": ClusterRole.LEADER,
    "master": ClusterRole.LEADER,
    "standby_leader": ClusterRole.LEADER,
    "sync_standby": ClusterRole.STANDBY,
    "quorum_standby": ClusterRole.STANDBY,
    "replica": ClusterRole.REPLICA,
}
LEADING = {"running"}
FOLLOWING = {"running", "streaming", "in archive recovery"}


class PatroniReader:
    """Reads one cluster (`console.ports.ClusterReader`).

    Its store is what answers: a member that is cut off from that cannot answer for the
    cluster, so that the first answer is as good as any.
    """

    def __init__(
        self, name: str, settings: ClusterSettings, *, keys: ServerKeys, clock: Clock
    ) -> None:
        """Keep what is needed; nothing is called yet."""
        self._name = name
        self._clock = clock
        server = ServerName("Patroni", f"clusters.{name}", f"cluster-{name}", "urls")
        self.servers = tuple(
            HttpServer(settings, url, name=server, keys=keys) for url in settings.urls
        )

    def view(self) -> ClusterView:
        """``GET /cluster``. Raises SourceError: the first member's, where none answers.

        Where a member cuts that call and answers ``GET /patroni``, it lives and lacks its store.
        """
        failures: list[SourceError] = []
        cut: list[HttpServer] = []
        for server in self.servers:
            try:
                return self._view(server)
            except SourceError as error:
                failures.append(error)
                if error.notice.code in CUT:
                    cut.append(server)
        if any(map(_lives, cut)):
            raise SourceUnreachable(notice("cluster.storeless", cluster=self._name))
        raise failures[0]

    def told(self, server: HttpServer) -> tuple[PatroniCluster, list[PatroniMember]]:
        """What one server says of the cluster, and its members, those that make sense."""
        body = server.get("/cluster")
        try:
            told = decode(body, PatroniCluster)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise server.nonsense(HttpAnswer(OK, body)) from error
        members: list[PatroniMember] = []
        for record in told.members:
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                members.append(decode(record, PatroniMember))
        return told, members

    def _view(self, server: HttpServer) -> ClusterView:
        told, members = self.told(server)
        return ClusterView(
            name=self._name,
            members=tuple(map(_member, members)),
            expected=len(self.servers),
            observed_at=self._clock.now(),
            paused=told.pause,
            scheduled=told.scheduled_switchover is not None,
            unreadable=len(told.members) - len(members),
        )


def _lives(server: HttpServer) -> bool:
    """Say whether a member tells of itself, for which it needs nobody else."""
    with suppress(SourceError):
        return bool(server.get("/patroni"))
    return False


def _member(told: PatroniMember) -> ClusterMember:
    role = ROLES.get(told.role, ClusterRole.UNKNOWN)
    fine = LEADING if role is ClusterRole.LEADER else FOLLOWING
    return ClusterMember(
        name=told.name,
        role=role,
        state=told.state,
        well=told.state in fine if told.state and role is not ClusterRole.UNKNOWN else None,
        lag_bytes=told.lag if isinstance(told.lag, int) else None,
        timeline=told.timeline,
        restart_pending=told.pending_restart,
        eligible=not told.tags.get("nofailover", False),
    )
