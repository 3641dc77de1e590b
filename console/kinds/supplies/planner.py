"""Datastores and hosts, as planning sees them."""

from console.kinds.planner import Planner
from console.kinds.rights import by_right
from console.kinds.supplies.bill import weigh
from console.kinds.supplies.draft import draft, renew
from console.kinds.supplies.facts import survey
from console.kinds.supplies.guards import guards, needs
from console.kinds.supplies.standing import standing

PLANNER = Planner(
    author=lambda who, estate, changes: by_right(who, estate, needs(changes)),
    facts=survey,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    guards=guards,
)
