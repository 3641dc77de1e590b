"""Which datacenters of a pool are lost, and what stands in for each. Pure.

Lost is one whose regions do not answer, or where nothing serves while others do. What stood
there is counted as it was last seen, and still counts against the ceiling: it may be there.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from console.kinds.instances.facts import PoolFacts
from console.model.figure import Freshness
from console.model.freeze import holding, of_pool
from console.model.instance import Instance
from console.model.notice import notice
from console.model.place import Datacenter
from console.model.plan import Desired, Plan, RefusalReason
from console.model.pool import PoolKind
from console.model.proposal import Proposal
from console.model.serving import silence
from console.model.verb import REPAIR
from console.model.wanted import HOME, STANDS_FOR

BRIEFLY = timedelta(minutes=10)
"""For so long nothing is proposed where only the API is silent, by what metrics say."""


def lost(facts: PoolFacts) -> tuple[Datacenter, ...]:
    """The pool's datacenters that are lost, of those that the request is about."""
    mine = (place for place in facts.places if _about(facts, place.code))
    return tuple(place for place in mine if silent(facts, place) or _out(facts, place))


def stand_ins(facts: PoolFacts) -> dict[str, list[Instance]]:
    """What stands in for each datacenter that the request is about, the newest first."""
    made = {
        (one.id, change.name): str(change.wanted[STANDS_FOR])
        for one in facts.record.repairs
        for change in one.plan.changes
        if change.desired is Desired.PRESENT and _about(facts, change.wanted.get(STANDS_FOR))
    }
    found: dict[str, list[Instance]] = {}
    for one in reversed(facts.staying):
        code = made.get((one.operation or "", one.name))
        if code is not None:
            found.setdefault(code, []).append(one)
    return found


def needed(
    facts: PoolFacts, gone: Iterable[Datacenter], standing: Mapping[str, Sequence[Instance]]
) -> dict[str, int]:
    """How many are still to stand in for each of some datacenters, where any are."""
    lacks = {p.code: facts.size_in(p.code) - len(standing.get(p.code, ())) for p in gone}
    return {code: number for code, number in lacks.items() if number > 0}


def against(facts: PoolFacts, plan: Plan) -> Iterable[RefusalReason]:
    """What stands in stays while the datacenter that it stands for is not seen to be there."""
    homes = {c.wanted.get(HOME) for c in plan.changes if c.desired is Desired.ABSENT}
    for place in facts.places:
        if place.code in homes and not _answers(facts, place.code):
            why = notice("guard.repair_lost", datacenter=place.code)
            yield RefusalReason("repair.lost", why, passing=True)


def propose(facts: PoolFacts) -> Proposal | None:
    """To stand up elsewhere what is lost, or to move back what stands in; None: nothing to do."""
    pool = facts.pool
    if pool.kind is not PoolKind.STATELESS:
        return None
    if any(
        one.plan.pool == pool.name and one.plan.request.verb == REPAIR for one in facts.record.live
    ):
        return None
    gone, standing = lost(facts), stand_ins(facts)
    needs = needed(facts, [place for place in gone if not _briefly(facts, place)], standing)
    held = holding(facts.request, of_pool(pool.name, facts.record.freezes)) is not None
    if needs:
        codes, n = ", ".join(needs), sum(needs.values())
        said = notice("proposal.repair", pool=pool.name, datacenters=codes, n=n)
        return Proposal(REPAIR, pool.name, said, hindered=held)
    ready = {code: some for code, some in standing.items() if _answers(facts, code)}
    if not ready:
        return None
    codes, n = ", ".join(ready), sum(map(len, ready.values()))
    said = notice("proposal.repair_back", pool=pool.name, datacenters=codes, n=n)
    return Proposal(REPAIR, pool.name, said, hindered=held)


def _briefly(facts: PoolFacts, place: Datacenter) -> bool:
    """Say whether it has been silent for a short while alone, and all that it has serves on."""
    views = [facts.estate.regions.get(region) for region in place.regions]
    since = [view.observed_at for view in views if view is not None]
    short = len(since) == len(views) and facts.estate.at - max(since) < BRIEFLY
    return short and all(facts.health(i) is True for i in facts.staying_in(place.code))


def _answers(facts: PoolFacts, code: str) -> bool:
    regions = [r for place in facts.places if place.code == code for r in place.regions]
    return all(facts.freshness(region) is Freshness.FRESH for region in regions)


def _about(facts: PoolFacts, code: object) -> bool:
    """Say whether a datacenter is among those that the request names; none named are all."""
    asked = {one.casefold() for one in facts.request.datacenters}
    return isinstance(code, str) and (not asked or code.casefold() in asked)


def silent(facts: PoolFacts, place: Datacenter) -> bool:
    """Say whether none of its regions answers; what nobody has asked yet is not silent."""
    states = [facts.estate.sources.get(f"nova:{region}") for region in place.regions]
    asked = all(state is not None and state.failure is not None for state in states)
    return asked and all(facts.freshness(r) is not Freshness.FRESH for r in place.regions)


def _out(facts: PoolFacts, place: Datacenter) -> bool:
    """Say whether nothing of it serves while others do, as far as the evidence can be believed."""
    here = facts.staying_in(place.code)
    if not here or silence(facts.estate) is not None:
        return False
    others = (i for i in facts.staying if facts.datacenter_of(i.region) != place.code)
    return all(facts.health(i) is False for i in here) and any(map(facts.serving, others))
