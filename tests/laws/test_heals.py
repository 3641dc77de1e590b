"""Single heals over the real planner, passes and journal, each step of which is looked at."""

from dataclasses import replace

import pytest
from laws import Broken
from night import POLICY, POOL, Fall, Night
from schedules import BALANCED

from console.kinds.instances import retention
from console.kinds.instances.verbs import HEAL
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Plan
from console.model.policy import Healing, Policy
from console.model.resource import REBOOT
from console.model.verb import ROLLBACK

QUICK = replace(
    POLICY,
    pools={"api": replace(POOL, boot_deadline_s=120.0)},
    healing=Healing(grace_s=30.0, down_s=20.0, reboot_s=60.0, per_hour=1.0, at_most_ratio=0.6),
)


def over(night: Night, operation: Operation) -> Operation:
    """The operation, once nothing more happens; by the laws."""
    night.run_out()
    night.laws.look_back()
    return night.desk().operation(operation.id)


def phases(night: Night, operation: Operation) -> list[Phase]:
    return [change.phase for change in night.desk().journal.changes(operation.id)]


def sickly(fall: Fall, sickness: str) -> Night:
    night = fall(policy=QUICK, standing=6)
    night.sickly = True
    night.cloud.sicken(night.cloud.standing("RBX-A")[0], sickness)
    return night


def test_one_that_a_reboot_does_not_help_is_replaced_by_the_next_heal(fall: Fall) -> None:
    night = sickly(fall, "incurable")
    night.laws.meddled = True
    first = over(night, night.desk().ask(HEAL, pool="api"))
    assert (first.state, phases(night, first)) == (OperationState.FAILED, [Phase.FAILED])
    second = over(night, night.desk().ask(HEAL, pool="api"))
    assert phases(night, second) == [Phase.IN_SERVICE, Phase.GONE]
    assert (len(night.cloud.reboots), len(night.cloud.standing())) == (1, 6)


def test_heals_stop_where_what_they_make_never_serves(fall: Fall) -> None:
    night = sickly(fall, "error")
    sick = night.cloud.standing("RBX-A")[0]
    night.weather.told["build"].extend(["sick", "sick"])
    for _ in range(2):
        operation = over(night, night.desk().ask(HEAL, pool="api"))
        assert operation.state is OperationState.FAILED
        assert phases(night, operation)[-1] is Phase.CANCELLED
        assert sick in night.cloud.standing()
    plan = night.desk().plan(HEAL, pool="api")
    assert isinstance(plan, Plan)  # what was made hangs: a reboot costs nothing
    assert [c.resource for c in plan.changes] == [REBOOT]
    assert "guard.heal_failing" in [said.code for said in plan.warnings]
    named = night.desk().plan(HEAL, pool="api", datacenters=("RBX",))
    assert isinstance(named, Plan)
    assert sick.id in [c.resource_id for c in named.changes]


@pytest.mark.parametrize("policy", [QUICK, BALANCED], ids=["by metrics", "behind balancers"])
def test_what_is_set_aside_stays_and_comes_back_by_a_rollback(fall: Fall, policy: Policy) -> None:
    night = fall(policy=policy, standing=6, balanced=policy is BALANCED)
    night.sickly = True
    sick = night.cloud.standing("RBX-A")[0]
    night.cloud.sicken(sick, "hung")
    before = {s.id for s in night.cloud.standing()}
    done = over(night, night.desk().ask(HEAL, pool="api", quarantine=True))
    assert done.state is OperationState.SUCCEEDED
    assert (sick.apart, sick in night.cloud.standing()) == (True, True)
    assert (len(night.cloud.standing()), night.cloud.reboots) == (7, [])
    assert not night.balancing.of(sick)
    night.laws.meddled = True  # a hand mends it
    night.cloud.recover(sick)
    undone = over(night, night.desk().ask(ROLLBACK, operation=done.id))
    assert undone.state is OperationState.SUCCEEDED
    assert {s.id for s in night.cloud.standing()} == before
    assert not sick.apart
    assert bool(night.balancing.of(sick)) is (policy is BALANCED)


def test_one_that_is_set_aside_before_another_serves_is_seen(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = sickly(fall, "hung")
    kept = retention.kept
    monkeypatch.setattr(
        retention, "kept", lambda facts, gone: (replace(c, after=()) for c in kept(facts, gone))
    )
    monkeypatch.setattr("console.kinds.instances.healing._doubts", lambda *_told: ())
    asked = night.desk().ask(HEAL, pool="api", quarantine=True)
    with pytest.raises(Broken, match=r"law 5: .* goes, and nothing serves in its place"):
        over(night, asked)
