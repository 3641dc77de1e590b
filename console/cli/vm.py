"""`vigie vm`: the private cloud's virtual machines, other sizes for them, and power."""

from datetime import datetime
from typing import Any

from console.cli import parser, shapes
from console.cli.answer import say, say_json
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import private_policy, private_view, session_of
from console.cli.table import table
from console.desk import inventory
from console.desk.machines import MachineTally, machines, protection
from console.locale import Locale
from console.model.naming import natural
from console.model.policy import PrivatePolicy
from console.model.private import PrivateView, VirtualMachine

UNKNOWN = "–"
GIVE_WAY = ("hot_add", "ha", "snapshots", "host")
"""What leaves the table of a narrow terminal, first to last."""


@parser.group(help="help.vm")
def vm() -> None:
    """Show the private cloud's virtual machines, resize one, reboot its guest, power it on."""


@vm.command("list", help="help.vm.list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the virtual machines, by pool and name."""
    with session_of(invocation) as session:
        estate, view = private_view(session)
        policy = private_policy(session)
        found = sorted(machines(view, policy, estate.at), key=_order)
        locale = invocation.locale()
        if invocation.json:
            templates = [one for one in view.virtual_machines if one.template]
            shown = [_shape(one.machine, view, policy, one) for one in found]
            shown += [_shape(one, view, policy) for one in templates]
            at = shapes.moment(view.observed_at)
            say_json({"at": at, "machines": shown, "unreadable": view.unreadable})
        elif found:
            say(_table(found, estate.at, locale))
        else:
            say(locale.text("cli.no_machines"))
        return unreached(invocation, estate)


def _order(one: MachineTally) -> tuple[str, str]:
    return one.pool.name if one.pool else "", natural(one.machine.name)


def _shape(
    one: VirtualMachine, view: PrivateView, policy: PrivatePolicy, use: MachineTally | None = None
) -> dict[str, Any]:
    pool, host = policy.pool_of(one.name), view.host(one.host_id)
    stores = {store.id: store.name for store in view.datastores}
    return {
        "id": one.id,
        "name": one.name,
        "pool": pool.name if pool else None,
        "stateful": pool.stateful if pool else None,
        "power": one.power.value,
        "vcpus": one.vcpus,
        "memory_bytes": one.memory_bytes,
        "cpu_hot_add": one.cpu_hot_add,
        "memory_hot_add": one.memory_hot_add,
        "cpu_used_mhz": one.cpu_used_mhz,
        "cpu_ratio": None if use is None else use.cpu,
        "memory_used_bytes": one.memory_used_bytes,
        "memory_ratio": None if use is None else use.memory,
        "guest_running": one.guest_running,
        "guest_name": one.guest_name,
        "host": host.name if host else None,
        "datastores": sorted(
            (stores[each] for each in one.datastore_ids if each in stores), key=natural
        ),
        "snapshots": [
            {
                "name": snapshot.name,
                "created_at": shapes.moment(snapshot.created_at),
                "age_s": round((view.observed_at - snapshot.created_at).total_seconds()),
                "old": snapshot.outlived(policy.snapshot_age_s, view.observed_at),
            }
            for snapshot in one.snapshots
        ],
        "template": one.template,
        "tools": one.tools,
        "heartbeat": None if one.heartbeat is None else one.heartbeat.value,
        "ha_protected": one.ha_protected,
    }


def _table(found: list[MachineTally], now: datetime, locale: Locale) -> str:
    heads = (
        "name", "pool", "power", "vcpus", "memory", "hot_add", "cpu", "memory_used",
        "snapshots", "host", "ha",
    )  # fmt: skip
    rows = [_row(one, now, locale) for one in found]
    return table(heads, rows, locale, gives=GIVE_WAY)


def _row(one: MachineTally, now: datetime, locale: Locale) -> list[str]:
    said = inventory.machine(one, now, locale)
    shown = ("name", "pool", "power", "vcpus", "memory", "hot_add", "cpu", "used", "snapshots")
    return [
        *(said[name] for name in shown),
        said["host"] or UNKNOWN,
        protection(one.machine, locale),
    ]
