"""What judging a sweep takes: what was found to be left over, and lately."""

from dataclasses import dataclass

from console.kinds.draft import Facts
from console.model.estate import Estate
from console.model.leftover import Findings
from console.model.notice import notice
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.verb import ROLLBACK, TOPUP


@dataclass(frozen=True, slots=True)
class LeftoverFacts(Facts):
    """A request with what is left over."""

    findings: Findings


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> LeftoverFacts | tuple[RefusalReason, ...]:
    """What was found; why nobody knows. To take a sweep back nothing need be known."""
    found = estate.leftovers
    if found is None and request.verb in {ROLLBACK, TOPUP}:
        found = Findings(estate.at, ())
    if found is None:
        why = notice("guard.leftovers_unknown")
        return (RefusalReason("leftovers.unknown", why, notice("remedy.refresh"), passing=True),)
    return LeftoverFacts(request, estate, policy, record, operation_id, found)
