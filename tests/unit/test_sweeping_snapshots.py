"""Snapshots of virtual machines that operations took: told by what the journal has, and kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import asking
from private_modelled import AUTHOR, PrivateWorld

from console.kinds.leftovers.snapshots import Machines, marks, of_snapshots, unread
from console.kinds.leftovers.verbs import SWEEP
from console.kinds.machines.verbs import VM_RESIZE
from console.model.estate import Estate
from console.model.leftover import Findings, Leftover, LeftoverSort, TracedOperation, Traces
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState
from console.model.plan import Plan, Refusal
from console.model.policy import Record
from console.model.private import Snapshot, snapshot_name
from console.planning import plan

KEPT = timedelta(days=3)
DAY = timedelta(days=1)


def resized(world: PrivateWorld) -> Operation:
    """A resize that is over, and the snapshot that it took before."""
    made = world.ask(VM_RESIZE, machine="db-1", vcpus=12, snapshot=True)
    assert isinstance(made, Plan), made
    done = world.apply(made)
    named(world, "vm-1", snapshot_name(done.id))
    return done


def named(world: PrivateWorld, machine: str, name: str) -> None:
    world.machine(machine, snapshots=(Snapshot("snapshot-1", name, world.now),))


def traces(world: PrivateWorld, done: Operation, state: OperationState | None = None) -> Traces:
    over = TracedOperation(done.id, done.id, VM_RESIZE, state or done.state, world.now)
    return Traces({done.id: over}, tuple(world.changes))


def found(world: PrivateWorld, known: Traces, later: timedelta = KEPT + DAY) -> list[Leftover]:
    return list(of_snapshots(world.estate().private, known, world.policy, world.now + later))


def test_what_a_resize_took_is_told_with_since_when_once_it_is_older_than_one_is_kept() -> None:
    world = PrivateWorld()
    done = resized(world)
    known = traces(world, done)
    assert marks(world.estate().private) == {done.id}
    assert found(world, known, KEPT) == []
    [left] = found(world, known)
    assert (left.sort, left.id, left.name) == (
        LeftoverSort.MACHINE_SNAPSHOT, "snapshot-1", "db-1",
    )  # fmt: skip
    assert (left.since, left.sure, left.operation) == (world.now, True, done.id)
    assert left.why == notice("leftover.taken_before", operation=done.id, name="db-1")
    world.private(snapshot_age_s=7 * DAY.total_seconds())
    assert found(world, known) == []


def test_nothing_is_told_of_an_operation_that_somebody_is_at_work_on() -> None:
    world = PrivateWorld()
    done = resized(world)
    assert found(world, traces(world, done, OperationState.RUNNING)) == []


def test_a_name_alone_proves_nothing() -> None:
    world = PrivateWorld()
    done = resized(world)
    known = traces(world, done)
    assert found(world, Traces()) == []
    assert found(world, replace(known, changes=())) == []
    unasked: list[Change] = [replace(one, wanted={}) for one in world.changes]
    assert found(world, replace(known, changes=tuple(unasked))) == []
    world.machine("vm-1", snapshots=())
    for name in (snapshot_name(done.id), "before the upgrade"):
        named(world, "vm-2", name)
        assert found(world, known) == []


def test_no_sweep_takes_it_and_the_rest_goes() -> None:
    world = PrivateWorld()
    [left] = found(world, traces(world, resized(world)))
    volume = replace(left, sort=LeftoverSort.VOLUME, id="v1", region="RBX-A", held=None)

    def swept(*chosen: Leftover, **asked: object) -> Plan | Refusal:
        estate = Estate(world.now, leftovers=Findings(world.now, chosen))
        request = asking(SWEEP, replace(AUTHOR, roles=("member",)), **asked)
        return plan(request, estate, world.policy, Record(), operation_id="cccc3333")

    made = swept(left, volume)
    assert isinstance(made, Plan), made
    assert [change.resource_id for change in made.changes] == ["v1"]
    for refused in (swept(left), swept(left, volume, named="snapshot-1")):
        assert isinstance(refused, Refusal), refused
        assert [one.why.code for one in refused.reasons] == ["leftover.machine_snapshot_kept"]


SILENT = notice("guard.private_unknown", source="vcenter")


@pytest.mark.parametrize(("machines", "codes"), [(None, []), (SILENT, [SILENT.code])])
def test_where_vcenter_is_silent_that_is_said(machines: Machines, codes: list[str]) -> None:
    assert [one.why.code for one in unread(machines)] == codes
    assert list(of_snapshots(machines, Traces(), PrivateWorld().policy, PrivateWorld().now)) == []


def test_machines_that_nobody_can_read_are_counted_as_unknown() -> None:
    world = PrivateWorld()
    assert list(unread(world.estate().private)) == []
    world.machine("vm-2", configured=False)
    [lack] = unread(world.estate().private)
    assert (lack.sort, lack.why) == (
        LeftoverSort.MACHINE_SNAPSHOT, notice("leftover.unreadable", n=1),
    )  # fmt: skip
