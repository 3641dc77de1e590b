"""Which alerts the rehearsed Prometheus fires: what is true of the estate, and the Watchdog."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.rehearsal.faults import FaultBoard
from console.rehearsal.load import Capacity, SimulatedLoad, shares
from console.rehearsal.reference import REGIONS
from console.rehearsal.world import World

RESOLVE_S = 300.0
"""Alertmanager's resolve_timeout: an alert that is not sent again ends after it."""
SUFFERS, COLLAPSES = 1.0, 1.25
FULL, FULLEST = 0.90, 0.97
PRIVATE_PLACE = "RBX"
Labels = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class FiringAlert:
    """An alert as it was last sent; times are estate time, unix seconds."""

    labels: dict[str, str]
    summary: str
    starts: float
    sent: float

    @property
    def fingerprint(self) -> str:
        """FNV-1a of the sorted labels, as prometheus/common makes it."""
        mixed = 0xCBF29CE484222325
        for name, value in sorted(self.labels.items()):
            for octet in (*name.encode(), 0xFF, *value.encode(), 0xFF):
                mixed = (mixed ^ octet) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
        return f"{mixed:016x}"


class AlertRules:
    """Judges the estate whenever somebody asks; what stays true keeps its beginning."""

    def __init__(self, world: World, load: SimulatedLoad, faults: FaultBoard) -> None:
        self._world = world
        self._load = load
        self._faults = faults
        self._firing: dict[Labels, FiringAlert] = {}

    def now(self) -> float:
        """Estate time, unix seconds."""
        return self._world.now()

    def firing(self) -> list[FiringAlert]:
        """What fires. While Prometheus is silent nothing is sent anew, and all of it ends."""
        now = self.now()
        if self._faults.silences("prometheus"):
            kept = {k: one for k, one in self._firing.items() if now - one.sent < RESOLVE_S}
        else:
            kept = {}
            for found, summary in self._true(now):
                key = tuple(sorted(found.items()))
                before = self._firing.get(key)
                starts = now if before is None else before.starts
                kept[key] = FiringAlert(found, summary, starts, now)
        self._firing = kept
        return list(kept.values())

    def _true(self, now: float) -> Iterator[tuple[dict[str, str], str]]:
        yield _alert("Watchdog", "none"), "Alerts arrive."
        yield from self._pool(now)
        for site in REGIONS:
            if self._faults.silences("compute", site.region):
                yield (
                    _alert("RegionSilent", "critical", datacenter=site.datacenter),
                    f"The API of {site.region} does not answer.",
                )
        for store in self._world.private.inventory.datastores.values():
            ratio = store.used(now) / store.capacity
            if ratio >= FULL:
                labels = _alert(
                    "DatastoreNearlyFull",
                    "critical" if ratio >= FULLEST else "warning",
                    datacenter=PRIVATE_PLACE,
                    ds_name=store.name,
                )
                yield labels, f"Datastore {store.name} is nearly full."

    def _pool(self, now: float) -> Iterator[tuple[dict[str, str], str]]:
        load = self._load
        counts = [
            Capacity(self._world.intervals(load.pool, place), load.curve.starts_at).at(now)
            for place in load.datacenters
        ]
        for place, share in zip(load.datacenters, shares(load, counts, now), strict=True):
            where = {"datacenter": place, "pool": load.pool}
            if share.saturation is None:
                said = f"Nothing of {load.pool} is in service in {place}."
                yield _alert("PoolEmpty", "critical", **where), said
            elif share.saturation > SUFFERS:
                severity = "critical" if share.saturation > COLLAPSES else "warning"
                said = f"{load.pool} carries more than its instances take in {place}."
                yield _alert("PoolSaturated", severity, **where), said


def _alert(name: str, severity: str, **more: str) -> dict[str, str]:
    return {"alertname": name, "severity": severity, **more}
