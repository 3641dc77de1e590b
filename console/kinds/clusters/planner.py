"""Clusters, as planning sees them."""

from collections.abc import Iterable

from console.kinds.clusters.draft import draft, renew, weigh
from console.kinds.clusters.facts import survey
from console.kinds.clusters.guards import guards
from console.kinds.clusters.standing import standing
from console.kinds.planner import Planner
from console.kinds.rights import by_role
from console.model.estate import Estate
from console.model.plan import Author, PlannedChange, RefusalReason


def _author(
    who: Author, estate: Estate, changes: Iterable[PlannedChange]
) -> Iterable[RefusalReason]:
    """A cluster's mechanism knows no people: whose account may change either cloud may ask."""
    del estate, changes
    return () if who.rights else by_role(who)


PLANNER = Planner(
    author=_author,
    facts=survey,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    guards=guards,
)
