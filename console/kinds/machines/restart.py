"""What a running virtual machine can take as it runs, and what it must be shut down for."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.model.notice import Notice, notice
from console.model.private import Power, VirtualMachine
from console.model.wanted import MEMORY, VCPUS

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a virtual machine."""

    vcpus: int
    memory_bytes: int


def size_of(machine: VirtualMachine) -> Size:
    """The size a machine has."""
    return Size(machine.vcpus, machine.memory_bytes)


def size_in(values: dict[str, str | int], machine: VirtualMachine) -> Size:
    """The size that a change's values name; where they name none, that of the machine."""
    return Size(
        int(values.get(VCPUS, machine.vcpus)), int(values.get(MEMORY, machine.memory_bytes))
    )


def gigabytes(size_bytes: int) -> float:
    """Bytes in GB as vCenter counts them, in two decimals, for a sentence."""
    return round(size_bytes / GIB, 2)


def obstacles(machine: VirtualMachine, size: Size) -> tuple[Notice, ...]:
    """Why a machine must be shut down to get a size; empty when it need not be."""
    return tuple(_obstacles(machine, size)) if machine.power is Power.ON else ()


def _obstacles(machine: VirtualMachine, size: Size) -> Iterable[Notice]:
    name = machine.name
    if size.vcpus < machine.vcpus:
        yield notice("guard.cpu_shrinks", machine=name, now=machine.vcpus, wanted=size.vcpus)
    elif size.vcpus > machine.vcpus and not machine.cpu_hot_add:
        yield notice("guard.cpu_hot_add", machine=name)
    more = size.memory_bytes - machine.memory_bytes
    limit, step = machine.memory_limit_bytes, machine.memory_step_bytes
    if more < 0:
        now, wanted = gigabytes(machine.memory_bytes), gigabytes(size.memory_bytes)
        yield notice("guard.memory_shrinks", machine=name, now=now, wanted=wanted)
    elif more > 0 and not machine.memory_hot_add:
        yield notice("guard.memory_hot_add", machine=name)
    elif more > 0 and limit is not None and size.memory_bytes > limit:
        yield notice("guard.memory_limit", machine=name, limit=gigabytes(limit))
    elif more > 0 and step and more % step:
        yield notice("guard.memory_step", machine=name, step=round(step / 2**20))
