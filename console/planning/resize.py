"""Resize a virtual machine: as it runs where it can, with a restart only where that is allowed."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.machines import capacity
from console.kinds.machines import guards as machines
from console.kinds.machines.restart import Size, gigabytes, obstacles, size_of
from console.model.notice import Notice, notice
from console.model.plan import (
    Desired,
    PlannedChange,
    RefusalReason,
)
from console.model.private import Power, VirtualMachine
from console.model.resource import MACHINE
from console.model.wanted import MEMORY, RESTART, SNAPSHOT, VCPUS
from console.planning import guards
from console.planning.private_situation import VCENTER, PrivateDraft, PrivateSituation

PAGE = 4 * 2**20
"""A machine's memory is a multiple of 4 MB (`memoryMB` of VirtualMachineConfigSpec)."""
DAY_S = 86_400.0


def draft(situation: PrivateSituation) -> PrivateDraft:
    """One change of one machine's sizes, or everything that speaks against it."""
    request = situation.request
    machine, unknown = machines.find(situation.view, request.machine)
    empty = nothing(situation, request.machine or "")
    if machine is None:
        return replace(empty, reasons=guards.present((*_amount(situation), unknown)))
    wanted = Size(
        machine.vcpus if request.vcpus is None else request.vcpus,
        machine.memory_bytes if request.memory_bytes is None else request.memory_bytes,
    )
    wrong = guards.present(_amount(situation))
    if not wrong and wanted == size_of(machine):
        why = notice(
            "guard.same_size",
            machine=machine.name,
            vcpus=machine.vcpus,
            memory=gigabytes(machine.memory_bytes),
        )
        wrong = (RefusalReason("nothing", why),)
    if wrong:
        return replace(empty, reasons=wrong)
    return reshape(situation, machine, wanted, allow_restart=request.allow_restart)


def nothing(situation: PrivateSituation, name: str) -> PrivateDraft:
    """A draft about a machine that changes nothing yet."""
    pool = situation.private.pool_of(name)
    return PrivateDraft(MACHINE, name, name if pool is None else pool.name)


def reshape(
    situation: PrivateSituation, machine: VirtualMachine, wanted: Size, *, allow_restart: bool
) -> PrivateDraft:
    """Bring a machine to a size; every guard on machines is asked."""
    view, pool = situation.view, situation.private.pool_of(machine.name)
    why = obstacles(machine, wanted)
    reasons = guards.present(
        (
            machines.steady(machine),
            machines.reachable(view, machine),
            *machines.idle(view, machine),
            *_restart(machine, why, allowed=allow_restart),
            *capacity.fits(view, machine, wanted, situation.private),
            *machines.healthy(view, machine, pool),
        )
    )
    empty = nothing(situation, machine.name)
    if reasons:
        return replace(empty, reasons=reasons)
    stateful = pool is not None and pool.stateful
    return replace(
        empty,
        changes=(_change(situation, machine, wanted, restart=bool(why)),),
        size_now=1,
        size_after=1,
        details=tuple(_details(situation, machine, wanted, why)),
        warnings=tuple(_warnings(situation, machine, restart=bool(why))),
        undo=tuple(_undo(machine, wanted)),
        typed_name=machine.name if why and stateful else None,
    )


def _amount(situation: PrivateSituation) -> Iterable[RefusalReason | None]:
    """At least one size, each of them possible."""
    vcpus, memory = situation.request.vcpus, situation.request.memory_bytes
    if vcpus is None and memory is None:
        yield RefusalReason("amount", notice("guard.sizes_missing"), notice("remedy.sizes"))
    if vcpus is not None and vcpus < 1:
        yield RefusalReason("amount", notice("guard.vcpus", n=vcpus))
    if memory is not None and (memory < PAGE or memory % PAGE):
        yield RefusalReason("amount", notice("guard.memory"), notice("remedy.memory"))


def _restart(
    machine: VirtualMachine, why: tuple[Notice, ...], *, allowed: bool
) -> Iterable[RefusalReason]:
    """A restart must be allowed, and the guest must be able to shut itself down."""
    if not why:
        return
    if not allowed:
        for one in why:
            yield RefusalReason("resize.restart", one, notice("remedy.allow_restart"))
    if machine.guest_running is not True:
        tools = notice("guard.guest_tools", machine=machine.name)
        yield RefusalReason("resize.guest", tools, notice("remedy.guest_tools"))


def _change(
    situation: PrivateSituation, machine: VirtualMachine, wanted: Size, *, restart: bool
) -> PlannedChange:
    return PlannedChange(
        datacenter=situation.private.datacenter,
        region=VCENTER,
        name=machine.name,
        desired=Desired.CONFIGURED,
        resource_id=machine.id,
        resource=MACHINE,
        wanted={
            VCPUS: wanted.vcpus,
            MEMORY: wanted.memory_bytes,
            RESTART: int(restart),
            SNAPSHOT: int(situation.request.snapshot),
        },
        before={VCPUS: machine.vcpus, MEMORY: machine.memory_bytes},
    )


def _details(
    situation: PrivateSituation, machine: VirtualMachine, wanted: Size, why: tuple[Notice, ...]
) -> Iterable[Notice]:
    if machine.power is Power.OFF:
        yield notice("detail.machine_off")
    elif not why:
        yield notice("detail.hot_add")
    else:
        yield notice("detail.restart")
        yield from why
    left = capacity.headroom(situation.view, machine, wanted)
    if left is not None:
        yield capacity.told(left)
    if situation.request.snapshot:
        yield notice("detail.snapshot")


def _warnings(
    situation: PrivateSituation, machine: VirtualMachine, *, restart: bool
) -> Iterable[Notice]:
    pool = situation.private.pool_of(machine.name)
    if restart:
        yield notice("warning.restart", machine=machine.name)
        alone = not machines.others(situation.view, machine, pool)
        if pool is not None and pool.stateful and alone:
            yield notice("warning.only_member", machine=machine.name, pool=pool.name)
    if machine.snapshots:
        oldest = min(snapshot.created_at for snapshot in machine.snapshots)
        age_s = (situation.estate.at - oldest).total_seconds()
        n = len(machine.snapshots)
        yield notice("warning.snapshots", n=n, days=round(max(0.0, age_s) / DAY_S, 1))
    if situation.request.snapshot:
        days = round(situation.private.snapshot_age_s / DAY_S, 1)
        yield notice("warning.snapshot_reminder", days=days)


def _undo(machine: VirtualMachine, wanted: Size) -> Iterable[Notice]:
    """What going back would take."""
    after = replace(machine, vcpus=wanted.vcpus, memory_bytes=wanted.memory_bytes)
    if obstacles(after, size_of(machine)):
        yield notice("undo.resize_restart", machine=machine.name)
    else:
        yield notice("undo.resize", machine=machine.name)
