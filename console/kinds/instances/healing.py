"""What heals a pool: a reboot for an instance that hangs, another instance for what is worse.

The other comes first, in the same datacenter, and nothing of the sick one is copied: it
is made as every new instance is. What is sick goes only once the other is in service.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.instances import bill, history, named, reprieve, retention, sickness
from console.kinds.instances.batching import creations
from console.kinds.instances.evidence import known
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.placement import Slot
from console.kinds.instances.quota import room
from console.kinds.instances.recovery import patient
from console.kinds.instances.replacing import replacing
from console.kinds.instances.sickness import Examination, Suspect
from console.model.instance import Instance, InstanceStatus
from console.model.naming import natural
from console.model.notice import Notice, notice
from console.model.plan import Desired, Plan, PlannedChange, RefusalReason
from console.model.pool import PoolKind
from console.model.resource import INSTANCE, QUARANTINE, REBOOT
from console.model.serving import silence
from console.model.wanted import REPLACEMENT, REPLACES, RETURNED

SATURATED = 0.8
"""The part of its capacity from which on a pool is said to need more, not healing."""


def draft(facts: PoolFacts) -> Draft:
    """What mends each sick instance that is asked about, within the budgets."""
    empty = Draft(INSTANCE, facts.pool.name)
    if facts.pool.kind is not PoolKind.STATELESS:
        return empty  # its guard says why
    found, strangers = sickness.examine(facts), tuple(named.unknown(facts))
    if strangers or any(lying(facts, found)):
        return replace(empty, reasons=strangers)
    sick = [one for one in found.sick if _meant(facts, one.instance)]
    if not sick:
        return replace(empty, reasons=tuple(_none(facts, found)))
    able = [one for one in sick if not retention.keeps(facts) or retention.keepable(one.instance)]
    if not able:
        return replace(empty, reasons=(retention.refusal(facts, [one.instance for one in sick]),))
    unkept = retention.unkeepable(facts, [one.instance for one in sick])
    sick = sorted(able, key=_urgency)
    tried = history.rebooted(facts)
    mended = _that_fit(facts, sick, tried)
    if not mended:
        return replace(empty, reasons=tuple(_hindered(facts, sick)))
    hung = [one.instance for one in mended if _rebootable(facts, one, tried)]
    broken = [one.instance for one in mended if one.instance not in hung]
    changes = (*_changes(facts, broken), *_reboots(facts, hung))
    made = bill.weigh(facts, changes)
    left = [one.instance.name for one in sick if one not in mended]
    more = (notice("warning.heal_left", n=len(left), names=", ".join(left)),) if left else ()
    return replace(
        made,
        details=(*_told(facts, mended, changes), *retention.told(facts, changes)),
        warnings=(*more, *unkept, *_avoided(facts, sick), *_left(facts, found), *made.warnings),
        undo=_undo(facts, broken),
    )


def _undo(facts: PoolFacts, broken: Sequence[Instance]) -> tuple[Notice, ...]:
    if retention.keeps(facts):
        return (notice("undo.quarantine"),)
    return (notice("undo.heal"),) if broken else (notice("undo.reboot"),)


def spent(facts: PoolFacts, sick: Sequence[Suspect]) -> RefusalReason | None:
    """Why earlier heals let none of the sick be healed now: an hour's budget, or their failures."""
    if _that_fit(facts, sick, history.rebooted(facts)):
        return None
    reasons = _hindered(facts, sick)
    return next((one for one in reasons if one.guard in {"heal.budget", "heal.replacements"}), None)


def against(facts: PoolFacts, plan: Plan) -> Iterable[RefusalReason]:
    """Why nothing is healed now: a source that lies, or evidence that holds no longer."""
    yield from lying(facts, sickness.examine(facts))
    for change in plan.changes:
        yield from _doubts(facts, change)


def replaced(change: PlannedChange) -> bool:
    """Say whether a removal is of what another is there for: made, or back from quarantine."""
    return REPLACEMENT in change.wanted or RETURNED in change.wanted


def lying(facts: PoolFacts, found: Examination) -> Iterator[RefusalReason]:
    """So much at once is no sickness of instances, and replacing them cures nothing."""
    pool = facts.pool.name
    allowed = max(1, int(facts.policy.healing.at_most_ratio * found.watched))
    if found.down > allowed:
        why = notice("guard.health_source", pool=pool, n=found.down, of=found.watched)
        yield RefusalReason("health.source", why, notice("remedy.health_source"), passing=True)
    severed = [i for i in found.severed if _chosen(facts, i)]
    if len(severed) >= sickness.SEVERAL:
        regions = ", ".join(sorted({i.region for i in severed}))
        why = notice("guard.health_network", n=len(severed), regions=regions)
        yield RefusalReason("health.network", why, notice("remedy.health_network"), passing=True)


