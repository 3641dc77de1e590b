"""Law 4: in good weather an operation succeeds. What it needs, and what may keep it from that."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from silences import SOURCE

from console.model.operation import Operation, OperationState
from console.model.plan import Desired, Plan
from console.model.policy import Policy
from console.model.resource import CLUSTER, DATASTORE, HOST, LEFTOVER, MACHINE, MEMBER, SILENCE

if TYPE_CHECKING:
    from laws import Laws

EVERYWHERE = ("RBX-A", "GRA11", "SBG5")
PLAN_AGE_S = 900.0
"""A plan older than this is not begun."""
SLACK_S = 30.0
UNREPEATED = {
    "change.not_started",
    "change.not_rebooted",
    "change.not_switched",
    "change.not_restarted",
    "change.no_leader",
    "silence.never_seen",
}
FINE = frozenset({OperationState.SUCCEEDED, OperationState.ROLLED_BACK})


@dataclass(slots=True)
class FairWeather:
    """Looks at how operations ended that nothing has stood against."""

    laws: "Laws"

    def look_back(self, operation: Operation) -> None:
        """Where nothing went wrong with what it needs, it succeeds."""
        laws, night = self.laws, self.laws.night
        needed = sources(operation.plan, night.policy)
        if operation.id in laws.stopped or laws.meddled or needed & night.weather.struck:
            return
        kept = laws.operations[operation.id]
        old = kept.begun_at is not None and kept.begun_at - kept.at > PLAN_AGE_S - SLACK_S
        if old or operation.state in FINE:
            return
        changes = night.desk(kept.journal).journal.changes(operation.id)
        whys = sorted({change.why.code for change in changes if change.why})
        if not self._excused(operation, whys):
            said = f"{operation.id} {operation.state.value}, in good weather for {needed}: {whys}"
            laws.broken(4, said)

    def _excused(self, operation: Operation, whys: list[str]) -> bool:
        """Say whether people's and processes' doings account for it."""
        night = self.laws.night
        if whys == ["change.order_unknown"] and night.deaths:
            return True  # killed in the middle of an order: what is not found is not ordered again
        missed = night.deaths or night.stalls or night.filled
        if whys and set(whys) <= UNREPEATED and missed:
            return True  # as well: what may have been asked for is not asked for again
        if whys == ["guard.plan_age"] and night.idle_s > PLAN_AGE_S:
            return True  # nobody worked for so long that it is not begun any more
        return bool(whys) and self.laws.sweeps.excused(operation, whys)


def sources(plan: Plan, policy: Policy) -> set[str]:
    """The sources that carrying a plan out needs."""
    if plan.resource in {DATASTORE, HOST}:
        return {"vcenter", "supply"}
    if plan.resource == MACHINE:
        return {"vcenter", *(one.source for one in policy.clusters.values())}
    if plan.resource == CLUSTER:
        return {one.source for one in policy.clusters.values()}
    if plan.resource == LEFTOVER:
        services = ("nova", "neutron", "cinder", "octavia")
        return {f"{service}:{c.region}" for c in plan.changes for service in services}
    if plan.resource == SILENCE:
        return {SOURCE}
    regions = {f"nova:{c.region}" for c in plan.changes if c.resource != SILENCE}
    if any(change.resource == SILENCE for change in plan.changes):
        regions.add(SOURCE)
    if any(change.desired is Desired.ABSENT for change in plan.changes):
        # How many stay must be known: what cannot be seen is not counted on.
        regions |= {f"nova:{region}" for region in EVERYWHERE}
    members = {change.region for change in plan.changes if change.resource == MEMBER}
    if members:
        regions |= {f"octavia:{region}" for region in EVERYWHERE}
    return regions | {"prometheus"}
