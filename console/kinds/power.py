"""The changes by which a machine is powered on, or its guest reboots itself. Values only.

What heals a machine's cluster plans them too.
"""

from collections.abc import Mapping

from console.kinds.vdc import VCENTER
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
