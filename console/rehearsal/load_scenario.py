"""A scenario's `[load]` table as the load of the reference estate's pool."""

from console.rehearsal.load import SimulatedLoad
from console.rehearsal.load_curve import Curve, DemandGrowth
from console.rehearsal.reference import CONNECTIONS_PER_INSTANCE, POOL, REGIONS
from console.rehearsal.scenario import Scenario


def pool_load(scenario: Scenario) -> SimulatedLoad:
    """The load of pool `api` in a scenario."""
    given = scenario.load
    growth = None
    if given.growth is not None:
        growth = DemandGrowth(
            at_start=given.growth.at_start, to=given.growth.to, over_s=given.growth.over_s
        )
    return SimulatedLoad(
        pool=POOL,
        datacenters=tuple(site.datacenter for site in REGIONS),
        knee=CONNECTIONS_PER_INSTANCE,
        curve=Curve(
            peak=given.peak,
            starts_at=scenario.starts.timestamp(),
            growth=growth,
            seed=scenario.seed,
            noise=given.noise,
        ),
    )