def _doubts(facts: PoolFacts, change: PlannedChange) -> Iterator[RefusalReason]:
    """A change that has not begun: its sick one is sick still."""
    number = patient(change)
    sick = next((i for i in facts.owned if i.id == number), None)
    if sick is None:
        return
    if sick.status is InstanceStatus.ACTIVE and sick.task_state is None:
        up = sickness.target(facts, sick)
        if up is None:
            why = silence(facts.estate) or notice("guard.heal_unknown", name=sick.name)
            yield RefusalReason("health.unknown", why, notice("remedy.metrics"), passing=True)
        elif up:
            why = notice("guard.heal_recovered", name=sick.name)
            yield RefusalReason("heal.recovered", why, passing=True)


def _chosen(facts: PoolFacts, instance: Instance) -> bool:
    """Say whether the request lets it be touched; without a word of datacenters it does."""
    asked = {code.casefold() for code in facts.request.datacenters}
    return not asked or facts.datacenter_of(instance.region).casefold() in asked


def _meant(facts: PoolFacts, instance: Instance) -> bool:
    """Say whether it is one of those that are judged: all of these datacenters, or the named."""
    asked = named.words(facts.request)
    return _chosen(facts, instance) and (not asked or named.means(asked, instance))


def _urgency(one: Suspect) -> tuple[object, ...]:
    """What has least hope first: it serves nobody, and will not by itself."""
    broken = one.instance.status is not InstanceStatus.ERROR
    return broken, one.instance.status is InstanceStatus.ACTIVE, natural(one.instance.name)


def _most(facts: PoolFacts) -> int:
    """How many may be healed now, whether by a reboot or by another instance."""
    healing = facts.policy.healing
    at_once = max(1, int(healing.at_once * facts.size))
    return max(0, min(at_once, _hourly(facts) - history.mended(facts)))


def _hourly(facts: PoolFacts) -> int:
    return max(1, int(facts.policy.healing.per_hour * facts.size))


def _hindered(facts: PoolFacts, sick: Sequence[Suspect]) -> Iterator[RefusalReason]:
    """Why nothing is healed: replacements that never serve, or what the first lacks."""
    failing = history.failing(facts)
    free = [one for one in sick if facts.datacenter_of(one.instance.region) not in failing]
    if free:
        yield from _full(facts, free[0])
        return
    for code, n in failing.items():
        why = notice("guard.heal_failing", datacenter=code, n=n)
        remedy = notice("remedy.heal_failing", pool=facts.pool.name, datacenter=code)
        yield RefusalReason("heal.replacements", why, remedy)


def _avoided(facts: PoolFacts, sick: Sequence[Suspect]) -> Iterator[Notice]:
    """The datacenters of sick ones that are left alone: what replaces there is sick itself."""
    there = {facts.datacenter_of(one.instance.region) for one in sick}
    for code, n in history.failing(facts).items():
        if code in there:
            yield notice("guard.heal_failing", datacenter=code, n=n)


def _full(facts: PoolFacts, first: Suspect) -> Iterator[RefusalReason]:
    """Why not even the first is healed."""
    pool, region = facts.pool, first.instance.region
    if not _most(facts):
        n, budget = history.mended(facts), _hourly(facts)
        why = notice("guard.heal_budget", pool=pool.name, n=n, budget=budget)
        yield RefusalReason("heal.budget", why, notice("remedy.heal_budget"))
    elif facts.most >= pool.ceiling:
        why = notice("guard.heal_place", pool=pool.name, ceiling=pool.ceiling)
        yield RefusalReason("ceiling", why, notice("remedy.heal_place"), passing=True)
    else:
        reason = room(facts.estate, facts.build_in(region), region).why()
        if reason is not None:
            yield reason


def _that_fit(facts: PoolFacts, sick: Sequence[Suspect], tried: frozenset[str]) -> list[Suspect]:
    """The first that the budgets allow; what is replaced also needs room where it is."""
    most, places = _most(facts), facts.pool.ceiling - facts.most
    used, failing = Counter[str](), history.failing(facts)
    found: list[Suspect] = []
    for one in sick:
        region = one.instance.region
        if len(found) >= most:
            break
        if _rebootable(facts, one, tried):
            found.append(one)
            continue
        if facts.datacenter_of(region) in failing:
            continue
        free = room(facts.estate, facts.build_in(region), region).most
        if used.total() < places and (free is None or used[region] < free):
            used[region] += 1
            found.append(one)
    return found


