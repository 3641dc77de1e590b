"""Power a virtual machine on, or have its guest reboot: one change, and what is to be known."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import NOTHING, Draft
from console.kinds.machines import verbs
from console.kinds.machines.cluster import clustered
from console.kinds.machines.guards import find, others
from console.kinds.power import powered
from console.kinds.vdc import VdcFacts
from console.model.notice import Notice, notice
from console.model.private import VirtualMachine
from console.model.resource import MACHINE


def draft(facts: VdcFacts) -> Draft:
    """The change of one machine, or that there is no such machine."""
    name = verbs.NAME.of(facts.request)
    machine, unknown = find(facts.view, name)
    if machine is None:
        nothing = Draft(MACHINE, name or "", name or "", euro_per_month=NOTHING)
        return replace(nothing, reasons=(unknown,) if unknown else ())
    reboots = facts.request.verb == verbs.VM_REBOOT
    drafted = powered(machine, facts.private, reboots=reboots)
    alone = _alone(facts, machine) if reboots else ()
    return replace(
        drafted,
        details=(*drafted.details, *clustered(facts, machine)),
        warnings=(*drafted.warnings, *alone),
    )


def _alone(facts: VdcFacts, machine: VirtualMachine) -> Iterable[Notice]:
    """Nothing serves in place of the only member of a pool that keeps data."""
    pool = facts.private.pool_of(machine.name)
    if pool is not None and pool.stateful and not others(facts.view, machine, pool):
        yield notice("warning.only_member", machine=machine.name, pool=pool.name)
