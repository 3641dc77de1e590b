"""What the metrics say of a pool, or why they say nothing. Both faces ask here.

Health and load that are old are unknown: a green mark of an hour ago claims what nobody knows.
"""

from console.model.estate import Estate, PoolLoad
from console.model.figure import FIGURES, Freshness
from console.model.notice import Notice, notice

SOURCE = "prometheus"
NOBODY: dict[str, bool] = {}


def silence(estate: Estate) -> Notice | None:
    """Why nothing that the metrics server ever said counts now; None when it does."""
    state = estate.sources.get(SOURCE)
    if state is None:  # an estate that no watch keeps has what it was made with
        return None if estate.health or estate.loads else notice("metrics.absent")
    if state.freshness is Freshness.FRESH:
        return None
    if state.failure is not None:
        return state.failure
    return notice("metrics.stale" if state.freshness is Freshness.STALE else "metrics.unread")


def health(estate: Estate, pool: str) -> dict[str, bool]:
    """Instance name → in service, as of now; the same object for as long as nothing changed."""
    return NOBODY if silence(estate) is not None else estate.health.get(pool, NOBODY)


def health_unknown(estate: Estate, pool: str) -> Notice | None:
    """Why nobody can say what of a pool is in service; None when somebody can."""
    why = silence(estate)
    if why is not None:
        return why
    if estate.health.get(pool):
        return None
    return load(estate, pool).reasons.get("health") or notice("metrics.no_health", pool=pool)


def load(estate: Estate, pool: str) -> PoolLoad:
    """The load of a pool; all of it unknown, with the reason, where it is old or was never read."""
    why = silence(estate)
    if why is None:
        return estate.loads.get(pool, PoolLoad())
    return PoolLoad(reasons=dict.fromkeys(FIGURES, why))
