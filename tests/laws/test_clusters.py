"""Single operations on a cluster that keeps data, and product faults that its laws see."""

import pytest
from clustered import with_cluster
from clusters import NAME
from laws import Broken
from night import POLICY, Fall, Night

from console.kinds import quorum
from console.kinds.clusters import guards, judge
from console.kinds.clusters.verbs import RESTART, SWITCHOVER
from console.kinds.machines.verbs import VM_REBOOT
from console.kinds.step import Step
from console.model.operation import OperationState
from console.model.verb import HEAL, ROLLBACK


def keeping(fall: Fall) -> Night:
    return fall(policy=with_cluster(POLICY), private=True, clustered=True)


def over(night: Night) -> OperationState:
    """How the last operation ended, by the laws."""
    night.run_out()
    night.laws.look_back()
    return night.desk().journal.operations(limit=1)[0].state


def test_another_leads_and_by_its_rollback_the_one_that_did_before(fall: Fall) -> None:
    night = keeping(fall)
    made = night.desk().ask(SWITCHOVER, cluster=NAME, to="db-3")
    assert (over(night), night.cluster.leader) == (OperationState.SUCCEEDED, "db-3")
    night.desk().ask(ROLLBACK, operation=made.id)
    assert (over(night), night.cluster.leader) == (OperationState.SUCCEEDED, "db-1")


def test_a_member_that_crashed_is_healed_by_its_restart(fall: Fall) -> None:
    night = keeping(fall)
    night.cluster.fall("db-2")
    night.desk().ask(HEAL, pool=NAME)
    assert over(night) is OperationState.SUCCEEDED
    assert [one.what for one in night.cluster.asked] == ["restart"]
    assert night.cluster.servers["db-2"].sick is None


@pytest.mark.parametrize("fault", ["leader", "quorum"])
def test_what_takes_down_the_leader_or_the_quorum_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    night = keeping(fall)
    monkeypatch.setattr(guards, "without", lambda *_told: ())
    if fault == "quorum":
        night.cluster.fall("db-2")
    night.desk().ask(RESTART, cluster=NAME, member="db-1" if fault == "leader" else "db-3")
    with pytest.raises(Broken, match="law 5: .* leads" if fault == "leader" else "law 7: "):
        over(night)


def test_a_machine_of_the_leader_that_reboots_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = keeping(fall)
    monkeypatch.setattr(quorum, "without", lambda *_told: ())
    night.desk().ask(VM_REBOOT, machine="db-1")
    with pytest.raises(Broken, match="law 5: reboot of db-1, which leads"):
        over(night)


def test_what_is_asked_twice_is_seen(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    night = keeping(fall)
    night.weather.told["restart"].append("dropped")
    again = judge.ClusterAct.RESTART
    monkeypatch.setattr(judge, "failed", lambda tracked, *_told: Step(tracked, again))
    night.desk().ask(RESTART, cluster=NAME, member="db-2")
    with pytest.raises(Broken, match="law 1: restart of db-2 is asked again"):
        over(night)
