"""Virtual machines: their sizes, their power, their guests, their snapshots."""

from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.scenario import Private
from console.rehearsal.private.things import (
    By,
    Machine,
    SimulatedHost,
    SimulatedSnapshot,
    SimulatedTask,
    VcenterRefusal,
)

TOOLS_UNAVAILABLE = (
    "Cannot complete operation because VMware Tools is not running in this virtual machine."
)
MEMORY_GROWS = 16
"""A running machine takes at most so many times the memory it was started with."""


class Machines:
    """What vCenter lets one do to machines. Raises Refusal where it would fault."""

    def __init__(self, inventory: SimulatedInventory, private: Private) -> None:
        self._inventory = inventory
        self._private = private

    def reconfigure(
        self, machine_id: str, *, vcpus: int | None, memory: int | None, by: By
    ) -> SimulatedTask:
        """ReconfigVM_Task. `memory` in bytes; a running machine only grows, and if it may."""
        machine = self._settled(machine_id)
        more = {"vcpus": str(vcpus or machine.vcpus), "memory": str(memory or machine.memory)}
        self._inventory.write("reconfigure", machine, by, **more)

        def done(_: float) -> None:
            wanted = (vcpus or machine.vcpus, memory or machine.memory)
            self._check(machine, *wanted)
            machine.vcpus, machine.memory = wanted
            if machine.power == "poweredOff":
                machine.memory_limit = wanted[1] * MEMORY_GROWS
            self._inventory.touch(machine)

        lasts_s = self._private.reconfigure_s
        return self._inventory.task("VirtualMachine.reconfigure", machine, lasts_s, done, by)

    def _check(self, machine: Machine, vcpus: int, memory: int) -> None:
        host = self._inventory.hosts.get(machine.host)
        if vcpus < 1 or (host is not None and vcpus > host.cores * 2):
            raise VcenterRefusal(
                "InvalidArgument", "A specified parameter was not correct: numCPUs"
            )
        if memory % (4 * 1024**2):
            raise VcenterRefusal(
                "InvalidArgument", "A specified parameter was not correct: memoryMB"
            )
        if machine.power != "poweredOn":
            return
        if vcpus < machine.vcpus or memory < machine.memory:
            raise VcenterRefusal(
                "InvalidPowerState",
                "The attempted operation cannot be performed in the current state (Powered on).",
            )
        if vcpus > machine.vcpus and not machine.cpu_hot_add:
            raise VcenterRefusal(
                "CpuHotPlugNotSupported", "CPU hot plug is not supported for this virtual machine."
            )
        if memory > machine.memory and not machine.memory_hot_add:
            raise VcenterRefusal(
                "MemoryHotPlugNotSupported",
                "Memory hot plug is not supported for this virtual machine.",
            )
        if memory > machine.memory_limit or (memory - machine.memory) % machine.memory_step:
            raise VcenterRefusal(
                "InvalidArgument", "A specified parameter was not correct: memoryMB"
            )

    def reboot(self, machine_id: str, by: By) -> None:
        """RebootGuest: asks the guest's tools, and answers at once. What is deaf does nothing."""
        machine = self._settled(machine_id)
        if machine.power != "poweredOn":
            raise _state(machine)
        if machine.guest == "notRunning":
            raise VcenterRefusal("ToolsUnavailable", TOOLS_UNAVAILABLE)
        self._inventory.write("reboot", machine, by)
        if machine.guest == "shuttingDown" or machine.hangs == "deaf":
            return
        machine.guest = "shuttingDown"
        self._inventory.touch(machine)
        at = self._inventory.now() + self._private.guest_shutdown_s
        boot = machine.boots
        self._inventory.later(at, lambda when: self._reset(machine, boot, when))

    def _reset(self, machine: Machine, boot: int, at: float) -> None:
        """Its guest has gone down and comes up again; it stays powered on."""
        if machine.boots == boot and machine.power == "poweredOn":
            self._boot(machine, at)

    def _boot(self, machine: Machine, at: float) -> None:
        machine.power, machine.guest = "poweredOn", "notRunning"
        machine.hangs, machine.crashed = None, False
        machine.boots += 1
        machine.memory_limit = machine.memory * MEMORY_GROWS
        self._inventory.touch(machine)
        boot = machine.boots
        booted = at + self._private.guest_boot_s
        self._inventory.later(booted, lambda _: self._booted(machine, boot))

    def crash(self, machine: Machine) -> None:
        """It goes off by itself, as it stands."""
        machine.crashed = True
        self._off(machine)

    def fail_over(self, host: SimulatedHost) -> None:
        """A host has failed: vSphere HA starts elsewhere what ran there, unless it comes back."""
        if not self._private.ha:
            return
        at = self._inventory.now() + self._private.ha_restart_s
        self._inventory.later(at, lambda when: self._failed_over(host, when))

    def _failed_over(self, host: SimulatedHost, at: float) -> None:
        others = [
            one
            for one in self._inventory.hosts.values()
            if one.connection == "connected" and not one.in_maintenance
        ]
        if host.connection == "connected" or not others:
            return
        running = [m for m in self._inventory.machines_of(host.id) if m.power == "poweredOn"]
        for number, machine in enumerate(running):
            machine.host = others[number % len(others)].id
            self._boot(machine, at)

    def power_on(self, machine_id: str, by: By) -> SimulatedTask:
        """PowerOnVM_Task; the guest answers some time later."""
        machine = self._settled(machine_id)
        if machine.power == "poweredOn":
            raise _state(machine)
        if machine.template:
            raise VcenterRefusal("NotSupported", "The operation is not supported on the object.")
        self._inventory.write("power-on", machine, by)

        def done(at: float) -> None:
            if machine.power == "poweredOn":
                raise _state(machine)
            self._boot(machine, at)

        lasts_s = self._private.power_on_s
        return self._inventory.task("VirtualMachine.powerOn", machine, lasts_s, done, by)

    def _booted(self, machine: Machine, boot: int) -> None:
        if machine.boots == boot and machine.power == "poweredOn":
            machine.guest = "running"
            self._inventory.touch(machine)

    def shut_down(self, machine_id: str, by: By) -> None:
        """ShutdownGuest: asks the guest's tools, and answers at once."""
        machine = self._settled(machine_id)
        if machine.power != "poweredOn":
            raise _state(machine)
        if machine.guest == "notRunning":
            raise VcenterRefusal("ToolsUnavailable", TOOLS_UNAVAILABLE)
        self._inventory.write("shut-down", machine, by)
        if machine.guest == "shuttingDown":
            return
        machine.guest = "shuttingDown"
        self._inventory.touch(machine)
        at = self._inventory.now() + self._private.guest_shutdown_s
        boot = machine.boots
        self._inventory.later(at, lambda _: self._down(machine, boot))

    def _down(self, machine: Machine, boot: int) -> None:
        if machine.boots == boot:
            self._off(machine)

    def power_off(self, machine_id: str, by: By) -> SimulatedTask:
        """PowerOffVM_Task: the plug is pulled."""
        machine = self._settled(machine_id)
        if machine.power != "poweredOn":
            raise _state(machine)
        self._inventory.write("power-off", machine, by)
        name, lasts_s = "VirtualMachine.powerOff", self._private.power_on_s
        return self._inventory.task(name, machine, lasts_s, lambda _: self._off(machine), by)

    def _off(self, machine: Machine) -> None:
        machine.power, machine.guest = "poweredOff", "notRunning"
        self._inventory.touch(machine)

    def snapshot(self, machine_id: str, name: str, description: str, by: By) -> SimulatedTask:
        """CreateSnapshot_Task, without memory."""
        machine = self._settled(machine_id)
        self._inventory.write("snapshot", machine, by, snapshot=name)

        def done(at: float) -> None:
            snapshot = SimulatedSnapshot(self._inventory.new_id("snapshot"), name, description, at)
            machine.snapshots.append(snapshot)
            self._inventory.touch(machine)

        lasts_s = self._private.snapshot_s
        return self._inventory.task("VirtualMachine.createSnapshot", machine, lasts_s, done, by)

    def remove_snapshot(
        self, machine_id: str, snapshot_id: str, *, with_children: bool, by: By
    ) -> SimulatedTask:
        """RemoveSnapshot_Task. Each snapshot is the child of the one before."""
        machine = self._settled(machine_id)
        if all(each.id != snapshot_id for each in machine.snapshots):
            raise VcenterRefusal("NotFound", f"'{machine.name}' has no snapshot '{snapshot_id}'.")
        self._inventory.write("remove-snapshot", machine, by, snapshot=snapshot_id)

        def done(_: float) -> None:
            ids = [each.id for each in machine.snapshots]
            if snapshot_id not in ids:
                raise VcenterRefusal(
                    "NotFound", f"'{machine.name}' has no snapshot '{snapshot_id}'."
                )
            first = ids.index(snapshot_id)
            last = len(ids) if with_children else first + 1
            del machine.snapshots[first:last]
            self._inventory.touch(machine)

        lasts_s = self._private.snapshot_s
        return self._inventory.task("VirtualMachine.removeSnapshot", machine, lasts_s, done, by)

    def _settled(self, machine_id: str) -> Machine:
        self._inventory.now()
        return self._inventory.machine(machine_id)


def _state(machine: Machine) -> VcenterRefusal:
    said = {"poweredOn": "Powered on", "poweredOff": "Powered off"}.get(machine.power, "Suspended")
    return VcenterRefusal(
        "InvalidPowerState",
        f"The attempted operation cannot be performed in the current state ({said}).",
    )
