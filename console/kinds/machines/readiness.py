"""Whether a machine may be powered on, or its guest be asked to reboot. Pure."""

from collections.abc import Iterable

from console.model.notice import notice
from console.model.plan import RefusalReason
from console.model.private import Power, PrivateView, VirtualMachine

STRICKEN = frozenset({"hostDown", "networkIsolated", "networkPartitionedFromMaster"})
"""States of a host (`HostDasFdmAvailabilityState`) in which vSphere HA acts by itself."""


def startable(machine: VirtualMachine) -> Iterable[RefusalReason]:
    """Only what is off is powered on."""
    if machine.power is Power.ON:
        yield RefusalReason("nothing", notice("guard.machine_on", machine=machine.name))
    elif machine.power is not Power.OFF:
        yield _between(machine)


def rebootable(machine: VirtualMachine) -> Iterable[RefusalReason]:
    """A guest is asked by its tools; nobody ever resets a machine."""
    name = machine.name
    if machine.power is Power.OFF:
        why, remedy = (
            notice("guard.machine_off", machine=name),
            notice("remedy.vm_start", name=name),
        )
        yield RefusalReason("machine.power", why, remedy)
    elif machine.power is not Power.ON:
        yield _between(machine)
    elif machine.tools is False:
        why = notice("guard.reboot_tools_none", machine=name)
        yield RefusalReason("reboot.guest", why, notice("remedy.reboot_tools"))
    elif machine.guest_running is None:
        why = notice("guard.reboot_tools", machine=name)
        yield RefusalReason("reboot.guest", why, notice("remedy.reboot_tools"), passing=True)
    elif machine.guest_running is False:
        why = notice("guard.reboot_under_way", machine=name)
        yield RefusalReason("reboot.guest", why, notice("remedy.refresh"), passing=True)


def left_to_ha(view: PrivateView, machine: VirtualMachine) -> Iterable[RefusalReason]:
    """Where vSphere HA is about to start a machine elsewhere nobody competes with it."""
    host = view.host(machine.host_id)
    if machine.ha_protected and host is not None and host.ha_state in STRICKEN:
        why = notice("guard.ha_acts", machine=machine.name, host=host.name, state=host.ha_state)
        yield RefusalReason("machine.ha", why, notice("remedy.ha_acts"), passing=True)


def _between(machine: VirtualMachine) -> RefusalReason:
    suspended = machine.power is Power.SUSPENDED
    code = "guard.machine_sleeps" if suspended else "guard.machine_power"
    remedy = notice("remedy.machine_sleeps" if suspended else "remedy.refresh")
    return RefusalReason("machine.power", notice(code, machine=machine.name), remedy)
