"""The pools: their members, and whether what they need is there."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk.census import tallies, total
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Counted against the baseline; flavors against each region."""
    for name, pool in session.policy.pools.items():
        whole = total(tallies(estate, session.policy, pool))
        if whole is not None:
            enough = whole.size + whole.unreadable >= pool.baseline
            code = "doctor.pool_short"
            if enough:
                code = "doctor.pool_at_least" if whole.unreadable else "doctor.pool"
            found = notice(code, pool=name, n=whole.size, baseline=pool.baseline)
            yield Check(f"pool {name}", enough, found)
        for region, flavors in estate.flavors.items():
            if flavors and not any(pool.flavor in (f.name, f.id) for f in flavors):
                missing = notice("doctor.flavor_missing", flavor=pool.flavor, region=region)
                yield Check(f"pool {name}", False, missing)  # noqa: FBT003 - nothing could be created there
