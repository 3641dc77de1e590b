from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from outcomes import guards, planned
from private_modelled import AUTHOR, GIB, HOSTS, PrivateWorld, database

from console.kinds.machines.verbs import VM_RESIZE
from console.locale import Locale
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import (
    Desired,
    Plan,
    Refusal,
)
from console.model.policy import Record
from console.model.private import Alarm, Power, Right, Severity, Snapshot, Task, TaskState
from console.model.resource import MACHINE
from console.model.verb import ROLLBACK, TOPUP
from console.model.wanted import MEMORY, RESTART, SNAPSHOT, VCPUS
from console.planning import recheck
from console.planning.digest import digest

GROWN = {"machine": "db-1", "vcpus": 16, "memory_bytes": 128 * GIB}


def whys(outcome: Plan | Refusal) -> list[str]:
    assert isinstance(outcome, Refusal), outcome
    return [reason.why.code for reason in outcome.reasons]


def test_a_machine_that_takes_more_as_it_runs_keeps_running() -> None:
    plan = planned(PrivateWorld().ask(VM_RESIZE, **GROWN))
    (change,) = plan.changes
    assert (change.name, change.resource_id, change.desired) == ("db-1", "vm-1", Desired.CONFIGURED)
    assert change.resource == MACHINE
    assert change.wanted == {VCPUS: 16, MEMORY: 128 * GIB, RESTART: 0, SNAPSHOT: 0}
    assert change.before == {VCPUS: 8, MEMORY: 64 * GIB}
    assert (plan.pool, plan.subject, plan.typed_name) == ("databases", "db-1", None)
    assert plan.undo == (notice("undo.resize_restart", machine="db-1"),)
    assert plan.details == (
        notice("detail.hot_add"),
        notice("detail.headroom", ratio=0.5, percent=55),
    )
    assert plan.digest == digest(msgspec.json.decode(msgspec.json.encode(plan), type=Plan))


@pytest.mark.parametrize(
    ("machine", "asked", "expected"),
    [
        ({"cpu_hot_add": False}, {"vcpus": 16}, ["guard.cpu_hot_add"]),
        ({"memory_hot_add": False}, {"memory_bytes": 96 * GIB}, ["guard.memory_hot_add"]),
        ({}, {"vcpus": 4}, ["guard.cpu_shrinks"]),
        ({}, {"memory_bytes": 32 * GIB}, ["guard.memory_shrinks"]),
        ({"memory_limit_bytes": 80 * GIB}, {"memory_bytes": 96 * GIB}, ["guard.memory_limit"]),
        ({"memory_step_bytes": 3 * GIB}, {"memory_bytes": 72 * GIB}, ["guard.memory_step"]),
        (
            {"cpu_hot_add": False, "memory_hot_add": False},
            {"vcpus": 16, "memory_bytes": 96 * GIB},
            ["guard.cpu_hot_add", "guard.memory_hot_add"],
        ),
    ],
)
def test_what_takes_a_restart_is_refused_until_it_is_allowed(
    machine: dict[str, object], asked: dict[str, object], expected: list[str]
) -> None:
    world = PrivateWorld()
    world.machine("vm-1", **machine)
    outcome = world.ask(VM_RESIZE, machine="db-1", **asked)
    assert set(guards(outcome)) == {"resize.restart"}
    assert whys(outcome) == expected
    plan = planned(world.ask(VM_RESIZE, machine="db-1", allow_restart=True, **asked))
    assert plan.changes[0].wanted[RESTART] == 1
    assert plan.typed_name == "db-1"
    assert notice("warning.restart", machine="db-1") in plan.warnings


def test_a_restart_of_what_holds_no_data_needs_no_word_typed() -> None:
    world = PrivateWorld()
    world.machines["vm-9"] = database(9, name="site-1", cpu_hot_add=False)
    plan = planned(world.ask(VM_RESIZE, machine="site-1", vcpus=9, allow_restart=True))
    assert (plan.typed_name, plan.pool) == (None, "sites")
    world.machines["vm-8"] = database(8, name="wiki")
    assert planned(world.ask(VM_RESIZE, machine="wiki", vcpus=9)).pool == "wiki"


def test_an_allowed_restart_is_not_made_where_it_is_not_needed() -> None:
    plan = planned(PrivateWorld().ask(VM_RESIZE, allow_restart=True, **GROWN))
    assert plan.changes[0].wanted[RESTART] == 0


def test_a_machine_that_is_off_is_simply_changed() -> None:
    world = PrivateWorld()
    world.machine("vm-1", power=Power.OFF, guest_running=False, cpu_hot_add=False)
    plan = planned(world.ask(VM_RESIZE, machine="db-1", vcpus=4, memory_bytes=96 * GIB))
    assert plan.changes[0].wanted[RESTART] == 0
    assert notice("detail.machine_off") in plan.details


