"""Machines that get other sizes, pass by pass: what is seen decides, and nothing stays off."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_private import Crash
from fake_supply import DOWN, LOST, NO_STOCK
from private_bench import MINE, PrivateBench, plan
from private_bench import bench as opened

from console.kinds.machines.verbs import VM_RESIZE
from console.model.operation import Change, OperationState, Phase
from console.model.plan import (
    Desired,
    PlannedChange,
)
from console.model.private import Power, Task, TaskState, VirtualMachine
from console.model.resource import MACHINE
from console.model.wanted import MEMORY, RESTART, SNAPSHOT, VCPUS

GIB = 2**30


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PrivateBench]:
    with opened(tmp_path) as made:
        made.private.add_machine("db-1")
        made.private.add_machine("db-2")
        made.private.add_machine("db-3", hot=False)
        yield made


def machine(bench: PrivateBench, name: str) -> VirtualMachine:
    return next(m for m in bench.private.machines.values() if m.name == name)


def resize(
    bench: PrivateBench,
    name: str = "db-1",
    *,
    vcpus: int = 16,
    gb: int = 128,
    restart: int = 0,
    snapshot: int = 0,
    operation_id: str = MINE,
    stop_after: int | None = None,
) -> Change:
    """Resize a machine and give its change as it ended."""
    found = machine(bench, name)
    change = PlannedChange(
        "RBX",
        "vcenter",
        name,
        Desired.CONFIGURED,
        resource_id=found.id,
        resource=MACHINE,
        wanted={VCPUS: vcpus, MEMORY: gb * GIB, RESTART: restart, SNAPSHOT: snapshot},
        before={VCPUS: found.vcpus, MEMORY: found.memory_bytes},
    )
    asked = plan(
        (change,),
        MACHINE,
        pool="databases",
        operation_id=operation_id,
        verb=VM_RESIZE,
    )
    bench.run(asked, stop_after=stop_after)
    (ended,) = bench.changes(operation_id)
    return ended


def sizes(bench: PrivateBench, name: str) -> tuple[int, int]:
    found = machine(bench, name)
    return found.vcpus, found.memory_bytes // GIB


def acts(bench: PrivateBench) -> list[str]:
    return [call[0] for call in bench.private.calls]


def test_a_machine_that_allows_it_grows_while_it_runs(bench: PrivateBench) -> None:
    assert resize(bench).phase is Phase.IN_SERVICE
    assert sizes(bench, "db-1") == (16, 128)
    assert acts(bench) == ["reconfigure"]


def test_sizes_that_are_right_already_need_no_call(bench: PrivateBench) -> None:
    assert resize(bench, vcpus=8, gb=64).phase is Phase.IN_SERVICE
    assert acts(bench) == []


@pytest.mark.parametrize(("name", "vcpus", "gb"), [("db-3", 16, 64), ("db-1", 4, 64)])
def test_what_needs_a_restart_is_refused_without_leave(
    bench: PrivateBench, name: str, vcpus: int, gb: int
) -> None:
    ended = resize(bench, name, vcpus=vcpus, gb=gb)
    assert ended.why is not None
    assert ended.why.code == "change.needs_restart"
    assert acts(bench) == []


def test_a_restart_is_a_guest_shutdown_a_reconfigure_and_a_power_on(bench: PrivateBench) -> None:
    bench.private.task_reads = 3
    ended = resize(bench, "db-3", restart=1)
    assert ended.phase is Phase.IN_SERVICE
    assert acts(bench) == ["shut_down", "reconfigure", "power_on"]
    assert machine(bench, "db-3").power is Power.ON
    assert sizes(bench, "db-3") == (16, 128)
    said = ["machines.draining", "machines.requested", "machines.building", "machines.in_service"]
    assert [kind for kind in bench.kinds() if kind in said] == said


def test_a_machine_that_was_off_stays_off(bench: PrivateBench) -> None:
    bench.private.change(machine(bench, "db-3").id, power=Power.OFF, guest_running=None)
    bench.private.change(machine(bench, "db-1").id, guest_running=True)
    assert resize(bench, "db-3").phase is Phase.IN_SERVICE
    assert acts(bench) == ["reconfigure"]
    assert machine(bench, "db-3").power is Power.OFF


@pytest.mark.parametrize("due", [DOWN, LOST, ("after", LOST), ("after", Crash()), Crash()])
@pytest.mark.parametrize("call", ["shut_down", "reconfigure", "power_on", "snapshot"])
def test_any_call_may_be_lost_at_any_point(bench: PrivateBench, call: str, due: object) -> None:
    bench.private.on[call] = deque([due])
    ended = resize(bench, "db-3", restart=1, snapshot=1)
    assert ended.phase is Phase.IN_SERVICE
    assert sizes(bench, "db-3") == (16, 128)
    found = machine(bench, "db-3")
    assert found.power is Power.ON
    assert [s.name for s in found.snapshots] == [f"vigie-{MINE}"]


def test_a_guest_that_does_not_stop_is_left_running(bench: PrivateBench) -> None:
    bench.private.guest_obeys = False
    bench.seconds_a_pass = 60.0
    ended = resize(bench, "db-3", restart=1)
    assert ended.why is not None
    assert ended.why.code == "change.shutdown_deadline"
    assert machine(bench, "db-3").power is Power.ON
    assert acts(bench) == ["shut_down"]


def test_sizes_refused_while_it_is_off_bring_it_back_as_it_was(bench: PrivateBench) -> None:
    bench.private.on["reconfigure"] = deque([NO_STOCK])
    ended = resize(bench, "db-3", restart=1)
    assert ended.phase is Phase.FAILED
    assert ended.why == NO_STOCK.notice
    assert machine(bench, "db-3").power is Power.ON
    assert sizes(bench, "db-3") == (8, 64)


def test_a_reconfigure_task_that_fails_while_it_is_off_brings_it_back(
    bench: PrivateBench,
) -> None:
    bench.private.task_errors["reconfigure"] = deque(["Insufficient resources"])
    ended = resize(bench, "db-3", restart=1)
    assert ended.why is not None
    assert ended.why.code == "change.reconfigure_failed"
    assert machine(bench, "db-3").power is Power.ON


def test_a_power_on_that_fails_with_new_sizes_is_tried_with_the_old_ones(
    bench: PrivateBench,
) -> None:
    bench.private.task_errors["power_on"] = deque(["Insufficient memory"])
    ended = resize(bench, "db-3", restart=1)
    assert ended.why is not None
    assert ended.why.code == "change.power_on_failed"
    assert machine(bench, "db-3").power is Power.ON
    assert sizes(bench, "db-3") == (8, 64)


def test_a_machine_that_cannot_be_powered_on_is_said_to_be_off(bench: PrivateBench) -> None:
    bench.private.task_errors["power_on"] = deque(["No host"] * 400)
    bench.seconds_a_pass = 90.0
    ended = resize(bench, "db-3", restart=1)
    assert ended.why is not None
    assert ended.why.code == "change.left_off"


def test_a_hot_reconfigure_that_fails_leaves_the_machine_alone(bench: PrivateBench) -> None:
    bench.private.task_errors["reconfigure"] = deque(["Not licensed"])
    ended = resize(bench)
    assert ended.why is not None
    assert ended.why.values["reason"] == "Not licensed"
    assert acts(bench) == ["reconfigure"]


@pytest.mark.parametrize(
    "ailing", [{"guest_running": None}, {"connected": False}, {"configured": False}]
)
def test_nothing_is_done_while_another_member_is_not_well(
    bench: PrivateBench, ailing: dict[str, object]
) -> None:
    bench.private.change(machine(bench, "db-2").id, **ailing)
    bench.seconds_a_pass = 120.0
    ended = resize(bench)
    assert ended.why is not None
    assert ended.why.values["peers"] == "db-2"
    assert acts(bench) == []


def test_a_member_that_gets_well_lets_it_begin(bench: PrivateBench) -> None:
    sick = machine(bench, "db-2").id
    bench.private.change(sick, power=Power.OFF)
    read = bench.private.inventory

    def inventory() -> object:
        if bench.passes == 4:
            bench.private.change(sick, power=Power.ON)
        return read()

    bench.private.inventory = inventory  # type: ignore[method-assign,assignment]
    assert resize(bench).phase is Phase.IN_SERVICE
    assert bench.passes > 4


def test_a_member_that_falls_ill_meanwhile_does_not_keep_it_off(bench: PrivateBench) -> None:
    read = bench.private.inventory

    def inventory() -> object:
        if machine(bench, "db-3").power is Power.OFF:
            bench.private.change(machine(bench, "db-2").id, power=Power.OFF)
        return read()

    bench.private.inventory = inventory  # type: ignore[method-assign,assignment]
    assert resize(bench, "db-3", restart=1).phase is Phase.IN_SERVICE
    assert machine(bench, "db-3").power is Power.ON


def test_a_task_of_somebody_else_is_waited_for(bench: PrivateBench) -> None:
    number = machine(bench, "db-1").id
    backup = Task("task-backup", "backup", number, TaskState.RUNNING)
    bench.private.tasks["task-backup"] = backup
    bench.seconds_a_pass = 120.0
    ended = resize(bench)
    assert ended.why is not None
    assert ended.why.values["task"] == "backup"
    assert acts(bench) == []


def test_a_snapshot_that_fails_changes_nothing(bench: PrivateBench) -> None:
    bench.private.task_errors["snapshot"] = deque(["No space left"])
    ended = resize(bench, snapshot=1)
    assert ended.why is not None
    assert ended.why.code == "change.snapshot_failed"
    assert acts(bench) == ["snapshot"]


def test_a_guest_that_does_not_come_back_is_said(bench: PrivateBench) -> None:
    bench.private.guest_boots = False
    bench.seconds_a_pass = 120.0
    ended = resize(bench, "db-3", restart=1)
    assert ended.why is not None
    assert ended.why.code == "change.guest_silent"
    assert sizes(bench, "db-3") == (16, 128)


def test_a_machine_that_is_gone_is_said(bench: PrivateBench) -> None:
    read = bench.private.inventory
    number = machine(bench, "db-1").id

    def inventory() -> object:
        bench.private.machines.pop(number, None)
        return read()

    bench.private.inventory = inventory  # type: ignore[method-assign,assignment]
    ended = resize(bench)
    assert ended.why is not None
    assert ended.why.code == "change.machine_gone"


def test_a_stop_in_the_middle_still_brings_it_back_on(bench: PrivateBench) -> None:
    bench.private.task_reads = 3
    ended = resize(bench, "db-3", restart=1, stop_after=3)
    assert ended.phase is Phase.IN_SERVICE
    assert machine(bench, "db-3").power is Power.ON


def test_a_stop_before_it_began_cancels(bench: PrivateBench) -> None:
    bench.private.change(machine(bench, "db-2").id, guest_running=None)
    ended = resize(bench, stop_after=3)
    assert ended.phase is Phase.CANCELLED
    assert bench.ledger.operation(MINE).state is OperationState.STOPPED


def test_the_size_that_was_comes_back_with_a_restart(bench: PrivateBench) -> None:
    resize(bench)
    bench.cluster.lead("db-2")
    ended = resize(bench, vcpus=8, gb=64, restart=1, operation_id="bbbb2222")
    assert ended.phase is Phase.IN_SERVICE
    assert sizes(bench, "db-1") == (8, 64)
    assert machine(bench, "db-1").power is Power.ON


def test_what_ends_at_its_deadline_says_why_it_was_put_off(bench: PrivateBench) -> None:
    """A guest that could never be asked did not disobey."""
    bench.private.on["shut_down"] = deque([DOWN] * 999)
    bench.seconds_a_pass = 60.0
    ended = resize(bench, "db-3", restart=1)
    assert (ended.phase, ended.why) == (Phase.FAILED, DOWN.notice)
    assert machine(bench, "db-3").power is Power.ON


def test_a_member_that_leads_by_now_is_not_shut_down(bench: PrivateBench) -> None:
    bench.cluster.lead("db-3")
    ended = resize(bench, "db-3", restart=1)
    assert (ended.phase, acts(bench)) == (Phase.FAILED, [])
    assert bench.whys() == ["guard.restart_leader"]


def test_a_cluster_that_is_silent_is_waited_for_before_a_member_is_shut_down(
    bench: PrivateBench,
) -> None:
    bench.cluster.silent = 3
    ended = resize(bench, "db-3", restart=1)
    assert (ended.phase, bench.cluster.silent) == (Phase.IN_SERVICE, 0)
    assert "outage.refused" in bench.kinds()
