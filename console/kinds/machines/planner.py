"""Virtual machines, as planning sees them."""

from console.kinds.machines.draft import draft, renew, weigh
from console.kinds.machines.guards import guards, needs
from console.kinds.machines.standing import standing
from console.kinds.planner import Planner
from console.kinds.rights import by_right
from console.kinds.vdc import survey

PLANNER = Planner(
    author=lambda who, estate, changes: by_right(who, estate, needs(changes)),
    facts=survey,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    guards=guards,
)
