"""Rollback of a resize: the size that was, with a restart where that takes one."""

from dataclasses import replace

from console.kinds.instances.standing import NEVER_ASKED
from console.kinds.machines.restart import Size, size_of
from console.model.notice import notice
from console.model.operation import Change, Operation
from console.model.plan import (
    RefusalReason,
)
from console.model.private import VirtualMachine
from console.model.resource import MACHINE
from console.model.wanted import MEMORY, VCPUS
from console.planning.private_situation import PrivateDraft, PrivateSituation
from console.planning.resize import nothing, reshape


def draft(situation: PrivateSituation, target: Operation) -> PrivateDraft:
    """The machine, known by its id, brought back; confirming the plan allows the restart."""
    pool = target.plan.pool
    empty = replace(nothing(situation, target.plan.subject), pool=pool, target=target.id)
    change = _change(situation, target)
    if change is None:
        why = notice("guard.nothing_to_undo", operation=target.id)
        return replace(empty, reasons=(RefusalReason("nothing", why),))
    machine = _machine(situation, change)
    if machine is None:
        why = notice("guard.machine_gone", machine=change.name)
        return replace(empty, reasons=(RefusalReason("machine.unknown", why),))
    before = _size(change.before, size_of(machine))
    if size_of(machine) == before:
        why = notice("guard.nothing_to_undo", operation=target.id)
        return replace(empty, reasons=(RefusalReason("nothing", why),))
    found = reshape(situation, machine, before, allow_restart=True)
    warnings = found.warnings
    if size_of(machine) != _size(change.wanted, size_of(machine)):
        warnings = (notice("warning.resized_since", machine=machine.name), *warnings)
    typed = machine.name if found.changes else None
    return replace(found, pool=pool, target=target.id, warnings=warnings, undo=(), typed_name=typed)


def _change(situation: PrivateSituation, target: Operation) -> Change | None:
    """The target's change, if anything was asked for it and its old size was kept."""
    for change in situation.record.target_changes:
        mine = change.operation_id == target.id and change.resource == MACHINE
        asked = change.phase not in NEVER_ASKED or change.attempts > 0
        if mine and asked and {VCPUS, MEMORY} <= change.before.keys():
            return change
    return None


def _machine(situation: PrivateSituation, change: Change) -> VirtualMachine | None:
    machines = situation.view.virtual_machines
    return next((m for m in machines if m.id == change.resource_id), None)


def _size(values: dict[str, str | int], otherwise: Size) -> Size:
    return Size(
        int(values.get(VCPUS, otherwise.vcpus)), int(values.get(MEMORY, otherwise.memory_bytes))
    )
