"""Instances, as planning sees them."""

from console.kinds.instances.draft import draft, renew, weigh
from console.kinds.instances.elsewhere import marks
from console.kinds.instances.facts import survey
from console.kinds.instances.guards import guards
from console.kinds.instances.standing import standing
from console.kinds.planner import Planner
from console.kinds.rights import by_role

PLANNER = Planner(
    author=lambda who, _estate, _changes: by_role(who),
    facts=survey,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    marks=marks,
    guards=guards,
)