def _rebootable(facts: PoolFacts, one: Suspect, tried: frozenset[str]) -> bool:
    """Say whether a reboot is tried first: not where what it has in memory is to be looked at."""
    return one.hung and one.instance.id not in tried and not retention.keeps(facts)


def _reboots(facts: PoolFacts, hung: Sequence[Instance]) -> Iterator[PlannedChange]:
    for one in hung:
        yield PlannedChange(
            datacenter=facts.datacenter_of(one.region),
            region=one.region,
            name=one.name,
            desired=Desired.CONFIGURED,
            resource_id=one.id,
            resource=REBOOT,
        )


def _changes(facts: PoolFacts, sick: Sequence[Instance]) -> tuple[PlannedChange, ...]:
    """First all that is made, then all that goes, each after what is made for it."""
    by_region: dict[str, list[Instance]] = {}
    for one in sick:
        by_region.setdefault(one.region, []).append(one)
    slots = [Slot(facts.datacenter_of(r), r, len(found)) for r, found in by_region.items()]
    ordered = [one for found in by_region.values() for one in found]
    new, gone = replacing(facts, creations(facts, slots), ordered)
    return (*new, *(retention.kept(facts, gone) if retention.keeps(facts) else gone))


def _told(
    facts: PoolFacts, mended: Sequence[Suspect], changes: Sequence[PlannedChange]
) -> Iterator[Notice]:
    """Of each what speaks against it, and what becomes of it."""
    names = {c.wanted[REPLACES]: c for c in changes if REPLACES in c.wanted}
    ends = {c.resource_id: retention.until(c) for c in changes if c.resource == QUARANTINE}
    for one in mended:
        yield from (symptom.said for symptom in one.symptoms)
        new = names.get(one.instance.id)
        if new is None:
            yield notice("detail.heal_rebooted", name=one.instance.name)
            continue
        values = {
            "name": one.instance.name,
            "replacement": new.name,
            "datacenter": new.datacenter,
        }
        end = ends.get(one.instance.id)
        if end is None:
            yield notice("detail.heal_replaced", **values)
        else:
            yield notice("detail.heal_quarantined", **values, until=facts.policy.moment(end))


def _left(facts: PoolFacts, found: Examination) -> Iterator[Notice]:
    """Who is not healed: of those that are named each with its reason, else the suspected."""
    return reprieve.told(facts, found) if named.words(facts.request) else _unsure(found)


def _unsure(found: Examination) -> Iterator[Notice]:
    """Who is suspected by one source alone, and is left."""
    names = [one.instance.name for one in found.suspects if not one.sick]
    if names:
        shown = ", ".join(sorted(names, key=natural))
        yield notice("warning.heal_suspected", n=len(names), names=shown)


def _none(facts: PoolFacts, found: Examination) -> Iterator[RefusalReason]:
    """Why nobody is healed: of those that are named each with its reason."""
    if not named.words(facts.request):
        yield _nothing(facts, found)
    for why in reprieve.told(facts, found):
        yield RefusalReason("nothing", why)


def _nothing(facts: PoolFacts, found: Examination) -> RefusalReason:
    """Nobody is sick: what was looked at, and what else may be the matter."""
    pool, n = facts.pool.name, len(facts.staying)
    why = notice("guard.heal_nothing", pool=pool, n=n, watched=found.watched)
    suspects = [one for one in found.suspects if _chosen(facts, one.instance)]
    if suspects:
        names = ", ".join(sorted((one.instance.name for one in suspects), key=natural))
        why = notice("guard.heal_suspected", pool=pool, n=len(suspects), names=names)
    elif found.unheard:
        why = notice("guard.heal_unheard", pool=pool, n=n)
    return RefusalReason("nothing", why, _advice(facts))


def _advice(facts: PoolFacts) -> Notice | None:
    """A pool that is saturated is not sick: it needs more."""
    load = facts.estate.loads.get(facts.pool.name)
    if load is None or not known(load.total.connections) or silence(facts.estate) is not None:
        return None
    serving = sum(map(facts.serving, facts.staying))
    capacity = serving * (facts.estate.capacity(facts.pool).each or 0)
    carried = load.total.connections.value or 0.0
    if not capacity or carried < SATURATED * capacity:
        return None
    percent = round(100 * carried / capacity)
    return notice("remedy.heal_burst", pool=facts.pool.name, percent=percent)
