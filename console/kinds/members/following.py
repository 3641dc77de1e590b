"""The members that go with the instances of a draft: joined after them, gone before them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.members import repair
from console.kinds.members.facts import MemberFacts
from console.kinds.members.writes import BATCH
from console.model.notice import Notice, notice
from console.model.plan import Desired, PlannedChange
from console.model.resource import INSTANCE, MEMBER, QUARANTINE
from console.model.verb import TOPUP
from console.model.wanted import BALANCER, PORT, REPLACEMENT, SERVER


def follow(facts: MemberFacts, draft: Draft) -> Draft:
    """The draft with a member for each instance that is made behind a load balancer, after it.

    An instance that is removed there, or set aside, goes after its members have; they in their
    turn go after the members of what the instance had to wait for. A top-up also makes the
    members that its target lacks.
    """
    members = list(repair.lacking(facts)) if facts.request.verb == TOPUP else []
    if members and repair.complete(draft):
        draft = repair.sized(facts, draft, members)
    if draft.reasons or not facts.pool.balancers:
        return draft
    changes = list(draft.changes)
    joined: dict[int, int] = {}
    for seq, change in enumerate(draft.changes, start=1):
        if _joins(facts, change):
            members.append(_member(facts, change, (seq,)))
            joined[seq] = len(changes) + len(members)
    for seq, change in enumerate(draft.changes, start=1):
        if _leaves(facts, change):
            after = tuple(joined.get(n, n) for n in change.after)
            members.append(_member(facts, replace(change, desired=Desired.ABSENT), after))
            changes[seq - 1] = replace(change, after=(len(changes) + len(members),))
    if not members:
        return draft
    return replace(
        draft,
        changes=(*changes, *members),
        calls=draft.calls + _calls(members),
        details=(*draft.details, *_told(facts, members)),
    )


def _joins(facts: MemberFacts, change: PlannedChange) -> bool:
    made = (change.resource, change.desired) == (INSTANCE, Desired.PRESENT)
    return made and change.region in facts.pool.balanced


def _leaves(facts: MemberFacts, change: PlannedChange) -> bool:
    """Say whether an instance goes, or is kept without traffic."""
    gone = (change.resource, change.desired) == (INSTANCE, Desired.ABSENT)
    return (gone or change.resource == QUARANTINE) and change.region in facts.pool.balanced


def _member(facts: MemberFacts, instance: PlannedChange, after: tuple[int, ...]) -> PlannedChange:
    """The member of an instance: it is named after it, and says which server where it is known."""
    named = facts.pool.balanced[instance.region]
    wanted: dict[str, str | int] = {BALANCER: named.pool, PORT: named.port}
    if instance.resource_id is not None:
        wanted[SERVER] = instance.resource_id
    if REPLACEMENT in instance.wanted:
        wanted[REPLACEMENT] = instance.wanted[REPLACEMENT]
    return PlannedChange(
        datacenter=instance.datacenter,
        region=instance.region,
        name=instance.name,
        desired=instance.desired,
        made_by=instance.made_by,
        resource=MEMBER,
        wanted=wanted,
        after=after,
    )


def _calls(members: Sequence[PlannedChange]) -> int:
    """Batches that add or drain, and one call for each that is removed, or drained by itself."""
    counts = Counter((change.region, change.desired) for change in members)
    batches = sum(-(-n // BATCH) for n in counts.values())
    return batches + sum(n for (_, desired), n in counts.items() if desired is Desired.ABSENT)


def _told(facts: MemberFacts, members: Sequence[PlannedChange]) -> Iterable[Notice]:
    """What happens before each load balancer."""
    drain_s = round(facts.pool.drain_s)
    for desired in (Desired.PRESENT, Desired.ABSENT):
        counts = Counter(c.datacenter for c in members if c.desired is desired)
        for code, n in counts.items():
            pool = facts.pool.balancers[code].pool
            if desired is Desired.PRESENT:
                yield notice("detail.members_joined", datacenter=code, n=n, pool=pool)
            else:
                yield notice(
                    "detail.members_drained", datacenter=code, n=n, pool=pool, seconds=drain_s
                )
