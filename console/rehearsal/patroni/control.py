"""The rehearsal's own paths for its cluster: what makes it sick, and well again."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.decoding import decode
from console.rehearsal.exchange import Values, json
from console.rehearsal.patroni.cluster import Conduct, PatroniNode, Sickness, SimulatedCluster
from console.rehearsal.section import ScenarioSection

STATES = {"broken": "start failed", "crashed": "crashed"}


class ClusterBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/patroni; what is left out stays."""

    quorum: bool | None = None
    """False: the cluster's store has no majority; nobody answers for the cluster."""
    paused: bool | None = None
    switchovers: Conduct | None = None
    """`fails`: nothing changes, and 503 says so. `hangs`: 503 says that nobody knows, and it
    comes later all the same."""


class MemberBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/patroni/{member}; what is left out stays."""

    sickness: Sickness | msgspec.UnsetType | None = msgspec.UNSET
    """`crashed`: its server is down, a restart cures it. `lagging`: it falls behind, a restart
    cures it. `broken`: its server is down, and does not start. `silent`: nobody hears of it."""
    restart_pending: bool | None = None
    eligible: bool | None = None
    """False: it carries the tag `nofailover`."""


class ClusterControl:
    """Handlers of `/rehearsal/patroni…`."""

    def __init__(self, cluster: SimulatedCluster) -> None:
        self._cluster = cluster

    def routes(self) -> list[Route]:
        """Every path."""
        return [
            Route("/rehearsal/patroni", self._show),
            Route("/rehearsal/patroni", self._put, methods=["POST"]),
            Route("/rehearsal/patroni/{member}", self._put_member, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        del request
        return json(self._told())

    async def _put(self, request: Request) -> Response:
        try:
            body = decode(await request.body(), ClusterBody)
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, 400)
        cluster = self._cluster
        cluster.now()
        cluster.quorum = cluster.quorum if body.quorum is None else body.quorum
        cluster.paused = cluster.paused if body.paused is None else body.paused
        cluster.conduct = body.switchovers or cluster.conduct
        return json(self._told())

    async def _put_member(self, request: Request) -> Response:
        member = self._cluster.members.get(request.path_params["member"])
        if member is None:
            return json({"error": "There is no such member."}, 404)
        try:
            body = decode(await request.body(), MemberBody)
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, 400)
        at = self._cluster.now()
        if body.sickness is not msgspec.UNSET:
            _infect(member, body.sickness, at)
        if body.restart_pending is not None:
            member.restart_pending = body.restart_pending
        if body.eligible is not None:
            member.eligible = body.eligible
        return json(self._told())

    def _told(self) -> Values:
        at = self._cluster.now()
        return {
            "leader": self._cluster.leader,
            "timeline": self._cluster.timeline,
            "quorum": self._cluster.quorum,
            "paused": self._cluster.paused,
            "members": [
                {"name": one.name, "postgres": one.postgres, "sickness": one.sickness}
                for one in self._cluster.listed(at)
            ],
        }


def _infect(member: PatroniNode, sickness: Sickness | None, at: float) -> None:
    member.sickness, member.sick_since = sickness, at
    member.postgres = STATES.get(sickness or "", "running")
