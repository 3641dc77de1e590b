"""What is left over, as planning sees it."""

from console.kinds.leftovers.draft import draft, renew, standing, weigh
from console.kinds.leftovers.facts import survey
from console.kinds.leftovers.guards import guards
from console.kinds.planner import Planner
from console.kinds.rights import by_role

PLANNER = Planner(
    author=lambda who, _estate, _changes: by_role(who),
    facts=survey,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    guards=guards,
)
