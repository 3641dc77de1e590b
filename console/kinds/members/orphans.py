"""Members whose instances are gone without them, deleted by hand: a rollback takes them too.

What sends traffic to an address that is nobody's will send it to whoever gets that next.
"""

from collections.abc import Iterable

from console.kinds.draft import Draft, additions
from console.kinds.members.facts import MemberFacts
from console.kinds.members.observation import made_by
from console.model.balancer import SERVER_KEY, BalancerPool, Member
from console.model.instance import DELETING, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Change, Phase
from console.model.plan import Desired, PlannedChange
from console.model.resource import INSTANCE, MEMBER
from console.model.serving import named_pool
from console.model.verb import ROLLBACK
from console.model.wanted import BALANCER, PORT, SERVER


def of_family(facts: MemberFacts, draft: Draft) -> Iterable[PlannedChange]:
    """The removal of those that a target's family made and no instance of the draft leads to.

    Each is seen in its pool now, and its instance in no whole list that was read since.
    """
    found: dict[str, PlannedChange] = {}
    for change in _joined(facts, draft):
        pool = _pool(facts, change)
        members = made_by(pool, change, change.operation_id) if pool else ()
        for member in members:
            if _bereft(facts, change, member.settings.mark(SERVER_KEY)):
                found.setdefault(member.id, _removal(facts, change, member))
    return found.values()


def unseen(facts: MemberFacts, draft: Draft) -> Iterable[Notice]:
    """The regions where such members may be, and no load balancer says whether they are."""
    lost = {
        change.region
        for change in _joined(facts, draft)
        if _pool(facts, change) is None and _bereft(facts, change) and not _removed(facts, change)
    }
    return (notice("warning.members_unseen", region=region) for region in sorted(lost))


def _joined(facts: MemberFacts, draft: Draft) -> Iterable[Change]:
    """The members that were asked for, but for those of instances that the draft takes."""
    target = facts.record.target
    going = {
        (change.region, change.name)
        for change in draft.changes
        if change.resource == INSTANCE and change.desired is Desired.ABSENT
    }
    for change in () if target is None else additions(facts.record, target, ROLLBACK)[0]:
        behind = change.region in facts.pool.balanced and (
            change.attempts > 0 or change.resource_id
        )
        if behind and (change.region, change.name) not in going:
            yield change


def _pool(facts: MemberFacts, change: Change) -> BalancerPool | None:
    """The pool that the settings name there; None where it cannot be read."""
    found = named_pool(facts.estate, change.region, facts.pool.balanced[change.region])
    return found if isinstance(found, BalancerPool) else None


def _bereft(facts: MemberFacts, change: Change, server: str | None = None) -> bool:
    """Say whether its instance, of that id if it is known, is surely gone or on its way out."""
    view = facts.estate.regions.get(change.region)
    if view is None or facts.estate.unseen(change.region) or view.observed_at <= change.updated_at:
        return False
    makers = {change.operation_id, change.made_by}
    return not any(
        one.id == server or (one.name == change.name and one.operation in makers)
        for one in view.instances
        if one.status is not InstanceStatus.DELETED and one.task_state != DELETING
    )


def _removed(facts: MemberFacts, change: Change) -> bool:
    """Say whether a rollback has already seen that it is gone."""
    return any(
        (one.name, one.made_by, one.phase) == (change.name, change.operation_id, Phase.GONE)
        for one in facts.record.target_changes
        if one.desired is Desired.ABSENT
    )


def _removal(facts: MemberFacts, change: Change, member: Member) -> PlannedChange:
    named = facts.pool.balanced[change.region]
    wanted: dict[str, str | int] = {BALANCER: named.pool, PORT: named.port}
    server = member.settings.mark(SERVER_KEY)
    if server is not None:
        wanted[SERVER] = server
    return PlannedChange(
        datacenter=change.datacenter,
        region=change.region,
        name=change.name,
        desired=Desired.ABSENT,
        resource_id=member.id,
        made_by=change.operation_id,
        resource=MEMBER,
        wanted=wanted,
    )
