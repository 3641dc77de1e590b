"""The changes by which a machine is powered on, or its guest reboots itself. Values only.

What heals a machine's cluster plans them too.
"""

from collections.abc import Iterable, Mapping

from console.kinds.draft import NOTHING, Draft
from console.kinds.vdc import VCENTER
from console.model.notice import Notice, notice
from console.model.plan import Desired, PlannedChange
from console.model.policy import PrivatePolicy
from console.model.private import Power, VirtualMachine
from console.model.resource import MACHINE
from console.model.wanted import POWER, REBOOT


def powers(wanted: Mapping[str, str | int]) -> bool:
    """Whether that is what a change of a machine wants, and not another size."""
    return POWER in wanted or REBOOT in wanted


def started(machine: VirtualMachine, private: PrivatePolicy) -> PlannedChange:
    """The change by which a machine is powered on."""
    return _change(machine, private, {POWER: Power.ON.value}, {POWER: machine.power.value})


def rebooted(machine: VirtualMachine, private: PrivatePolicy) -> PlannedChange:
    """The change by which a machine's guest reboots itself."""
    return _change(machine, private, {REBOOT: 1}, {})


def _change(
    machine: VirtualMachine,
    private: PrivatePolicy,
    wanted: dict[str, str | int],
    before: dict[str, str | int],
) -> PlannedChange:
    return PlannedChange(
        datacenter=private.datacenter,
        region=VCENTER,
        name=machine.name,
        desired=Desired.CONFIGURED,
        resource_id=machine.id,
        resource=MACHINE,
        wanted=wanted,
        before=before,
    )


def powered(machine: VirtualMachine, private: PrivatePolicy, *, reboots: bool) -> Draft:
    """The draft of the one or the other, with what is to be known of it."""
    pool = private.pool_of(machine.name)
    change = (rebooted if reboots else started)(machine, private)
    return Draft(
        MACHINE,
        machine.name if pool is None else pool.name,
        machine.name,
        changes=(change,),
        size_now=1,
        size_after=1,
        euro_per_month=NOTHING,
        calls=1,
        details=tuple(_told(machine, reboots=reboots)),
        warnings=tuple(_warnings(machine, reboots=reboots)),
        undo=(notice("undo.reboot" if reboots else "undo.start", machine=machine.name),),
        typed_name=machine.name if reboots or (pool is not None and pool.stateful) else None,
    )


def _told(machine: VirtualMachine, *, reboots: bool) -> Iterable[Notice]:
    """What is done, and what the guest and vSphere HA say."""
    yield notice("detail.reboot" if reboots else "detail.start", machine=machine.name)
    if reboots and machine.hangs:
        yield notice("detail.guest_hangs", machine=machine.name)
    if machine.ha_protected is not None:
        code = "detail.ha_protected" if machine.ha_protected else "detail.ha_unprotected"
        yield notice(code, machine=machine.name)


def _warnings(machine: VirtualMachine, *, reboots: bool) -> Iterable[Notice]:
    if reboots:
        yield notice("warning.restart", machine=machine.name)
    elif machine.ha_protected and machine.power is Power.OFF:
        yield notice("warning.ha_starts", machine=machine.name)
