"""Give each operation to the passes that know its kind of resource."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.model.notice import notice
from console.model.policy import Policy
from console.model.resource import DATASTORE, HOST, MACHINE, Resource
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.passage import Passed, Passes, fail_all
from console.operations.passes.resizing import Resizing
from console.operations.passes.supplying import Supplying
from console.ports import Clock, PrivateCloud, Supply


@dataclass(frozen=True, slots=True)
class PrivateSide:
    """The private cloud as the worker writes to it; None where the settings name none."""

    private: PrivateCloud | None = None
    supply: Supply | None = None
    settle_s: float = 60.0
    """Wall seconds an unanswered order may take to show up in the list of orders."""


class ByResource:
    """Passes over operations of every kind."""

    def __init__(self, ledger: SqlLedger, passes: Mapping[Resource, Passes]) -> None:
        self._ledger = ledger
        self._passes = passes
        self._kinds: dict[str, Resource] = {}

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass, by whoever knows the operation's resource."""
        kind = self._kind(claim.operation_id)
        if kind is None:
            return Passed(claim, done=True)
        passes = self._passes.get(kind)
        if passes is None:
            before = self._ledger.tracked(claim.operation_id, datacenter)
            return fail_all(self._ledger, claim, before, notice("change.no_private_cloud"))
        passed = passes.run(claim, datacenter)
        if passed.done:
            self._kinds.pop(claim.operation_id, None)
        return passed

    def close(self) -> None:
        """Let every kind go."""
        for passes in set(self._passes.values()):
            passes.close()

    def _kind(self, operation_id: str) -> Resource | None:
        """The resource of an operation, which never changes; None once it has ended."""
        if operation_id not in self._kinds:
            operation = self._ledger.live_operation(operation_id)
            if operation is None:
                return None
            self._kinds[operation_id] = operation.plan.resource
        return self._kinds[operation_id]


def private_passes(
    ledger: SqlLedger,
    side: PrivateSide,
    *,
    clock: Clock,
    policy: Policy,
    interval_s: float,
    settle_s: float,
    leaving: Callable[[], bool],
) -> dict[Resource, Passes]:
    """The passes over what is ordered and over machines, as far as there is a private cloud.

    `settle_s` (wall) is how long a call to vCenter without an answer may take to show.
    """
    found: dict[Resource, Passes] = {}
    if side.private is None:
        return found
    found[MACHINE] = Resizing(
        ledger,
        private=side.private,
        clock=clock,
        policy=policy,
        settle_s=settle_s,
        interval_s=interval_s,
        leaving=leaving,
    )
    if side.supply is not None:
        supplying = Supplying(
            ledger,
            private=side.private,
            supply=side.supply,
            clock=clock,
            policy=policy,
            settle_s=side.settle_s,
            interval_s=interval_s,
            leaving=leaving,
        )
        found |= {DATASTORE: supplying, HOST: supplying}
    return found
