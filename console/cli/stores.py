"""Datastores as the command line tells them: figures, mounts, growth, what is wrong."""

from dataclasses import dataclass
from math import floor
from typing import Any

from console.cli import shapes
from console.kinds.supplies.growth import bytes_per_day, days_until_full
from console.kinds.supplies.storage import Trouble, fullest_first, troubles
from console.locale import Locale
from console.model.estate import Estate
from console.model.policy import PrivatePolicy
from console.model.private import Datastore, PrivateView


@dataclass(frozen=True, slots=True)
class Store:
    """One datastore with what is known around it. `hosts` counts those in service."""

    datastore: Datastore
    hosts: int
    missing: tuple[str, ...]
    growth_bytes_per_day: float | None
    days_until_full: float | None
    machines: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    @property
    def usable(self) -> int:
        """Hosts in service that can use it."""
        return self.hosts - len(self.missing)

    @property
    def used_ratio(self) -> float | None:
        """Whole percents of use, rounded down: nothing is full before it is."""
        ratio = self.datastore.used_ratio
        return None if ratio is None else floor(ratio * 100) / 100

    @property
    def whole_days(self) -> int:
        """Whole days until it is full; 0 when that is not known."""
        return floor(self.days_until_full or 0.0)

    def shape(self, locale: Locale) -> dict[str, Any]:
        """For programs."""
        one, growth = self.datastore, self.growth_bytes_per_day
        return {
            "id": one.id,
            "name": one.name,
            "kind": one.kind.value,
            "ssd": one.ssd,
            "capacity_bytes": one.capacity_bytes,
            "used_bytes": one.used_bytes,
            "free_bytes": one.free_bytes,
            "provisioned_bytes": one.provisioned_bytes,
            "used_ratio": one.used_ratio,
            "accessible": one.accessible,
            "maintenance": one.maintenance.value,
            "mounts": {"usable": self.usable, "of": self.hosts, "missing": list(self.missing)},
            "growth_bytes_per_day": None if growth is None else round(growth),
            "days_until_full": self.days_until_full,
            "folder": one.folder,
            "machines": list(self.machines),
            "troubles": [trouble_shape(trouble, locale) for trouble in self.troubles],
        }


def stores(estate: Estate, view: PrivateView, policy: PrivatePolicy) -> tuple[Store, ...]:
    """Every datastore, the fullest first; those whose use nobody knows before them."""
    names = {machine.id: machine.name for machine in view.virtual_machines}
    return tuple(_store(one, estate, view, policy, names) for one in fullest_first(view))


def trouble_shape(trouble: Trouble, locale: Locale) -> dict[str, Any]:
    """What is wrong, for programs."""
    return {"severity": trouble.severity.value, **shapes.said(trouble.what, locale)}


def _store(
    one: Datastore,
    estate: Estate,
    view: PrivateView,
    policy: PrivatePolicy,
    names: dict[str, str],
) -> Store:
    series = estate.growth.get(one.name)
    return Store(
        datastore=one,
        hosts=sum(host.in_service for host in view.hosts),
        missing=tuple(host.name for host in view.missing_mounts(one)),
        growth_bytes_per_day=bytes_per_day(series) if series is not None else None,
        days_until_full=days_until_full(one, series) if series is not None else None,
        machines=tuple(sorted(names[each] for each in one.virtual_machines if each in names)),
        troubles=troubles(view, one, policy),
    )
