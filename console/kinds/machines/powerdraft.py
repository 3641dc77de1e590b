"""Power a virtual machine on, or have its guest reboot: one change, and what is to be known."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import NOTHING, Draft
from console.kinds.machines import verbs
from console.kinds.machines.cluster import clustered
from console.kinds.machines.guards import find, others
from console.kinds.power import rebooted, started
from console.kinds.vdc import VdcFacts
from console.model.notice import Notice, notice
from console.model.private import Power, VirtualMachine
from console.model.resource import MACHINE


def draft(facts: VdcFacts) -> Draft:
    """The change of one machine, or that there is no such machine."""
    name = verbs.NAME.of(facts.request)
    machine, unknown = find(facts.view, name)
    if machine is None:
        return replace(_nothing(facts, name or ""), reasons=(unknown,) if unknown else ())
    reboots = facts.request.verb == verbs.VM_REBOOT
    change = (rebooted if reboots else started)(machine, facts.private)
    pool = facts.private.pool_of(machine.name)
    stateful = pool is not None and pool.stateful
    return replace(
        _nothing(facts, machine.name),
        changes=(change,),
        size_now=1,
        size_after=1,
        calls=1,
        details=(*told(machine, reboots=reboots), *clustered(facts, machine)),
        warnings=tuple(_warnings(facts, machine, reboots=reboots)),
        undo=(notice("undo.reboot" if reboots else "undo.start", machine=machine.name),),
        typed_name=machine.name if reboots or stateful else None,
    )


def told(machine: VirtualMachine, *, reboots: bool) -> Iterable[Notice]:
    """What is done, and what the guest and vSphere HA say."""
    yield notice("detail.reboot" if reboots else "detail.start", machine=machine.name)
    if reboots and machine.hangs:
        yield notice("detail.guest_hangs", machine=machine.name)
    if machine.ha_protected is not None:
        code = "detail.ha_protected" if machine.ha_protected else "detail.ha_unprotected"
        yield notice(code, machine=machine.name)


def _warnings(facts: VdcFacts, machine: VirtualMachine, *, reboots: bool) -> Iterable[Notice]:
    pool = facts.private.pool_of(machine.name)
    if reboots:
        yield notice("warning.restart", machine=machine.name)
        if pool is not None and pool.stateful and not others(facts.view, machine, pool):
            yield notice("warning.only_member", machine=machine.name, pool=pool.name)
    elif machine.ha_protected and machine.power is Power.OFF:
        yield notice("warning.ha_starts", machine=machine.name)


def _nothing(facts: VdcFacts, name: str) -> Draft:
    pool = facts.private.pool_of(name)
    held = name if pool is None else pool.name
    return Draft(MACHINE, held, name, euro_per_month=NOTHING)
