"""A modelled pool with a real planner and a real journal, for what the worker asks by itself."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from journalled import migrated_url
from modelled import World

from console.desk.session import Session
from console.model.entry import Entry
from console.model.estate import Activity, Estate, Identity, SourceState
from console.model.figure import Freshness
from console.model.forecast import PoolForecast
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Origin
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.conclusion import Conclusion
from console.ports import ComputeReader
from console.settings.model import Settings


@dataclass
class WorldClock:
    """Estate time is the world's."""

    world: World
    speed: float = 1.0

    def now(self) -> datetime:
        """The world's hour."""
        return self.world.now

    def monotonic(self) -> float:
        """Seconds since the epoch of the world."""
        return self.world.now.timestamp()

    def sleep(self, seconds: float) -> None:
        """Let the world go on."""
        self.world.now += timedelta(seconds=seconds)


@dataclass
class WorldWatch:
    """Reads the world and the journal anew whenever it is asked, and keeps what it read.

    `roles` are those of the worker's account; `down_since` and `forecasts` as in `Estate`.
    """

    world: World
    ledger: SqlLedger
    reads: int = 0
    roles: tuple[str, ...] = ("member",)
    down_since: dict[str, dict[str, datetime]] = field(default_factory=dict)
    forecasts: dict[str, PoolForecast] = field(default_factory=dict)
    _last: Estate | None = None
    _known: bool = False

    def start(self) -> None:
        """Nothing runs by itself."""

    def stop(self, timeout_s: float = 1.0) -> None:
        """Nothing runs by itself."""

    def snapshot(self) -> Estate:
        """What was read last."""
        return self._last or self.refresh(())

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        """Read everything; whose account it is only once that is asked for."""
        self._known = self._known or names is None or "identity" in names
        self.reads += 1
        self.world.now += timedelta(seconds=1)
        ended = self.ledger.operations(live=False)
        activity = Activity(
            self.ledger.operations(live=True),
            ended,
            freezes=self.ledger.freezes(),
            healed=tuple(change for one in ended for change in self.ledger.changes(one.id)),
        )
        who = Identity("vigie", "estate", self.roles) if self._known else None
        read = replace(self.world.estate(), activity=activity, identity=who)
        read.sources["identity"] = SourceState("identity", Freshness.FRESH)
        self._last = replace(read, down_since=self.down_since, forecasts=self.forecasts)
        return self._last

    def awaited(self) -> tuple[str, ...]:
        return ()

    def hasten(self, names: Collection[str] | None = None) -> None:
        """Everything is read when it is asked for."""


@dataclass
class Kept:
    """The world, its journal, and the worker's session."""

    world: World
    ledger: SqlLedger
    watch: WorldWatch
    session: Session

    @classmethod
    def open(cls, folder: Path, world: World) -> "Kept":
        """An empty journal in a folder."""
        clock = WorldClock(world)
        ledger = SqlLedger(migrated_url(folder), clock=clock, state_dir=folder)
        watch = WorldWatch(world, ledger)
        session = Session(
            settings=cast("Settings", None),
            settings_path=Path(),
            clock=clock,
            policy=world.policy,
            watch=watch,
            compute=cast("ComputeReader", None),
            journal=ledger,
            operator=None,
            origin=Origin.SCHEDULE,
        )
        return cls(world, ledger, watch, session)

    def newest(self) -> Operation:
        """The operation that was accepted last."""
        return self.ledger.operations()[0]

    def carry_out(
        self, outcomes: dict[str, str] | None = None, state: OperationState | None = None
    ) -> Operation:
        """Do the newest operation as a worker would; `outcomes` as in `World.apply`.

        It ends as its changes have it, unless `state` says otherwise.
        """
        operation = self.newest()
        _, changes = self.world.apply(operation.plan, outcomes=outcomes)
        claim = self.ledger.claim(operation.id, operation.id)
        self.ledger.begin(claim, Entry("operation.started", notice("operation.started")))
        tracked = self.ledger.tracked(operation.id)
        pairs = zip(tracked, changes, strict=True)
        moved = [replace(t, change=replace(done, seq=t.change.seq)) for t, done in pairs]
        self.ledger.record(claim, moved)
        if state is None:
            Conclusion(self.ledger, self.world.policy).end(claim)
        else:
            self.ledger.end(claim, state, [])
        return self.ledger.operation(operation.id)
