"""The laws over the private cloud and its provider, looked at when a night is over."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weather import UNANSWERED

from console.kinds.power import powers
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.private import VirtualMachine
from console.model.wanted import MEMORY, ORDER, VCPUS

if TYPE_CHECKING:
    from laws import Laws


@dataclass(slots=True)
class PrivateLaws:
    """Looks at machines, and at what was ordered."""

    laws: "Laws"

    def machines(self, changes: tuple[Change, ...]) -> None:
        """No machine is left off, and each has the sizes that its change says."""
        vcenter = self.laws.night.vcenter
        vcenter.pass_time()
        for change in changes:
            machine = vcenter.machines.get(change.resource_id or "")
            if machine is None:
                continue
            if powers(change.wanted):
                self._powered(machine, change)
                continue
            on = machine.power.value == "on"
            if not on and "vcenter" not in self.laws.night.weather.struck:
                self.laws.broken(6, f"{machine.name} is left {machine.power.value}")
            if change.phase is Phase.IN_SERVICE:
                wanted = (change.wanted[VCPUS], change.wanted[MEMORY])
                undone = any(
                    k.plan.target == change.operation_id for k in self.laws.operations.values()
                )
                if not undone and (machine.vcpus, machine.memory_bytes) != wanted:
                    self.laws.broken(6, f"{machine.name} is not what its change says")

    def _powered(self, machine: VirtualMachine, change: Change) -> None:
        """What is in service runs; and a guest was asked to reboot, or a power-on for, once."""
        vcenter = self.laws.night.vcenter
        if change.phase is Phase.IN_SERVICE and not machine.guest_running:
            self.laws.broken(6, f"{machine.name} is in service, and its guest does not run")
        begun = sum(task.name == "power_on" for task in vcenter.tasks.values())
        if vcenter.rebooted > 1 or begun > 1:
            self.laws.broken(
                1, f"{machine.name} rebooted {vcenter.rebooted}, powered on {begun} times"
            )

    def orders(self, changes: list[Change]) -> None:
        """Nothing is ordered twice, and each order of ours is some change's, or said to be lost."""
        provider = self.laws.night.provider
        unheard: set[str] = set()
        for name, outcome in provider.asks:
            if name in unheard:
                self.laws.broken(1, f"{name} was ordered again, and nobody knew of the first time")
            if outcome in UNANSWERED or outcome == "killed":
                unheard.add(name)
        placed = Counter(
            p.name for p in provider.placed if not p.order.removal and p.order.by == "vigie"
        )
        twice = [name for name, n in placed.items() if n > 1]
        if twice:
            self.laws.broken(1, f"{twice} were ordered twice")
        claims = [
            str(c.kept[ORDER]) for c in changes if ORDER in c.kept and c.desired is Desired.PRESENT
        ]
        if len(set(claims)) != len(claims):
            self.laws.broken(1, "two changes have the same order")
        theirs = {p.order.id for p in provider.placed if p.order.by != "vigie"}
        if theirs & set(claims):
            self.laws.broken(6, f"another's order {sorted(theirs & set(claims))} is taken for ours")
