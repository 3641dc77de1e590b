"""A machine that is powered on, a guest that reboots: what is planned, and what is refused."""

from dataclasses import replace

import pytest
from fake_cluster import leading, member, view
from outcomes import codes, planned
from private_modelled import HOSTS, START, PrivateWorld

from console.kinds.machines.verbs import VM_REBOOT, VM_RESIZE, VM_START
from console.model.cluster import ClusterPolicy, ClusterView
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.freeze import Freeze
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Plan, Refusal
from console.model.policy import Record
from console.model.private import Heartbeat, Power, Right, Task, TaskState
from console.model.resource import CLUSTER, MACHINE, Resource
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.model.wanted import POWER, REBOOT
from console.planning import recheck

OFF = {"power": Power.OFF, "guest_running": False}
SICK = {"state": "crashed", "well": False, "lag_bytes": None}
LEADER, SECOND, THIRD = leading(member("db-1")), member("db-2"), member("db-3")


def clustered(here: PrivateWorld, seen: ClusterView) -> Estate:
    here.policy = replace(here.policy, clusters={"main": ClusterPolicy("main", "databases", "RBX")})
    estate = here.estate()
    told = {"cluster:main": SourceState("cluster:main", Freshness.FRESH)}
    known = {"main": replace(seen, observed_at=START)}
    return replace(estate, clusters=known, sources={**estate.sources, **told})


def test_a_reboot_is_confirmed_by_name_and_says_that_nothing_can_be_undone() -> None:
    made = planned(PrivateWorld().ask(VM_REBOOT, machine="db-1"))
    (change,) = made.changes
    assert (change.resource, change.resource_id, change.wanted) == (MACHINE, "vm-1", {REBOOT: 1})
    assert (made.pool, made.subject, made.typed_name) == ("databases", "db-1", "db-1")
    assert [one.code for one in made.undo] == ["undo.reboot"]
    assert [one.code for one in made.warnings] == ["warning.restart"]


def test_what_is_off_is_powered_on_and_what_holds_data_is_confirmed_by_name() -> None:
    here = PrivateWorld()
    here.machine("vm-2", **OFF)
    made = planned(here.ask(VM_START, machine="db-2"))
    (change,) = made.changes
    assert (change.wanted, change.before) == ({POWER: "on"}, {POWER: "off"})
    assert (made.typed_name, [one.code for one in made.undo]) == ("db-2", ["undo.start"])
    here.machine("vm-2", name="site-2", **OFF)
    assert planned(here.ask(VM_START, machine="site-2")).typed_name is None


@pytest.mark.parametrize(
    ("verb", "as_it_is", "code"),
    [
        (VM_START, {}, "guard.machine_on"),
        (VM_START, {"power": Power.SUSPENDED}, "guard.machine_sleeps"),
        (VM_START, {"power": Power.UNKNOWN}, "guard.machine_power"),
        (VM_START, {**OFF, "connected": False}, "guard.machine_lost"),
        (VM_REBOOT, OFF, "guard.machine_off"),
        (VM_REBOOT, {"power": Power.SUSPENDED}, "guard.machine_sleeps"),
        (VM_REBOOT, {"guest_running": None}, "guard.reboot_tools"),
        (VM_REBOOT, {"guest_running": None, "tools": False}, "guard.reboot_tools_none"),
        (VM_REBOOT, {"guest_running": False}, "guard.reboot_under_way"),
    ],
)
def test_what_the_machine_itself_speaks_against(
    verb: Verb, as_it_is: dict[str, object], code: str
) -> None:
    here = PrivateWorld()
    here.machine("vm-1", **as_it_is)
    assert codes(here.ask(verb, machine="db-1")) == [code]


@pytest.mark.parametrize("verb", [VM_START, VM_REBOOT])
def test_a_name_that_is_not_one_machine_s_is_refused(verb: Verb) -> None:
    assert codes(PrivateWorld().ask(verb, machine="db-9")) == ["guard.machine_unknown"]


def test_without_a_cluster_a_member_is_rebooted_only_while_vcenter_sees_the_others_well() -> None:
    here = PrivateWorld()
    here.machine("vm-3", **OFF)
    assert codes(here.ask(VM_REBOOT, machine="db-1")) == ["guard.member_off"]
    planned(here.ask(VM_START, machine="db-3"))


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (view(leading(SECOND), member("db-1"), THIRD), None),
        (view(), "guard.restart_leader"),
        (view(SECOND, THIRD, member("db-1")), "guard.cluster_leaderless"),
        (view(leading(SECOND), member("db-1"), expected=5), "guard.cluster_quorum"),
        (view(leading(SECOND), member("db-1"), member("db-3", **SICK)), "guard.restart_quorum"),
        (view(leading(SECOND), member("db-1", **SICK), THIRD), None),
        (view(leading(SECOND), THIRD), None),
    ],
)
def test_a_member_of_a_cluster_is_rebooted_where_that_can_do_without_it(
    seen: ClusterView, code: str | None
) -> None:
    here = PrivateWorld()
    outcome = here.ask(VM_REBOOT, estate=clustered(here, seen), machine="db-1")
    assert (None if isinstance(outcome, Plan) else codes(outcome)[0]) == code


