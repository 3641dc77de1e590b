"""vSphere HA: whether it is on, whether its hosts answer it, and what it would not start again."""

from collections.abc import Iterator, Sequence

from console.cli.checks.check import Check
from console.kinds.instances.recruits import names
from console.model.notice import notice
from console.model.private import Cluster, Power, PrivateView

NAME = "vsphere ha"
WELL = frozenset({"master", "connectedToMaster"})
"""States of a host (`HostDasFdmAvailabilityState`) in which it takes part."""


def checks(view: PrivateView) -> Iterator[Check]:
    """Warnings: machines run without it, until a host fails. Nothing without a cluster of hosts."""
    clusters = [one for one in view.clusters if one.host_ids]
    off = [one for one in clusters if one.ha is False]
    unknown = [one for one in clusters if one.ha is None]
    found = [*_switched(off, unknown)]
    on = [one for one in clusters if one.ha]
    if on:
        found += [*_hosts(view, on), *_machines(view, on)]
    if on and not found:
        yield Check.well(NAME, notice("doctor.ha", names=names(one.name for one in on)))
    yield from found


def _switched(off: Sequence[Cluster], unknown: Sequence[Cluster]) -> Iterator[Check]:
    if off:
        yield Check.hint(NAME, notice("doctor.ha_off", names=names(one.name for one in off)))
    if unknown:
        yield Check.hint(
            NAME, notice("doctor.ha_unknown", names=names(one.name for one in unknown))
        )


def _hosts(view: PrivateView, on: Sequence[Cluster]) -> Iterator[Check]:
    """Those that take no part; one in maintenance is meant to take none."""
    within = {one.id for one in on}
    lost = [
        host
        for host in view.hosts
        if host.cluster_id in within and not host.in_maintenance and host.ha_state not in WELL
    ]
    if lost:
        yield Check.hint(
            NAME, notice("doctor.ha_hosts", n=len(lost), names=names(one.name for one in lost))
        )


def _machines(view: PrivateView, on: Sequence[Cluster]) -> Iterator[Check]:
    """Those that run and that a host's failure would end; where nobody says, nothing is said."""
    within = {host for one in on for host in one.host_ids}
    bare = [
        one
        for one in view.virtual_machines
        if one.power is Power.ON and one.host_id in within and one.ha_protected is False
    ]
    if bare:
        yield Check.hint(
            NAME, notice("doctor.ha_machines", n=len(bare), names=names(one.name for one in bare))
        )
