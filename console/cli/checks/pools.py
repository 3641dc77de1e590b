"""The pools: their members, and whether what they need is there."""

from collections.abc import Iterator

from console.cli import failure
from console.cli.checks.check import Check
from console.desk import capacity
from console.desk.census import tallies, total
from console.desk.session import Session
from console.desk.strays import members, strays
from console.kinds.instances import preflight
from console.kinds.instances.recruits import names
from console.model.capacity import SURE, SeenCapacity
from console.model.estate import Estate
from console.model.notice import notice
from console.model.pool import ForesightMode, HealingMode, Pool, PoolKind
from console.model.tally import Tally

UNKNOWN = "?"


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Counted against the baseline, by datacenter; what instances are made with; strays."""
    for name, pool in session.policy.pools.items():
        whole = total(tallies(estate, session.policy, pool))
        if whole is not None:
            enough = whole.size + whole.unreadable >= pool.baseline
            code = "doctor.pool_short"
            if enough:
                code = "doctor.pool_at_least" if whole.unreadable else "doctor.pool"
            found = notice(code, pool=name, n=whole.size, baseline=pool.baseline)
            yield Check.judged(f"pool {name}", ok=enough, found=found)
            yield from _floor(pool, whole)
        yield from _members(session, estate, name)
        for reason in preflight.missing(estate, pool, session.policy.datacenters):
            yield Check.bad(f"builds {name}", reason.why, remedy=reason.remedy)
        yield from _capacity(session, estate, pool)
    yield from _strays(session, estate)
    yield from _by_themselves(session)


def _by_themselves(session: Session) -> Iterator[Check]:
    """Who sees to the pools that heal or grow by themselves; a service's worker is told there."""
    pools = session.policy.pools.values()
    heal = [f"{one.name} (healing)" for one in pools if one.healing is HealingMode.AUTO]
    grow = [f"{one.name} (foresight)" for one in pools if one.grows_by_itself]
    named = ", ".join([*heal, *grow])
    if not named or session.settings.service is not None:
        return
    working = [one for one in session.journal.workers() if one.works]
    if working:
        found = notice("doctor.auto_kept", pools=named, pid=working[0].pid, host=working[0].host)
        yield Check.well("auto", found)
    else:
        yield Check.hint("auto", notice("doctor.auto_unkept", pools=named))


def _capacity(session: Session, estate: Estate, pool: Pool) -> Iterator[Check]:
    """Whether instances carry what the settings say, or what was learned where they say nothing."""
    if pool.connections_per_instance is None:
        yield _learned(estate, pool)
        return
    if pool.foresight is ForesightMode.OFF or pool.kind is PoolKind.STATEFUL:
        return
    label, each = f"capacity {pool.name}", pool.connections_per_instance
    found = capacity.seen(session, pool)
    if not isinstance(found, SeenCapacity):
        if found.code.startswith("foresight."):
            yield Check.well(label, found)
    elif found.over_from is None:
        told = notice("doctor.capacity_least", pool=pool.name, each=each, n=found.carried)
        yield Check.well(label, told)
    else:
        told = notice(
            "doctor.capacity_over" if capacity.contradicts(pool, found) else "doctor.capacity",
            pool=pool.name,
            each=each,
            n=found.carried,
            low=found.over_from,
            minutes=round(found.over.total_seconds() / 60),
        )
        judged = Check.hint if capacity.contradicts(pool, found) else Check.well
        yield judged(label, told)


def _learned(estate: Estate, pool: Pool) -> Check:
    """What sizes are made by where the settings do not say it; why by nothing, and what to do."""
    label, told = f"capacity {pool.name}", estate.capacity(pool)
    if told.each is None or told.seen is None:
        remedy = notice("remedy.capacity_unknown")
        return Check.hint(label, told.why or notice("foresight.capacity_unread"), remedy)
    found = notice(
        "doctor.capacity_learned",
        pool=pool.name,
        each=told.each,
        n=told.seen.peaks,
        low=told.seen.over_from or 0,
    )
    if pool.grows_by_itself and not told.is_sure:
        return Check.hint(label, found, notice("remedy.capacity_unsure", least=SURE))
    return Check.well(label, found)


def _floor(pool: Pool, whole: Tally) -> Iterator[Check]:
    """Where the settings name a floor, whether it stands in service; nobody may know."""
    if pool.least is None:
        return
    label = f"floor {pool.name}"
    if whole.serving is None:
        if whole.unknown is not None:
            yield Check.hint(label, whole.unknown)
        return
    enough = whole.serving >= pool.floor
    code = "doctor.floor" if enough else "doctor.floor_short"
    found = notice(code, pool=pool.name, n=whole.serving, floor=pool.floor)
    yield Check.judged(label, ok=enough, found=found)


def _members(session: Session, estate: Estate, pool: str) -> Iterator[Check]:
    """Where they stand; of a datacenter that nobody could list, why."""
    label = f"members {pool}"
    counted = list(members(estate, session.policy, pool))
    told = ", ".join(f"{code} {UNKNOWN if n is None else n}" for code, n in counted)
    dark = {code for code, n in counted if n is None}
    if len(dark) < len(counted):
        found = notice("doctor.pool_members", places=told)
        yield Check.hint(label, found) if dark else Check.well(label, found)
    regions = [r for p in session.policy.datacenters if p.code in dark for r in p.regions]
    for state in map(estate.sources.get, (f"nova:{region}" for region in regions)):
        if state is not None and state.failure is not None:
            yield Check.bad(label, state.failure, failure.UNREACHABLE)


def _strays(session: Session, estate: Estate) -> Iterator[Check]:
    """What a slip in a name or a mark keeps out of a pool, or has in two: that alone is wrong."""
    found = strays(estate, session.policy)
    for pool, some in found.alike.items():
        why = notice("doctor.alike", n=len(some), names=names(some), pool=pool)
        yield Check.hint(f"names {pool}", why)
    for pool, some in found.unknown.items():
        why = notice("doctor.unknown_pool", n=len(some), names=names(some), pool=pool)
        yield Check.hint("marks", why)
    for pools, some in found.claimed.items():
        why = notice("doctor.claimed", n=len(some), names=names(some), pools=pools)
        yield Check.bad("names", why)
