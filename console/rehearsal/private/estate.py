"""The private cloud as both fronts see it: `world.private`."""

from collections.abc import Iterator
from typing import Literal

from console.rehearsal.clock import RehearsalClock
from console.rehearsal.private.accounts import Accounts
from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.machines import Machines
from console.rehearsal.private.settle import settle
from console.rehearsal.private.storage import DatastoreWrites
from console.rehearsal.private.supply import SimulatedSupply
from console.rehearsal.private.things import SimulatedAlarm, SimulatedDatastore
from console.rehearsal.record import CallRecord
from console.rehearsal.scenario import Scenario

Colour = Literal["yellow", "red"]
YELLOW, RED = 0.85, 0.95


class PrivateEstate:
    """One private cloud. Call `now` first: it lets happen what is due, then read.

    `inventory` holds the things of vCenter, `machines` and `storage` change
    them, `supply` is the provider's side, `accounts` who may call. `generation`
    grows with every change of the inventory; `thing.generation` and
    `inventory.gone` tell which.
    """

    def __init__(self, scenario: Scenario, clock: RehearsalClock, record: CallRecord) -> None:
        self.settings = scenario.private
        self.accounts = Accounts()
        self.inventory = SimulatedInventory(clock, record, scenario.seed)
        self.inventory.ha = self.settings.ha
        self.storage = DatastoreWrites(self.inventory, self.settings)
        self.machines = Machines(self.inventory, self.settings)
        self.supply = SimulatedSupply(self.inventory, self.storage, self.settings)
        settle(self.inventory, self.supply, self.settings)

    def now(self) -> float:
        """Let happen what is due; estate time in seconds since 1970."""
        return self.inventory.now()

    @property
    def generation(self) -> int:
        """That of the inventory, up to date."""
        self.inventory.now()
        return self.inventory.generation

    def alarms(self) -> tuple[SimulatedAlarm, ...]:
        """Triggered alarms: datastores that fill up, and those that nobody reaches."""
        at = self.now()
        return tuple(self._alarms(at))

    def _alarms(self, at: float) -> Iterator[SimulatedAlarm]:
        for store in self.inventory.datastores.values():
            if not store.accessible:
                if store.mounts:
                    yield _alarm("alarm-9", "Cannot connect to storage", store, "red", at)
                continue
            used = 1 - store.free(at) / store.capacity
            if used > YELLOW:
                colour: Colour = "red" if used > RED else "yellow"
                yield _alarm("alarm-7", "Datastore usage on disk", store, colour, at)


def _alarm(
    number: str, name: str, store: SimulatedDatastore, colour: Colour, at: float
) -> SimulatedAlarm:
    return SimulatedAlarm(f"{number}.{store.id}", name, store.id, colour, min(at, store.use.at))
