"""Which snapshots of virtual machines operations took that are over, and nobody removed. Pure.

A snapshot has no metadata, and anybody may give it a name: the journal must have the change
that took it. It is meant to stay for as long as the settings want one kept, to go back by.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from console.kinds.vdc import VCENTER
from console.model.leftover import Leftover, LeftoverSort, Traces, Unread
from console.model.notice import Notice, notice
from console.model.policy import Policy
from console.model.private import PrivateView, Snapshot, VirtualMachine
from console.model.resource import MACHINE
from console.model.wanted import SNAPSHOT

Machines = PrivateView | Notice | None
"""What vCenter shows; why nobody knows; None where the settings name no private cloud."""
NOTHING = Decimal(0)
"""What one costs a month: the datastore that it fills is paid for whole."""


def marks(machines: Machines) -> set[str]:
    """What the journal is asked about: the operations that snapshots are named after."""
    return {maker for _machine, _shot, maker in _marked(machines)}


def unread(machines: Machines) -> Iterator[Unread]:
    """That nobody knows, where so; of which machines nobody can read what they have."""
    if isinstance(machines, Notice):
        yield Unread(VCENTER, LeftoverSort.MACHINE_SNAPSHOT, machines)
    elif machines is not None:
        n = sum(not one.configured for one in machines.virtual_machines)
        if n:
            why = notice("leftover.unreadable", n=n)
            yield Unread(VCENTER, LeftoverSort.MACHINE_SNAPSHOT, why)


def of_snapshots(
    machines: Machines, traces: Traces, policy: Policy, now: datetime
) -> Iterator[Leftover]:
    """Those that are older than one is kept, and whose operation nobody is at work on."""
    age_s = None if policy.private is None else policy.private.snapshot_age_s
    for machine, shot, maker in _marked(machines):
        if age_s is None or not shot.outlived(age_s, now) or traces.live(maker):
            continue
        if not _took(machine, maker, traces):
            continue
        yield Leftover(
            sort=LeftoverSort.MACHINE_SNAPSHOT,
            id=shot.id,
            name=machine.name,
            region=VCENTER,
            since=shot.created_at,
            why=notice("leftover.taken_before", operation=maker, name=machine.name),
            sure=True,
            operation=maker,
            euro_per_month=NOTHING,
            held=notice("leftover.machine_snapshot_kept"),
        )


def _marked(machines: Machines) -> Iterable[tuple[VirtualMachine, Snapshot, str]]:
    if isinstance(machines, PrivateView):
        for machine in machines.virtual_machines:
            for shot in machine.snapshots:
                if shot.marked is not None:
                    yield machine, shot, shot.marked


def _took(machine: VirtualMachine, maker: str, traces: Traces) -> bool:
    """Say whether an operation was to take one of that machine."""
    return any(
        (one.operation_id, one.resource, one.resource_id) == (maker, MACHINE, machine.id)
        and bool(one.wanted.get(SNAPSHOT))
        for one in traces.changes
    )
