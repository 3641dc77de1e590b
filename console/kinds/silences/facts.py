"""What judging a silence takes: the alerts and the silences, lately read."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.kinds.draft import Facts
from console.kinds.silences.verbs import VERBS
from console.model.alert import AlertView
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.resource import SILENCE

SOURCE = "alertmanager"
OWN = frozenset(spec.id for spec in VERBS)


@dataclass(frozen=True, slots=True)
class SilenceFacts(Facts):
    """A request with what the alert manager says; `unread` where that is not known, and why."""

    view: AlertView
    unread: tuple[RefusalReason, ...] = ()


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> SilenceFacts | tuple[RefusalReason, ...]:
    """What the alert manager says; why nobody knows, where that is what the request is about.

    Where none is asked that may still come: a worker judges by what it has read so far.
    """
    unread = tuple(_unread(estate, policy))
    if unread and _own(request, record):
        return unread
    view = estate.alerts
    known = view if view is not None and not unread else AlertView((), (), estate.at, None)
    return SilenceFacts(request, estate, policy, record, operation_id, known, unread)


def _own(request: Request, record: Record) -> bool:
    """Say whether a silence is what is asked for, not what goes with another request."""
    target = record.target
    return request.verb in OWN or (target is not None and target.plan.resource == SILENCE)


def _unread(estate: Estate, policy: Policy) -> Iterable[RefusalReason]:
    view = estate.alerts
    if view is None and SOURCE not in estate.sources:
        yield RefusalReason("alerts.absent", notice("alerts.absent"), passing=True)
        return
    heard = None if view is None else view.observed_at
    fresh = estate.freshness(SOURCE, heard, policy.limits.stale_after_s)
    if view is None or fresh is not Freshness.FRESH:
        why, remedy = notice("guard.alerts_unread"), notice("remedy.refresh")
        yield RefusalReason("alerts.unknown", why, remedy, passing=True)
