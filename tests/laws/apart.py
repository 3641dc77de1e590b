"""The laws over quarantines, at each write of one and at each removal."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clouds import Relabel, Server

from console.model.instance import POOL_KEY, QUARANTINE_KEY, Quarantine
from console.model.plan import PlannedChange
from console.model.resource import LEFTOVER, QUARANTINE
from console.model.wanted import UNTIL

if TYPE_CHECKING:
    from laws import Laws
    from worker import Worker


@dataclass(slots=True)
class QuarantineLaws:
    """Watches who is set aside and who comes back, and that nobody else touches either."""

    laws: "Laws"

    def written(self, mark: Relabel) -> None:
        """A word of quarantine has reached the cloud: laws 5, 6 and 10."""
        worker = self.laws.night.current
        if mark.key != QUARANTINE_KEY or worker is None or mark.process != worker.name:
            return
        operation, server = worker.running or "", mark.server
        kept = self.laws.operations.get(operation)
        changes = () if kept is None else kept.plan.changes
        planned = [
            c
            for c in changes
            if (c.resource, c.resource_id) == (QUARANTINE, server.id)
            and (UNTIL in c.wanted) == (mark.after is not None)
        ]
        if not planned or kept is None:
            self.laws.broken(6, f"{server.name} is set aside or back by {operation}, in no plan")
        self.laws.may_write(operation)
        if worker.zombie:
            return
        if mark.after is None:
            self._back(mark, kept.plan.target)
        elif mark.before is None:
            self._aside(worker, server, planned, operation)

    def _aside(
        self, worker: "Worker", server: Server, planned: list[PlannedChange], operation: str
    ) -> None:
        """Who is sick goes without traffic, after another serves; whoever is well stays."""
        self.laws.thawed(worker, server.metadata.get(POOL_KEY, ""), f"{server.name} is set aside")
        self.laws.still_sick(worker, server, "set aside")
        self.laws.replaced(worker, server, planned, operation)
        self.laws.members.removed(server)

    def _back(self, mark: Relabel, target: str | None) -> None:
        """A rollback takes back the quarantines of its target, and nobody else's."""
        by = Quarantine.read(mark.before or "").operation
        if by != target:
            self.laws.broken(6, f"{mark.server.name}, set aside by {by}, is back for {target}")

    def over_at(self) -> float:
        """When nobody is kept any more."""
        night = self.laws.night
        words = (s.metadata[QUARANTINE_KEY] for s in night.cloud.standing() if s.apart)
        ends = [end for word in words if (end := Quarantine.read(word).until) is not None]
        start = night.moments.estate(-night.moments.t)
        return max(((end - start).total_seconds() / night.speed + 1.0 for end in ends), default=0.0)

    def removed(self, server: Server) -> None:
        """Whoever is set aside is removed by sweeps alone, and once that time is over."""
        if QUARANTINE_KEY not in server.metadata:
            return
        worker, now = self.laws.night.current, self.laws.night.moments.estate()
        kept = self.laws.operations.get((worker and worker.running) or "")
        until = Quarantine.read(server.metadata[QUARANTINE_KEY]).until
        swept = kept is not None and kept.plan.resource == LEFTOVER
        if not swept or until is None or now < until:
            self.laws.broken(6, f"{server.name} is removed, and is kept for a post-mortem")
