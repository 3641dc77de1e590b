"""How long an instance is waited for, and what is said when nothing is known of it."""

from dataclasses import replace

from console.kinds.step import Ground
from console.model.build import Build
from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.model.tracked import Tracked
from console.model.wanted import MISSING

REMOVAL_ATTEMPTS = 5
"""How often a removal that comes to ERROR is asked for."""
LONGEST_AGAIN = 2
"""How many times the wait between two removals doubles."""


def pool_of(ground: Ground) -> Pool:
    """The operation's pool; `lacks` has looked that there is one."""
    return ground.policy.pools[ground.operation.plan.pool]


def build_of(ground: Ground, region: str) -> Build:
    """How the operation's instances are made in a region by the settings as they are now."""
    places = (p.code for p in ground.policy.datacenters if region in p.regions)
    return pool_of(ground).build_in(next(places, region))


def planned(ground: Ground, region: str) -> Build:
    """The same by the plan, where it says so; its user data is read where this worker has it."""
    said = build_of(ground, region)
    build = ground.operation.plan.builds.get(region, said)
    if build.user_data is None or said.user_data is None:
        return build
    return replace(build, user_data=replace(build.user_data, path=said.user_data.path))


def patience_s(ground: Ground) -> float:
    """How long a creation or a removal may take, in estate seconds."""
    return pool_of(ground).boot_deadline_s


def settled(tracked: Tracked, ground: Ground) -> bool:
    """Say whether what was asked for a change would be in a listing by now."""
    return ground.settled(tracked, ground.tuning.settle_s)


def may_ask_again(tracked: Tracked, ground: Ground) -> bool:
    """Say whether a removal that was asked for may be asked for once more: ever less often."""
    times = min(max(0, tracked.change.attempts - 1), LONGEST_AGAIN)
    return ground.settled(tracked, ground.tuning.settle_s * 2.0**times)


def may_retry(tracked: Tracked, ground: Ground) -> bool:
    """Say whether one more creation may be asked for."""
    return not ground.stop and tracked.change.attempts < ground.tuning.create_attempts


def unknown(tracked: Tracked) -> Notice:
    """Nobody ever saw what came of it."""
    return notice("change.outcome_unknown", name=tracked.change.name)


def missing(tracked: Tracked) -> frozenset[str]:
    """Ids that the cloud has said it does not know any more, whatever a list still says."""
    return frozenset(str(tracked.change.kept.get(MISSING, "")).split())
