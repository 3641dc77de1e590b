"""How long an order without an answer may take to show."""

from console.kinds.step import Ground
from console.model.tracked import Tracked


def settled(tracked: Tracked, ground: Ground) -> bool:
    """Say whether what was asked for a change would be seen by now."""
    return ground.settled(tracked, ground.tuning.supply_settle_s)
