"""Datastores as the command line tells them, for programs and for people."""

from typing import Any

from console.cli import shapes
from console.desk import datastores
from console.desk.datastores import StoreTally
from console.kinds.supplies.storage import Trouble, media
from console.locale import YEAR_DAYS, Locale
from console.model.estate import Estate
from console.model.naming import natural
from console.model.policy import PrivatePolicy
from console.model.private import PrivateView


def stores(estate: Estate, view: PrivateView, policy: PrivatePolicy) -> tuple[StoreTally, ...]:
    """Every datastore, the fullest first; those whose use nobody knows before them."""
    by_pace = datastores.paces(estate.growth)
    return datastores.stores(view, by_pace, policy, media(estate.supply))


def shape(one: StoreTally, view: PrivateView, locale: Locale) -> dict[str, Any]:
    """One datastore, for programs."""
    store, growth = one.datastore, one.per_day
    names = {machine.id: machine.name for machine in view.virtual_machines}
    return {
        "id": store.id,
        "name": store.name,
        "kind": store.kind.value,
        "ssd": one.ssd,
        "capacity_bytes": store.capacity_bytes,
        "used_bytes": store.used_bytes,
        "free_bytes": store.free_bytes,
        "provisioned_bytes": store.provisioned_bytes,
        "used_ratio": one.used_ratio,
        "accessible": store.accessible,
        "maintenance": store.maintenance.value,
        "mounts": {
            "usable": one.usable,
            "of": one.hosts,
            "missing": [host.name for host in one.missing],
        },
        "growth_bytes_per_day": None if growth is None else round(growth),
        "days_until_full": one.days_left,
        "folder": store.folder,
        "machines": sorted(
            (names[each] for each in store.virtual_machines if each in names), key=natural
        ),
        "troubles": [trouble_shape(trouble, locale) for trouble in one.troubles],
    }


def trouble_shape(trouble: Trouble, locale: Locale) -> dict[str, Any]:
    """What is wrong, for programs."""
    return {"severity": trouble.severity.value, **shapes.said(trouble.what, locale)}


def days(count: float, locale: Locale) -> str:
    """``13 days``; hours below one day, ``> 1 y`` beyond a year."""
    if 1 <= count < YEAR_DAYS:
        return locale.text("cli.days", n=int(count))
    return locale.days(count)
