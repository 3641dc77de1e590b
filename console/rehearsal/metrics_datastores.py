"""Datastores as vmware_exporter tells them: their capacity and the space that is free."""

from collections.abc import Sequence

from console.rehearsal.metrics_feed import Feed, Read, Values, label_set
from console.rehearsal.metrics_pool import SCRAPE_S
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.reference import DAY_S, VDC
from console.rehearsal.private.things import SimulatedDatastore

CAPACITY, FREE = "vmware_datastore_capacity_size", "vmware_datastore_freespace_size"
KINDS = {CAPACITY: "gauge", FREE: "gauge"}


class DatastoreMetrics:
    """The series of every datastore there is or was, fifteen days back."""

    history_s = 15 * DAY_S

    def __init__(self, estate: PrivateEstate) -> None:
        self._estate = estate
        self._generation = 0
        self._feeds: tuple[Feed, ...] = ()

    @property
    def begins(self) -> float:
        """Fifteen days before the rehearsal's start."""
        return self._estate.inventory.clock.estate_epoch - self.history_s

    def feeds(self, now: float) -> tuple[Feed, ...]:  # noqa: ARG002 - of every group
        """All series, up to date."""
        if self._generation != self._estate.generation:
            inventory = self._estate.inventory
            self._generation = inventory.generation
            stores = (*inventory.datastores.values(), *inventory.former)
            self._feeds = tuple(feed for store in stores for feed in _feeds(store))
        return self._feeds


def _feeds(store: SimulatedDatastore) -> tuple[Feed, Feed]:
    labels = {"ds_name": store.name, "dc_name": VDC, "ds_cluster": ""}
    return (
        Feed(label_set(CAPACITY, **labels), _while_there(store, used=False)),
        Feed(label_set(FREE, **labels), _while_there(store, used=True)),
    )


def _while_there(store: SimulatedDatastore, *, used: bool) -> Read:
    """Capacity, less what is used where that is asked for; nothing before or after its time."""

    def at(time: float) -> float | None:
        if time < store.created_at or (store.ended_at is not None and time >= store.ended_at):
            return None
        return float(store.capacity - (store.used(time) if used else 0))

    def read(scrapes: Sequence[int]) -> Values:
        return [at(scrape * SCRAPE_S) for scrape in scrapes]

    return read
