"""What judging a silence takes: the alerts and the silences, lately read."""

from dataclasses import dataclass

from console.kinds.draft import Facts
from console.model.alert import AlertView
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, Record

SOURCE = "alertmanager"


@dataclass(frozen=True, slots=True)
class SilenceFacts(Facts):
    """A request with what the alert manager says."""

    view: AlertView


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> SilenceFacts | tuple[RefusalReason, ...]:
    """What the alert manager says; why nobody knows.

    Where none is asked that may still come: a worker judges by what it has read so far.
    """
    view = estate.alerts
    if view is None and SOURCE not in estate.sources:
        return (RefusalReason("alerts.absent", notice("alerts.absent"), passing=True),)
    heard = None if view is None else view.observed_at
    fresh = estate.freshness(SOURCE, heard, policy.limits.stale_after_s)
    if view is None or fresh is not Freshness.FRESH:
        why, remedy = notice("guard.alerts_unread"), notice("remedy.refresh")
        return (RefusalReason("alerts.unknown", why, remedy, passing=True),)
    return SilenceFacts(request, estate, policy, record, operation_id, view)
