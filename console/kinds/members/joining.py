"""Judge a change that wants an instance's member present. Pure.

A member that somebody else has drained, or made at that address, is never written to.
"""

from dataclasses import replace

from console.kinds.members.act import MemberAct
from console.kinds.members.observation import MemberSight, made_by
from console.kinds.members.patience import named, patience_s
from console.kinds.members.registration import address_of, registration
from console.kinds.members.turn import in_turn, opening, unseen
from console.kinds.step import Ground, Step, failed, left
from console.model.balancer import BalancerPool, Member, Operating, Provisioning
from console.model.instance import DELETING
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked


def judge(tracked: Tracked, sight: MemberSight, ground: Ground) -> Step:
    """Ask for it until it is there, and wait until the load balancer says that it serves."""
    step = in_turn(_judged(tracked, sight, ground), sight, ground)
    if not ground.lets_go or step.tracked.phase.final:
        return step
    found = sight.pools.get(tracked.change.region)
    mine = _mine(tracked, found) if isinstance(found, BalancerPool) else []
    return left(step.tracked, ground, mine[0].state.operating.value if mine else None)


def _judged(tracked: Tracked, sight: MemberSight, ground: Ground) -> Step:
    pool = opening(tracked, sight, ground)
    if isinstance(pool, Step):
        return pool
    mine = _mine(tracked, pool)
    if mine:
        return _there(tracked, mine[0], sight, ground)
    return _missing(tracked, pool, sight, ground)


def _mine(tracked: Tracked, pool: BalancerPool) -> list[Member]:
    return made_by(pool, tracked.change, tracked.change.operation_id)


def _there(tracked: Tracked, member: Member, sight: MemberSight, ground: Ground) -> Step:
    """Seen: it serves, or is waited for, and what keeps it is said in the end."""
    adopted = replace(tracked.identified(member.id), answered=True)
    if adopted.asked_at is None:
        adopted = replace(adopted, asked_at=ground.now)
    settings = member.settings
    fed = settings.admin_state_up and settings.weight > 0
    serves = _serves(member, tracked.change.name, sight, ground)
    if fed and serves:
        return Step(adopted.at(Phase.IN_SERVICE, ground.now))
    allowed_s = patience_s(ground, tracked.change.region)
    if ground.late(tracked, allowed_s) and (serves is False or not fed):
        return failed(adopted, ground, _why(member, fed=fed))
    if ground.forsaken(tracked, allowed_s):
        return failed(adopted, ground, notice("change.health_unknown"))
    making = member.state.provisioning is not Provisioning.ACTIVE
    return Step(adopted.moved(Phase.BUILDING if making else Phase.READY, ground.now))


def _serves(member: Member, name: str, sight: MemberSight, ground: Ground) -> bool | None:
    """By the load balancer; where nobody checks there, by the metrics; None: not known."""
    if member.state.operating is not Operating.NO_MONITOR:
        return member.confirmed
    if not ground.verified:
        return True
    return None if sight.health is None else sight.health.get(name)


def _why(member: Member, *, fed: bool) -> Notice:
    settings = member.settings
    if not fed:
        return notice("change.member_drained", name=settings.name, weight=settings.weight)
    return notice("change.member_unwell", name=settings.name, status=member.state.operating.value)


def _missing(tracked: Tracked, pool: BalancerPool, sight: MemberSight, ground: Ground) -> Step:  # noqa: PLR0911 - one return a case
    """Not among the members: ask for it, unless it cannot be or the address is another's."""
    change = tracked.change
    if tracked.phase is not Phase.PLANNED and not ground.settled(tracked, ground.tuning.settle_s):
        return Step(tracked)
    if ground.late(tracked, patience_s(ground, change.region)) or ground.stop:
        why = notice("change.member_unseen", name=change.name)
        return failed(tracked, ground, change.why or why)
    server = sight.server(change)
    if server is None or server.task_state == DELETING:
        if server is not None or sight.lists(change.region):
            return failed(tracked, ground, notice("change.instance_gone", name=change.name))
        return unseen(tracked, None, ground)
    balancer, address = named(ground, change.region), address_of(server)
    if balancer is None or address is None:
        return failed(tracked, ground, notice("change.member_no_address", name=change.name))
    place = (address, balancer.port)
    other = next((one for one in pool.members or () if one.settings.place == place), None)
    if other is not None:
        why = notice(
            "change.member_taken",
            address=address,
            port=balancer.port,
            pool=pool.name,
            other=other.settings.name or other.id,
        )
        return failed(tracked, ground, why)
    wanted = registration(change, server, address, balancer, pool)
    return Step(tracked, MemberAct.JOIN, (wanted,), again=tracked.phase is not Phase.PLANNED)
