"""The rehearsed cluster of Patroni: who leads, and what becomes of it when members fall sick."""

import pytest
from standing_private import BY, Standing

from console.rehearsal.patroni.cluster import HANGS_S, SimulatedCluster
from console.rehearsal.patroni.scenario import PatroniScenario

SETTINGS = PatroniScenario()
LONG_S = SETTINGS.ttl_s + SETTINGS.election_s + 1


class Bench:
    """A cluster of the reference databases, and the hand on its clock."""

    def __init__(self) -> None:
        self.standing = Standing()
        self.cluster = SimulatedCluster(self.standing.estate.inventory, SETTINGS)

    def after(self, seconds: float) -> str | None:
        """Let time pass, and say who leads."""
        for _ in range(int(seconds)):
            self.standing.clock.time += 1
            self.cluster.now()
        return self.cluster.leader


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_switchover_leaves_nobody_leading_for_a_moment(bench: Bench) -> None:
    assert bench.cluster.leader == "db-1"
    assert bench.cluster.order("db-1", "db-3")
    assert bench.after(SETTINGS.demotion_s) is None
    assert bench.cluster.members["db-1"].postgres == "starting"
    assert bench.after(SETTINGS.election_s) == "db-3"
    bench.after(SETTINGS.rejoin_s)
    assert [one.timeline for one in bench.cluster.members.values()] == [2, 2, 2]


def test_what_cannot_be_is_said_before_anything_is_done(bench: Bench) -> None:
    impossible = bench.cluster.impossible
    assert impossible("db-2", "db-3") == "leader name does not match"
    assert impossible("db-1", "db-9") == "candidate does not exists"
    bench.cluster.members["db-2"].eligible = False
    assert impossible("db-1", "db-2") is not None
    assert impossible("db-1", None) is None


def test_a_candidate_that_is_far_behind_is_not_promoted(bench: Bench) -> None:
    bench.cluster.members["db-2"].sickness = "lagging"
    assert bench.cluster.impossible("db-1", "db-2") is None
    assert bench.cluster.order("db-1", "db-2")
    assert bench.after(SETTINGS.demotion_s + SETTINGS.election_s) == "db-1"
    assert bench.cluster.ordered is None


def test_a_switchover_that_hangs_comes_later_all_the_same(bench: Bench) -> None:
    bench.cluster.conduct = "hangs"
    assert bench.cluster.order("db-1", "db-2")
    assert bench.after(HANGS_S - 1) == "db-1"
    assert bench.after(SETTINGS.election_s + 2) == "db-2"


def test_a_leader_that_is_silent_loses_its_lock_and_another_takes_it(bench: Bench) -> None:
    bench.cluster.members["db-1"].sickness = "silent"
    assert bench.after(SETTINGS.ttl_s - 1) == "db-1"
    assert bench.after(2) is None
    assert [one.name for one in bench.cluster.listed(bench.cluster.now())] == ["db-2", "db-3"]
    assert bench.after(SETTINGS.election_s) == "db-2"


@pytest.mark.parametrize("hindrance", ["paused", "no quorum"])
def test_nobody_is_elected_while_it_is_paused_or_has_no_quorum(
    bench: Bench, hindrance: str
) -> None:
    bench.cluster.paused = hindrance == "paused"
    bench.cluster.quorum = hindrance != "no quorum"
    bench.cluster.members["db-1"].sickness = "silent"
    assert bench.after(LONG_S) is None
    bench.cluster.paused, bench.cluster.quorum = False, True
    assert bench.after(1) == "db-2"


def test_a_member_is_gone_with_its_machine(bench: Bench) -> None:
    bench.standing.estate.machines.shut_down(bench.standing.machine("db-3").id, BY)
    bench.after(LONG_S + bench.standing.world.scenario.private.guest_shutdown_s)
    assert [one.name for one in bench.cluster.listed(bench.cluster.now())] == ["db-1", "db-2"]


def test_a_restart_cures_what_it_can_and_says_what_it_cannot(bench: Bench) -> None:
    second, third = bench.cluster.members["db-2"], bench.cluster.members["db-3"]
    second.sickness, second.postgres = "crashed", "crashed"
    third.sickness, third.postgres = "broken", "start failed"
    assert bench.cluster.restart(second)
    assert not bench.cluster.restart(second)
    assert bench.cluster.restart(third)
    bench.after(SETTINGS.restart_s)
    assert (second.postgres, third.postgres) == ("running", "restart failed")
