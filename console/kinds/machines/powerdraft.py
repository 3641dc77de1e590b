"""Power virtual machines on, or have a guest reboot: their changes, and what is to be known."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from console.kinds.draft import NOTHING, Draft
from console.kinds.machines import verbs
from console.kinds.machines.cluster import clustered
from console.kinds.machines.guards import find, others
from console.kinds.power import powered
from console.kinds.vdc import VdcFacts
from console.model.notice import Notice, each_once, notice
from console.model.plan import RefusalReason
from console.model.private import Power, VirtualMachine
from console.model.resource import MACHINE

NAMED = 3
"""How many of several machines an operation is called by."""


def draft(facts: VdcFacts) -> Draft:
    """The change of each machine that is named, or why there is no such machine."""
    if facts.request.verb == verbs.VM_REBOOT:
        return _draft(facts, (verbs.NAME.of(facts.request),), reboots=True)
    return _draft(facts, _named(facts), reboots=False)


def _draft(facts: VdcFacts, names: Sequence[str | None], *, reboots: bool) -> Draft:
    found = [find(facts.view, name) for name in names]
    unknown = tuple(reason for _, reason in found if reason is not None)
    machines = [machine for machine, _ in found if machine is not None]
    if unknown or not machines:
        called = ", ".join(filter(None, names))
        return replace(Draft(MACHINE, called, called, euro_per_month=NOTHING), reasons=unknown)
    on = [one for one in machines if one.power is Power.ON]
    left = on if not reboots and len(on) < len(machines) else []
    drafts = [_one(facts, machine, reboots=reboots) for machine in machines if machine not in left]
    said = tuple(notice("guard.machine_on", machine=one.name) for one in left)
    whole = drafts[0] if len(drafts) == 1 else _together(facts, drafts)
    return replace(whole, warnings=(*said, *whole.warnings), reasons=tuple(_apart(facts, machines)))


def _named(facts: VdcFacts) -> tuple[str | None, ...]:
    """The names, each once; a name may have commas of its own."""
    text = verbs.NAME.of(facts.request)
    if text is None or any(one.name == text for one in facts.view.virtual_machines):
        return (text,)
    return verbs.NAMES.parts(text)


def _one(facts: VdcFacts, machine: VirtualMachine, *, reboots: bool) -> Draft:
    drafted = powered(machine, facts.private, reboots=reboots)
    alone = _alone(facts, machine) if reboots else ()
    return replace(
        drafted,
        details=(*drafted.details, *clustered(facts, machine)),
        warnings=(*drafted.warnings, *alone),
    )


def _together(facts: VdcFacts, drafts: Sequence[Draft]) -> Draft:
    """Several as one operation: what is said of all of them is said once."""
    names = [one.subject for one in drafts]
    pool = facts.private.pool_of(names[0])
    more = len(names) - NAMED
    return replace(
        drafts[0],
        subject=", ".join(names[:NAMED]) + (f" +{more}" if more > 0 else ""),
        changes=tuple(change for one in drafts for change in one.changes),
        size_now=len(drafts),
        size_after=len(drafts),
        calls=sum(one.calls for one in drafts),
        details=each_once(said for one in drafts for said in one.details),
        warnings=each_once(said for one in drafts for said in one.warnings),
        undo=(notice("undo.start", machine=", ".join(names)),),
        typed_name=pool.name if pool is not None and pool.stateful else None,
    )


def _apart(facts: VdcFacts, machines: Sequence[VirtualMachine]) -> Iterable[RefusalReason]:
    """An operation holds one pool: what is of another is no part of it."""
    pools = {one.name: facts.private.pool_of(one.name) for one in machines}
    if len({None if pool is None else pool.name for pool in pools.values()}) > 1:
        said = (f"{name} ({pool.name if pool else '–'})" for name, pool in pools.items())
        why = notice("guard.machines_apart", machines=", ".join(said))
        yield RefusalReason("machines.apart", why, notice("remedy.machines_apart"))


def _alone(facts: VdcFacts, machine: VirtualMachine) -> Iterable[Notice]:
    """Nothing serves in place of the only member of a pool that keeps data."""
    pool = facts.private.pool_of(machine.name)
    if pool is not None and pool.stateful and not others(facts.view, machine, pool):
        yield notice("warning.only_member", machine=machine.name, pool=pool.name)
