"""Which of what is left over is removed, and what is said of each. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from console.kinds.draft import NOTHING, Draft, Standing
from console.kinds.leftovers.facts import LeftoverFacts
from console.kinds.leftovers.servers import RUNNING
from console.kinds.leftovers.verbs import HELD, NAMED
from console.kinds.rights import by_right
from console.model.leftover import Leftover, LeftoverSort
from console.model.money import HOURS_A_MONTH, euros
from console.model.notice import Notice, notice
from console.model.operation import Operation
from console.model.plan import Desired, PlannedChange, PlanRow, RefusalReason
from console.model.policy import Policy
from console.model.private import Right
from console.model.resource import LEFTOVER
from console.model.supply import Holding
from console.model.verb import TOPUP, Verb
from console.model.wanted import BILLING, HOLDING, OFFER, SIZE, SURE, UNUSED

UNKNOWN = "–"
GIVES_BACK = frozenset({Right.ORDER, Right.DATASTORE})
CONFIRM_ABOVE = 10
"""From so many on a word must be typed."""


def draft(facts: LeftoverFacts) -> Draft:
    """The removal of all that is proven to be ours, or of what is named, proven or not."""
    named = (NAMED.of(facts.request) or "").replace(",", " ").split()
    reasons = tuple(_strange(facts, named))
    chosen = [one for one in facts.findings.leftovers if _chosen(facts, one, named)]
    if not reasons and not chosen:
        reasons = tuple(_nothing(facts))
    if reasons:
        return _empty(reasons)
    count = len(chosen)
    month = [one.euro_per_month for one in chosen if one.euro_per_month is not None]
    hour = -sum(month, Decimal(0)) / HOURS_A_MONTH if len(month) == count else None
    rate = facts.policy.limits.compute_rate
    return Draft(
        resource=LEFTOVER,
        pool=HELD,
        subject=HELD,
        changes=_changes(facts, chosen),
        rows=tuple(_rows(facts, chosen)),
        size_now=len(facts.findings.leftovers),
        size_after=len(facts.findings.leftovers) - count,
        euro_per_hour=hour,
        calls=count,
        call_s=count / rate if rate > 0 else 0.0,
        details=tuple(_told(chosen, facts.policy)),
        warnings=tuple(_warnings(facts, chosen)),
        irreversible=(notice("irreversible.leftovers", n=count),),
        typed_name=HELD if count > CONFIRM_ABOVE else None,
    )


def standing(facts: LeftoverFacts, target: Operation, verb: Verb) -> Standing:
    """What was left over is not made again; what still is left, the next sweep finds."""
    del facts
    code = "guard.topup_sweep" if verb == TOPUP else "guard.rollback_sweep"
    why = notice(code, operation=target.id)
    return Standing(reasons=(RefusalReason("target.sweep", why, notice("remedy.sweep_again")),))


def weigh(facts: LeftoverFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """Nothing of a sweep is taken back."""
    del facts, changes
    return _empty(())


def renew(facts: LeftoverFacts, family: Standing) -> Draft:
    """Nothing of a sweep is made anew."""
    del facts, family
    return _empty(())


def _empty(reasons: tuple[RefusalReason, ...]) -> Draft:
    return Draft(LEFTOVER, HELD, HELD, reasons=reasons)


def _chosen(facts: LeftoverFacts, one: Leftover, named: Sequence[str]) -> bool:
    """Whether it is named; else all that is ours, but what who asks may not give back."""
    if named:
        return one.id in named or one.name in named
    return one.sure and one.held is None and (one.holding is None or _may_order(facts))


def _may_order(facts: LeftoverFacts) -> bool:
    return not list(by_right(facts.request.author, facts.estate, GIVES_BACK))


def _strange(facts: LeftoverFacts, named: Sequence[str]) -> Iterable[RefusalReason]:
    """Names of what is not left over, by all that could be read."""
    known = {word for one in facts.findings.leftovers for word in (one.id, one.name)}
    for word in named:
        if word not in known:
            why = notice("guard.leftover_none", name=word)
            yield RefusalReason("leftovers.none", why, notice("remedy.leftover_none"))
    for one in facts.findings.leftovers:
        if one.held is not None and named and _chosen(facts, one, named):
            yield _kept(one.held)


def _nothing(facts: LeftoverFacts) -> Iterable[RefusalReason]:
    """Nothing may be removed of what is ours; what perhaps is must be named."""
    sure = [one for one in facts.findings.leftovers if one.sure]
    held = next((one.held for one in sure if one.held is not None), None)
    perhaps = len(facts.findings.leftovers)
    if held is not None:
        yield _kept(held)
    elif sure:
        yield from by_right(facts.request.author, facts.estate, GIVES_BACK)
    elif perhaps:
        why = notice("guard.leftovers_perhaps", n=perhaps)
        yield RefusalReason("nothing", why, notice("remedy.leftovers_perhaps"))
    else:
        code = "leftover.none_known" if facts.findings.unread else "leftover.none"
        yield RefusalReason("nothing", notice(code))


def _kept(why: Notice) -> RefusalReason:
    """What is held: by a freeze, by the pool that it runs in, by how a filer is paid or used."""
    if why.code != RUNNING:
        return RefusalReason("frozen", why)
    return RefusalReason("leftovers.running", why, notice("remedy.leftover_running", **why.values))


def _changes(facts: LeftoverFacts, chosen: Sequence[Leftover]) -> tuple[PlannedChange, ...]:
    """One each; a volume goes after its snapshots, which Cinder keeps it for."""
    shots: dict[str, list[int]] = {}
    for seq, one in enumerate(chosen, start=1):
        if one.sort is LeftoverSort.SNAPSHOT and one.belonging is not None:
            shots.setdefault(one.belonging.within, []).append(seq)
    return tuple(
        _change(facts, one, tuple(shots.get(one.id, ()) if one.sort is LeftoverSort.VOLUME else ()))
        for one in chosen
    )


def _change(facts: LeftoverFacts, one: Leftover, after: tuple[int, ...]) -> PlannedChange:
    return PlannedChange(
        datacenter=facts.policy.place(one.region),
        region=one.region,
        name=one.name or one.id,
        desired=Desired.ABSENT,
        resource_id=None if one.holding else one.id,
        made_by=one.operation,
        resource=one.sort.resource,
        before={SURE: int(one.sure), **_held_as(one.holding)},
        after=after,
    )


def _held_as(holding: Holding | None) -> dict[str, str | int]:
    """A filer as the kind of datastores gives it back: vCenter has no id of it."""
    if holding is None:
        return {}
    found: dict[str, str | int] = {
        BILLING: holding.billing.value,
        HOLDING: holding.id,
        OFFER: holding.offer,
        UNUSED: 1,
    }
    return found if holding.size_bytes is None else found | {SIZE: holding.size_bytes}


def _rows(facts: LeftoverFacts, chosen: Sequence[Leftover]) -> Iterable[PlanRow]:
    """One for each datacenter where something is left over."""
    everything = facts.findings.leftovers
    place = facts.policy.place
    for code in dict.fromkeys(place(one.region) for one in everything):
        here = [one for one in everything if place(one.region) == code]
        staying = [one.euro_per_month for one in here if one not in chosen]
        known = [month for month in staying if month is not None]
        yield PlanRow(
            datacenter=code,
            now=len(here),
            change=len(staying) - len(here),
            after=len(staying),
            quota_left_after=None,
            euro_per_hour_after=(
                sum(known, NOTHING) / HOURS_A_MONTH if len(known) == len(staying) else None
            ),
        )


def _told(chosen: Sequence[Leftover], policy: Policy) -> Iterable[Notice]:
    """Of each what it is, since when, what a month of it costs, and why it is told."""
    for one in chosen:
        what = f"{one.name} ({one.id})" if one.name else one.id
        since = UNKNOWN if one.since is None else policy.moment(one.since)
        yield notice(f"detail.left_{one.sort}", what=what, region=one.region, since=since)
        yield one.why
        if one.euro_per_month is not None:
            yield notice("detail.left_price", month=str(euros(one.euro_per_month)))


def _warnings(facts: LeftoverFacts, chosen: Sequence[Leftover]) -> Iterable[Notice]:
    left = [one for one in facts.findings.leftovers if one.sure and one not in chosen]
    orders = sum(one.holding is not None and one.held is None for one in left)
    if orders and not _may_order(facts):
        yield notice("warning.leftovers_order", n=orders)
    held = [one for one in left if one.held]
    if held:
        yield notice("warning.leftovers_held", n=len(held))
        whys = [one.held for one in held if one.held is not None]
        yield from (why for n, why in enumerate(whys) if why not in whys[:n])
    unsure = sum(not one.sure for one in chosen)
    if unsure:
        yield notice("warning.leftovers_perhaps", n=unsure)
    if facts.findings.unread:
        yield notice("warning.leftovers_unread", n=len(facts.findings.unread))
