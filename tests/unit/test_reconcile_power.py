"""Machines powered on, guests that reboot, pass by pass: asked once, and then looked at."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_private import Crash
from fake_supply import DOWN, LOST
from private_bench import MINE, PRIVATE, PrivateBench, plan
from private_bench import bench as opened

from console.kinds import power
from console.kinds.clusters.verbs import SWITCHOVER
from console.kinds.machines.verbs import VM_REBOOT, VM_START
from console.model.error import CallRefused
from console.model.notice import notice
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired, PlannedChange
from console.model.private import Power, Task, TaskState, VirtualMachine
from console.model.resource import CLUSTER, MACHINE
from console.model.wanted import LEADER

RACED = CallRefused(notice("vsphere.refused", host="vcenter", text="It is on."))
OFF = {"power": Power.OFF, "guest_running": False}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PrivateBench]:
    with opened(tmp_path) as made:
        for name in ("db-1", "db-2", "db-3"):
            made.private.add_machine(name)
        yield made


def machine(bench: PrivateBench, name: str) -> VirtualMachine:
    return next(m for m in bench.private.machines.values() if m.name == name)


def acts(bench: PrivateBench) -> list[str]:
    return [call[0] for call in bench.private.calls]


def start(bench: PrivateBench, name: str = "db-3", stop_after: int | None = None) -> Change:
    bench.private.change(machine(bench, name).id, **OFF)
    change = power.started(machine(bench, name), PRIVATE)
    asked = plan((change,), MACHINE, pool="databases", verb=VM_START)
    bench.run(asked, stop_after=stop_after)
    return bench.changes()[0]


def reboot(bench: PrivateBench, name: str = "db-3", stop_after: int | None = None) -> Change:
    change = power.rebooted(machine(bench, name), PRIVATE)
    asked = plan((change,), MACHINE, pool="databases", verb=VM_REBOOT)
    bench.run(asked, stop_after=stop_after)
    return bench.changes()[0]


def test_a_machine_is_on_once_its_guest_answers(bench: PrivateBench) -> None:
    assert start(bench).phase is Phase.IN_SERVICE
    assert (acts(bench), machine(bench, "db-3").guest_running) == (["power_on"], True)
    said = [kind for kind in bench.kinds() if kind.startswith("machines.")]
    assert said == ["machines.building", "machines.in_service"]


def several(bench: PrivateBench, *names: str) -> list[Change]:
    changes = []
    for name in names:
        bench.private.change(machine(bench, name).id, **OFF)
        changes.append(power.started(machine(bench, name), PRIVATE))
    pool = PRIVATE.pool_of(names[0])
    asked = plan(tuple(changes), MACHINE, pool=pool.name if pool else names[0], verb=VM_START)
    bench.run(asked)
    return list(bench.changes())


def test_members_of_a_pool_that_keeps_data_come_one_after_the_other(bench: PrivateBench) -> None:
    assert [one.phase for one in several(bench, "db-2", "db-3")] == [Phase.IN_SERVICE] * 2
    assert acts(bench) == ["power_on", "power_on"]
    said = [kind for kind in bench.kinds() if kind.startswith("machines.")]
    assert said == ["machines.building", "machines.in_service"] * 2


def test_what_keeps_no_data_is_not_waited_for_by_the_next(bench: PrivateBench) -> None:
    bench.private.guest_boots = False
    for name in ("site-1", "site-2"):
        bench.private.add_machine(name)
    ended = several(bench, "site-1", "site-2")
    assert [one.why.code for one in ended if one.why] == ["change.guest_mute"] * 2
    said = [kind for kind in bench.kinds() if kind in {"machines.building", "changes.failed"}]
    assert said[:2] == ["machines.building"] * 2


def test_what_a_guard_has_against_one_is_no_matter_of_the_others(bench: PrivateBench) -> None:
    bench.private.add_machine("site-1")
    bench.private.add_machine("site-2")
    names = ("site-1", "site-2")
    for name in names:
        bench.private.change(machine(bench, name).id, **OFF)
    changes = [power.started(machine(bench, name), PRIVATE) for name in names]
    bench.private.change(machine(bench, "site-1").id, power=Power.SUSPENDED)
    bench.run(plan(tuple(changes), MACHINE, pool="site-1", verb=VM_START))
    first, second = bench.changes()
    assert (first.phase, first.why and first.why.code) == (Phase.FAILED, "guard.machine_sleeps")
    assert second.phase is Phase.IN_SERVICE
    assert acts(bench) == ["power_on"]


def test_a_guest_has_rebooted_once_it_was_seen_down_and_up_again(bench: PrivateBench) -> None:
    assert reboot(bench).phase is Phase.IN_SERVICE
    assert (acts(bench), machine(bench, "db-3").power) == (["reboot"], Power.ON)
    assert "machine.reboot" in bench.kinds()


@pytest.mark.parametrize("due", [LOST, Crash(), ("after", Crash()), ("after", LOST)])
@pytest.mark.parametrize(("ask", "call"), [(start, "power_on"), (reboot, "reboot")])
def test_what_may_have_been_received_is_looked_at_and_never_asked_again(
    bench: PrivateBench, ask: object, call: str, due: object
) -> None:
    bench.private.on[call] = deque([due])
    ended = ask(bench)  # type: ignore[operator]
    assert acts(bench) == [call]
    if isinstance(due, tuple):  # it had its effect
        assert ended.phase is Phase.IN_SERVICE
    else:
        code = {"power_on": "change.not_started", "reboot": "change.not_rebooted"}[call]
        assert (ended.phase, bench.whys()) == (Phase.FAILED, [code])


@pytest.mark.parametrize(("ask", "call"), [(start, "power_on"), (reboot, "reboot")])
def test_what_was_surely_not_received_is_asked_for_when_vcenter_answers(
    bench: PrivateBench, ask: object, call: str
) -> None:
    bench.private.on[call] = deque([DOWN, DOWN])
    assert ask(bench).phase is Phase.IN_SERVICE  # type: ignore[operator]
    assert acts(bench) == [call] * 3


def test_where_vsphere_ha_was_first_the_machine_is_on_all_the_same(bench: PrivateBench) -> None:
    target = machine(bench, "db-3")

    def ha_was_first() -> None:
        bench.private.change(target.id, power=Power.ON, guest_running=True)

    bench.private.on["power_on"] = deque([RACED])
    bench.private.before["power_on"] = ha_was_first
    assert start(bench).phase is Phase.IN_SERVICE
    assert acts(bench) == ["power_on"]


def test_a_refused_power_on_of_what_stays_off_has_failed_with_vcenter_s_words(
    bench: PrivateBench,
) -> None:
    bench.private.on["power_on"] = deque([RACED])
    assert (start(bench).phase, bench.whys()) == (Phase.FAILED, ["vsphere.refused"])
    assert acts(bench) == ["power_on"]


def test_a_task_that_fails_is_not_begun_again(bench: PrivateBench) -> None:
    bench.private.task_errors["power_on"] = deque(["No host is compatible."])
    ended = start(bench)
    assert ended.why is not None
    assert (ended.why.code, ended.why.values["reason"]) == (
        "change.start_failed",
        "No host is compatible.",
    )
    assert acts(bench) == ["power_on"]


def test_a_guest_that_does_not_go_down_is_not_reset(bench: PrivateBench) -> None:
    bench.private.guest_obeys = False
    bench.seconds_a_pass = 60.0
    assert (reboot(bench).phase, bench.whys()) == (Phase.FAILED, ["change.not_rebooted"])
    assert (acts(bench), machine(bench, "db-3").power) == (["reboot"], Power.ON)


@pytest.mark.parametrize("ask", [start, reboot])
def test_a_guest_that_does_not_come_up_fails_with_the_reason(
    bench: PrivateBench, ask: object
) -> None:
    bench.private.guest_boots = False
    bench.seconds_a_pass = 60.0
    assert ask(bench).phase is Phase.FAILED  # type: ignore[operator]
    assert bench.whys() == ["change.guest_mute"]


def test_a_guest_without_tools_is_on_when_its_machine_is(bench: PrivateBench) -> None:
    bench.private.guest_boots = False
    bench.private.change(machine(bench, "db-3").id, tools=False)
    assert start(bench).phase is Phase.IN_SERVICE


def test_a_machine_that_somebody_has_started_needs_no_call(bench: PrivateBench) -> None:
    change = power.started(machine(bench, "db-3"), PRIVATE)
    bench.run(plan((change,), MACHINE, pool="databases", verb=VM_START))
    assert (bench.changes()[0].phase, acts(bench)) == (Phase.IN_SERVICE, [])


def test_a_machine_that_vcenter_works_on_is_waited_for(bench: PrivateBench) -> None:
    target = machine(bench, "db-3")
    bench.private.tasks["task-9"] = Task("task-9", "migrate", target.id, TaskState.RUNNING)
    bench.seconds_a_pass = 60.0
    assert (reboot(bench).phase, bench.whys()) == (Phase.FAILED, ["change.busy"])
    assert acts(bench) == []


def test_a_member_that_leads_by_now_is_not_rebooted(bench: PrivateBench) -> None:
    assert (reboot(bench, "db-1").phase, bench.whys()) == (Phase.FAILED, ["guard.restart_leader"])
    assert acts(bench) == []


def test_a_stop_waits_for_what_is_under_way_no_longer_than_it_must(bench: PrivateBench) -> None:
    bench.private.guest_boots = False
    ended = reboot(bench, stop_after=4)
    assert (ended.phase, bench.whys()) == (Phase.FAILED, ["change.left_guest"])
    assert bench.ledger.operation(MINE).state is OperationState.STOPPED


def test_of_two_that_were_let_in_at_once_the_first_goes_first(bench: PrivateBench) -> None:
    """A switchover and a reboot of one pool: journals keep apart what is of one sort alone."""
    moved = PlannedChange(
        "RBX",
        "cluster:databases",
        "db-2",
        Desired.CONFIGURED,
        resource_id="databases",
        resource=CLUSTER,
        wanted={LEADER: "db-2"},
        before={LEADER: "db-1"},
    )
    first = plan((moved,), CLUSTER, pool="databases", verb=SWITCHOVER)
    change = power.rebooted(machine(bench, "db-3"), PRIVATE)
    second = plan((change,), MACHINE, pool="databases", verb=VM_REBOOT, operation_id="bbbb2222")
    bench.run_all(first, second)  # which end when both have come to an end
    assert bench.cluster.calls == [("switch_over", "db-1", "db-2")]
    assert (acts(bench), bench.whys("bbbb2222")) == ([], ["guard.pool_held"])


def test_the_second_begins_once_the_first_has_ended(bench: PrivateBench) -> None:
    assert start(bench).phase is Phase.IN_SERVICE
    change = power.rebooted(machine(bench, "db-2"), PRIVATE)
    bench.run(plan((change,), MACHINE, pool="databases", verb=VM_REBOOT, operation_id="bbbb2222"))
    assert acts(bench) == ["power_on", "reboot"]