def test_a_guest_that_does_not_answer_cannot_be_restarted() -> None:
    world = PrivateWorld()
    for running in (None, False):
        world.machine("vm-1", guest_running=running)
        outcome = world.ask(VM_RESIZE, machine="db-1", vcpus=4, allow_restart=True)
        assert guards(outcome) == ["resize.guest"]
        assert isinstance(world.ask(VM_RESIZE, machine="db-1", vcpus=9), Plan)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"machine": "db-1"}, ["amount"]),
        ({"vcpus": 4}, ["machine"]),
        ({"machine": "db-1", "vcpus": 0}, ["amount"]),
        ({"machine": "db-1", "memory_bytes": 10**9}, ["amount"]),
        ({"machine": "db-1", "vcpus": 8, "memory_bytes": 64 * GIB}, ["nothing"]),
        ({"machine": "DB-1", "vcpus": 9}, ["machine.unknown"]),
        ({"machine": "xyz"}, ["amount", "machine.unknown"]),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, object], expected: list[str]) -> None:
    assert guards(PrivateWorld().ask(VM_RESIZE, **asked)) == expected


def test_names_that_are_near_are_told() -> None:
    outcome = PrivateWorld().ask(VM_RESIZE, machine="db-11", vcpus=9)
    assert isinstance(outcome, Refusal)
    remedy = outcome.reasons[0].remedy
    assert remedy is not None
    assert "db-1" in str(remedy.values["near"])


def test_a_name_that_two_machines_have_names_neither() -> None:
    world = PrivateWorld()
    world.machines["vm-7"] = database(7, name="db-1")
    assert guards(world.ask(VM_RESIZE, **GROWN)) == ["machine.several"]
    world.machine("vm-7", template=True)
    assert isinstance(world.ask(VM_RESIZE, **GROWN), Plan)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"power": Power.OFF}, ["guard.member_off"]),
        ({"guest_running": None}, ["guard.member_guest"]),
        ({"guest_running": False}, ["guard.member_guest"]),
        ({"connected": False}, ["guard.member_lost"]),
        ({"configured": False}, ["guard.member_lost"]),
        ({"connected": False, "name": "/vmfs/volumes/1/db-2.vmx"}, ["guard.member_lost"]),
        ({"host_id": "host-nobody-knows"}, ["guard.member_off"]),
    ],
)
def test_one_member_is_touched_only_while_the_others_are_well(
    other: dict[str, object], expected: list[str]
) -> None:
    world = PrivateWorld()
    world.machine("vm-2", **other)
    outcome = world.ask(VM_RESIZE, **GROWN)
    assert guards(outcome) == ["pool.unhealthy"]
    assert whys(outcome) == expected


def test_a_record_that_could_not_be_read_may_be_a_members() -> None:
    world = PrivateWorld()
    world.extra = {"unreadable": 2}
    outcome = world.ask(VM_RESIZE, **GROWN)
    assert whys(outcome) == ["guard.member_unreadable"]


@pytest.mark.parametrize("lost", [{"connected": False}, {"configured": False}])
def test_a_machine_that_vcenter_has_lost_is_left_alone(lost: dict[str, bool]) -> None:
    world = PrivateWorld()
    world.machine("vm-1", **lost)
    assert guards(world.ask(VM_RESIZE, **GROWN)) == ["machine.lost"]


def test_a_critical_alarm_on_another_member_is_enough() -> None:
    world = PrivateWorld()
    world.extra = {"alarms": (Alarm("disk", "vm-3", Severity.WARNING),)}
    assert isinstance(world.ask(VM_RESIZE, **GROWN), Plan)
    world.extra = {"alarms": (Alarm("disk", "vm-3", Severity.CRITICAL),)}
    assert whys(world.ask(VM_RESIZE, **GROWN)) == ["guard.member_alarm"]


def test_a_machine_that_vcenter_works_on_is_left_alone() -> None:
    world = PrivateWorld()
    world.extra = {"tasks": (Task("task-1", "backup", "vm-1", TaskState.RUNNING),)}
    assert guards(world.ask(VM_RESIZE, **GROWN)) == ["machine.busy"]
    world.extra = {"tasks": (Task("task-1", "backup", "vm-1", TaskState.SUCCESS),)}
    assert isinstance(world.ask(VM_RESIZE, **GROWN), Plan)


