"""`vigie vm`: the private cloud's virtual machines, other sizes for them, and power."""

from datetime import datetime
from typing import Any

import click

from console.cli import shapes
from console.cli.answer import say, say_json, table
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import private_policy, private_view, session_of
from console.desk.machines import outlived, protection
from console.locale import Locale
from console.model.naming import natural
from console.model.policy import PrivatePolicy
from console.model.private import PrivateView, VirtualMachine

UNKNOWN = "–"


@click.group()
def vm() -> None:
    """Show the private cloud's virtual machines, resize one, reboot its guest, power it on."""


@vm.command("list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the virtual machines, by pool and name."""
    with session_of(invocation) as session:
        estate, view = private_view(session)
        policy = private_policy(session)
        machines = sorted(
            view.virtual_machines, key=lambda one: (_pool(one, policy), natural(one.name))
        )
        locale = invocation.locale()
        if invocation.json:
            say_json(
                {
                    "at": shapes.moment(view.observed_at),
                    "machines": [_shape(one, view, policy) for one in machines],
                    "unreadable": view.unreadable,
                }
            )
        elif machines:
            say(_table([one for one in machines if not one.template], view, policy, locale))
        else:
            say(locale.text("cli.no_machines"))
        return unreached(invocation, estate)


def _pool(one: VirtualMachine, policy: PrivatePolicy) -> str:
    pool = policy.pool_of(one.name)
    return pool.name if pool is not None else ""


def _shape(one: VirtualMachine, view: PrivateView, policy: PrivatePolicy) -> dict[str, Any]:
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
        "memory_used_bytes": one.memory_used_bytes,
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
                "old": outlived(snapshot, policy, view.observed_at),
            }
            for snapshot in one.snapshots
        ],
        "template": one.template,
        "tools": one.tools,
        "heartbeat": None if one.heartbeat is None else one.heartbeat.value,
        "ha_protected": one.ha_protected,
    }


def _age_s(created_at: datetime, view: PrivateView) -> float:
    return (view.observed_at - created_at).total_seconds()


def _table(
    machines: list[VirtualMachine], view: PrivateView, policy: PrivatePolicy, locale: Locale
) -> str:
    heads = (
        "name", "pool", "power", "vcpus", "memory", "hot_add", "cpu_used", "memory_used",
        "host", "ha", "snapshots",
    )  # fmt: skip
    rows = [_row(one, view, policy, locale) for one in machines]
    return table([locale.text(f"cli.head.{head}") for head in heads], rows)


def _row(
    one: VirtualMachine, view: PrivateView, policy: PrivatePolicy, locale: Locale
) -> list[str | int]:
    host = view.host(one.host_id)
    grows = (("vCPU", one.cpu_hot_add), (locale.text("cli.memory"), one.memory_hot_add))
    oldest = min((each.created_at for each in one.snapshots), default=None)
    snapshots = "" if oldest is None else locale.duration(_age_s(oldest, view))
    return [
        one.name,
        _pool(one, policy),
        locale.text(f"cli.power.{one.power.value}"),
        one.vcpus,
        locale.memory(one.memory_bytes),
        " + ".join(name for name, hot in grows if hot) or locale.text("cli.no"),
        UNKNOWN if one.cpu_used_mhz is None else f"{locale.number(one.cpu_used_mhz)} MHz",
        UNKNOWN if one.memory_used_bytes is None else locale.memory(one.memory_used_bytes),
        host.name if host else UNKNOWN,
        protection(one, locale),
        f"{len(one.snapshots)} ({snapshots})" if one.snapshots else "",
    ]
