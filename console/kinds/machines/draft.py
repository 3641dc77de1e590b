"""Resize a virtual machine: as it runs where it can, with a restart only where that is allowed."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import NOTHING, Draft, Standing
from console.kinds.machines import capacity, powerdraft, verbs
from console.kinds.machines.cluster import clustered
from console.kinds.machines.guards import find, others
from console.kinds.machines.restart import Size, gigabytes, obstacles, size_in, size_of
from console.kinds.vdc import VCENTER, VdcFacts
from console.model.notice import Notice, notice
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.private import Power, VirtualMachine
from console.model.resource import MACHINE
from console.model.verb import ROLLBACK
from console.model.wanted import MEMORY, RESTART, SNAPSHOT, VCPUS

PAGE = 4 * 2**20
"""A machine's memory is a multiple of 4 MB (`memoryMB` of VirtualMachineConfigSpec)."""
DAY_S = 86_400.0


def draft(facts: VdcFacts) -> Draft:
    """One change of one machine, or everything that speaks against it."""
    request = facts.request
    if request.verb != verbs.VM_RESIZE:
        return powerdraft.draft(facts)
    machine, unknown = find(facts.view, verbs.NAME.of(request))
    reasons = tuple(_amount(facts))
    if machine is None:
        wrong = reasons if unknown is None else (*reasons, unknown)
        return replace(_nothing(facts, verbs.NAME.of(request) or ""), reasons=wrong)
    vcpus, memory_bytes = verbs.VCPUS.of(request), verbs.MEMORY.of(request)
    wanted = Size(
        machine.vcpus if vcpus is None else vcpus,
        machine.memory_bytes if memory_bytes is None else memory_bytes,
    )
    if not reasons and wanted == size_of(machine):
        memory = gigabytes(machine.memory_bytes)
        why = notice("guard.same_size", machine=machine.name, vcpus=machine.vcpus, memory=memory)
        reasons = (RefusalReason("nothing", why),)
    if reasons:
        return replace(_nothing(facts, machine.name), reasons=reasons)
    change = resized(facts, machine, wanted, allow_restart=bool(verbs.RESTART.of(request)))
    return weigh(facts, (change,))


def resized(
    facts: VdcFacts, machine: VirtualMachine, wanted: Size, *, allow_restart: bool
) -> PlannedChange:
    """The change that brings a machine to a size; it restarts where that is needed and allowed."""
    return PlannedChange(
        datacenter=facts.private.datacenter,
        region=VCENTER,
        name=machine.name,
        desired=Desired.CONFIGURED,
        resource_id=machine.id,
        resource=MACHINE,
        wanted={
            VCPUS: wanted.vcpus,
            MEMORY: wanted.memory_bytes,
            RESTART: int(allow_restart and bool(obstacles(machine, wanted))),
            SNAPSHOT: int(bool(verbs.SNAPSHOT.of(facts.request))),
        },
        before={VCPUS: machine.vcpus, MEMORY: machine.memory_bytes},
    )


def weigh(facts: VdcFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """What is to be said of a change of sizes, or of going back to those that were."""
    (change,) = changes
    machine = next(m for m in facts.view.virtual_machines if m.id == change.resource_id)
    wanted, back = size_in(change.wanted, machine), facts.request.verb == ROLLBACK
    why = obstacles(machine, wanted)
    pool = facts.private.pool_of(machine.name)
    stateful = pool is not None and pool.stateful
    return replace(
        _nothing(facts, machine.name),
        changes=changes,
        size_now=1,
        size_after=1,
        calls=1 + 2 * int(change.wanted[RESTART]) + int(change.wanted[SNAPSHOT]),
        details=tuple(_details(facts, machine, wanted, why)),
        warnings=tuple(_warnings(facts, machine, restart=bool(why))),
        undo=() if back else tuple(_undo(machine, wanted)),
        typed_name=machine.name if back or (why and stateful) else None,
    )


def renew(facts: VdcFacts, family: Standing) -> Draft:
    """A machine is neither made nor made anew here."""
    del family
    return _nothing(facts, "")


def _nothing(facts: VdcFacts, name: str) -> Draft:
    """A draft about a machine that changes nothing yet."""
    pool = facts.private.pool_of(name)
    held = name if pool is None else pool.name
    return Draft(MACHINE, held, name, euro_per_month=NOTHING)


def _amount(facts: VdcFacts) -> Iterable[RefusalReason]:
    """At least one size, each of them possible."""
    vcpus, memory = verbs.VCPUS.of(facts.request), verbs.MEMORY.of(facts.request)
    if vcpus is None and memory is None:
        yield RefusalReason("amount", notice("guard.sizes_missing"), notice("remedy.sizes"))
    if vcpus is not None and vcpus < 1:
        yield RefusalReason("amount", notice("guard.vcpus", n=vcpus))
    if memory is not None and (memory < PAGE or memory % PAGE):
        yield RefusalReason("amount", notice("guard.memory"), notice("remedy.memory"))


def _details(
    facts: VdcFacts, machine: VirtualMachine, wanted: Size, why: tuple[Notice, ...]
) -> Iterable[Notice]:
    if machine.power is Power.OFF:
        yield notice("detail.machine_off")
    elif not why:
        yield notice("detail.hot_add")
    else:
        yield notice("detail.restart")
        yield from why
    left = capacity.headroom(facts.view, machine, wanted)
    if left is not None:
        yield capacity.told(left)
    yield from clustered(facts, machine)
    if verbs.SNAPSHOT.of(facts.request):
        yield notice("detail.snapshot")


def _warnings(facts: VdcFacts, machine: VirtualMachine, *, restart: bool) -> Iterable[Notice]:
    pool = facts.private.pool_of(machine.name)
    if restart:
        yield notice("warning.restart", machine=machine.name)
        if pool is not None and pool.stateful and not others(facts.view, machine, pool):
            yield notice("warning.only_member", machine=machine.name, pool=pool.name)
    if machine.snapshots:
        oldest = min(snapshot.created_at for snapshot in machine.snapshots)
        age_s = (facts.estate.at - oldest).total_seconds()
        n = len(machine.snapshots)
        yield notice("warning.snapshots", n=n, days=round(max(0.0, age_s) / DAY_S, 1))
    if verbs.SNAPSHOT.of(facts.request):
        days = round(facts.private.snapshot_age_s / DAY_S, 1)
        yield notice("warning.snapshot_reminder", days=days)


def _undo(machine: VirtualMachine, wanted: Size) -> Iterable[Notice]:
    """What going back would take."""
    after = replace(machine, vcpus=wanted.vcpus, memory_bytes=wanted.memory_bytes)
    restarts = obstacles(after, size_of(machine))
    yield notice("undo.resize_restart" if restarts else "undo.resize", machine=machine.name)
