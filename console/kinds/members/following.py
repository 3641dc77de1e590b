"""The members that go with the instances of a draft: joined after them, gone before them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.members import orphans, repair
from console.kinds.members.facts import MemberFacts
from console.kinds.members.writes import BATCH
from console.model.notice import Notice, NoticeValue, notice
from console.model.plan import Desired, PlannedChange
from console.model.resource import INSTANCE, MEMBER, QUARANTINE
from console.model.verb import ROLLBACK, TOPUP
from console.model.wanted import BALANCER, PORT, REPLACEMENT, RETURNED, SERVER, UNTIL

JOINED, DRAINED = "detail.members_joined", "detail.members_drained"
SET_ASIDE = "detail.members_set_aside"
ORPHANED = "detail.members_orphaned"
"""Their instances are gone without them: they are known by their own ids."""
SENTENCES = (JOINED, DRAINED, SET_ASIDE, ORPHANED)


def follow(facts: MemberFacts, draft: Draft) -> Draft:
    """The draft with a member for each instance that is made behind a load balancer, after it.

    An instance that is removed there, or set aside, goes after its members have; they in their
    turn go after the members of what the instance had to wait for. A top-up also makes the
    members that its target lacks, a rollback removes those whose instances are gone without
    them.
    """
    members = list(_own(facts, draft))
    if members and repair.complete(draft):
        draft = repair.sized(facts, draft, members)
    if facts.request.verb == ROLLBACK:
        draft = replace(draft, warnings=(*draft.warnings, *orphans.unseen(facts, draft)))
    if draft.reasons or not facts.pool.balancers:
        return draft
    changes = list(draft.changes)
    joined: dict[int, int] = {}
    for seq, change in enumerate(draft.changes, start=1):
        if _joins(facts, change):
            members.append(_member(facts, replace(change, desired=Desired.PRESENT), (seq,)))
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
        details=(*draft.details, *_told(facts, members, _aside(draft))),
    )


def _own(facts: MemberFacts, draft: Draft) -> Iterable[PlannedChange]:
    """The members that a target's family lacks, or left behind."""
    if facts.request.verb == TOPUP:
        return repair.lacking(facts)
    return orphans.of_family(facts, draft) if facts.request.verb == ROLLBACK else ()


def _joins(facts: MemberFacts, change: PlannedChange) -> bool:
    """Say whether an instance is made, or comes back from quarantine."""
    made = (change.resource, change.desired) == (INSTANCE, Desired.PRESENT)
    back = change.resource == QUARANTINE and UNTIL not in change.wanted
    return (made or back) and change.region in facts.pool.balanced


def _leaves(facts: MemberFacts, change: PlannedChange) -> bool:
    """Say whether an instance goes, or is kept without traffic."""
    gone = (change.resource, change.desired) == (INSTANCE, Desired.ABSENT)
    kept = change.resource == QUARANTINE and UNTIL in change.wanted
    return (gone or kept) and change.region in facts.pool.balanced


def _member(facts: MemberFacts, instance: PlannedChange, after: tuple[int, ...]) -> PlannedChange:
    """The member of an instance: it is named after it, and says which server where it is known."""
    named = facts.pool.balanced[instance.region]
    wanted: dict[str, str | int] = {BALANCER: named.pool, PORT: named.port}
    if instance.resource_id is not None:
        wanted[SERVER] = instance.resource_id
    for key in (REPLACEMENT, RETURNED):
        if key in instance.wanted:
            wanted[REPLACEMENT] = instance.wanted[key]
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


def _aside(draft: Draft) -> frozenset[str]:
    """The names of the instances that are kept when their members have gone."""
    return frozenset(c.name for c in draft.changes if c.resource == QUARANTINE)


def _told(
    facts: MemberFacts, members: Sequence[PlannedChange], aside: frozenset[str]
) -> Iterable[Notice]:
    """What happens before each load balancer."""
    counts = Counter((_sentence(change, aside), change.datacenter) for change in members)
    for (said, code), n in sorted(counts.items(), key=lambda each: SENTENCES.index(each[0][0])):
        values: dict[str, NoticeValue] = {"datacenter": code, "n": n}
        if said in {DRAINED, SET_ASIDE}:
            values["seconds"] = round(facts.pool.drain_s)
        yield notice(said, pool=facts.pool.balancers[code].pool, **values)


def _sentence(change: PlannedChange, aside: frozenset[str]) -> str:
    if change.desired is Desired.PRESENT:
        return JOINED
    if change.resource_id is not None:
        return ORPHANED
    return SET_ASIDE if change.name in aside else DRAINED
