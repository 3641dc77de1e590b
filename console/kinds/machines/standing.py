"""What a resize has left: the machine at its new size, and the size that it had before."""

from console.kinds.draft import Standing
from console.kinds.machines.draft import resized
from console.kinds.machines.restart import size_in, size_of
from console.kinds.vdc import VdcFacts
from console.model.notice import notice
from console.model.operation import Change, Operation, Phase
from console.model.plan import RefusalReason
from console.model.resource import MACHINE
from console.model.verb import TOPUP, Verb
from console.model.wanted import MEMORY, VCPUS


def standing(facts: VdcFacts, target: Operation, verb: Verb) -> Standing:
    """The machine, known by its id, to be brought back; confirming the plan allows the restart."""
    if verb == TOPUP:
        why = notice("guard.topup_resize", operation=target.id)
        return Standing(complete=RefusalReason("nothing", why, notice("remedy.resize_again")))
    change = _change(facts, target)
    if change is None:
        return Standing()
    machine = next((m for m in facts.view.virtual_machines if m.id == change.resource_id), None)
    if machine is None:
        gone = notice("guard.machine_gone", machine=change.name)
        return Standing(reasons=(RefusalReason("machine.unknown", gone),))
    before = size_in(change.before, machine)
    if size_of(machine) == before:
        return Standing()
    since = size_of(machine) != size_in(change.wanted, machine)
    warned = (notice("warning.resized_since", machine=machine.name),) if since else ()
    return Standing(inverse=(resized(facts, machine, before, allow_restart=True),), warnings=warned)


def _change(facts: VdcFacts, target: Operation) -> Change | None:
    """The target's change, if anything was asked for it and its old size was kept."""
    for change in facts.record.target_changes:
        mine = change.operation_id == target.id and change.resource == MACHINE
        asked = change.phase not in {Phase.PLANNED, Phase.CANCELLED} or change.attempts > 0
        if mine and asked and {VCPUS, MEMORY} <= change.before.keys():
            return change
    return None
