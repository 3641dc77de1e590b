"""What a worker of a night sees to by itself: the product's keeper, asked when it is due."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from people import Watch
from worker import NEVER

from console.desk.keeping.foresight import Foreseer
from console.desk.keeping.healing import Healer
from console.desk.keeping.keeper import PoolKeeper
from console.desk.keeping.reports import TargetReports
from console.desk.keeping.targets import Targets
from console.desk.keeping.windows import Windows
from console.desk.session import Session
from console.model.operation import Operation
from console.model.plan import Author, Origin, Plan

if TYPE_CHECKING:
    from worker import Worker

LEAST_S = 0.1


@dataclass(slots=True)
class Keeping:
    """The keeper's thread of one worker, which is asked once whenever its pause is over."""

    worker: "Worker"
    due: float = 0.0
    watch: Watch = field(init=False)
    keeper: PoolKeeper = field(init=False)

    def __post_init__(self) -> None:
        worker, night = self.worker, self.worker.night
        self.due = night.moments.t
        self.watch = Watch(night, worker.policy, worker.journal)
        session = Session(
            settings=None,  # type: ignore[arg-type]
            settings_path=Path("/nonexistent"),
            clock=worker.clock,
            policy=worker.policy,
            watch=self.watch,
            compute=night.cloud,
            journal=worker.ledger,
            operator=None,
            origin=Origin.SCHEDULE,
        )
        reports = TargetReports(session, UTC)
        askers = (
            Windows(session),
            Targets(session, reports.full),
            Foreseer(session),
            Healer(session),
        )
        self.keeper = PoolKeeper(session, askers, reports.look)
        ledger = worker.ledger
        ledger.accept = self._accepting(ledger.accept)  # type: ignore[method-assign]
        ledger.request_stop = self._stopping(ledger.request_stop)  # type: ignore[method-assign]

    def look(self) -> None:
        """One round of what it does until its worker leaves."""
        pauses: list[float] = []

        def wait(seconds: float) -> bool:
            pauses.append(seconds)
            return len(pauses) > 1

        self.keeper.keep(self.worker.ledger, wait)
        night = self.worker.night
        due = night.moments.t + max(LEAST_S, pauses[-1])
        self.due = due if due <= night.keeps_until else NEVER

    def _accepting(self, accept: Callable[[Plan], Operation]) -> Callable[[Plan], Operation]:
        night = self.worker.night

        def accepting(plan: Plan) -> Operation:
            night.aside(lambda: night.laws.keeper.asks(self, plan))
            night.untold[plan.operation_id] = lambda: self._told(plan)
            try:
                return accept(plan)
            finally:
                night.tell(plan.operation_id)

        return accepting

    def _told(self, plan: Plan) -> None:
        """It is accepted where it is written, whatever the keeper was told of that."""
        night = self.worker.night
        desk = night.desk(self.worker.journal)
        if any(one.id == plan.operation_id for one in desk.journal.operations(limit=1)):
            night.accepted(desk, plan)

    def _stopping(
        self, stop: Callable[[str, Author], Operation]
    ) -> Callable[[str, Author], Operation]:
        def stopping(operation: str, author: Author) -> Operation:
            stopped = stop(operation, author)
            self.worker.night.stop_asked(operation)
            return stopped

        return stopping
