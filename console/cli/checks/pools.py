"""The pools: their members, and whether what they need is there."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk.census import tallies, total
from console.desk.session import Session
from console.desk.strays import members, strays
from console.kinds.instances.recruits import names
from console.model.estate import Estate
from console.model.notice import notice

UNKNOWN = "?"


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Counted against the baseline, by datacenter; flavors against each region; strays."""
    for name, pool in session.policy.pools.items():
        whole = total(tallies(estate, session.policy, pool))
        if whole is not None:
            enough = whole.size + whole.unreadable >= pool.baseline
            code = "doctor.pool_short"
            if enough:
                code = "doctor.pool_at_least" if whole.unreadable else "doctor.pool"
            found = notice(code, pool=name, n=whole.size, baseline=pool.baseline)
            yield Check(f"pool {name}", enough, found)
        yield _members(session, estate, name)
        for region, flavors in estate.flavors.items():
            wanted = pool.build_in(_datacenter(session, region)).flavor.said
            if flavors and not any(wanted in (f.name, f.id) for f in flavors):
                missing = notice("doctor.flavor_missing", flavor=wanted, region=region)
                yield Check(f"pool {name}", False, missing)  # noqa: FBT003 - nothing could be created there
    yield from _strays(session, estate)


def _datacenter(session: Session, region: str) -> str:
    return next((p.code for p in session.policy.datacenters if region in p.regions), region)


def _members(session: Session, estate: Estate, pool: str) -> Check:
    """Where they stand; a datacenter that nobody could list is told as unknown."""
    counted = list(members(estate, session.policy, pool))
    told = ", ".join(f"{code} {UNKNOWN if n is None else n}" for code, n in counted)
    known = all(n is not None for _, n in counted)
    return Check(f"members {pool}", known, notice("doctor.pool_members", places=told))


def _strays(session: Session, estate: Estate) -> Iterator[Check]:
    """What a slip in a name or a mark keeps out of a pool, or has in two: that alone is wrong."""
    found = strays(estate, session.policy)
    for pool, some in found.alike.items():
        why = notice("doctor.alike", n=len(some), names=names(some), pool=pool)
        yield Check(f"names {pool}", True, why)  # noqa: FBT003 - a hint
    for pool, some in found.unknown.items():
        why = notice("doctor.unknown_pool", n=len(some), names=names(some), pool=pool)
        yield Check("marks", True, why)  # noqa: FBT003 - a hint
    for pools, some in found.claimed.items():
        why = notice("doctor.claimed", n=len(some), names=names(some), pools=pools)
        yield Check("names", False, why)  # noqa: FBT003 - both count it
