"""Silences, as planning sees them."""

from console.kinds.planner import Planner
from console.kinds.rights import by_role
from console.kinds.silences.draft import draft, renew, standing, weigh
from console.kinds.silences.facts import survey
from console.kinds.silences.following import follow
from console.kinds.silences.guards import guards

PLANNER = Planner(
    author=lambda who, _estate, _changes: by_role(who),
    facts=survey,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    follow=follow,
    guards=guards,
)
