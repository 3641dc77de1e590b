"""A simulated private cloud, and the hand on its clock."""

from datetime import UTC, datetime

from console.rehearsal.clock import RehearsalClock
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.reference import VDC_ID
from console.rehearsal.private.scenario import Private
from console.rehearsal.private.things import By, Machine, SimulatedDatastore
from console.rehearsal.scenario import Scenario
from console.rehearsal.world import World

START = datetime(2026, 11, 26, 13, tzinfo=UTC)
BY = By("vigie@vsphere.local", "op-1")


class StoppedClock(RehearsalClock):
    """Estate time that passes when it is told to."""

    def __init__(self) -> None:
        super().__init__(START, 1.0)
        self.time = START.timestamp()

    def now(self) -> float:
        return self.time


class Standing:
    """A private cloud, and the hand on its clock."""

    def __init__(self, **private: object) -> None:
        self.clock = StoppedClock()
        settings = Private(**private)  # type: ignore[arg-type]
        scenario = Scenario(title="Test", starts=START, private=settings)
        self.world = World(scenario, clock=self.clock)
        self.estate: PrivateEstate = self.world.private

    def after(self, seconds: float) -> float:
        self.clock.time += seconds
        return self.estate.now()

    def store(self, name: str) -> SimulatedDatastore:
        found = self.estate.inventory.datastore_named(name)
        assert found is not None
        return found

    def machine(self, name: str) -> Machine:
        machines = self.estate.inventory.machines.values()
        return next(each for each in machines if each.name == name)

    def delivered(self) -> SimulatedDatastore:
        """Order a filer and wait until it stands in vCenter."""
        task = self.estate.supply.order_filer("ssd-3000-GB", vdc_id=VDC_ID, by=BY)
        self.after(task.ends_at - self.clock.time)
        assert task.filer_id is not None
        return self.store(self.estate.supply.filers[task.filer_id].name)

    def orders(self) -> list[str]:
        return [entry.order for entry in self.world.record.entries]
