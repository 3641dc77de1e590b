"""Datastores, hosts and machines in cells, the same for the command line and the console."""

from collections.abc import Callable
from datetime import datetime

from console.desk.datastores import StoreTally
from console.desk.machines import HostTally, MachineTally
from console.locale import Locale
from console.model.private import DatastoreKind, VirtualMachine

DAY_S = 86_400
STEADY = "—"
"""In place of the days that are left where nothing grows."""

KINDS = {DatastoreKind.NFS: "NFS", DatastoreKind.VMFS: "VMFS", DatastoreKind.VSAN: "vSAN"}
GROWS = {
    (True, True): "tui.hot_add.both",
    (True, False): "tui.hot_add.cpu",
    (False, True): "tui.hot_add.memory",
    (False, False): "tui.hot_add.none",
}


def known(say: Callable[[float], str], value: float | None, locale: Locale) -> str:
    """A figure as the language writes it, or that it is not available."""
    return locale.text("tui.na") if value is None else say(value)


def datastore(one: StoreTally, locale: Locale) -> dict[str, str]:
    """A datastore by columns: how full and for how long, where mounted, what lives on it."""
    store = one.datastore
    return {
        "name": store.name,
        "kind": kind(one, locale),
        "capacity": known(locale.size, store.capacity_bytes, locale),
        "bytes": known(locale.size, store.used_bytes, locale),
        "full": known(locale.percent, one.used_ratio, locale),
        "free": known(locale.size, store.free_bytes, locale),
        "provisioned": known(locale.size, store.provisioned_bytes, locale),
        "over": known(
            lambda ratio: f"{locale.number(ratio, 1)} ×", store.provisioned_ratio, locale
        ),
        "days": _days(one, locale),
        "mounts": f"{one.usable}/{one.hosts}" if one.hosts else locale.text("tui.na"),
        "growth": _growth(one, locale),
        "machines": locale.number(len(store.virtual_machines)),
    }


def host(one: HostTally, locale: Locale) -> dict[str, str]:
    """A host by columns: its state, sizes and use, and how many machines run on it."""
    found, cluster = one.host, one.cluster
    return {
        "name": found.name,
        "state": locale.text(f"tui.host.{host_state(one)}"),
        "cores": known(locale.number, found.cores, locale),
        "cpu": known(locale.percent, one.cpu, locale),
        "memory": known(locale.memory, found.memory_bytes, locale),
        "used": known(locale.percent, one.memory, locale),
        "machines": locale.number(one.machines),
        "cluster": cluster.name if cluster else STEADY,
    }


def machine(one: MachineTally, now: datetime, locale: Locale) -> dict[str, str]:
    """A virtual machine by columns: its power, sizes and use, its pool, host and snapshots."""
    found = one.machine
    return {
        "name": found.name,
        "power": locale.text(f"tui.power.{found.power}"),
        "vcpus": locale.number(found.vcpus),
        "memory": locale.memory(found.memory_bytes),
        "cpu": known(locale.percent, one.cpu, locale),
        "used": known(locale.percent, one.memory, locale),
        "hot_add": hot_add(found, locale),
        "snapshots": _snapshots(one, now, locale),
        "pool": one.pool.name if one.pool else "",
        "host": one.host.name if one.host else "",
    }


def kind(one: StoreTally, locale: Locale) -> str:
    """``NFS SSD``; the medium only where vCenter or the provider says."""
    named = KINDS.get(one.datastore.kind) or locale.text("tui.store.other")
    medium = "" if one.ssd is None else " SSD" if one.ssd else " HDD"
    return f"{named}{medium}"


def host_state(one: HostTally) -> str:
    """Connected, in maintenance, or neither."""
    if not one.host.connected:
        return "disconnected"
    return "maintenance" if one.host.in_maintenance else "connected"


def hot_add(found: VirtualMachine, locale: Locale) -> str:
    """What can be added while it runs."""
    return locale.text(GROWS[found.cpu_hot_add, found.memory_hot_add])


def signed_size(count: float, locale: Locale) -> str:
    """Bytes with their sign."""
    sign = "+" if count >= 1 else "\u2212" if count <= -1 else ""
    return f"{sign}{locale.size(abs(count))}"


def snapshot_age(one: MachineTally, now: datetime, locale: Locale) -> str:
    """The oldest snapshot's age in its largest unit."""
    if one.oldest is None:
        return ""
    seconds = max(0.0, (now - one.oldest.created_at).total_seconds())
    if seconds >= 2 * DAY_S:
        return f"{locale.number(int(seconds // DAY_S))} {locale.text('unit.day')}"
    return locale.duration(seconds // 60 * 60)


def _snapshots(one: MachineTally, now: datetime, locale: Locale) -> str:
    """How many, and how old the oldest is."""
    if one.oldest is None:
        return ""
    return f"{locale.number(len(one.machine.snapshots))} · {snapshot_age(one, now, locale)}"


def _days(one: StoreTally, locale: Locale) -> str:
    """Days until full; a dash where it does not grow, n/a where nothing says."""
    if one.days_left is not None:
        return locale.days(one.days_left)
    steady = one.per_day is not None and one.datastore.accessible
    return STEADY if steady else locale.text("tui.na")


def _growth(one: StoreTally, locale: Locale) -> str:
    """``+46 GB/d`` over the last days."""
    if one.per_day is None:
        return locale.text("tui.na")
    return locale.text("tui.store.per_day", size=signed_size(one.per_day, locale))
