"""What is in service of a pool, and its load, or why nobody can say. Both faces ask here.

Health and load that are old are unknown: a green mark of an hour ago claims what nobody knows.
"""

from console.model.estate import Estate, PoolLoad
from console.model.figure import FIGURES
from console.model.notice import Notice, notice
from console.model.serving import silence

NOBODY: dict[str, bool] = {}


def health(estate: Estate, pool: str) -> dict[str, bool]:
    """Instance name → in service, as of now; the same object for as long as nothing changed."""
    behind = estate.service.get(pool)
    if behind is not None:
        return behind.in_service
    return NOBODY if silence(estate) is not None else estate.health.get(pool, NOBODY)


def health_unknown(estate: Estate, pool: str, region: str) -> Notice | None:
    """Why nobody can say what of a pool is in service in a region; None when somebody can."""
    behind = estate.service.get(pool)
    if behind is not None and region in behind.unknown:
        return behind.unknown[region]
    return unmeasured(estate, pool)


def unmeasured(estate: Estate, pool: str) -> Notice | None:
    """Why the metrics do not say what of a pool is in service; None when they do."""
    why = silence(estate)
    if why is not None:
        return why
    if estate.health.get(pool):
        return None
    return load(estate, pool).reasons.get("health") or notice("metrics.no_health", pool=pool)


def load(estate: Estate, pool: str) -> PoolLoad:
    """The load of a pool; all of it unknown, with the reason, where it is old or was never read.

    Of a moment that is looked back at, what was asked for it is what there is.
    """
    past = estate.recorded is not None
    why = None if past else silence(estate)
    if why is None:
        return estate.loads.get(pool, PoolLoad())
    return PoolLoad(reasons=dict.fromkeys(FIGURES, why))
