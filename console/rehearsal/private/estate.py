"""The private cloud as both fronts see it: `world.private`."""

from collections.abc import Iterator
from typing import Literal

from console.rehearsal.clock import EstateClock
from console.rehearsal.private.accounts import Accounts
from console.rehearsal.private.inventory import Inventory
from console.rehearsal.private.machines import Machines
from console.rehearsal.private.settle import settle
from console.rehearsal.private.storage import Storage
from console.rehearsal.private.supply import Supply
from console.rehearsal.private.things import Alarm, Datastore
from console.rehearsal.record import Record
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

    def __init__(self, scenario: Scenario, clock: EstateClock, record: Record) -> None:
        self.settings = scenario.private
        self.accounts = Accounts()
        self.inventory = Inventory(clock, record, scenario.seed)
        self.storage = Storage(self.inventory, self.settings)
        self.machines = Machines(self.inventory, self.settings)
        self.supply = Supply(self.inventory, self.storage, self.settings)
        settle(self.inventory, self.supply, self.settings)

    def now(self) -> float:
        """Let happen what is due; estate time in seconds since 1970."""
        return self.inventory.now()

    @property
    def generation(self) -> int:
        """That of the inventory, up to date."""
        self.inventory.now()
        return self.inventory.generation

    def alarms(self) -> tuple[Alarm, ...]:
        """Triggered alarms: datastores that fill up, and those that nobody reaches."""
        at = self.now()
        return tuple(self._alarms(at))

    def _alarms(self, at: float) -> Iterator[Alarm]:
        for store in self.inventory.datastores.values():
            if not store.accessible:
                if store.mounts:
                    yield _alarm("alarm-9", "Cannot connect to storage", store, "red", at)
                continue
            used = 1 - store.free(at) / store.capacity
            if used > YELLOW:
                colour: Colour = "red" if used > RED else "yellow"
                yield _alarm("alarm-7", "Datastore usage on disk", store, colour, at)


def _alarm(number: str, name: str, store: Datastore, colour: Colour, at: float) -> Alarm:
    return Alarm(f"{number}.{store.id}", name, store.id, colour, min(at, store.use.at))
