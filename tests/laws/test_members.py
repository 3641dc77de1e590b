"""Single operations behind load balancers, and product faults that the laws over members see."""

from collections.abc import Callable

import pytest
from laws import Broken
from night import Fall, Night
from schedules import BALANCED, LOWERED

from console.kinds.instances.verbs import BURST, HEAL
from console.kinds.members import guards, leaving
from console.model.operation import OperationState
from console.model.verb import ROLLBACK


def behind(fall: Fall, standing: int = 6) -> Night:
    night = fall(policy=BALANCED, balanced=True, standing=standing)
    night.cloud.boot_s, night.cloud.well_s, night.cloud.removal_s = 8.0, 2.0, 4.0
    return night


def over(night: Night) -> OperationState:
    """How the last operation ended, by the laws."""
    night.run_out()
    night.laws.look_back()
    return night.desk().journal.operations(limit=1)[0].state


def test_burst_joins_members_and_its_rollback_leaves_none(fall: Fall) -> None:
    night = behind(fall)
    before = dict(night.balancing.members)
    made = night.desk().ask(BURST, pool="api", by=2)
    assert over(night) is OperationState.SUCCEEDED
    assert len(night.balancing.members) == len(before) + 2
    assert all(map(night.balancing.serves, night.balancing.members.values()))
    night.desk().ask(ROLLBACK, operation=made.id)
    assert over(night) is OperationState.SUCCEEDED
    assert night.balancing.members == before


def test_heal_takes_the_sick_member_out_before_its_instance_goes(fall: Fall) -> None:
    night = behind(fall)
    night.sickly = True
    sick = night.cloud.standing()[0]
    night.cloud.sicken(sick, "error")
    night.desk().ask(HEAL, pool="api")
    assert over(night) is OperationState.SUCCEEDED
    assert not night.balancing.of(sick)
    assert sick not in night.cloud.standing()


def test_drain_below_the_floor_is_seen(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    night = behind(fall, standing=3)
    made = night.desk().ask(BURST, pool="api", by=2)
    assert over(night) is OperationState.SUCCEEDED
    ours = [s for s in night.cloud.standing() if s.operation is None]
    night.desk().ask(ROLLBACK, operation=made.id)
    for server in ours:
        night.cloud.sicken(server, "hung")
    monkeypatch.setattr(guards, "_floor", lambda _facts, _gone: ())
    with pytest.raises(Broken, match=r"law 5: .* is drained, "):
        over(night)


def test_floor_below_the_baseline_lets_go_what_is_to_go_while_it_serves(fall: Fall) -> None:
    night = fall(policy=LOWERED, balanced=True, standing=3)
    made = night.desk().ask(BURST, pool="api", by=1)
    assert over(night) is OperationState.SUCCEEDED
    [first, *_rest] = [s for s in night.cloud.standing() if s.operation is None]
    night.desk().ask(ROLLBACK, operation=made.id)
    night.cloud.sicken(first, "hung")  # two of the baseline of three serve: its floor
    assert over(night) is OperationState.SUCCEEDED


@pytest.mark.parametrize(
    ("fault", "law"),
    [
        (lambda _pool, _change, _server: [], "law 10: .* is removed, and m-"),
        (
            lambda pool, _change, _server: [
                m for m in pool.members if "foreign" in m.settings.name
            ],
            "law 6: foreign-. is nobody's, and is written",
        ),
    ],
    ids=["not taken out", "another's"],
)
def test_wrong_member_is_seen(
    fall: Fall,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[..., object],
    law: str,
) -> None:
    night = behind(fall)
    made = night.desk().ask(BURST, pool="api", by=2)
    assert over(night) is OperationState.SUCCEEDED
    night.desk().ask(ROLLBACK, operation=made.id)
    monkeypatch.setattr(leaving, "leading_to", fault)
    with pytest.raises(Broken, match=law):
        over(night)
