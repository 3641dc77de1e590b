"""Whether a larger virtual machine fits its host, and its cluster with a host lost."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.kinds.machines.restart import Size, gigabytes
from console.model.notice import Notice, notice
from console.model.plan import RefusalReason
from console.model.policy import PrivatePolicy
from console.model.private import Host, Power, PrivateView, VirtualMachine


@dataclass(frozen=True, slots=True)
class Headroom:
    """A cluster with its largest host lost, after a change.

    `vcpus` of machines that run on `cores`; `memory_used_bytes` of `memory_bytes`,
    what the change adds counted as used.
    """

    hosts: int
    vcpus: int
    cores: int
    memory_used_bytes: int
    memory_bytes: int


def fits(
    view: PrivateView, machine: VirtualMachine, size: Size, policy: PrivatePolicy
) -> Iterable[RefusalReason]:
    """What stands in the way of growing a machine; a figure nobody knows does too."""
    if size.vcpus <= machine.vcpus and size.memory_bytes <= machine.memory_bytes:
        return
    host = view.host(machine.host_id)
    if host is None or host.cores is None or host.memory_bytes is None:
        why = notice("guard.host_unknown", machine=machine.name)
        yield RefusalReason("host.unknown", why, notice("remedy.refresh"), passing=True)
        return
    if size.vcpus > machine.vcpus and size.vcpus > host.cores:
        why = notice("guard.host_cores", host=host.name, wanted=size.vcpus, cores=host.cores)
        yield RefusalReason("host.cores", why, notice("remedy.smaller"))
    yield from _host_memory(host, machine, size)
    yield from _cluster(view, machine, size, policy)


def headroom(view: PrivateView, machine: VirtualMachine, size: Size) -> Headroom | None:
    """The machine's cluster with its largest host lost; None when a figure is missing.

    A cluster with one host in service has none to lose: it is judged as it is.
    """
    here = view.host(machine.host_id)
    hosts = [] if here is None else _hosts(view, here)
    cores = [host.cores for host in hosts if host.cores is not None]
    memory = [host.memory_bytes for host in hosts if host.memory_bytes is not None]
    used = [host.memory_used_bytes for host in hosts if host.memory_used_bytes is not None]
    if not hosts or not len(hosts) == len(cores) == len(memory) == len(used):
        return None
    lost = len(hosts) > 1
    ids = {host.id for host in hosts}
    running = [m for m in view.virtual_machines if m.host_id in ids and m.power is Power.ON]
    others = sum(m.vcpus for m in running if m.id != machine.id)
    return Headroom(
        hosts=len(hosts),
        vcpus=others + size.vcpus,
        cores=sum(cores) - (max(cores) if lost else 0),
        memory_used_bytes=sum(used) + _more_memory(machine, size),
        memory_bytes=sum(memory) - (max(memory) if lost else 0),
    )


def told(left: Headroom) -> Notice:
    """The headroom after a change, in figures."""
    return notice(
        "detail.headroom" if left.hosts > 1 else "detail.single_host",
        ratio=round(left.vcpus / left.cores, 2) if left.cores else 0,
        percent=round(100 * left.memory_used_bytes / left.memory_bytes) if left.memory_bytes else 0,
    )


def _hosts(view: PrivateView, here: Host) -> list[Host]:
    """The hosts in service of a host's cluster; the host alone when it stands in none."""
    if here.cluster_id is None:
        return [here]
    return [h for h in view.hosts if h.cluster_id == here.cluster_id and h.in_service]


def _host_memory(host: Host, machine: VirtualMachine, size: Size) -> Iterable[RefusalReason]:
    """The host must hold the machine at its new size beside what else it holds."""
    if size.memory_bytes <= machine.memory_bytes:
        return
    total = host.memory_bytes or 0
    if host.memory_used_bytes is None:
        why = notice("guard.host_unknown", machine=machine.name)
        yield RefusalReason("host.unknown", why, notice("remedy.refresh"), passing=True)
        return
    own = (machine.memory_used_bytes or 0) if machine.power is Power.ON else 0
    free = total - host.memory_used_bytes + own
    if size.memory_bytes <= free:
        return
    why = notice(
        "guard.host_memory",
        host=host.name,
        wanted=gigabytes(size.memory_bytes),
        free=gigabytes(max(0, free)),
    )
    yield RefusalReason("host.memory", why, notice("remedy.smaller"))


def _cluster(
    view: PrivateView, machine: VirtualMachine, size: Size, policy: PrivatePolicy
) -> Iterable[RefusalReason]:
    left = headroom(view, machine, size)
    if left is None:
        why = notice("guard.cluster_unknown_figures", machine=machine.name)
        yield RefusalReason("cluster.unknown", why, notice("remedy.refresh"), passing=True)
        return
    most = policy.vcpus_per_core * left.cores
    if size.vcpus > machine.vcpus and left.vcpus > most:
        why = notice(
            "guard.headroom_cpu", vcpus=left.vcpus, cores=left.cores, limit=policy.vcpus_per_core
        )
        yield RefusalReason("headroom", why, notice("remedy.headroom"))
    room = policy.memory_ratio * left.memory_bytes
    if size.memory_bytes > machine.memory_bytes and left.memory_used_bytes > room:
        why = notice(
            "guard.headroom_memory",
            used=gigabytes(left.memory_used_bytes),
            total=gigabytes(left.memory_bytes),
            percent=round(100 * policy.memory_ratio),
        )
        yield RefusalReason("headroom", why, notice("remedy.headroom"))


def _more_memory(machine: VirtualMachine, size: Size) -> int:
    """What a new size may add to the memory in use."""
    own = (machine.memory_used_bytes or 0) if machine.power is Power.ON else 0
    return max(0, size.memory_bytes - own)
