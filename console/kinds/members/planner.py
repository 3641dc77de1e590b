"""Members, as planning sees them: nothing is asked of them alone, they follow instances."""

from console.kinds.draft import Draft, Standing
from console.kinds.members.facts import MemberFacts, survey
from console.kinds.members.following import follow
from console.kinds.members.guards import guards
from console.kinds.planner import Planner
from console.kinds.rights import by_role
from console.model.resource import MEMBER


def _nothing(facts: MemberFacts) -> Draft:
    return Draft(MEMBER, facts.pool.name)


PLANNER = Planner(
    author=lambda who, _estate, _changes: by_role(who),
    facts=survey,
    draft=_nothing,
    standing=lambda _facts, _target, _verb: Standing(),
    weigh=lambda facts, _changes: _nothing(facts),
    renew=lambda facts, _family: _nothing(facts),
    follow=follow,
    guards=guards,
)
