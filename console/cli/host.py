"""`vigie host`: the private cloud's hosts, and more of them."""

from typing import Any

from console.cli import parser, shapes
from console.cli.answer import say, say_json
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import private_view, session_of
from console.cli.table import table
from console.desk import inventory
from console.desk.machines import HostTally, clusters, in_ha, machines_by_host
from console.locale import Locale
from console.model.naming import natural
from console.model.private import Host, PrivateView

GIVE_WAY = ("cores", "memory", "ha", "cluster")
"""What leaves the table of a narrow terminal, first to last."""


@parser.group(help="help.host")
def host() -> None:
    """Show the private cloud's hosts, and add to them."""


@host.command("list", help="help.host.list")
@common_options
@repeatable
def list_(invocation: Invocation) -> int:
    """List the hosts, by cluster and name."""
    with session_of(invocation) as session:
        estate, view = private_view(session)
        hosts = [one for cluster in clusters(view) for one in cluster.hosts]
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


def _missing(one: Host, view: PrivateView) -> list[str]:
    """The accessible datastores that a host in service cannot use."""
    return [
        store.name
        for store in view.datastores
        if store.accessible and one in view.missing_mounts(store)
    ]


def _machines(one: Host, view: PrivateView) -> list[str]:
    return sorted((each.name for each in machines_by_host(view).get(one.id, ())), key=natural)


def _shape(one: HostTally, view: PrivateView) -> dict[str, Any]:
    found, cluster = one.host, one.cluster
    return {
        "id": found.id,
        "name": found.name,
        "cluster": None if cluster is None else cluster.name,
        "cluster_ha": None if cluster is None else cluster.ha,
        "ha_state": found.ha_state,
        "connected": found.connected,
        "in_maintenance": found.in_maintenance,
        "cores": found.cores,
        "cpu_mhz": found.cpu_mhz,
        "cpu_used_mhz": found.cpu_used_mhz,
        "cpu_ratio": one.cpu,
        "memory_bytes": found.memory_bytes,
        "memory_used_bytes": found.memory_used_bytes,
        "memory_ratio": one.memory,
        "running": one.machines,
        "machines": _machines(found, view),
        "missing_datastores": _missing(found, view),
    }


def _table(hosts: list[HostTally], view: PrivateView, locale: Locale) -> str:
    heads = (
        "name", "cluster", "state", "ha", "cores", "memory", "cpu", "memory_used", "machines",
        "missing",
    )  # fmt: skip
    rows = [_row(one, view, locale) for one in hosts]
    return table(heads, rows, locale, gives=GIVE_WAY, texts={"ha": 10, "missing": 12})


def _row(one: HostTally, view: PrivateView, locale: Locale) -> list[str]:
    said = inventory.host(one, locale)
    return [
        *(said[name] for name in ("name", "cluster", "state")),
        in_ha(one.host, one.cluster, locale),
        *(said[name] for name in ("cores", "memory", "cpu", "used", "machines")),
        " ".join(_missing(one.host, view)),
    ]
