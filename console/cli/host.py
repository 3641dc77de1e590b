"""`vigie host`: the private cloud's hosts, and more of them."""

from typing import Any

import click

from console.cli import shapes
from console.cli.answer import say, say_json, table
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import private_view, session_of
from console.desk.machines import in_ha, machines_by_host, share_of
from console.locale import Locale
from console.model.naming import natural
from console.model.private import Host, PrivateView

UNKNOWN = "–"


@click.group()
def host() -> None:
    """Show the private cloud's hosts, and add to them."""


@host.command("list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the hosts, by cluster and name."""
    with session_of(invocation) as session:
        estate, view = private_view(session)
        hosts = sorted(view.hosts, key=lambda one: (_cluster(one, view), natural(one.name)))
        locale = invocation.locale()
        if invocation.json:
            say_json(
                {
                    "at": shapes.moment(view.observed_at),
                    "hosts": [_shape(one, view) for one in hosts],
                    "unreadable": view.unreadable,
                }
            )
        elif hosts:
            say(_table(hosts, view, locale))
        else:
            say(locale.text("cli.no_hosts"))
        return unreached(invocation, estate)


def _cluster(one: Host, view: PrivateView) -> str:
    return next((each.name for each in view.clusters if each.id == one.cluster_id), "")


def _ha(one: Host, view: PrivateView) -> bool | None:
    """Whether vSphere HA is on in its cluster."""
    return next((each.ha for each in view.clusters if each.id == one.cluster_id), None)


def _missing(one: Host, view: PrivateView) -> list[str]:
    """The accessible datastores that a host in service cannot use."""
    return [
        store.name
        for store in view.datastores
        if store.accessible and one in view.missing_mounts(store)
    ]


def _machines(one: Host, view: PrivateView) -> list[str]:
    return sorted((each.name for each in machines_by_host(view).get(one.id, ())), key=natural)


def _shape(one: Host, view: PrivateView) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "cluster": _cluster(one, view) or None,
        "cluster_ha": _ha(one, view),
        "ha_state": one.ha_state,
        "connected": one.connected,
        "in_maintenance": one.in_maintenance,
        "cores": one.cores,
        "cpu_mhz": one.cpu_mhz,
        "cpu_used_mhz": one.cpu_used_mhz,
        "memory_bytes": one.memory_bytes,
        "memory_used_bytes": one.memory_used_bytes,
        "machines": _machines(one, view),
        "missing_datastores": _missing(one, view),
    }


def _table(hosts: list[Host], view: PrivateView, locale: Locale) -> str:
    heads = ("name", "cluster", "state", "ha", "cores", "cpu", "memory", "machines", "missing")
    rows = [_row(one, view, locale) for one in hosts]
    return table([locale.text(f"cli.head.{head}") for head in heads], rows)


def _row(one: Host, view: PrivateView, locale: Locale) -> list[str]:
    state = "maintenance" if one.in_maintenance else "connected" if one.connected else "away"
    return [
        one.name,
        _cluster(one, view),
        locale.text(f"cli.host.{state}"),
        in_ha(one, next((c for c in view.clusters if c.id == one.cluster_id), None), locale),
        UNKNOWN if one.cores is None else str(one.cores),
        _share(one.cpu_used_mhz, one.cpu_mhz, locale),
        _share(one.memory_used_bytes, one.memory_bytes, locale),
        str(len(_machines(one, view))),
        " ".join(_missing(one, view)),
    ]


def _share(used: int | None, total: int | None, locale: Locale) -> str:
    share = share_of(used, total)
    return UNKNOWN if share is None else locale.percent(share)
