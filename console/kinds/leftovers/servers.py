"""Which servers that bear Vigie's mark should not be there (any more), by the journal. Pure."""

from collections.abc import Iterable
from datetime import datetime

from console.kinds.leftovers.belongings import SERVERS
from console.kinds.step import was_left
from console.model.instance import DELETING, Instance, InstanceStatus, Quarantine
from console.model.leftover import Leftover, LeftoverSort, Traces
from console.model.notice import Notice, notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.policy import Policy
from console.model.resource import QUARANTINE
from console.model.verb import TOPUP

RUNS = frozenset({InstanceStatus.ACTIVE, InstanceStatus.REBOOT})
RUNNING = "leftover.running"
UNPROVEN = frozenset({"change.unhealthy", "change.health_unknown"})
"""Why a creation failed whose instance runs all the same: nobody saw that it serves."""


def of_servers(
    servers: Iterable[Instance], traces: Traces, policy: Policy, now: datetime
) -> tuple[Leftover, ...]:
    """Those of some servers that are left over; what bears no mark is nobody's question."""
    judged = (_judged(one, traces, policy, now) for one in servers)
    return tuple(one for one in judged if one is not None)


def claimant(server: Instance) -> str | None:
    """The operation that a server is put down to: who set it aside, else who made it."""
    return server.operation if server.quarantine is None else server.quarantine.operation


def running(server: Instance, policy: Policy) -> Notice | None:
    """Why no sweep takes one that runs in a pool: who takes it out asks that pool's guards.

    It counts there and may serve, whatever its operation says; the floor may rest on it.
    """
    if server.status not in RUNS:
        return None
    pool = next((one for one in policy.pools.values() if one.owns(server)), None)
    return None if pool is None else notice(RUNNING, pool=pool.name)


def _judged(server: Instance, traces: Traces, policy: Policy, now: datetime) -> Leftover | None:
    maker = claimant(server)
    if not maker or server.status is InstanceStatus.DELETED or server.task_state == DELETING:
        return None
    if server.quarantine is not None:
        return _set_aside(server, server.quarantine, traces, policy, now)
    if maker not in traces.operations:
        return _told(server, maker, notice("leftover.other_journal", operation=maker), sure=False)
    about = [change for change in traces.changes if _concerns(change, server, maker)]
    if traces.live(maker) or any(traces.live(change.operation_id) for change in about):
        return None
    runs = server.status is InstanceStatus.ACTIVE
    removal = _removal(about)
    if removal is not None:
        return _taken_back(server, maker, removal, runs=runs)
    return _made(server, maker, about, traces, runs=runs)


def _set_aside(
    server: Instance, quarantine: Quarantine, traces: Traces, policy: Policy, now: datetime
) -> Leftover | None:
    """Kept until its time is over, and while it is locked; the journal must know who did it."""
    by, until = quarantine.operation, quarantine.until
    if until is None:
        return _told(server, by, notice("leftover.quarantine_unread"), sure=False)
    if now < until or server.locked or traces.live(by):
        return None
    if by not in traces.operations:
        return _told(server, by, notice("leftover.other_journal", operation=by), sure=False)
    if any(traces.live(one.operation_id) for one in traces.changes if one.resource_id == server.id):
        return None
    proven = any(
        (one.operation_id, one.resource, one.resource_id) == (by, QUARANTINE, server.id)
        for one in traces.changes
    )
    if not proven:
        return _told(server, by, notice("leftover.copied_mark", operation=by), sure=False)
    said = notice("leftover.quarantine", operation=by, until=policy.moment(until))
    return _told(server, by, said, sure=True)


def _taken_back(server: Instance, maker: str, removal: Change, *, runs: bool) -> Leftover:
    """It was to go. One of another id than was seen gone came after, and nobody brought it back."""
    gone = removal.phase is Phase.GONE
    late = gone and removal.resource_id != server.id
    code = "leftover.seen_gone" if gone else "leftover.removal_failed"
    why = notice("leftover.late" if late else code, operation=removal.operation_id)
    return _told(server, maker, why, sure=late or not runs)


def _made(
    server: Instance, maker: str, about: list[Change], traces: Traces, *, runs: bool
) -> Leftover | None:
    """Nobody has removed it: what came of its creation says whether it is meant to stand."""
    made = [one for one in about if one.desired is Desired.PRESENT and one.operation_id == maker]
    if not made:
        return _told(server, maker, notice("leftover.copied_mark", operation=maker), sure=False)
    creation = made[0]
    if creation.phase is Phase.IN_SERVICE:
        if creation.resource_id == server.id:
            return None
        return _told(server, maker, notice("leftover.twin", operation=maker), sure=True)
    doubt = _doubt(creation, maker, traces) if runs else None
    if doubt is not None:
        return _told(server, maker, doubt, sure=False)
    code = "leftover.stopped" if was_left(creation) else "leftover.given_up"
    return _told(server, maker, notice(code, operation=maker), sure=True)


def _doubt(creation: Change, maker: str, traces: Traces) -> Notice | None:
    """Why one that runs may be meant to stand, though its creation did not end well."""
    if creation.why is not None and creation.why.code in UNPROVEN:
        return notice("leftover.unproven", operation=maker)
    return notice("leftover.topped_up", operation=maker) if _topped_up(maker, traces) else None


def _concerns(change: Change, server: Instance, maker: str) -> bool:
    if change.resource not in SERVERS:
        return False
    if change.resource_id == server.id:
        return True
    named = change.name == server.name and change.region == server.region
    return named and maker in {change.operation_id, change.made_by}


def _removal(about: list[Change]) -> Change | None:
    """The last removal that was asked for; one that was planned and never begun removed nothing."""
    asked = [
        change
        for change in about
        if change.desired is Desired.ABSENT
        and (change.phase is Phase.GONE or (change.phase is Phase.FAILED and change.attempts))
    ]
    return max(asked, key=lambda change: change.updated_at, default=None)


def _topped_up(maker: str, traces: Traces) -> bool:
    """Say whether a top-up came after, which counted all that stood."""
    root, at = traces.operations[maker].root, traces.operations[maker].created_at
    return any(
        one.verb == TOPUP and one.root == root and one.created_at > at
        for one in traces.operations.values()
    )


def _told(server: Instance, maker: str, why: Notice, *, sure: bool) -> Leftover:
    return Leftover(
        sort=LeftoverSort.SERVER,
        id=server.id,
        name=server.name,
        region=server.region,
        since=server.created_at,
        why=why,
        sure=sure,
        operation=maker,
        flavor=server.flavor,
    )