@pytest.mark.parametrize("power", [Power.SUSPENDED, Power.UNKNOWN])
def test_a_machine_between_on_and_off_is_left_alone(power: Power) -> None:
    world = PrivateWorld()
    world.machine("vm-1", power=power)
    assert "machine.power" in guards(world.ask(VM_RESIZE, **GROWN))


def test_a_machine_on_a_host_that_vcenter_has_lost_is_left_alone() -> None:
    world = PrivateWorld()
    world.hosts = (replace(HOSTS[0], connected=False), *HOSTS[1:])
    assert guards(world.ask(VM_RESIZE, **GROWN)) == ["host.disconnected"]


def test_the_host_must_hold_it() -> None:
    world = PrivateWorld()
    assert guards(world.ask(VM_RESIZE, machine="db-1", vcpus=33)) == ["host.cores"]
    outcome = world.ask(VM_RESIZE, machine="db-1", memory_bytes=400 * GIB)
    assert isinstance(outcome, Refusal)
    figures = notice("guard.host_memory", host="esx-1", wanted=400.0, free=392.0)
    assert outcome.reasons[0].why == figures
    world.hosts = (replace(HOSTS[0], memory_used_bytes=None), *HOSTS[1:])
    outcome = world.ask(VM_RESIZE, machine="db-1", memory_bytes=65 * GIB)
    assert "host.unknown" in guards(outcome)


def test_the_cluster_must_hold_it_with_its_largest_host_lost() -> None:
    world = PrivateWorld()
    world.private(vcpus_per_core=0.5)
    assert isinstance(world.ask(VM_RESIZE, machine="db-1", vcpus=16), Plan)
    outcome = world.ask(VM_RESIZE, machine="db-1", vcpus=17)
    assert isinstance(outcome, Refusal)
    assert outcome.reasons[0].why == notice("guard.headroom_cpu", vcpus=33, cores=64, limit=0.5)
    world.private(memory_ratio=0.5)
    outcome = world.ask(VM_RESIZE, machine="db-1", memory_bytes=96 * GIB)
    assert isinstance(outcome, Refusal)
    figures = notice("guard.headroom_memory", used=536.0, total=1024.0, percent=50)
    assert outcome.reasons[0].why == figures
    shrunk = world.ask(VM_RESIZE, machine="db-1", vcpus=4, allow_restart=True)
    assert isinstance(shrunk, Plan)


def test_hosts_out_of_service_carry_nothing_and_a_single_host_is_said() -> None:
    world = PrivateWorld()
    world.hosts = (HOSTS[0], *(replace(host, in_maintenance=True) for host in HOSTS[1:]))
    plan = planned(world.ask(VM_RESIZE, machine="db-1", vcpus=9))
    assert notice("detail.single_host", ratio=0.28, percent=36) in plan.details


def test_snapshots_are_pointed_at_and_reminded_of() -> None:
    world = PrivateWorld()
    taken = (Snapshot("s-1", "before", world.now - timedelta(days=4)),)
    world.machine("vm-1", snapshots=taken)
    plan = planned(world.ask(VM_RESIZE, snapshot=True, **GROWN))
    assert plan.changes[0].wanted[SNAPSHOT] == 1
    assert notice("warning.snapshots", n=1, days=4.0) in plan.warnings
    assert notice("warning.snapshot_reminder", days=3.0) in plan.warnings
    assert notice("detail.snapshot") in plan.details


def test_the_only_member_is_said_to_be_alone() -> None:
    world = PrivateWorld(machines={"vm-1": database(1)})
    plan = planned(world.ask(VM_RESIZE, machine="db-1", vcpus=4, allow_restart=True))
    assert notice("warning.only_member", machine="db-1", pool="databases") in plan.warnings


@pytest.mark.parametrize(
    ("rights", "asked", "refused"),
    [
        ((Right.RESIZE,), {}, False),
        ((Right.POWER,), {}, True),
        ((Right.RESIZE,), {"vcpus": 4, "allow_restart": True}, True),
        ((Right.RESIZE, Right.POWER), {"vcpus": 4, "allow_restart": True}, False),
        ((Right.RESIZE,), {"snapshot": True}, True),
        ((Right.RESIZE, Right.SNAPSHOT), {"snapshot": True}, False),
    ],
)
def test_each_step_takes_its_right(
    rights: tuple[Right, ...], asked: dict[str, object], *, refused: bool
) -> None:
    world = PrivateWorld()
    author = replace(AUTHOR, rights=tuple(right.value for right in rights))
    asked = {"machine": "db-1", "vcpus": 9} | asked
    outcome = world.ask(VM_RESIZE, author=author, **asked)
    assert guards(outcome) == ["author"] if refused else isinstance(outcome, Plan)