def test_a_member_that_is_off_is_powered_on_while_the_others_have_quorum() -> None:
    here = PrivateWorld()
    here.machine("vm-3", **OFF)
    seen = clustered(here, view(LEADER, SECOND))
    made = planned(here.ask(VM_START, estate=seen, machine="db-3"))
    assert "detail.cluster" in [one.code for one in made.details]
    alone = clustered(here, view(LEADER))
    assert codes(here.ask(VM_START, estate=alone, machine="db-3")) == ["guard.cluster_quorum"]
    [why] = recheck(made, alone, here.policy)
    assert (why.why.code, why.passing) == ("guard.cluster_quorum", True)


def test_nobody_competes_with_vsphere_ha() -> None:
    here = PrivateWorld()
    here.machine("vm-1", ha_protected=True, **OFF)
    made = planned(here.ask(VM_START, machine="db-1"))
    assert [one.code for one in made.warnings] == ["warning.ha_starts"]
    assert "detail.ha_protected" in [one.code for one in made.details]
    here.hosts = (replace(HOSTS[0], ha_state="networkIsolated"), *HOSTS[1:])
    assert codes(here.ask(VM_START, machine="db-1")) == ["guard.ha_acts"]
    here.hosts = (replace(HOSTS[0], connected=False, ha_state="hostDown"), *HOSTS[1:])
    outcome = here.ask(VM_START, machine="db-1")
    assert codes(outcome) == ["guard.host_disconnected", "guard.ha_acts"]
    assert isinstance(outcome, Refusal)
    assert {r.remedy.code for r in outcome.reasons if r.remedy} == {"remedy.ha_acts"}
    here.machine("vm-1", ha_protected=False)
    assert codes(here.ask(VM_START, machine="db-1")) == ["guard.host_disconnected"]


def test_a_guest_whose_heartbeat_is_missed_is_told_of() -> None:
    here = PrivateWorld()
    here.machine("vm-1", heartbeat=Heartbeat.RED)
    made = planned(here.ask(VM_REBOOT, machine="db-1"))
    assert "detail.guest_hangs" in [one.code for one in made.details]


@pytest.mark.parametrize(
    ("resource", "code"), [(MACHINE, "guard.pool_held"), (CLUSTER, "guard.pool_held")]
)
def test_one_thing_at_a_time_in_a_pool_that_keeps_data(resource: Resource, code: str) -> None:
    here = PrivateWorld()
    other = planned(here.ask(VM_RESIZE, machine="db-2", vcpus=16, operation_id="other000"))
    live = Operation(
        "other000",
        replace(other, resource=resource),
        OperationState.RUNNING,
        START,
    )
    record = Record(live=(live,))
    assert codes(here.ask(VM_REBOOT, record=record, machine="db-1")) == [code]


def test_a_frozen_pool_a_busy_machine_and_a_missing_right_are_each_named() -> None:
    here = PrivateWorld()
    record = Record(freezes=(Freeze("databases", START, "ana", "audit"),))
    assert codes(here.ask(VM_REBOOT, record=record, machine="db-1")) == ["pool.frozen_by"]
    here.extra["tasks"] = (Task("task-1", "VirtualMachine.migrate", "vm-1", TaskState.RUNNING),)
    assert codes(here.ask(VM_REBOOT, machine="db-1")) == ["guard.machine_busy"]
    here = PrivateWorld()
    here.machine("vm-2", **OFF)
    asked = planned(here.ask(VM_START, machine="db-2")).request.author
    lacking = replace(asked, rights=tuple(r for r in asked.rights if r != Right.REBOOT))
    assert codes(here.ask(VM_REBOOT, author=lacking, machine="db-3"))[0] == "guard.right_reboot"
    planned(here.ask(VM_START, author=lacking, machine="db-2"))


@pytest.mark.parametrize("verb", [VM_START, VM_REBOOT])
def test_there_is_nothing_to_take_back_and_nothing_to_complete(verb: Verb) -> None:
    here = PrivateWorld()
    here.machine("vm-1", **(OFF if verb == VM_START else {}))
    made = planned(here.ask(verb, machine="db-1"))
    done = Operation(made.operation_id, made, OperationState.SUCCEEDED, START, ended_at=START)
    here.changes = carried_out(made)
    assert codes(here.about(ROLLBACK, done)) == ["guard.nothing_to_undo"]
    assert codes(here.about(TOPUP, done)) == ["guard.topup_resize"]


def carried_out(made: Plan) -> list[Change]:
    return [
        Change(
            made.operation_id,
            n,
            one.datacenter,
            one.region,
            one.name,
            one.desired,
            Phase.IN_SERVICE,
            START,
            resource_id=one.resource_id,
            resource=one.resource,
            wanted=one.wanted,
            before=one.before,
            attempts=1,
        )
        for n, one in enumerate(made.changes, 1)
    ]
