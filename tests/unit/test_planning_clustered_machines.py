"""A machine that is a member of a cluster: its cluster must be able to do without it."""

from dataclasses import replace

import pytest
from fake_cluster import leading, member, view
from outcomes import codes
from private_modelled import START, PrivateWorld, database

from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.quorum import seat
from console.model.cluster import ClusterKind, ClusterPolicy, ClusterRole, ClusterView
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.plan import Plan, Refusal
from console.planning import recheck

KEEPER = ClusterPolicy("main", "databases", "RBX")
LEADER, SECOND, THIRD = leading(member("db-1")), member("db-2"), member("db-3")
SICK = {"state": "crashed", "well": False, "lag_bytes": None}
HOT = {"vcpus": 16}
COLD = {"vcpus": 4, "allow_restart": True}


def world(kind: ClusterKind = ClusterKind.PATRONI) -> PrivateWorld:
    made = PrivateWorld()
    made.policy = replace(made.policy, clusters={"main": replace(KEEPER, kind=kind)})
    return made


def with_cluster(
    here: PrivateWorld, seen: ClusterView | None, freshness: Freshness = Freshness.FRESH
) -> Estate:
    estate = here.estate()
    told = {"cluster:main": SourceState("cluster:main", freshness)}
    known = {} if seen is None else {"main": replace(seen, observed_at=START)}
    return replace(estate, clusters=known, sources={**estate.sources, **told})


def resize(
    seen: ClusterView | None,
    machine: str = "db-2",
    kind: ClusterKind = ClusterKind.PATRONI,
    freshness: Freshness = Freshness.FRESH,
    **asked: object,
) -> Plan | Refusal:
    here = world(kind)
    return here.ask(
        VM_RESIZE, estate=with_cluster(here, seen, freshness), machine=machine, **(asked or COLD)
    )


def remedies(outcome: Plan | Refusal) -> list[str]:
    assert isinstance(outcome, Refusal), outcome
    return [reason.remedy.code for reason in outcome.reasons if reason.remedy]


def test_a_member_that_follows_is_restarted_for_its_size_and_the_plan_shows_the_cluster() -> None:
    made = resize(view())
    assert isinstance(made, Plan)
    assert "detail.cluster" in [one.code for one in made.details]


def test_the_leader_grows_as_it_runs_and_is_not_shut_down() -> None:
    assert isinstance(resize(view(), "db-1", **HOT), Plan)
    refused = resize(view(), "db-1")
    assert codes(refused) == ["guard.restart_leader"]
    assert remedies(refused) == ["remedy.switch_over"]


def test_of_a_cluster_that_is_only_read_the_leader_is_changed_by_its_own_tools() -> None:
    refused = resize(view(), "db-1", ClusterKind.SQLSERVER)
    assert (codes(refused), remedies(refused)) == (
        ["guard.restart_leader"],
        ["remedy.switch_over_elsewhere"],
    )


@pytest.mark.parametrize("asked", [HOT, COLD])
@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (None, "guard.cluster_unknown"),
        (view(LEADER, SECOND, expected=5), "guard.cluster_quorum"),
        (view(SECOND, THIRD), "guard.cluster_leaderless"),
        (view(agreed=None), "guard.cluster_quorum_unknown"),
        (
            view(SECOND, replace(THIRD, role=ClusterRole.UNKNOWN)),
            "guard.cluster_leader_unknown",
        ),
    ],
)
def test_without_quorum_no_member_gets_another_size(
    seen: ClusterView | None, code: str, asked: dict[str, object]
) -> None:
    assert codes(resize(seen, **asked))[0] == code


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (view(paused=True), ["guard.cluster_paused"]),
        (view(scheduled=True), ["guard.cluster_scheduled"]),
        (view(LEADER, SECOND, expected=2), ["guard.restart_quorum"]),
        (view(LEADER, SECOND), ["guard.restart_quorum", "guard.others_silent"]),
    ],
)
def test_what_speaks_against_taking_a_member_down_for_its_size(
    seen: ClusterView, expected: list[str]
) -> None:
    assert codes(resize(seen)) == expected


def test_what_is_well_is_touched_only_while_all_others_are_and_what_is_sick_while_they_can() -> (
    None
):
    five = (LEADER, SECOND, member("db-3", **SICK), member("db-4"), member("db-5"))
    here = world()
    here.machines |= {f"vm-{n}": database(n, 0) for n in (4, 5)}
    estate = with_cluster(here, view(*five, expected=5))
    assert codes(here.ask(VM_RESIZE, estate=estate, machine="db-2", **COLD)) == [
        "guard.others_sick"
    ]
    assert isinstance(here.ask(VM_RESIZE, estate=estate, machine="db-3", **COLD), Plan)


def test_where_members_bear_other_names_than_machines_nobody_is_taken_for_another() -> None:
    named = view(leading(member("pg-1")), member("pg-2"), member("pg-3"))
    assert codes(resize(named)) == ["guard.machine_no_member"]
    assert isinstance(resize(named, **HOT), Plan)
    spelled = view(leading(member("DB-1.example")), member("DB-2.example"), member("DB-3.example"))
    assert codes(resize(spelled, "db-1")) == ["guard.restart_leader"]
    assert isinstance(resize(spelled, "db-2"), Plan)


def test_a_machine_beside_the_cluster_and_a_member_that_fell_silent_have_no_seat() -> None:
    machines = ("db-1", "db-2", "db-3", "db-4")
    assert seat(view(), "db-4", machines) == seat(view(LEADER, SECOND), "db-3", machines)
    assert seat(view(), "db-4", machines).known
    assert not seat(view(leading(member("pg-1"))), "db-4", machines).known


def test_the_worker_asks_the_same_before_it_begins() -> None:
    here = world()
    made = here.ask(VM_RESIZE, estate=with_cluster(here, view()), machine="db-2", **COLD)
    assert isinstance(made, Plan)
    assert recheck(made, with_cluster(here, view()), here.policy) == ()
    moved = with_cluster(here, view(member("db-1"), leading(SECOND), THIRD))
    [why] = recheck(made, moved, here.policy)
    assert why.why.code == "guard.restart_leader"
    [why] = recheck(made, with_cluster(here, view(), Freshness.STALE), here.policy)
    assert (why.guard, why.passing) == ("cluster:main.stale", True)


def test_peers_have_no_leader_to_spare() -> None:
    peers = tuple(replace(one, role=ClusterRole.PEER) for one in (LEADER, SECOND, THIRD))
    galera = view(*peers, led=False)
    assert isinstance(resize(galera, "db-1", ClusterKind.GALERA), Plan)