def test_sizes_need_no_supply_and_fresh_news_of_vcenter() -> None:
    world = PrivateWorld()
    estate = replace(world.estate(), supply=None)
    assert isinstance(world.ask(VM_RESIZE, estate=estate, **GROWN), Plan)
    state = replace(estate.sources["vcenter"], freshness=Freshness.STALE)
    stale = replace(estate, sources={"vcenter": state})
    assert guards(world.ask(VM_RESIZE, estate=stale, **GROWN)) == ["vcenter.stale"]
    unread = replace(estate, private=None, private_account=None)
    author = replace(AUTHOR, rights=())
    outcome = world.ask(VM_RESIZE, estate=unread, author=author, **GROWN)
    assert whys(outcome) == ["guard.rights_unknown", "guard.private_unknown"]


def test_one_operation_at_a_time_holds_a_pool_of_databases() -> None:
    world = PrivateWorld()
    live = replace(resized(world), state=OperationState.RUNNING)
    record = Record(live=(live,))
    outcome = world.ask(VM_RESIZE, record=record, machine="db-2", vcpus=9)
    assert guards(outcome) == ["pool.held"]


# Rollback


def resized(world: PrivateWorld, **asked: object) -> Operation:
    return world.apply(planned(world.ask(VM_RESIZE, **(GROWN | asked))))


def test_a_rollback_restores_the_size_that_was_and_says_that_it_restarts() -> None:
    world = PrivateWorld()
    target = resized(world)
    plan = planned(world.about(ROLLBACK, target))
    (change,) = plan.changes
    assert change.wanted == {VCPUS: 8, MEMORY: 64 * GIB, RESTART: 1, SNAPSHOT: 0}
    assert change.before == {VCPUS: 16, MEMORY: 128 * GIB}
    assert (plan.typed_name, plan.target, plan.pool) == ("db-1", target.id, "databases")
    assert notice("warning.restart", machine="db-1") in plan.warnings
    assert plan.undo == ()
    world.apply(plan)
    assert world.machines["vm-1"].vcpus == 8
    assert guards(world.about(ROLLBACK, target)) == ["nothing"]


def test_a_rollback_upward_does_not_restart_what_takes_more_as_it_runs() -> None:
    world = PrivateWorld()
    target = resized(world, vcpus=4, memory_bytes=32 * GIB, allow_restart=True)
    assert target.plan.undo == (notice("undo.resize", machine="db-1"),)
    plan = planned(world.about(ROLLBACK, target))
    assert plan.changes[0].wanted[RESTART] == 0


def test_a_rollback_says_that_someone_has_resized_since() -> None:
    world = PrivateWorld()
    target = resized(world)
    world.machine("vm-1", vcpus=12, name="db-1")
    plan = planned(world.about(ROLLBACK, target))
    assert plan.warnings[0] == notice("warning.resized_since", machine="db-1")


def test_nothing_is_undone_of_what_was_never_asked_and_of_what_is_gone() -> None:
    world = PrivateWorld()
    target = resized(world)
    never = [replace(c, phase=Phase.CANCELLED, attempts=0) for c in world.changes]
    kept, world.changes = world.changes, never
    assert guards(world.about(ROLLBACK, target)) == ["nothing"]
    world.changes = kept
    del world.machines["vm-1"]
    assert guards(world.about(ROLLBACK, target)) == ["machine.unknown"]


def test_a_rollback_waits_for_the_other_members() -> None:
    world = PrivateWorld()
    target = resized(world)
    world.machine("vm-3", guest_running=None)
    assert guards(world.about(ROLLBACK, target)) == ["pool.unhealthy"]


def test_a_resize_has_nothing_to_top_up() -> None:
    world = PrivateWorld()
    assert whys(world.about(TOPUP, resized(world))) == ["guard.topup_resize"]


def test_the_worker_asks_for_the_rights_again() -> None:
    world = PrivateWorld()
    plan = planned(world.ask(VM_RESIZE, **GROWN))
    assert recheck(plan, world.estate(), world.policy) == ()
    world.private(frozen="audit")
    refused = recheck(plan, world.estate(), world.policy)
    assert [reason.guard for reason in refused] == ["private.frozen"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_that_is_said_can_be_said(language: str) -> None:
    locale = Locale(language, ZoneInfo("Europe/Paris"))  # type: ignore[arg-type]
    world = PrivateWorld()
    plan = planned(world.ask(VM_RESIZE, snapshot=True, **GROWN))
    undone = planned(world.about(ROLLBACK, world.apply(plan)))
    for one in (plan, undone):
        for said in (*one.details, *one.warnings, *one.irreversible, *one.undo):
            assert locale.notice(said)
